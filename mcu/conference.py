"""One conference: wires the stages of picture and sound, and owns their tasks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from mcu import clock
from mcu.ask import NEVER
from mcu.audio.mixer import AudioMixer
from mcu.connection import Connection
from mcu.content import ContentStage
from mcu.member import Member
from mcu.messages import (
    ConferenceStats,
    Event,
    Join,
    MemberSettings,
    OpenConference,
    RecordingChanged,
    Speaker,
    SpeakersChanged,
)
from mcu.recording import Recording
from mcu.rtc.port import Port
from mcu.video.decoder import DecoderPool
from mcu.video.mixer import VideoMixer
from mcu.video.redraw import Redraw

log = logging.getLogger(__name__)

RESTART_DELAY = 0.2
"""Seconds before a mixer that failed starts again: short for those who watch, long for the log."""

ASK_PERIOD = clock.NS_PER_S // 20
"""Nanoseconds between two looks at whether members are to send something else."""


class Conference:
    """The mixers of one conference and the members in it."""

    def __init__(
        self, spec: OpenConference, decoders: DecoderPool, emit: Callable[[Event], None]
    ) -> None:
        self.name = spec.conference
        self.fps = spec.fps
        self.emit = emit
        self.members: dict[str, Member] = {}
        self.watched = True
        """Whether anybody sees the canvas, or is about to."""
        self.video = VideoMixer(
            title=spec.title,
            width=spec.width,
            height=spec.height,
            fps=spec.fps,
            bitrate=spec.bitrate,
            vp9=spec.vp9,
            decoders=decoders,
        )
        self.audio = AudioMixer(on_speakers=self._speakers_changed)
        self._redraw = Redraw(decoders, self._content_wanted)
        self.content = ContentStage(
            self._redraw, request_keyframe=self._request_content, on_changed=self._content_changed
        )
        self._recording: Recording | None = None
        self._turn: int | None = None
        self._ask_due = NEVER
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the ticks of picture and sound."""
        self._tasks = [
            asyncio.create_task(self._keep(run), name=f"{self.name} {kind}")
            for kind, run in (
                ("video", self.video.run),
                ("audio", self.audio.run),
                ("ask", self._ask),
                ("content", self._redraw.run),
            )
        ]

    async def close(self) -> None:
        """End the conference: recording, members, ticks, threads, in this order."""
        await self.stop_recording()
        for member in list(self.members.values()):
            await self.remove(member.id, "closed")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.video.close()
        self._redraw.close()

    async def join(
        self, join: Join, port: Port, on_ended: Callable[[Connection], None]
    ) -> tuple[Connection, Connection | None]:
        """Seat a member by its offer; return its connection, and the earlier one to be closed.

        The caller must know of the one before it waits for the other's end, in which both may go.
        Raises BadOfferError before anything has changed.
        """
        connection = Connection(self, on_ended)
        session = await port.accept(join.offer, join.kind, connection)
        member = self.members.get(join.member)
        if member is not None and member.kind is not join.kind:
            await self.remove(member.id, "replaced")
            member = None
        if member is None:
            member = self.members[join.member] = Member(join, self)
        else:
            member.apply(
                MemberSettings(muted=join.muted, plate=join.plate, max_height=join.max_height)
            )
        earlier = member.connection
        connection.seat(member, session)
        self.reconsider()
        return connection, earlier

    async def remove(self, member: str, reason: str = "left") -> None:
        """Take a member and its tile out of the conference; unknown members are no error."""
        gone = self.members.pop(member, None)
        if gone is None:
            return
        if self.content.presenter == member:
            self.present(None)
        if gone.connection:
            await gone.connection.session.close(reason)
        gone.release()

    def present(self, member: str | None) -> None:
        """Show a member's content to all the others from now on; None is nobody's."""
        self.content.present(member)

    async def start_recording(self, name: str, path: Path) -> None:
        """Record the mix to `path`; a recording that runs already is finished first."""
        await self.stop_recording()
        recording = Recording(
            name,
            path,
            video=self.video,
            audio=self.audio,
            redraw=self._redraw,
            on_error=self._recording_failed,
        )
        await recording.start()
        self._recording = recording
        self._show_recorder()
        self.emit(RecordingChanged(conference=self.name, recording=name, on=True))

    async def stop_recording(self, error: str | None = None) -> None:
        """Finish the recording, if one runs."""
        recording, self._recording = self._recording, None
        if recording is None:
            return
        await recording.stop()
        self.emit(
            RecordingChanged(conference=self.name, recording=recording.name, on=False, error=error)
        )

    def stats(self) -> ConferenceStats:
        """Count what happened since the conference was opened."""
        return ConferenceStats(
            conference=self.name,
            members=tuple(member.stats() for member in self.members.values()),
            video_ticks=self.video.ticks,
            video_late=self.video.late,
            audio_ticks=self.audio.ticks,
            audio_late=self.audio.late,
            frames_encoded=self.video.frames_encoded,
            keyframes=self.video.keyframes,
            recording=self._recording.name if self._recording else None,
        )

    def reconsider(self) -> None:
        """See anew what members are to send, at the next look."""
        self._turn = None

    async def _ask(self) -> None:
        """Tell members what to send, soon after it has changed."""
        async for now in clock.ticks(ASK_PERIOD):
            members = self.members.values()
            watched = self.video.watched or any(one.expected for one in members)
            if (self.video.turns, watched) == (self._turn, self.watched) and now < self._ask_due:
                continue
            self._turn, self.watched = self.video.turns, watched
            self._ask_due = min((one.ask(now) for one in members), default=NEVER)

    def _content_wanted(self) -> None:
        self.content.request_keyframe()

    def _request_content(self, presenter: str) -> None:
        member = self.members.get(presenter)
        if member:
            member.request_content()

    def _content_changed(self) -> None:
        self._show_recorder()
        for member in self.members.values():
            if member.connection:
                member.connection.show_content()

    def _show_recorder(self) -> None:
        """Have what the room sees recorded."""
        if self._recording:
            presenter = self.video.slots.get(self.content.presenter or "")
            shared = self.content.source is not None
            self._recording.show(content=shared, presenter=presenter)

    def _speakers_changed(self, speakers: tuple[Speaker, ...]) -> None:
        speaking = {speaker.member for speaker in speakers}
        for member in self.members.values():
            if member.slot:
                member.slot.speaking = member.id in speaking
        self.emit(SpeakersChanged(conference=self.name, speakers=speakers))

    def _recording_failed(self, error: str) -> None:
        log.error("recording failed", extra={"conference": self.name, "error": error})
        task = asyncio.create_task(self.stop_recording(error))
        self._tasks.append(task)

    async def _keep(self, run: Callable[[], Awaitable[None]]) -> None:
        """Run a tick loop for as long as the conference lives: a fault must not end a meeting."""
        while True:
            try:
                await run()
            except Exception:
                log.exception("mixer failed, starting again", extra={"conference": self.name})
            await asyncio.sleep(RESTART_DELAY)
