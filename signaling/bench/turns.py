"""Page turns of shared content in a real Chromium: from the page that is shared to the reader's.

A page of 150 kB is sent twice: the presenter's browser paces it by what it believes its line to
carry, which depends on how long the page before has stood, and as it comes it leaves at the pace of
the reader's (`mcu.rtc.paced`). `signaling.bench.direct` turns the same pages without a server.
"""

import asyncio
import statistics
from pathlib import Path
from typing import Final

import msgspec

from signaling.bench.browser import BrowserError, Page
from signaling.bench.chromium import Chromium, ChromiumPage
from signaling.bench.guest import Guest, playing_chromium
from signaling.bench.line import Conditions
from signaling.bench.measure import Delay
from signaling.bench.processes import Pressure
from signaling.bench.relay import Relay
from signaling.bench.server import server
from signaling.bench.witness import NS_PER_MS, quantiles

TURNS: Final = (Path(__file__).parent / "turns.js").read_text(encoding="utf-8")

TITLE: Final = "paper"
PAGES: Final = 6
"""Pages in the round: more than an encoder remembers, so that none comes back for nothing."""

SIZE: Final = (1920, 1080)
SETTLED_S: Final = 1.0
"""Seconds after which a page is looked at to see whether it gets sharper yet."""

STAND_S: Final = 8.0
"""Seconds for which people stay on a page at least; that it is looked for takes them one or two."""

LEAF_S: Final = 1.5
"""Seconds for which they stay on pages they only leaf through: none has become sharp to its end."""

LONGEST_S: Final = 15.0
"""Seconds after which a page counts as missed."""

PAPER: Final = f"""data:text/html,<!doctype html><meta charset="utf-8"><title>{TITLE}</title>
<style>
  body {{ margin: 24px 40px; background: white; font: 15px/24px sans-serif }}
  section {{ columns: 3; column-gap: 40px; }}
  section[hidden] {{ display: none }}
  p {{ margin: 0 0 6px; white-space: nowrap; overflow: hidden }}
</style><body><script>
  const words = "tổng thu ngân sách trên địa bàn đạt 9.875 tỷ đồng bằng 112 phần trăm dự toán "
    + "gieo trồng vụ đông 3.460 hecta tiêm chủng cho 27.318 trẻ em tại 175 xã phường thị trấn";
  const all = words.split(" ");
  let dice = 7;
  const word = () => {{
    dice = (Math.imul(dice, 1103515245) + 12345) & 0x7fffffff;
    return all[(dice >> 16) % all.length];
  }};
  for (let page = 0; page < {PAGES}; page += 1) {{
    const section = document.createElement("section");
    section.id = `page-${{page}}`;
    section.hidden = page > 0;
    for (let line = 0; line < 102; line += 1) {{
      const text = document.createElement("p");
      text.textContent = Array.from({{ length: 20 }}, word).join(" ");
      section.append(text);
    }}
    document.body.append(section);
  }}
</script>"""


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """How long it took until something changed, and until the new page could be read, in ms."""

    turns: int
    stand_s: float
    """For how long each page stood when it was sharp, before it was turned."""
    missed: int
    """Turns after which the page did not become sharp in time."""
    changed_ms: Delay
    sharp_ms: Delay
    believed_kbps: int
    """What the presenter's browser believed its line to carry as a page was turned; the median."""


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """Pages that were turned in one meeting."""

    line_kbps: int | None
    """Of the presenter's and of the reader's line, each way; None is no limit."""
    size: tuple[int, int]
    standing: Turns
    """As people turn pages."""
    leafing: Turns | None
    """As somebody does who looks for a page."""
    waiting: float | None
    """Share of the time in which this machine was too busy for something (`Pressure`)."""
    chromium: str


SHARED: Final = """() => {
  const content = document.querySelector("[data-testid='content']");
  return content !== null && content.videoWidth > 0;
}"""


_BELIEVED: Final = """async () => {
  const report = await window.__probe.peers.at(-1).getStats();
  const paths = [...report.values()].filter((one) => one.availableOutgoingBitrate > 0);
  return (paths[0]?.availableOutgoingBitrate ?? 0) / 1000;
}"""


async def turn_pages(turns: int, line_kbps: int | None = None, stand_s: float = STAND_S) -> Turned:
    """Share a tab of small text in one window, read it in another, and turn its pages."""
    line = Conditions(rate=None if line_kbps is None else line_kbps * 1000)
    async with (
        playing_chromium(shares=TITLE) as one,
        server(2) as measured,
        Relay(measured.media, up=line, down=line) as relay,
    ):
        way = None if line_kbps is None else relay.address
        paper = await open_paper(one)
        presenter = await Guest.arrive(one, measured.url, measured.tokens[0], way)
        reader = await Guest.arrive(one, measured.url, measured.tokens[1], way)
        await presenter.enter()
        await reader.enter()
        await presenter.click("share")
        await reader.page.until(SHARED)
        book = Book(paper, presenter.page, reader.page)
        size = await book.learn()
        pressure = Pressure()
        return Turned(
            line_kbps=line_kbps,
            size=size,
            standing=await book.turn(turns, stand_s),
            leafing=await book.turn(turns, LEAF_S) if stand_s > LEAF_S else None,
            waiting=pressure.share(),
            chromium=one.version,
        )


async def open_paper(one: Chromium) -> ChromiumPage:
    """Open the pages in a window of their own, in the size of a usual screen."""
    paper = await one.page(PAPER, TURNS)
    await _enlarge(one, paper)
    return paper


class Book:
    """Pages in one window that are shared from a second one, and read in a third."""

    def __init__(self, paper: Page, presenter: Page, reader: Page) -> None:
        self._paper = paper
        self._presenter = presenter
        self._reader = reader

    async def learn(self) -> tuple[int, int]:
        """Show the reader each page until it is as sharp as it gets; return its size."""
        await self._reader.evaluate(f"() => {{ {TURNS} }}")
        size = (0, 0)
        for number in range(PAGES):
            await self._show(number)
            await asyncio.sleep(SETTLED_S)
            await self._reader.until("(n) => window.__turns.still(n)", number - 1)
            size = tuple(await self._reader.evaluate("(n) => window.__turns.keep(n)", number))
        return size

    async def turn(self, turns: int, stand_s: float) -> Turns:
        """Turn pages that have stood for so long."""
        found: list[tuple[float, float] | None] = []
        believed: list[float] = []
        for number in range(turns):
            await asyncio.sleep(stand_s)
            believed.append(await self._presenter.evaluate(_BELIEVED))
            found.append(await self._timed(number))
        sharp = [one for one in found if one is not None]
        return Turns(
            turns=turns,
            stand_s=stand_s,
            missed=turns - len(sharp),
            changed_ms=_quantiles([changed for changed, _ in sharp]),
            sharp_ms=_quantiles([clear for _, clear in sharp]),
            believed_kbps=round(statistics.median(believed)),
        )

    async def _show(self, number: int) -> float:
        return float(await self._paper.evaluate("(n) => window.__turns.turn(n)", number))

    async def _timed(self, number: int) -> tuple[float, float] | None:
        """Turn to a page; how long it took until it was seen at all, and sharp (ms)."""
        after = number % PAGES
        before = (after - 1) % PAGES
        await self._reader.evaluate("(a, b) => window.__turns.expect(a, b)", before, after)
        begin = await self._show(after)
        try:
            await self._reader.until("() => window.__turns.seen.sharp", limit=LONGEST_S)
        except BrowserError:
            return None
        seen: dict[str, float] = await self._reader.evaluate("() => window.__turns.seen")
        return seen["changed"] - begin, seen["sharp"] - begin


async def _enlarge(one: Chromium, paper: ChromiumPage) -> None:
    """Give a page the size of a usual screen; what is shared has that of its window."""
    window = (await paper.call("Browser.getWindowForTarget"))["windowId"]
    frame = await paper.evaluate("() => outerHeight - innerHeight")
    bounds = {"width": SIZE[0], "height": SIZE[1] + frame}
    await one.call("Browser.setWindowBounds", windowId=window, bounds=bounds)


def _quantiles(milliseconds: list[float]) -> Delay:
    return quantiles([round(one * NS_PER_MS) for one in milliseconds])
