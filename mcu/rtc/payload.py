"""From encoded frames to RTP payloads and back, for every video codec that we speak.

An Opus packet is an RTP payload as it is (RFC 7587, section 4.2).
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from mcu.media import Codec, Encoded, Growing
from mcu.rtc import h264, vp8, vp9
from mcu.rtc.start import Start

MAX_PAYLOAD: Final = 1192
"""Bytes of one payload: 40 of IPv6, 8 of UDP, 20 of RTP with an extension, 2 of RTX and 16 of SRTP
fit beside it into 1,280, the least that every IPv6 path carries whole (RFC 8200, section 5)."""


class PayloadFormat(Protocol):
    """A video codec's way to travel in RTP; the modules `vp8`, `h264` and `vp9` are."""

    @property
    def MARKER_ENDS_FRAME(self) -> bool:  # noqa: N802 - a constant of those modules
        """Whether a frame without a marker on its last packet is not whole."""
        ...

    def packetise(self, frame: bytes, limit: int) -> list[bytes]:
        """Cut a frame into payloads of at most `limit` bytes; none if it is no frame."""
        ...

    def start(self, payload: bytes) -> Start:
        """Tell whether a packet, not empty, is the first of a keyframe."""
        ...

    def join(self, payloads: Sequence[bytes]) -> tuple[bytes, bool]:
        """Return the frame of these payloads (one at least, none empty) and if it is a keyframe.

        ValueError if they cannot be one whole frame.
        """
        ...


FORMATS: Final[Mapping[Codec, PayloadFormat]] = {
    Codec.VP8: vp8,
    Codec.H264: h264,
    Codec.VP9: vp9,
}

_last: tuple[Encoded | None, tuple[bytes, ...]] = (None, ())


def payloads(frame: Encoded) -> tuple[bytes, ...]:
    """The RTP payloads of a video frame, the same objects for every member that it is delivered to.

    Only the last frame's are kept, which is enough: a frame goes to all its members before the
    next one is published. Empty if the frame is none.
    """
    global _last  # noqa: PLW0603 - a cache of one entry, swapped as a whole
    known, result = _last
    if known is not frame:
        result = tuple(FORMATS[frame.codec].packetise(frame.data, MAX_PAYLOAD))
        _last = (frame, result)
    return result


_page: tuple[Encoded | None, Growing] = (None, Growing(Codec.VP8, 0))


def whole(frame: Encoded) -> Growing:
    """A video frame as one that has come in, the same object for every member (`payloads`)."""
    global _page  # noqa: PLW0603 - as above
    known, result = _page
    if known is not frame:
        result = Growing(frame.codec, frame.pts, stamp=frame.stamp)
        result.end(payloads(frame))
        _page = (frame, result)
    return result
