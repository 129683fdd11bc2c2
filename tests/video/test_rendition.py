import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.video.canvas import Canvas
from mcu.video.ladder import Rung
from mcu.video.rendition import (
    IDLE_NS,
    KEYFRAME_INTERVAL_NS,
    KEYFRAME_MAX_NS,
    KeyframeGate,
    Rendition,
)
from tests.video.material import MS, SECOND

TICK = 40 * MS


class Viewer:
    def __init__(self, *, takes: bool = True) -> None:
        self.frames: list[Encoded] = []
        self.takes = takes

    def deliver(self, frame: Encoded) -> bool:
        if self.takes:
            self.frames.append(frame)
        return self.takes


def gate_at(gate: KeyframeGate, now: int) -> bool:
    """Pass a frame through as a rendition does."""
    opens = gate.opens(now)
    if opens:
        gate.passed(now)
    return opens


def test_the_first_frame_is_a_keyframe() -> None:
    assert gate_at(KeyframeGate(), 12345)


def test_requests_are_coalesced() -> None:
    gate = KeyframeGate()
    gate_at(gate, 0)
    made = []
    for tick in range(1, 50):
        gate.request()
        gate.request()
        if gate_at(gate, tick * TICK):
            made.append(tick * TICK)
    assert made == [520 * MS, 1040 * MS, 1560 * MS]


def test_a_request_is_answered_once() -> None:
    gate = KeyframeGate()
    gate_at(gate, 0)
    gate.request()
    assert not gate_at(gate, KEYFRAME_INTERVAL_NS - 1)
    assert gate_at(gate, KEYFRAME_INTERVAL_NS)
    assert not gate_at(gate, 3 * KEYFRAME_INTERVAL_NS)


def test_without_requests_one_comes_now_and_then() -> None:
    gate = KeyframeGate()
    gate_at(gate, 0)
    made = [n for n in range(1, 600) if gate_at(gate, n * TICK)]
    assert made == [250, 500]
    assert KEYFRAME_MAX_NS == 250 * TICK


@given(st.lists(st.booleans(), max_size=400))
def test_keyframes_are_never_too_near_nor_too_far(requests: list[bool]) -> None:
    gate = KeyframeGate()
    last = 0
    gate_at(gate, 0)
    for tick, request in enumerate(requests, 1):
        if request:
            gate.request()
        if gate_at(gate, tick * TICK):
            assert tick * TICK - last >= KEYFRAME_INTERVAL_NS
            last = tick * TICK
        assert tick * TICK - last <= KEYFRAME_MAX_NS


class Bench:
    def __init__(self) -> None:
        self.rendition = Rendition(Codec.VP8, Rung(160, 90, 200_000), 25)
        self.canvas = Canvas(160, 90)
        self.tick = 0

    def publish(self) -> Encoded:
        now = self.tick * TICK
        frame = self.rendition.encode(self.canvas.frame, self.tick, now)
        self.rendition.fanout.publish(frame)
        self.rendition.rest(now)
        self.tick += 1
        return frame


def test_frames_are_stamped_and_counted() -> None:
    bench = Bench()
    frames = [bench.publish() for _ in range(5)]
    assert [frame.pts for frame in frames] == [n * TICK for n in range(5)]
    assert [frame.keyframe for frame in frames] == [True, False, False, False, False]
    assert {frame.codec for frame in frames} == {Codec.VP8}
    assert (bench.rendition.encoded, bench.rendition.keyframes) == (5, 1)


def test_joiners_start_from_a_keyframe_soon() -> None:
    bench = Bench()
    first, second = Viewer(), Viewer()
    bench.rendition.fanout.subscribe(first)
    for _ in range(5):
        bench.publish()
    bench.rendition.fanout.subscribe(second)
    for _ in range(20):
        bench.publish()
    assert len(first.frames) == 25
    assert second.frames[0].keyframe
    assert second.frames[0].pts == 520 * MS
    assert sum(frame.keyframe for frame in first.frames) == 2


def test_a_viewer_who_takes_nothing_costs_the_others_two_keyframes_a_second() -> None:
    bench = Bench()
    bench.rendition.fanout.subscribe(Viewer(takes=False))
    for _ in range(100):
        bench.publish()
    assert bench.rendition.keyframes == 8


def test_an_encoder_that_nobody_watches_is_freed() -> None:
    bench = Bench()
    rendition = bench.rendition
    subscription = rendition.fanout.subscribe(Viewer())
    bench.publish()
    left = bench.tick * TICK
    rendition.rest(left)
    rendition.fanout.unsubscribe(subscription)
    rendition.rest(left + IDLE_NS - 1)
    assert not rendition.idle
    rendition.rest(left + IDLE_NS)
    assert bench.rendition.idle
    viewer = Viewer()
    rendition.fanout.subscribe(viewer)
    bench.publish()
    assert viewer.frames[0].keyframe
    assert IDLE_NS == 3 * SECOND


def test_sound_is_no_rendition() -> None:
    with pytest.raises(ValueError, match="opus"):
        Rendition(Codec.OPUS, Rung(160, 90, 200_000), 25)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
def test_pictures_that_are_left_out_leave_their_bits_to_nobody(codec: Codec) -> None:
    noise = np.random.default_rng(1).integers(16, 236, (144, 512), np.uint8)

    def octets(step: int) -> int:
        rendition = Rendition(codec, Rung(256, 144, 200_000), 25)
        canvas = Canvas(256, 144)
        made = []
        for number in range(30):
            canvas.y[:] = noise[:, number : number + 256] // 4 + 60
            tick = number * step
            made.append(rendition.encode(canvas.frame, tick, tick * TICK))
        return sum(len(one.data) for one in made[10:])

    assert octets(3) == pytest.approx(octets(1), rel=0.05)


def test_a_slow_rendition_makes_every_other_tick() -> None:
    rendition = Rendition(Codec.H264, Rung(160, 90, 100_000, stride=2), 25)
    canvas = Canvas(160, 90)
    made = []
    for tick in (0, 1, 2, 3, 5, 6, 8, 9):  # 4 and 7 were skipped
        if rendition.due(tick):
            rendition.encode(canvas.frame, tick, tick * TICK)
            made.append(tick)
    assert made == [0, 2, 5, 6, 8]
