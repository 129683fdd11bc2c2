"""Incoming video of one m-line: packets in, whole frames out, feedback when it is due.

Memory is bounded whatever the peer sends: at most `reassembly.WINDOW` packets of `MAX_SIZE` bytes
wait and as many make a frame, `nack.MAX_MISSING` are missed.

A packet costs 3 µs, 4 where some are missing (`tests/rtc/cost.py`). Of 25 frames a second at
1.5 Mbit/s, with 10 % lost each way and 100 ms of round trip, 98 % are shown, half of them within
175 ms, one in twenty later than 385 (`tests/rtc/lossy_link.py`).
"""

from collections.abc import Mapping
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.counters import Cadence, InboundCounters
from mcu.rtc.feedback import (
    MAX_NACKED,
    AnyRtcpPacket,
    RtcpReceiverInfo,
    RtcpSrPacket,
    nack,
    pli,
)
from mcu.rtc.keyframes import KeyframeRequests
from mcu.rtc.nack import NEVER, NS_PER_MS, NackSchedule
from mcu.rtc.packet import HEADER_SIZE, SEQUENCE_MASK, RtpPacket
from mcu.rtc.reassembly import VIDEO_RATE, Opened, Reassembly
from mcu.rtc.receive import ReceiveLog
from mcu.rtc.reports import ReceiverReports
from mcu.rtc.stream import CurrentStream
from mcu.rtc.voice import AudioInbound

__all__ = ["AudioInbound", "VideoInbound"]

MAX_SIZE: Final = 1500
"""Bytes of the largest payload taken: no more fits an Ethernet frame."""

_STALL: Final = 600 * NS_PER_MS
"""Silence in the middle of a frame that means its end was lost, twice what a packet is waited for.

Slowness alone is no reason to give a frame up: a keyframe takes seconds on a line of 100 kbit/s."""


_CUT: Final = 1000 * NS_PER_MS
"""Silence after which nothing that went missing in it can be repaired: senders keep a second."""

_PAUSE: Final = 8
"""So many times the usual distance between frames may be a picture's own pause: a page stands."""

_SETTLE: Final = 50 * NS_PER_MS
"""How long a new stream may lack the first packet of its keyframe, which may only be late."""


class VideoInbound:
    """One incoming video stream with its retransmissions (RFC 4588).

    `codecs` and `rtx` are by payload type; `rtx` names the payload type that it repairs.
    `local_ssrc` signs our feedback. The stream's SSRC is learnt from its packets and may change.

    `release` and `poll` are to be called every 5 to 10 ms, or when `due` (ns) has come: they have
    nothing before.
    """

    __slots__ = (
        "_arrived",
        "_cadence",
        "_codecs",
        "_keyframes",
        "_log",
        "_nacks",
        "_octets",
        "_past",
        "_reassembly",
        "_reports",
        "_rtx",
        "_settled",
        "_stream",
        "due",
        "local_ssrc",
    )

    def __init__(
        self, codecs: Mapping[int, Codec], rtx: Mapping[int, int], local_ssrc: int
    ) -> None:
        self._codecs = codecs
        self._rtx = {own: repaired for own, repaired in rtx.items() if repaired in codecs}
        self.local_ssrc = local_ssrc
        self._stream = CurrentStream()
        self._keyframes = KeyframeRequests()
        self._cadence = Cadence()
        self._octets = 0
        self._past = (0, 0)  # packets expected and received of the streams before this one
        self._arrived = 0
        self._settled = 0
        self._nacks = NackSchedule(in_band=not self._rtx)
        self._log = ReceiveLog(VIDEO_RATE)
        self._reassembly = Reassembly(codecs)
        self._reports = ReceiverReports()
        self.due = NEVER

    @property
    def ssrc(self) -> int | None:
        """The SSRC of the stream, None before its first packet."""
        return self._stream.ssrc

    @property
    def counters(self) -> InboundCounters:
        """All that has come in so far."""
        cadence = self._cadence
        return InboundCounters(
            self._past[0] + self._log.expected,
            self._past[1] + self._log.received,
            self._octets,
            cadence.frames,
            cadence.keyframes,
            cadence.freezes,
        )

    @property
    def opened(self) -> Opened | None:
        """The frame that is coming in, as far as it has."""
        return self._reassembly.opened

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter (RFC 3550, section 6.4.1) in milliseconds."""
        return self._log.jitter_ms

    @property
    def rtt_ms(self) -> float:
        """The round trip that NACKs are paced by, measured by their answers or set by reports."""
        return self._nacks.rtt / NS_PER_MS

    def measured_rtt(self, rtt_ms: float, now: int) -> None:
        """Take the round trip that reports on an outbound stream of the same peer have shown."""
        self._nacks.measured(int(rtt_ms * NS_PER_MS), now)

    def receive(self, packet: RtpPacket, now: int) -> list[Encoded]:
        """Take one packet; return the frames that can now be decoded, in order, `pts` = `now`."""
        payload_type = packet.payload_type
        if len(packet.payload) > MAX_SIZE:
            return []
        if payload_type in self._rtx:
            return self._receive_repair(packet, now)
        if packet.ssrc != self._stream.ssrc and not self._replace(packet, now):
            return []
        if payload_type not in self._codecs:
            packet.payload = b""  # nothing that we can use, but its number must not be missed
        log = self._log
        first, expected = log.first, log.highest + 1
        sequence = log.receive(packet.sequence, packet.timestamp, now)
        if sequence is None:
            return []
        if sequence != expected:
            self._out_of_order(first, expected, sequence, now)
        return self._put(sequence, packet, now)

    def request_keyframe(self, now: int) -> None:
        """Ask the peer for a keyframe as soon as it is decent, and until one comes."""
        self._want_keyframe(now)

    def release(self, now: int) -> list[Encoded]:
        """The frames that wait no longer for what is missing before them, in order."""
        frames: list[Encoded] = []
        if now >= self.due:
            self._skip(frames, now)
            self._look(frames, now)
        return frames

    def poll(self, now: int) -> list[AnyRtcpPacket]:
        """The NACKs and PLI that are due now, after what was due to be released."""
        ssrc = self._stream.ssrc
        if now < self.due or ssrc is None:
            return []
        nacks, keyframes, reassembly = self._nacks, self._keyframes, self._reassembly
        packets = nack(self.local_ssrc, ssrc, nacks.requests(now, MAX_NACKED))
        silent = self._arrived + _STALL
        if now >= silent and reassembly.frame_open:
            keyframes.want(now)
        coming = reassembly.keyframe_open and now < silent
        if now >= keyframes.due and not coming:
            packets.append(pli(self.local_ssrc, ssrc))
            keyframes.asked(now)
        self.due = min(
            nacks.due,
            max(nacks.deadline, now + 1),
            silent if coming else keyframes.due,
            max(silent, now + 1) if reassembly.frame_open else NEVER,
        )
        return packets

    def receiver_info(self, now: int) -> RtcpReceiverInfo | None:
        """The report block for the time since the last call, None before the first packet."""
        ssrc = self._stream.ssrc
        return None if ssrc is None else self._reports.build(ssrc, self._log, now)

    def sender_report(self, report: RtcpSrPacket, now: int) -> None:
        """Take the stream's sender report; those of other streams are ignored."""
        if report.ssrc == self._stream.ssrc:
            self._reports.sender_report(report, now)

    def wall(self, captured: int) -> int | None:
        """When a frame was `captured` by its sender's reports (ns since 1900); None before one."""
        return self._reports.wall(captured * VIDEO_RATE // NS_PER_S, VIDEO_RATE)

    def _receive_repair(self, packet: RtpPacket, now: int) -> list[Encoded]:
        """Take a retransmission (RFC 4588, section 4); without a payload, it probes the line."""
        payload = packet.payload
        ssrc = self._stream.ssrc
        if ssrc is None or len(payload) < 2:
            return []
        sequence = self._log.unwrap(int.from_bytes(payload[:2]))
        if not self._nacks.repair(sequence, now):
            return []
        original = RtpPacket(
            self._rtx[packet.payload_type],
            packet.marker,
            sequence & SEQUENCE_MASK,
            packet.timestamp,
            ssrc,
            payload[2:],
        )
        return self._put(sequence, original, now)

    def _put(self, sequence: int, packet: RtpPacket, now: int) -> list[Encoded]:
        """Hand a packet on and look at what has become of the picture."""
        self._octets += HEADER_SIZE + len(packet.payload)
        self._arrived = now
        frames = self._reassembly.put(sequence, packet, now)
        self._skip(frames, now)
        self._look(frames, now)
        self.due = min(self.due, now + _STALL)
        return frames

    def _skip(self, frames: list[Encoded], now: int) -> None:
        """Add the frames that come after what is waited for in vain, or need not be waited for."""
        nacks, reassembly = self._nacks, self._reassembly
        if now >= nacks.deadline and (last := nacks.overdue(now)) is not None:
            nacks.forget(last + 1)
        while (hole := reassembly.hole) is not None:
            if hole not in nacks:  # nothing is waited for that is not asked for
                frames += reassembly.skip_hole(now)
            elif nacks.is_lost(hole, now) and (newer := reassembly.supersede(now)):
                frames += newer
            else:
                return
            nacks.forget(reassembly.useful)

    def _look(self, frames: list[Encoded], now: int) -> None:
        """Take note of the frames that leave, and of what is needed for the next ones to."""
        for frame in frames:
            self._cadence.count(frame)
            if frame.keyframe:
                self._keyframes.came()
        if not self._reassembly.in_step:
            self._want_keyframe(max(now, self._settled))

    def _out_of_order(self, first: int, expected: int, sequence: int, now: int) -> None:
        """Note what a packet's number says of others, or of itself: they are missing, or it was.

        `first` and `expected` are the stream's first and its next number, before this one came.
        """
        nacks = self._nacks
        if self._log.received == 1:
            return
        if first <= sequence < expected:
            nacks.arrive(sequence, now)
            return
        self._cadence.troubled = True
        low, high = (expected, sequence) if sequence > expected else (sequence + 1, first)
        if self._is_cut(now) or not nacks.miss(low, high, now):
            nacks.forget(sequence)
        self.due = min(self.due, nacks.due, nacks.deadline)

    def _is_cut(self, now: int) -> bool:
        """Whether the line was cut until now: packets came all the time, then none for long."""
        silence, usual = now - self._arrived, self._cadence.usual
        return silence > _CUT and silence > _PAUSE * usual > 0

    def _replace(self, packet: RtpPacket, now: int) -> bool:
        """Begin with a new stream, if the packet is of one."""
        if packet.payload_type not in self._codecs or not self._stream.accept(packet.ssrc, now):
            return False
        self._settled = now + _SETTLE
        self._past = (self._past[0] + self._log.expected, self._past[1] + self._log.received)
        self._log = ReceiveLog(VIDEO_RATE)
        self._nacks.forget(NEVER)
        self._reassembly = Reassembly(self._codecs)
        self._reports = ReceiverReports()
        return True

    def _want_keyframe(self, at: int) -> None:
        self._keyframes.want(at)
        self.due = min(self.due, self._keyframes.due)
