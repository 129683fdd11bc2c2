"""The RTP streams of one peer: who gets which packet, and what is reported when."""

import secrets
from collections.abc import Callable, Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import Encoded
from mcu.rtc.feedback import (
    AnyRtcpPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    compound,
    estimated_bitrate,
    goodbye,
    keyframe_requests,
    nacked,
    parse_rtcp,
    reduced_size,
    report_blocks,
)
from mcu.rtc.growth import Show, as_it_grows
from mcu.rtc.handler import SessionHandler, Track
from mcu.rtc.history import MAX_PACKETS
from mcu.rtc.inbound import AudioInbound, VideoInbound
from mcu.rtc.lack import Lack
from mcu.rtc.limits import Excess, frames
from mcu.rtc.line import AUDIO_LEVEL, TRANSPORT_SEQUENCE, Line
from mcu.rtc.nack import NEVER
from mcu.rtc.others import OVERHEAD
from mcu.rtc.outbound import Shared, Write
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.paced import PacedOutbound, paced
from mcu.rtc.packet import RtpPacket, parse_rtp
from mcu.rtc.reports import ReportClock
from mcu.rtc.routes import Routes, Take
from mcu.rtc.spread import SpreadOutbound
from mcu.rtc.transport_cc import TransportLog

REPORT_INTERVAL: Final = NS_PER_S
"""Nanoseconds between reports: browsers adapt to loss, and sync sound to picture, by them."""

FIRST_REPORT: Final = NS_PER_S // 5
"""Nanoseconds to the first report, without which sound and picture are not in sync."""

ALARMING_LOSS: Final = 0.5
"""Fraction lost at which no time is to be lost: of a voice no word is whole any more."""

OVERRUN: Final = 0.9
"""Fraction of a burst lost that shows a line which it has overrun: by chance no line loses so."""

_BLUR: Final = 50_000_000
"""How old (ns) the moment may be that a report tells of: 3,000 steps of what a receiver names."""


class Streams:
    """What goes in and out of the m-lines that were agreed on.

    Does no I/O: `write` and `write_rtcp` seal and send what it makes, `now` is an argument. With
    `on_waiting`, which is called when `pace` has something to send, keyframes leave over a while;
    shared pages do in any case.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        handler: SessionHandler,
        write: Write,
        write_rtcp: Callable[[bytes], bool],
        *,
        cname: str,
        excess: Excess | None = None,
        shared: Shared | None = None,
        on_waiting: Callable[[], None] | None = None,
    ) -> None:
        self.audio: AudioOutbound | None = None
        self.video: VideoOutbound | None = None
        self.content: PacedOutbound | None = None
        self.voice: AudioInbound | None = None
        self.pictures: dict[Track, VideoInbound] = {}
        self._shows: dict[Track, Show] = {}
        self.outbound: dict[int, AudioOutbound | VideoOutbound] = {}
        self.estimate: int | None = None
        """Bits per second of pictures that the peer last said it can receive, if it ever did."""
        self.alarmed = False
        """Whether the peer has reported that half of a stream is lost; whoever has seen it resets
        it."""
        self._handler = handler
        self._write = write
        self._shared = shared
        self._write_rtcp = write_rtcp
        self._cname = cname
        self._clock = ReportClock()
        self.report_due = 0
        """When the next report is to be sent (ns), by the first `tick` from then on."""
        self._tracks: dict[int, Track] = {}  # of the pictures that we send, by SSRC
        self._local_ssrc = next((one.ssrc for one in lines if one.sends), 0)
        self._routes = Routes()
        self._excess = excess or Excess()
        self._on_waiting = on_waiting
        self._spread: SpreadOutbound | None = None
        self._lack = Lack()  # of the camera's picture that we send
        # Packets are numbered across m-lines, in an extension that has one id for all of them.
        self._transport: TransportLog | None = None
        self._transport_extension = 0
        for line in lines:
            if line.sends:
                self._add_outbound(line)
            if line.receives:
                self._add_inbound(line)

    # -- packets in ------------------------------------------------------------------------------

    def admits(self, ssrc: int) -> bool:
        """Whether a packet of this stream may be opened: it is known, or one more may be."""
        return self._routes.admits(ssrc)

    def receive_rtp(self, data: bytes, now: int, arrived: int = 0) -> None:
        """Take an RTP packet that is authentic; rubbish is dropped.

        `arrived` (ns) is when it came if that is known better than by `now`, else 0.
        """
        try:
            packet = parse_rtp(data)
        except ValueError:
            return
        if self._transport is not None:
            number = packet.extensions.get(self._transport_extension)
            if number is not None and len(number) == 2:
                self._transport.receive(int.from_bytes(number), packet.ssrc, arrived or now)
        take = self._routes.find(packet)
        if take is not None:
            take(packet, now)

    def receive_rtcp(self, data: bytes, now: int) -> None:
        """Take a datagram of RTCP that is authentic; rubbish is dropped."""
        try:
            packets = parse_rtcp(data)
        except ValueError:
            return
        for packet in packets:
            self._receive_reports(packet, now)
            estimate = estimated_bitrate(packet)
            if estimate is not None:
                self.estimate = estimate
                if self._spread is not None:
                    self._spread.estimate = estimate
                if self.content is not None:
                    self.content.estimate = estimate
            if isinstance(packet, RtcpRtpfbPacket):
                stream = self.outbound.get(packet.media_ssrc)
                if isinstance(stream, VideoOutbound):
                    self._repair(stream, nacked(packet), now)
            for ssrc in self._tracks.keys() & keyframe_requests(packet):
                self._handler.on_keyframe_request(self._tracks[ssrc])

    def _repair(self, stream: VideoOutbound, lost: Sequence[int], now: int) -> None:
        """Send again what is lacked. After a gap too long for that only a keyframe helps.

        Chromium asks for the packets of such a gap for nearly two seconds, and shows nothing,
        before it asks for the keyframe.
        """
        if stream is self.video:
            lack = self._lack.ask([one for one in lost[:MAX_PACKETS] if stream.keeps(one)])
            if lack >= OVERRUN and self._handler.on_overrun(lack):
                stream.forget()
                self._lack = Lack()
                return
        stream.retransmit(lost, now)
        if stream.is_beyond_repair(lost):
            self._handler.on_keyframe_request(self._tracks[stream.ssrc])

    def request_keyframe(self, track: Track, now: int) -> None:
        """Ask the peer for a keyframe as soon as that is decent."""
        picture = self.pictures.get(track)
        if picture is not None:
            picture.request_keyframe(now)

    @property
    def named(self) -> int:
        """When the newest of our reports was sent that the peer has named (ns), 0 before."""
        return max((one.named for one in self.outbound.values()), default=0)

    @property
    def strange(self) -> int:
        """How often the peer has named a report that we do not remember."""
        return sum(one.strange for one in self.outbound.values())

    @property
    def urgent(self) -> bool:
        """Whether something has come up for which no report's time is waited for."""
        return self.alarmed or (self.content is not None and self.content.waits)

    def restrain(self, *, congested: bool) -> None:
        """Say whether the way to the peer is full, so that less of it goes into repairs."""
        for picture in (self.video, self.content):
            if picture is not None:
                picture.restrain(congested=congested)

    def send_ahead(self, *, ahead: bool) -> None:
        """Say whether pictures go out twice, as requests for what got lost come too late."""
        if self.video is not None:
            self.video.ahead = ahead

    # -- time ------------------------------------------------------------------------------------

    def poll(self, now: int) -> bool:
        """Send the feedback that is due; False if none is to be expected without packets."""
        expected = self._list_arrivals(now)
        expected = self.pace(now) or expected
        for track, picture in self.pictures.items():
            if now >= picture.due:
                self._shows[track](picture.release(now), now)
                packets = picture.poll(now)
                if packets:
                    self._write_rtcp(reduced_size(packets))
            expected = expected or picture.due < NEVER
        return expected

    def pace(self, now: int) -> bool:
        """Send of a picture that is spread what may leave by now; False if nothing waits."""
        waits = self._spread is not None and self._spread.poll(now)
        return self._go_on(now) or waits

    def _go_on(self, now: int) -> bool:
        """Send of the content what may leave by now; False if none waits."""
        content = self.content
        if content is None:
            return False
        waits = content.poll(now)
        if content.lacks_keyframe():
            # The next frame, which would be refused, may not come for long: a page stands still.
            self._handler.on_keyframe_request(Track.CONTENT)
        if content.page_left(now):
            self._write_rtcp(
                compound(content.sender_report(now, self._clock.wall(now)), self._cname)
            )
        return waits

    def _sent_beside(self) -> int:
        """Return how many bytes of sound and people have left, the packets around them included."""
        sent = [one for one in (self.audio, self.video) if one is not None]
        again = 0 if self.video is None else self.video.repaired + self.video.copied
        return again + sum(one.octets + OVERHEAD * one.packets for one in sent)

    def tick(self, now: int) -> bool:
        """Poll, and report when it is time; True if polling is to go on."""
        expected = self.poll(now)
        if now >= self.report_due:
            first = not self.report_due
            self.report_due = now + (FIRST_REPORT if first else REPORT_INTERVAL)
            if not first:
                self._report(now)
        return expected

    def _list_arrivals(self, now: int) -> bool:
        """Send the transport-wide feedback that is due; False if no packet waits to be listed."""
        log = self._transport
        if log is None or log.due == NEVER:
            return False
        for message in log.feedback(now):
            self._write_rtcp(message)
        return log.due != NEVER

    def hasten_report(self) -> None:
        """Report at the next tick: the peer is somewhere else, and is to say so soon."""
        self.report_due = min(self.report_due, 1)

    def say_goodbye(self) -> None:
        """Tell the peer that what we sent has ended."""
        if self.outbound:
            self._write_rtcp(goodbye(list(self.outbound), self._cname))

    def _report(self, now: int) -> None:
        """Send a report on every stream, ours with the time that keeps lips in sync."""
        inbound: list[VideoInbound | AudioInbound] = [*self.pictures.values()]
        if self.voice is not None:
            inbound.append(self.voice)
        blocks = [block for one in inbound if (block := one.receiver_info(now)) is not None]
        wall = self._clock.wall(now)
        # Of a moment that cannot be guessed: who names it has received this (`mcu.rtc.consent`).
        ago = secrets.randbelow(_BLUR)
        sent = [one.sender_report(now, wall, ago) for one in self.outbound.values() if one.packets]
        if sent:
            sent[0].reports = blocks
            self._write_rtcp(compound(sent[0], self._cname, sent[1:]))
        elif blocks:
            self._write_rtcp(compound(RtcpRrPacket(self._local_ssrc, blocks), self._cname))

    def _receive_reports(self, packet: AnyRtcpPacket, now: int) -> None:
        for block in report_blocks(packet):
            stream = self.outbound.get(block.ssrc)
            if stream is not None:
                stream.receiver_report(block, now)
                self.alarmed = self.alarmed or stream.loss >= ALARMING_LOSS
                if stream.rtt_ms is not None:
                    for picture in self.pictures.values():
                        picture.measured_rtt(stream.rtt_ms, now)
        if isinstance(packet, RtcpSrPacket):
            for picture in self.pictures.values():
                picture.sender_report(packet, now)
            if self.voice is not None:
                self.voice.sender_report(packet, now)

    # -- the m-lines -----------------------------------------------------------------------------

    def _add_outbound(self, line: Line) -> None:
        if line.track is None:
            coding = line.codings[0]
            self.audio = AudioOutbound(
                coding.payload_type,
                line.ssrc,
                self._write,
                red_type=coding.red_type,
                shared=self._shared,
            )
            self.audio.count_from(self._clock.origin)
            self.outbound[line.ssrc] = self.audio
            return
        sent = line.codings, line.ssrc, line.rtx_ssrc, self._write
        video: VideoOutbound
        if line.track is Track.CONTENT:
            video = self.content = paced(
                line, self._write, self._shared, self._on_waiting, self._sent_beside
            )
        elif self._on_waiting is None:
            video = self.video = VideoOutbound(*sent)
        else:
            video = self.video = self._spread = SpreadOutbound(
                *sent, on_waiting=self._on_waiting, shared=self._shared
            )
        video.count_from(self._clock.origin)
        self.outbound[line.ssrc] = video
        self._tracks[line.ssrc] = line.track

    def _add_inbound(self, line: Line) -> None:
        take = self._hear(line) if line.track is None else self._see(line, line.track)
        self._routes.add(line, take)
        if TRANSPORT_SEQUENCE in line.extensions:
            self._transport_extension = line.extensions[TRANSPORT_SEQUENCE]
            self._transport = self._transport or TransportLog(self._local_ssrc)

    def _hear(self, line: Line) -> Take:
        coding = line.codings[0]
        level = line.extensions.get(AUDIO_LEVEL)
        voice = AudioInbound(coding.payload_type, level, line.ssrc, coding.red_type)
        self.voice = voice
        on_voice = self._handler.on_voice

        def take(packet: RtpPacket, now: int) -> None:
            for heard in voice.receive(packet, now):
                on_voice(heard)

        return take

    def _see(self, line: Line, track: Track) -> Take:
        codecs = {one.payload_type: one.codec for one in line.codings}
        rtx = {one.rtx_type: one.payload_type for one in line.codings if one.rtx_type is not None}
        picture = VideoInbound(codecs, rtx, line.ssrc)
        self.pictures[track] = picture
        on_frame = self._handler.on_frame
        allowance, excess = frames(), self._excess

        def show(whole: list[Encoded], now: int) -> None:
            for frame in whole:
                if allowance.take(now):
                    on_frame(track, frame)
                else:
                    excess.frames += 1

        on_growing = self._handler.on_growing if track is Track.CONTENT else None
        told = self._shows[track] = as_it_grows(show, picture, on_growing)
        return lambda packet, now: told(picture.receive(packet, now), now)
