import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mcu.media import Codec, Encoded, Picture
from mcu.video.decoder import DecoderPool, Worker
from mcu.video.intake import KEYFRAME_INTERVAL_NS, MAX_PENDING, Intake
from tests.patience import PATIENCE
from tests.video.material import MS, stream

KEYFRAME, *DELTAS = stream(Codec.VP8)


class Bench:
    """An intake whose worker works, and whose loop runs, when told to."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.asked = 0
        self.busy = False
        self._jobs: list[Callable[[], None]] = []
        self._deferred: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self.intake = Intake(
            self,  # type: ignore[arg-type]  # only `submit` is asked of a worker
            self.pictures.append,
            self._ask,
            lambda callback, *args: self._deferred.append((callback, args)),
        )

    def submit(self, job: Callable[[], None]) -> bool:
        if not self.busy:
            self._jobs.append(job)
        return not self.busy

    def _ask(self) -> None:
        self.asked += 1

    def work(self, count: int = 1000) -> None:
        for _ in range(min(count, len(self._jobs))):
            self._jobs.pop(0)()

    def loop(self) -> None:
        while self._deferred:
            callback, args = self._deferred.pop(0)
            callback(*args)

    @property
    def lumas(self) -> list[int]:
        return [int(np.median(one.y)) for one in self.pictures]


def at(frame: Encoded, ms: int) -> Encoded:
    return Encoded(frame.codec, frame.data, ms * MS, frame.keyframe)


def broken(ms: int, *, keyframe: bool = False) -> Encoded:
    return Encoded(Codec.VP8, b"\xfe" * 60, ms * MS, keyframe)


def test_it_starts_with_a_keyframe_and_asks_for_one() -> None:
    bench = Bench()
    bench.intake.take(at(DELTAS[0], 0))
    assert (bench.intake.dropped, bench.asked) == (1, 1)
    bench.intake.take(at(KEYFRAME, 10))
    bench.intake.take(at(DELTAS[0], 40))
    bench.work()
    assert bench.lumas == pytest.approx([40, 55], abs=2)


def test_asking_is_limited_but_goes_on() -> None:
    bench = Bench()
    for ms in range(0, 1400, 40):
        bench.intake.take(at(DELTAS[0], ms))
    assert bench.asked == 3
    assert KEYFRAME_INTERVAL_NS == 500 * MS


def test_a_backlog_is_dropped_up_to_the_next_keyframe() -> None:
    bench = Bench()
    bench.intake.take(at(KEYFRAME, 0))
    for number in range(MAX_PENDING + 2):
        bench.intake.take(at(DELTAS[number % len(DELTAS)], 40 * number + 40))
    assert bench.intake.dropped == 3
    assert bench.asked == 1
    bench.work()
    assert len(bench.pictures) == MAX_PENDING
    # There is room again, but what comes now leans on frames that were dropped.
    bench.intake.take(at(DELTAS[0], 1500))
    assert bench.intake.dropped == 4
    bench.intake.take(at(KEYFRAME, 1540))
    bench.intake.take(at(DELTAS[0], 1580))
    bench.work()
    assert bench.lumas[-2:] == pytest.approx([40, 55], abs=2)


def test_a_keyframe_does_not_get_past_the_bound() -> None:
    bench = Bench()
    for number in range(MAX_PENDING + 5):
        bench.intake.take(at(KEYFRAME, 40 * number))
    bench.work()
    assert len(bench.pictures) == MAX_PENDING


def test_a_worker_with_too_much_to_do_drops_to_a_keyframe() -> None:
    bench = Bench()
    bench.intake.take(at(KEYFRAME, 0))
    bench.busy = True
    bench.intake.take(at(DELTAS[0], 40))
    bench.busy = False
    bench.intake.take(at(DELTAS[1], 80))
    bench.work()
    assert (bench.intake.dropped, bench.asked, len(bench.pictures)) == (2, 1, 1)
    bench.intake.take(at(KEYFRAME, 120))
    bench.work()
    assert len(bench.pictures) == 2


def test_an_error_drops_to_a_keyframe_and_asks_for_it() -> None:
    bench = Bench()
    bench.intake.take(at(KEYFRAME, 0))
    bench.intake.take(broken(40))
    bench.intake.take(at(DELTAS[1], 80))
    bench.work()
    bench.loop()
    assert (bench.intake.errors, bench.asked) == (1, 1)
    assert len(bench.pictures) == 1
    bench.intake.take(at(DELTAS[2], 120))
    assert bench.intake.dropped == 1
    bench.intake.take(at(KEYFRAME, 600))
    bench.work()
    assert len(bench.pictures) == 2


def test_no_keyframe_is_asked_for_when_one_is_on_its_way() -> None:
    bench = Bench()
    bench.intake.take(at(KEYFRAME, 0))
    bench.intake.take(broken(40))
    bench.intake.take(at(KEYFRAME, 80))
    bench.work()
    bench.loop()
    bench.intake.take(at(DELTAS[0], 120))
    bench.work()
    assert bench.asked == 0
    assert bench.lumas == pytest.approx([40, 40, 55], abs=2)


def test_oversize_is_counted() -> None:
    bench = Bench()
    bomb = bytes([0x10, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F]) + bytes(100)
    bench.intake.take(Encoded(Codec.VP8, bomb, 0))
    bench.work()
    bench.loop()
    assert (bench.intake.oversize, bench.intake.errors, bench.asked) == (1, 1, 1)


def test_a_new_session_gets_no_picture_of_the_old_one() -> None:
    bench = Bench()
    bench.intake.take(at(KEYFRAME, 0))
    bench.intake.take(broken(40, keyframe=True))
    bench.work(1)
    bench.intake.take(at(KEYFRAME, 80))
    bench.intake.reset()
    bench.work()
    bench.loop()
    assert len(bench.pictures) == 1
    # It may not begin with a delta, and asks at once, however lately the old one was asked.
    bench.intake.take(at(DELTAS[3], 81))
    assert bench.asked == 1
    bench.intake.take(at(KEYFRAME, 120))
    bench.work()
    assert len(bench.pictures) == 2


def test_a_decoder_goes_at_once_with_all_that_it_keeps() -> None:
    bench = Bench()
    bench.intake.take(KEYFRAME)
    bench.work()
    decoder = bench.intake._decoder
    assert decoder is not None
    kept = weakref.ref(decoder)
    del decoder
    gc.disable()  # a slot and its intake know each other, so they wait for it: for minutes
    try:
        bench.intake.reset()
        assert kept() is None
    finally:
        gc.enable()
    bench.intake.take(at(KEYFRAME, 1000))
    bench.work()
    assert len(bench.pictures) == 2


def test_an_error_of_the_old_session_is_no_error_of_the_new() -> None:
    bench = Bench()
    bench.intake.take(at(KEYFRAME, 0))
    bench.intake.take(broken(40))
    bench.work()
    bench.intake.reset()
    bench.intake.take(at(KEYFRAME, 80))
    bench.loop()
    bench.intake.take(at(DELTAS[0], 120))
    bench.work()
    assert bench.asked == 0
    assert len(bench.pictures) == 3


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
def test_many_members_through_real_threads_keep_their_order(codec: Codec) -> None:
    pool = DecoderPool(2)
    frames = stream(codec)[: MAX_PENDING - 1]
    seen: list[list[int]] = [[] for _ in range(8)]
    left = threading.Semaphore(0)

    def member(pictures: list[int]) -> Intake:
        def put(picture: Picture) -> None:
            pictures.append(int(np.median(picture.y)))
            left.release()

        worker: Worker = pool.seat()
        return Intake(worker, put, lambda: None, lambda callback, *args: callback(*args))

    members = [member(pictures) for pictures in seen]
    for frame in frames:
        for intake in members:
            intake.take(frame)
    assert all(left.acquire(timeout=PATIENCE) for _ in range(8 * len(frames)))
    pool.close()
    for pictures in seen:
        assert pictures == pytest.approx([40 + 15 * n for n in range(len(frames))], abs=2)
