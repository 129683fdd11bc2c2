"""Who sits where on the canvas at the moment, who is about to, and when one scene follows another.

A take waits until everybody in the new scene has a picture, so that nobody appears as a black tile:
those who are not on screen send nothing until they are wanted. It does not wait for long.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mcu.clock import NS_PER_S
from mcu.scene import Scene
from mcu.video.decoder import Submit, at_once
from mcu.video.emblem import Emblem
from mcu.video.layout import Arrangement
from mcu.video.plates import Plates
from mcu.video.program import Program, Shot
from mcu.video.slot import Shown, Size, Slot
from mcu.video.voice_switch import VoiceSwitch

PATIENCE: Final = NS_PER_S
"""Nanoseconds that a take waits for pictures at most: a keyframe over a slow line takes as long,
and whoever has been given the floor begins to speak."""


DRAW_PATIENCE: Final = NS_PER_S * 3 // 10
"""Nanoseconds that whoever joins, or closes ranks where somebody has left, waits for the names of
all to be drawn in the size that they have then; in one tick 25 of them would make it late."""


class Seating:
    """The slots of a canvas, and its scene. Times are in ns; everything is called on the loop.

    Several seatings may share slots: each says for itself how it shows a member.
    """

    def __init__(
        self,
        width: int,
        height: int,
        now: int,
        scene: Scene | None = None,
        *,
        submit: Submit = at_once,
        titled: Callable[[Shot, Scene], bool] = lambda _shot, _scene: True,
        lifted: Callable[[Arrangement], Arrangement] = lambda places: places,
    ) -> None:
        """`submit` has names drawn, `titled` tells whether the header of a shot is, and `lifted`
        where tiles are with what is written over them.
        """
        self.turns = 0
        """How often who is on screen, and in which size, may have changed."""
        self.takes = 0
        """How often another scene or another page has come on screen."""
        self.emblems: Mapping[str, Emblem] = {}
        """What members have in their places while they have no picture."""
        self._size = width, height
        self._slots: dict[str, Slot] = {}
        self._orders: dict[str, int] = {}
        self._voice = VoiceSwitch()
        self._plates = Plates(height, submit)
        self._titled = titled
        self._lifted = lifted
        self._seen: set[str] = set()
        self._page = 0
        self._program = Program(scene or Scene(), (), self._size, now)
        self._next: Program | None = None
        self._shots: tuple[Shot, ...] = ()
        self._rests = False
        self._changed: int | None = None
        """When somebody came who has no seat yet, or left one that is still there."""
        self._trial: Shot | None = None
        """What is seen once seats are as they should be."""

    @property
    def slots(self) -> Mapping[str, Slot]:
        """The slots by member."""
        return MappingProxyType(self._slots)

    @property
    def scene(self) -> Scene:
        """The scene that was asked for last; it may have to wait for its pictures."""
        return (self._next or self._program).scene

    @property
    def on_screen(self) -> Scene:
        """The scene that is seen."""
        return self._program.scene

    @property
    def unseen(self) -> tuple[str, ...]:
        """The members who have not been on screen since they came, in the order of seats."""
        return tuple(one for one in self._members() if one not in self._seen)

    def add(self, member: str, slot: Slot, order: int, now: int, *, at_once: bool = True) -> None:
        """Seat a member, by (order, member): at once, or as soon as no tick is late for it."""
        self._slots[member] = slot
        self._orders[member] = order
        self._reseat(now, at_once=at_once)

    def remove(self, member: str, now: int, *, at_once: bool = True) -> Slot | None:
        """Take a member's seat away: at once, or as soon as no tick is late for it. Until then it
        is empty. None if there was none.
        """
        slot = self._slots.pop(member, None)
        if slot is not None:
            del self._orders[member]
            self._seen.discard(member)
            self._voice.gone(member)
            slot.show(self, None)
            self._reseat(now, at_once=at_once)
        return slot

    def heard(self, speakers: Sequence[str], now: int) -> None:
        """Take who speaks from now on, the loudest first."""
        self._voice.heard([one for one in speakers if one in self._slots], now)

    def show(self, scene: Scene, now: int) -> None:
        """Go over to a scene, as soon as there are pictures of it."""
        if (self._next or self._program).turned(scene, now):
            return
        if scene != self.scene:
            self._take(scene, now)

    def shot(self, now: int) -> Shot:
        """Return what is on screen at a time."""
        return self._program.shot(now)

    def preview(self, scene: Scene, now: int) -> Shot:
        """Return what a scene would show if it were taken now."""
        return self._coming(scene, now).shot(now)

    def advance(self, now: int) -> None:
        """Turn pages, take, wake those who are on screen or soon will be, let the others sleep."""
        if self._rests:
            self._rests = False
            self._program.begin(now)
        lead = self._voice.judge(now)
        newest = self._next or self._program
        if newest.scene.voice and newest.lead != lead:
            self._take(newest.scene, now)
        coming = self._next
        if coming is not None and self._ready(coming, now):
            coming.begin(now)
            self._program, self._next = coming, None
            self._shots = ()
            self.takes += 1
        if self._changed is not None and self._drawn_for_all(self._changed, now):
            self._seat(now)
        program, coming = self._program, self._next
        on = program.shot(now)
        if on.page != self._page:
            self._page = on.page
            self.takes += 1
        later = [coming.shot(now)] if coming else []
        later += [self._trial] if self._trial else []
        shots = (on, program.soon(now), *later)
        if shots != self._shots:
            self._shots = shots
            self._seen.update(one for one in on.seats if one in self._slots)
            self._wake(*shots)
            for shot in shots[1:]:
                if shot != on:  # else the canvas draws them now
                    self._drawn(shot, newest.scene)  # begun, so that a page turns in time

    def rest(self) -> None:
        """Let all sleep as far as this canvas goes, until `advance` is called again."""
        if not self._rests:
            self._rests = True
            self._shots = ()
            self.turns += 1
            for slot in self._slots.values():
                slot.show(self, None)

    def settled(self, now: int) -> bool:
        """Whether all who are to be seen have come, or were waited for long enough."""
        return self._ready(self._program, now)

    def _take(self, scene: Scene, now: int) -> None:
        self._next = self._coming(scene, now)

    def _coming(self, scene: Scene, now: int) -> Program:
        lead = self._voice.judge(now) if scene.voice else None
        program = Program(scene, self._members(), self._size, now, lead)
        program.follow(self._program, now)
        return program

    def _wake(self, on: Shot, *soon: Shot) -> None:
        self.turns += 1
        here = dict(zip(on.seats, on.arrangement.tiles, strict=True))
        later: dict[str, Size] = {}
        for shot in soon:
            for member, tile in zip(shot.seats, shot.arrangement.tiles, strict=True):
                later[member] = max(later.get(member, (0, 0)), (tile.w, tile.h))
        for member, slot in self._slots.items():
            rect, next_size = here.get(member), later.get(member)
            size = (rect.w, rect.h) if rect is not None else next_size
            shown = Shown(size, next_size, self._program.scene.even) if size else None
            slot.show(self, shown)

    def _ready(self, coming: Program, now: int) -> bool:
        """Whether a scene can be shown: all who are to be seen have come, and their names."""
        shot = coming.shot(now)
        drawn = self._drawn(shot, coming.scene)
        if now - coming.since >= PATIENCE:
            return True
        seats = [self._slots.get(member) for member in shot.seats]
        here = all(slot is None or (slot.awake and not slot.awaited(now)) for slot in seats)
        return drawn and here

    def _drawn_for_all(self, since: int, now: int) -> bool:
        """Whether seats can be changed without a tick that draws all names."""
        drawn = self._trial is None or self._drawn(self._trial, self._program.scene)
        return drawn or now - since >= DRAW_PATIENCE

    def _drawn(self, shot: Shot, scene: Scene) -> bool:
        """Whether all that is written on a shot of a scene is drawn."""
        seen = shot._replace(arrangement=self._lifted(shot.arrangement))
        named = self._plates.drawn(seen, self._slots, scene.pinned, self.emblems)
        if seen != shot:  # what is written may go at any time
            named &= self._plates.drawn(shot, self._slots, scene.pinned, self.emblems)
        return self._titled(shot, scene) and named

    def _members(self) -> list[str]:
        return sorted(self._slots, key=lambda member: (self._orders[member], member))

    def _reseat(self, now: int, *, at_once: bool) -> None:
        """Seat those who are there now, or have their names drawn before."""
        if at_once:
            self._seat(now)
            return
        self._changed = now if self._changed is None else self._changed
        self._trial = self._program.trial(self._members(), now)
        if self._next is not None:
            self._next.seat(self._members(), now)

    def _seat(self, now: int) -> None:
        """Have the programs know of who is there."""
        self._changed = self._trial = None
        members = self._members()
        self._program.seat(members, now)
        if self._next is not None:
            self._next.seat(members, now)
        self._page = self._program.shot(now).page
        self._shots = ()
