"""What a session tells its owner."""

from enum import StrEnum
from typing import Protocol

from mcu.media import Encoded, Growing, VoicePacket
from mcu.messages import LineQuality


class Track(StrEnum):
    """One of the two pictures a member may send or receive."""

    CAMERA = "camera"
    """The first video m-line: the camera up, the mixed picture down."""

    CONTENT = "content"
    """The second: shared content, idle until somebody shares."""


class SessionHandler(Protocol):
    """The owner of a session. All calls come on the event loop and must not block or raise."""

    def on_connected(self) -> None:
        """DTLS is up: the sinks take frames. Called once, or never."""

    def on_closed(self, reason: str) -> None:
        """The session is over: left, replaced, timeout, failed or closed. Called exactly once."""

    def on_voice(self, packet: VoicePacket) -> None:
        """The peer sent a packet of sound."""

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """A picture came in whole; its `pts` is when it did."""

    def on_growing(self, frame: Growing) -> None:
        """A frame of content has begun to come in; `on_frame` gets it as well, once it is whole."""

    def on_keyframe_request(self, track: Track) -> None:
        """The peer cannot go on decoding what we send (PLI or FIR)."""

    def on_overrun(self, loss: float) -> bool:
        """So much of the picture's last burst, 0…1, did not arrive; True if it is given up.

        Then nothing of it is sent again.
        """
        ...

    def on_quality(self, quality: LineQuality) -> None:
        """The line of the last two seconds."""
