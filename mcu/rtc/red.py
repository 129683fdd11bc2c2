"""Redundant audio data (RFC 2198): a packet that brings copies of those before it.

A copy is whole: a loss is not heard at all, where in-band FEC gives a coarser voice, and gives none
of music and half of the consonants. It costs its bits again, so it is for lines with room.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

MAX_OFFSET: Final = (1 << 14) - 1
"""Samples by which a copy may be older than its packet: 341 ms."""

MAX_COPY: Final = (1 << 10) - 1
"""Bytes of a copy."""

MAX_COPIES: Final = 8
"""Copies that are read of one packet; browsers send one, at most nine."""

_FOLLOWED: Final = 0x80  # another block header follows


class Copy(NamedTuple):
    """An earlier packet's payload; `offset` is its age in samples of the RTP clock."""

    offset: int
    data: bytes


def write_red(payload_type: int, copies: Sequence[Copy], data: bytes) -> bytes:
    """Put copies, oldest first and within the limits above, before a payload of the same type."""
    parts = [
        (_FOLLOWED << 24 | payload_type << 24 | copy.offset << 10 | len(copy.data)).to_bytes(4)
        for copy in copies
    ]
    parts.append(bytes((payload_type,)))
    parts += (copy.data for copy in copies)
    parts.append(data)
    return b"".join(parts)


def read_red(payload: bytes, payload_type: int) -> tuple[bytes, list[Copy]]:
    """Return the payload and the copies that came with it, oldest first.

    Blocks must all be of `payload_type` (RFC 2198, section 3). ValueError if they are not, or are
    cut short, or are more than `MAX_COPIES`.
    """
    blocks: list[tuple[int, int]] = []
    at = 0
    while True:
        if at >= len(payload):
            raise ValueError("RED header is cut short")
        if payload[at] & 0x7F != payload_type:
            raise ValueError(f"RED block of payload type {payload[at] & 0x7F}")
        if payload[at] < _FOLLOWED:
            break
        if len(blocks) == MAX_COPIES:
            raise ValueError(f"more than {MAX_COPIES} RED blocks")
        word = int.from_bytes(payload[at : at + 4])
        blocks.append((word >> 10 & MAX_OFFSET, word & MAX_COPY))
        at += 4
    at += 1
    copies = []
    for offset, length in blocks:
        copies.append(Copy(offset, payload[at : at + length]))
        at += length
    if at > len(payload):
        raise ValueError("RED block is cut short")
    return payload[at:], copies
