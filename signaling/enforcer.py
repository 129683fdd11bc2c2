"""What the rules have decided, carried out in the room and in the mixer."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from mcu.messages import MemberSettings
from signaling import logs
from signaling.backstage import Backstage
from signaling.meeting import views
from signaling.meeting.directions import directions
from signaling.meeting.place import name_plate
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.room import Room
from signaling.protocol import Seat
from signaling.stage import Stage

log = logs.logger(__name__)

Spawn = Callable[[Coroutine[Any, Any, None]], None]
"""Runs something in the background, logging what it raises."""


class Enforcer:
    """Makes room and mixer follow the state of a meeting."""

    def __init__(
        self,
        room: Room,
        stage: Stage,
        backstage: Backstage,
        tell: Callable[[Seat | None], None],
        spawn: Spawn,
    ) -> None:
        self._room = room
        self._stage = stage
        self._backstage = backstage
        self._tell = tell
        self._spawn = spawn

    async def seats(self, state: Proceedings, points: frozenset[str] | None) -> None:
        """Switch microphones, and show names, hands and who waits, of points or of all (None).

        The mixer first: a point is then asked for its voice before it reads that it is heard.
        """
        changed: list[str] = []
        settings: list[Coroutine[Any, Any, None]] = []
        hands = {one.point: one.at for one in state.floor.queue}
        for point in state.seats.by_point if points is None else points:
            if point not in self._room or point not in state.seats.by_point:
                continue
            place = state.seats.by_point[point].place
            renamed = self._room.rename(point, place.name, place.unit)
            if renamed:
                plate = name_plate(place.name, place.unit)
                settings.append(self._stage.set(point, MemberSettings(plate=plate)))
            before = self._room.chair(point).muted
            muted = not state.mics.heard(point) if state.seats.has(point) else before
            seat = self._room.follow(
                point,
                muted=muted,
                hand_since=views.stamp(hands[point]) if point in hands else None,
                waiting=state.seats.in_lobby(point),
            )
            if muted != before:
                settings.append(self._stage.set(point, MemberSettings(muted=muted)))
            if seat is not None or renamed:
                changed.append(point)
        for failed in await asyncio.gather(*settings, return_exceptions=True):
            if failed is not None:
                log.error("member not set", meeting=self._room.id, exc_info=failed)
        for point in changed:
            self._tell(self._room.chair(point).seat())

    def floor(self, state: Proceedings) -> None:
        """Have the mixer show, and let hear, what the rules come to."""
        wanted = directions(state)
        if wanted != self._stage.directions:
            self._spawn(self._stage.direct(wanted))
        self._backstage.follow(state)
