"""`diemcau bench mix`: the cost of a meeting in which everybody is seen and talks, like for like.

N points each send 640×360 at 25 fps, 500 kbit/s, and Opus in 20 ms packets; everybody gets back
1280×720 at 25 fps, 1.5 Mbit/s, and the sound minus his own, over DTLS-SRTP. `cores` is the
processor time of all processes of the server per second of meeting. `delay_ms` is from the
first packet of a point's picture to the last packet of the first mixed picture that shows it.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from mcu.media import Codec
from signaling.bench.clips import picture_clip
from signaling.bench.crowd import crowd
from signaling.bench.load import Plan
from signaling.bench.server import MEETING, server
from signaling.bench.yardstick import ffmpeg_cores

WARM_UP_S = 5.0


class Delay(msgspec.Struct, frozen=True):
    """Of the pictures of one point, in milliseconds."""

    p50: float
    p95: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of. `ratio` is `cores` by `ffmpeg_cores`."""

    points: int
    cores: float
    fps: float
    delay_ms: Delay
    rss_mib: float
    codec: str
    seconds: float
    audio_gap_p99_ms: float
    lost: int
    ffmpeg_cores: float | None
    ratio: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--points", type=int, default=16, help="meeting points (1 to 25)")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of the measurement")
    parser.add_argument("--codec", choices=("VP8", "H264"), default="VP8")
    parser.add_argument("--alone", action="store_true", help="without FFmpeg beside it")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    result = asyncio.run(_measure(args.points, args.seconds, args.codec, alone=args.alone))
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
    return 0


async def _measure(
    points: int, seconds: float, codec: Literal["VP8", "H264"], *, alone: bool
) -> Result:
    async with server(points) as measured:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens),
            seen=points,
            heard=points,
            codec=codec,
        )
        async with crowd(plan) as load:
            await asyncio.sleep(WARM_UP_S)
            await load.mark()
            before = measured.usage()
            await asyncio.sleep(seconds)
            after = measured.usage()
            report = await load.mark()
    cores = (after.cpu - before.cpu) / seconds
    beside = None if alone else await _beside(Codec(codec), points, seconds)
    cuts = statistics.quantiles(report.delays_ms, n=20) if len(report.delays_ms) > 1 else [0.0] * 19
    return Result(
        points=points,
        cores=round(cores, 3),
        fps=round(report.fps_min, 2),
        delay_ms=Delay(round(cuts[9], 1), round(cuts[18], 1)),
        rss_mib=round(after.rss, 1),
        codec=codec,
        seconds=seconds,
        audio_gap_p99_ms=report.audio_gap_p99_ms,
        lost=report.lost,
        ffmpeg_cores=None if beside is None else round(beside, 3),
        ratio=None if not beside else round(cores / beside, 2),
    )


async def _beside(codec: Codec, points: int, seconds: float) -> float | None:
    clip = picture_clip(codec, 640, 360, 25, 500_000)
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-") as folder:
        return await ffmpeg_cores(clip, 25, points, seconds, Path(folder))
