"""Pictures whose frames are large and rare: sent over a while, not in one burst.

A page of text takes 200 kB. At once, that is 170 packets into the queue of a line that carries a
dozen in the same time, and most of them, of the voice as well, would be lost.
"""

from collections import deque
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import Encoded
from mcu.rtc.line import Coding
from mcu.rtc.outbound import VideoOutbound, Write
from mcu.rtc.payload import payloads

BURST: Final = 15_000
"""Bytes that may leave at once: an eighth of a second at 1 Mbit/s, which any queue holds."""

LEAST_RATE: Final = 1_500_000
MOST_RATE: Final = 5_000_000
"""Bits per second between which pages are sent: within a third of a second on a good line. What the
peer believes to carry lies between; it is at most 1.5 of what has been sent of late."""

MAX_WAITING: Final = 600_000
"""Bytes that may wait: three whole pages. With more waiting, new frames are refused."""


class PacedOutbound(VideoOutbound):
    """One picture sent at the pace of its line. `poll` is to be called every 5 to 10 ms.

    `limit` is a bitrate that is not exceeded whatever the peer believes, None for no limit.
    """

    __slots__ = ("_credit", "_polled", "_queued", "_waiting", "broken", "limit", "refused")

    def __init__(
        self,
        codings: Sequence[Coding],
        ssrc: int,
        rtx_ssrc: int,
        write: Write,
        *,
        extension: bytes = b"",
    ) -> None:
        super().__init__(codings, ssrc, rtx_ssrc, write, extension=extension)
        self.limit: int | None = None
        self.broken = False
        """Whether a frame broke off, so that nothing but a keyframe is of use."""
        self.refused = 0
        """Frames that were refused because too much waited: the line carries less than comes."""
        # What is left of each frame, its pts and payload type.
        self._waiting: deque[tuple[tuple[bytes, ...], int, int]] = deque()
        self._queued = 0  # bytes in there
        self._credit = BURST
        self._polled = 0

    @property
    def waits(self) -> bool:
        """Whether there is more than has been sent."""
        return bool(self._waiting)

    def deliver(self, frame: Encoded) -> bool:
        """Take one frame; False if another codec's, if it broke off, or too much waits already.

        A keyframe is sent instead of what waits: nothing leans on that any more. Where a frame
        breaks off, so do the numbers, so the receiver sees no gap; and as it would not know what
        is missing, it is sent nothing but a keyframe afterwards.
        """
        payload_type = self._payload_types.get(frame.codec)
        if payload_type is None:
            return False
        parts = payloads(frame)
        if not parts:
            return False
        if frame.keyframe:
            self._clear()
            self.broken = False
        if self.broken:
            return False
        if self._queued >= MAX_WAITING:
            self.refused += 1
            return False
        self._waiting.append((parts, frame.pts, payload_type))
        self._queued += sum(map(len, parts))
        self._flush()
        return not self.broken

    def poll(self, now: int, estimate: int | None) -> bool:
        """Send what may leave by `now` (ns); False if nothing waits.

        `estimate` is the bitrate that the peer believes it can receive, None if it does not say.
        """
        rate = MOST_RATE if estimate is None else min(max(estimate, LEAST_RATE), MOST_RATE)
        if self.limit is not None:
            rate = min(rate, self.limit)
        earned = (now - self._polled) * rate // (8 * NS_PER_S)
        self._polled = now
        self._credit = min(self._credit + earned, BURST)
        if self._waiting:
            self._flush()
        return bool(self._waiting)

    def _flush(self) -> None:
        """Send as much as there is credit for; the last packet may be paid for later."""
        while self._waiting and self._credit > 0:
            parts, pts, payload_type = self._waiting.popleft()
            sizes = accumulate(map(len, parts))
            count = next((n for n, size in enumerate(sizes, 1) if size >= self._credit), len(parts))
            if self._send(parts, count, payload_type, pts) < count:
                self._clear()  # there is no way to the peer, who will need a keyframe
                self.broken = True
                return
            octets = sum(map(len, parts[:count]))
            self._credit -= octets
            self._queued -= octets
            if count < len(parts):
                self._waiting.appendleft((parts[count:], pts, payload_type))

    def _clear(self) -> None:
        self._waiting.clear()
        self._queued = 0
