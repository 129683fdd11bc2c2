"""Frames from packets: whole, in order, at once, or not at all."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.rtc.packet import RtpPacket
from mcu.rtc.reassembly import BACKLOG, WINDOW, Reassembly
from tests.rtc.material import CODECS, VP8, datas, encoded, frame, nal, packets, streams

LIMIT = 60  # bytes of a payload, so that small frames have several packets

BOTH = pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])


def put(
    reassembly: Reassembly, made: Sequence[RtpPacket], order: Sequence[int] | None = None
) -> list[Encoded]:
    """Put packets in the order given by their places; their numbers are the places and 100."""
    frames: list[Encoded] = []
    for at in range(len(made)) if order is None else order:
        frames += reassembly.put(100 + at, made[at], at)
    return frames


def gop(codec: Codec, count: int, size: int = 150) -> list[Encoded]:
    return [frame(codec, at, size, keyframe=not at) for at in range(count)]


@BOTH
def test_a_frame_leaves_with_its_marker(codec: Codec) -> None:
    frames = gop(codec, 3)
    made = packets(frames, limit=LIMIT)
    reassembly = Reassembly(CODECS)
    for at, packet in enumerate(made):
        whole = reassembly.put(100 + at, packet, now=at * 7)
        assert len(whole) == packet.marker
        assert reassembly.frame_open is not packet.marker
        for one in whole:
            assert one.pts == at * 7
            assert one.keyframe is (one.data == frames[0].data)
            assert one.codec is codec


@BOTH
def test_what_encoders_make_arrives(codec: Codec) -> None:
    frames = encoded(codec)
    whole = put(Reassembly(CODECS), packets(frames))
    assert len(whole) == len(frames)
    assert [one.keyframe for one in whole] == [one.keyframe for one in frames]
    if codec is Codec.VP8:
        assert datas(whole) == datas(frames)


@BOTH
def test_nothing_leaves_before_a_keyframe(codec: Codec) -> None:
    frames = [frame(codec, at, 150, keyframe=at == 4) for at in range(8)]
    reassembly = Reassembly(CODECS)
    made = packets(frames, limit=LIMIT)
    start = made[4:]  # joined in the middle of the second frame
    whole = put(reassembly, start)
    assert datas(whole) == datas(frames[4:])


@given(streams(), st.data())
def test_any_order_gives_every_frame(frames: list[Encoded], data: st.DataObject) -> None:
    made = packets(frames, limit=LIMIT)
    # The first one comes first: else a later keyframe may be a better place to begin.
    rest = data.draw(st.permutations(range(1, len(made))))
    assert datas(put(Reassembly(CODECS), made, [0, *rest])) == datas(frames)


@given(streams(keyframes=False), st.data())
def test_a_stream_may_begin_in_any_order(frames: list[Encoded], data: st.DataObject) -> None:
    made = packets(frames, limit=LIMIT)
    order = data.draw(st.permutations(range(len(made))))
    assert datas(put(Reassembly(CODECS), made, order)) == datas(frames)


@given(streams(), st.data())
def test_what_is_lost_takes_no_other_frame_along_than_it_must(
    frames: list[Encoded], data: st.DataObject
) -> None:
    made = packets(frames, limit=LIMIT)
    places = range(len(made))
    lost = data.draw(st.sets(st.sampled_from(places), max_size=4))
    order = data.draw(st.permutations([at for at in places if at not in lost]))
    reassembly = Reassembly(CODECS)
    whole = put(reassembly, made, order)
    while reassembly.hole is not None:
        assert reassembly.hole - 100 in lost
        whole += reassembly.skip_hole(0)
    assert_decodable(whole, frames)


@given(streams(), st.data())
def test_what_is_lost_in_order_takes_along_what_needs_it(
    frames: list[Encoded], data: st.DataObject
) -> None:
    made = packets(frames, limit=LIMIT)
    lost = data.draw(st.sets(st.sampled_from(range(len(made))), max_size=4))
    reassembly = Reassembly(CODECS)
    whole = put(reassembly, made, [at for at in range(len(made)) if at not in lost])
    while reassembly.hole is not None:
        whole += reassembly.skip_hole(0)
    assert datas(whole) == datas(survivors(frames, made, lost))


def survivors(frames: list[Encoded], made: list[RtpPacket], lost: set[int]) -> list[Encoded]:
    """The frames that can be decoded when these packets never come."""
    broken = {made[at].timestamp for at in lost}
    stamps = sorted({one.timestamp for one in made})
    left: list[Encoded] = []
    decodable = False
    for one, stamp in zip(frames, stamps, strict=True):
        decodable = (decodable or one.keyframe) and stamp not in broken
        if decodable:
            left.append(one)
    return left


def assert_decodable(whole: list[Encoded], frames: list[Encoded]) -> None:
    """Every frame is one that was sent, in order, and follows the one it refers to."""
    place = {one.data: at for at, one in enumerate(frames)}
    before = -1
    for one in whole:
        at = place[one.data]
        assert at > before
        assert one.keyframe is frames[at].keyframe
        assert one.keyframe or at == before + 1
        before = at


@BOTH
def test_a_hole_is_waited_for_and_given_up(codec: Codec) -> None:
    frames = [frame(codec, at, 150, keyframe=at in (0, 3)) for at in range(5)]
    made = packets(frames, limit=LIMIT)
    hole = next(at for at, one in enumerate(made) if one.timestamp != made[0].timestamp)
    order = [at for at in range(len(made)) if at != hole]
    reassembly = Reassembly(CODECS)
    assert datas(put(reassembly, made, order)) == datas(frames[:1])
    assert [reassembly.hole] == [100 + hole]
    assert datas(reassembly.skip_hole(0)) == datas(frames[3:])
    assert reassembly.in_step
    assert reassembly.hole is None
    assert reassembly.put(100 + hole, made[hole], 0) == []


@BOTH
def test_without_a_keyframe_behind_the_hole_one_is_needed(codec: Codec) -> None:
    made = packets(gop(codec, 4), limit=LIMIT)
    hole = next(at for at, one in enumerate(made) if one.timestamp != made[0].timestamp)
    reassembly = Reassembly(CODECS)
    put(reassembly, made, [at for at in range(len(made)) if at != hole])
    assert reassembly.skip_hole(0) == []
    assert not reassembly.in_step
    assert reassembly.hole is None


@BOTH
def test_the_first_packet_of_a_keyframe_may_come_last(codec: Codec) -> None:
    frames = [frame(codec, at, 5000, keyframe=at == 2) for at in range(4)]
    made = packets(frames, limit=LIMIT)
    late = next(at for at, one in enumerate(made) if one.timestamp == 5000 + 2 * 3600)
    reassembly = Reassembly(CODECS)
    assert put(reassembly, made, [at for at in range(len(made)) if at != late]) == []
    assert datas(reassembly.put(100 + late, made[late], 0)) == datas(frames[2:])


@BOTH
def test_padding_is_no_frame_and_no_hole(codec: Codec) -> None:
    frames = gop(codec, 3)
    made: list[RtpPacket] = []
    for one in packets(frames, limit=LIMIT):
        made.append(one)
        made.append(replace(one, payload=b"", marker=one.marker))
    whole = put(Reassembly(CODECS), made)
    assert datas(whole) == datas(frames)


def test_h264_may_end_frames_by_a_new_timestamp_alone() -> None:
    frames = gop(Codec.H264, 3)
    made = [replace(one, marker=False) for one in packets(frames, limit=LIMIT)]
    assert datas(put(Reassembly(CODECS), made)) == datas(frames[:2])


def test_vp8_without_its_marker_is_cut_short() -> None:
    frames = [frame(Codec.VP8, at, 150, keyframe=at in (0, 3)) for at in range(5)]
    made = packets(frames, limit=LIMIT)
    # The sender broke off in the second frame; the numbers go on with the next.
    second = [at for at, one in enumerate(made) if one.timestamp == made[0].timestamp + 3600]
    del made[second[-1]]
    whole = put(Reassembly(CODECS), made)
    assert datas(whole) == datas([frames[0], *frames[3:]])


def test_a_new_payload_type_begins_with_a_keyframe() -> None:
    before = gop(Codec.VP8, 2)
    after = [frame(Codec.H264, at, 150, keyframe=at == 4) for at in range(2, 6)]
    made = packets([*before, *after], limit=LIMIT)
    assert datas(put(Reassembly(CODECS), made)) == datas([*before, *after[2:]])


def test_an_idr_without_parameter_sets_begins_where_it_is_known_to_be_first() -> None:
    slices = [frame(Codec.H264, 0, 150, keyframe=False)]
    idr = Encoded(Codec.H264, b"\0\0\0\1" + nal(5, 1, 150), 0)
    made = packets([*slices, idr], limit=LIMIT)
    assert datas(put(Reassembly(CODECS), made)) == [idr.data]
    first = next(at for at, one in enumerate(made) if one.timestamp != made[0].timestamp)
    assert put(Reassembly(CODECS), made[first:]) == []
    # What shows it may come last.
    order = [at for at in range(len(made)) if at != first - 1]
    assert datas(put(Reassembly(CODECS), made, [*order, first - 1])) == [idr.data]


def test_a_broken_frame_is_not_shown() -> None:
    frames = [frame(Codec.VP8, at, 150, keyframe=at in (0, 2)) for at in range(4)]
    made = packets(frames, limit=LIMIT)
    inner = next(at for at, one in enumerate(made) if one.timestamp != made[0].timestamp) + 1
    made[inner] = replace(made[inner], payload=b"\x10" + made[inner].payload[1:])  # begins again
    assert datas(put(Reassembly(CODECS), made)) == datas([frames[0], *frames[2:]])


def held(reassembly: Reassembly) -> int:
    return len(reassembly._held)


def test_memory_is_bounded_behind_a_hole() -> None:
    reassembly = Reassembly(CODECS)
    key = packets([frame(Codec.VP8, 0, 20, keyframe=True)])[0]
    reassembly.put(0, key, 0)
    other = packets([frame(Codec.VP8, 1, 20, keyframe=False)])[0]
    for at in range(2, 3 * WINDOW):
        reassembly.put(at, other, 0)
        assert held(reassembly) <= WINDOW
    assert not reassembly.in_step
    assert held(reassembly) <= BACKLOG


def test_the_window_gives_way_to_a_keyframe_right_behind_the_hole() -> None:
    frames = [frame(Codec.VP8, at, 20, keyframe=at in (0, 2)) for at in range(WINDOW + 3)]
    made = packets(frames)
    whole = put(Reassembly(CODECS), made, [0, *range(2, len(made))])
    assert datas(whole) == datas([frames[0], *frames[2:]])


def test_memory_is_bounded_in_a_frame_without_end() -> None:
    reassembly = Reassembly(CODECS)
    endless = packets([frame(Codec.VP8, 0, 200_000, keyframe=True)], limit=100)
    assert len(endless) > WINDOW
    put(reassembly, endless)
    assert not reassembly.in_step
    assert len(reassembly._parts) == 0
    assert held(reassembly) <= BACKLOG
    # The next keyframe is taken as if nothing had been.
    key = packets([frame(Codec.VP8, 1, 20, keyframe=True)])[0]
    assert len(reassembly.put(100 + len(endless), key, 0)) == 1


def test_a_far_jump_costs_nothing() -> None:
    reassembly = Reassembly(CODECS)
    made = packets(gop(Codec.VP8, 3))
    put(reassembly, made)
    jump = 1 << 40
    again = [replace(one, timestamp=one.timestamp + 90_000) for one in made]
    whole: list[Encoded] = []
    for at, one in enumerate(again):
        whole += reassembly.put(jump + at, one, 0)
    assert datas(whole) == datas(gop(Codec.VP8, 3))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.sampled_from([VP8, 98]),
            st.booleans(),
            st.integers(0, 3),
            st.sampled_from([b"", b"\x10\x10", b"\x10\x11", b"\x00\x00", b"\x90"])
            | st.sampled_from(
                [nal(7, 1, 4), nal(5, 1, 4), nal(1, 1, 4), b"\x7c\x85\x01", b"\x7c\x45\x01"]
            )
            | st.binary(max_size=4),
        ),
        max_size=60,
    )
)
def test_rubbish_makes_no_trouble(
    drawn: list[tuple[int, int, bool, int, bytes]],
) -> None:
    reassembly = Reassembly(CODECS)
    for sequence, payload_type, marker, timestamp, payload in drawn:
        packet = RtpPacket(payload_type, marker, sequence, timestamp, 1, payload)
        for one in reassembly.put(sequence, packet, 0):
            assert one.data
        assert held(reassembly) <= WINDOW
