"""Which tiles are on screen when there are more than fit: pages that turn by themselves. Pure."""

from mcu.clock import NS_PER_S
from mcu.video.layout import PAGE_TILES, pages

DWELL_NS = 12 * NS_PER_S
"""How long a page stays: half a second for each of its 25 faces. 130 points are round in 72 s."""

STRIP_DWELL_NS = 8 * NS_PER_S
"""The same for the few beside a large tile: time to look from face to face, without unrest."""

WAKE_NS = 3 * NS_PER_S // 2
"""How long before its page a member is woken: time for a keyframe to come over a slow line."""


def page_at(elapsed: int, count: int, places: int = PAGE_TILES) -> int:
    """Return the page (from 0) shown `elapsed` ns after the first, of `count` tiles."""
    dwell = DWELL_NS if places >= PAGE_TILES else STRIP_DWELL_NS
    return elapsed // dwell % pages(count, places)


def on_page(page: int, count: int, places: int = PAGE_TILES) -> range:
    """Return the numbers of the tiles on a page."""
    return range(count)[page * places : (page + 1) * places]


def awake_at(elapsed: int, count: int) -> frozenset[int]:
    """Return the numbers of the tiles of a grid that are on screen or are about to be."""
    now, soon = page_at(elapsed, count), page_at(elapsed + WAKE_NS, count)
    return frozenset((*on_page(now, count), *on_page(soon, count)))
