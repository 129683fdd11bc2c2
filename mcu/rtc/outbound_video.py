"""An outgoing picture: encoded frames in, RTP packets out, and again what got lost."""

import secrets
from collections.abc import Hashable, Iterable, Sequence
from itertools import islice
from typing import Final

from mcu.media import Encoded
from mcu.rtc.burst import Burst
from mcu.rtc.feedback import RtcpReceiverInfo, RtcpSrPacket
from mcu.rtc.history import MAX_PACKETS, History, Retransmissions, Sent
from mcu.rtc.line import Coding
from mcu.rtc.march import March
from mcu.rtc.nack import LONG
from mcu.rtc.outbound import Outbound, Shared, Write
from mcu.rtc.packet import MARKER, SEQUENCE_MASK, TIMESTAMP_MASK, write_header
from mcu.rtc.payload import payloads

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
        "_ahead",
        "_congested",
        "_followed",
        "_forgotten",
        "_history",
        "_payload_types",
        "_retransmissions",
        "_rtx_sequence",
        "_rtx_types",
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
        self._followed = 0  # packets of the march that are in the history
        self._forgotten = self.sequence - SEQUENCE_MASK  # nothing yet
        self._retransmissions = Retransmissions()
        self._rtx_sequence = secrets.randbits(15)
        self.rtx_ssrc = rtx_ssrc
        self._congested = False
        self._ahead = False
        self.begins_twice = False
        """Whether the first frame is sent again, burst by burst, as all are while `ahead`: of the
        20 to 60 packets of a keyframe some are lost on most lines that lose any, and on a long one
        it takes long until they are asked for."""
        self.copied = 0
        self.repaired = 0
        self.retransmitted = 0

    @property
    def ahead(self) -> bool:
        """Whether each burst is sent again with the next."""
        return self._ahead

    @ahead.setter
    def ahead(self, ahead: bool) -> None:
        if ahead != self._ahead:
            self._ahead = ahead
            self.fall_out()

    @property
    def step(self) -> Hashable:
        """Its payload types, None as long as it is sent more than the others."""
        if self._ahead or self.begins_twice:
            return None
        return tuple(self._payload_types.items())

    def fall_in(self, march: March) -> None:
        """Go on in step with others."""
        super().fall_in(march)
        self._followed = march.packets

    def fall_out(self) -> None:
        """Go on by itself from here."""
        if self.march.members:
            self._follow()
            super().fall_out()

    def fall_short(self, burst: Burst, left: int) -> None:
        """Go on by itself behind the first packets of a burst that was counted as sent."""
        super().fall_short(burst, left)
        if left < burst.length:
            self._history.shorten(burst, left)

    def _follow(self) -> None:
        """Keep what was sent in step as well."""
        march = self._march
        if march.packets > self._followed:
            self._history.follow(march.history, self._followed, self.sequence - march.packets)
            self._followed = march.packets

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
        self.fall_out()
        before = self._history.newest if self._ahead or self.begins_twice else None
        if count < burst.length:
            burst = burst.cut(count)
        self._history.add((self.sequence, burst))
        super().sent(burst, count)
        if before is not None:
            self.begins_twice = self.begins_twice and before[1].pts == burst.pts
            self._write_ahead(before)

    def sender_report(self, now: int, wall: float, ago: int = 0) -> RtcpSrPacket:
        """Make the report, each second. What was sent before it fell in is not kept for ever."""
        if not self._march.history.reaches(self._followed):
            self._history = History()
        return super().sender_report(now, wall, ago)

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
        self._follow()
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
        self._follow()
        return self._history.find(sequence) is not None

    def forget(self) -> None:
        """Send nothing again of what was sent until now: nobody needs it any more."""
        self._history = History()
        self._followed = self._march.packets
        self._forgotten = self.sequence

    def is_beyond_repair(self, sequences: Iterable[int]) -> bool:
        """Whether the receiver waits for a packet that was sent too long ago to be sent again.

        Of those that were forgotten it soon learns itself that it needs none of them.
        """
        since = self.sequence - self._forgotten
        self._follow()
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
        if burst.marked and place == len(burst.parts) - 1:
            payload_type |= MARKER
        timestamp = (self.offset + burst.ticks) & TIMESTAMP_MASK
        header = write_header(self._first, payload_type, sequence, timestamp, ssrc)
        return self._write(header + self.extension + payload) > 0
