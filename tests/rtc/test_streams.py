"""Which m-line a packet belongs to, and what is reported, asked for and passed on."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.messages import MemberKind
from mcu.rtc.answer import choose
from mcu.rtc.description import read_description
from mcu.rtc.feedback import (
    AnyRtcpPacket,
    RtcpByePacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSrPacket,
    parse_rtcp,
    pli,
    reduced_size,
)
from mcu.rtc.handler import Track
from mcu.rtc.line import MID, TRANSPORT_SEQUENCE, Line
from mcu.rtc.nack import NEVER
from mcu.rtc.packet import mid_extension
from mcu.rtc.quality import LineMeter
from mcu.rtc.streams import FIRST_REPORT, REPORT_INTERVAL, Streams
from mcu.rtc.transport_cc import INTERVAL
from tests.rtc.ends import Remembering
from tests.rtc.material import frame, packets
from tests.rtc.test_description import OFFERS
from tests.rtc.transport_reader import is_listing, read_listing

MS = 1_000_000
CHROMIUM = read_description(OFFERS["chromium"])


class Peer:
    """Streams that were agreed on with Chromium, without a network."""

    def __init__(self, *, announced: bool = True, transport_wide: bool = True) -> None:
        self.handler = Remembering()
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []
        self.open = True
        chosen = choose(CHROMIUM, MemberKind.POINT)
        self.lines = [one for one in chosen if isinstance(one, Line)]
        if not announced:
            self.lines = [_unannounced(one) for one in self.lines]
        if not transport_wide:
            self.lines = [_without_numbers(one) for one in self.lines]
        self.streams = Streams(
            self.lines, self.handler, self._write, self._write_rtcp, cname="cname"
        )

    def _write(self, *packets: bytes) -> int:
        if not self.open:
            return 0
        self.rtp += packets
        return len(packets)

    def _write_rtcp(self, packet: bytes) -> bool:
        self.rtcp.append(packet)
        return True

    def receive(
        self, ssrc: int, kind: int, mid: str | None = None, sequence: int = 1, keyframe: bool = True
    ) -> None:
        """Receive a packet that is a whole frame of VP8, or some sound."""
        extension = mid_extension(self.lines[0].extensions[MID], mid) if mid else b""
        head = bytes([0x90 if mid else 0x80, 0x80 | kind]) + sequence.to_bytes(2)
        payload = packets([frame(Codec.VP8, 1, 100, keyframe=keyframe)])[0].payload
        packet = head + bytes(4) + ssrc.to_bytes(4) + extension + payload
        self.streams.receive_rtp(packet, NS_PER_S)

    def receive_rtcp(self, packet: AnyRtcpPacket) -> None:
        self.streams.receive_rtcp(bytes(packet), NS_PER_S)

    @property
    def got(self) -> tuple[int, int, int]:
        frames = self.handler.frames
        return len(self.handler.voice), len(frames[Track.CAMERA]), len(frames[Track.CONTENT])


def _unannounced(line: Line) -> Line:
    return dataclasses.replace(line, remote_ssrcs=())


def _without_numbers(line: Line) -> Line:
    kept = {uri: one for uri, one in line.extensions.items() if uri != TRANSPORT_SEQUENCE}
    return dataclasses.replace(line, extensions=kept)


def test_by_the_ssrc_that_was_announced() -> None:
    peer = Peer()
    voice, camera, content = (one.remote_ssrcs[0] for one in peer.lines)
    peer.receive(voice, 111)
    peer.receive(camera, 96)
    assert peer.got == (1, 1, 0)
    peer.receive(content, 96)
    assert peer.got == (1, 1, 1)


def test_by_the_name_of_the_m_line_and_then_by_ssrc() -> None:
    peer = Peer(announced=False)
    peer.receive(77, 96, mid="2")
    peer.receive(77, 96, sequence=2)
    assert peer.got == (0, 0, 2)
    peer.receive(78, 96, mid="1")
    assert peer.got == (0, 1, 2)


def test_by_the_payload_type_where_it_tells() -> None:
    peer = Peer(announced=False)
    peer.receive(77, 111)
    assert peer.got == (1, 0, 0)


def test_a_payload_type_of_two_m_lines_tells_nothing_until_the_name_comes() -> None:
    peer = Peer(announced=False)
    peer.receive(77, 96)
    peer.receive(77, 96, mid="9", sequence=2)
    assert peer.got == (0, 0, 0)
    peer.receive(77, 96, mid="2", sequence=3)
    assert peer.got == (0, 0, 1)


@given(st.binary(max_size=80))
def test_rubbish_that_is_authentic_does_nothing(junk: bytes) -> None:
    peer = Peer()
    for head in (b"", b"\x90\x60", b"\x80\xce\0\2", b"\x81\xc8\0\6", b"\x81\xcd"):
        peer.streams.receive_rtp(head + junk, 0)
        peer.streams.receive_rtcp(head + junk, 0)


def test_a_keyframe_request_names_its_picture() -> None:
    peer = Peer()
    _, camera, content = (one.ssrc for one in peer.lines)
    peer.receive_rtcp(pli(1, content))
    peer.receive_rtcp(RtcpPsfbPacket(4, 1, 0, camera.to_bytes(4) + bytes(4)))  # FIR
    peer.receive_rtcp(pli(1, 4711))
    assert peer.handler.keyframe_requests == [Track.CONTENT, Track.CAMERA]


def test_what_is_lacked_is_sent_again() -> None:
    peer = Peer()
    assert peer.streams.video is not None
    peer.streams.video.deliver(frame(Codec.VP8, 1, 5000, keyframe=True))
    sent = len(peer.rtp)
    numbers = [int.from_bytes(one[2:4]) for one in peer.rtp]
    peer.receive_rtcp(RtcpRtpfbPacket(1, 1, peer.lines[1].ssrc, numbers[1:3]))
    assert [one[12:14] for one in peer.rtp[sent:]] == [one.to_bytes(2) for one in numbers[1:3]]
    assert {int.from_bytes(one[8:12]) for one in peer.rtp[sent:]} == {peer.lines[1].rtx_ssrc}


def test_what_was_lost_too_long_ago_is_made_good_by_a_keyframe() -> None:
    peer = Peer()
    assert peer.streams.video is not None
    for at in range(60):
        peer.streams.video.deliver(frame(Codec.VP8, at, 300, keyframe=not at))
    numbers = [int.from_bytes(one[2:4]) for one in peer.rtp]
    camera = peer.lines[1].ssrc
    future = (numbers[-1] + 1) & 0xFFFF
    peer.receive_rtcp(RtcpRtpfbPacket(1, 1, camera, [*numbers[-5:], future]))
    assert peer.handler.keyframe_requests == []
    peer.receive_rtcp(RtcpRtpfbPacket(1, 1, camera, numbers[:5]))
    assert peer.handler.keyframe_requests == [Track.CAMERA]


def test_what_we_lack_is_asked_for() -> None:
    peer = Peer()
    camera = peer.lines[1].remote_ssrcs[0]
    assert not peer.streams.poll(NS_PER_S)
    for number in (1, 3):
        peer.receive(camera, 96, sequence=number, keyframe=number == 1)
    due = peer.streams.pictures[Track.CAMERA].due
    assert due < NEVER
    assert peer.streams.poll(due)
    (nack,) = (one for data in peer.rtcp for one in parse_rtcp(data))
    assert isinstance(nack, RtcpRtpfbPacket)
    assert (nack.media_ssrc, nack.lost) == (camera, [2])
    assert peer.got == (0, 1, 0)
    peer.receive(camera, 96, sequence=4)  # a keyframe, so the others are not needed any more
    peer.streams.poll(peer.streams.pictures[Track.CAMERA].due)
    assert peer.got == (0, 2, 0)


def test_a_keyframe_is_asked_for_once_in_a_while() -> None:
    peer = Peer()
    peer.receive(peer.lines[1].remote_ssrcs[0], 96)
    for at in range(10):
        peer.streams.request_keyframe(Track.CAMERA, 2 * NS_PER_S + at * MS)
        peer.streams.poll(2 * NS_PER_S + at * MS)
    assert len(peer.rtcp) == 1


def numbered(line: Line, number: int, *, ssrc: int, payload_type: int) -> bytes:
    """A packet of no payload with a transport-wide number: what probes the line."""
    element = bytes([line.extensions[TRANSPORT_SEQUENCE] << 4 | 1]) + number.to_bytes(2) + b"\0"
    head = bytes([0x90, payload_type]) + number.to_bytes(2) + bytes(4) + ssrc.to_bytes(4)
    return head + bytes.fromhex("bede0001") + element


def test_packets_of_all_m_lines_and_their_rtx_are_listed_in_one_row() -> None:
    peer = Peer()
    voice, camera, content = peer.lines
    sent = [
        (voice, voice.remote_ssrcs[0], 111),
        (camera, camera.remote_ssrcs[0], 96),
        (camera, camera.remote_ssrcs[1], 97),
        (content, content.remote_ssrcs[0], 96),
    ]
    for at, (line, ssrc, payload_type) in enumerate(sent):
        packet = numbered(line, 65534 + at & 0xFFFF, ssrc=ssrc, payload_type=payload_type)
        peer.streams.receive_rtp(packet, NS_PER_S + at * MS)
    assert peer.streams.poll(NS_PER_S + INTERVAL - MS)
    assert not any(map(is_listing, peer.rtcp))
    peer.streams.poll(NS_PER_S + INTERVAL)
    (listing,) = (read_listing(one) for one in peer.rtcp if is_listing(one))
    assert listing.came == {
        number: NS_PER_S + at * MS for at, number in enumerate((65534, 65535, 0, 1))
    }
    assert listing.sender_ssrc == voice.ssrc
    assert listing.media_ssrc == content.remote_ssrcs[0]


def test_packets_read_late_are_listed_as_they_came() -> None:
    """A burst that probes the line is one read later on; its packets came apart."""
    peer = Peer()
    camera = peer.lines[1]
    for number in range(5):
        packet = numbered(camera, number, ssrc=camera.remote_ssrcs[0], payload_type=96)
        peer.streams.receive_rtp(packet, NS_PER_S + 30 * MS, NS_PER_S + number * MS)
    peer.streams.poll(NS_PER_S + 30 * MS + INTERVAL)
    (listing,) = (read_listing(one) for one in peer.rtcp if is_listing(one))
    assert listing.came == {number: NS_PER_S + number * MS for number in range(5)}


def test_nothing_is_listed_where_it_was_not_agreed_on() -> None:
    peer = Peer(transport_wide=False)
    peer.receive(peer.lines[1].remote_ssrcs[0], 96)
    line = next(one for one in choose(CHROMIUM, MemberKind.POINT) if isinstance(one, Line))
    packet = numbered(line, 1, ssrc=peer.lines[0].remote_ssrcs[0], payload_type=111)
    peer.streams.receive_rtp(packet, NS_PER_S)
    peer.streams.poll(2 * NS_PER_S)
    assert not any(map(is_listing, peer.rtcp))


def test_nothing_is_reported_before_there_is_anything() -> None:
    peer = Peer()
    for now in range(NS_PER_S, 4 * NS_PER_S, 100 * MS):
        peer.streams.tick(now)
    assert not peer.rtcp


def test_reports_carry_all_that_lip_sync_and_loss_need() -> None:
    peer = Peer()
    streams = peer.streams
    peer.receive(peer.lines[0].remote_ssrcs[0], 111)
    assert streams.audio is not None
    assert streams.video is not None
    streams.audio.deliver(Encoded(Codec.OPUS, b"x", NS_PER_S))
    streams.video.deliver(frame(Codec.VP8, 1, 100, keyframe=True))
    begun = 2 * NS_PER_S
    streams.tick(begun)
    assert not peer.rtcp
    streams.tick(begun + FIRST_REPORT)
    first, names, second = parse_rtcp(peer.rtcp.pop())
    assert isinstance(first, RtcpSrPacket)
    assert isinstance(second, RtcpSrPacket)
    assert isinstance(names, RtcpSdesPacket)
    assert [first.ssrc, second.ssrc] == [one.ssrc for one in peer.lines[:2]]
    assert [one.ssrc for one in first.reports] == [peer.lines[0].remote_ssrcs[0]]
    assert names.chunks[0].items == [(1, b"cname")]
    # One instant on one clock, or sound and picture drift apart.
    assert first.sender_info.ntp_timestamp == second.sender_info.ntp_timestamp
    streams.tick(begun + FIRST_REPORT + REPORT_INTERVAL - MS)
    assert not peer.rtcp
    streams.tick(begun + FIRST_REPORT + REPORT_INTERVAL)
    assert len(peer.rtcp) == 1


def test_who_sends_nothing_reports_what_it_receives() -> None:
    peer = Peer()
    peer.receive(peer.lines[1].remote_ssrcs[0], 96)
    peer.streams.tick(NS_PER_S)
    peer.streams.tick(2 * NS_PER_S)
    report, _ = parse_rtcp(peer.rtcp.pop())
    assert isinstance(report, RtcpRrPacket)
    assert [one.ssrc for one in report.reports] == [peer.lines[1].remote_ssrcs[0]]


def test_goodbye_names_all_that_we_sent() -> None:
    peer = Peer()
    peer.streams.say_goodbye()
    (bye,) = (one for one in parse_rtcp(peer.rtcp[0]) if isinstance(one, RtcpByePacket))
    assert sorted(bye.sources) == sorted(one.ssrc for one in peer.lines)


def test_the_quality_is_that_of_the_interval() -> None:
    peer = Peer()
    meter = LineMeter(peer.streams, 0)
    voice = peer.lines[0].remote_ssrcs[0]
    for sequence in (1, 2, 4):
        peer.receive(voice, 111, sequence=sequence)
    first = meter.read(1000, 500, 2 * NS_PER_S)
    assert first.loss_up == 0.25
    assert (first.bitrate_up, first.bitrate_down) == (4000, 2000)
    assert (first.loss_down, first.rtt_ms, first.fps_up) == (0, None, 0)
    for sequence in range(5, 15):
        peer.receive(voice, 111, sequence=sequence)
    peer.receive(peer.lines[1].remote_ssrcs[0], 96)
    second = meter.read(1000, 500, 4 * NS_PER_S)
    assert second.loss_up == 0
    assert second.fps_up == 0.5
    assert (second.bitrate_up, second.bitrate_down) == (0, 0)


def test_the_round_trip_is_one_that_was_measured_since() -> None:
    """A browser reports on sound every five seconds: what that said is old meanwhile."""
    peer = Peer()
    assert peer.streams.video is not None
    assert peer.streams.audio is not None
    meter = LineMeter(peer.streams, 0)
    rtts = []
    for second, audio_ms, video_ms in (
        (1, 40, 60),
        (2, None, 310),
        (3, None, 320),
        (4, None, None),
    ):
        now = second * NS_PER_S
        peer.streams.video.deliver(frame(Codec.VP8, second, 100, keyframe=True))
        peer.streams.audio.deliver(Encoded(Codec.OPUS, b"voice", now, level=0))
        for stream, rtt_ms in ((peer.streams.audio, audio_ms), (peer.streams.video, video_ms)):
            report = stream.sender_report(now, float(second))
            assert report.sender_info is not None
            middle = report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
            if rtt_ms is not None:
                block = RtcpReceiverInfo(stream.ssrc, 0, 0, second, 0, middle, 0)
                stream.receiver_report(block, now + rtt_ms * MS)
        rtts.append(meter.read(0, 0, now + NS_PER_S // 2).rtt_ms)
    assert rtts == [40, 310, 320, 320]


def test_the_receivers_losses_are_the_quality_downwards() -> None:
    peer = Peer()
    assert peer.streams.video is not None
    peer.streams.video.deliver(frame(Codec.VP8, 1, 100, keyframe=True))
    peer.streams.tick(NS_PER_S)
    peer.streams.tick(2 * NS_PER_S)
    sent = parse_rtcp(peer.rtcp[0])[0]
    assert isinstance(sent, RtcpSrPacket)
    middle = sent.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
    block = RtcpReceiverInfo(sent.ssrc, 64, 5, 1, 0, middle, 65536 // 10)
    peer.streams.receive_rtcp(reduced_size([RtcpRrPacket(1, [block])]), 2 * NS_PER_S + 150 * MS)
    quality = LineMeter(peer.streams, 0).read(0, 0, 3 * NS_PER_S)
    assert quality.loss_down == 0.25
    assert quality.rtt_ms is not None
    assert 49 < quality.rtt_ms < 51


def test_the_receivers_estimate_is_in_the_quality() -> None:
    peer = Peer()
    meter = LineMeter(peer.streams, 0)
    assert meter.read(0, 0, NS_PER_S).estimate_down is None
    remb = b"REMB\1" + (3 << 18 | 100_000).to_bytes(3) + peer.lines[1].ssrc.to_bytes(4)
    peer.receive_rtcp(RtcpPsfbPacket(15, 1, 0, remb))
    assert meter.read(0, 0, 2 * NS_PER_S).estimate_down == 800_000


def test_a_picture_that_is_not_sent_any_more_has_no_losses() -> None:
    """Its last report is never followed by another, so the line would look bad for ever."""
    peer = Peer()
    assert peer.streams.video is not None
    meter = LineMeter(peer.streams, 0)
    peer.streams.video.deliver(frame(Codec.VP8, 1, 100, keyframe=True))
    peer.receive_rtcp(RtcpRrPacket(1, [RtcpReceiverInfo(peer.lines[1].ssrc, 128, 5, 1, 0, 0, 0)]))
    assert meter.read(0, 0, NS_PER_S).loss_down == 0.5
    assert meter.read(0, 0, 2 * NS_PER_S).loss_down == 0


def test_a_page_that_broke_off_is_made_good_although_nothing_follows() -> None:
    peer = Peer()
    content = peer.streams.content
    assert content
    page = b"\x10\x02\x00\x9d\x01\x2a\x00\x05\xd0\x02" + bytes(100_000)
    peer.streams.poll(NS_PER_S)
    assert content.deliver(Encoded(Codec.VP8, page, NS_PER_S, keyframe=True))
    peer.open = False
    for after in range(1, 5):
        peer.streams.poll(NS_PER_S + after * 10 * MS)
    assert peer.handler.keyframe_requests == [Track.CONTENT]
