"""Transport-wide feedback: when each packet of a peer came, whichever m-line it belongs to.

The peer numbers all its packets in one row, in a header extension; we list the row with times of
arrival, and the peer estimates the line from it: one estimate for sound, camera and content, where
REMB has one for each m-line and two of them fight (draft-holmer-rmcat-transport-wide-cc-extensions-
01, in the following "the draft").
"""

import re
import struct
from collections.abc import Sequence
from typing import Final

from mcu.rtc.nack import NEVER, NS_PER_MS

INTERVAL: Final = 50 * NS_PER_MS
"""Nanoseconds that a packet waits at most to be listed. libwebrtc lists every 50 to 250 ms and its
estimate is slower the longer it waits. With the poll's 10 ms and the time to the next packet it is
60 to 80 ms from list to list: about 14 a second, 10 kbit/s."""

WINDOW: Final = 128
"""How many numbers behind the highest a late packet is still listed: 300 ms at 4 Mbit/s."""

MAX_LOGGED: Final = 4096
"""Arrivals that are kept. What comes beyond them within an interval (600 Mbit/s) is a flood, and is
listed as lost, which is what a sender of floods is to believe."""

MAX_LISTED: Final = 190
"""Arrivals in one message, which is then not above 1,200 bytes: 20 of header, for each arrival
2 of time and at most two chunks, 16 for chunks that only go on with a gap, 2 of padding."""

MAX_MESSAGES: Final = MAX_LOGGED // MAX_LISTED + 1
"""Messages at one time. Numbers that jump to and fro would need more, and are not listed."""

_TICK: Final = 250_000
"""Nanoseconds in the unit of time, the draft's section 3.1.5."""

_TICKS_PER_REFERENCE: Final = 256
"""A reference time counts 64 ms (section 3.1)."""

_HEAD: Final = struct.Struct("!BBHLLHHL")
_TRANSPORT_FEEDBACK: Final = 15  # FMT of an RTPFB packet (section 3.1)
_RTPFB: Final = 205
_VERSION: Final = 0x80
_PADDING: Final = 0x20

# Symbols of packets that came (section 3.1.1); 0 is one that is missing.
_SMALL: Final = 1  # one byte of delta, unsigned
_LARGE: Final = 2  # two bytes, signed

_MAX_COUNT: Final = 0xFFFF
_MAX_RUN: Final = 0x1FFF
_ONE_BIT_VECTOR: Final = 14
_TWO_BIT_VECTOR: Final = 7
_RUN: Final = re.compile(rb"\x00+|\x01+|\x02+")

_LAP: Final = 1 << 16
_HALF: Final = _LAP >> 1


class TransportLog:
    """Which of a peer's packets came when, by their transport-wide numbers.

    `due` (ns) is when `feedback` has something to say, NEVER while all that came has been listed.
    """

    __slots__ = (
        "_count",
        "_fresh",
        "_highest",
        "_listed",
        "_local_ssrc",
        "_media_ssrc",
        "_next",
        "due",
    )

    def __init__(self, local_ssrc: int) -> None:
        self._local_ssrc = local_ssrc
        self._media_ssrc = 0
        # Times of arrival (ns) by unwrapped number: those to be listed, and some of those that
        # have been.
        self._fresh: dict[int, int] = {}
        self._listed: dict[int, int] = {}
        self._highest: int | None = None
        self._next = 0  # the lowest number to be listed
        self._count = 0  # messages so far
        self.due = NEVER

    def receive(self, number: int, ssrc: int, now: int) -> None:
        """Take the 16-bit number of a packet that came, in any stream."""
        fresh = self._fresh
        highest = self._highest
        if highest is None:
            self._highest = self._next = unwrapped = number
        else:
            step = (number - highest) & 0xFFFF
            if not step or len(fresh) >= MAX_LOGGED:
                return
            if step < _HALF:
                self._highest = unwrapped = highest + step
            else:
                unwrapped = highest + step - _LAP
                late = unwrapped > highest - WINDOW
                if not late or unwrapped in fresh or unwrapped in self._listed:
                    return
                self._list_again(unwrapped)
        fresh[unwrapped] = now
        if self.due == NEVER:
            self.due = now + INTERVAL
        self._media_ssrc = ssrc  # libwebrtc takes only feedback on a stream that it knows

    def feedback(self, now: int) -> list[bytes]:
        """List what came since the last call, in RTCP packets of at most 1,200 bytes, if due."""
        if now < self.due or self._highest is None:
            return []
        arrivals = [(number, at // _TICK) for number, at in sorted(self._fresh.items())]
        start = self._next
        messages: list[bytes] = []
        while arrivals and len(messages) < MAX_MESSAGES:
            size = _fitting(start, arrivals)
            messages.append(self._message(start, arrivals[:size]))
            start = arrivals[size - 1][0] + 1
            del arrivals[:size]
        self._next = self._highest + 1
        self.due = NEVER
        self._listed.update(self._fresh)
        self._fresh = {}
        if len(self._listed) > 2 * WINDOW:
            oldest = self._highest - WINDOW
            self._listed = {one: at for one, at in self._listed.items() if one > oldest}
        return messages

    def _list_again(self, late: int) -> None:
        """Begin the next message with a late packet.

        What follows it is listed once more, or it would seem to be lost.
        """
        for one in range(late + 1, self._next):
            if one in self._listed:
                self._fresh[one] = self._listed[one]
        self._next = min(self._next, late)

    def _message(self, base: int, listed: Sequence[tuple[int, int]]) -> bytes:
        """One message on the numbers from `base` to the last of those listed, given in ticks."""
        reference = listed[0][1] // _TICKS_PER_REFERENCE
        count = listed[-1][0] + 1 - base
        symbols = bytearray(count)
        deltas = bytearray()
        before = reference * _TICKS_PER_REFERENCE
        for number, at in listed:
            delta = at - before
            before = at
            if 0 <= delta <= 0xFF:
                symbols[number - base] = _SMALL
                deltas.append(delta)
            else:
                symbols[number - base] = _LARGE
                deltas += (delta & 0xFFFF).to_bytes(2)
        body = _chunks(bytes(symbols)) + deltas
        padding = -len(body) % 4
        if padding:
            body += bytes(padding - 1) + bytes([padding])
        head = _HEAD.pack(
            _VERSION | (_PADDING if padding else 0) | _TRANSPORT_FEEDBACK,
            _RTPFB,
            4 + len(body) // 4,
            self._local_ssrc,
            self._media_ssrc,
            base & 0xFFFF,
            count,
            (reference & 0xFFFFFF) << 8 | self._count & 0xFF,
        )
        self._count += 1
        return head + body


def _fitting(base: int, listed: Sequence[tuple[int, int]]) -> int:
    """How many of the arrivals one message can hold: by its size, its count, and its deltas."""
    before = listed[0][1]
    for place, (number, at) in enumerate(listed[:MAX_LISTED]):
        if number - base >= _MAX_COUNT or not -0x8000 <= at - before <= 0x7FFF:
            return place
        before = at
    return min(len(listed), MAX_LISTED)


def _chunks(symbols: bytes) -> bytes:
    """Write the symbols as runs and vectors (sections 3.1.3 and 3.1.4).

    Every vector holds a packet that came. Of two runs in a row at least one does, unless the gap is
    longer than a run can be.
    """
    chunks = bytearray()
    runs = _RUN.finditer(symbols)
    at = end = 0
    while at < len(symbols):
        while end <= at:
            end = next(runs).end()
        length = min(end - at, _MAX_RUN)
        ahead = symbols[at : at + _ONE_BIT_VECTOR]
        if length >= len(ahead) or (length >= _TWO_BIT_VECTOR and _LARGE in ahead):
            chunk = symbols[at] << 13 | length
            at += length
        elif _LARGE not in ahead:
            chunk = 0x8000 | _bits(ahead, 1, _ONE_BIT_VECTOR)
            at += _ONE_BIT_VECTOR
        else:
            chunk = 0xC000 | _bits(ahead[:_TWO_BIT_VECTOR], 2, _TWO_BIT_VECTOR)
            at += _TWO_BIT_VECTOR
        chunks += chunk.to_bytes(2)
    return bytes(chunks)


def _bits(symbols: bytes, width: int, places: int) -> int:
    """Put symbols of `width` bits side by side, the first one highest, filled up with zeros."""
    value = 0
    for symbol in symbols:
        value = value << width | symbol
    return value << width * (places - len(symbols))
