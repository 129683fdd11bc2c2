"""`diemcau bench formal`: a formal meeting, in which few are seen and fewer heard, and all receive.

25 points at a time, whose page is on the screen, send what their tile needs (208×118 at 15 fps,
120 kbit/s), three talk; everybody, joined by DTLS, gets 1280×720 at 25 fps, 1.5 Mbit/s.
`audio_gap_p99_ms` is over all gaps between two packets of sound at all members, as if each held
20 ms: one of 40 that comes 40 ms after the last is on time; `join_gap_ms` is the longest of those
who are inside while the others join. `watched` counts members by the height of what they are sent:
if anybody is sent less than 720 lines, the figures are of another meeting and the benchmark fails.
`bits_per_s` is what the member got who got the least.
"""

import argparse
import asyncio
import sys

import msgspec

from signaling.bench import measure, slow
from signaling.bench.load import CANVAS
from signaling.bench.measure import TILE_OF_25, CodecName

SEEN = 25
HEARD = 3


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of."""

    points: int
    cores: float
    threads: dict[str, float]
    fps_min: float | None
    audio_gap_p99_ms: float | None
    audio_gap_max_ms: float | None
    lost: int
    packets_per_s: int
    bits_per_s: int | None
    watched: dict[int, int]
    rss_mib: float
    join_s: float
    join_gap_ms: float | None
    codec: str
    seconds: float
    slow: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    measure.add_options(parser, points=400)


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    slow.slow_down(args.slow)
    result = asyncio.run(_measure(args.points, args.seconds, args.codec))
    measure.say([result])
    if result.watched != {CANVAS[1]: result.points}:
        sys.stderr.write(f"not everybody was sent the full picture: {result.watched}\n")
        return 1
    return 0


async def _measure(points: int, seconds: float, codec: CodecName) -> Result:
    seen, heard = min(SEEN, points), min(HEARD, points)
    found = await measure.measure(
        points,
        seen=seen,
        heard=heard,
        seconds=seconds,
        codec=codec,
        sent=TILE_OF_25,
        turns=points > SEEN,
    )
    report = found.report
    return Result(
        points=points,
        cores=round(found.cores, 3),
        threads=found.threads,
        fps_min=measure.rounded(report.fps_min, 2),
        audio_gap_p99_ms=report.audio_gap_p99_ms,
        audio_gap_max_ms=measure.rounded(report.audio_gap_max_ms),
        lost=report.lost,
        packets_per_s=report.packets_per_s,
        bits_per_s=report.bits_per_s,
        watched=found.watched,
        rss_mib=round(found.rss, 1),
        join_s=round(found.join_s, 2),
        join_gap_ms=measure.rounded(found.join_gap_ms),
        codec=codec,
        seconds=seconds,
        slow=slow.times(),
    )
