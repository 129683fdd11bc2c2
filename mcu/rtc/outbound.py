"""Outgoing streams: encoded frames in, RTP packets out. Sinks that a fan-out delivers to.

These are the hottest loops of the house: 400 members at 1.5 Mbit/s are 80,000 packets a second.
So a packet is a header before the payload that all members share, and all of a picture go down in
one call of `write`: 0.5 µs each before SRTP (`tests/rtc/cost.py`).
"""

import secrets
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import ClassVar, Final, Protocol

from mcu.clock import NS_PER_S
from mcu.media import Encoded
from mcu.rtc.batch import Batch
from mcu.rtc.burst import Burst
from mcu.rtc.convoy import Lane
from mcu.rtc.feedback import RtcpReceiverInfo, RtcpSrPacket
from mcu.rtc.history import MAX_PACKETS, History, Retransmissions, Sent
from mcu.rtc.line import Coding
from mcu.rtc.nack import LONG
from mcu.rtc.packet import (
    MARKER,
    SEQUENCE_MASK,
    TIMESTAMP_MASK,
    Head,
    first_byte,
    rtp_packets,
    write_header,
)
from mcu.rtc.payload import payloads
from mcu.rtc.reports import SenderReports

VIDEO_RATE: Final = 90_000
"""Ticks per second of the RTP clock of every video codec."""

_PAUSE: Final = 50_000_000
"""Half a round trip (ns) as long as none has been measured."""

_MIN_PAUSE: Final = 10_000_000
"""The least time (ns) between two retransmissions of a packet: on a LAN reports measure nothing."""

_RTX_OVERHEAD: Final = 24
"""Bytes that a packet sent again has beside its payload: RTP, original number, SRTP's tag."""

HOPELESS_LOSS: Final = 0.3
"""Fraction lost from which a line is full, or beyond repair: of a picture of seven packets nothing
comes whole, and what is sent again is lost as well."""

LONG_MS: Final = LONG / 1e6
"""Round trip (ms) from which a packet is sent twice when it is asked for: at 5 % loss one of 20
repairs would fail, and the next come too late for a picture that moves evenly."""


class Write(Protocol):
    """Seals packets and sends them in order; returns how many left."""

    def __call__(self, *packets: bytes) -> int:
        """Take the packets of one picture, or of one tick of sound."""
        ...


Shared = tuple[Lane, Batch]
"""A member's way, and where what is sent by it is collected with what the others are sent."""


class Outbound:
    """What voice and video have in common: numbers, clock, reports.

    `packets` and `octets` count what was sent for the first time, `octets` payloads only, as sender
    reports have it (RFC 3550, section 6.4.1). `loss` is the fraction that the receiver lacked in
    its last report, before repair; `rtt_ms` is None until one has come.
    """

    marks: ClassVar = False
    """Whether the last packet of a frame has a marker."""

    __slots__ = (
        "_extension",
        "_first",
        "_lane",
        "_rate",
        "_reports",
        "_write",
        "company",
        "octets",
        "offset",
        "packets",
        "posted",
        "sequence",
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
        self._rate = rate
        self._write = write
        self._lane: Lane | None = None
        self.company: Batch | None = None
        """Sends along with others what this stream is to be sent, and delivers to them all."""
        if shared is not None:
            self._lane, self.company = shared
        self._extension = extension
        self._first = first_byte(extension)
        self._reports = SenderReports(ssrc)
        # Random, as RFC 3550, section 5.1 asks; in the lower half, so that no receiver that misses
        # the first packets can be wrong about the SRTP rollover counter (RFC 3711, section 3.3.1).
        self.sequence = secrets.randbits(15)
        self.offset = secrets.randbits(32)
        self.ssrc = ssrc
        self.posted = 0
        self.packets = 0
        self.octets = 0

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
        count = self._write(*rtp_packets(burst.payloads, head, self._extension))
        if count:
            self.sent(burst, count)
        return count

    def sent(self, burst: Burst, count: int) -> None:
        """Go on behind the packets of a burst that left."""
        self.sequence += count
        self.packets += count
        self.octets += burst.octets if count == burst.length else burst.cut(count).octets

    def break_off(self) -> None:
        """Take note that a burst has not left whole, as was believed when it was posted."""

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


class VideoOutbound(Outbound):
    """One picture sent, with a second's history for retransmission.

    Each frame may be of any of the `codings`; its payload type says of which. Packets are sent
    again as RFC 4588 has it where the coding has a type for that, else as they were. `extension`
    is a header extension that every packet carries (`mid_extension`).

    While `ahead` is set, each burst is sent again with the next, without being asked for: so much
    later that losses in a row do not take both, and long before a request could be here.
    `copied` counts the octets sent so, and those of second answers, `repaired` those of first
    answers; `retransmitted` all packets.
    """

    marks = True

    __slots__ = (
        "_congested",
        "_forgotten",
        "_history",
        "_payload_types",
        "_retransmissions",
        "_rtx_sequence",
        "_rtx_types",
        "ahead",
        "begins_twice",
        "copied",
        "repaired",
        "retransmitted",
        "rtx_ssrc",
    )

    def __init__(
        self,
        codings: Sequence[Coding],
        ssrc: int,
        rtx_ssrc: int,
        write: Write,
        *,
        extension: bytes = b"",
        shared: Shared | None = None,
    ) -> None:
        super().__init__(ssrc, VIDEO_RATE, write, extension, shared)
        self._payload_types = {one.codec: one.payload_type for one in codings}
        self._rtx_types = {one.payload_type: one.rtx_type for one in codings}
        self._history = History()
        self._forgotten = self.sequence - SEQUENCE_MASK  # nothing yet
        self._retransmissions = Retransmissions()
        self._rtx_sequence = secrets.randbits(15)
        self.rtx_ssrc = rtx_ssrc
        self._congested = False
        self.ahead = False
        self.begins_twice = False
        """Whether the first frame is sent again, burst by burst, as all are while `ahead`: of the
        20 to 60 packets of a keyframe some are lost on most lines that lose any, and on a long one
        it takes long until they are asked for."""
        self.copied = 0
        self.repaired = 0
        self.retransmitted = 0

    def parts(self, frame: Encoded) -> Sequence[bytes]:
        """Return a frame's payloads, none if it is no frame."""
        return payloads(frame)

    def joins(self, frame: Encoded, parts: Sequence[bytes]) -> int | None:
        """Return the payload type if `deliver` would send just these parts, all at once."""
        return self._payload_types.get(frame.codec) if parts else None

    def deliver(self, frame: Encoded) -> bool:
        """Send one frame; False if it is of none of the codecs or could not be written to its end.

        Where a frame breaks off, so do the numbers and the history: the receiver sees no gap which
        it would have repaired in vain, for what it gets next is a keyframe.
        """
        payload_type = self._payload_types.get(frame.codec)
        if payload_type is None:
            return False
        parts = payloads(frame)
        return len(parts) > 0 and self._send(parts, len(parts), payload_type, frame.pts) == len(
            parts
        )

    def sent(self, burst: Burst, count: int) -> None:
        """Keep what left, to send it again."""
        before = self._history.newest if self.ahead or self.begins_twice else None
        if count < burst.length:
            burst = burst.cut(count)
        self._history.add((self.sequence, burst))
        super().sent(burst, count)
        if before is not None:
            self.begins_twice = self.begins_twice and before[1].pts == burst.pts
            self._write_ahead(before)

    def receiver_report(self, block: RtcpReceiverInfo, now: int) -> None:
        """Take the receiver's report block; what may be sent again follows the line."""
        super().receiver_report(block, now)
        self.restrain(congested=self._congested)

    def restrain(self, *, congested: bool) -> None:
        """Send less again from now on, because the line is too narrow; or as much as usual."""
        self._congested = congested
        self._retransmissions.earn(self.octets)  # by what was allowed until now
        self._retransmissions.restrain(congested=congested or self.loss >= HOPELESS_LOSS)

    def retransmit(self, sequences: Iterable[int], now: int) -> int:
        """Send packets again, by their 16-bit numbers, as far as `Retransmissions` allows it.

        Return how many were sent; on a long line each is then sent twice. Numbers that are not in
        the history are passed over, and so are all beyond as many as it holds, so that requests in
        bulk cost little time, too.
        """
        rtt_ms = self._reports.rtt_ms
        pause = _PAUSE if rtt_ms is None else max(int(rtt_ms / 2 * 1e6), _MIN_PAUSE)
        sent: list[tuple[Sent, int]] = []
        self._retransmissions.earn(self.octets)
        for number in islice(sequences, MAX_PACKETS):
            found = self._history.find(number)
            if found is None:
                continue
            (first, burst), place = found
            octets = len(burst.parts[place])
            if octets > self._retransmissions.credit:
                break
            if not self._retransmissions.spend(first + place, octets, now, pause):
                continue
            if not self._write_again(found[0], place):
                break
            self.repaired += octets + _RTX_OVERHEAD
            sent.append(found)
        self.retransmitted += len(sent)
        if rtt_ms is not None and rtt_ms >= LONG_MS and not self._congested:
            self._write_twice(sent)
        return len(sent)

    def _write_twice(self, sent: list[tuple[Sent, int]]) -> None:
        """Send once more what was just sent again, as far as there is credit for it.

        Without RTX it would be the same packet, which SRTP refuses as a replay.
        """
        for one, place in sent:
            burst = one[1]
            if (
                self._rtx_types[burst.payload_type] is None
                or not self._retransmissions.repeat(len(burst.parts[place]))
                or not self._write_copy(one, place)
            ):
                break

    def _write_ahead(self, sent: Sent) -> None:
        """Send a burst again before anybody can have missed it."""
        burst = sent[1]
        if self._rtx_types[burst.payload_type] is not None:
            all(self._write_copy(sent, place) for place in range(burst.length))

    def _write_copy(self, sent: Sent, place: int) -> bool:
        """Send a packet again that nobody has asked for, and count it."""
        if not self._write_again(sent, place):
            return False
        self.retransmitted += 1
        self.copied += len(sent[1].parts[place]) + _RTX_OVERHEAD
        return True

    def keeps(self, sequence: int) -> bool:
        """Whether a packet, by its 16-bit number, could be sent again."""
        return self._history.find(sequence) is not None

    def forget(self) -> None:
        """Send nothing again of what was sent until now: nobody needs it any more."""
        self._history = History()
        self._forgotten = self.sequence

    def is_beyond_repair(self, sequences: Iterable[int]) -> bool:
        """Whether the receiver waits for a packet that was sent too long ago to be sent again.

        Of those that were forgotten it soon learns itself that it needs none of them.
        """
        since = self.sequence - self._forgotten
        return any(
            self._history.is_past(one)
            for one in islice(sequences, MAX_PACKETS)
            if (self.sequence - one) & SEQUENCE_MASK <= since
        )

    def _write_again(self, sent: Sent, place: int) -> bool:
        first, burst = sent
        payload = burst.parts[place]
        sequence = (first + place) & SEQUENCE_MASK
        payload_type, ssrc = burst.payload_type, self.ssrc
        rtx_type = self._rtx_types[payload_type]
        if rtx_type is not None:
            # The original number goes in front of the payload (RFC 4588, section 4).
            payload = sequence.to_bytes(2) + payload
            payload_type, ssrc = rtx_type, self.rtx_ssrc
            sequence = self._rtx_sequence & SEQUENCE_MASK
            self._rtx_sequence += 1
        if place == len(burst.parts) - 1:
            payload_type |= MARKER
        timestamp = (self.offset + burst.ticks) & TIMESTAMP_MASK
        header = write_header(self._first, payload_type, sequence, timestamp, ssrc)
        return self._write(header + self._extension + payload) > 0
