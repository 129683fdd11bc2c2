"""The mixed picture, whose keyframes leave over a while and all else at once.

At 1.5 Mbit/s a picture takes seven packets and a keyframe fifty. At once, they overrun the queue
of a commune's router, which drops a third of them, and voices with them; and to 400 members they
keep the event loop from everything else for 35 ms. Spread, it costs each of them 70 µs more, a
picture of usual size no more than before.
"""

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import Encoded
from mcu.rtc.line import Coding
from mcu.rtc.outbound import Shared, Write
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.payload import payloads

AT_ONCE: Final = 8
"""Packets of a larger picture that leave at once: 40 ms of 2 Mbit/s, which any queue holds. With
fewer at a time it takes longer to send it to 400 members than it is spread over."""

LARGE: Final = 16
"""Packets up to which a picture is none to spread: among 400 members in a lively meeting a third of
all pictures takes more than `AT_ONCE`, and each that is spread costs as much again in polls."""

LEAST_RATE: Final = 2_000_000
MOST_RATE: Final = 4_000_000
"""Bits per second at which the rest leaves: the least for a line that carries the picture at all,
the most where the peer says nothing or believes in a `WIDE` line. It is a burst still, of the 2.5
of the bitrate that browsers send at; a line of 2.5 Mbit/s with 60 ms of queue loses of it a third
of what it lost, one of 3 Mbit/s nothing."""

WIDE: Final = 2_100_000
"""Bits per second of a belief that ends where what is sent does: it is at most 1.5 of that."""

MORE: Final = 1.1
"""What is tried of a smaller belief."""

MOST_DELAY: Final = NS_PER_S // 5
"""Nanoseconds that a packet may wait. What is more leaves faster: less would freeze the picture."""

LATE: Final = 30_000_000
"""Nanoseconds that count between two polls at most. What a busy event loop makes up for in one go,
to all members, would make it late again."""


class SpreadOutbound(VideoOutbound):
    """One picture sent in bursts that a line can take.

    `on_waiting` is called when something waits that was not waiting before: `poll` is to be called
    every 10 to 20 ms from then on, until it says that nothing does.
    """

    __slots__ = ("_broken", "_credit", "_least", "_on_waiting", "_polled", "_queued", "_waiting")

    def __init__(
        self,
        codings: Sequence[Coding],
        ssrc: int,
        rtx_ssrc: int,
        write: Write,
        *,
        on_waiting: Callable[[], None],
        shared: Shared | None = None,
    ) -> None:
        super().__init__(codings, ssrc, rtx_ssrc, write, shared=shared)
        self._on_waiting = on_waiting
        # What is left of each frame, its pts and payload type.
        self._waiting: deque[tuple[tuple[bytes, ...], int, int]] = deque()
        self._queued = 0  # bytes in there
        self._least = LEAST_RATE  # with which it leaves in time
        self._credit = 0  # bytes that may leave
        self._polled: int | None = None  # when it was last looked at (ns)
        self._broken = False  # nothing but a keyframe is of use

    @property
    def step(self) -> Hashable:
        """As of any picture, but None while it is behind with one, or has to begin anew."""
        return None if self._waiting or self._broken else super().step

    def joins(self, frame: Encoded, parts: Sequence[bytes]) -> int | None:
        """Return the payload type if `deliver` would send just these parts, all at once."""
        if self._waiting or self._broken or not 0 < len(parts) <= LARGE:
            return None
        return self._payload_types.get(frame.codec)

    def deliver(self, frame: Encoded) -> bool:
        """Take one frame; False if it is of none of the codecs, or leans on one that broke off."""
        payload_type = self._payload_types.get(frame.codec)
        if payload_type is None or (self._broken and not frame.keyframe):
            return False
        parts = payloads(frame)
        if not parts:
            return False
        self._broken = False
        if not self._waiting:
            at_once = len(parts) if len(parts) <= LARGE else AT_ONCE
            sent = self._send(parts, at_once, payload_type, frame.pts)
            if sent < at_once:
                return False
            if sent == len(parts):
                return True
            parts = parts[sent:]
            self._on_waiting()
        self._waiting.append((parts, frame.pts, payload_type))
        self._queued += sum(map(len, parts))
        self._least = max(self._least, self._queued * 8 * NS_PER_S // MOST_DELAY)
        return True

    def forget(self) -> None:
        """Send nothing again, and nothing of what waits: the next picture is a keyframe."""
        super().forget()
        self.break_off()

    def poll(self, now: int, estimate: int | None) -> bool:
        """Send what may leave by `now` (ns); False if nothing waits.

        `estimate` is the bitrate that the peer believes it can receive, None if it does not say.
        """
        if not self._waiting:
            return False
        rate = MOST_RATE if estimate is None or estimate >= WIDE else round(estimate * MORE)
        elapsed = 0 if self._polled is None else min(now - self._polled, LATE)
        self._polled = now
        self._credit += elapsed * max(rate, self._least) // (8 * NS_PER_S)
        while self._waiting:
            parts, pts, payload_type = self._waiting[0]
            burst = parts[:AT_ONCE]
            octets = sum(map(len, burst))
            if octets > self._credit:
                break
            if self._send(parts, len(burst), payload_type, pts) < len(burst):
                self.break_off()
                break
            self._credit -= octets
            self._queued -= octets
            if len(burst) < len(parts):
                self._waiting[0] = parts[AT_ONCE:], pts, payload_type
            else:
                self._waiting.popleft()
        if not self._waiting:
            self._rest()
        return bool(self._waiting)

    def break_off(self) -> None:
        """There is no way to the peer: what leans on this frame is of no use."""
        self._broken = True
        self.fall_out()
        self._waiting.clear()
        self._rest()

    def _rest(self) -> None:
        """Forget the pace of what does not wait any more."""
        self._queued = self._credit = 0
        self._least = LEAST_RATE
        self._polled = None
