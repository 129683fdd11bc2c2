"""`diemcau bench all`: every benchmark in turn, a table at the end.

Each runs as a command of its own with the settings that are named in the table: short ones, about a
quarter of an hour in all, or with `--long` those of FIGURES.md, about an hour, half of it
the drift (`--but drift`). One that fails, hangs or lacks something is named, and the others go on.
`seconds` says how long each took. The table is Markdown, one line of JSON follows it. A figure
beside its target is marked where it misses it. Figures of `cores` and delays are of this machine,
now: `waited`, the share of the time in which something had to wait for a processor, says what they
are worth.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from mcu import clock
from signaling.bench import measure, targets
from signaling.bench.processes import Pressure
from signaling.bench.targets import Figures, Told, Value

SHORTER_S: Final = 300.0
LONGEST_S: Final = 3000.0
"""Seconds after which a benchmark hangs: a short one, and a long one."""

STOP_S: Final = 15.0


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `good` is None where there is no target."""

    command: str
    figure: str
    value: float | None
    target: str = ""
    good: bool | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The table, and which benchmarks failed or could not run here."""

    rows: list[Row]
    failed: list[str]
    seconds: dict[str, float]
    """How long each took."""
    waited: dict[str, float | None]
    """How short of processors the machine was meanwhile, 0…1; None where it does not tell."""


class Bench(NamedTuple):
    """A benchmark, its options when short and when long, and what of its figures is told."""

    name: str
    short: str
    long: tuple[str, ...]
    """Options of each run."""
    told: Told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--long", action="store_true", help="as long as for FIGURES.md")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these alone")
    parser.add_argument("--but", nargs="+", metavar="NAME", default=[], help="all but these")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON. 1 if a benchmark failed."""
    rows: list[Row] = []
    failed: list[str] = []
    seconds: dict[str, float] = {}
    waited: dict[str, float | None] = {}
    for command, told in _commands(args):
        sys.stderr.write(f"diemcau bench {command}\n")
        sys.stderr.flush()
        begin, pressure = clock.now(), Pressure()
        figures = _figures(command, LONGEST_S if args.long else SHORTER_S)
        seconds[command] = round((clock.now() - begin) / clock.NS_PER_S, 1)
        waited[command] = pressure.share()
        if figures is None:
            failed.append(command)
        else:
            rows += (_row(command, value) for value in told(figures))
    sys.stdout.write(table(rows, failed))
    measure.say([Result(rows=rows, failed=failed, seconds=seconds, waited=waited)])
    return 1 if failed else 0


def _commands(args: argparse.Namespace) -> Iterator[tuple[str, Told]]:
    """Yield what is to be run, and what of its figures is told."""
    for bench in BENCHES:
        if bench.name in args.but or (args.only is not None and bench.name not in args.only):
            continue
        for options in bench.long if args.long else (bench.short,):
            yield f"{bench.name} {options}".strip(), bench.told


def _figures(command: str, limit: float) -> Figures | None:
    """Run a benchmark and return what its last line says; None if it failed, or took too long."""
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "signaling.cli", "bench", *command.split(), "--json"],
        stdout=subprocess.PIPE,
    ) as process:
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"{command}: no end after {limit:g} s\n")
            said = _stopped(process)
        except BaseException:
            _stopped(process)
            raise
    # One whose figures miss their target says so by its code, and is no failure of the measurement.
    try:
        figures = json.loads(said.splitlines()[-1])
    except (IndexError, ValueError):
        return None
    return figures if isinstance(figures, dict) else None


def _stopped(process: subprocess.Popen[bytes]) -> bytes:
    """Have a benchmark end what it has started, and itself; it has said nothing of use."""
    process.terminate()
    try:
        process.communicate(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    return b""


def _row(command: str, value: Value) -> Row:
    figure, found, target, more = value
    if target is None:
        return Row(command=command, figure=figure, value=found)
    good = found is not None and (found >= target if more else found <= target)
    return Row(
        command=command,
        figure=figure,
        value=found,
        target=f"{'≥' if more else '≤'} {target:g}",
        good=good,
    )


def table(rows: Sequence[Row], failed: Sequence[str]) -> str:
    """Return rows as a table in Markdown, whose columns are aligned."""
    lines = [("command", "figure", "value", "target", "")]
    for row in rows:
        value = "–" if row.value is None else f"{row.value:g}"
        lines.append((row.command, row.figure, value, row.target, "" if row.good else "!"))
        if row.good is None:
            lines[-1] = (*lines[-1][:4], "")
    lines += [(command, "không đo được / did not run", "", "", "!") for command in failed]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    lines.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * widths[3], "-"))
    return "".join(
        f"| {' | '.join(c.ljust(width) for c, width in zip(line, widths, strict=True))} |\n"
        for line in lines
    )


BENCHES: Final = (
    Bench(
        "mix",
        "--points 16 --seconds 8",
        tuple(f"--points {n} --seconds 10" for n in (4, 9, 16, 25)),
        targets.mix,
    ),
    Bench("product", "--points 25 --seconds 8", ("--points 25 --seconds 10",), targets.product),
    Bench(
        "formal",
        "--points 130 --seconds 8",
        tuple(f"--points {n} --seconds 10" for n in (40, 130, 400, 800)),
        targets.formal,
    ),
    Bench(
        "content",
        "--points 130 --seconds 8 --turns 6",
        ("--points 400 --seconds 10 --direct",),
        targets.content,
    ),
    Bench("acts", "--acts 20 --seconds 5", ("",), targets.acts),
    Bench(
        "loss",
        "--line 20ms-10% --line 2mbit --line 2mbit-pages --seconds 6",
        ("",),
        targets.loss,
    ),
    Bench("isolation", "--rounds 2", ("",), targets.isolation),
    Bench(
        "speech",
        "--seconds 12 --settle 5 --line 20ms-10%",
        ("--seconds 12 --line 20ms-10% --line 20ms-20% --line 150ms-5%",),
        targets.speech,
    ),
    Bench("film", "--seconds 10", ("",), targets.film),
    Bench("delay", "--seconds 8", ("",), targets.delay),
    Bench("delay", "--seconds 8 --browser firefox", ("--browser firefox",), targets.delay),
    Bench("picture", "--codec VP8 --frames 50", ("",), targets.picture),
    Bench("scene", "--takes 50", ("",), targets.scene),
    Bench("join", "--joins 5", ("",), targets.join),
    Bench("join", "--joins 5 --browser firefox", ("--browser firefox",), targets.join),
    Bench("drift", "--minutes 0.5", ("",), targets.drift),
    Bench("address", "--changes 2", ("",), targets.address),
)
