"""What a scene comes to with the people who are there: who is on the canvas, and where. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from mcu.scene import Scene
from mcu.video.layout import (
    MOST_FEATURED,
    PAGE_TILES,
    Arrangement,
    arrange,
    featured,
    pages,
    strip_places,
)
from mcu.video.paging import WAKE_NS, on_page, page_at


class Shot(NamedTuple):
    """One page of a scene: a member for each tile of the arrangement. `page` counts from 0."""

    arrangement: Arrangement
    seats: tuple[str, ...]
    page: int
    pages: int


class Program:
    """A scene on a canvas of `width` × `height` pixels, with `members` in the order of seats.

    Its pages turn by themselves; the first one is shown at `since` (ns).
    """

    def __init__(
        self, scene: Scene, members: Sequence[str], width: int, height: int, since: int
    ) -> None:
        self.scene = scene
        self.since = since
        self._size = width, height
        here = frozenset(members)
        self._large = tuple(one for one in scene.main or scene.on_air if one in here)[
            :MOST_FEATURED
        ]
        self._rest = tuple(one for one in members if one not in self._large)
        if not self._rest:  # nobody to be beside them
            self._large, self._rest = (), self._large
        self._places = strip_places(len(self._large), *self._size) if self._large else PAGE_TILES
        self._shots: dict[int, Shot] = {}

    def shot(self, now: int) -> Shot:
        """Return what is to be seen at a time (ns)."""
        page = page_at(max(now - self.since, 0), len(self._rest), self._places)
        shot = self._shots.get(page)
        if shot is None:
            shot = self._shots[page] = self._shot(page)
        return shot

    def soon(self, now: int) -> Shot:
        """Return what is to be seen as soon as those who are woken now can be shown."""
        return self.shot(now + WAKE_NS)

    def _shot(self, page: int) -> Shot:
        count = len(self._rest)
        on = on_page(page, count, self._places)
        if self._large:
            arrangement = featured(len(self._large), len(on), *self._size)
        else:
            arrangement = arrange(count, *self._size, page)
        seats = (*self._large, *(self._rest[number] for number in on))
        return Shot(arrangement, seats, page, pages(count, self._places))
