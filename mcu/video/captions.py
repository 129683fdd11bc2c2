"""What is written on every screen of a conference beside names: title, clock, announcements."""

import time
from collections.abc import Callable, Sequence

from mcu import clock
from mcu.scene import Overlay, Scene
from mcu.video.announcement import READ_NS
from mcu.video.badge import Clock, clock_of
from mcu.video.emblem import Emblem
from mcu.video.graphics import Written, written
from mcu.video.label import Header
from mcu.video.program import Shot
from mcu.video.tile import Tile


class Captions:
    """Used on the loop.

    The wall clock is read here, because it is one: nowhere else in the media plane.
    """

    def __init__(self, title: str, wall: Callable[[], float] = time.time) -> None:
        self.title = title
        self.recording = False
        """Whether the recording mark is shown."""
        self.emblem: Emblem | None = None
        """What stands before the title."""
        self._wall = wall
        self._overlay = Overlay()
        self._overlaid_at = 0

    def overlay(self, overlay: Overlay) -> None:
        """Write this, in place of what was there."""
        if overlay.announcement != self._overlay.announcement:
            self._overlaid_at = clock.now()
        self._overlay = overlay

    def written(self, now: int) -> Written:
        """Return what is to be read over the people."""
        elapsed = max(now - self._overlaid_at, 0)
        return written(self._overlay, self.title, elapsed, self._wall(), self.emblem)

    @property
    def resting(self) -> bool:
        """Whether the people are hidden."""
        return bool(self._overlay.hold)

    def header(self, shot: Shot, scene: Scene, now: int) -> Header:
        """Return what stands above the people, and in the ticker."""
        local = time.strftime("%H:%M", time.localtime(self._wall()))
        turn = now // READ_NS if scene.ticker else 0
        page, pages = shot.page + 1, shot.pages
        said = Header(self.title, local, self.recording, page, pages, scene.ticker, turn)
        return said._replace(emblem=self.emblem)

    def mark(self, tiles: list[Tile], seats: Sequence[str], on_air: Sequence[str]) -> None:
        """Say who of these `seats` is on air, and how long still, and who asks for it."""
        wall = self._wall()
        clocks: dict[str, Clock] = {one.member: clock_of(one, wall) for one in self._overlay.timers}
        for number, member in enumerate(seats):
            if member in on_air:
                tiles[number] = tiles[number]._replace(on_air=True, clock=clocks.get(member))
            elif member in self._overlay.hands:
                tiles[number] = tiles[number]._replace(hand=True)
