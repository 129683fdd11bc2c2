"""Content encoded anew: whatever comes, who watches sees the next picture."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.content import APART, Detail
from mcu.media import Codec, Encoded, Picture
from mcu.video.colour import Colour
from mcu.video.decoder import Decoder, DecoderPool
from mcu.video.redraw import FPS, FULL_STRIDE, MOST_COMING, PAGES_FPS, Redraw
from tests.video.material import GREEN, RED, flat


class Viewer:
    def __init__(self) -> None:
        self.frames: list[Encoded] = []

    def deliver(self, frame: Encoded) -> bool:
        self.frames.append(frame)
        return True


class Bench:
    """A redraw whose ticks are counted out, each as soon as the one before is done."""

    def __init__(self, pool: DecoderPool) -> None:
        self.redraw = Redraw(pool, lambda: None)
        self.now = NS_PER_S
        self.left = 0

    async def ticks(self, period: int) -> AsyncIterator[int]:
        while self.left:
            self.left -= 1
            self.now += period
            yield self.now
            await asyncio.sleep(0)

    async def run(self, pages: int) -> None:
        """Until so many pictures of pages are due; as the conference does it after a fault, too."""
        self.left = pages * FULL_STRIDE
        await self.redraw.run()

    def watch(self, codec: Codec = Codec.VP8, detail: Detail = Detail.FULL) -> Viewer:
        viewer = Viewer()
        self.redraw.rendition(codec, detail).subscribe(viewer)
        return viewer


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    pool = DecoderPool(1)
    bench = Bench(pool)
    monkeypatch.setattr(clock, "ticks", bench.ticks)
    monkeypatch.setattr(clock, "now", lambda: bench.now)
    yield bench
    bench.redraw.close()
    pool.close()


@pytest.mark.parametrize("detail", [Detail.FULL, Detail.LOW])
async def test_the_picture_goes_on_after_a_fault(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, detail: Detail
) -> None:
    bench.redraw._put(flat(RED))
    viewer = bench.watch(detail=detail)
    bench.watch(Codec.H264, detail)
    await bench.run(101)
    count = len(viewer.frames)
    assert count >= 50

    def fail(*_: object) -> Encoded:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(bench.redraw._renditions[Codec.H264, detail], "encode", fail)
        with pytest.raises(RuntimeError):
            await bench.run(4)
    await bench.run(5)
    assert len(viewer.frames) >= count + 2
    assert viewer.frames[count].keyframe, "one was made of which nobody got anything"


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
@pytest.mark.parametrize(("width", "height"), [(1, 100), (101, 1), (1, 1), (3, 3)])
async def test_a_window_may_be_a_line(bench: Bench, codec: Codec, width: int, height: int) -> None:
    bench.redraw._put(flat(GREEN, width, height))
    viewer = bench.watch(codec)
    await bench.run(2)
    picture = Decoder().decode(viewer.frames[0])
    assert picture is not None
    assert np.abs(picture.y.astype(int) - GREEN.y).max() < 12


async def test_a_window_that_is_drawn_larger_is_a_new_picture_once_a_second(bench: Bench) -> None:
    viewer = bench.watch()
    for width in range(64, 64 + 8 * PAGES_FPS, 2):
        bench.redraw._put(flat(RED, width))
        await bench.run(1)
    seconds = 4
    assert sum(frame.keyframe for frame in viewer.frames) == seconds
    await bench.run(PAGES_FPS)
    decoder = Decoder()
    pictures = [decoder.decode(frame) for frame in viewer.frames]
    assert pictures[-1]
    assert pictures[-1].width == 62 + 8 * PAGES_FPS, "and at last it has the size that it kept"


def film(number: int, now: int, *, wait: int) -> Picture:
    """A picture of a film, grey by its number, whose sound comes so much later."""
    grey = Colour(40 + number, 128, 128)
    return replace(flat(grey, 1280, 626), pts=now + wait)


@pytest.mark.parametrize(
    ("detail", "size"), [(Detail.SMALL, (320, 156)), (Detail.MEDIUM, (640, 314))]
)
async def test_a_film_moves_and_is_small(
    bench: Bench, detail: Detail, size: tuple[int, int]
) -> None:
    """Each picture has the time of its sound; one that stands goes on in time."""
    viewer = bench.watch(detail=detail)
    wait = NS_PER_S // 5
    due = []
    for number in range(PAGES_FPS):
        bench.redraw._put(film(number, bench.now, wait=wait))
        due.append(bench.now + wait)
        await bench.run(1)
    assert len(viewer.frames) == FPS, "every tick has one"
    decoder = Decoder()
    pictures = [decoder.decode(frame) for frame in viewer.frames]
    assert pictures[-1]
    assert (pictures[-1].width, pictures[-1].height) == size
    stamps = [frame.stamp or 0 for frame in viewer.frames]
    assert [stamp - APART // 2 for stamp in stamps[::FULL_STRIDE]] == due
    assert all(a < b for a, b in pairwise(stamps))


async def test_what_is_recorded_of_a_film_waits_for_its_sound(bench: Bench) -> None:
    bench.redraw.viewed = True
    bench.redraw._put(film(0, bench.now, wait=0))
    assert bench.redraw.picture is not None
    first = bench.redraw.picture
    bench.redraw._put(film(1, bench.now, wait=100_000_000))
    bench.redraw._put(film(2, bench.now, wait=140_000_000))
    assert bench.redraw.picture is first
    bench.now += 100_000_000
    second = bench.redraw.picture
    assert second.y[0, 0] == film(1, 0, wait=0).y[0, 0]
    bench.now += 40_000_000
    assert bench.redraw.picture.y[0, 0] == film(2, 0, wait=0).y[0, 0]


async def test_a_film_whose_sound_is_far_off_does_not_stand_still(bench: Bench) -> None:
    bench.redraw.viewed = True
    for number in range(MOST_COMING + 2):
        bench.redraw._put(film(number, bench.now, wait=NS_PER_S))
    assert bench.redraw.picture is not None


async def test_no_more_is_kept_than_somebody_waits_for(bench: Bench) -> None:
    """Of pages, and of a film that nobody records, the newest picture alone."""
    for wait in (0, NS_PER_S):
        for number in range(9):
            newest = film(number, bench.now, wait=wait)
            bench.redraw._put(newest)
        assert bench.redraw.picture is newest
        assert not bench.redraw._coming
    bench.redraw.viewed = True
    bench.redraw._put(film(9, bench.now, wait=NS_PER_S))
    assert len(bench.redraw._coming) == 1
    bench.redraw.viewed = False
    bench.redraw._put(newest)
    assert not bench.redraw._coming
