"""Page turns of shared content in a real Chromium: from the page that is shared to the reader's.

A page of 170 kB is sent twice, one way after the other: the presenter's browser paces it by its
estimate, and what has arrived whole is paced by the reader's (`mcu.rtc.paced`).
"""

import asyncio
from pathlib import Path
from typing import Final

import msgspec

from signaling.bench.browser import BrowserError, Page
from signaling.bench.chromium import Chromium, ChromiumPage
from signaling.bench.guest import Guest, playing_chromium
from signaling.bench.line import Conditions
from signaling.bench.measure import Delay
from signaling.bench.relay import Relay
from signaling.bench.server import server
from signaling.bench.witness import NS_PER_MS, quantiles

TURNS: Final = (Path(__file__).parent / "turns.js").read_text(encoding="utf-8")

TITLE: Final = "paper"
PAGES: Final = 6
"""Pages in the round: more than an encoder remembers, so that none comes back for nothing."""

SIZE: Final = (1920, 1080)
SETTLED_S: Final = 3.0
"""Seconds after which a page is as sharp as it gets."""

PAUSE_S: Final = 1.5
"""Seconds between a page that is sharp and the next turn."""

LONGEST_S: Final = 6.0
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


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """How long it took until something changed, and until the new page could be read, in ms."""

    turns: int
    line_kbps: int | None
    """Of the presenter's and of the reader's line, each way; None is no limit."""
    missed: int
    """Turns after which the page did not become sharp in time."""
    size: tuple[int, int]
    changed_ms: Delay
    sharp_ms: Delay
    chromium: str


_SHARED: Final = """() => {
  const content = document.querySelector("[data-testid='content']");
  return content !== null && content.videoWidth > 0;
}"""


async def turn_pages(turns: int, line_kbps: int | None = None) -> Turned:
    """Share a tab of small text in one window, read it in another, and turn its pages."""
    line = Conditions(rate=None if line_kbps is None else line_kbps * 1000)
    async with (
        playing_chromium(shares=TITLE) as one,
        server(2) as measured,
        Relay(measured.media, up=line, down=line) as relay,
    ):
        way = None if line_kbps is None else relay.address
        paper = await one.page(PAPER, TURNS)
        await _enlarge(one, paper)
        presenter = await Guest.arrive(one, measured.url, measured.tokens[0], way)
        reader = await Guest.arrive(one, measured.url, measured.tokens[1], way)
        await presenter.enter()
        await reader.enter()
        await presenter.click("share")
        await reader.page.until(_SHARED)
        await reader.page.evaluate(f"() => {{ {TURNS} }}")
        size = (0, 0)
        for number in range(PAGES):
            await _turn(paper, number)
            await asyncio.sleep(SETTLED_S)
            size = tuple(await reader.page.evaluate("(n) => window.__turns.keep(n)", number))
        found = [await _timed(paper, reader.page, number) for number in range(turns)]
        sharp = [one for one in found if one is not None]
        return Turned(
            turns=turns,
            line_kbps=line_kbps,
            missed=turns - len(sharp),
            size=size,
            changed_ms=_quantiles([changed for changed, _ in sharp]),
            sharp_ms=_quantiles([clear for _, clear in sharp]),
            chromium=one.version,
        )


async def _enlarge(one: Chromium, paper: ChromiumPage) -> None:
    """Give a page the size of a usual screen; what is shared has that of its window."""
    window = (await paper.call("Browser.getWindowForTarget"))["windowId"]
    frame = await paper.evaluate("() => outerHeight - innerHeight")
    bounds = {"width": SIZE[0], "height": SIZE[1] + frame}
    await one.call("Browser.setWindowBounds", windowId=window, bounds=bounds)


async def _turn(paper: Page, number: int) -> float:
    return float(await paper.evaluate("(n) => window.__turns.turn(n)", number))


async def _timed(paper: Page, reader: Page, number: int) -> tuple[float, float] | None:
    """Turn to the next page; how long it took until it was seen at all, and sharp (ms)."""
    before, after = (number - 1) % PAGES, number % PAGES
    await reader.evaluate("(a, b) => window.__turns.expect(a, b)", before, after)
    begin = await _turn(paper, after)
    try:
        await reader.until("() => window.__turns.seen.sharp", limit=LONGEST_S)
    except BrowserError:
        return None
    finally:
        await asyncio.sleep(PAUSE_S)
    seen: dict[str, float] = await reader.evaluate("() => window.__turns.seen")
    return seen["changed"] - begin, seen["sharp"] - begin


def _quantiles(milliseconds: list[float]) -> Delay:
    return quantiles([round(one * NS_PER_MS) for one in milliseconds])
