"""Every page at three sizes: nothing sticks out, nothing is cut off, everything can be hit.

The pictures are kept in tests/.output/screens for people to look at.
"""

from pathlib import Path

from signaling.demo.province import SUGGESTED
from tests.browser import signs
from tests.browser.browser import LAPTOP, PHONE, TV, Page
from tests.browser.conftest import Launch
from tests.browser.room import Room, by_id
from tests.server import Server

SIZES = {"laptop": LAPTOP, "tv": TV, "phone": PHONE}

LEAST_TARGET = 44
"""CSS pixels of a thing that is to be hit by a finger (WCAG 2.2, 2.5.5)."""

FAULTS = """
(least) => {
  const faults = [];
  const name = (it) => `${it.localName}.${it.className} "${it.textContent.trim().slice(0, 40)}"`;
  const ruler = document.createElement("canvas").getContext("2d");
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) {
    faults.push(`page is ${root.scrollWidth} wide on a screen of ${innerWidth}`);
  }
  for (const it of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const shown = it.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!shown || box.width <= 1 || box.height <= 1 || it.closest(".hidden")) continue;
    const says = [...it.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (says && style.overflowX !== "visible" && style.textOverflow !== "ellipsis"
        && it.scrollWidth > it.clientWidth + 1 && it.localName !== "option") {
      faults.push(`text is cut: ${name(it)}`);
    }
    const control = says && style.textOverflow !== "ellipsis" && it.closest("button, a.button");
    if (control) {
      const room = control.getBoundingClientRect();
      const words = document.createRange();
      for (const own of it.childNodes) {
        if (own.nodeType !== 3 || !own.data.trim()) continue;
        words.selectNode(own);
        const { left, right } = words.getBoundingClientRect();
        if (left < room.left - 1 || right > room.right + 1) {
          faults.push(`text is wider than its button: ${name(it)}`);
        }
      }
    }
    if (says && (box.left < -1 || box.right > innerWidth + 1)) {
      faults.push(`text sticks out: ${name(it)}`);
    }
    if (it.placeholder && !it.value) {
      ruler.font = style.font;
      const room = it.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const wide = Math.round(ruler.measureText(it.placeholder).width);
      if (it.localName === "input" && wide > room + 1) {
        faults.push(`placeholder is cut, ${wide} in ${room}: "${it.placeholder}"`);
      }
    }
    const target = it.matches("button, select, input:not([type=checkbox], [type=radio]), a.button");
    if (target && (box.width < least || box.height < least)) {
      faults.push(`small target, ${Math.round(box.width)}×${Math.round(box.height)}: ${name(it)}`);
    }
  }
  return faults;
}
"""

SETTLED = """
async () => {
  const drawn = async () => {
    // The first frame has the new size, and what watches sizes is done before the second.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const ends = ({ effect }) => effect.getComputedTiming().endTime < 1000;
    await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
  };
  // A page behind another tab draws no frames.
  await Promise.race([drawn(), new Promise((done) => setTimeout(done, 200))]);
}
"""


async def look(page: Page, name: str, folder: Path) -> list[str]:
    """Photograph a page at all sizes; return what is wrong with it."""
    faults = []
    for size, pixels in SIZES.items():
        await page.resize(pixels)
        await page.evaluate(SETTLED)
        await page.screenshot(folder / f"{name}-{size}.png")
        found = await page.evaluate(FAULTS, LEAST_TARGET)
        faults += [f"{name} on {size}: {fault}" for fault in found]
    await page.resize(LAPTOP)
    return faults


BAD_PAGE = """data:text/html,<!doctype html><meta charset="utf-8"><title>x</title>
<div style="width: 60px; overflow: hidden; white-space: nowrap">A sentence that is cut</div>
<div style="position: absolute; left: 1300px; width: 200px">This sticks out of the screen</div>
<button style="height: 20px">Tiny</button>
<input style="width: 60px; height: 50px" placeholder="What is to be written here">
<button style="width: 50px; height: 50px; white-space: nowrap">A name that is too long</button>"""


async def test_faults_are_found(launch: Launch) -> None:
    page = await (await launch("chromium", signs.RED)).page(BAD_PAGE)
    found = await page.evaluate(FAULTS, LEAST_TARGET)
    kinds = {fault.split(":")[0].split(",")[0].split(" 1")[0] for fault in found}
    wide = "text is wider than its button"
    cut = {"text is cut", "placeholder is cut"}
    assert kinds == {"page is", *cut, "text sticks out", wide, "small target"}


async def test_pages_fit_their_screens(demo: Server, launch: Launch, output: Path) -> None:
    folder = output / "screens"
    faults = []
    browser = await launch("chromium", signs.RED)
    page = await browser.page(f"{demo.url}/")
    for name, path, ready in (
        ("start", "/", by_id("join-demo")),
        ("join", "/join/demo", by_id("points")),
        ("refused", "/join/demo#t=rubbish", by_id("refusal")),
        ("recordings-none", "/recordings/demo", "h1"),
        ("unknown", "/nothing/here", "h1"),
    ):
        await page.goto("about:blank")  # so that a change of the fragment alone is a new page too
        await page.goto(demo.url + path)
        await page.wait_for("(s) => !!document.querySelector(s)", ready)
        faults += await look(page, name, folder)

    await page.goto(f"{demo.url}/join/demo")
    await page.click(by_id(f"point-{SUGGESTED[0]}"))  # where the demo itself never sits
    room = Room(page)
    await room.go_in()
    faults += await look(page, "room", folder)
    await room.click("roster-button")
    faults += await look(page, "room-roster", folder)
    await room.click("tab-chat")
    await page.type(by_id("message"), "Kính chào Thường trực Tỉnh ủy và các điểm cầu")
    await room.click("send")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("said"))
    faults += await look(page, "room-chat", folder)
    await room.click("close-panel")
    await room.record(True)
    await room.click("more")
    faults += await look(page, "room-more", folder)
    await page.click(f"{by_id('picture-choice')} input[value='sound']")
    faults += await look(page, "room-more-sound", folder)
    await page.press("Escape")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("sound-only"))
    faults += await look(page, "room-sound", folder)
    await room.click("show-picture")
    await room.record(False)
    await room.leave()
    faults += await look(page, "left", folder)
    await page.goto(f"{demo.url}/recordings/demo")
    await page.click(by_id("play"))
    faults += await look(page, "recordings", folder)
    assert faults == []
