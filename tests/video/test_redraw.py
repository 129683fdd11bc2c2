"""Content encoded anew: whatever comes, who watches sees the next picture."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.content import Detail
from mcu.media import Codec, Encoded
from mcu.video.decoder import Decoder, DecoderPool
from mcu.video.redraw import FPS, Redraw
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

    async def run(self, ticks: int) -> None:
        """As the conference does it after a fault, too."""
        self.left = ticks
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
    await bench.run(101)
    count = len(viewer.frames)
    assert count >= 50

    def fail(*_: object) -> Encoded:
        raise RuntimeError

    bench.watch(Codec.H264, detail)
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
    for width in range(64, 64 + 8 * FPS, 2):
        bench.redraw._put(flat(RED, width))
        await bench.run(1)
    seconds = 4
    assert sum(frame.keyframe for frame in viewer.frames) == seconds
    await bench.run(FPS)
    decoder = Decoder()
    pictures = [decoder.decode(frame) for frame in viewer.frames]
    assert pictures[-1]
    assert pictures[-1].width == 62 + 8 * FPS, "and at last it has the size that it kept"
