"""Which tiles are on screen when there are more than fit: pages that turn by themselves. Pure."""

from mcu.clock import NS_PER_S
from mcu.video.layout import PAGE_TILES

DWELL_NS = 12 * NS_PER_S
"""How long a page stays: half a second for each of its 25 faces. 130 points are round in 72 s."""

STRIP_DWELL_NS = 8 * NS_PER_S
"""The same for the few beside a large tile: time to look from face to face, without unrest."""

WAKE_NS = 3 * NS_PER_S // 2
"""How long before its page a member is woken: time for a keyframe to come over a slow line."""


def dwell(places: int, seconds: int | None = None) -> int:
    """Return how long (ns) a page of so many places stays; 0: until it is turned."""
    if seconds is not None:
        return seconds * NS_PER_S
    return DWELL_NS if places >= PAGE_TILES else STRIP_DWELL_NS


def on_page(page: int, count: int, places: int = PAGE_TILES) -> range:
    """Return the numbers of the tiles on a page."""
    return range(count)[page * places : (page + 1) * places]


class Pager:
    """The page of a scene that is on screen, as people come and go and pages are turned by hand.

    Who is added or goes leaves the page that is on screen, and how long it has been there.
    """

    def __init__(self, since: int, page: int = 0) -> None:
        self.page = page
        """The page shown at `since`, from which on pages turn."""
        self.since = since

    def at(self, now: int, count: int, dwell: int) -> int:
        """Return the page (from 0) of `count` at a time (ns)."""
        turned = max(now - self.since, 0) // dwell if dwell else 0
        return (self.page + turned) % count

    def settle(self, now: int, count: int, dwell: int) -> None:
        """Stay on the page that is shown now, of `count`, before there are more or fewer."""
        self.page = self.at(now, count, dwell)
        if dwell and now > self.since:
            self.since += (now - self.since) // dwell * dwell

    def clip(self, count: int) -> None:
        """Go back to the last page where there are fewer now."""
        self.page = min(self.page, count - 1)

    def turn(self, by: int, now: int, count: int) -> None:
        """Turn pages by hand; the page then stays as long as any."""
        self.page = (self.page + by) % count
        self.since = now

    def begin(self, now: int) -> None:
        """Count the time of the page from now on."""
        self.since = now
