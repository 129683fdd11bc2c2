"""RTP packets on the wire (RFC 3550, section 5.1) and their header extensions (RFC 8285)."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

HEADER_SIZE: Final = 12
"""Bytes of a header without CSRCs and extensions: all that we write, as a rule."""

SEQUENCE_MASK: Final = 0xFFFF
TIMESTAMP_MASK: Final = 0xFFFF_FFFF

MARKER: Final = 0x80
"""The marker's bit in the second byte, above the payload type."""

_VERSION: Final = 0x80  # version 2 in the two top bits of the first byte
_PADDING: Final = 0x20
_EXTENSION: Final = 0x10
_CSRC_COUNT: Final = 0x0F

_ONE_BYTE: Final = 0xBEDE  # RFC 8285, section 4.2
_TWO_BYTE: Final = 0x1000  # section 4.3; the low four bits are the application's
_STOP: Final = 15  # an id of one-byte elements that ends the list

_VOICE: Final = 0x80  # that somebody speaks, above the level (RFC 6464, section 3)

_HEADER: Final = struct.Struct("!BBHLL")
_PREFIX: Final = struct.Struct("!HH")

_unpack_header = _HEADER.unpack_from
_unpack_prefix = _PREFIX.unpack_from

_NONE: Final[Mapping[int, bytes]] = {}


@dataclass(slots=True)
class RtpPacket:
    """One RTP packet as it came. CSRCs are left out: only mixers set them, and we are the mixer.

    `sequence` has 16 bits, `timestamp` and `ssrc` 32. `payload` is without padding and may be
    empty (probing). `extensions` are by their id, not to be written to.
    """

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: Mapping[int, bytes] = field(default_factory=dict)


def parse_rtp(data: bytes) -> RtpPacket:
    """Read one packet; ValueError if it is not RTP version 2 or is cut short anywhere."""
    if len(data) < HEADER_SIZE:
        raise ValueError("RTP header is cut short")
    first, second, sequence, timestamp, ssrc = _unpack_header(data)
    if first & 0xC0 != _VERSION:
        raise ValueError("not RTP version 2")
    start = HEADER_SIZE
    end = len(data)
    extensions = _NONE
    if first != _VERSION:
        start += (first & _CSRC_COUNT) * 4
        if first & _EXTENSION:
            extensions, start = _parse_extensions(data, start)
        if first & _PADDING:
            end -= data[-1]
            if not data[-1]:
                raise ValueError("RTP padding of no bytes")
        if start > end:
            raise ValueError("RTP packet is shorter than its header or padding")
    return RtpPacket(
        second & 0x7F, second >= MARKER, sequence, timestamp, ssrc, data[start:end], extensions
    )


def _parse_extensions(data: bytes, start: int) -> tuple[Mapping[int, bytes], int]:
    """Read the header extension at `start`; return its elements by id and where it ends."""
    if len(data) < start + _PREFIX.size:
        raise ValueError("RTP header extension is cut short")
    profile, words = _unpack_prefix(data, start)
    start += _PREFIX.size
    end = start + words * 4
    if len(data) < end:
        raise ValueError("RTP header extension is cut short")
    if profile == _ONE_BYTE:
        return _one_byte_elements(data, start, end), end
    if profile & 0xFFF0 == _TWO_BYTE:
        return _two_byte_elements(data, start, end), end
    return _NONE, end


def _one_byte_elements(data: bytes, at: int, end: int) -> Mapping[int, bytes]:
    """Id and length - 1 in four bits each; zero bytes are padding (RFC 8285, section 4.2)."""
    elements: dict[int, bytes] = {}
    while at < end:
        head = data[at]
        at += 1
        if not head:
            continue
        identity = head >> 4
        if identity == _STOP:
            break
        stop = at + (head & 0x0F) + 1
        if stop > end:
            raise ValueError("RTP header extension element is cut short")
        elements[identity] = data[at:stop]
        at = stop
    return elements


def _two_byte_elements(data: bytes, at: int, end: int) -> Mapping[int, bytes]:
    """Id and length in a byte each; id 0 is a byte of padding (RFC 8285, section 4.3)."""
    elements: dict[int, bytes] = {}
    while at < end:
        identity = data[at]
        at += 1
        if not identity:
            continue
        if at == end:
            raise ValueError("RTP header extension element is cut short")
        stop = at + 1 + data[at]
        if stop > end:
            raise ValueError("RTP header extension element is cut short")
        elements[identity] = data[at + 1 : stop]
        at = stop
    return elements


def mid_extension(identity: int, mid: str) -> bytes:
    """The header extension that names the m-line (RFC 9143, section 14), padded to words.

    It uses one-byte elements, so ValueError unless `identity` is 1…14 and `mid` has 1…16 bytes.
    """
    value = mid.encode()
    if not 1 <= identity < _STOP or not 1 <= len(value) <= 16:
        raise ValueError(f"mid {mid!r} with id {identity} does not fit a one-byte element")
    element = bytes([identity << 4 | len(value) - 1]) + value
    element += bytes(-len(element) % 4)
    return _PREFIX.pack(_ONE_BYTE, len(element) // 4) + element


def level_extension(identity: int, level: int) -> bytes:
    """The header extension that says how loud a voice is, in -dBov from 0 to 127 (RFC 6464).

    It uses one-byte elements, so ValueError unless `identity` is 1…14.
    """
    if not 1 <= identity < _STOP:
        raise ValueError(f"id {identity} does not fit a one-byte element")
    return _PREFIX.pack(_ONE_BYTE, 1) + bytes([identity << 4, _VOICE | level, 0, 0])


def playout_delay_extension(identity: int, least_ms: int, most_ms: int) -> bytes:
    """The header extension that names the playout delay, in steps of 10 ms up to 40,950.

    With 0 and 0 Chromium shows each picture as soon as it is whole. ValueError unless `identity` is
    1…14.
    """
    if not 1 <= identity < _STOP:
        raise ValueError(f"id {identity} does not fit a one-byte element")
    value = (least_ms // 10 << 12 | most_ms // 10).to_bytes(3)
    return _PREFIX.pack(_ONE_BYTE, 1) + bytes([identity << 4 | len(value) - 1]) + value


write_header: Final = _HEADER.pack
"""`write_header(first, second, sequence, timestamp, ssrc)` and the header extension, if there is
one, make a header. `first` is `first_byte(extension)`, `second` the payload type, with `MARKER`
added where the marker is set. A function of ours round it would cost as much as the work."""


PLAIN: Final = _VERSION
"""The first byte of packets without a header extension."""


def first_byte(extension: bytes) -> int:
    """The first byte of the packets of a stream."""
    return PLAIN | (_EXTENSION if extension else 0)


def in_line(train: memoryview, size: int) -> tuple[int, int, int, int] | None:
    """The first sequence number, how many, the last one's second byte and the SSRC of packets.

    They are `size` bytes long, only the last may be shorter. None if they are not of one stream,
    numbered on, without marker but for the last.
    """
    sequence = second = ssrc = count = 0
    for at in range(0, len(train) - HEADER_SIZE + 1, size):
        _, following, number, _, source = _unpack_header(train, at)
        if not count:
            sequence, ssrc = number, source
        elif (
            source != ssrc
            or number != (sequence + count) & SEQUENCE_MASK
            or following & ~MARKER != second
        ):
            return None
        second = following
        count += 1
    return (sequence, count, second, ssrc) if count else None


class Head(NamedTuple):
    """What a stream writes in front of payloads that have one time.

    `second` is the payload type, with `MARKER` where the last packet has it. Packets are numbered
    on from `sequence`, which may be of any size.
    """

    second: int
    sequence: int
    timestamp: int
    ssrc: int


def rtp_packets(payloads: Sequence[bytes], head: Head, extension: bytes = b"") -> list[bytes]:
    """Put headers and the header extension, if there is one, in front of payloads."""
    second, sequence, timestamp, ssrc = head
    first = first_byte(extension)
    other = second & ~MARKER
    last = len(payloads) - 1
    return [
        write_header(
            first,
            other if at < last else second,
            (sequence + at) & SEQUENCE_MASK,
            timestamp,
            ssrc,
        )
        + extension
        + payload
        for at, payload in enumerate(payloads)
    ]
