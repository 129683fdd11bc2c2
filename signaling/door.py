"""What the control plane needs of a node (`mcu.node.Node`) and of the recordings."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from mcu.messages import (
    ConferenceStats,
    Emblems,
    Event,
    Headroom,
    Join,
    Joined,
    MemberSettings,
    OpenConference,
    PortStats,
    Preview,
)
from mcu.scene import Overlay, Scene, View
from signaling.protocol import RecordingInfo, RecordingStatus


class Door(Protocol):
    """The media plane's door; each call may raise the errors of `mcu.messages`."""

    async def start(self) -> None:
        """Open the UDP port; OSError if it is taken."""

    async def close(self) -> None:
        """End everything."""

    async def open(self, spec: OpenConference) -> None:
        """Open a conference; opening it again changes nothing."""

    async def end(self, conference: str) -> None:
        """Close a conference and everything in it."""

    async def join(self, join: Join) -> Joined:
        """Bring a member in."""
        ...

    async def leave(self, session: str, reason: str = "left") -> None:
        """End one media session."""

    async def trickle(self, session: str, etag: str, fragment: str) -> None:
        """Take candidates."""

    async def restart(self, session: str, fragment: str) -> tuple[str, str]:
        """Restart ICE; our fragment and the new ETag."""
        ...

    async def doubt(self, session: str, *, doubted: bool) -> None:
        """Say whether nothing is heard of a session's member but media: it is missed sooner."""

    async def settings(self, conference: str, member: str, settings: MemberSettings) -> None:
        """Enforce settings of a member."""

    async def remove(self, conference: str, member: str) -> None:
        """Take a member and its tile out."""

    async def present(self, conference: str, member: str | None, *, film: bool = False) -> None:
        """Show a member's content to all the others, pages or a film; None is nobody's."""

    async def point(self, conference: str, at: tuple[int, int] | None) -> None:
        """Draw a pointer on the content, where it is in one picture with people; None: none."""

    async def show(self, conference: str, scene: Scene) -> None:
        """Go over to a scene, or to what is different in it."""

    async def views(self, conference: str, views: tuple[View, ...]) -> None:
        """Show these scenes to some members in place of the program, and no others."""

    async def headroom(self, conference: str) -> Headroom:
        """Return what the machine has left, and what one more view would take."""
        ...

    async def preview(self, conference: str, scene: Scene, width: int = 640) -> Preview:
        """Return how a scene would look if it were shown now."""
        ...

    async def overlay(self, conference: str, overlay: Overlay) -> None:
        """Write this on the canvas, in place of what was there."""

    async def emblems(self, conference: str, emblems: Emblems) -> None:
        """Show these emblems, and no others."""

    async def still(self, conference: str, member: str, width: int = 320) -> bytes | None:
        """Return the newest picture of a member as JPEG; None where there is none to be seen."""
        ...

    async def watch(self, conference: str, members: tuple[str, ...]) -> None:
        """Have stills of these members at hand, also while they are off screen."""

    async def cue(self, conference: str, member: str | None) -> None:
        """Have a member send as if it were on air, and report what comes; None is nobody."""

    async def talk(self, conference: str, a: str, b: str | None) -> None:
        """Let two hear each other, whom nobody else hears then; None ends it."""

    async def chime(self, conference: str) -> None:
        """Ring a bell to all."""

    async def hold(self, conference: str, *, music: bool) -> None:
        """Play music to all, or end it."""

    async def start_recording(self, conference: str, recording: str) -> str:
        """Record to a growing file, whose path is returned."""
        ...

    async def stop_recording(self, conference: str) -> None:
        """Finish the recording, if one runs."""

    def statistics(self) -> tuple[ConferenceStats, ...]:
        """Count what happened in every conference."""
        ...

    def traffic(self) -> PortStats:
        """Count the datagrams of the UDP port."""
        ...

    def memory_used(self) -> int | None:
        """Bytes of the C library in use; None where it does not tell."""
        ...

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call `callback` with every event; the returned function ends that."""
        ...


class Recorder(Protocol):
    """What is needed of the recordings (`signaling.records.Records`)."""

    async def start(self, meeting: str) -> RecordingStatus:
        """Start recording a meeting; one that runs goes on."""
        ...

    async def stop(self, meeting: str) -> None:
        """Finish the recording, if one runs."""

    async def of_meeting(self, meeting: str) -> list[RecordingInfo]:
        """Return a meeting's recordings, newest first."""
        ...

    async def file(self, recording: str, key: str) -> tuple[Path, bool] | None:
        """Return a recording's file and whether it grows; None if the key does not open it."""
        ...
