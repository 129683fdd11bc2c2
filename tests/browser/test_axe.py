"""Every page in every state that matters, judged by axe-core."""

from pathlib import Path

import pytest

from tests.browser import signs
from tests.browser.browser import PHONE, Page
from tests.browser.conftest import Launch
from tests.browser.room import Room, by_id
from tests.server import Server

AXE = (Path(__file__).parent / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN = """
async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
"""

THEMES = ("light", "dark")
LANGUAGES = ("vi", "en")


def prepare(theme: str, lang: str) -> list[str]:
    """Scripts that run before a page's own: axe, and the person's choices."""
    choices = (
        f"localStorage.setItem('diemcau.theme', '{theme}');"
        f"localStorage.setItem('diemcau.lang', '{lang}');"
    )
    return [f"if (location.protocol.startsWith('http')) {{ {choices} }}", AXE]


async def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical."""
    found: list[str] = await page.evaluate(RUN, RULES)
    return found


async def test_faults_are_found(launch: Launch) -> None:
    browser = await launch("chromium", signs.RED)
    bad = "data:text/html,<!doctype html><title>x</title><img src='data:,'><button></button>"
    page = await browser.page(bad, scripts=[AXE])
    assert {fault.split(":")[0] for fault in await serious(page)} >= {"image-alt", "button-name"}


@pytest.mark.parametrize("theme", THEMES)
async def test_pages_outside_of_a_meeting(province: Server, launch: Launch, theme: str) -> None:
    browser = await launch("chromium", signs.RED)
    for lang in LANGUAGES:
        scripts = prepare(theme, lang)
        for path, ready in (
            ("/", by_id("join-demo")),
            ("/join/demo", by_id("points")),
            ("/join/demo#t=rubbish", by_id("refusal")),
            ("/join/nowhere", "h1"),
            ("/recordings/demo", "h1"),
            ("/nothing/here", "h1"),
        ):
            page = await browser.page(province.url + path, fresh=True, scripts=scripts)
            await page.wait_for("(s) => !!document.querySelector(s)", ready)
            assert await serious(page) == [], (path, theme, lang)
            used = await page.evaluate(
                "() => [document.documentElement.dataset.theme, document.documentElement.lang]"
            )
            assert used == [theme, lang]
            await page.close()


@pytest.mark.parametrize("theme", THEMES)
async def test_the_room(server: Server, launch: Launch, theme: str) -> None:
    browser = await launch("chromium", signs.RED)
    link = server.link("giao-ban", "nam-dinh")
    room = await Room.enter(browser, link, scripts=prepare(theme, "vi"))
    page = room.page
    assert await serious(page) == []
    await room.click("roster-button")
    assert await serious(page) == []
    await room.click("tab-chat")
    await page.type(by_id("message"), "Kính chào các điểm cầu")
    await room.click("send")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("said"))
    assert await serious(page) == []
    await room.click("close-panel")
    for opened, inside in (("more", "more-dialog"), ("leave", "leave-question")):
        await room.click(opened)
        await page.wait_for("(s) => !!document.querySelector(s)", by_id(inside))
        assert await serious(page) == [], opened
        await page.press("Escape")
        await page.wait_for("(s) => !document.querySelector(s)", by_id(inside))
    await page.resize(PHONE)
    assert await serious(page) == []
    await room.leave()
    assert await serious(page) == []
