"""Outgoing streams: what is on the wire, what is sent again, what is reported."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.line import Coding
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.packet import RtpPacket, mid_extension
from mcu.rtc.payload import FORMATS, payloads
from mcu.rtc.red import read_red
from mcu.rtc.voice import AudioInbound
from tests.rtc.material import MS, RTX, RTX_SSRC, SSRC, VP8, frame
from tests.rtc.sender import WALL, Wire, video, vp8


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
    kept = [stream._history._bursts[0][1].parts for stream in streams]
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
    stream.sequence = 0xFFFE
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
