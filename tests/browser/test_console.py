"""The console of a staged meeting: hundreds of points at a glance, everything by the keyboard."""

from pathlib import Path

import pytest

from tests.browser import signs
from tests.browser.browser import LAPTOP, PHONE, TV, Page
from tests.browser.conftest import Launch
from tests.browser.room import by_id
from tests.browser.test_axe import AXE, serious
from tests.browser.test_screens import FAULTS
from tests.browser.words import vietnamese
from tests.server import Server

STAGE = (Path(__file__).parent / "stage.mjs").read_text(encoding="utf-8")

MOUSE, FINGER = 36, 44
"""CSS pixels of what is to be hit on an operator's screen, and on a phone."""

TABS = ("scenes", "agenda", "roll", "votes", "notices", "lobby", "chat")

FRAME_MS = 16

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

SAYS = "(s, text) => document.querySelector(s)?.textContent.includes(text)"
BUSY_IS = "(s, value) => document.querySelector(s).getAttribute('aria-busy') === value"

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
    await page.wait_for(SAYS, by_id("chosen"), "Đạo Lý")
    assert (await sent("p", "floor.prepare"))["point"] not in (None, "p5")
    assert (await sent("Enter", "floor.call"))["limit_s"] == 300
    assert (await sent("m", "mic.silence"))["points"]

    # The queue is arranged, and what was arranged is taken back.
    await page.evaluate("(s) => document.querySelector(s).focus()", by_id("queue"))
    await page.press("ArrowDown")
    order = await page.evaluate(MOVE_DOWN, by_id("queue"))
    assert order[:2] == ["p8", "p5"]
    # Until then it would be the call that is taken back.
    await page.wait_for(BUSY_IS, by_id("queue"), "false")
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
    await page.wait_for(BUSY_IS, by_id("call"), "true")
    await page.evaluate(
        "() => window.__stage.say({ type: 'error', code: 'seat_absent', message_vi: 'Vắng mặt.',"
        " message_en: 'Absent.', about: 'floor.call', ref: window.__sent.at(-1).ref })"
    )
    said = await page.wait_for(
        "(s) => document.querySelector(s)?.textContent", f"{by_id('preview')} .refusal"
    )
    assert said == "Vắng mặt."
    await page.wait_for(BUSY_IS, by_id("call"), "false")
    # A scene that a key has asked for is under way at the key, and at no other.
    await page.press("o")
    await page.press("2")
    await page.wait_for(BUSY_IS, by_id("preset-2"), "true")
    assert await page.evaluate(BUSY_IS, by_id("preset-3"), "false")
    await page.evaluate(
        "() => window.__stage.say({ type: 'done', ref: window.__sent.at(-1).ref, seq: 101 })"
    )
    await page.wait_for(BUSY_IS, by_id("preset-2"), "false")


SENT = "() => window.__sent"

PLACE = """(s) => {
  const { top, bottom } = document.querySelector(s).getBoundingClientRect();
  return [top, bottom];
}"""


async def tells_of_scenes(page: Page) -> None:
    """Who has not been shown is in sight, what becomes of views is said, and nothing moves as an
    act can be taken back.
    """
    unseen = by_id("unseen")
    assert await page.evaluate(SAYS, unseen, "Chưa lên hình: 41 điểm cầu")
    assert (await page.evaluate(PLACE, unseen))[1] < LAPTOP[1]
    assert await page.evaluate(SAYS, by_id("view-1"), "Đang chiếu")
    assert await page.evaluate(SAYS, by_id("view-2"), "Máy chủ chưa đủ sức")
    before = await page.evaluate(PLACE, by_id("preset-1"))
    await page.press("2")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("undo"))
    assert await page.evaluate(PLACE, by_id("preset-1")) == before
    # A view that is changed goes to its points, and never on air by the same key.
    await page.click(by_id("view-change-1"))
    await page.select(by_id("scene-layout"), "pip")
    await page.evaluate("() => document.getElementById('main').focus()")
    await page.press("v")
    shown = await page.wait_for(
        "() => window.__sent.at(-1)?.type === 'view.show' && window.__sent.at(-1).view"
    )
    assert (shown["view"], shown["scene"]["layout"]) == (1, "pip")
    await page.click(by_id("composer-leave"))
    # What is kept under a key is composed before it is on air.
    await page.press("Shift+4")
    await page.wait_for(
        "(s) => document.querySelector(s)?.value === 'bottom'", by_id("scene-layout")
    )
    assert not [one for one in await page.evaluate(SENT) if one.get("key") == 4]
    await page.click(by_id("composer-leave"))


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
    await page.click(by_id("tab-scenes"))
    await tells_of_scenes(page)
    await page.click(by_id("tab-votes"))
    await page.evaluate(BUSY)
    for size, name in ((LAPTOP, "laptop"), (TV, "tv")):
        await page.resize(size)
        await page.wait_for("(s) => document.querySelector(s)?.naturalWidth > 0", ".preview img")
        await page.screenshot(output / "screens" / f"console-busy-{name}.png")
        assert await page.evaluate(FAULTS, MOUSE) == []
        assert await page.evaluate(SCROLLS, "[role=tablist]") == 0
    await page.wait_for(SAYS, f"{by_id('tab-chat')} .tab-news", "2")
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
        assert await vietnamese(page, STAGE + BUSY) == [], tab
    assert await serious(page) == []


@pytest.mark.alone
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
    # Whatever else the machine does only adds to it.
    assert min(times) < FRAME_MS
    # Two lines of the list change each time, in their marks: not four hundred.
    assert await page.evaluate(DRAWN) < 20 * 10
    await explains_a_refusal(page)
    await page.reload()
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("tree"))
    await leads_by_keys(page)
