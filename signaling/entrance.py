"""How a point comes in: what it wishes before the rules know of it, and whether they let it in."""

from collections.abc import Callable
from typing import Protocol

from mcu.messages import MemberSettings
from signaling import logs
from signaling.chamber import Chamber
from signaling.codes import Code
from signaling.meeting.actor import Actor, Right
from signaling.meeting.commands import RequestFloor, WithdrawFloor
from signaling.meeting.room import Room
from signaling.problem import ProblemError
from signaling.protocol import Seat
from signaling.stage import Stage

log = logs.logger(__name__)


class Floor(Protocol):
    """What the entrance needs of how the meeting is conducted."""

    chamber: Chamber


class Entrance:
    """The microphones of points that are on their way in, and their arrival.

    Media flows before the log has the arrival. What a point wishes of its microphone until then is
    not lost: it comes with that, or is carried out right behind.
    """

    def __init__(
        self, room: Room, stage: Stage, floor: Floor, tell: Callable[[Seat | None], None]
    ) -> None:
        self._room = room
        self._stage = stage
        self._floor = floor
        self._tell = tell
        self._wishes: dict[str, tuple[bool, Actor]] = {}
        self._hands: dict[str, Actor] = {}

    async def mute(self, point: str, muted: bool, actor: Actor) -> None:
        """Switch the own microphone, in the mixer. Raises ProblemError where it is locked.

        Before the point has come in it is only noted, as what it will come with.
        """
        chamber = self._floor.chamber
        if point in chamber.state.seats.inside():
            await chamber.switch(point, muted, actor)
            return
        self._wishes[point] = muted, actor
        seat = self._room.mute(point, muted)
        if seat is not None:
            # Its media may flow already; that it came in is only known once it is in the log.
            silent = muted or chamber.state.mics.comes_muted(point)
            await self._stage.set(point, MemberSettings(muted=silent))
            self._tell(seat)

    async def hand(self, point: str, raised: bool, actor: Actor) -> None:
        """Ask for the floor, or no more; before the point has come in, once it has."""
        chamber = self._floor.chamber
        if point in chamber.state.seats.inside():
            await chamber.act(RequestFloor() if raised else WithdrawFloor(), actor)
        elif not actor.may(Right.TAKE_PART):
            raise ProblemError(Code.FORBIDDEN)
        elif raised:
            self._hands[point] = actor
        else:
            self._hands.pop(point, None)

    def forget(self, point: str) -> None:
        """A point goes for good, and so does what it wished."""
        self._wishes.pop(point, None)
        self._hands.pop(point, None)

    async def wait(self, point: str) -> None:
        """Seat a point in the lobby, as its welcome has it; where it need not wait it is told."""
        chamber = self._floor.chamber
        try:
            await chamber.wait(point)
        except ProblemError as problem:
            log.debug("not taken", code=problem.code)
        if not chamber.state.seats.in_lobby(point):
            self._tell(self._room.chair(point).seat())

    async def arrive(self, point: str, session: str) -> None:
        """Let the rules know of a point whose media flows, and end it where they refuse it."""
        chair = self._room.chair(point)
        self._wishes.pop(point, None)
        chamber = self._floor.chamber
        try:
            await chamber.arrive(point, muted=chair.muted, attends=chair.kind != "viewer")
            # The lobby may have been closed to it while it connected.
            refused = Code.LOBBY_WAITING if point in chamber.state.seats.waiting() else None
            if refused is None:
                await self._catch_up(point)
        except ProblemError as problem:
            refused = problem.code
        if refused is not None:
            log.info("point refused", point=point, code=refused)
            await self._stage.dismiss(session)

    async def _catch_up(self, point: str) -> None:
        """Carry out what was wished while the arrival was being kept, and the hand of before."""
        wish, hand = self._wishes.pop(point, None), self._hands.pop(point, None)
        chamber = self._floor.chamber
        try:
            if wish is not None:
                await chamber.switch(point, *wish)
            if hand is not None:
                await chamber.act(RequestFloor(), hand)
        except ProblemError as problem:
            log.info("wish refused", point=point, code=problem.code)
