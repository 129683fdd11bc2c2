"""`diemcau bench product`: the cost of the meeting of `mix` as users get it.

All N points are seen and each sends what the server asks it for, 208×118 at 15 fps and 120 kbit/s
where 25 are shown; all but three are muted, and so asked for no sound. `sending` and `speaking`
are what they sent: points by height, and those with sound. Everybody gets back 1280×720 at 25 fps,
1.5 Mbit/s, and the sound. `cores` is the processor time of all processes of the server per second
of meeting; FFmpeg beside it does the bare codec work of the same pictures.
"""

import argparse
import asyncio

import msgspec

from mcu.media import Codec
from mcu.video.layout import arrange
from signaling.bench import measure, slow
from signaling.bench.clips import Sent, picture_clip
from signaling.bench.load import CANVAS
from signaling.bench.measure import LIKE_FOR_LIKE, CodecName, Delay
from signaling.bench.yardstick import ffmpeg_cores

TALKING = 3

RATES = (
    (256, 15, 120_000),
    (320, 25, 200_000),
    (480, 25, 350_000),
    (640, 25, 600_000),
    (1280, 25, 1_800_000),
)
"""Pictures and bits a second that are asked for up to a width of tiles."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of. `ratio` is `cores` by `ffmpeg_cores`."""

    points: int
    talking: int
    sent: Sent
    sending: dict[int, int]
    speaking: int
    cores: float
    fps_min: float | None
    delay_ms: Delay
    audio_gap_p99_ms: float | None
    lost: int
    rss_mib: float
    codec: str
    seconds: float
    slow: int
    ffmpeg_cores: float | None
    ratio: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    measure.add_options(parser, points=25)
    parser.add_argument("--alone", action="store_true", help="without FFmpeg beside it")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    slow.slow_down(args.slow)
    measure.say([asyncio.run(_measure(args.points, args.seconds, args.codec, alone=args.alone))])
    return 0


def shown(points: int) -> Sent:
    """Return what each of `points` sends: what fills its tile."""
    tile = arrange(points, *CANVAS).tiles[0]
    fps, bitrate = next(rates for widest, *rates in RATES if tile.w <= widest)
    return Sent(width=tile.w, height=-(-tile.w * 9 // 32) * 2, fps=fps, bitrate=bitrate)


async def _measure(points: int, seconds: float, codec: CodecName, *, alone: bool) -> Result:
    sent, talking = shown(points), min(TALKING, points)
    found = await measure.measure(
        points,
        seen=points,
        heard=talking,
        seconds=seconds,
        codec=codec,
        sent=sent,
        obey=(sent, LIKE_FOR_LIKE),
    )
    beside = None
    if not alone:
        clip = picture_clip(Codec(codec), sent.width, sent.height, sent.fps, sent.bitrate)
        beside = await ffmpeg_cores(clip, sent.fps, points, seconds)
    return Result(
        points=points,
        talking=talking,
        sent=sent,
        sending=found.report.heights,
        speaking=found.report.heard,
        cores=round(found.cores, 3),
        fps_min=measure.rounded(found.report.fps_min, 2),
        delay_ms=found.delay,
        audio_gap_p99_ms=found.report.audio_gap_p99_ms,
        lost=found.report.lost,
        rss_mib=round(found.rss, 1),
        codec=codec,
        seconds=seconds,
        slow=slow.times(),
        ffmpeg_cores=None if beside is None else round(beside, 3),
        ratio=None if not beside else round(found.cores / beside, 2),
    )
