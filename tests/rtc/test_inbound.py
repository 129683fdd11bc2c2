"""Incoming streams: what is asked for and when, what survives loss, restarts and rubbish."""

from dataclasses import replace
from itertools import pairwise

import pytest

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.feedback import (
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    keyframe_requests,
)
from mcu.rtc.nack import MAX_MISSING, NEVER
from mcu.rtc.packet import RtpPacket
from tests.rtc.material import (
    FRAME_NS,
    MS,
    RTX,
    RTX_SSRC,
    SSRC,
    VP8,
    datas,
    frame,
    packets,
    rtx,
)
from tests.rtc.receiver import LIMIT, LOCAL, feedback, gop, inbound, nacks, plis, receive

BOTH = pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])


@BOTH
def test_frames_leave_with_their_markers(codec: Codec) -> None:
    frames = gop(4, codec=codec)
    stream = inbound()
    assert stream.ssrc is None
    made = packets(frames, limit=LIMIT)
    for at, packet in enumerate(made):
        whole = stream.receive(packet, at * MS)
        assert [one.pts for one in whole] == [at * MS] * packet.marker
    assert feedback(stream, 0, 100) == []
    counters = stream.counters
    assert (counters.frames, counters.keyframes, counters.freezes) == (4, 1, 0)
    assert counters.expected == counters.received == len(made)
    assert counters.octets == sum(12 + len(one.payload) for one in made)
    stream.poll(700 * MS)
    assert stream.due == NEVER
    assert stream.ssrc == SSRC


def test_reordering_is_not_asked_about() -> None:
    frames = gop(4)
    made = packets(frames, limit=LIMIT)
    made[4], made[5], made[6] = made[6], made[4], made[5]
    stream = inbound()
    whole: list[Encoded] = []
    said: list[AnyRtcpPacket] = []
    for at, packet in enumerate(made):
        whole += stream.receive(packet, at * MS)
        said += stream.poll(at * MS)
    assert datas(whole) == datas(frames)
    assert said == []
    assert stream.counters.loss == 0


def test_a_lost_packet_is_asked_for_and_repaired_by_rtx() -> None:
    frames = gop(4)
    made = packets(frames, limit=LIMIT)
    lost = 5
    stream = inbound()
    whole = receive(stream, [*made[:lost], *made[lost + 1 :]])
    assert datas(whole) == datas(frames[:1])
    assert stream.due < NEVER
    said = feedback(stream, 8, 40)
    # Missed when the packet after it came, at 5 ms; patience is 10 ms.
    assert nacks(said) == [(15, [made[lost].sequence])]
    assert plis(said) == []
    whole = stream.receive(rtx(made[lost]), 45 * MS)
    assert datas(whole) == datas(frames[1:])
    assert {one.pts for one in whole} == {45 * MS}
    assert stream.receive(rtx(made[lost], 1), 46 * MS) == []
    # What was repaired is lost all the same, for the report and for the quality of the line.
    assert stream.counters.expected - stream.counters.received == 1
    assert stream.rtt_ms == 30


def test_a_hole_before_the_first_packet_that_came_is_repaired_too() -> None:
    """The keyframe's beginning is late, and what is missing lies between it and the first."""
    frames = gop(4)
    made = packets(frames, limit=LIMIT)
    stream = inbound()
    assert receive(stream, [*made[2:4], made[0], *made[4:]]) == []
    assert stream.counters.expected == len(made)
    assert nacks(feedback(stream, 0, 40)) == [(12, [made[1].sequence])]
    assert datas(stream.receive(rtx(made[1]), 45 * MS)) == datas(frames)


def test_a_hole_that_cannot_be_asked_for_is_not_waited_for() -> None:
    """More are missing than are kept: before the first packet, and in between."""
    keys = [frame(Codec.VP8, at, 150, keyframe=True) for at in range(3)]
    early, late, last = (
        packets([one], first=100 + at * (MAX_MISSING + 10), timestamp=at * 3600, limit=LIMIT)
        for at, one in enumerate(keys)
    )
    stream = inbound()
    # In step with what came first of all, then with the keyframe before it, which lacks its end.
    assert datas(receive(stream, [*late, *early[:2], *last])) == datas([keys[1], keys[2]])


def test_without_rtx_the_packet_itself_comes_again() -> None:
    frames = gop(4)
    made = packets(frames, limit=LIMIT)
    stream = inbound(repair=False)
    receive(stream, [*made[:5], *made[6:]])
    assert nacks(feedback(stream, 8, 40)) == [(15, [made[5].sequence])]
    assert datas(stream.receive(made[5], 45 * MS)) == datas(frames[1:])


def test_the_request_is_repeated_until_answered() -> None:
    made = packets(gop(4), limit=LIMIT)
    stream = inbound()
    stream.measured_rtt(50, 0)
    receive(stream, [*made[:5], *made[6:]])
    assert [ms for ms, _ in nacks(feedback(stream, 0, 200))] == [15, 75, 135, 195]


def test_a_frame_that_stays_incomplete_is_given_up_for_a_keyframe() -> None:
    frames = gop(3) + gop(3, first=3)
    made = packets(frames, limit=LIMIT)
    second = next(at for at, one in enumerate(made) if one.timestamp != made[0].timestamp)
    key = next(at for at, one in enumerate(made) if one.timestamp == made[0].timestamp + 3 * 3600)
    stream = inbound()
    stream.measured_rtt(20, 0)
    whole = receive(stream, [*made[:second], *made[second + 1 : key]])
    assert datas(whole) == datas(frames[:1])
    # All of it is missed at about `second` ms, and given up 400 ms later.
    assert 400 <= plis(feedback(stream, 350, 500))[0] <= 410
    assert datas(receive(stream, made[key:], start=500 * MS)) == datas(frames[3:])
    assert plis(feedback(stream, 520, 2000)) == []


def test_given_up_frames_are_not_shown_when_their_packets_come_after_all() -> None:
    made = packets(gop(4), limit=LIMIT)
    stream = inbound()
    stream.measured_rtt(20, 0)
    receive(stream, [*made[:5], *made[6:-1]])
    assert stream.receive(made[-1], 500 * MS) == []
    assert stream.receive(rtx(made[5]), 510 * MS) == []
    assert stream.receive(made[5], 511 * MS) == []


def test_joined_in_the_middle_a_keyframe_is_asked_for() -> None:
    frames = gop(3) + gop(3, first=3)
    made = packets(frames, limit=LIMIT)
    key = next(at for at, one in enumerate(made) if one.timestamp == made[0].timestamp + 3 * 3600)
    stream = inbound()
    whole = receive(stream, made[2:key])
    assert whole == []
    said = feedback(stream, 0, 299)
    assert [(ms, one) for ms, one in said] == [(50, RtcpPsfbPacket(1, LOCAL, SSRC))]
    assert datas(receive(stream, made[key:], start=300 * MS)) == datas(frames[3:])
    assert plis(feedback(stream, 320, 5000)) == []


def test_requests_for_keyframes_become_rarer_but_do_not_end() -> None:
    stream = inbound()
    receive(stream, packets(gop(1)))
    stream.request_keyframe(100 * MS)
    stream.request_keyframe(101 * MS)
    asked = plis(feedback(stream, 100, 5000))
    assert asked == [100, 400, 1000, 2200, 3400, 4600]
    stream.request_keyframe(5000 * MS)
    later = packets(gop(1, first=5), first=101)
    assert len(stream.receive(later[0], 5000 * MS)) == 1
    assert plis(feedback(stream, 5000, 7000)) == []
    stream.request_keyframe(7000 * MS)
    assert plis(feedback(stream, 7000, 7900)) == [7000, 7300]


def test_a_keyframe_wanted_before_the_first_packet_is_asked_for_after_it() -> None:
    stream = inbound()
    stream.request_keyframe(0)
    assert feedback(stream, 0, 100) == []
    receive(stream, packets([frame(Codec.VP8, 0, 50, keyframe=False)]), start=100 * MS)
    assert plis(feedback(stream, 100, 200)) == [100]


def test_two_requests_are_never_closer_than_300_ms() -> None:
    stream = inbound()
    asked: list[int] = []
    for ms in range(2000):
        if ms % 10 == 0:  # a keyframe comes, and the decoder complains at once
            made = packets(gop(1, first=ms), first=100 + ms // 10)
            stream.receive(made[0], ms * MS)
            stream.request_keyframe(ms * MS)
        asked += [ms for one in stream.poll(ms * MS) if keyframe_requests(one)]
    assert len(asked) == 7
    assert min(b - a for a, b in pairwise(asked)) >= 300


def test_a_keyframe_on_its_way_is_not_asked_for_again() -> None:
    """On 100 kbit/s a packet of 1,200 bytes takes 100 ms, a keyframe seconds."""
    slow = packets([frame(Codec.VP8, 1, 30_000, keyframe=True)])
    stream = inbound()
    stream.receive(packets([frame(Codec.VP8, 0, 50, keyframe=False)], first=99)[0], 0)
    asked: list[int] = []
    for ms in range(100 + len(slow) * 100):
        if ms % 100 == 60 and ms > 100:
            whole = stream.receive(slow[ms // 100 - 1], ms * MS)
        asked += [ms for one in stream.poll(ms * MS) if keyframe_requests(one)]
    assert asked == [50]
    assert len(whole) == 1


def test_the_lost_end_of_a_frame_is_noticed_in_silence() -> None:
    """A slide that is shared is a burst of packets, and then nothing for a while."""
    made = packets([frame(Codec.VP8, 0, 5000, keyframe=True)])
    stream = inbound()
    receive(stream, made[:-1])
    assert plis(feedback(stream, 0, 1000))[0] == 603
    assert plis(feedback(stream, 1000, 2000)) != []


def test_the_hole_in_a_frame_is_given_up_in_silence() -> None:
    made = packets(gop(2), limit=LIMIT)
    stream = inbound()
    stream.measured_rtt(20, 0)
    receive(stream, [*made[:4], *made[5:]])
    assert 400 <= plis(feedback(stream, 0, 500))[0] <= 410


@BOTH
def test_a_new_ssrc_is_a_new_stream(codec: Codec) -> None:
    frames, again = gop(3, codec=codec), gop(3, first=10, codec=codec)
    stream = inbound()
    receive(stream, packets(frames, limit=LIMIT))
    new = [replace(one, ssrc=77) for one in packets(again, first=40_000, limit=LIMIT)]
    old = packets(frames, first=150)[0]
    whole = stream.receive(new[0], 100 * MS)
    assert stream.receive(old, 101 * MS) == []  # a straggler does not bring it back
    whole += receive(stream, new[1:], start=102 * MS)
    assert datas(whole) == datas(again)
    assert stream.ssrc == 77
    assert stream.counters.frames == 6
    # Seconds later the former one may return.
    back = packets(gop(2, first=20, codec=codec), first=500, limit=LIMIT)
    assert len(receive(stream, back, start=3 * NS_PER_S)) == 2


def test_a_jump_in_the_numbers_is_a_restart() -> None:
    stream = inbound()
    receive(stream, packets(gop(3), limit=LIMIT))
    frames = gop(2, first=10) + gop(3, first=12)
    made = packets(frames, first=30_000, timestamp=123, limit=LIMIT)
    # The first packet is not believed, the frame it began is lost with all that follows it.
    assert datas(receive(stream, made, start=100 * MS)) == datas(frames[2:])
    assert stream.counters.loss < 0.1


def test_a_cut_of_the_line_is_jumped_over() -> None:
    stream = inbound()
    receive(stream, packets(gop(3), limit=LIMIT))
    frames = gop(3, first=10)
    made = packets(frames, first=100 + 9 + 700, limit=LIMIT)  # 700 packets were lost
    assert datas(receive(stream, made, start=3 * NS_PER_S)) == datas(frames)
    assert nacks(feedback(stream, 3000, 4000)) == []
    assert stream.counters.freezes == 1


def test_freezes_are_those_that_loss_makes() -> None:
    made = packets(gop(200), limit=1200)  # one packet a frame
    stream = inbound()
    for at, packet in enumerate(made[:100]):
        stream.receive(packet, at * FRAME_NS)
    # The camera pauses for two seconds: no freeze. Then a packet is lost, repaired after 500 ms.
    for at, packet in enumerate(made[101:110], start=101):
        stream.receive(made[100], 100 * FRAME_NS + 2000 * MS) if at == 101 else None
        stream.receive(packet, at * FRAME_NS + 2000 * MS)
    assert stream.counters.freezes == 0
    stream.measured_rtt(400, 0)
    now = 111 * FRAME_NS + 2000 * MS
    for packet in made[111:120]:
        stream.receive(packet, now)
    stream.poll(now + 20 * MS)
    assert len(stream.receive(rtx(made[110]), now + 500 * MS)) == 10
    assert stream.counters.freezes == 1


def test_probing_is_neither_frame_nor_loss() -> None:
    frames = gop(3)
    made = packets(frames, limit=LIMIT)
    stream = inbound()
    whole: list[Encoded] = []
    for at, packet in enumerate(made):
        whole += stream.receive(packet, at * MS)
        whole += stream.receive(RtpPacket(RTX, False, at, 0, RTX_SSRC, b""), at * MS)
        whole += stream.receive(rtx(packet, at), at * MS)  # repeated to probe
    assert datas(whole) == datas(frames)
    padding = [
        RtpPacket(VP8, False, 100 + len(made) + at, made[-1].timestamp, SSRC, b"")
        for at in range(5)
    ]
    assert receive(stream, padding, start=100 * MS) == []
    assert feedback(stream, 100, 2000) == []
    more = packets(gop(3, first=3), first=100 + len(made) + 5, timestamp=5000 + 3 * 3600)
    assert len(receive(stream, more, start=120 * MS)) == 3


def test_payload_types_that_were_not_agreed_on_fill_their_number_only() -> None:
    frames = gop(2)
    made = packets(frames, limit=LIMIT)
    other = RtpPacket(120, False, made[3].sequence, made[3].timestamp, SSRC, b"fec")
    tail = [replace(one, sequence=one.sequence + 1) for one in made[3:]]
    stream = inbound()
    assert datas(receive(stream, [*made[:3], other, *tail])) == datas(frames)
    assert inbound().receive(other, 0) == []


def test_reports() -> None:
    stream = inbound()
    assert stream.receiver_info(0) is None
    made = packets(gop(40), limit=LIMIT)
    receive(stream, [one for at, one in enumerate(made) if at % 4 != 3])
    stream.sender_report(RtcpSrPacket(SSRC + 1, RtcpSenderInfo(1 << 33, 0, 0, 0)), 100 * MS)
    stream.sender_report(RtcpSrPacket(SSRC, RtcpSenderInfo(0x12345678_9ABCDEF0, 0, 0, 0)), 200 * MS)
    info = stream.receiver_info(700 * MS)
    assert info is not None
    assert info.ssrc == SSRC
    assert info.fraction_lost == pytest.approx(64, abs=2)
    assert (info.lsr, info.dlsr) == (0x56789ABC, 32768)
    before = stream.counters
    receive(stream, packets(gop(1), first=made[-1].sequence + 1), start=NS_PER_S)
    since = stream.counters.since(before)
    assert (since.expected, since.received) == (2, 1)  # the last one before was lost
    assert since.loss == 0.5
