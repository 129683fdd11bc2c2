"""A node without media: it takes everything, reports lines, and says when a microphone opened."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

from mcu import clock
from mcu.messages import (
    ConferenceStats,
    Emblems,
    Event,
    Headroom,
    Join,
    Joined,
    LineQuality,
    MemberConnected,
    MemberDisconnected,
    MemberSettings,
    OpenConference,
    PortStats,
    Preview,
    QualityMeasured,
    Speaker,
    SpeakersChanged,
)
from mcu.scene import Overlay, Scene, View
from signaling.bench.server import MEETING
from signaling.protocol import RecordingInfo, RecordingStatus

REPORT_S, SPEAKERS_S = 2.0, 0.2
"""Seconds between two reports of a line, and between two looks at who speaks."""

UNSTEADY = 0.05
"""Part of the lines that lose, each time something else."""


class QuietNode:
    """Does what the door promises, as far as the control plane can tell."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, str]] = []
        """When (monotonic nanoseconds) whose microphone was opened."""
        self._members: list[str] = []
        self._subscribers: list[Callable[[Event], None]] = []
        self._random = random.Random(1)  # noqa: S311 - the same lines in every run

    async def report(self) -> None:
        """Report every line every 2 s, spread over them, and speakers who change, for ever."""
        at, last = 0, asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(SPEAKERS_S)
            now = asyncio.get_running_loop().time()
            due, last = (now - last) / REPORT_S * len(self._members), now
            for _ in range(round(due)):
                at = (at + 1) % len(self._members)
                self._emit(self._measured(self._members[at]))
            speaking = self._random.sample(self._members, min(2, len(self._members)))
            speakers = tuple(Speaker(member=one, level=30) for one in speaking)
            self._emit(SpeakersChanged(conference=MEETING, speakers=speakers))

    def _measured(self, member: str) -> Event:
        unsteady = hash(member) % 100 < UNSTEADY * 100
        quality = LineQuality(
            loss_up=self._random.random() * 0.1 if unsteady else 0.0,
            loss_down=0.0,
            rtt_ms=35 + self._random.random() * 10,
            jitter_ms=3.0,
            bitrate_up=150_000,
            bitrate_down=1_500_000,
            fps_up=15.0,
        )
        return QualityMeasured(conference=MEETING, member=member, quality=quality)

    async def start(self) -> None:
        """Open nothing."""

    async def close(self) -> None:
        """Close nothing."""

    async def open(self, spec: OpenConference) -> None:
        """Any conference is open."""

    async def end(self, conference: str) -> None:
        """Nothing ends."""

    async def join(self, join: Join) -> Joined:
        """Seat a member, who is connected at once."""
        session = f"s-{join.member}"
        self._members.append(join.member)
        event = MemberConnected(conference=join.conference, member=join.member, session=session)
        asyncio.get_running_loop().call_soon(self._emit, event)
        return Joined(session=session, answer="v=0\r\n", etag="1")

    async def leave(self, session: str, reason: str = "left") -> None:
        """End a session."""
        member = session.removeprefix("s-")
        self._members.remove(member)
        self._emit(
            MemberDisconnected(conference=MEETING, member=member, session=session, reason=reason)
        )

    async def trickle(self, session: str, etag: str, fragment: str) -> None:
        """Take candidates."""

    async def restart(self, session: str, fragment: str) -> tuple[str, str]:
        """Restart nothing."""
        return "", "1"

    async def doubt(self, session: str, *, doubted: bool) -> None:
        """Doubt nobody."""

    async def settings(self, conference: str, member: str, settings: MemberSettings) -> None:
        """Note when a microphone opens."""
        if settings.muted is False:
            self.opened.append((clock.now(), member))

    async def remove(self, conference: str, member: str) -> None:
        """Remove nobody."""

    async def present(self, conference: str, member: str | None, *, film: bool = False) -> None:
        """Show nothing."""

    async def point(self, conference: str, at: tuple[int, int] | None) -> None:
        """Draw nothing."""

    async def show(self, conference: str, scene: Scene) -> None:
        """Show nothing."""

    async def views(self, conference: str, views: tuple[View, ...]) -> None:
        """Show nothing."""

    async def headroom(self, conference: str) -> Headroom:
        """Have room for nothing."""
        return Headroom(processors=1, left=0, view=1)

    async def preview(self, conference: str, scene: Scene, width: int = 640) -> Preview:
        """Show nothing."""
        return Preview(picture=b"", members=())

    async def overlay(self, conference: str, overlay: Overlay) -> None:
        """Write nothing."""

    async def emblems(self, conference: str, emblems: Emblems) -> None:
        """There is no picture to show them in."""

    async def still(self, conference: str, member: str, width: int = 320) -> bytes | None:
        """Have no picture."""
        return None

    async def watch(self, conference: str, members: tuple[str, ...]) -> None:
        """Have no picture."""

    async def cue(self, conference: str, member: str | None) -> None:
        """Preview nothing."""

    async def talk(self, conference: str, a: str, b: str | None) -> None:
        """Connect nobody."""

    async def chime(self, conference: str) -> None:
        """Ring nothing."""

    async def hold(self, conference: str, *, music: bool) -> None:
        """Play nothing."""

    async def start_recording(self, conference: str, recording: str) -> str:
        """Record nothing."""
        return ""

    async def stop_recording(self, conference: str) -> None:
        """Nothing is recorded."""

    def statistics(self) -> tuple[ConferenceStats, ...]:
        """Count nothing."""
        return ()

    def traffic(self) -> PortStats:
        """Count nothing."""
        return PortStats(
            received=0,
            strangers=0,
            forged=0,
            checks=0,
            handshakes=0,
            media=0,
            reports=0,
            frames=0,
            unsent=0,
        )

    def memory_used(self) -> int | None:
        """Not told."""
        return None

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call `callback` with every event; the returned function ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def _emit(self, event: Event) -> None:
        for callback in list(self._subscribers):
            callback(event)


class NoRecorder:
    """Records nothing."""

    async def start(self, meeting: str) -> RecordingStatus:
        """Record nothing."""
        return RecordingStatus(on=False, since=None, id=None)

    async def stop(self, meeting: str) -> None:
        """Nothing is recorded."""

    async def of_meeting(self, meeting: str) -> list[RecordingInfo]:
        """Nothing was recorded."""
        return []

    async def file(self, recording: str, key: str) -> tuple[Path, bool] | None:
        """There is no file."""
