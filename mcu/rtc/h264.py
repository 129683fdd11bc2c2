"""The RTP payload format of H.264, non-interleaved mode (RFC 6184, packetization-mode=1).

Frames are access units in Annex B. Start codes are written with four bytes; the zero bytes that
may stand before a start code do not travel.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from mcu.rtc.start import Start

MARKER_ENDS_FRAME: Final = False
"""Receivers must not rely on the marker, only on a new timestamp (RFC 6184, section 5.1)."""

_START_CODE: Final = b"\0\0\0\1"
_SHORT_CODE: Final = b"\0\0\1"

_TYPE: Final = 0x1F
_IMPORTANCE: Final = 0x60  # NRI
_FORBIDDEN: Final = 0x80  # F: the unit has errors

_IDR: Final = 5
_SPS: Final = 7
_MAX_SINGLE: Final = 23  # NAL units of types 1…23 travel as they are
_STAP_A: Final = 24
_FU_A: Final = 28
_FU_START: Final = 0x80
_FU_END: Final = 0x40

_size = struct.Struct("!H")


def packetise(frame: bytes, limit: int) -> list[bytes]:
    """Cut an access unit into payloads of at most `limit` bytes; none if it has no start code.

    Neighbours that fit one payload share it (STAP-A: parameter sets and a small slice), what does
    not fit is cut (FU-A).
    """
    payloads: list[bytes] = []
    small: list[memoryview] = []
    room = limit - 1
    for unit in _units(frame):
        cost = _size.size + len(unit)
        if cost > room and small:
            payloads.append(_aggregate(small))
            small = []
            room = limit - 1
        if len(unit) > limit:
            payloads += _fragments(unit, limit)
        elif cost > room:  # fits by itself, but not with a length in front
            payloads.append(bytes(unit))
        else:
            small.append(unit)
            room -= cost
    if small:
        payloads.append(_aggregate(small))
    return payloads


def start(payload: bytes) -> Start:
    """Tell whether a packet is the first of a keyframe.

    Parameter sets come first of all, so a packet with an SPS begins one. The first slice of an IDR
    picture does only if no SPS was in a packet before it.
    """
    try:
        kinds = list(_kinds(payload))
    except ValueError:
        return Start.NO
    if _SPS in kinds:
        return Start.YES
    return Start.IF_FIRST if _IDR in kinds else Start.NO


def join(payloads: Sequence[bytes]) -> tuple[bytes, bool]:
    """Put an access unit together from all its payloads in order; return it and if it has an IDR.

    ValueError if they cannot be one whole access unit.
    """
    parts: list[bytes] = []
    fragmented: int | None = None  # type of the NAL unit whose end has not come
    keyframe = False
    for payload in payloads:
        kind = payload[0] & _TYPE
        if kind == _FU_A:
            fragmented = _join_fragment(payload, fragmented, parts)
            keyframe |= payload[1] & _TYPE == _IDR
            continue
        if fragmented is not None:
            raise ValueError("H.264 fragment without its end")
        for unit in _whole_units(payload):
            parts += (_START_CODE, unit)
            keyframe |= unit[0] & _TYPE == _IDR
    if fragmented is not None:
        raise ValueError("H.264 fragment without its end")
    return b"".join(parts), keyframe


def _units(frame: bytes) -> Iterator[memoryview]:
    """The NAL units between start codes (H.264, annex B), empty ones left out."""
    view = memoryview(frame)
    code = frame.find(_SHORT_CODE)
    while code >= 0:
        begin = code + len(_SHORT_CODE)
        code = frame.find(_SHORT_CODE, begin)
        end = code if code >= 0 else len(frame)
        while end > begin and not frame[end - 1]:
            end -= 1
        if end > begin:
            yield view[begin:end]


def _aggregate(units: Sequence[memoryview]) -> bytes:
    """One unit as it is, several as a STAP-A (RFC 6184, section 5.7.1)."""
    if len(units) == 1:
        return bytes(units[0])
    importance = max(unit[0] & _IMPORTANCE for unit in units)
    forbidden = max(unit[0] & _FORBIDDEN for unit in units)
    parts: list[bytes | memoryview] = [bytes([forbidden | importance | _STAP_A])]
    for unit in units:
        parts += (_size.pack(len(unit)), unit)
    return b"".join(parts)


def _fragments(unit: memoryview, limit: int) -> list[bytes]:
    """A unit of more than `limit` bytes as FU-A (RFC 6184, section 5.8)."""
    kind = unit[0] & _TYPE
    indicator = unit[0] & ~_TYPE | _FU_A
    middle = bytes([indicator, kind])
    step = limit - len(middle)
    payloads = [middle + unit[at : at + step] for at in range(1, len(unit), step)]
    payloads[0] = bytes([indicator, kind | _FU_START]) + payloads[0][2:]
    payloads[-1] = bytes([indicator, kind | _FU_END]) + payloads[-1][2:]
    return payloads


def _join_fragment(payload: bytes, fragmented: int | None, parts: list[bytes]) -> int | None:
    """Add a FU-A; return the type of the unit that still lacks its end, if any does."""
    if len(payload) < 3:
        raise ValueError("H.264 fragment is empty")
    header = payload[1]
    kind = header & _TYPE
    if header & _FU_START:
        if fragmented is not None or header & _FU_END:
            raise ValueError("H.264 fragment begins within another")
        parts += (_START_CODE, bytes([payload[0] & ~_TYPE | kind]))
    elif fragmented != kind:
        raise ValueError("H.264 fragment without its beginning")
    parts.append(payload[2:])
    return None if header & _FU_END else kind


def _whole_units(payload: bytes) -> Iterator[bytes]:
    """The NAL units of a payload that is no fragment, each at least a byte long."""
    kind = payload[0] & _TYPE
    if 1 <= kind <= _MAX_SINGLE:
        yield payload
        return
    if kind != _STAP_A:
        raise ValueError(f"H.264 payload of type {kind} in non-interleaved mode")
    if len(payload) == 1:
        raise ValueError("H.264 aggregate is empty")
    at = 1
    while at < len(payload):
        begin = at + _size.size
        if begin > len(payload):
            raise ValueError("H.264 aggregate is cut short")
        at = begin + int(_size.unpack_from(payload, at)[0])
        if at > len(payload) or at == begin:
            raise ValueError("H.264 aggregate is cut short")
        yield payload[begin:at]


def _kinds(payload: bytes) -> Iterator[int]:
    """The types of the NAL units that begin in a payload; ValueError as in `_whole_units`."""
    if payload[0] & _TYPE == _FU_A:
        if len(payload) > 1 and payload[1] & _FU_START:
            yield payload[1] & _TYPE
        return
    for unit in _whole_units(payload):
        yield unit[0] & _TYPE
