"""What is sent again: which packets, how often, and how much at most."""

from dataclasses import replace

from mcu.media import Codec
from mcu.rtc.history import MAX_AGE, MAX_PACKETS
from mcu.rtc.line import Coding
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.packet import RtpPacket
from tests.rtc.material import FRAME_NS, MS, RTX, RTX_SSRC, SSRC, VP8, VP9, frame
from tests.rtc.sender import Wire, measure_rtt, video, vp8


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


def test_ahead_each_frame_is_sent_again_with_the_next() -> None:
    wire = Wire()
    stream = video(wire)
    stream.deliver(vp8(1))
    first = wire.take()
    stream.ahead = True
    stream.deliver(vp8(2))
    sent = wire.take()
    again = [one for one in sent if one.ssrc == RTX_SSRC]
    second = sent[: -len(again)]
    assert [one.ssrc for one in second] == [SSRC] * len(second)
    assert [one.payload for one in again] == [
        one.sequence.to_bytes(2) + one.payload for one in first
    ]
    assert {one.timestamp for one in again} == {first[0].timestamp}
    assert stream.packets == len(first) + len(second), "they are no packets of the stream"
    octets = sum(len(one.payload) for one in again)
    assert octets < stream.copied < 1.1 * octets
    stream.ahead = False
    stream.deliver(vp8(3))
    assert {one.ssrc for one in wire.take()} == {SSRC}


def test_nothing_goes_ahead_without_rtx() -> None:
    """It would be the same packet once more, which SRTP refuses."""
    wire = Wire()
    stream = video(wire, rtx=False)
    stream.ahead = True
    stream.deliver(vp8(1))
    sent = wire.take()
    stream.deliver(vp8(2))
    assert next(one.sequence for one in wire.take()) == sent[-1].sequence + 1
    assert stream.copied == 0


def test_without_rtx_the_packet_goes_out_as_it_was() -> None:
    wire = Wire()
    stream = video(wire, rtx=False)
    stream.deliver(vp8(1))
    sent = wire.take()
    stream.retransmit([one.sequence for one in sent[:2]], 0)
    assert wire.take() == sent[:2]


def test_only_what_is_waited_for_can_be_sent_again() -> None:
    wire = Wire()
    stream = video(wire)
    firsts = []
    for at in range(90):
        wire.take()
        stream.deliver(vp8(at, 300))
        firsts.append(wire.packets[0].sequence)
    wire.take()
    kept = MAX_AGE // FRAME_NS + 1
    assert stream.retransmit(firsts, 0) == kept
    assert [int.from_bytes(one.payload[:2]) for one in wire.packets] == firsts[-kept:]
    assert stream.retransmit([(firsts[-1] + 1) & 0xFFFF, (firsts[-1] + 30_000) & 0xFFFF], 0) == 0


def test_the_history_is_bounded_in_packets() -> None:
    wire = Wire()
    stream = video(wire)
    for at in range(100):
        stream.deliver(replace(vp8(at, 40_000), pts=0))
    sent = wire.take()
    kept = [one.sequence for one in sent if stream.keeps(one.sequence)]
    assert 0 < len(kept) <= MAX_PACKETS
    assert kept == [one.sequence for one in sent[-len(kept) :]]
    assert len(stream._history._bursts) < 100
    # A frame larger than that can still be repaired while it is the last.
    stream.deliver(vp8(100, 900_000))
    assert stream.retransmit([wire.packets[0].sequence], 0) == 1


def test_a_packet_is_not_sent_twice_while_the_answer_is_under_way() -> None:
    wire = Wire()
    stream = video(wire)
    stream.deliver(vp8(1))
    number = [wire.packets[0].sequence]
    measure_rtt(stream, 100)
    assert stream.retransmit(number * 3, 0) == 1
    assert stream.retransmit(number, 49 * MS) == 0
    assert stream.retransmit(number, 51 * MS) == 1


def test_on_a_long_line_what_is_sent_again_is_sent_twice() -> None:
    wire = Wire()
    stream = video(wire)
    for at in range(4):
        stream.deliver(vp8(at))
    first, second = (one.sequence for one in wire.take()[-2:])
    measure_rtt(stream, 300, loss=0.05)
    assert stream.retransmit([first, second], 0) == 2
    again = wire.take()
    assert [int.from_bytes(one.payload[:2]) for one in again] == [first, second] * 2
    assert len({one.sequence for one in again}) == 4
    assert stream.retransmit([first], 20 * MS) == 0, "the echo of the request"


def test_the_first_frame_may_be_sent_twice_and_the_others_once() -> None:
    wire = Wire()
    stream = video(wire)
    stream.begins_twice = True
    assert stream.deliver(vp8(0))
    first = wire.take()
    assert stream.deliver(vp8(1))
    again = [one for one in wire.take() if one.ssrc == RTX_SSRC]
    assert [int.from_bytes(one.payload[:2]) for one in again] == [one.sequence for one in first]
    assert [one.payload[2:] for one in again] == [one.payload for one in first]
    assert stream.retransmit([first[0].sequence], 0) == 1, "a copy may be lost as well"
    wire.take()
    assert stream.deliver(vp8(2))
    assert {one.ssrc for one in wire.take()} == {SSRC}


def test_a_line_that_is_full_is_not_filled_with_repairs() -> None:
    """As its owner judges, or where so much is lost that nothing can be repaired."""
    shares = []
    for loss, congested in ((0.1, False), (0.1, True), (0.5, False)):
        wire = Wire()
        stream = video(wire)
        stream.restrain(congested=congested)
        measure_rtt(stream, 300, loss=loss)
        again = 0
        for at in range(250):
            wire.take()
            stream.deliver(vp8(at, 6000))
            numbers = [one.sequence for one in wire.take()]
            stream.retransmit(numbers, at * FRAME_NS)
            again += sum(len(one.payload) - 2 for one in wire.take())
        shares.append(again / stream.octets)
    assert 0.4 < shares[0] <= 0.5
    assert all(0.05 < one <= 0.11 for one in shares[1:])


def test_a_flood_of_nacks_is_no_amplifier() -> None:
    wire = Wire()
    stream = video(wire)
    measure_rtt(stream, 1)
    again = 0
    for at in range(250):  # ten seconds
        wire.take()
        stream.deliver(vp8(at, 6000))
        numbers = [one.sequence for one in wire.take()]
        for ms in range(0, 40, 5):
            stream.retransmit(numbers * 4, at * FRAME_NS + ms * MS)
            stream.retransmit(range(0x10000), at * FRAME_NS + ms * MS)
        again += sum(len(one.payload) - 2 for one in wire.take())
    assert 0.4 * stream.octets < again <= 0.5 * stream.octets


def test_a_third_of_the_packets_can_be_repaired() -> None:
    wire = Wire()
    stream = video(wire)
    for at in range(250):
        wire.take()
        stream.deliver(vp8(at, 6000))
        lost = [one.sequence for one in wire.take()][::3]
        assert stream.retransmit(lost, at * FRAME_NS + 20 * MS) == len(lost)
