"""The recordings of meetings: started, ended, kept, found again after a crash."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol

from mcu.messages import (
    Event,
    MemberConnected,
    RecordingChanged,
    RecordingFile,
    UnknownConferenceError,
)
from signaling import logs
from signaling.play_keys import PlayKeys
from signaling.protocol import RecordingInfo, RecordingStatus
from signaling.store.models import Recording
from signaling.store.recordings import RecordingLog

log = logs.logger(__name__)

MEASURED_S = 2.0
"""Seconds for which who stops a recording waits until it is measured: its console is answered after
that, too, where the disk is slow."""

GOES_ON = timedelta(minutes=10)
"""How long ago a crash may have cut a recording off that goes on when its meeting does."""

QUIET_S = 3.0
"""Seconds in which a file that is being recorded grows: it does so several times a second."""


class RecordingNode(Protocol):
    """What is needed of a node (`mcu.node.Node`); calls raise OSError or its own errors."""

    async def start_recording(self, conference: str, recording: str) -> str:
        """Record to a growing file, whose path is returned."""
        ...

    async def stop_recording(self, conference: str) -> None:
        """Finish the recording, if one runs."""

    async def recover_recording(self, path: str) -> RecordingFile:
        """Measure a file, once its recorder is done, and finish it where a crash has cut it off."""
        ...

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call `callback` with every event; the returned function ends that."""
        ...


class Records:
    """Keeps the list of recordings in step with what the node records.

    The node says when a recording ends, for whatever reason: stopped, the meeting over, the disk
    full. So there is one way in which the end is kept, and stopping only waits for it.
    """

    def __init__(
        self,
        *,
        node: RecordingNode,
        kept: RecordingLog,
        keys: PlayKeys,
        clock: Callable[[], datetime],
        folder: Path,
        elsewhere: Callable[[], Awaitable[frozenset[str]]] | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._node = node
        self._kept = kept
        self._keys = keys
        self._clock = clock
        self._folder = folder
        self._running: dict[str, RecordingStatus] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._ending: dict[str, asyncio.Task[None]] = {}
        self._left_over: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._cut_off: set[str] = set()
        """Meetings whose recording goes on as soon as somebody is in them."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen to the node for as long as the block lasts; close the node before it ends.

        Recordings that an earlier process left running are measured in the background: nobody
        who wants to join has to wait for that. Those of meetings that another server leads
        (`elsewhere`) are its own.
        """
        others = await self._elsewhere() if self._elsewhere else frozenset()
        for row in await self._kept.running():
            if row.meeting_id in others:
                continue
            log.warning("recording was interrupted", meeting=row.meeting_id, recording=row.id)
            self._left_over.add(row.id)
            self._end(row.meeting_id, row.id, interrupted=True)
        unsubscribe = self._node.subscribe(self._on_event)
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await asyncio.gather(*self._ending.values())
            unsubscribe()

    def adopt(self, meeting: str) -> None:
        """Finish, in the background, what another server has left of a meeting that is ours now.

        It can be, where both have the recordings in one directory.
        """
        self._spawn(self._adopt(meeting))

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _adopt(self, meeting: str) -> None:
        for row in await self._kept.running():
            status = self._running.get(meeting)
            ours = status is not None and status.id == row.id
            if row.meeting_id == meeting and not ours and await self._quiet(self._path(row)):
                log.warning("recording was left", meeting=meeting, recording=row.id)
                self._left_over.add(row.id)
                self._end(meeting, row.id, interrupted=True)

    async def _quiet(self, path: Path) -> bool:
        """Whether a file is there and nobody writes it: a server that only hung may go on."""
        size = -1
        while await asyncio.to_thread(path.is_file):
            before, size = size, (await asyncio.to_thread(path.stat)).st_size
            if before == size:
                return True
            await asyncio.sleep(QUIET_S)
        return False

    def _path(self, row: Recording) -> Path:
        """Return where a recording is here: each server may have the directory elsewhere."""
        return self._folder / row.path

    async def start(self, meeting: str) -> RecordingStatus:
        """Start recording a meeting; one that runs goes on. Raises OSError or the node's errors."""
        async with self._locks[meeting]:
            if meeting in self._running:
                return self._running[meeting]
            now = self._clock()
            # The time first, so that the files of a folder stand in their order.
            recording = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
            path = Path(await self._node.start_recording(meeting, recording))
            if path.is_relative_to(self._folder):
                path = path.relative_to(self._folder)
            since = now.isoformat(timespec="milliseconds")
            status = RecordingStatus(on=True, since=since, id=recording)
            self._running[meeting] = status
            try:
                await self._kept.add(recording, meeting=meeting, path=str(path), now=now)
            except BaseException:
                # What is not in the list would never be found.
                await self._node.stop_recording(meeting)
                raise
        log.info("recording started", meeting=meeting, recording=recording)
        return status

    async def stop(self, meeting: str) -> None:
        """Finish the recording, if one runs, and wait until its end is kept, if that is soon."""
        status = self._running.get(meeting)
        if status is None:
            return
        await self._node.stop_recording(meeting)
        ending = self._ending.get(status.id or "")
        if ending is not None:
            await asyncio.wait([ending], timeout=MEASURED_S)

    async def of_meeting(self, meeting: str) -> list[RecordingInfo]:
        """Return a meeting's recordings, newest first, each with an address to play it."""
        title, rows = await self._kept.of_meeting(meeting)
        now = self._clock()
        return [self._info(row, title, now) for row in rows]

    async def file(self, recording: str, key: str) -> tuple[Path, bool] | None:
        """Return a recording's file and whether it grows; None if the key does not open it."""
        if not self._keys.opens(key, recording, self._clock()):
            return None
        row = await self._kept.find(recording)
        if row is None or not await asyncio.to_thread(self._path(row).is_file):
            return None
        return self._path(row), row.state == "running"

    def _info(self, row: Recording, title: str, now: datetime) -> RecordingInfo:
        state = self._state(row)
        seconds, size = row.seconds, row.bytes
        if state == "running":
            seconds = (now - row.started_at).total_seconds()
        if row.state == "running":
            # Neither is kept before the end is.
            with suppress(OSError):
                size = self._path(row).stat().st_size
        return RecordingInfo(
            id=row.id,
            meeting=row.meeting_id,
            title=title,
            started=row.started_at.isoformat(timespec="milliseconds"),
            seconds=round(seconds, 3),
            bytes=size,
            state=state,
            url=f"/recordings/{row.id}.mp4?k={self._keys.issue(row.id, now)}",
        )

    def _state(self, row: Recording) -> Literal["running", "recovering", "complete", "interrupted"]:
        if row.id not in self._left_over:
            return row.state
        # Where it could not be measured it stays as it was left, until the next start.
        return "recovering" if row.id in self._ending else "interrupted"

    def _on_event(self, event: Event) -> None:
        """Take an event of the node; called on the loop."""
        if isinstance(event, MemberConnected) and event.conference in self._cut_off:
            self._cut_off.discard(event.conference)
            self._spawn(self._go_on(event.conference))
        if isinstance(event, RecordingChanged) and not event.on:
            status = self._running.get(event.conference)
            if status is not None and status.id == event.recording:
                del self._running[event.conference]
            if event.error:
                log.error("recording failed", meeting=event.conference, reason=event.error)
            self._end(event.conference, event.recording, interrupted=event.error is not None)

    def _end(self, meeting: str, recording: str, *, interrupted: bool) -> None:
        """Keep a recording's end in the background."""
        task = asyncio.create_task(self._keep_end(meeting, recording, interrupted=interrupted))
        self._ending[recording] = task
        task.add_done_callback(lambda _: self._ending.pop(recording))

    async def _keep_end(self, meeting: str, recording: str, *, interrupted: bool) -> None:
        try:
            # Its start may not be kept yet.
            async with self._locks[meeting]:
                row = await self._kept.find(recording)
            if row is not None:
                await self._measure(row, interrupted=interrupted)
        except Exception:
            log.exception("end of a recording not kept", meeting=meeting, recording=recording)

    async def _measure(self, row: Recording, *, interrupted: bool) -> None:
        try:
            file = await self._node.recover_recording(str(self._path(row)))
        except FileNotFoundError:
            if not interrupted:
                # It was stopped before its first picture.
                await self._kept.remove(row.id)
                return
            file = RecordingFile(path=str(self._path(row)), seconds=0.0, bytes=0, interrupted=True)
        interrupted = interrupted or file.interrupted
        ended = row.started_at + timedelta(seconds=file.seconds)
        await self._kept.end(
            row.id,
            state="interrupted" if interrupted else "complete",
            seconds=file.seconds,
            size=file.bytes,
            at=ended,
        )
        # Of what was stopped, too, the end may not have been kept: its file is whole.
        cut_off = row.id in self._left_over and file.interrupted
        self._left_over.discard(row.id)
        log.info(
            "recording ended",
            meeting=row.meeting_id,
            recording=row.id,
            seconds=round(file.seconds, 1),
            interrupted=interrupted,
        )
        if cut_off and self._clock() - ended < GOES_ON:
            self._spawn(self._go_on(row.meeting_id))

    async def _go_on(self, meeting: str) -> None:
        """Record a meeting again that was recorded when the server died: nobody has stopped it."""
        try:
            await self.start(meeting)
        except UnknownConferenceError:
            self._cut_off.add(meeting)
        except Exception:
            log.exception("recording does not go on", meeting=meeting)
