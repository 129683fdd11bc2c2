"""Outgoing streams: encoded frames in, RTP packets out. Sinks that a fan-out delivers to.

These are the hottest loops of the house: 400 members at 1.5 Mbit/s are 80,000 packets a second.
So a packet is a header before the payload that all members share, and all of a picture go down in
one call of `write`: 0.5 µs each before SRTP (`tests/rtc/cost.py`).
"""

import secrets
from collections.abc import Hashable, Sequence
from typing import ClassVar, Protocol

from mcu.clock import NS_PER_S
from mcu.rtc.batch import Batch, Batches
from mcu.rtc.burst import Burst
from mcu.rtc.convoy import Lane
from mcu.rtc.feedback import RtcpReceiverInfo, RtcpSrPacket
from mcu.rtc.march import Marcher
from mcu.rtc.packet import TIMESTAMP_MASK, Head, first_byte, rtp_packets
from mcu.rtc.reports import SenderReports, rtp_origin


class Write(Protocol):
    """Seals packets and sends them in order; returns how many left."""

    def __call__(self, *packets: bytes) -> int:
        """Take the packets of one picture, or of one tick of sound."""
        ...


Shared = tuple[Lane, Batches]
"""A member's way, and where what is sent by it is collected with what the others are sent."""


class Outbound(Marcher):
    """What voice and video have in common: numbers, clock, reports.

    `packets` and `octets` count as sender reports do (RFC 3550, section 6.4.1). `loss` is the
    fraction that the receiver lacked in its last report, before repair; `rtt_ms` is None until one
    has come.
    """

    marks: ClassVar = False
    """Whether the last packet of a frame has a marker."""

    __slots__ = (
        "_first",
        "_lane",
        "_rate",
        "_reports",
        "_write",
        "company",
        "extension",
        "offset",
        "posted",
        "ssrc",
    )

    def __init__(
        self,
        ssrc: int,
        rate: int,
        write: Write,
        extension: bytes,
        shared: Shared | None,
    ) -> None:
        # Random, as RFC 3550, section 5.1 asks; in the lower half, so that no receiver that misses
        # the first packets can be wrong about the SRTP rollover counter (RFC 3711, section 3.3.1).
        super().__init__(secrets.randbits(15))
        self._rate = rate
        self._write = write
        self._lane: Lane | None = None
        self.company: Batch | None = None
        """Sends along with others what this stream is to be sent, and delivers to them all."""
        if shared is not None:
            self._lane, batches = shared
            self.company = batches.pictures if self.marks else batches.sound
        self.extension = extension
        self._first = first_byte(extension)
        self._reports = SenderReports(ssrc)
        self.offset = secrets.randbits(32)
        self.ssrc = ssrc
        self.posted = 0

    @property
    def step(self) -> Hashable:
        """The same for all that can be in step with it (`mcu.rtc.convoy`), None for none."""
        return None

    @property
    def rate(self) -> int:
        """Bits per second at which what does not leave at once does; 0 where all leaves at once."""
        return 0

    def at_once(self, parts: Sequence[bytes]) -> int:
        """Return how many packets of a frame leave at once: all of them."""
        return len(parts)

    def choose_pace(self) -> None:
        """Take the pace for a frame that does not leave at once, of which there are none here."""

    def _send(self, parts: Sequence[bytes], count: int, payload_type: int, pts: int) -> int:
        """Send the first `count` of some payloads; return how many left.

        Those that are sent along with others' are taken to leave; `break_off` is called if not.
        """
        lane = self._lane
        if self.company is None or lane is None:
            return self.write(self.burst(parts, count, payload_type, pts))
        if lane.path is None:
            return 0
        self.company.post(self, parts, count, payload_type, pts)
        return count

    def count_from(self, origin: int) -> None:
        """Say, before anything is sent, what our clock's zero is in reports (ns since 1970)."""
        self.offset = rtp_origin(origin, self._rate)

    def extend(self, extension: bytes) -> None:
        """Send packets with another header extension from now on."""
        self.extension = extension
        self._first = first_byte(extension)

    def burst(self, parts: Sequence[bytes], count: int, payload_type: int, pts: int) -> Burst:
        """Name what is to be sent, for all streams of this kind."""
        ticks = pts * self._rate // NS_PER_S
        octets = sum(map(len, parts[:count]))
        return Burst(parts, count, payload_type, pts, ticks, octets, marked=self.marks)

    @property
    def lane(self) -> Lane:
        """The member's way; only where streams are sent along with others'."""
        if self._lane is None:
            raise ValueError("this stream is sent by itself")
        return self._lane

    def write(self, burst: Burst) -> int:
        """Send a burst by itself; return how many of its packets left, the others did not."""
        timestamp = (self.offset + burst.ticks) & TIMESTAMP_MASK
        head = Head(burst.second, self.sequence, timestamp, self.ssrc)
        count = self._write(*rtp_packets(burst.payloads, head, self.extension))
        if count:
            self.sent(burst, count)
        return count

    def sent(self, burst: Burst, count: int) -> None:
        """Take note of the packets of a burst that left."""
        self.go_on(burst, count)

    def break_off(self) -> None:
        """Take note that a burst has not left whole, as was believed when it was posted."""

    def end(self) -> None:
        """Take part in nothing any more: its member leaves."""
        self.fall_out()

    @property
    def loss(self) -> float:
        """Fraction of the packets that the receiver lacked in its last interval, 0…1."""
        return self._reports.loss

    @property
    def rtt_ms(self) -> float | None:
        """The last round trip measured by reports, in milliseconds."""
        return self._reports.rtt_ms

    @property
    def named(self) -> int:
        """When the newest of our reports was sent that the receiver has named (ns), 0 before."""
        return self._reports.named

    @property
    def strange(self) -> int:
        """How often the receiver has named a report that we do not remember."""
        return self._reports.strange

    def sender_report(self, now: int, wall: float, ago: int = 0) -> RtcpSrPacket:
        """The report sent `now` (ns, monotonic), which is `wall` (s since 1970), of some ns `ago`.

        All streams of a member report on the same two clocks, which is what lip sync needs.
        """
        rtp_time = (self.offset + (now - ago) * self._rate // NS_PER_S) & TIMESTAMP_MASK
        told = wall - ago / NS_PER_S
        return self._reports.build(now, told, rtp_time, self.packets, self.octets)

    def receiver_report(self, block: RtcpReceiverInfo, now: int) -> None:
        """Take the receiver's report block on this stream; those on others are ignored."""
        if block.ssrc == self.ssrc:
            self._reports.receive(block, now)
