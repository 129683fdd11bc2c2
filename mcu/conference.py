"""One conference: wires the stages of picture and sound, and owns their tasks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from mcu import clock
from mcu.ask import NEVER
from mcu.audio import sounds
from mcu.audio.mixer import AudioMixer
from mcu.connection import Connection
from mcu.content import ContentStage
from mcu.cue import Cue
from mcu.member import Member, Occupant
from mcu.messages import (
    ConferenceStats,
    CueMeasured,
    Emblems,
    Event,
    Join,
    MemberSettings,
    OpenConference,
    RecordingChanged,
    SceneShown,
    Speaker,
    SpeakersChanged,
    Spot,
    ViewsShown,
)
from mcu.processors import Processors
from mcu.recording import Recording
from mcu.rtc.port import Port
from mcu.video.decoder import DecoderPool
from mcu.video.mixer import VideoMixer
from mcu.video.redraw import Redraw
from mcu.views import Views

log = logging.getLogger(__name__)

RESTART_DELAY = 0.2
"""Seconds before a mixer that failed starts again: short for those who watch, long for the log."""

ASK_PERIOD = clock.NS_PER_S // 20
"""Nanoseconds between two looks at whether members are to send something else."""


SCENE_PERIOD = clock.NS_PER_S // 4
"""Nanoseconds between two looks at who is in the picture, for those who lead it."""

CUE_PERIOD = clock.NS_PER_S // 4
"""Nanoseconds between two reports on who is cued."""


class Conference:
    """The mixers of one conference and the members in it."""

    def __init__(
        self,
        spec: OpenConference,
        decoders: DecoderPool,
        processors: Processors,
        emit: Callable[[Event], None],
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
        self.views = Views(
            self.video,
            processors,
            reserve=spec.reserve,
            keep=self._keep,
            here=self._here,
            turn=self._turn_to_views,
        )
        self.audio = AudioMixer(on_speakers=self._speakers_changed)
        self._redraw = Redraw(decoders, self._content_wanted)
        self.content = ContentStage(
            self._redraw,
            request_keyframe=self._request_content,
            on_changed=self._content_changed,
            on_film=self._film_changed,
            heard=self._content_heard,
        )
        self._recording: Recording | None = None
        self._previewed: frozenset[str] = frozenset()
        self._cue: Cue | None = None
        self._music = False
        self._turn: int | None = None
        self._shown: SceneShown | None = None
        self._views_shown: tuple[tuple[str, ...], tuple[str, ...]] = (), ()
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
                ("cue", self._measure),
                ("scene", self._tell_scene),
            )
        ]

    async def close(self) -> None:
        """End the conference: recording, members, ticks, threads, in this order.

        All members at once: hundreds of goodbyes one after another, while the ticks go on, take
        longer than a server has time to stop.
        """
        await self.stop_recording()
        await asyncio.gather(*(self.remove(member, "closed") for member in self.members))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.views.close()
        self.video.close()
        self._redraw.close()

    async def join(
        self, join: Join, port: Port, on_ended: Callable[[Connection], None]
    ) -> tuple[Connection, Occupant | None]:
        """Seat a member by its offer; return its connection, and the earlier one to be closed.

        The caller must know of the one before it waits for the other's end, in which both may go.
        Raises BadOfferError before anything has changed.
        """
        connection = Connection(self, on_ended)
        session = await port.accept(join.offer, join.kind, connection, self.name)
        member = self.members.get(join.member)
        if member is not None and member.kind is not join.kind:
            await self.remove(member.id, "replaced")
            member = None
        if member is None:
            member = self.members[join.member] = Member(join, self)
            self._look(member.id)
        else:
            member.apply(
                MemberSettings(muted=join.muted, plate=join.plate, max_height=join.max_height)
            )
        earlier = member.connection
        connection.seat(member, session)
        self.watched = True  # for it is about to connect
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

    def watch(self, members: tuple[str, ...]) -> None:
        """Have stills of these members at hand from now on, also while they are off screen."""
        before, self._previewed = self._previewed, frozenset(members)
        for member in before ^ self._previewed:
            self._look(member)

    def cue(self, member: str | None) -> None:
        """Have a member send as if it were on air, and measure it; None is nobody."""
        before, self._cue = self._cue, None if member is None else Cue(member)
        for one in {cue.member for cue in (before, self._cue) if cue}:
            self._look(one)

    def _look(self, name: str) -> None:
        member, cue = self.members.get(name), self._cue
        if member is not None:
            mine = cue if cue is not None and cue.member == name else None
            member.look(preview=name in self._previewed, cue=mine)

    def talk(self, a: str, b: str | None) -> None:
        """Let two hear each other, whom nobody else hears then; None ends it."""
        self.audio.talk(a, b)
        for member in self.members.values():
            member.ask(clock.now())
        self.reconsider()

    async def chime(self) -> None:
        """Ring a bell to all."""
        self.audio.house.ring(await asyncio.to_thread(sounds.bell))

    async def hold(self, *, music: bool) -> None:
        """Play music to all, or end it."""
        self._music = music
        played = await asyncio.to_thread(sounds.music) if music else None
        if self._music == music:
            self.audio.house.play(played)

    async def _measure(self) -> None:
        """Report what comes from who is cued."""
        async for now in clock.ticks(CUE_PERIOD):
            cue = self._cue
            if cue is None:
                continue
            slot = self.video.slots.get(cue.member)
            picture = slot.newest(now) if slot else None
            self.emit(
                CueMeasured(
                    conference=self.name,
                    member=cue.member,
                    level=cue.level(),
                    voice_age_ms=_milliseconds(cue.arrived, now),
                    picture_age_ms=_milliseconds(picture.pts if picture else None, now),
                )
            )

    def present(self, member: str | None, *, film: bool = False) -> None:
        """Show a member's content to all the others from now on; None is nobody's."""
        self.content.present(member, film=film)

    async def emblems(self, emblems: Emblems) -> None:
        """Show these emblems, and no others. Raises OSError for what is no picture."""
        await self.video.show_emblems(emblems)

    async def start_recording(self, name: str, path: Path) -> asyncio.Event:
        """Record the mix to `path`; a recording that runs already is finished first.

        The event is set once nobody writes the file any more.
        """
        await self.stop_recording()
        recording = Recording(
            name,
            path,
            video=self.video,
            audio=self.audio,
            on_error=self._recording_failed,
        )
        await recording.start()
        self._recording = recording
        self._show_recorder()
        self.emit(RecordingChanged(conference=self.name, recording=name, on=True))
        return recording.recorder.written

    async def stop_recording(self, error: str | None = None) -> None:
        """Finish the recording, if one runs."""
        recording, self._recording = self._recording, None
        if recording is None:
            return
        await recording.stop()
        self._view_content()
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
            self._view_content()
            watched = self.video.watched or any(one.expected for one in members)
            if (self.video.turns, watched) == (self._turn, self.watched) and now < self._ask_due:
                continue
            self._turn, self.watched = self.video.turns, watched
            self._ask_due = min((one.ask(now) for one in members), default=NEVER)

    async def _tell_scene(self) -> None:
        """Report who is in the picture, where that has changed."""
        async for now in clock.ticks(SCENE_PERIOD):
            self._look_at_views(now)
            shot = self.video.shot
            content, presenter = self.video.record.place, self.content.presenter
            places = zip(shot.seats, shot.arrangement.tiles, strict=True)
            shown = SceneShown(
                conference=self.name,
                width=self.video.ladder[0].width,
                height=self.video.ladder[0].height,
                spots=tuple(Spot(member=who, x=x, y=y, w=w, h=h) for who, (x, y, w, h) in places),
                page=shot.page,
                pages=shot.pages,
                unseen=self.video.unseen,
                content=Spot(member=presenter, x=content.x, y=content.y, w=content.w, h=content.h)
                if content and presenter
                else None,
            )
            if shown != self._shown:
                self._shown = shown
                self.emit(shown)

    def _look_at_views(self, now: int) -> None:
        """Make views and end them, and report it."""
        self.views.look(now)
        shown, refused = self.views.shown, self.views.refused
        if (shown, refused) != self._views_shown:
            self._views_shown = shown, refused
            self.emit(ViewsShown(conference=self.name, shown=shown, refused=refused))

    def _here(self, member: str) -> bool:
        """Whether a member would watch what it is shown."""
        connection = self.members[member].connection if member in self.members else None
        return connection is not None and connection.watch is not None

    def _turn_to_views(self, members: Iterable[str]) -> None:
        for name in members:
            member = self.members.get(name)
            if member is not None and member.connection is not None:
                member.connection.turn()

    def _view_content(self) -> None:
        """Have the content decoded while somebody takes it in one picture with the people."""
        self._redraw.viewed = self.content.source is not None and self.video.record.watched

    def _content_wanted(self) -> None:
        self.content.request_keyframe()

    def _request_content(self, presenter: str) -> None:
        member = self.members.get(presenter)
        if member:
            member.request_content()

    def _content_changed(self) -> None:
        shared = self.content.source is not None
        self.video.record.content = lambda: self._redraw.picture if shared else None
        self.video.record.presenter = self.video.slots.get(self.content.presenter or "")
        self._show_recorder()
        for member in self.members.values():
            if member.connection:
                member.connection.show_content()

    def _film_changed(self) -> None:
        for member in self.members.values():
            if member.connection:
                member.connection.suit_content()

    def _content_heard(self, presenter: str, captured: int) -> int | None:
        member = self.members.get(presenter)
        return member.heard(captured) if member else None

    def _show_recorder(self) -> None:
        """Have what the room sees recorded."""
        if self._recording:
            self._recording.show(content=self.content.source is not None)

    def _speakers_changed(self, speakers: tuple[Speaker, ...]) -> None:
        self.video.heard([speaker.member for speaker in speakers])
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


def _milliseconds(since: int | None, now: int) -> int | None:
    return None if since is None else max(now - since, 0) // 1_000_000
