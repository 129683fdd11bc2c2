"""What a tick costs, part by part: `python -m tests.video.measure_tick`.

All tiles get a new picture (640×360) every tick. Prints medians in ms a tick: `fit`, scaling all
pictures (on the decoders' threads), `paint`, the canvas with its labels, `still`, the same when
nothing has changed, and the two encoders.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import numpy as np

from mcu.media import Codec, Picture
from mcu.messages import Plate
from mcu.video.compose import Composer
from mcu.video.encoder import Encoder
from mcu.video.label import Header
from mcu.video.layout import arrange
from mcu.video.scale import fit
from mcu.video.tile import Tile

TICKS = 100
PARTS = ("fit", "paint", "still", "VP8", "H264")
HEADER = Header("Hội nghị trực tuyến", "14:05", recording=True)


def main() -> None:
    pictures = [picture(number) for number in range(40)]
    print("points", *(f"{part:>6}" for part in PARTS), "  ms a tick")
    for points in (4, 9, 16, 25):
        times = measure(points, pictures)
        print(f"{points:6}", *(f"{median(times[part][10:]):6.2f}" for part in PARTS))


def measure(points: int, pictures: list[Picture]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def timed(part: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        times[part].append((time.perf_counter() - start) * 1e3)

    arrangement = arrange(points, 1280, 720)
    composer = Composer(1280, 720)
    encoders = [Encoder(codec, 1280, 720, 25, 1_500_000) for codec in (Codec.VP8, Codec.H264)]
    for tick in range(TICKS):
        new = [pictures[(tick + 7 * number) % 40] for number in range(points)]
        with timed("fit"):
            fitted = [
                fit(one, rect.w, rect.h) for one, rect in zip(new, arrangement.tiles, strict=True)
            ]
        tiles = [_tile(one, number) for number, one in enumerate(fitted)]
        with timed("paint"):
            frame = composer.compose(HEADER, arrangement, tiles)
        with timed("still"):
            composer.compose(HEADER, arrangement, tiles)
        for name, encoder in zip(("VP8", "H264"), encoders, strict=True):
            with timed(name):
                encoder.encode(frame, tick, keyframe=False)
    return times


def _tile(shown: Picture, number: int) -> Tile:
    plate = Plate(title=f"UBND xã Trực Thuận {number}", subtitle="Nhà văn hoá")
    return Tile(shown, True, None, plate, muted=number > 0, speaking=number == 0)


def picture(number: int) -> Picture:
    """Smooth shapes that move, with the noise of a camera."""
    rng = np.random.default_rng(number)
    y, x = np.mgrid[0:360, 0:640]
    luma = 120 + 60 * np.sin((x + 4 * number) / 40) * np.cos((y - 2 * number) / 30)
    luma += rng.normal(0, 2, luma.shape)
    chroma = 128 + 30 * np.sin((x[::2, ::2] + 4 * number) / 70)
    return Picture(
        luma.clip(16, 235).astype(np.uint8),
        chroma.astype(np.uint8),
        (256 - chroma).astype(np.uint8),
        number,
    )


if __name__ == "__main__":
    main()
