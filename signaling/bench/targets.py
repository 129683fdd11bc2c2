"""What of each benchmark's figures is told in the table of all, and what is wished of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from signaling.bench.load import CANVAS
from signaling.bench.paper import CLEAR
from signaling.bench.speech import HELD_UP_MS, UNDERSTOOD

Figures = dict[str, Any]
"""The last line of a benchmark."""

Value = tuple[str, float | None, float | None, bool]
"""A figure's name, its value, its target or None, and whether more is better."""

Told = Callable[[Figures], Iterator[Value]]

MIX: Final = {4: 0.17, 9: 0.25, 16: 0.36, 25: 0.5}
"""Cores for so many points, like for like."""

FORMAL: Final = {400: 0.65, 800: 1.2}
"""Cores for a formal meeting of so many."""

FROZEN: Final = {"20ms-10%": 0.01, "150ms-5%": 0.03, "600kbit": 0.01}
"""Share of the time in which the picture may stand, by line, of one or of all."""

MOVES: Final = {"20ms-5%": 24, "20ms-10%": 22, "20ms-20%": 10, "2mbit": 24, "2mbit-pages": 20}
"""Pictures a second by line, of one or of all: seen there, and of it by others."""

LATE_MS: Final = {"20ms-5%": 200}
"""How late it may be seen."""

NO_PICTURE_KBPS: Final = 100
"""Who sends no more than this is seen rarely, if at all."""

LEAST_LEAK_MIB: Final = 8
"""What of memory is in use differs by some pictures from moment to moment; 80 visits that left
a decoder each would be more."""

MORE_CONCEALED: Final = 0.01
"""Share of the sound that may be made up while pages turn, beyond that without them."""

MOST_SPREAD: Final = 0.15
"""Above this the machine was too busy to say what others notice."""


def _less(name: str, found: float | None, target: float | None = None) -> Value:
    return name, found, target, False


def _more(name: str, found: float | None, target: float | None = None) -> Value:
    return name, found, target, True


def mix(found: Figures) -> Iterator[Value]:
    """What all pay for all."""
    yield _less("cores", found["cores"], MIX.get(found["points"]))
    yield _less("by FFmpeg beside it", found["ratio"])
    yield _more("fps of the worst", found["fps"])
    yield from _delayed("delay", found["delay_ms"], 35, 60)


def product(found: Figures) -> Iterator[Value]:
    """The same as users get it."""
    yield _less("cores", found["cores"], 0.25 if found["points"] == 25 else None)
    yield _less("by FFmpeg beside it", found["ratio"])
    yield _more("fps of the worst", found["fps_min"])
    yield from _delayed("delay", found["delay_ms"])


def _delayed(
    name: str, delay: Mapping[str, float | None], p50: float | None = None, p95: float | None = None
) -> Iterator[Value]:
    yield _less(f"{name} p50, ms", delay["p50"], p50)
    yield _less(f"{name} p95, ms", delay["p95"], p95)


def formal(found: Figures) -> Iterator[Value]:
    """What a formal meeting costs, and whether everybody gets everything."""
    yield _less("cores", found["cores"], FORMAL.get(found["points"]))
    whole = found["watched"].get(str(CANVAS[1]), 0)
    yield _more("members with the whole picture", whole, found["points"])
    yield _more("fps of the worst", found["fps_min"], 24.5)
    yield _less("sound gap p99, ms", found["audio_gap_p99_ms"], 40)
    yield _more("packets/s out", found["packets_per_s"])
    yield _less("memory, MiB", found["rss_mib"])
    yield _less("all joined, s", found["join_s"], 20)
    yield _less("longest sound gap meanwhile, ms", found["join_gap_ms"], 80)


def content(found: Figures) -> Iterator[Value]:
    """What shared pages cost, and how soon one is read."""
    on, off, turned = found["on"], found["off"], found["turned"]["standing"]
    yield _less("cores for content", round(on["cores"] - off["cores"], 3))
    yield _less("packets/s of content", on["content_packets_per_s"])
    yield _more("fps of the worst beside it", on["fps_min"], 24.5)
    yield _less("page turn p50, ms", turned["sharp_ms"]["p50"], 300)
    yield _less("page turn p95, ms", turned["sharp_ms"]["p95"])


def film(found: Figures) -> Iterator[Value]:
    """How a shared film comes."""
    yield _more("pictures/s of a film", found["fps"], 24)
    yield _less("longest stop of it, ms", found["longest_gap_ms"])
    apart = found["sound_later_ms"]
    yield _less("its sound apart, ms", None if apart is None else abs(apart), 40)
    yield _less("waited for processors", found["cpu_pressure"])


def delay(found: Figures) -> Iterator[Value]:
    """How late pictures and sound are."""
    yield from _delayed("glass to glass", found["picture_ms"], 120, 180)
    yield from _delayed("mouth to ear", found["sound_ms"], 150)
    yield _less("waited for processors", found["cpu_pressure"])


def join(found: Figures) -> Iterator[Value]:
    """How soon who enters sees something."""
    for line in found["lines"]:
        name, found_ms = f"first picture, {line['line']}", line["first_picture_ms"]
        yield from _delayed(name, found_ms, None, line["limit_ms"])


def address(found: Figures) -> Iterator[Value]:
    """How a change of address heals."""
    for kind in ("moved", "rebound"):
        backs = [one["back_s"] for one in found["changes"] if one["kind"] == kind]
        longest = None if None in backs else max(backs, default=None)
        yield _less(f"{kind}: back after, s", longest, found["limit_s"])
    yield _more("kept its session", float(all(one["kept"] for one in found["changes"])), 1)


def isolation(found: Figures) -> Iterator[Value]:
    """What others notice of one in trouble."""
    spread = found["spread"]
    # What differs without trouble as well is no finding; a large spread excuses nothing.
    limits = {
        name: max(found["limit"], own if own is not None and own <= MOST_SPREAD else 0.0)
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


def drift(found: Figures) -> Iterator[Value]:
    """What grows in a long meeting."""
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


def acts(found: Figures) -> Iterator[Value]:
    """How soon an act takes effect."""
    yield _less("key to mixer p95, ms", found["effect_ms"]["p95"], 100)
    yield _less("key to its answer p95, ms", found["done_ms"]["p95"])
    if found["key_ms"] is not None:
        yield _less("key to painted console p95, ms", found["key_ms"]["p95"], 100)
    cores = found["cores"]
    yield _less("cores, no console", cores["0"])
    for number in ("1", "4"):
        yield _less(f"cores more, consoles: {number}", round(cores[number] - cores["0"], 3))


def loss(found: Figures) -> Iterator[Value]:
    """What gets through bad lines."""
    lines = {line["line"]: line for line in found["lines"]}
    for line in lines.values():
        name, up, others = line["line"], line["up"], line["others"]
        way = name.removesuffix("-all")
        sees = line["inputs"]["pictures_kbps"] > NO_PICTURE_KBPS
        yield _less(f"{name}: sound concealed", line["heard"]["concealed"])
        yield _more(f"{name}: pictures/s", line["seen"]["fps"], MOVES.get(way))
        yield _less(f"{name}: frozen", line["seen"]["frozen_buffered"], FROZEN.get(way))
        yield _more(f"{name}: own pictures/s", up["fps"] if sees else None, MOVES.get(way))
        late = up["delay_ms"]["p50"] if sees else None
        yield _less(f"{name}: own picture p50, ms", late, LATE_MS.get(way))
        if not line["inputs"]["everyone"]:  # who counts asks for nothing again
            yield _more(f"{name}: others' pictures/s", others["fps"])
            yield _less(f"{name}: others' sound gap p99, ms", others["audio_gap_p99_ms"])
        if line["inputs"]["cut_s"]:
            yield _less(f"{name}: picture back after, s", line["back_picture_s"], 1)
            yield _less(f"{name}: sound back after, s", line["back_sound_s"], 1)
        without = lines.get(name.removesuffix("-pages"), line)
        if without is not line:
            more = line["heard"]["concealed"] - without["heard"]["concealed"]
            yield _less(f"{name}: sound concealed beyond", round(more, 4), MORE_CONCEALED)
            yield _less(f"{name}: sound gap p99, ms", line["gap_p99_ms"])
            yield _less(f"{name}: the same without pages, ms", without["gap_p99_ms"])
            yield _more(f"{name}: frames of pages/s", line["pages_per_s"])
        yield _less(f"{name}: measuring was late by, ms", line["held_up_ms"])


def speech(found: Figures) -> Iterator[Value]:
    """How well one is understood over them."""
    for line in found["lines"]:
        name, target = line["line"], UNDERSTOOD.get(line["line"])
        yield _more(f"{name}: STOI up", line["up"]["stoi"], target)
        yield _more(f"{name}: STOI down", line["down"]["stoi"], target)
        yield _less(f"{name}: measuring was late by, ms", line["held_up_ms"], HELD_UP_MS)


def picture(found: Figures) -> Iterator[Value]:
    """How good the picture is for its bits."""
    for one in found["results"]:
        name = f"{one['codec']}, {one['height']} rows, {one['asked_kbps']} kbit/s"
        yield _more(f"{name}: SSIM", one["ssim"])
        yield _more(f"{name}: SSIM of the name plates", one["plates_ssim"])
    for one in found["pages"]:
        name = f"{one['codec']}, {one['asked_kbps']} kbit/s: shared A4 page"
        yield _more(f"{name}: sharpness", one["sharp"], CLEAR)
        yield _less(f"{name}: readable after, s", one["readable_s"])


def scene(found: Figures) -> Iterator[Value]:
    """What the wall costs."""
    full = next(one for one in found["layouts"] if (one["layout"], one["points"]) == ("grid", 25))
    yield _less("25 tiles scaled and painted, cores", full["cores"])
    beside = found["beside"]
    yield _less("a further view, cores", beside["view"])
    yield _less("a still of a point, cores", beside["thumbnail"], 0.0005)
    taken = found["takes"]
    yield _less(f"{taken['takes']} takes: ticks late", taken["late"])
    yield _less(f"{taken['takes']} takes: dearest tick, ms of a processor", taken["dearest_ms"], 40)
    yield _less(f"{taken['takes']} takes: longest gap, ms", taken["gap_ms"], 120)
    for one in found["onlookers"]:
        name = f"{taken['takes']} takes, at the end of a line in {one['codec']}"
        yield _less(f"{name}: frames not shown", one["frames"] - one["pictures"], 0)
        yield _less(f"{name}: keyframes", one["keyframes"], one["periodic"])
        yield _less(f"{name}: longest gap, ms", one["gap_ms"], 120)
