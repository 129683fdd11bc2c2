"""Outgoing streams: what is on the wire, what is sent again, what is reported."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.history import MAX_PACKETS
from mcu.rtc.line import Coding
from mcu.rtc.outbound import AudioOutbound, VideoOutbound
from mcu.rtc.packet import RtpPacket, mid_extension, parse_rtp
from mcu.rtc.payload import FORMATS, payloads
from mcu.rtc.red import read_red
from mcu.rtc.voice import AudioInbound
from tests.rtc.material import FRAME_NS, MS, RTX, RTX_SSRC, SSRC, VP8, VP9, frame, steady

WALL = 1_800_000_000.0


class Wire:
    """Takes packets as a transport does: the buffer is no longer its own afterwards."""

    def __init__(self) -> None:
        self.packets: list[RtpPacket] = []
        self.room = 1 << 60

    def write(self, packet: bytearray) -> bool:
        if not self.room:
            return False
        self.room -= 1
        self.packets.append(parse_rtp(bytes(packet)))
        packet += bytes(16)  # as sealing in place may do
        return True

    def take(self) -> list[RtpPacket]:
        packets, self.packets = self.packets, []
        return packets


def video(wire: Wire, *, rtx: bool = True) -> VideoOutbound:
    coding = Coding(Codec.VP8, VP8, RTX if rtx else None)
    return VideoOutbound([coding], SSRC, RTX_SSRC, wire.write)


def vp8(number: int, size: int = 5000, *, keyframe: bool = False) -> Encoded:
    return frame(Codec.VP8, number, size, keyframe=keyframe)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264, Codec.VP9])
def test_a_frame_on_the_wire(codec: Codec) -> None:
    wire = Wire()
    stream = VideoOutbound([Coding(codec, 100)], SSRC, RTX_SSRC, wire.write)
    sent = [frame(codec, at, 100 + 3000 * at, keyframe=not at) for at in range(3)]
    packets: list[RtpPacket] = []
    for at, one in enumerate(sent):
        assert stream.deliver(one)
        made = wire.take()
        assert [packet.marker for packet in made] == [False] * (len(made) - 1) + [True]
        assert {packet.timestamp for packet in made} == {made[0].timestamp}
        joined, keyframe = FORMATS[codec].join([packet.payload for packet in made])
        assert joined == one.data
        assert keyframe is (at == 0)
        packets += made
    first = packets[0]
    assert {(one.payload_type, one.ssrc) for one in packets} == {(100, SSRC)}
    assert [(one.sequence - first.sequence) & 0xFFFF for one in packets] == list(
        range(len(packets))
    )
    assert {(one.timestamp - first.timestamp) & 0xFFFFFFFF for one in packets} == {0, 3600, 7200}
    assert stream.packets == len(packets)
    assert stream.octets == sum(len(one.payload) for one in packets)


def test_voice_on_the_wire() -> None:
    wire = Wire()
    stream = AudioOutbound(111, SSRC, wire.write)
    for at in range(3):
        assert stream.deliver(Encoded(Codec.OPUS, bytes([at]) * (at + 1), at * 20 * MS))
    first, *_, last = wire.packets
    assert last == RtpPacket(
        111,
        False,
        (first.sequence + 2) & 0xFFFF,
        (first.timestamp + 2 * 960) & 0xFFFFFFFF,
        SSRC,
        b"\2\2\2",
    )
    assert (stream.packets, stream.octets) == (3, 6)


def test_voice_with_copies_on_the_wire() -> None:
    """In each packet the two before it, as `AudioInbound` reads them."""
    wire = Wire()
    stream = AudioOutbound(111, SSRC, wire.write, red_type=63)
    inbound = AudioInbound(111, None, 1, 63)
    stream.deliver(Encoded(Codec.OPUS, b"plain", 0))
    stream.copies = 2
    for at in range(1, 5):
        stream.deliver(Encoded(Codec.OPUS, bytes([at]) * at, at * 20 * MS))
    assert [one.payload_type for one in wire.packets] == [111, 63, 63, 63, 63]
    plain, *heard = [inbound.receive(one, 0) for one in wire.packets]
    first = plain[0]
    assert [
        [(one.sequence - first.sequence, one.payload, one.copy) for one in packets]
        for packets in heard
    ] == [
        [(1, b"\1", False)],
        [(2, b"\2\2", False), (1, b"\1", True)],
        [(3, b"\3" * 3, False), (1, b"\1", True), (2, b"\2\2", True)],
        [(4, b"\4" * 4, False), (2, b"\2\2", True), (3, b"\3" * 3, True)],
    ]
    for packets in heard:
        for one in packets:
            assert one.timestamp - first.timestamp == (one.sequence - first.sequence) * 960


def test_no_copy_of_what_was_not_sent_just_before() -> None:
    wire = Wire()
    stream = AudioOutbound(111, SSRC, wire.write, red_type=63)
    stream.copies = 1
    stream.deliver(Encoded(Codec.OPUS, b"one", 0))
    wire.room = 0
    assert not stream.deliver(Encoded(Codec.OPUS, b"two", 20 * MS))
    wire.room = 9
    stream.deliver(Encoded(Codec.OPUS, b"three", 40 * MS))
    stream.deliver(Encoded(Codec.OPUS, b"four", 500 * MS))  # too long after for the offset
    stream.copies = 0
    stream.deliver(Encoded(Codec.OPUS, b"five", 520 * MS))
    stream.copies = 1
    stream.deliver(Encoded(Codec.OPUS, b"six", 540 * MS))
    read = [read_red(one.payload, 111) for one in wire.packets if one.payload_type == 63]
    assert read == [(b"one", []), (b"three", []), (b"four", []), (b"six", [])]


def test_members_share_the_payloads_and_nothing_else() -> None:
    wires = [Wire() for _ in range(8)]
    streams = [video(wire) for wire in wires]
    one = vp8(1)
    for stream in streams:
        assert stream.deliver(one)
    assert len({tuple(p.payload for p in wire.packets) for wire in wires}) == 1
    assert len({wire.packets[0].timestamp for wire in wires}) == 8
    kept = [stream._history._frames[0].payloads for stream in streams]
    assert all(one is payloads_kept for payloads_kept in kept for one in [kept[0]])
    assert kept[0] is payloads(one)


def test_sequence_numbers_begin_low_and_wrap() -> None:
    starts = []
    for _ in range(50):
        wire = Wire()
        video(wire).deliver(vp8(1, 100))
        starts.append(wire.packets[0].sequence)
    assert max(starts) < 1 << 15
    assert len(set(starts)) > 40
    wire = Wire()
    stream = video(wire)
    stream._sequence = 0xFFFE
    stream.deliver(vp8(1))
    assert [one.sequence for one in wire.take()] == [0xFFFE, 0xFFFF, 0, 1, 2]
    stream.retransmit([0xFFFF, 1], 0)
    assert [int.from_bytes(one.payload[:2]) for one in wire.take()] == [0xFFFF, 1]


def test_every_packet_carries_the_extension_that_is_asked_for() -> None:
    wire = Wire()
    mid = mid_extension(4, "video")
    coding = Coding(Codec.VP8, VP8, RTX)
    stream = VideoOutbound([coding], SSRC, RTX_SSRC, wire.write, extension=mid)
    stream.deliver(vp8(1))
    stream.retransmit([wire.packets[1].sequence], 0)
    assert {one.extensions[4] for one in wire.packets} == {b"video"}
    assert len(wire.packets) == 6
    AudioOutbound(111, SSRC, wire.write, extension=mid).deliver(Encoded(Codec.OPUS, b"x", 0))
    assert wire.packets[-1].extensions == {4: b"video"}
    assert wire.packets[-1].payload == b"x"


def test_what_cannot_be_written_is_said_and_leaves_no_gap() -> None:
    wire = Wire()
    stream = video(wire)
    wire.room = 0
    assert not stream.deliver(vp8(1, keyframe=True))
    wire.room = 3
    assert not stream.deliver(vp8(2, keyframe=True))
    broken = wire.take()
    assert not any(one.marker for one in broken)
    wire.room = 100
    assert stream.deliver(vp8(3, keyframe=True))
    whole = wire.take()
    assert whole[0].sequence == (broken[-1].sequence + 1) & 0xFFFF
    assert stream.packets == 3 + 5
    # What was written of the broken frame can be repaired, and is not taken for its end.
    assert stream.retransmit([one.sequence for one in broken], 0) == 3
    assert not any(one.marker for one in wire.take())


def test_what_is_not_ours_to_send_is_refused() -> None:
    wire = Wire()
    stream = video(wire)
    assert not stream.deliver(frame(Codec.H264, 1, 100, keyframe=True))
    assert not stream.deliver(Encoded(Codec.VP8, b"", 0))
    assert wire.packets == []


def test_rtx_carries_the_packet_and_its_number() -> None:
    wire = Wire()
    stream = video(wire)
    stream.deliver(vp8(1))
    sent = wire.take()
    assert stream.retransmit([sent[1].sequence, sent[-1].sequence], 0) == 2
    one, last = wire.take()
    assert one == RtpPacket(
        RTX,
        False,
        one.sequence,
        sent[1].timestamp,
        RTX_SSRC,
        sent[1].sequence.to_bytes(2) + sent[1].payload,
    )
    assert last.marker
    assert last.sequence == (one.sequence + 1) & 0xFFFF
    assert last.payload[2:] == sent[-1].payload
    assert stream.retransmitted == 2
    assert stream.packets == len(sent)


def test_each_frame_says_of_which_codec_it_is_also_when_it_is_sent_again() -> None:
    """A far end that changes from VP8 to VP9: one stream of numbers, two payload types."""
    wire = Wire()
    codings = [Coding(Codec.VP8, VP8, RTX), Coding(Codec.VP9, VP9, RTX + 4)]
    stream = VideoOutbound(codings, SSRC, RTX_SSRC, wire.write)
    codecs = (Codec.VP8, Codec.VP8, Codec.VP9, Codec.VP9, Codec.VP8)
    for at, codec in enumerate(codecs):
        assert stream.deliver(frame(codec, at, 100, keyframe=True))
    sent = wire.take()
    assert [one.payload_type for one in sent] == [VP8, VP8, VP9, VP9, VP8]
    assert [one.sequence - sent[0].sequence for one in sent] == [0, 1, 2, 3, 4]
    assert stream.retransmit([sent[1].sequence, sent[2].sequence], 0) == 2
    again = wire.take()
    assert [one.payload_type for one in again] == [RTX, RTX + 4]
    assert {one.ssrc for one in again} == {RTX_SSRC}
    assert again[1].sequence == (again[0].sequence + 1) & 0xFFFF


def test_without_rtx_the_packet_goes_out_as_it_was() -> None:
    wire = Wire()
    stream = video(wire, rtx=False)
    stream.deliver(vp8(1))
    sent = wire.take()
    stream.retransmit([one.sequence for one in sent[:2]], 0)
    assert wire.take() == sent[:2]


def test_only_the_last_second_can_be_sent_again() -> None:
    wire = Wire()
    stream = video(wire)
    firsts = []
    for at in range(60):
        wire.take()
        stream.deliver(vp8(at, 300))
        firsts.append(wire.packets[0].sequence)
    wire.take()
    second = NS_PER_S // FRAME_NS
    assert stream.retransmit(firsts, 0) == second + 1
    assert [int.from_bytes(one.payload[:2]) for one in wire.packets] == firsts[-second - 1 :]
    assert stream.retransmit([(firsts[-1] + 1) & 0xFFFF, (firsts[-1] + 30_000) & 0xFFFF], 0) == 0


def test_the_history_is_bounded_in_packets() -> None:
    wire = Wire()
    stream = video(wire)
    for at in range(100):
        stream.deliver(replace(vp8(at, 40_000), pts=0))
    history = stream._history
    assert history._packets == sum(one.length for one in history._frames)
    assert history._packets <= MAX_PACKETS
    # A frame larger than that can still be repaired while it is the last.
    wire.take()
    stream.deliver(vp8(100, 900_000))
    assert stream.retransmit([wire.packets[0].sequence], 0) == 1


def test_a_packet_is_not_sent_twice_while_the_answer_is_under_way() -> None:
    wire = Wire()
    stream = video(wire)
    stream.deliver(vp8(1))
    number = [wire.packets[0].sequence]
    measure_rtt(stream, 200)
    assert stream.retransmit(number * 3, 0) == 1
    assert stream.retransmit(number, 99 * MS) == 0
    assert stream.retransmit(number, 101 * MS) == 1


def measure_rtt(stream: VideoOutbound, rtt_ms: int) -> None:
    report = stream.sender_report(0, WALL)
    lsr = report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
    stream.receiver_report(RtcpReceiverInfo(SSRC, 0, 0, 0, 0, lsr, 0), rtt_ms * MS)
    assert stream.rtt_ms == rtt_ms


def test_a_flood_of_nacks_is_no_amplifier() -> None:
    wire = Wire()
    stream = video(wire)
    measure_rtt(stream, 1)
    sent = again = 0
    for at in range(250):  # ten seconds
        wire.take()
        stream.deliver(vp8(at, 6000))
        numbers = [one.sequence for one in wire.take()]
        sent += stream.octets
        stream.octets = 0
        for ms in range(0, 40, 5):
            stream.retransmit(numbers * 4, at * FRAME_NS + ms * MS)
            stream.retransmit(range(0x10000), at * FRAME_NS + ms * MS)
        again += sum(len(one.payload) - 2 for one in wire.take())
    assert 0.4 * sent < again <= 0.5 * sent


def test_a_third_of_the_packets_can_be_repaired() -> None:
    wire = Wire()
    stream = video(wire)
    for at in range(250):
        wire.take()
        stream.deliver(vp8(at, 6000))
        lost = [one.sequence for one in wire.take()][::3]
        assert stream.retransmit(lost, at * FRAME_NS + 20 * MS) == len(lost)


def test_sender_reports_tell_sound_and_picture_the_same_instant() -> None:
    """A receiver maps both RTP times to one wall clock (RFC 3550, section 6.4.1)."""
    sound_wire, picture_wire = Wire(), Wire()
    sound = AudioOutbound(111, 1, sound_wire.write)
    picture = video(picture_wire)
    pts = 123_456_789_012_345
    sound.deliver(Encoded(Codec.OPUS, b"x", pts))
    picture.deliver(replace(vp8(1), pts=pts))
    seen = []
    for stream, wire, rate, now in (
        (sound, sound_wire, 48_000, pts + 700 * MS),
        (picture, picture_wire, 90_000, pts - 300 * MS),
    ):
        info = stream.sender_report(now, WALL + (now - pts) / NS_PER_S).sender_info
        ahead = (wire.packets[0].timestamp - info.rtp_timestamp) & 0xFFFFFFFF
        ahead -= (ahead > 1 << 31) << 32
        seen.append(info.ntp_timestamp / (1 << 32) + ahead / rate)
    assert seen[0] == pytest.approx(seen[1], abs=0.0001)
    assert seen[0] == pytest.approx(WALL + 2_208_988_800, abs=0.0001)


def test_reports_count_what_was_sent() -> None:
    wire = Wire()
    stream = video(wire)
    stream.deliver(vp8(1, 3000))
    stream.retransmit([wire.packets[0].sequence], 0)
    info = stream.sender_report(0, WALL).sender_info
    assert (info.packet_count, info.octet_count) == (3, 3003)


def test_the_receivers_report_is_for_its_stream() -> None:
    stream = video(Wire())
    stream.receiver_report(RtcpReceiverInfo(SSRC + 1, 128, 0, 0, 0, 0, 0), 0)
    assert stream.loss == 0
    stream.receiver_report(RtcpReceiverInfo(SSRC, 128, 0, 0, 0, 0, 0), 0)
    assert stream.loss == 0.5
    assert stream.rtt_ms is None


@steady
@given(
    st.lists(st.tuples(st.integers(1, 30_000), st.integers(0, 30)), min_size=1, max_size=30),
    st.data(),
)
def test_what_is_sent_again_is_what_was_sent(
    drawn: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whatever breaks off and whatever is asked for."""
    wire = Wire()
    stream = video(wire)
    sent: dict[int, RtpPacket] = {}
    for at, (size, room) in enumerate(drawn):
        wire.room = room
        stream.deliver(vp8(at, size))
        sent.update((one.sequence, one) for one in wire.take())
        wire.room = 1 << 30
        numbers = data.draw(st.lists(st.sampled_from([*sent, 0x8000]), max_size=5))
        stream.retransmit(numbers, at * NS_PER_S)
        for one in wire.take():
            number = int.from_bytes(one.payload[:2])
            original = sent[number]
            assert one.payload[2:] == original.payload
            assert (one.marker, one.timestamp) == (original.marker, original.timestamp)
