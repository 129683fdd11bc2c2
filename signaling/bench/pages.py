"""Who sends pictures where more points are in a meeting than fit on the screen.

Pages turn there by themselves (`mcu.video.paging`), and only those are asked for pictures who are
on screen or soon will be. A crowd without control connections is not told; it knows the pages by
the clock, from the moment its first point came.
"""

from collections.abc import Sequence

from mcu.media import Encoded
from mcu.video.layout import PAGE_TILES, pages
from mcu.video.paging import DWELL_NS, WAKE_NS, Pager, on_page
from signaling.bench.player import Player


class Pages:
    """The pages of a meeting of `count` points, in the order of their places."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._begin = 0
        self._looked = -1
        self._awake: frozenset[int] = frozenset()

    def begin(self, now: int) -> None:
        """The first point comes `now` (ns)."""
        self._begin = now

    def shows(self, place: int, now: int) -> bool:
        """Whether the point of this place, from 0, is on screen or soon will be."""
        if now != self._looked:
            self._looked = now
            pager, count = Pager(self._begin), pages(self._count)
            turns = {pager.at(at, count, DWELL_NS) for at in (now, now + WAKE_NS)}
            self._awake = frozenset(
                place for page in turns for place in on_page(page, self._count, PAGE_TILES)
            )
        return place in self._awake


class Turning(Player):
    """Sends pictures while its page is on."""

    def __init__(
        self, pictures: Sequence[Encoded], voice: Sequence[Encoded], pages: Pages, place: int
    ) -> None:
        super().__init__(pictures, voice)
        self._pages = pages
        self._place = place

    def show(self, now: int) -> None:
        """Send the next picture, if somebody looks."""
        if self._pages.shows(self._place, now):
            super().show(now)
