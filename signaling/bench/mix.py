"""`diemcau bench mix`: the cost of a meeting in which everybody is seen and talks, like for like.

N points each send 640×360 at 25 fps, 500 kbit/s, and Opus in 20 ms packets; everybody gets back
1280×720 at 25 fps, 1.5 Mbit/s, and the sound minus his own, over DTLS-SRTP. `cores` is the
processor time of all processes of the server per second of meeting. `delay_ms` is from the
first packet of a point's picture to the last packet of the first mixed picture that shows it.
"""

import argparse
import asyncio

import msgspec

from mcu.media import Codec
from signaling.bench import measure, slow
from signaling.bench.clips import picture_clip
from signaling.bench.measure import LIKE_FOR_LIKE, CodecName, Delay
from signaling.bench.yardstick import ffmpeg_cores


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of. `ratio` is `cores` by `ffmpeg_cores`."""

    points: int
    cores: float
    threads: dict[str, float]
    fps: float | None
    delay_ms: Delay
    rss_mib: float
    codec: str
    seconds: float
    slow: int
    audio_gap_p99_ms: float | None
    lost: int
    ffmpeg_cores: float | None
    ratio: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    measure.add_options(parser, points=16)
    parser.add_argument("--alone", action="store_true", help="without FFmpeg beside it")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    slow.slow_down(args.slow)
    measure.say([asyncio.run(_measure(args.points, args.seconds, args.codec, alone=args.alone))])
    return 0


async def _measure(points: int, seconds: float, codec: CodecName, *, alone: bool) -> Result:
    found = await measure.measure(
        points, seen=points, heard=points, seconds=seconds, codec=codec, sent=LIKE_FOR_LIKE
    )
    beside = None if alone else await _beside(Codec(codec), points, seconds)
    return Result(
        points=points,
        cores=round(found.cores, 3),
        threads=found.threads,
        fps=measure.rounded(found.report.fps_min, 2),
        delay_ms=found.delay,
        rss_mib=round(found.rss, 1),
        codec=codec,
        seconds=seconds,
        slow=slow.times(),
        audio_gap_p99_ms=found.report.audio_gap_p99_ms,
        lost=found.report.lost,
        ffmpeg_cores=None if beside is None else round(beside, 3),
        ratio=None if not beside else round(found.cores / beside, 2),
    )


async def _beside(codec: Codec, points: int, seconds: float) -> float | None:
    sent = LIKE_FOR_LIKE
    clip = picture_clip(codec, sent.width, sent.height, sent.fps, sent.bitrate)
    return await ffmpeg_cores(clip, sent.fps, points, seconds)
