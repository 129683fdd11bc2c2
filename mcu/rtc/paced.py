"""Pictures whose frames are large and rare: sent over a while, not in one burst.

A page of text takes 200 kB. At once, that is 170 packets into the queue of a line that carries a
dozen in the same time, and most of them, of the voice as well, would be lost. Its first packets may
leave while the last ones are still on their way to us. Those whose lines carry more than is sent to
any are sent it in step (`mcu.rtc.flows`), everybody else at his own pace.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import Encoded, Growing
from mcu.rtc.burst import Burst
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.line import PLAYOUT_DELAY, Coding, Line
from mcu.rtc.nack import NS_PER_MS
from mcu.rtc.others import Others
from mcu.rtc.outbound import Shared, Write
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.outflow import Outflow, Page
from mcu.rtc.pace import Pace
from mcu.rtc.packet import playout_delay_extension
from mcu.rtc.payload import whole

MOST_HELD_MS: Final = 1000
"""For how long a receiver may hold back what is held back at all, to show it evenly."""

OTHER: Final = 1.5
"""How much larger or smaller a limit is that others' pace does not fit any more."""


class PacedOutbound(VideoOutbound):
    """One picture sent at the pace of its line.

    `on_waiting` is called when something waits that was not waiting before: `poll` is to be called
    every 10 to 20 ms from then on, until it says that nothing does. `delay_id` is the number of the
    header extension that says for how long it is held back where it is shown. `others` returns the
    bytes that have left by all else that goes to the peer.
    """

    __slots__ = (
        "_begun",
        "_delay_id",
        "_estimate",
        "_fell",
        "_floor",
        "_flow",
        "_flows",
        "_lacks",
        "_limit",
        "_on_waiting",
        "_others",
        "_pace",
        "_page",
        "broken",
        "refused",
    )

    def __init__(
        self,
        codings: Sequence[Coding],
        ssrc: int,
        rtx_ssrc: int,
        write: Write,
        *,
        delay_id: int | None = None,
        shared: Shared | None = None,
        on_waiting: Callable[[], None] = lambda: None,
        others: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(codings, ssrc, rtx_ssrc, write, shared=shared)
        self._others = Others(others)
        self._delay_id = delay_id
        # Its frames are no bursts that are posted as they are.
        self._flows = None if shared is None else shared[1].pages.flows
        self.company = None
        self._on_waiting = on_waiting
        self._pace = Pace()
        self._limit: int | None = None
        self._estimate: int | None = None
        self.broken = False
        """Whether a frame broke off, so that nothing but a keyframe is of use."""
        self._lacks = False  # that, and nobody has been told
        self.refused = 0
        """Frames that were refused because too much waited: the line carries less than comes."""
        self._flow = Outflow()  # while it is not in step
        self._begun: Growing | None = None  # what we were given of a frame that is not whole yet
        self._fell = False  # out of step, since something was sent
        self._page: Page | None = None  # that left in step, and was not reported on
        self.play(0, 0)

    def play(self, hold: int, floor: int) -> None:
        """Have it shown `hold` ns after it comes at least, from now on; 0 is at once.

        That is for pages, with which no sound goes: then there is no buffer at all. `floor` are the
        bits per second at which it leaves at the least, 0 for whatever pages have shown: what
        moves all the time leaves as it comes, or not at all.
        """
        self.fall_out()
        self._floor = floor
        if self._delay_id is not None:
            least_ms = hold // NS_PER_MS
            most_ms = MOST_HELD_MS if least_ms else 0
            self.extend(playout_delay_extension(self._delay_id, least_ms, most_ms))

    @property
    def limit(self) -> int | None:
        """Bits per second that are not exceeded whatever the line carries, None for no limit."""
        return self._limit

    @limit.setter
    def limit(self, limit: int | None) -> None:
        before, self._limit = self._limit, limit
        if limit is None or before is None or not 1 / OTHER < limit / before < OTHER:
            self.fall_out()

    @property
    def estimate(self) -> int | None:
        """Bits per second that the peer believes it can receive, None if it does not say."""
        return self._estimate

    @estimate.setter
    def estimate(self, estimate: int | None) -> None:
        self._estimate = estimate
        self._keep_step()

    @property
    def rate(self) -> int:
        """Bits per second at which pages leave."""
        rate = max(self._pace.rate(self._estimate), self._floor)
        return rate if self._limit is None else min(rate, self._limit)

    @property
    def ceiling(self) -> int | None:
        """Bits per second of all that its line carries, None if pages have not shown its end."""
        return self._pace.ceiling

    @property
    def waits(self) -> bool:
        """Whether there is more than has been sent, to this one alone."""
        return self._flow.waits

    @property
    def step(self) -> Hashable:
        """As of any picture, for those whose limit is all that slows them down.

        While much waits for those in step, nobody else comes into it.
        """
        limit, step = self._limit, super().step
        if limit is None or step is None or self.broken or self._flow.waits or self.rate < limit:
            return None
        march = self.march
        return step, (march if march.flow.waits else limit)

    def fall_out(self) -> None:
        """Go on by itself from here, with what waits for those with whom it was in step."""
        march = self.march
        super().fall_out()
        if march is not self.march:
            self._fell = True
            self._flow = march.flow.copy()
            if self._flow.waits:
                self._on_waiting()

    def end(self) -> None:
        """Take part in nothing any more."""
        super().end()
        if self._flows is not None:
            self._flows.let_go(self)

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
        page = whole(frame)
        if not page.parts:
            return False
        if frame.keyframe:
            self._settle(page)
            if self._flowing.waits:
                self._clear()
            self.broken = self._lacks = False
        if self.broken:
            return False
        if self._flowing.full:
            self.refused += 1
            return False
        self._wait(page, payload_type)
        return not self.broken

    def begin(self, frame: Growing) -> None:
        """Take a frame that still comes in, and send it as it does; `deliver` ends it."""
        payload_type = self._payload_types.get(frame.codec)
        if payload_type is None or self.broken or self._flowing.full:
            return
        self._begun = frame
        self._wait(frame, payload_type)

    def poll(self, now: int) -> bool:
        """Send what may leave by `now` (ns) to this one alone; False if nothing waits."""
        if not self._flow.waits:
            return False
        self._pace.beside = self._others.rate(now)
        self._flow.rate = self.rate
        self._flow.earn(now)
        broken = self.broken
        self._flush()
        self._lacks = self._lacks or (self.broken and not broken)
        return self._flow.waits

    def lacks_keyframe(self) -> bool:
        """Whether a frame has just broken off of which `deliver` did not say so; once for each."""
        lacks, self._lacks = self._lacks, False
        return lacks

    def tell(self, page: Page) -> None:
        """Take note of a page, or much of one, that has left in step."""
        self._page = page
        self._on_waiting()

    def page_left(self, now: int) -> bool:
        """Whether a page, or much of one, has just left; a report is to be sent behind it `now`."""
        page = self._page or self._flow.page(now)
        self._page = None
        if page is None or self.broken:
            return False
        beside = self._others.rate(now) * page.took // (8 * NS_PER_S)
        self._pace.left(page.octets, page.took, now, beside)
        return True

    def receiver_report(self, block: RtcpReceiverInfo, now: int) -> None:
        """Take the receiver's report block; it may tell how a page has arrived.

        The round trip stays as it was then: pictures are sent twice on a long line, not behind a
        page that we have sent ourselves.
        """
        named, rtt_ms = self.named, self.rtt_ms
        super().receiver_report(block, now)
        self._pace.beside = self._others.rate(now)
        if self.rtt_ms is None or self.named <= named:
            return
        if self._pace.came_back(self.rtt_ms, self.loss, self.named):
            self._reports.rtt_ms = rtt_ms
            self._keep_step()

    def flow(self, frame: Growing, payload_type: int) -> None:
        """Send a frame by itself."""
        self.fall_out()
        self._flow.rate = self.rate
        self._flow.take(frame, payload_type)
        self._flush()
        if self._flow.waits:
            self._on_waiting()

    def sent(self, burst: Burst, count: int) -> None:
        """Go on behind what left."""
        super().sent(burst, count)
        if count == burst.length:
            self._flow.went(burst)

    def break_off(self) -> None:
        """There is no way to the peer, or no end of the frame: only a keyframe is of use."""
        self._clear()
        self.broken = self._lacks = True
        self._on_waiting()

    @property
    def _flowing(self) -> Outflow:
        """Where its frames wait: in step or alone."""
        return self.march.flow if self.march.members else self._flow

    def _keep_step(self) -> None:
        """Fall out if the line carries less than the others are sent."""
        if self._limit is not None and self.rate < self._limit:
            self.fall_out()

    def _settle(self, frame: Growing) -> None:
        """Have what was to be sent in step before a frame be on its way."""
        if self._flows is not None:
            self._flows.settle(frame)

    def _wait(self, frame: Growing, payload_type: int) -> None:
        """Send a frame: with the others, if it goes in step."""
        if self._flows is None or self.lane.path is None or self.step is None:
            self._settle(frame)
            self.flow(frame, payload_type)
        else:
            self._flows.gather(self, frame, payload_type)

    def _flush(self) -> None:
        """Send by itself as much as may leave at once."""
        flow = self._flow
        if self._fell and self._flows is not None:
            self._fell = False
            self._flows.finish()  # it is sent the slice at which it fell out as well
        room = flow.room
        while room > 0 and (piece := flow.next(room)) is not None:
            burst = self.burst(piece.parts, len(piece.parts), piece.payload_type, piece.pts)
            if self.write(burst._replace(marked=piece.ends)) < burst.length:
                # Whoever has a part of it needs a keyframe.
                self._clear()
                self.broken = True
                return
            room -= burst.octets
        if flow.lost:
            self._clear()
            self.broken = True

    def _clear(self) -> None:
        self.fall_out()
        self._flow.clear()
        self._begun = None


def paced(
    line: Line,
    write: Write,
    shared: Shared | None,
    on_waiting: Callable[[], None] | None,
    others: Callable[[], int],
) -> PacedOutbound:
    """Make the content of an m-line."""
    return PacedOutbound(
        line.codings,
        line.ssrc,
        line.rtx_ssrc,
        write,
        delay_id=line.extensions.get(PLAYOUT_DELAY),
        shared=shared,
        on_waiting=on_waiting or (lambda: None),
        others=others,
    )
