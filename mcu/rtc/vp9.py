"""The RTP payload format of VP9 (RFC 9628).

We send the descriptor of one byte: neither PictureID nor layers nor a scalability structure, which
are recommended where there are layers. A frame's payloads are then the same for every member, as
`mcu.rtc.vp8` explains. The size of the picture is in the keyframe itself.

What comes in may have any descriptor, but one layer only: nobody is asked for more.
"""

from collections.abc import Sequence
from typing import Final

from mcu.rtc.start import Start

MARKER_ENDS_FRAME: Final = True
"""The last packet of a picture always has the marker (RFC 9628, section 4.1)."""

# The first byte of the descriptor (section 4.2).
_PICTURE_ID: Final = 0x80  # I
_PREDICTED: Final = 0x40  # P: the picture leans on others
_LAYERS: Final = 0x20  # L
_FLEXIBLE: Final = 0x10  # F
_BEGINS: Final = 0x08  # B
_ENDS: Final = 0x04  # E
_STRUCTURE: Final = 0x02  # V

_MARK: Final = 0x80  # frame_marker, whose bits are 10 (VP9 bitstream, section 6.2)
_MARK_MASK: Final = 0xC0
_PROFILE: Final = 0x30
_NO_KEYFRAME: Final = 0x0C  # show_existing_frame, frame_type; behind the bits of profiles 0 to 2


def packetise(frame: bytes, limit: int) -> list[bytes]:
    """Cut a frame into payloads of at most `limit` bytes; none for an empty frame."""
    if not frame:
        return []
    view = memoryview(frame)
    step = limit - 1
    predicted = 0 if _is_keyframe(frame[0]) else _PREDICTED
    last = (len(frame) - 1) // step
    return [
        bytes([predicted | (_BEGINS if not at else 0) | (_ENDS if at == last else 0)])
        + view[at * step : (at + 1) * step]
        for at in range(last + 1)
    ]


def start(payload: bytes) -> Start:
    """Tell whether a packet is the first of a keyframe."""
    try:
        at = _descriptor(payload)
    except ValueError:
        return Start.NO
    if payload[0] & _BEGINS and not payload[0] & _PREDICTED and _is_keyframe(payload[at]):
        return Start.YES
    return Start.NO


def join(payloads: Sequence[bytes]) -> tuple[bytes, bool]:
    """Put a frame together again from all its payloads in order; return it and if it is a keyframe.

    ValueError if they cannot be one whole frame.
    """
    last = len(payloads) - 1
    for at, payload in enumerate(payloads):
        if bool(payload[0] & _BEGINS) != (not at) or bool(payload[0] & _ENDS) != (at == last):
            raise ValueError("VP9 frame without its first or last packet, or with a layer")
    data = b"".join(map(bare, payloads))
    return data, _is_keyframe(data[0])


def bare(payload: bytes) -> bytes:
    """Return the part of the frame that a packet carries; ValueError if there is none."""
    return payload[_descriptor(payload) :]


def _is_keyframe(first: int) -> bool:
    """Read it from the first byte of the uncompressed header (VP9 bitstream, section 6.2)."""
    marked = first & _MARK_MASK == _MARK and first & _PROFILE != _PROFILE
    return marked and not first & _NO_KEYFRAME


def _descriptor(payload: bytes) -> int:
    """Length of the payload descriptor in bytes (section 4.2); ValueError if nothing follows it."""
    first = payload[0]
    size = 1
    try:
        if first & _PICTURE_ID:
            size += 2 if payload[size] & 0x80 else 1  # M: 15 bits
        if first & _LAYERS:
            size += 1 if first & _FLEXIBLE else 2  # TL0PICIDX behind the indices
        if first & _FLEXIBLE and first & _PREDICTED:
            size += 1
            while payload[size - 1] & 1:  # N: another P_DIFF follows
                size += 1
        if first & _STRUCTURE:
            size = _structure(payload, size)
    except IndexError:
        size = len(payload)
    if len(payload) <= size:
        raise ValueError("VP9 payload descriptor without a payload")
    return size


def _structure(payload: bytes, at: int) -> int:
    """Return where the scalability structure ends (section 4.2.1); IndexError as for any list."""
    head = payload[at]
    at += 1
    if head & 0x10:  # Y: width and height of each spatial layer
        at += 4 * ((head >> 5) + 1)
    if head & 0x08:  # G: a picture group
        pictures = payload[at]
        at += 1
        for _ in range(pictures):
            at += 1 + (payload[at] >> 2 & 3)  # R: its P_DIFFs
    return at
