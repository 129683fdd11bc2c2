"""`diemcau bench all`: every benchmark in turn, a table at the end.

Each runs as a command of its own with the settings that are named in the table: short ones, about a
quarter of an hour in all, or with `--long` those of the README, about an hour. One that fails,
hangs or lacks something is named, and the others go on. `seconds` says how long each took. The
table is Markdown, one line of JSON follows it. A figure beside its target is marked where it misses
it. Figures of `cores` and delays are of this machine, now: `waited`, the share of the time in which
something had to wait for a processor, says what they are worth.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from mcu import clock
from signaling.bench import measure
from signaling.bench.load import CANVAS
from signaling.bench.paper import CLEAR
from signaling.bench.processes import Pressure
from signaling.bench.speech import HELD_UP_MS, UNDERSTOOD

Figures = dict[str, Any]

SHORTER_S: Final = 300.0
LONGEST_S: Final = 3000.0
"""Seconds after which a benchmark hangs: a short one, and a long one."""

STOP_S: Final = 15.0

LEAST_LEAK_MIB: Final = 8
"""What of memory is in use differs by some pictures from moment to moment; 80 visits that left
a decoder each would be more."""

MOST_SPREAD: Final = 0.15
"""Above this the machine was too busy to say what others notice."""


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


Value = tuple[str, float | None, float | None, bool]
"""A figure's name, its value, its target or None, and whether more is better."""


class Bench(NamedTuple):
    """A benchmark, its options when short and when long, and what of its figures is told."""

    name: str
    short: str
    long: str
    told: Callable[[Figures], Iterator[Value]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--long", action="store_true", help="as long as the README's figures took")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these alone")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON. 1 if a benchmark failed."""
    rows: list[Row] = []
    failed: list[str] = []
    seconds: dict[str, float] = {}
    waited: dict[str, float | None] = {}
    for bench in BENCHES:
        if args.only is not None and bench.name not in args.only:
            continue
        command = f"{bench.name} {bench.long if args.long else bench.short}".strip()
        sys.stderr.write(f"diemcau bench {command}\n")
        sys.stderr.flush()
        begin, pressure = clock.now(), Pressure()
        figures = _figures(command, LONGEST_S if args.long else SHORTER_S)
        seconds[command] = round((clock.now() - begin) / clock.NS_PER_S, 1)
        waited[command] = pressure.share()
        if figures is None:
            failed.append(command)
        else:
            rows += (_row(command, value) for value in bench.told(figures))
    sys.stdout.write(table(rows, failed))
    measure.say([Result(rows=rows, failed=failed, seconds=seconds, waited=waited)])
    return 1 if failed else 0


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


def _less(name: str, found: float | None, target: float | None = None) -> Value:
    return name, found, target, False


def _more(name: str, found: float | None, target: float | None = None) -> Value:
    return name, found, target, True


def _cost(target: float) -> Callable[[Figures], Iterator[Value]]:
    def told(found: Figures) -> Iterator[Value]:
        yield _less("cores", found["cores"], target)
        yield _less("by FFmpeg beside it", found.get("ratio"))

    return told


def _formal(found: Figures) -> Iterator[Value]:
    yield _less("cores", found["cores"])
    whole = found["watched"].get(str(CANVAS[1]), 0)
    yield _more("members with the whole picture", whole, found["points"])
    yield _more("fps of the worst", found["fps_min"], 24.5)
    yield _less("sound gap p99, ms", found["audio_gap_p99_ms"], 40)
    yield _less("all joined, s", found["join_s"], 20)
    yield _less("longest sound gap meanwhile, ms", found["join_gap_ms"], 80)


def _content(found: Figures) -> Iterator[Value]:
    on, off, turned = found["on"], found["off"], found["turned"]
    yield _less("cores for content", round(on["cores"] - off["cores"], 3))
    yield _less("packets/s of content", on["content_packets_per_s"])
    yield _more("fps of the worst beside it", on["fps_min"], 24.5)
    yield _less("page turn p50, ms", turned["sharp_ms"]["p50"], 300)
    yield _less("page turn p95, ms", turned["sharp_ms"]["p95"])


def _delay(found: Figures) -> Iterator[Value]:
    yield _less("glass to glass p50, ms", found["picture_ms"]["p50"], 120)
    yield _less("glass to glass p95, ms", found["picture_ms"]["p95"], 180)
    yield _less("mouth to ear p50, ms", found["sound_ms"]["p50"], 150)
    yield _less("waited for processors", found["cpu_pressure"])


def _join(found: Figures) -> Iterator[Value]:
    for line in found["lines"]:
        name = f"first picture p95, ms, {line['line']}"
        yield _less(name, line["first_picture_ms"]["p95"], line["limit_ms"])


def _address(found: Figures) -> Iterator[Value]:
    for kind in ("moved", "rebound"):
        backs = [one["back_s"] for one in found["changes"] if one["kind"] == kind]
        longest = None if None in backs else max(backs)
        yield _less(f"{kind}: back after, s", longest, found["limit_s"])
    yield _more("kept its session", float(all(one["kept"] for one in found["changes"])), 1)


def _isolation(found: Figures) -> Iterator[Value]:
    spread = found["spread"]
    # What differs without trouble as well is no finding; a large spread excuses nothing.
    limits = {
        name: max(found["limit"], own) if own <= MOST_SPREAD else found["limit"]
        for name, own in spread.items()
    }
    for name, own in spread.items():
        yield _less(f"nobody in trouble: others' {name}, spread", own, MOST_SPREAD)
    for one in found["kinds"]:
        change = one["change"]
        yield _more(f"{one['kind']}: others' fps, change", change["fps"], -limits["fps"])
        yield _less(f"{one['kind']}: others' delay, change", change["delay"], limits["delay"])
        for what, told in (("audio_gap", "sound gap"), ("concealed", "sound concealed")):
            yield _less(f"{one['kind']}: others' {told}, change", change[what], limits[what])


def _drift(found: Figures) -> Iterator[Value]:
    growth = found["growth"]
    yield _less("memory grew, MiB", growth["rss_mib"])
    yield _less("memory grew in the second half, MiB", found["growth_late"]["rss_mib"])
    late = found["growth_late"]["used_mib"]
    yield _less("memory in use grew in the second half, MiB", late, LEAST_LEAK_MIB)
    yield _less("threads more", growth["threads"], 0)
    yield _less("files more", growth["files"], 0)
    yield _less("tasks more", growth["tasks"], 0)
    yield _less("errors in the log", found["errors"], 0)
    yield _less("exceptions that nobody handled", found["exceptions"], 0)
    yield _less("visitors turned away", found["turned_away"], 0)
    yield _less("sound against picture, ms, at worst", found["apart_most_ms"], 40)
    recorded = found["recorded"]
    crept = abs(recorded["end_apart_ms"] - recorded["begin_apart_ms"])
    yield _less("recording: sound against picture crept, ms", crept, 40)


def _acts(found: Figures) -> Iterator[Value]:
    yield _less("key to mixer p95, ms", found["effect_ms"]["p95"], 100)
    yield _less("key to its answer p95, ms", found["done_ms"]["p95"])
    if found["key_ms"] is not None:
        yield _less("key to painted console p95, ms", found["key_ms"]["p95"], 100)
    cores = found["cores"]
    yield _less("cores, no console", cores["0"])
    for number in ("1", "4"):
        yield _less(f"cores more, consoles: {number}", round(cores[number] - cores["0"], 3))


def _loss(found: Figures) -> Iterator[Value]:
    for line in found["lines"]:
        yield _less(f"{line['line']}: sound concealed", line["heard"]["concealed"])
        yield _more(f"{line['line']}: pictures/s", line["seen"]["fps"])
        yield _less(f"{line['line']}: frozen", line["seen"]["frozen_buffered"])


def _speech(found: Figures) -> Iterator[Value]:
    for line in found["lines"]:
        name, target = line["line"], UNDERSTOOD.get(line["line"])
        yield _more(f"{name}: STOI up", line["up"]["stoi"], target)
        yield _more(f"{name}: STOI down", line["down"]["stoi"], target)
        yield _less(f"{name}: measuring was late by, ms", line["held_up_ms"], HELD_UP_MS)


def _picture(found: Figures) -> Iterator[Value]:
    for one in found["results"]:
        name = f"{one['codec']}, {one['height']} rows, {one['asked_kbps']} kbit/s"
        yield _more(f"{name}: SSIM", one["ssim"])
        yield _more(f"{name}: SSIM of the name plates", one["plates_ssim"])
    for one in found["pages"]:
        name = f"{one['codec']}, {one['asked_kbps']} kbit/s: shared A4 page"
        yield _more(f"{name}: sharpness", one["sharp"], CLEAR)
        yield _less(f"{name}: readable after, s", one["readable_s"])


def _scene(found: Figures) -> Iterator[Value]:
    full = next(one for one in found["layouts"] if (one["layout"], one["points"]) == ("grid", 25))
    yield _less("25 tiles scaled and painted, cores", full["cores"])
    taken = found["takes"]
    yield _less(f"{taken['takes']} takes: ticks late", taken["late"], 0)
    yield _less(f"{taken['takes']} takes: longest gap, ms", taken["gap_ms"], 120)


BENCHES: Final = (
    Bench("mix", "--points 16 --seconds 8", "--points 16", _cost(0.36)),
    Bench("product", "--points 25 --seconds 8", "--points 25", _cost(0.25)),
    Bench("formal", "--points 130 --seconds 8", "--points 400", _formal),
    Bench("content", "--points 130 --seconds 8 --turns 8", "--points 400", _content),
    Bench("acts", "--acts 20 --seconds 5", "", _acts),
    Bench("loss", "--line 20ms-10% --seconds 6", "", _loss),
    Bench("isolation", "--rounds 2", "", _isolation),
    Bench("speech", "--seconds 12 --settle 5 --line 20ms-10%", "", _speech),
    Bench("delay", "--seconds 8", "", _delay),
    Bench("delay", "--seconds 8 --browser firefox", "--browser firefox", _delay),
    Bench("picture", "--codec VP8 --frames 50", "", _picture),
    Bench("scene", "--takes 50", "", _scene),
    Bench("join", "--joins 5", "", _join),
    Bench("join", "--joins 5 --browser firefox", "--browser firefox", _join),
    Bench("drift", "--minutes 0.5", "", _drift),
    Bench("address", "--changes 2", "", _address),
)
