"""`diemcau bench isolation`: what four points notice of a fifth that is in trouble, or makes it.

"narrow": behind 50 kbit/s; "rubbish": authentic packets without sense, pictures, sound and reports;
"flood": 25 Mbit/s and 500 requests for keyframes a second; "fast": a clock that is 200 ppm fast.
Times with it and times in which the fifth is a point like others take turns; of each figure the
median counts, and `change` is the one by the other, less one. `spread` says what such a change is
worth: it is the largest that is found between times without any trouble, those beside one kind
against those beside all the others. Cheap clients on loopback, 640×360 at 25 fps, two of the four
talk.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from statistics import median

import msgspec

from signaling.bench import measure, slow
from signaling.bench.crowd import Load, crowd
from signaling.bench.load import Plan, Report
from signaling.bench.processes import Pressure
from signaling.bench.relay import Relay
from signaling.bench.server import MEETING, Server, server
from signaling.bench.trouble import KINDS, Trouble, playing
from signaling.bench.witness import NS_PER_MS, quantiles

POINTS = 5
SETTLE_S = 1.5
LIMIT = 0.05
"""What is promised for the size of each change."""


class Others(msgspec.Struct, frozen=True, kw_only=True):
    """What the four received; None is what could not be found out."""

    fps_min: float | None
    delay_p50_ms: float | None
    """Of the first one's pictures to its own tile: it depends on where between ticks they come."""
    audio_gap_p99_ms: float | None
    audio_gap_max_ms: float | None
    concealed: float | None
    """Share of the second talker's sound that the first had to make up, or went without."""
    lost: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """With the trouble by without it, less one; of `concealed`, a share, the difference.

    None where there is nothing to compare.
    """

    fps: float | None
    delay: float | None
    audio_gap: float | None
    concealed: float | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of trouble."""

    kind: str
    without: Others
    beside: Others
    change: Change
    server_cores: tuple[float, float]
    """Without and with it."""
    cpu_pressure: float | None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All kinds. `slow` is how many times slower time went than for others."""

    points: int
    seconds: float
    rounds: int
    slow: int
    limit: float
    without: Others
    """The medians of all times without trouble."""
    spread: Change
    """What of a change is the measurement's own."""
    kinds: list[Figures]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--kind", choices=list(KINDS), help="only this one (default: all)")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind")
    slow.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    slow.slow_down(args.slow)
    kinds = list(KINDS) if args.kind is None else [args.kind]
    measure.say([asyncio.run(isolation(kinds, args.seconds, args.rounds))])
    return 0


async def isolation(kinds: list[str], seconds: float, rounds: int) -> Result:
    """Hold a meeting with each kind of trouble in turn."""
    async with server(POINTS) as measured, Relay(measured.media) as relay:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[: POINTS - 1]),
            seen=POINTS - 1,
            heard=2,
            codec="VP8",
            beside=1,
        )
        point = Trouble(measured, measured.tokens[-1], relay)
        async with crowd(plan) as load, playing(point):
            await asyncio.sleep(SETTLE_S)
            found, calm = [], []
            for kind in kinds:
                pressure = Pressure()
                without, beside = [], []
                for _ in range(rounds):
                    without.append(await _stretch(measured, load, seconds))
                    with point.as_kind(kind):
                        beside.append(await _stretch(measured, load, seconds))
                found.append(_figures(kind, without, beside, pressure.share()))
                calm.append(without)
                sys.stderr.write(msgspec.json.encode(found[-1]).decode() + "\n")
    return Result(
        points=POINTS,
        seconds=seconds,
        rounds=rounds,
        slow=slow.times(),
        limit=LIMIT,
        without=_others([one for group in calm for one in group]),
        spread=spread(calm if len(calm) > 1 else [[one] for one in calm[0]]),
        kinds=found,
    )


async def _stretch(measured: Server, load: Load, seconds: float) -> tuple[Report, float]:
    """Let things settle; return what came in and the cores that were used."""
    await asyncio.sleep(SETTLE_S)
    await load.mark()
    before = measured.usage().cpu
    await asyncio.sleep(seconds)
    return await load.mark(), (measured.usage().cpu - before) / seconds


Stretches = Sequence[tuple[Report, float]]


def _figures(kind: str, without: Stretches, beside: Stretches, strain: float | None) -> Figures:
    before, now = _others(without), _others(beside)
    return Figures(
        kind=kind,
        without=before,
        beside=now,
        change=_compare(before, now),
        server_cores=(_cores(without), _cores(beside)),
        cpu_pressure=strain,
    )


def spread(groups: Sequence[Stretches]) -> Change:
    """Return the largest change, either way, between one group of the same kind and the others."""
    changes = [
        _compare(
            _others([one for other in groups if other is not group for one in other]),
            _others(group),
        )
        for group in groups
        if len(groups) > 1
    ]
    return Change(
        fps=_largest(one.fps for one in changes),
        delay=_largest(one.delay for one in changes),
        audio_gap=_largest(one.audio_gap for one in changes),
        concealed=_largest(one.concealed for one in changes),
    )


def _compare(before: Others, now: Others) -> Change:
    return Change(
        fps=_change(before.fps_min, now.fps_min),
        delay=_change(before.delay_p50_ms, now.delay_p50_ms),
        audio_gap=_change(before.audio_gap_p99_ms, now.audio_gap_p99_ms),
        concealed=(
            None
            if now.concealed is None or before.concealed is None
            else round(now.concealed - before.concealed, 4)
        ),
    )


def _others(stretches: Stretches) -> Others:
    reports = [report for report, _ in stretches]
    delays = [quantiles([round(ms * NS_PER_MS) for ms in one.delays_ms]).p50 for one in reports]
    return Others(
        fps_min=_middle((one.fps_min for one in reports), 2),
        delay_p50_ms=_middle(delays),
        audio_gap_p99_ms=_middle(one.audio_gap_p99_ms for one in reports),
        audio_gap_max_ms=_middle(one.audio_gap_max_ms for one in reports),
        concealed=_middle((one.concealed for one in reports), 4),
        lost=sum(one.lost for one in reports),
    )


def _cores(stretches: Stretches) -> float:
    return round(median(cores for _, cores in stretches), 3)


def _change(before: float | None, now: float | None) -> float | None:
    return round(now / before - 1, 3) if before and now is not None else None


def _middle(found: Iterable[float | None], digits: int = 1) -> float | None:
    """Return the median of what was found."""
    known = [one for one in found if one is not None]
    return round(median(known), digits) if known else None


def _largest(found: Iterable[float | None]) -> float | None:
    """Return the size of the largest change that was found, either way."""
    return max((abs(one) for one in found if one is not None), default=None)
