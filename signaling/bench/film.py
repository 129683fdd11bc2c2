"""`diemcau bench film`: a film with sound that is shared from a real Chromium, as others get it.

One window shares a tab that plays a film at 25 pictures a second, with its sound; another one
watches it in the same browser. Every two seconds a mark in the film becomes bright and a beep
begins. `sound_later_ms` is by how much the beep is heard after the mark is seen.

Two windows and a film are much for two cores: where `sent_fps` is far below 25, or the pressure
high, it is the machine that is measured. `--clients` measures the server alone.
"""

import argparse
import asyncio
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from signaling.bench import measure, projector
from signaling.bench.chromium import Chromium, ChromiumPage
from signaling.bench.guest import Guest, playing_chromium
from signaling.bench.line import Conditions
from signaling.bench.measure import rounded
from signaling.bench.processes import Pressure
from signaling.bench.reel import BEEP, BEEP_HZ, MARK, TITLE, later, write_film
from signaling.bench.relay import Relay
from signaling.bench.server import server

SCRIPT: Final = (Path(__file__).parent / "film.js").read_text(encoding="utf-8")

ROWS: Final = 360
"""Of the film: what two cores show beside all else. More is for larger machines."""

SETTLE_S: Final = 12.0
"""Seconds until the film is taken for one, and browsers have learnt what their line carries."""

RESIZED_S: Final = 0.5

_SHARED: Final = """() => {
  const content = document.querySelector("[data-testid='content']");
  return content !== null && content.videoWidth > 0;
}"""
_IS_FILM: Final = """() =>
  document.querySelector("[data-testid='show-film']")?.getAttribute("aria-pressed") === "true"
"""


_SENT: Final = """async () => {
  const report = await window.__probe.peers.at(-1).getTransceivers()[2].sender.getStats();
  return [...report.values()].find(({ type }) => type === "outbound-rtp").framesSent;
}"""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How a film comes; `line_kbps` is of who watches, None for no limit."""

    line_kbps: int | None
    seconds: float
    rows: int | None
    """Of the picture, most of the time."""
    fps: float
    sent_fps: float
    """What the presenter's browser made of 25: of the two, the smaller is whose machine is busy."""
    longest_gap_ms: float | None
    kbps: int
    flashes: int
    sound_later_ms: float | None
    """The median; negative where the sound was earlier. None where neither was found."""
    sound_earliest_ms: float | None
    sound_latest_ms: float | None
    page_faults: int
    cpu_pressure: float | None
    """Share of the time in which something on this machine waited for a processor."""
    browser: str


class Found(msgspec.Struct, frozen=True):
    """What `film.js` has seen and heard; times in ms."""

    seconds: float
    shown: list[float]
    rows: list[int]
    saw: list[float]
    heard: list[float]
    bytes: int
    sent: int
    """Frames that left the presenter."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the measurement")
    parser.add_argument("--rows", type=int, default=ROWS, help="of the film, which is 16:9")
    parser.add_argument("--line-kbps", type=int, help="of who watches; none: no limit")
    parser.add_argument("--clients", action="store_true", help="no browsers: the server alone")
    parser.add_argument("--jitter-ms", type=float, default=0.0, help="of who shares: --clients")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    if args.clients:
        how = projector.How(args.rows, args.line_kbps, args.jitter_ms, args.seconds)
        measure.say([asyncio.run(projector.measure(how))])
    else:
        measure.say([asyncio.run(_measure(args.rows, args.seconds, args.line_kbps))])
    return 0


async def _measure(rows: int, seconds: float, line_kbps: int | None) -> Result:
    line = Conditions(rate=None if line_kbps is None else line_kbps * 1000)
    with tempfile.TemporaryDirectory(prefix="diemcau-film-") as name:
        folder = Path(name)
        await asyncio.to_thread(write_film, folder, rows)
        async with (
            playing_chromium(shares=TITLE) as one,
            server(2) as measured,
            Relay(measured.media, up=line, down=line) as relay,
        ):
            film = await _play(one, folder)
            presenter = await Guest.arrive(one, measured.url, measured.tokens[0])
            way = None if line_kbps is None else relay.address
            watcher = await Guest.arrive(one, measured.url, measured.tokens[1], way)
            await presenter.click("use-microphone")
            await presenter.enter()
            await watcher.enter()
            await presenter.click("share")
            await presenter.page.until(_IS_FILM)
            await _enlarge(one, film, rows)
            await watcher.page.until(_SHARED)
            await watcher.page.evaluate(f"() => {{ {SCRIPT} }}")
            await watcher.page.evaluate("(how) => window.__film.watch(how)", _how())
            await asyncio.sleep(SETTLE_S)
            pressure = Pressure()
            found = await _seen(presenter, watcher, seconds)
            await film.close()
            return _result(line_kbps, found, pressure.share(), one)


async def _play(one: Chromium, folder: Path) -> ChromiumPage:
    """Open the film in a tab."""
    film = await one.page((folder / "film.html").as_uri())
    await film.evaluate("() => document.querySelector('video').play()")
    return film


async def _enlarge(one: Chromium, film: ChromiumPage, rows: int) -> None:
    """Give the film its own size: a bar above it says that the tab is shared."""
    window = (await film.call("Browser.getWindowForTarget"))["windowId"]
    height = rows
    for _ in range(3):
        bounds = {"width": rows * 16 // 9, "height": height}
        await one.call("Browser.setWindowBounds", windowId=window, bounds=bounds)
        await asyncio.sleep(RESIZED_S)
        height += rows - int(await film.evaluate("() => innerHeight"))


def _how() -> dict[str, Any]:
    x, y, w, h = MARK
    return {"mark": {"x": x, "y": y, "w": w, "h": h}, "hz": BEEP_HZ, "least": BEEP / 3 / 32768}


async def _seen(presenter: Guest, watcher: Guest, seconds: float) -> Found:
    """Look and listen for some time."""
    lists = ("shown", "rows", "saw", "heard")
    empty = "(names) => { for (const name of names) window.__film[name].length = 0; }"
    sent = int(await presenter.page.evaluate(_SENT))
    before = int(await watcher.page.evaluate("() => window.__film.count()"))
    await watcher.page.evaluate(empty, lists)
    await asyncio.sleep(seconds)
    await watcher.page.evaluate("() => window.__film.count()")
    found = await watcher.page.evaluate("() => window.__film")
    found["bytes"] -= before
    sent = int(await presenter.page.evaluate(_SENT)) - sent
    return msgspec.convert({**found, "seconds": seconds, "sent": sent}, Found)


def _result(line_kbps: int | None, found: Found, strain: float | None, one: Chromium) -> Result:
    seconds, shown, rows = found.seconds, found.shown, found.rows
    apart = later(found.saw, found.heard)
    middle, least, most = (
        (float(np.median(apart)), min(apart), max(apart)) if apart else (None, None, None)
    )
    return Result(
        line_kbps=line_kbps,
        seconds=seconds,
        rows=max(set(rows), key=rows.count, default=None),
        fps=round(len(shown) / seconds, 1),
        sent_fps=round(found.sent / seconds, 1),
        longest_gap_ms=rounded(max((b - a for a, b in pairwise(shown)), default=None)),
        kbps=round(found.bytes * 8 / seconds / 1000),
        flashes=len(apart),
        sound_later_ms=rounded(middle),
        sound_earliest_ms=rounded(least),
        sound_latest_ms=rounded(most),
        page_faults=len(one.faults),
        cpu_pressure=strain,
        browser=one.version,
    )
