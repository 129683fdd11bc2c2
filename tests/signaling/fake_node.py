"""A node without media: does what the door promises, and lets a test say what happens to lines."""

from collections import defaultdict
from collections.abc import Callable

import msgspec

from mcu.media import Codec
from mcu.messages import (
    Ask,
    AskChanged,
    BadOfferError,
    BusyError,
    ConferenceStats,
    Emblems,
    Event,
    Headroom,
    Join,
    Joined,
    MemberConnected,
    MemberDisconnected,
    MemberKind,
    MemberSettings,
    MemberStats,
    OpenConference,
    PortStats,
    Preview,
    RecordingChanged,
    StaleSessionError,
    UnknownConferenceError,
    UnknownSessionError,
)
from mcu.scene import Overlay, Scene, View


class Member:
    def __init__(self, join: Join, session: str) -> None:
        self.join = join
        self.session: str | None = session
        self.settings = MemberSettings(muted=join.muted)


class FakeNode:
    """Members by (conference, member), sessions by name; `calls` is what it was asked, in order."""

    def __init__(self, max_members: int = 100) -> None:
        self.max_members = max_members
        self.started = self.closed = False
        self.calls: list[str] = []
        self.doubted: set[str] = set()
        self.conferences: dict[str, OpenConference] = {}
        self.members: dict[tuple[str, str], Member] = {}
        self.sessions: dict[str, tuple[str, str]] = {}
        self.etags: dict[str, int] = {}
        self.fragments: list[tuple[str, str]] = []
        self.recordings: dict[str, str] = {}
        # As a node has them before it is told anything.
        self.overlays: defaultdict[str, Overlay] = defaultdict(Overlay)
        self.scenes: defaultdict[str, Scene] = defaultdict(Scene)
        self.views_of: defaultdict[str, tuple[View, ...]] = defaultdict(tuple)
        self.has_room = Headroom(processors=2, left=2, view=0.25)
        self.stills: dict[str, bytes] = {}
        self.shown_emblems: dict[str, Emblems] = {}
        self._subscribers: list[Callable[[Event], None]] = []
        self._count = 0

    async def start(self) -> None:
        self.started = True

    async def close(self) -> None:
        for conference in list(self.conferences):
            await self.end(conference)
        self.closed = True

    async def open(self, spec: OpenConference) -> None:
        self.conferences.setdefault(spec.conference, spec)

    async def end(self, conference: str) -> None:
        self._known(conference)
        self.calls.append(f"end {conference}")
        await self.stop_recording(conference)
        for name, member in list(self.members):
            if name == conference:
                await self.remove(conference, member)
        del self.conferences[conference]

    async def join(self, join: Join) -> Joined:
        self._known(join.conference)
        if not join.offer.startswith("v=0"):
            raise BadOfferError("the offer does not begin with v=0")
        if len(self.sessions) >= self.max_members:
            raise BusyError("full")
        self._count += 1
        session = f"s{self._count}"
        key = (join.conference, join.member)
        earlier = self.members.get(key)
        self.members[key] = Member(join, session)
        self.sessions[session] = key
        self.etags[session] = 1
        if earlier is not None and earlier.session is not None:
            self.lose(earlier.session, "replaced")
        return Joined(session=session, answer="v=0\r\nanswer\r\n", etag=f"{session}-1")

    async def leave(self, session: str, reason: str = "left") -> None:
        self._alive(session)
        self.lose(session, reason)

    async def trickle(self, session: str, etag: str, fragment: str) -> None:
        self._alive(session)
        if etag != f"{session}-{self.etags[session]}":
            raise StaleSessionError(session)
        if "rubbish" in fragment:
            raise BadOfferError("not a fragment")
        self.fragments.append((session, fragment))

    async def restart(self, session: str, fragment: str) -> tuple[str, str]:
        self._alive(session)
        self.etags[session] += 1
        return "a=ice-ufrag:new\r\n", f"{session}-{self.etags[session]}"

    async def doubt(self, session: str, *, doubted: bool) -> None:
        self._alive(session)
        (self.doubted.add if doubted else self.doubted.discard)(session)

    async def settings(self, conference: str, member: str, settings: MemberSettings) -> None:
        self._known(conference)
        found = self.members.get((conference, member))
        if found is not None:
            given = {k: v for k, v in msgspec.structs.asdict(settings).items() if v is not None}
            before = found.settings.muted
            found.settings = msgspec.structs.replace(found.settings, **given)
            if found.settings.muted != before:
                audio = not found.settings.muted
                ask = Ask(width=256, height=144, fps=15, bitrate=120_000, audio=audio)
                self.emit(AskChanged(conference=conference, member=member, ask=ask))

    async def remove(self, conference: str, member: str) -> None:
        self._known(conference)
        self.calls.append(f"remove {member}")
        gone = self.members.pop((conference, member), None)
        if gone is not None and gone.session is not None:
            self.lose(gone.session, "left")

    async def present(self, conference: str, member: str | None, *, film: bool = False) -> None:
        self._known(conference)
        self.calls.append(f"present {member}" + " film" * film)

    async def point(self, conference: str, at: tuple[int, int] | None) -> None:
        self._known(conference)
        self.calls.append(f"point {at}")

    async def show(self, conference: str, scene: Scene) -> None:
        self._known(conference)
        self.calls.append(f"show {' '.join(scene.on_air)}".rstrip())
        self.scenes[conference] = scene

    async def views(self, conference: str, views: tuple[View, ...]) -> None:
        self._known(conference)
        self.views_of[conference] = views

    async def headroom(self, conference: str) -> Headroom:
        self._known(conference)
        return self.has_room

    async def preview(self, conference: str, scene: Scene, width: int = 640) -> Preview:
        self._known(conference)
        self.calls.append(f"preview {scene.layout}")
        return Preview(picture=b"\xff\xd8" + scene.layout.encode(), members=scene.main)

    async def overlay(self, conference: str, overlay: Overlay) -> None:
        self._known(conference)
        self.overlays[conference] = overlay

    async def emblems(self, conference: str, emblems: Emblems) -> None:
        self._known(conference)
        self.shown_emblems[conference] = emblems

    async def still(self, conference: str, member: str, width: int = 320) -> bytes | None:
        self._known(conference)
        return self.stills.get(member)

    async def watch(self, conference: str, members: tuple[str, ...]) -> None:
        self._known(conference)
        self.calls.append(f"watch {' '.join(members)}".rstrip())

    async def cue(self, conference: str, member: str | None) -> None:
        self._known(conference)
        self.calls.append(f"cue {member}")

    async def talk(self, conference: str, a: str, b: str | None) -> None:
        self._known(conference)
        self.calls.append(f"talk {a} {b}")

    async def chime(self, conference: str) -> None:
        self._known(conference)
        self.calls.append("chime")

    async def hold(self, conference: str, *, music: bool) -> None:
        self._known(conference)
        self.calls.append(f"hold {music}")

    async def start_recording(self, conference: str, recording: str) -> str:
        self._known(conference)
        self.recordings[conference] = recording
        self.emit(RecordingChanged(conference=conference, recording=recording, on=True))
        return f"/{recording}.mp4"

    async def stop_recording(self, conference: str) -> None:
        recording = self.recordings.pop(conference, None)
        if recording is not None:
            self.emit(RecordingChanged(conference=conference, recording=recording, on=False))

    def statistics(self) -> tuple[ConferenceStats, ...]:
        return tuple(self._stats(name) for name in self.conferences)

    def traffic(self) -> PortStats:
        return PortStats(
            received=9,
            strangers=1,
            forged=0,
            checks=0,
            handshakes=0,
            media=5,
            reports=0,
            frames=0,
            unsent=0,
        )

    def memory_used(self) -> int | None:
        return 1 << 20

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    # What a test makes happen.

    def emit(self, event: Event) -> None:
        for callback in list(self._subscribers):
            callback(event)

    def connect(self, session: str) -> None:
        if session not in self.sessions:
            return  # replaced before it connected
        conference, member = self.sessions[session]
        self.emit(MemberConnected(conference=conference, member=member, session=session))

    def lose(self, session: str, reason: str = "timeout") -> None:
        conference, member = self.sessions.pop(session)
        found = self.members.get((conference, member))
        if found is not None and found.session == session:
            found.session = None
        self.emit(
            MemberDisconnected(conference=conference, member=member, session=session, reason=reason)
        )

    def _known(self, conference: str) -> None:
        if conference not in self.conferences:
            raise UnknownConferenceError(conference)

    def _alive(self, session: str) -> None:
        if session not in self.sessions:
            raise UnknownSessionError(session)

    def _stats(self, conference: str) -> ConferenceStats:
        members = tuple(
            MemberStats(
                member=member,
                kind=MemberKind(one.join.kind),
                connected=one.session is not None,
                codec=Codec.VP8,
                frames_sent=10,
                frames_dropped=1,
                height=720,
            )
            for (name, member), one in self.members.items()
            if name == conference
        )
        return ConferenceStats(
            conference=conference,
            members=members,
            video_ticks=25,
            video_late=0,
            audio_ticks=50,
            audio_late=1,
            frames_encoded=25,
            keyframes=1,
            recording=self.recordings.get(conference),
        )
