"""Pictures whose frames are large and rare: sent over a while, not in one burst.

A page of text takes 200 kB. At once, that is 170 packets into the queue of a line that carries a
dozen in the same time, and most of them, of the voice as well, would be lost. Its first packets may
leave while the last ones are still on their way to us.
"""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import Encoded, Growing
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.line import Coding
from mcu.rtc.outbound import Write
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.pace import STRETCH, TELLING, Pace
from mcu.rtc.payload import payloads

BURST: Final = 15_000
"""Bytes that may leave at once: an eighth of a second at 1 Mbit/s, which any queue holds."""

LATE: Final = 25_000_000
"""Nanoseconds that are made up for between two polls at most."""

MAX_WAITING: Final = 600_000
"""Bytes that may wait: three whole pages. With more waiting, new frames are refused."""


class _Waiting:
    """What is left of a frame: its packets behind those that were sent."""

    __slots__ = ("frame", "octets", "payload_type", "sent")

    def __init__(self, frame: Growing, payload_type: int) -> None:
        self.frame = frame
        self.payload_type = payload_type
        self.sent = 0
        self.octets = 0  # of the packets that were sent

    @property
    def queued(self) -> int:
        """Bytes that are here and not sent."""
        return self.frame.octets - self.octets


class PacedOutbound(VideoOutbound):
    """One picture sent at the pace of its line.

    `on_waiting` is called when something waits that was not waiting before: `poll` is to be called
    every 10 to 20 ms from then on, until it says that nothing does. `limit` is a bitrate that is
    not exceeded whatever the line carries, None for no limit.
    """

    __slots__ = (
        "_began",
        "_begun",
        "_credit",
        "_left",
        "_on_waiting",
        "_pace",
        "_polled",
        "_waiting",
        "broken",
        "limit",
        "refused",
    )

    def __init__(
        self,
        codings: Sequence[Coding],
        ssrc: int,
        rtx_ssrc: int,
        write: Write,
        *,
        extension: bytes = b"",
        on_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(codings, ssrc, rtx_ssrc, write, extension=extension)
        self._on_waiting = on_waiting
        self._pace = Pace()
        self._began: int | None = None  # when what waits began to leave (ns)
        self._left = 0  # bytes that have left since then
        self.limit: int | None = None
        self.broken = False
        """Whether a frame broke off, so that nothing but a keyframe is of use."""
        self.refused = 0
        """Frames that were refused because too much waited: the line carries less than comes."""
        self._waiting: deque[_Waiting] = deque()
        self._begun: Growing | None = None  # what we were given of a frame that is not whole yet
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
        if frame.grown is not None and frame.grown is self._begun:
            self._begun = None
            self._flush()
            return not self.broken
        parts = payloads(frame)
        if not parts:
            return False
        if frame.keyframe:
            self._clear()
            self.broken = False
        if self.broken:
            return False
        if self._full:
            self.refused += 1
            return False
        whole = Growing(frame.codec, frame.pts)
        whole.end(parts)
        self._wait(whole, payload_type)
        return not self.broken

    def begin(self, frame: Growing) -> None:
        """Take a frame that still comes in, and send it as it does; `deliver` ends it."""
        payload_type = self._payload_types.get(frame.codec)
        if payload_type is None or self.broken or self._full:
            return
        self._begun = frame
        self._wait(frame, payload_type)

    def poll(self, now: int, estimate: int | None) -> bool:
        """Send what may leave by `now` (ns); False if nothing waits.

        `estimate` is the bitrate that the peer believes it can receive, None if it does not say.
        """
        rate = self._pace.rate(estimate)
        if self.limit is not None:
            rate = min(rate, self.limit)
        earned = (now - self._polled) * rate // (8 * NS_PER_S)
        most = max(BURST, LATE * rate // (8 * NS_PER_S))
        self._polled = now
        self._credit = min(self._credit + earned, most)
        if self._waiting:
            if self._began is None:
                self._began, self._left = now, 0
            self._flush()
        return bool(self._waiting)

    def page_left(self, now: int) -> bool:
        """Whether a page, or much of one, has just left; a report is to be sent behind it `now`."""
        if self._began is None:
            return False
        octets, took = self._left, now - self._began
        if self._waiting:
            if took < STRETCH or octets < TELLING or self._pace.asked:
                return False
            self._began, self._left = now, 0
            self._pace.left(octets, took, now, whole=False)
            return True
        self._began = None
        if octets < TELLING or self.broken:
            return False
        self._pace.left(octets, took, now)
        return True

    def receiver_report(self, block: RtcpReceiverInfo, now: int) -> None:
        """Take the receiver's report block; it may tell how the last page has arrived.

        The round trip stays as it was then: pictures are sent twice on a long line, not behind a
        page that we have sent ourselves.
        """
        named, rtt_ms = self.named, self.rtt_ms
        super().receiver_report(block, now)
        if self.rtt_ms is None or self.named <= named:
            return
        if self._pace.came_back(self.rtt_ms, self.loss, self.named):
            self._reports.rtt_ms = rtt_ms

    @property
    def _full(self) -> bool:
        """Whether so much waits that nothing new is taken."""
        return sum(one.queued for one in self._waiting) >= MAX_WAITING

    def _wait(self, frame: Growing, payload_type: int) -> None:
        self._waiting.append(_Waiting(frame, payload_type))
        self._flush()
        if self._waiting:
            self._on_waiting()

    def _flush(self) -> None:
        """Send as much as there is credit for; the last packet may be paid for later."""
        while self._waiting and self._credit > 0:
            first = self._waiting[0]
            if first.frame.lost or not self._send_some(first):
                self._clear()  # whoever has a part of it needs a keyframe, as if there is no way
                self.broken = True
            elif first.sent < len(first.frame.parts):
                return
            elif first.frame.whole:
                self._waiting.popleft()
            else:
                return  # the rest has not come

    def _send_some(self, one: _Waiting) -> bool:
        """Send of one frame what there is credit for; False if there is no way to the peer."""
        frame = one.frame
        parts = tuple(frame.parts[one.sent :])
        if not parts:
            return True
        sizes = accumulate(map(len, parts))
        count = next((n for n, size in enumerate(sizes, 1) if size >= self._credit), len(parts))
        burst = self.burst(parts, count, one.payload_type, frame.pts)
        # The last of those that have come is not the last of the frame.
        if self.write(burst._replace(marked=frame.whole)) < count:
            return False
        self._credit -= burst.octets
        self._left += burst.octets
        one.octets += burst.octets
        one.sent += count
        return True

    def _clear(self) -> None:
        self._waiting.clear()
        self._begun = None
