"""What a scene comes to with the people who are there: who is on the canvas, and where. Pure."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import NamedTuple

from mcu.scene import Layout, Scene
from mcu.video.layout import Arrangement, pages
from mcu.video.layout.forms import form, ground, lay, seated
from mcu.video.paging import WAKE_NS, Pager, dwell, on_page


class Shot(NamedTuple):
    """One page of a scene: a member for each tile of the arrangement. `page` counts from 0."""

    arrangement: Arrangement
    seats: tuple[str, ...]
    page: int
    pages: int


class Program:
    """A scene on a canvas of a `size` (width and height), with `members` in the order of seats.

    Its pages turn by themselves; the first one is shown at `since` (ns). `lead` is large where the
    scene follows the voice.
    """

    def __init__(
        self,
        scene: Scene,
        members: Sequence[str],
        size: tuple[int, int],
        since: int,
        lead: str | None = None,
    ) -> None:
        self.scene = scene
        self.since = since
        self.lead = lead
        self._ground = ground(scene, *size)
        self._pager = Pager(since)
        self._goes_on = False
        self._seat(members)

    def begin(self, now: int) -> None:
        """Count the time of the first page from now on, unless it was there before."""
        self.since = now
        if not self._goes_on:
            self._pager.begin(now)

    def seat(self, members: Sequence[str], now: int) -> None:
        """Go on with these members: the page that is shown stays as far as it can."""
        self._pager.settle(now, self._pages, self._dwell)
        self._seat(members)
        self._pager.clip(self._pages)

    def trial(self, members: Sequence[str], now: int) -> Shot:
        """Return what would be seen with these members; nothing is changed."""
        pager, self._pager = self._pager, copy(self._pager)
        other = copy(self)
        self._pager = pager
        other.seat(members, now)
        return other.shot(now)

    def turned(self, scene: Scene, now: int) -> bool:
        """Turn pages if that is all in which a scene differs; whether it is."""
        by = scene.turn - self.scene.turn
        if scene == self.scene or _unturned(scene) != _unturned(self.scene):
            return False
        self.scene = scene
        self._pager.settle(now, self._pages, self._dwell)
        self._pager.turn(by, now, self._pages)
        return True

    def follow(self, other: "Program", now: int) -> None:
        """Begin with the page that another program of the same form shows now.

        The page is then there for as long as without this: where one speaker follows another
        sooner than pages turn, those who are on the next page would never be seen.
        """
        if (self.scene.layout, self.form) != (other.scene.layout, other.form):
            return
        page, since, dwell = other.showing(now)
        self._goes_on = dwell == self._dwell
        self._pager = Pager(since if self._goes_on else now, page)
        self._pager.clip(self._pages)

    def showing(self, now: int) -> tuple[int, int, int]:
        """Return the page that is shown, since when (ns), and how long a page stays."""
        self._pager.settle(now, self._pages, self._dwell)
        return self._pager.page, self._pager.since, self._dwell

    def shot(self, now: int) -> Shot:
        """Return what is to be seen at a time (ns)."""
        page = self._pager.at(now, self._pages, self._dwell)
        shot = self._shots.get(page)
        if shot is None:
            shot = self._shots[page] = self._shot(page)
        return shot

    def soon(self, now: int) -> Shot:
        """Return what is to be seen as soon as those who are woken now can be shown."""
        return self.shot(now + WAKE_NS)

    def _seat(self, members: Sequence[str]) -> None:
        self._shots: dict[int, Shot] = {}
        scene = self.scene
        pinned = dict.fromkeys(one.member for one in scene.pinned)
        seated = _unique((*pinned, *_ordered(members, scene.order)))
        hidden = set(scene.hidden)
        everybody = tuple(one for one in seated if one not in hidden)
        wanted = _unique((*scene.main, *scene.on_air, *((self.lead,) if scene.voice else ())))
        here = set(everybody)
        wanted = tuple(one for one in wanted if one in here)
        self.form = form(scene, len(wanted), len(everybody), self._ground)
        # Nobody asked for the placard of who is not in: it takes no large place from who is.
        coming = set(members)
        present = [one for one in everybody if one in coming]
        self._mains = _unique((*wanted, *present, *everybody))[: self.form.mains]
        mains = set(self._mains)
        rest = [one for one in everybody if one not in mains]
        kept = [one for one in rest if one in pinned]
        others = [one for one in rest if one not in pinned]
        # One place at least goes round, or most would never be seen.
        room = self.form.places - bool(others)
        self._kept, self._others = kept[: max(room, 0)], others
        self._places = max(1, self.form.places - len(self._kept))
        self._pages = pages(len(others), self._places) if self.form.places else 1
        self._dwell = dwell(self.form.places, scene.dwell)

    def _shot(self, page: int) -> Shot:
        on = on_page(page, len(self._others), self._places) if self.form.places else ()
        rest = [*self._kept, *(self._others[number] for number in on)]
        members = [*self._mains, *rest]
        if self.scene.layout is Layout.CUSTOM:
            boxes = self.scene.boxes
            arrangement, numbers = seated(boxes, len(self._mains), len(rest), self._ground)
            return Shot(arrangement, tuple(members[n] for n in numbers), page, self._pages)
        total = len(self._kept) + len(self._others)
        arrangement = lay(self.scene, self.form, len(rest), total, self._ground)
        return Shot(arrangement, tuple(members), page, self._pages)


def _ordered(members: Sequence[str], order: Iterable[str]) -> list[str]:
    """Return members with those who are in a list first, in its order."""
    here = set(members)
    first = _unique(one for one in order if one in here)
    placed = set(first)
    return [*first, *(one for one in members if one not in placed)]


def _unique(members: Iterable[str | None]) -> tuple[str, ...]:
    """Return members once each, where they come first."""
    return tuple(dict.fromkeys(one for one in members if one is not None))


def _unturned(scene: Scene) -> tuple[object, ...]:
    """Return all of a scene but the pages turned by hand."""
    return tuple(getattr(scene, name) for name in scene.__struct_fields__ if name != "turn")
