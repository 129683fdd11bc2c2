"""The meetings that are alive in this process: found, told of events, tidied, closed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

from mcu.messages import Event, Joined, MemberDisconnected, UnknownSessionError
from signaling import logs
from signaling.config import Config
from signaling.delivery import deliver
from signaling.door import Door
from signaling.emblems import EmblemsShown
from signaling.leasing import Leasing
from signaling.live import Live
from signaling.meeting.narrative import narrative
from signaling.meeting.permissions import leads
from signaling.meeting.place import Plan, planned
from signaling.meeting.told import CourseLine
from signaling.problem import ProblemError
from signaling.protocol import Code, MeetingSummary
from signaling.schedule.opening import TRIAL, TRIALS
from signaling.store.chat import ChatLog
from signaling.store.directory import Directory
from signaling.store.emblems import Emblems
from signaling.store.log import EventLog
from signaling.tokens import Claims
from signaling.writing import REMEMBERED

log = logs.logger(__name__)

TIDY_INTERVAL_S = 1.0


class Meetings:
    """Finds live meetings by id, and the media sessions in them."""

    def __init__(
        self,
        *,
        node: Door,
        directory: Directory,
        chat: ChatLog,
        events: EventLog,
        leasing: Leasing,
        emblems: Emblems,
        config: Config,
        clock: Callable[[], datetime],
    ) -> None:
        self.node = node
        self.chat = chat
        self._log = events
        self._directory = directory
        self._leasing = leasing
        self._config = config
        self._clock = clock
        self._live: dict[str, Live] = {}
        self.emblems = EmblemsShown(emblems, self._live.values)
        """What stands for units in the pictures of meetings."""
        self._sessions: dict[str, tuple[Live, Claims]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loading = asyncio.Lock()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen to the node and keep the meetings tidy for as long as the block lasts."""
        unsubscribe = self.node.subscribe(self._on_event)
        self._spawn(self._tidy())
        self._spawn(self.emblems.keep())
        self._spawn(self._leasing.keep(lambda: list(self._live), self._lost))
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            unsubscribe()
            for live in self._live.values():
                await live.conduct.chamber.close()
                await self._leasing.release(live.id)

    async def find(self, meeting: str) -> Live:
        """Return a live meeting, brought to life where needed.

        Raises ProblemError: meeting_unknown, meeting_cancelled, meeting_elsewhere, and busy for one
        trial room too many.
        """
        live = self._live.get(meeting)
        if live is not None:
            return live
        async with self._loading:
            return self._live.get(meeting) or await self._lead(meeting)

    async def _lead(self, meeting: str) -> Live:
        plan = await self._directory.plan(meeting)
        if plan is None:
            raise ProblemError(Code.MEETING_UNKNOWN)
        if plan.cancelled:
            raise ProblemError(Code.MEETING_CANCELLED)
        if meeting.startswith(TRIAL) and self._testing() >= TRIALS:
            raise ProblemError(Code.BUSY, headers={"Retry-After": "60"})
        await self._leasing.take(meeting)
        try:
            live = await self._load(plan)
        except BaseException:
            await self._leasing.release(meeting)
            raise
        self._live[meeting] = live
        return live

    async def _load(self, plan: Plan) -> Live:
        live = Live(
            plan,
            self.node,
            self._config.media,
            log_=self._log,
            clock=self._clock,
            spawn=self._spawn,
            ended=lambda: self._directory.held(plan.id, self._clock()),
        )
        await live.begin(plan, asyncio.get_running_loop().time())
        live.writing.remember(await self.chat.last(plan.id, REMEMBERED))
        await self.emblems.show(live)
        return live

    def _testing(self) -> int:
        """Return how many points try their equipment now."""
        return sum(one.startswith(TRIAL) and not live.idle for one, live in self._live.items())

    def runs(self, meeting: str) -> bool:
        """Whether a meeting has been opened here and not been closed."""
        live = self._live.get(meeting)
        return live is not None and live.conduct.state.phase == "open"

    async def seated(self, claims: Claims) -> Live:
        """Return the meeting of a token whose point has a seat that it may take.

        The point may have been invited after the meeting came to life, by another process.
        Raises ProblemError: meeting_unknown, point_unknown, point_taken.
        """
        live = await self.find(claims.meeting)
        if claims.point not in live.room:
            place = await self._directory.place(claims.meeting, claims.point)
            if place is None:
                raise ProblemError(Code.POINT_UNKNOWN)
            await live.invite(place)
            await self.emblems.show(live)
        if not live.room.free_for(claims.point, claims.jti):
            raise ProblemError(Code.POINT_TAKEN)
        return live

    async def course(self, meeting: str) -> list[CourseLine]:
        """Return what has happened in a meeting's newest sitting, in words; without waking it.

        Raises ProblemError.
        """
        kept = await self._log.last(meeting)
        if kept.sitting == 0 and await self._directory.plan(meeting) is None:
            raise ProblemError(Code.MEETING_UNKNOWN)
        return narrative(kept.entries)

    async def opened(self, claims: Claims) -> Live:
        """Return the meeting that a token opens: to its seat, or to a console.

        Raises ProblemError: as `seated`, and forbidden for a console of one who does not lead.
        """
        if not claims.console:
            return await self.seated(claims)
        live = await self.find(claims.meeting)
        if not leads(claims.role):
            raise ProblemError(Code.FORBIDDEN)
        return live

    async def replanned(self, meeting: str, *, agenda: bool = False) -> None:
        """Take over what was changed in a meeting's plan, if it is alive.

        One that nobody has touched is read again by whoever comes first.
        """
        async with self._loading:
            live = self._live.get(meeting)
            plan = await self._directory.plan(meeting) if live is not None else None
            if live is None or plan is None:
                return
            if live.idle and live.conduct.state.untouched:
                del self._live[meeting]
                await live.close()
                await live.conduct.chamber.close()
                await self._leasing.release(meeting)
            else:
                live.starts = plan.starts
                await self.emblems.show(live)
                new = [one for one in plan.places if one.point not in live.room]
                live.room.invite(new)
                await live.conduct.chamber.replan(planned(plan), agenda=agenda)
                for one in new:
                    live.tell_seat(live.room.chair(one.point).seat())

    async def renamed(self, point: str) -> None:
        """Call a point in the meetings that are alive here as the directory does now."""
        for live in list(self._live.values()):
            if point in live.room:
                place = await self._directory.place(live.id, point)
                if place is not None:
                    await live.invite(place)

    async def open_meetings(self) -> list[MeetingSummary]:
        """Return the meetings that need no link."""
        return [
            MeetingSummary(id=meeting, title=title, present=self._present(meeting))
            for meeting, title in await self._directory.open_meetings()
        ]

    def going_on(self) -> frozenset[str]:
        """Return the meetings that were opened, or in which points are."""
        return frozenset(
            name
            for name, live in self._live.items()
            if live.room.present or live.conduct.state.phase == "open"
        )

    def _present(self, meeting: str) -> int:
        live = self._live.get(meeting)
        return live.room.present if live else 0

    # Media sessions.

    async def join(self, claims: Claims, offer: str) -> Joined:
        """Bring the media of a token's point in, or let a console watch.

        Raises ProblemError or the node's errors.
        """
        live = await self.opened(claims)
        if claims.kind == "console":
            joined = await live.watch(claims.sub, offer)
        else:
            joined = await live.join(claims.point, claims.kind, claims.jti, offer)
        self._sessions[joined.session] = (live, claims)
        return joined

    def session(self, session: str, claims: Claims) -> Live:
        """Return the meeting of a media session that the token's point holds or held.

        Raises ProblemError: session_unknown, token_other_meeting.
        """
        found = self._sessions.get(session)
        if found is None or found[0].id != claims.meeting:
            raise ProblemError(Code.SESSION_UNKNOWN)
        live, holder = found
        if holder.owner != claims.owner:
            raise ProblemError(Code.TOKEN_OTHER_MEETING, "The session is of another point.")
        return live

    def sessions(self) -> dict[str, Claims]:
        """Return the media sessions, and the token that each was begun with."""
        return {session: claims for session, (_, claims) in self._sessions.items()}

    async def dismiss(self, session: str) -> None:
        """End a media session as if its member had left."""
        with suppress(UnknownSessionError):
            await self.node.leave(session)

    def _on_event(self, event: Event) -> None:
        """Take an event of the node; called on the loop."""
        if isinstance(event, MemberDisconnected):
            self._sessions.pop(event.session, None)
        live = self._live.get(event.conference)
        if live is None:
            return
        deliver(event, live, asyncio.get_running_loop().time(), self._clock())

    # Time and the end.

    async def _tidy(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TIDY_INTERVAL_S)
            await self.tidy(loop.time())

    async def tidy(self, now: float) -> None:
        """Doubt who is silent, free tiles nobody comes back to, close meetings that are empty."""
        for live in list(self._live.values()):
            try:
                await self._tidy_one(live, now)
            except Exception:
                log.exception("meeting not tidied", meeting=live.id)

    async def _tidy_one(self, live: Live, now: float) -> None:
        limits = self._config.meetings
        if live.conduct.chamber.superseded:
            await self._give_up(live)
            return
        live.doubts.look(now)
        await live.backstage.stills.tidy(now)
        live.tidy(now, limits.keep_dropped_seconds)
        await live.conduct.chamber.tick()
        if not live.idle:
            live.empty_since = None
        elif live.empty_since is None:
            live.empty_since = now
        elif now - live.empty_since > limits.close_empty_seconds:
            await live.close()
            # Somebody may have come while the conference was closing.
            if live.idle:
                del self._live[live.id]
                await live.conduct.chamber.close()
                await self._release(live.id)

    async def _release(self, meeting: str) -> None:
        """Leave a meeting to whoever comes first, unless it has come to life here again."""
        async with self._loading:
            if meeting not in self._live:
                await self._leasing.release(meeting)

    def _lost(self, meeting: str) -> None:
        """Another server has taken a meeting over: it is given up at the next tidying."""
        if (live := self._live.get(meeting)) is not None:
            live.conduct.chamber.superseded = True

    async def _give_up(self, live: Live) -> None:
        """Leave a meeting to the server that leads it now.

        Whoever was here connects again, and if it is here, the log is read anew.
        """
        await live.close()
        del self._live[live.id]
        live.audience.farewell("shutdown")

    def farewell(self, reason: str) -> None:
        """Send everybody away."""
        for live in self._live.values():
            live.audience.farewell(reason)

    async def deserted(self) -> None:
        """Wait until nobody listens any more."""
        for live in self._live.values():
            await live.audience.deserted.wait()

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before it began has not taken its job up.
        task.add_done_callback(lambda _: job.close())


async def _logged(job: Coroutine[Any, Any, None]) -> None:
    """Run a job whose failure nobody awaits."""
    try:
        await job
    except Exception:
        log.exception("background task failed")
