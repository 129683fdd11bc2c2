"""The mixed picture, whose keyframes leave over a while (`mcu.rtc.tail`) and all else at once.

To those in step they leave in step (`mcu.rtc.tails`); to each of the others, who is behind with one
or has a line of his own kind, by himself.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Final

from mcu.media import Encoded
from mcu.rtc.line import Coding
from mcu.rtc.outbound import Shared, Write
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.payload import payloads
from mcu.rtc.tail import AT_ONCE, LARGE, LEAST_RATE, MOST_RATE, Tail

WIDE: Final = 2_100_000
"""Bits per second of a belief that ends where what is sent does: it is at most 1.5 of that."""


class SpreadOutbound(VideoOutbound):
    """One picture sent in bursts that a line can take.

    `on_waiting` is called when something waits that was not waiting before: `poll` is to be called
    every 10 to 20 ms from then on, until it says that nothing does. `estimate` is the bitrate that
    the peer believes it can receive, None if it does not say.
    """

    __slots__ = ("_broken", "_on_waiting", "_tail", "_wide", "estimate")

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
        self.estimate: int | None = None
        self._on_waiting = on_waiting
        self._tail = Tail()  # while it is not in step
        self._wide = True  # its line, as it was believed at the last picture that was spread
        self._broken = False  # nothing but a keyframe is of use

    @property
    def rate(self) -> int:
        """Bits per second at which large pictures leave."""
        return MOST_RATE if self._wide else LEAST_RATE

    @property
    def step(self) -> Hashable:
        """As of any picture, for those at the same pace; None while it is behind or broken off.

        While something waits for those in step, nobody else comes into it.
        """
        if self._tail.waits or self._broken:
            return None
        step, march = super().step, self.march
        return None if step is None else (step, march if march.tail.waits else self._wide)

    def fall_out(self) -> None:
        """Go on by itself from here, with what waits for those with whom it was in step."""
        march = self.march
        super().fall_out()
        if march is not self.march and march.tail.waits:
            self._tail = march.tail.copy()
            self._on_waiting()

    def at_once(self, parts: Sequence[bytes]) -> int:
        """Return how many packets of a frame leave at once."""
        return len(parts) if len(parts) <= LARGE else AT_ONCE

    def choose_pace(self) -> None:
        """Take the pace for a large picture that is about to be sent, from what the peer says."""
        wide = self.estimate is None or self.estimate >= WIDE
        if wide is not self._wide:
            self.fall_out()
            self._wide = wide

    def joins(self, frame: Encoded, parts: Sequence[bytes]) -> int | None:
        """Return the payload type if `deliver` would send these parts, nothing before them."""
        if self._tail.waits or self._broken:
            return None
        return super().joins(frame, parts)

    def deliver(self, frame: Encoded) -> bool:
        """Take one frame; False if it is of none of the codecs, or leans on one that broke off or
        has waited for too long.
        """
        payload_type = self._payload_types.get(frame.codec)
        if payload_type is None or (self._broken and not frame.keyframe):
            return False
        parts = payloads(frame)
        if not parts:
            return False
        self._broken = False
        self.fall_out()
        if self._tail.is_behind(frame.pts):
            self._tail.clear()
            if not frame.keyframe:
                self._broken = True
                return False
        if not self._tail.waits:
            at_once = self.at_once(parts)
            if at_once < len(parts):
                self.choose_pace()
            sent = self._send(parts, at_once, payload_type, frame.pts)
            if sent < at_once:
                return False
            if sent == len(parts):
                return True
            parts = parts[sent:]
            self._on_waiting()
        self._tail.put(parts, payload_type, frame.pts)
        return True

    def forget(self) -> None:
        """Send nothing again, and nothing of what waits: the next picture is a keyframe."""
        super().forget()
        self.break_off()

    def poll(self, now: int) -> bool:
        """Send what may leave by `now` (ns) to this one alone; False if nothing waits."""
        tail = self._tail
        if not tail.waits:
            return False
        tail.earn(now, self.rate)
        while (rest := tail.next()) is not None:
            if self._send(rest.parts, rest.length, rest.payload_type, rest.pts) < rest.length:
                self.break_off()
                break
            tail.went(rest)
        return tail.waits

    def break_off(self) -> None:
        """There is no way to the peer: what leans on this frame is of no use."""
        self._broken = True
        self.fall_out()
        self._tail.clear()
