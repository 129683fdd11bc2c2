"""Incoming voice of one m-line: Opus packets, numbered for the jitter buffer."""

from collections.abc import Sequence

from mcu.clock import NS_PER_S, Unwrapper
from mcu.media import SAMPLE_RATE, VoicePacket
from mcu.rtc.counters import InboundCounters
from mcu.rtc.feedback import RtcpReceiverInfo, RtcpSrPacket
from mcu.rtc.packet import HEADER_SIZE, RtpPacket
from mcu.rtc.receive import ReceiveLog
from mcu.rtc.red import read_red
from mcu.rtc.reports import ReceiverReports
from mcu.rtc.stream import CurrentStream


class AudioInbound:
    """One incoming voice.

    `level_extension` is the id of the client-to-mixer level (RFC 6464), None where there is none.
    Packets leave as they come, repeated ones left out; to order them is the jitter buffer's work.
    With them leave the copies of earlier ones that came as payload type `red_type` (RFC 2198).

    A stream that begins again or replaces another goes on in its numbers, so that it looks like a
    gap: the next sequence number, the timestamp moved on by the time that has passed.
    """

    __slots__ = (
        "_arrived",
        "_clock",
        "_level_extension",
        "_log",
        "_octets",
        "_past",
        "_payload_type",
        "_red_type",
        "_reports",
        "_sequence",
        "_sequence_shift",
        "_stream",
        "_timestamp",
        "_timestamp_shift",
        "local_ssrc",
    )

    def __init__(
        self,
        payload_type: int,
        level_extension: int | None,
        local_ssrc: int,
        red_type: int | None = None,
    ) -> None:
        self._payload_type = payload_type
        self._red_type = red_type
        self._level_extension = level_extension
        self.local_ssrc = local_ssrc
        self._stream = CurrentStream()
        self._log = ReceiveLog(SAMPLE_RATE)
        self._reports = ReceiverReports()
        self._clock = Unwrapper(32)
        self._octets = 0
        self._past = (0, 0)  # packets expected and received of the streams before this one
        # The newest packet given out, and what is added to make a new stream go on from it.
        self._sequence = self._timestamp = 0
        self._arrived: int | None = None
        self._sequence_shift = self._timestamp_shift = 0

    @property
    def ssrc(self) -> int | None:
        """The SSRC of the stream, None before its first packet."""
        return self._stream.ssrc

    @property
    def counters(self) -> InboundCounters:
        """All that has come in so far; a frame is a packet."""
        received = self._past[1] + self._log.received
        return InboundCounters(
            self._past[0] + self._log.expected, received, self._octets, received, received
        )

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter (RFC 3550, section 6.4.1) in milliseconds."""
        return self._log.jitter_ms

    def receive(self, packet: RtpPacket, now: int) -> Sequence[VoicePacket]:
        """Take one packet: it, then the copies it brought; none if it is no voice or came before.

        A copy's sequence number is not written in it. It is taken to be of the packet as many
        places before as the copy stands before its payload, which is what browsers send.
        """
        if packet.payload_type not in (self._payload_type, self._red_type):
            return ()
        if packet.ssrc != self._stream.ssrc and not self._replace(packet.ssrc, now):
            return ()
        log = self._log
        before = log.restarts
        sequence = log.receive(packet.sequence, packet.timestamp, now)
        if sequence is None:
            return ()
        payload = packet.payload
        self._octets += HEADER_SIZE + len(payload)
        timestamp = self._clock.unwrap(packet.timestamp)
        if log.restarts != before:
            self._go_on(sequence, timestamp, now)
        sequence += self._sequence_shift
        timestamp += self._timestamp_shift
        if sequence > self._sequence:
            self._sequence, self._timestamp, self._arrived = sequence, timestamp, now
        level = self._level(packet)
        if packet.payload_type == self._payload_type:
            return (VoicePacket(sequence, timestamp, payload, now, level),) if payload else ()
        try:
            payload, copies = read_red(payload, self._payload_type)
        except ValueError:
            return ()
        first = sequence - len(copies)
        return [
            VoicePacket(number, timestamp - offset, data, now, level, copy=number != sequence)
            for number, offset, data in (
                (sequence, 0, payload),
                *((first + place, *copy) for place, copy in enumerate(copies)),
            )
            if data
        ]

    def receiver_info(self, now: int) -> RtcpReceiverInfo | None:
        """The report block for the time since the last call, None before the first packet."""
        ssrc = self._stream.ssrc
        return None if ssrc is None else self._reports.build(ssrc, self._log, now)

    def sender_report(self, report: RtcpSrPacket, now: int) -> None:
        """Take the stream's sender report; those of other streams are ignored."""
        if report.ssrc == self._stream.ssrc:
            self._reports.sender_report(report, now)

    def spoken(self, wall: int) -> int | None:
        """The time of what was said at a moment, on the clock of the packets' timestamps, in ns.

        `wall` is that moment by the sender's reports (ns since 1900); None before there is one.
        """
        newest = self._reports.wall(self._timestamp - self._timestamp_shift, SAMPLE_RATE)
        if newest is None:
            return None
        return self._timestamp * NS_PER_S // SAMPLE_RATE + wall - newest

    def _level(self, packet: RtpPacket) -> int | None:
        """The sender's level in -dBov, 0…127; the bit above it says voice or not."""
        if self._level_extension is None:
            return None
        value = packet.extensions.get(self._level_extension)
        return value[0] & 0x7F if value else None

    def _replace(self, ssrc: int, now: int) -> bool:
        """Begin with a new stream; False if it is the former one's straggler."""
        if not self._stream.accept(ssrc, now):
            return False
        self._past = (self._past[0] + self._log.expected, self._past[1] + self._log.received)
        self._log = ReceiveLog(SAMPLE_RATE)
        self._clock = Unwrapper(32)
        self._reports = ReceiverReports()
        return True

    def _go_on(self, sequence: int, timestamp: int, now: int) -> None:
        """Let the stream that begins with this packet follow the last one, if there was one."""
        if self._arrived is not None:
            passed = (now - self._arrived) * SAMPLE_RATE // NS_PER_S
            self._reports.begin_anew()
            self._sequence_shift = self._sequence + 1 - sequence
            self._timestamp_shift = self._timestamp + passed - timestamp
        else:
            self._sequence = sequence - 1
