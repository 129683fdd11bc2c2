"""One meeting that is alive: its room, its conference on the node, and who listens."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from mcu.messages import (
    AskChanged,
    CueMeasured,
    Join,
    Joined,
    MemberConnected,
    MemberDisconnected,
    MemberKind,
    MemberSettings,
    QualityMeasured,
    RecordingChanged,
    SpeakersChanged,
)
from signaling import config, logs
from signaling.audience import Audience, Listener
from signaling.backstage import Backstage
from signaling.conduct import Conduct
from signaling.door import Door
from signaling.doubts import Doubts
from signaling.enforcer import Enforcer, Spawn
from signaling.entrance import Entrance
from signaling.meeting import line, permissions
from signaling.meeting.actor import Actor, Right
from signaling.meeting.business import NoticeShown
from signaling.meeting.entry import Entry
from signaling.meeting.events import Closed, Removed
from signaling.meeting.place import Place, Plan, entitled, planned, plate
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.reach import reach
from signaling.meeting.refusal import RefusedError
from signaling.meeting.room import NOT_RECORDING, Room
from signaling.meeting.told import CueTold
from signaling.problem import ProblemError
from signaling.protocol import (
    Ask,
    Code,
    PictureChoice,
    QualityReport,
    RecordingStatus,
    RecordingStatusChanged,
    Seat,
    SeatChanged,
    SeatKind,
)
from signaling.sharing import SharingStage
from signaling.speaking import SpeakingTold
from signaling.stage import Stage
from signaling.store.log import EventLog
from signaling.tokens import Claims
from signaling.writing import Writing

log = logs.logger(__name__)

SAVER_HEIGHT = 360
"""Pixels of the picture for those who save bandwidth: a third of the bits, names still readable."""

LAST_WORDS_S = 0.5
"""Seconds in which what was decided last, such as the end itself, is written to everybody."""


class Live:
    """Keeps the room, the node and the listeners of one meeting in step."""

    def __init__(
        self,
        plan: Plan,
        node: Door,
        media: config.Media,
        *,
        log_: EventLog,
        clock: Callable[[], datetime],
        spawn: Spawn,
        ended: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self.room = Room(id=plan.id, title=plan.title, open=plan.open, cameras=plan.camera)
        self.room.invite(plan.places)
        self.starts = plan.starts
        self.empty_since: float | None = None
        self._media = media
        self._spawn, self._ended = spawn, ended
        self.audience = Audience()
        self.conduct = Conduct(plan.id, log_, self.audience, self._follow, clock)
        self._asks: dict[str, Ask] = {}
        self._stage = Stage(plan.id, plan.title, node, media)
        self._entrance = Entrance(self.room, self._stage, self.conduct, self.tell_seat)
        self.sharing = SharingStage(self.room, self.audience, self._stage, spawn)
        self.doubts = Doubts(self.room, self.audience, self._stage, spawn)
        self.speaking = SpeakingTold(self.audience)
        self.writing = Writing(self.audience)
        self.backstage = Backstage(self.room, self.audience, self._stage, spawn)
        self._enforcer = Enforcer(self.room, self._stage, self.backstage, self.tell_seat, spawn)

    @property
    def id(self) -> str:
        """The meeting's id, which is also the conference's name on the node."""
        return self.room.id

    @property
    def idle(self) -> bool:
        """Whether nobody is here in any way."""
        return not self.room.occupied and not self.audience and not self.backstage.monitors

    # Who listens.

    def actor(self, claims: Claims) -> Actor:
        """Return who comes with a token of this meeting."""
        if claims.kind == "console":
            return permissions.at_console(claims.role, claims.sub, claims.name)
        return permissions.at_point(claims.role, claims.kind, self.room.chair(claims.point).place)

    def attach(self, listener: Listener) -> None:
        """Tell `listener` everything from now on; the point's earlier one is sent away."""
        self.audience.attach(listener)
        self.conduct.greet(listener)
        if not listener.point:
            self.backstage.greet(listener, self._state)
            return
        if (ask := self._asks.get(listener.point)) is not None:
            self.audience.tell_one(listener.point, ask, "ask")

    async def wait(self, point: str) -> None:
        """Seat a point in the lobby if it has to wait; return once that is kept."""
        if self._state.holds(point):
            await self._entrance.wait(point)

    def detach(self, listener: Listener) -> None:
        """Forget a listener; a point that waited waits no more, and no talk goes on alone."""
        self.audience.detach(listener)
        account = listener.actor.account
        if not listener.point:
            if account in self._state.talks.by_account and not self.audience.consoles(account):
                self._spawn(self._chamber_quietly(self.conduct.chamber.hang_up(account)))
            return
        seat = self._state.seats.by_point.get(listener.point)
        gone = listener.point not in self.audience
        if gone and seat is not None and seat.state == "lobby":
            self._spawn(self._chamber_quietly(self.conduct.chamber.drop(listener.point)))

    def tell_seat(self, seat: Seat | None) -> None:
        """Tell everybody how a seat is now; None is nothing to tell."""
        if seat is not None:
            self.audience.tell(SeatChanged(seat=seat), key=f"seat {seat.point}")

    async def invite(self, place: Place) -> None:
        """Seat a point that was invited after the meeting came to life, or call it anew."""
        self.room.invite([place])
        await self.conduct.chamber.invite(entitled(place))
        self.tell_seat(self.room.chair(place.point).seat())
        self.backstage.invited(place.point, self._state)

    # What points do.

    async def join(self, point: str, kind: SeatKind, holder: str | None, offer: str) -> Joined:
        """Bring a point's media in. Raises the node's errors."""
        self.audience.meet(point)
        try:
            self._state.admit(point)
        except RefusedError as refused:
            raise ProblemError(refused.code) from None
        chair = self.room.chair(point)
        join = Join(
            conference=self.id,
            member=point,
            kind=MemberKind(kind),
            plate=plate(chair.place),
            offer=offer,
            muted=chair.muted or self._state.mics.comes_muted(point),
            order=chair.place.order,
            max_height=self._height(chair.picture),
        )

        def seat(joined: Joined) -> None:
            self.tell_seat(self.room.take(point, kind=kind, session=joined.session, holder=holder))

        return await self._stage.join(join, camera=chair.camera, seat=seat)

    def leave(self, point: str) -> None:
        """End the point's media and free its tile."""
        self.tell_seat(self.room.leave(point))
        self._asks.pop(point, None)
        self._entrance.forget(point)
        self._spawn(self.sharing.end(point))
        self._spawn(self._remove(point))
        self._spawn(self._chamber_quietly(self.conduct.chamber.leave(point)))

    async def mute(self, point: str, muted: bool, actor: Actor) -> None:
        """Switch the own microphone, in the mixer. Raises ProblemError where it is locked."""
        await self._entrance.mute(point, muted, actor)

    async def hand(self, point: str, raised: bool, actor: Actor) -> None:
        """Raise or lower a hand."""
        await self._entrance.hand(point, raised, actor)

    async def camera(self, point: str, on: bool) -> None:
        """Switch a camera, in the mixer."""
        seat = self.room.camera(point, on)
        if seat is not None:
            await self._stage.set(point, MemberSettings(camera_off=not on))
            self.tell_seat(seat)

    async def picture(self, point: str, choice: PictureChoice) -> None:
        """Send a point less of the picture, or all of it again; nobody else is told."""
        self.room.chair(point).picture = choice
        await self._stage.set(point, MemberSettings(max_height=self._height(choice)))

    def _height(self, choice: PictureChoice) -> int:
        """Return the height that the picture is not to exceed."""
        return {"full": self._media.height, "saver": SAVER_HEIGHT, "sound": 0}[choice]

    async def watch(self, account: str, offer: str) -> Joined:
        """Let a console see and hear the meeting. Raises the node's errors."""
        return await self.backstage.monitors.join(account, offer)

    # What the node reports.

    def connected(self, event: MemberConnected) -> None:
        """Media of a point or a console flows."""
        self.backstage.tell_media(event.member, event.session, "connected")
        self.backstage.connected(event.member, self._state)
        if event.member in self.room:
            self.tell_seat(self.room.connected(event.member, event.session))
            self._spawn(self._entrance.arrive(event.member, event.session))

    def disconnected(self, event: MemberDisconnected, now: float) -> None:
        """Media of a point ended; the tile stays unless the point left or never came."""
        point, session, reason = event.member, event.session, event.reason
        self.backstage.tell_media(point, session, "ended", reason)
        if point in self.backstage.monitors:
            account = self.backstage.ended(point, session, self._state)
            if account is not None:
                self._spawn(self._chamber_quietly(self.conduct.chamber.hang_up(account)))
        if point not in self.room:
            return
        current = self.room.chair(point).session == session
        if current and reason == "left":
            self.leave(point)
        elif current and reason != "replaced":
            self.backstage.lines.lost(point)
            self.tell_seat(self.room.lost(point, session, now))
            self._spawn(self._chamber_quietly(self.conduct.chamber.drop(point)))
            self._spawn(self.sharing.end(point))
            if self.room.chair(point).state != "dropped":
                self._spawn(self._remove(point))

    def measured(self, event: QualityMeasured) -> None:
        """A line was measured: its own point is told, and consoles of what has changed."""
        report = QualityReport(quality=line.report(event.quality))
        self.audience.tell_one(event.member, report, "quality")
        if event.member in self.room:
            self.backstage.lines.measured(event.member, event.quality)

    def asked(self, event: AskChanged) -> None:
        """A point is to send something else; it is told, also when it comes later."""
        if event.member in self.backstage.monitors:
            return  # a console sends its voice in a talk, and nothing else
        self._asks[event.member] = line.wanted(event.ask)
        self.audience.tell_one(event.member, self._asks[event.member], "ask")

    def speakers(self, event: SpeakersChanged) -> None:
        """Others are speaking."""
        self.speaking.changed(tuple(one.member for one in event.speakers))

    def recorded(self, event: RecordingChanged, at: datetime) -> None:
        """A recording began or ended."""
        since = at.isoformat(timespec="milliseconds")
        self.room.recording = (
            RecordingStatus(on=True, since=since, id=event.recording) if event.on else NOT_RECORDING
        )
        self.audience.tell(RecordingStatusChanged(recording=self.room.recording))
        if event.error:
            self.audience.tell(ProblemError(Code.RECORDING_FAILED).message("record"))

    def cued(self, event: CueMeasured) -> None:
        """Who comes next was measured; those who give the floor are told."""
        told = CueTold(
            point=event.member,
            level=event.level,
            voice_ms=event.voice_age_ms,
            picture_ms=event.picture_age_ms,
        )
        self.audience.tell_leaders(Right.FLOOR, told, "cue")

    # What the rules come to.

    @property
    def _state(self) -> Proceedings:
        return self.conduct.state

    async def begin(self, plan: Plan, now: float) -> None:
        """Read what the meeting's log knows, or begin it; `now` as for `tidy`."""
        await self.conduct.chamber.open(planned(plan), again=plan.open)
        for one in plan.places:
            await self.conduct.chamber.invite(entitled(one))
        for point in self._state.seats.inside():
            self.room.expect(point, now)
        await self._enforcer.seats(self._state, None)
        self._enforcer.floor(self._state)

    async def _follow(self, entries: Sequence[Entry]) -> None:
        """Carry out in room and mixer what the log says."""
        await self._enforcer.seats(self._state, reach(entries))
        self._enforcer.floor(self._state)
        for entry in entries:
            match entry.event:
                case NoticeShown(bell=True):
                    self._spawn(self._stage.chime())
                case Removed():
                    self._send_out(entry.event.point)
                case Closed():
                    self._spawn(self._end())
                case _:
                    pass

    def _send_out(self, point: str) -> None:
        """End a point's presence; it may come again once it is admitted."""
        self.audience.dismiss(point, "removed")
        self.leave(point)

    async def _end(self) -> None:
        """Part, once everybody could read how it ended."""
        await asyncio.sleep(LAST_WORDS_S)
        if self._state.phase == "closed":
            await self._ended()
            await self.close()
            self.audience.farewell("ended")

    @staticmethod
    async def _chamber_quietly(deed: Coroutine[Any, Any, int]) -> None:
        """Await what lines do; the rules may know better, which is no fault."""
        try:
            await deed
        except ProblemError as problem:
            log.debug("not taken", code=problem.code)

    # What time does.

    def tidy(self, now: float, keep_dropped: float) -> None:
        """Free the tiles of points that have been gone for too long; called every second."""
        for point in self.room.overdue(now, keep_dropped):
            log.info("point given up", meeting=self.id, point=point)
            self.leave(point)

    async def close(self) -> None:
        """End the conference on the node, if it is open."""
        self.speaking.close()
        self.sharing.close()
        self.backstage.close()
        self.conduct.close()
        await self._stage.end()

    async def _remove(self, point: str) -> None:
        await self._stage.remove(point, lambda: self.room.chair(point).session is None)
