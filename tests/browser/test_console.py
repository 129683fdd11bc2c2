"""The console: hundreds of points at a glance, and everything by the keyboard."""

import asyncio
import base64
from pathlib import Path

import pytest

from tests.browser import signs
from tests.browser.browser import LAPTOP, PATIENCE, PHONE, TV, Page, decode_png
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS, cheap
from tests.browser.room import by_id
from tests.browser.signs import Sign
from tests.browser.test_axe import AXE, serious
from tests.browser.test_screens import FAULTS
from tests.cheap import playing
from tests.server import Server

STAGE = (Path(__file__).parent / "stage.mjs").read_text(encoding="utf-8")

MOUSE, FINGER = 36, 44
"""CSS pixels of what is to be hit on an operator's screen, and on a phone."""

TABS = ("scenes", "agenda", "roll", "votes", "notices", "lobby", "chat")

FRAME_MS = 16

IMAGE = """
(selector) => {
  const image = document.querySelector(selector);
  if (!image?.naturalWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}
"""

KEY_TO_MESSAGE = """
async (key) => {
  const before = window.__sent.length;
  const asked = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const [message] = window.__sent.slice(before);
  return [message?.type, message?.sent - asked];
}
"""

BUSY = """
() => {
  const written = (id, more) => ({
    type: "chat",
    message: {
      id,
      point: "p8",
      name: "UBND xã Liên Minh",
      text: "Màn hình của chúng tôi bị tối.",
      sent: new Date().toISOString(),
      ref: `${id}`,
      to: "@operators",
      question: true,
      file: null,
      ...more,
    },
  });
  window.__stage.say(
    { type: "talk", point: "p8", name: "Nguyễn Thị Hòa", session: "another", answered: true },
    { type: "speaking", points: ["p6", "p1"] },
    written(2, {}),
    written(3, { to: "", text: "", file: { id: "f", name: "báo cáo.pdf", bytes: 2400000 } }),
  );
}
"""

SCROLLS = """
(selector) => {
  const it = document.querySelector(selector);
  return it.scrollWidth - it.clientWidth;
}
"""

MOVE_DOWN = """
(list) => {
  const press = new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true });
  document.querySelector(list).dispatchEvent(press);
  return window.__sent.at(-1).points;
}
"""

DRAWN = """
async () => {
  const tree = document.querySelector("[data-testid='tree']");
  let drawn = 0;
  const watch = new MutationObserver((changes) => { drawn += changes.length; });
  watch.observe(tree, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let i = 0; i < 20; i++) {
    window.__stage.say({ type: "speaking", points: i % 2 ? ["p3"] : ["p4"] });
    await new Promise(requestAnimationFrame);
  }
  return drawn;
}
"""


async def staged(launch: Launch, server: Server, points: int) -> Page:
    """Open the console of a meeting that is under way with so many points."""
    browser = await launch("chromium", signs.RED)
    page = await browser.page(scripts=[f"const POINTS = {points};{STAGE}", AXE])
    await page.goto(f"{server.url}/console/demo#t=staged")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("tree"))
    return page


async def leads_by_keys(page: Page) -> None:
    """Find, call, mute, arrange and mark without a mouse."""

    async def sent(key: str, wanted: str) -> dict[str, object]:
        await page.press(key)
        message: dict[str, object] = await page.wait_for(
            "(type) => window.__sent.at(-1)?.type === type && window.__sent.at(-1)", wanted
        )
        return message

    # Found without diacritics, and taken as the next.
    await page.press("/")
    await page.type(by_id("find"), "dao ly")
    await page.press("Enter")
    chosen = await page.evaluate("(s) => document.querySelector(s).textContent", by_id("chosen"))
    assert "Đạo Lý" in chosen
    assert (await sent("p", "floor.prepare"))["point"] not in (None, "p5")
    assert (await sent("Enter", "floor.call"))["limit_s"] == 300
    assert (await sent("m", "mic.silence"))["points"]

    # The queue is arranged, and what was arranged is taken back.
    await page.evaluate("(s) => document.querySelector(s).focus()", by_id("queue"))
    await page.press("ArrowDown")
    order = await page.evaluate(MOVE_DOWN, by_id("queue"))
    assert order[:2] == ["p8", "p5"]
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("undo"))
    assert (await sent("z", "floor.order"))["points"] == ["p5", "p8", *order[2:]]

    # The roll is called by digits.
    await page.press("d")
    await page.click(by_id("roll-p3"))
    await page.evaluate("(s) => document.querySelector(s).focus()", by_id("roll"))
    marked = await sent("3", "roll.mark")
    assert (marked["point"], marked["presence"]) == ("p3", "absent")


async def explains_a_refusal(page: Page) -> None:
    """An act is under way until the server says what became of it, and a refusal stands there."""
    await page.evaluate("() => { window.__silent = true; }")
    await page.click(by_id("call"))
    busy = "(s) => document.querySelector(s).getAttribute('aria-busy')"
    assert await page.evaluate(busy, by_id("call")) == "true"
    await page.evaluate(
        "() => window.__stage.say({ type: 'error', code: 'seat_absent', message_vi: 'Vắng mặt.',"
        " message_en: 'Absent.', about: 'floor.call', ref: window.__sent.at(-1).ref })"
    )
    said = await page.wait_for(
        "(s) => document.querySelector(s)?.textContent", f"{by_id('preview')} .refusal"
    )
    assert said == "Vắng mặt."
    assert await page.evaluate(busy, by_id("call")) == "false"


@pytest.mark.timeout(120)
async def test_it_fits_its_screens(province: Server, launch: Launch, output: Path) -> None:
    page = await staged(launch, province, 130)
    assert await page.evaluate("() => location.hash") == ""
    for size, name in ((LAPTOP, "laptop"), (TV, "tv"), (PHONE, "phone")):
        await page.resize(size)
        for tab in TABS if size is not PHONE else TABS[:1]:
            if size is not PHONE:
                await page.click(by_id(f"tab-{tab}"))
                tall = await page.evaluate("() => document.scrollingElement.scrollHeight")
                assert tall <= size[1], "an operator does not scroll"
            await page.screenshot(output / "screens" / f"console-{tab}-{name}.png")
            assert await page.evaluate(FAULTS, FINGER if size is PHONE else MOUSE) == []
            assert await serious(page) == [], (tab, name)
    await page.resize(LAPTOP)
    await page.click(by_id("tab-votes"))
    await page.evaluate(BUSY)
    for size, name in ((LAPTOP, "laptop"), (TV, "tv")):
        await page.resize(size)
        await page.wait_for("(s) => document.querySelector(s)?.naturalWidth > 0", ".preview img")
        await page.screenshot(output / "screens" / f"console-busy-{name}.png")
        assert await page.evaluate(FAULTS, MOUSE) == []
        assert await page.evaluate(SCROLLS, "[role=tablist]") == 0
    news = "(s) => document.querySelector(s)?.textContent"
    assert await page.evaluate(news, f"{by_id('tab-chat')} .tab-news") == "2"
    assert await serious(page) == []
    await page.resize(LAPTOP)
    await page.press("?")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("help-dialog"))
    await page.screenshot(output / "screens" / "console-help-laptop.png")
    assert await serious(page) == []
    await page.click(f"{by_id('language')} input[value='en']")
    await page.press("Escape")
    for tab in TABS:
        await page.click(by_id(f"tab-{tab}"))
        assert await page.evaluate(FAULTS, MOUSE) == [], tab
        assert await page.evaluate(SCROLLS, "[role=tablist]") == 0
    assert await serious(page) == []


@pytest.mark.timeout(120)
async def test_four_hundred_points_are_quick(province: Server, launch: Launch) -> None:
    page = await staged(launch, province, 400)
    rows = await page.evaluate("() => document.querySelectorAll('[role=treeitem]').length")
    assert rows < 60, "only what is seen is drawn"
    times = []
    for key, act in (("n", "floor.prepare"), ("Enter", "floor.call"), (" ", "floor.pause")) * 3:
        await page.wait_for("() => !document.querySelector('[aria-busy=true]')")
        kind, ms = await page.evaluate(KEY_TO_MESSAGE, key)
        assert kind == act
        times.append(ms)
    assert sorted(times)[len(times) // 2] < FRAME_MS
    # Two lines of the list change each time, in their marks: not four hundred.
    assert await page.evaluate(DRAWN) < 20 * 10
    await explains_a_refusal(page)
    await page.reload()
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("tree"))
    await leads_by_keys(page)


async def until_shows(page: Page, selector: str, sign: Sign) -> None:
    """Wait until an <img> is filled with a point's colour."""
    async with asyncio.timeout(PATIENCE):
        while True:
            png = await page.wait_for(IMAGE, selector)
            picture = decode_png(base64.b64decode(png))
            area = sign.find(picture)
            if area is not None and area.width > 0.8 * picture.shape[1]:
                return
            await asyncio.sleep(0.2)


async def second_screen(page: Page, output: Path) -> None:
    """A window of its own, which follows the first, shows all points and survives a reload."""
    wall = await page.open(by_id("wall-link"), TV)
    for again in (False, True):
        if again:
            await wall.reload()
        await wall.wait_for("(s) => !!document.querySelector(s)", by_id("turn-hai-hau"))
        await wall.wait_for(
            "(s) => document.querySelector(s)?.videoWidth > 0", by_id("program-picture")
        )
        for point in ("nam-dinh", "hai-hau", "giao-thuy", "y-yen"):
            await until_shows(wall, f"{by_id(f'still-{point}')} img", SIGNS[point])
        pressed = "(s) => document.querySelector(s)?.getAttribute('aria-pressed') === 'true'"
        # A tab behind another draws no frames for a real click to wait for.
        await page.evaluate("(s) => document.querySelector(s).click()", by_id("row-y-yen"))
        await wall.wait_for(pressed, by_id("still-y-yen"))
        await wall.click(by_id("still-giao-thuy"))
        await page.wait_for(
            "(s) => document.querySelector(s)?.textContent.includes('Giao Thủy')", by_id("chosen")
        )
    await wall.screenshot(output / "screens" / "console-wall-tv.png")
    assert await wall.evaluate(FAULTS, MOUSE) == []
    assert wall.reports("exception") == []
    await wall.close()


@pytest.mark.timeout(120)
async def test_a_real_meeting_is_led(server: Server, launch: Launch, output: Path) -> None:
    browser = await launch("chromium", signs.RED)
    async with playing(cheap(server, "nam-dinh", "hai-hau", "giao-thuy", "y-yen")):
        page = await browser.page(server.console(MEETING))

        async def until(text: str, place: str) -> None:
            await page.wait_for(
                "(s, text) => document.querySelector(s)?.textContent.includes(text)",
                by_id(place),
                text,
            )

        await until("4/6", "present")
        await page.click(by_id("open-meeting"))
        await until("Đang họp", "phase")

        # Seen and measured before it is on air.
        await page.click(by_id("row-nam-dinh"))
        await page.press("p")
        await until_shows(page, f"{by_id('preview')} img", signs.RED)
        await page.wait_for("(s) => document.querySelector(s)?.value > 0.1", by_id("cue"))
        await page.wait_for("(s) => !!document.querySelector(s)", by_id("delay"))

        # One act: prepared, then on air, and seen by all.
        await page.click(by_id("row-hai-hau"))
        await page.press("p")
        await until("Huyện Hải Hậu", "preview")
        await page.press("Enter")
        await page.wait_for("(s) => !!document.querySelector(s)", by_id("turn-hai-hau"))
        await page.wait_for(
            "(s) => document.querySelector(s)?.videoWidth > 0", by_id("program-picture")
        )
        await page.screenshot(output / "screens" / "console-real-laptop.png")

        # A stop that was meant for another is taken back.
        await page.press("s")
        await page.wait_for("(s) => !document.querySelector(s)", by_id("turn-hai-hau"))
        await page.click(by_id("undo"))
        await page.wait_for("(s) => !!document.querySelector(s)", by_id("turn-hai-hau"))
        await until("Nguyễn Thị Hòa: Trả lại quyền phát biểu cho Huyện Hải Hậu.", "log")

        await second_screen(page, output)

        await page.press("d")
        await page.click(by_id("roll-open"))
        await until("Trực tuyến 4", "roll-counts")
        for point in ("nam-dinh", "hai-hau"):
            await until_shows(page, f"{by_id(f'roll-{point}')} img", SIGNS[point])
        await page.click(by_id("roll-vu-ban"))
        await page.click(by_id("mark-absent"))
        await until("Vắng 1", "roll-counts")
        await page.click(by_id("roll-close"))
        await until("Có ảnh của 4 điểm cầu", "roll-result")
        await page.screenshot(output / "screens" / "console-rolled-laptop.png")
        await page.evaluate("() => { window.print = () => { window.__printed = true; }; }")
        await page.click(by_id("roll-print"))
        await page.wait_for("() => window.__printed")
        for row, point in enumerate(("nam-dinh", "hai-hau"), start=1):
            await until_shows(page, f".printed tbody tr:nth-child({row}) img", SIGNS[point])
        await page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")

        # A refusal is the server's own sentence, where it was asked.
        await page.click(by_id("row-vu-ban"))
        await page.press("p")
        await until("Huyện Vụ Bản", "preview")
        await page.press("Enter")
        await until("hiện không có mặt", "preview")
        assert page.reports("exception") == []
