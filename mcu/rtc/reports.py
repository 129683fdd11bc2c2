"""Sender and receiver reports (RFC 3550, section 6.4): loss, round trip, lip sync."""

import secrets
from collections import OrderedDict
from typing import Final

from mcu.clock import NS_PER_S
from mcu.rtc.feedback import RtcpReceiverInfo, RtcpSenderInfo, RtcpSrPacket
from mcu.rtc.packet import TIMESTAMP_MASK
from mcu.rtc.receive import ReceiveLog

_NTP_EPOCH: Final = 2_208_988_800  # seconds from 1900, where NTP begins, to 1970
_ORIGIN: Final = 1 << 60  # some time in 36 years, in ns
_MAX_DELAY: Final = 0xFFFF_FFFF  # of the 32 bits that hold a delay in 1/65536 s
_REMEMBERED: Final = 16  # sender reports whose answer may still come: 16 s or more
_MAX_LOST: Final = (1 << 23) - 1
_COUNTED: Final = NS_PER_S * 3 // 4  # the least time that a loss is told of: reports are 1 s apart


def ntp_time(wall: float) -> int:
    """Seconds since 1970 as a 64-bit NTP timestamp: 32 bits of seconds, 32 of their fraction."""
    return int((wall + _NTP_EPOCH) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def from_ntp(ntp: int) -> int:
    """A 64-bit NTP timestamp in nanoseconds since 1900."""
    return ntp * NS_PER_S >> 32


def rtp_origin(wall: int, rate: int) -> int:
    """The RTP time of a moment, `wall` in ns since 1970, that is its NTP time in ticks.

    So the RTP times of streams of one sender can be compared without their reports, which pages are
    not shown: a difference of two is that of their moments, up to multiples of 5,965 s.
    """
    return (wall + _NTP_EPOCH * NS_PER_S) * rate // NS_PER_S & TIMESTAMP_MASK


def _compact(ntp: int) -> int:
    """The middle 32 bits of an NTP timestamp, by which reports name each other."""
    return ntp >> 16 & 0xFFFF_FFFF


class ReportClock:
    """The wall clock of our reports to one peer: the monotonic one, which never jumps.

    Whoever has no other may count from when he likes (RFC 3550, section 4), and from when is
    nobody's business. `origin` is what our clock's zero is called, in ns since 1970.
    """

    __slots__ = ("origin",)

    def __init__(self) -> None:
        self.origin = secrets.randbelow(_ORIGIN)

    def wall(self, now: int) -> float:
        """What a moment (ns) is called, in seconds since 1970."""
        return (self.origin + now) / NS_PER_S


class SenderReports:
    """What one outgoing stream says of itself, and what its receiver says of it.

    `loss` is the fraction lost in the last second or more that reports tell of, before repair.
    `rtt_ms` is None until a report has come back. `named` is when the newest report was sent that
    the receiver has named (ns, 0 before), `strange` how often it has named one that is not
    remembered.
    """

    __slots__ = ("_base", "_sent", "_ssrc", "jitter", "loss", "named", "rtt_ms", "strange")

    def __init__(self, ssrc: int) -> None:
        self._ssrc = ssrc
        self._base: tuple[int, int, int] | None = None  # time, highest number, packets lost
        self._sent: OrderedDict[int, int] = OrderedDict()  # compact NTP time → monotonic ns
        self.loss = 0.0
        self.jitter = 0
        self.rtt_ms: float | None = None
        self.named = 0
        self.strange = 0

    def build(
        self, now: int, wall: float, rtp_time: int, packets: int, octets: int
    ) -> RtcpSrPacket:
        """Make a report of the instant `now`, which is `wall` (s since 1970) and `rtp_time`."""
        ntp = ntp_time(wall)
        self._sent[_compact(ntp)] = now
        if len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        return RtcpSrPacket(
            ssrc=self._ssrc,
            sender_info=RtcpSenderInfo(
                ntp_timestamp=ntp,
                rtp_timestamp=rtp_time,
                packet_count=packets & TIMESTAMP_MASK,
                octet_count=octets & TIMESTAMP_MASK,
            ),
        )

    def receive(self, block: RtcpReceiverInfo, now: int) -> None:
        """Take the receiver's block on this stream.

        The round trip is measured on our monotonic clock from the report that the block names, so
        it holds when the wall clock is set, and a block that names none of ours changes nothing.
        """
        self._count(block, now)
        self.jitter = block.jitter
        sent = self._sent.get(block.lsr)
        if sent is None:
            self.strange += block.lsr != 0
            return
        self.named = max(self.named, sent)
        rtt = now - sent - block.dlsr * NS_PER_S // 65536
        if rtt >= 0:
            self.rtt_ms = rtt / 1e6

    def _count(self, block: RtcpReceiverInfo, now: int) -> None:
        """Tell the loss by what two reports have counted, a second apart.

        The fraction that a report names is of the time since the one before, which browsers send
        after a few packets as well, along with what they ask for: at 5 % it said 40 %. And what a
        report said that was lost itself is in the count of the next.
        """
        base, self._base = self._base, (now, block.highest_sequence, block.packets_lost)
        if base is None:
            self.loss = block.fraction_lost / 256
            return
        begin, highest, lost = base
        expected = (block.highest_sequence - highest) & 0xFFFF_FFFF
        if now - begin < _COUNTED:
            self._base = base
        elif 0 < expected < _MAX_LOST:
            self.loss = min(max((block.packets_lost - lost) / expected, 0.0), 1.0)


class ReceiverReports:
    """Makes the report blocks on one incoming stream, and keeps what its last report said."""

    __slots__ = ("_expected", "_lsr", "_received", "_sr_arrived", "_told")

    def __init__(self) -> None:
        self._expected = 0
        self._received = 0
        self._lsr = 0
        self._sr_arrived = 0
        self._told: RtcpSenderInfo | None = None

    def sender_report(self, report: RtcpSrPacket, now: int) -> None:
        """Note a sender report of the stream, so that the next block can name it."""
        self._lsr = _compact(report.sender_info.ntp_timestamp)
        self._sr_arrived = now
        self._told = report.sender_info

    def begin_anew(self) -> None:
        """Forget which RTP time is which moment: the stream counts from elsewhere."""
        self._told = None

    def wall(self, rtp_time: int, rate: int) -> int | None:
        """When it was for the sender (ns since 1900) at an RTP time, None before its first report.

        All streams of a sender are of one such clock (RFC 3550, section 6.4.1).
        """
        if self._told is None:
            return None
        since = (rtp_time - self._told.rtp_timestamp) & TIMESTAMP_MASK
        if since > TIMESTAMP_MASK >> 1:
            since -= TIMESTAMP_MASK + 1
        return from_ntp(self._told.ntp_timestamp) + since * NS_PER_S // rate

    def build(self, ssrc: int, log: ReceiveLog, now: int) -> RtcpReceiverInfo:
        """Make the block for the interval since the last one (RFC 3550, appendix A.3)."""
        expected = log.expected - self._expected
        lost = expected - (log.received - self._received)
        self._expected = log.expected
        self._received = log.received
        delay = (now - self._sr_arrived) * 65536 // NS_PER_S if self._lsr else 0
        return RtcpReceiverInfo(
            ssrc=ssrc,
            # Late packets of the interval before may make the count negative.
            fraction_lost=min(255, lost * 256 // expected) if expected > 0 < lost else 0,
            packets_lost=max(-_MAX_LOST, min(log.expected - log.received, _MAX_LOST)),
            highest_sequence=log.highest & 0xFFFF_FFFF,
            jitter=log.jitter,
            lsr=self._lsr,
            dlsr=min(delay, _MAX_DELAY),
        )
