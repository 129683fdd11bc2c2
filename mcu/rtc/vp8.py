"""The RTP payload format of VP8 (RFC 7741).

We send the descriptor of one byte, without PictureID: the payloads of a frame are then the same
for every member, also when some of them were not given the frame before. With PictureID a member
who skips to a keyframe would see a hole in its counter. Receivers lose nothing: without PictureID,
libwebrtc (Chromium, Firefox, Safari) tells by the sequence numbers alone whether a frame follows
the last one, as it always does for H.264.
"""

from collections.abc import Sequence
from typing import Final

from mcu.rtc.start import Start

MARKER_ENDS_FRAME: Final = True
"""The last packet of a frame always has the marker (RFC 7741, section 4.1)."""

_EXTENDED: Final = 0x80  # X: a second byte follows (section 4.2)
_START: Final = 0x10  # S: the packet begins a partition
_PARTITION: Final = 0x0F  # PID with the reserved bit above it
_FIRST: Final = b"\x10"  # S = 1, PID = 0
_OTHER: Final = b"\x00"
_INTERFRAME: Final = 0x01  # P of the payload header (section 4.3)


def packetise(frame: bytes, limit: int) -> list[bytes]:
    """Cut a frame into payloads of at most `limit` bytes; none for an empty frame."""
    view = memoryview(frame)
    step = limit - len(_FIRST)
    payloads = [_OTHER + view[at : at + step] for at in range(0, len(frame), step)]
    if payloads:
        payloads[0] = _FIRST + view[:step]
    return payloads


def start(payload: bytes) -> Start:
    """Tell whether a packet is the first of a keyframe."""
    try:
        at = _descriptor(payload)
    except ValueError:
        return Start.NO
    if _begins_frame(payload) and not payload[at] & _INTERFRAME:
        return Start.YES
    return Start.NO


def join(payloads: Sequence[bytes]) -> tuple[bytes, bool]:
    """Put a frame together again from all its payloads in order; return it and if it is a keyframe.

    ValueError if they cannot be one whole frame.
    """
    if not _begins_frame(payloads[0]):
        raise ValueError("VP8 frame without its first packet")
    parts = [bare(payload) for payload in payloads]
    if any(map(_begins_frame, payloads[1:])):
        raise ValueError("VP8 frame begins within another")
    return b"".join(parts), not parts[0][0] & _INTERFRAME


def bare(payload: bytes) -> bytes:
    """Return the part of the frame that a packet carries; ValueError if there is none."""
    return payload[_descriptor(payload) :]


def _begins_frame(payload: bytes) -> bool:
    return payload[0] & (_START | _PARTITION) == _START


def _descriptor(payload: bytes) -> int:
    """Length of the payload descriptor in bytes (section 4.2); ValueError if nothing follows it."""
    size = 1
    if payload[0] & _EXTENDED and len(payload) > 1:
        fields = payload[1]
        size = 2
        if fields & 0x80 and len(payload) > size:  # I: PictureID, 7 or 15 bits
            size += 2 if payload[size] & 0x80 else 1
        if fields & 0x40:  # L: TL0PICIDX
            size += 1
        if fields & 0x30:  # T, K: TID, Y and KEYIDX share a byte
            size += 1
    if len(payload) <= size:
        raise ValueError("VP8 payload descriptor without a payload")
    return size
