"""A meeting from its plan to the room: planned, announced, printed, joined, its paper read."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from signaling.schedule.recurrence import ZONE
from tests.browser import signs
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.room import Room, by_id
from tests.browser.test_axe import AXE, serious
from tests.browser.test_directory import LOG_IN, THERE, run
from tests.browser.test_screens import look
from tests.directory.tables import as_csv
from tests.patience import PATIENCE
from tests.server import Server
from tests.signaling.accounts import PASSWORD

UNITS: list[Sequence[object]] = [
    ["Mã đơn vị", "Tên đơn vị", "Trực thuộc"],
    ["nam-dinh", "Tỉnh Nam Định", ""],
    ["truc-ninh", "Huyện Trực Ninh", "nam-dinh"],
    ["hai-hau", "Huyện Hải Hậu", "nam-dinh"],
    *([f"truc-{n}", f"Xã Trực Đại {n}", "truc-ninh"] for n in range(1, 6)),
    *([f"hai-{n}", f"Xã Hải Hưng {n}", "hai-hau"] for n in range(1, 6)),
]
POINTS: list[Sequence[object]] = [
    ["Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị", "Số đại biểu"],
    ["d-tinh", "Trung tâm Hội nghị tỉnh", "nam-dinh", 20],
    *([f"d-{row[0]}", f"UBND {row[1]}", row[0], 5] for row in UNITS[2:]),
]

TITLE = "Kỳ họp thứ mười HĐND tỉnh khóa XIX"

PUT_FILES = """([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  const input = document.querySelector(selector);
  input.files = data.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""

SET = """([selector, value]) => {
  const input = document.querySelector(selector);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}"""

TEXT = "(s) => document.querySelector(s)?.textContent"
CENTRE = "(s) => document.querySelector(s).scrollIntoView({ block: 'center' })"
VALUES = "(s) => [...document.querySelectorAll(s)].map((it) => it.value)"


def pdf() -> str:
    """Return a PDF file of one page that is magenta all over (ISO 32000-2, 7.5)."""
    content = "1 0 1 rg 0 0 595 842 re f"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
    ]
    file, places = "%PDF-1.7\n", []
    for number, it in enumerate(objects, 1):
        places.append(f"{len(file):010} 00000 n \n")
        file += f"{number} 0 obj{it}endobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(places)}"
    return f"{file}{table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF\n"


async def test_from_the_plan_to_a_paper_in_the_room(
    server: Server, launch: Launch, output: Path, tmp_path: Path
) -> None:
    await people_and_places(server, tmp_path)
    folder = output / "screens"
    browser = await launch("chromium", signs.RED)
    page = await browser.page(f"{server.url}/", scripts=[AXE])
    assert await page.evaluate(LOG_IN, {"name": "thu-ky", "password": PASSWORD}) == 200
    await plan(page, server, folder)
    await bring_papers(page)
    assert await serious(page) == []
    faults = await look(page, "admin-meeting", folder)
    await page.click(by_id("announce"))
    await page.wait_for(THERE, f"{by_id('plan-standing')}[data-standing='announced']")
    meeting = str(await page.evaluate("() => location.pathname")).rpartition("/")[2]
    await page.click(by_id("more"))
    await page.click(by_id("copy"))
    await page.wait_for(f"(s, title) => ({VALUES})(s)[0] === title", by_id("plan-title"), TITLE)
    assert await page.evaluate("() => location.pathname") == "/admin/meetings/new"

    for name, path, ready in (
        ("admin-meetings", "/admin/meetings", by_id(f"plan-{meeting}")),
        ("agenda", f"/agenda/{meeting}", by_id("programme")),
        ("today", "/", by_id("today")),
    ):
        await page.goto(server.url + path)
        await page.wait_for(THERE, ready)
        faults += await look(page, name, folder)
        assert await serious(page) == [], name

    await page.goto(f"{server.url}/console/{meeting}")
    await page.click(by_id("paper"))
    await page.wait_for(THERE, f"{by_id('paper-dialog')} iframe")
    await until_drawn(page, folder / "console-paper.png")
    assert await serious(page) == []

    await page.goto(server.link(meeting, "d-truc-1"))
    # The plan has microphones off when points come in.
    await page.wait_for(THERE, by_id("comes-muted"))
    room = Room(page)
    await room.go_in()
    assert (await room.state())["microphone"] is False
    await room.click("more")
    await room.click("agenda-button")
    await room.click("paper")
    await page.wait_for(THERE, f"{by_id('paper-view')} iframe")
    await until_drawn(page, folder / "room-paper.png")
    assert await serious(page) == []
    faults += await look(page, "room-paper", folder)

    # A browser without a reader, as phones have it: the file, and what becomes of a click.
    await page.evaluate(NO_READER)
    await room.click("close-paper")
    await page.wait_for(THERE, by_id("papers-hint"))
    await page.wait_for(THERE, f"{by_id('paper')}[download='']")
    faults += await look(page, "room-papers-kept", folder)
    await change(page, f"{server.url}/admin/meetings/{meeting}", folder)
    await cancel(page, f"{server.url}/admin/meetings/{meeting}", folder)
    await begins_without_cameras(page, server)
    assert faults == []


WITHOUT_CAMERAS = """async (point) => {
  const plan = {
    title: "Họp không bật camera",
    host: "nam-dinh",
    starts: new Date().toISOString(),
    mode: "discussion",
    lobby: false,
    camera: false,
    points: [{ point }],
  };
  const headers = { "Content-Type": "application/json" };
  const asked = { method: "POST", headers, body: JSON.stringify(plan) };
  const reply = await fetch("/api/plans", asked);
  return (await reply.json()).id;
}"""


async def begins_without_cameras(page: Page, server: Server) -> None:
    """A screen, and a room of whose switches this browser has kept nothing, begin as the plan says;
    the camera may still be switched on.
    """
    point = "d-truc-2"
    meeting = await page.evaluate(WITHOUT_CAMERAS, point)
    token = server.token(meeting, point)
    room = Room(page)
    await page.goto(f"{server.url}/tv/{meeting}#t={token}")
    await room.live()
    await room.until(camera=False)
    keep = "(meeting, token) => sessionStorage.setItem(`diemcau.token.${meeting}`, token)"
    await page.evaluate(keep, meeting, token)
    await page.goto(f"{server.url}/room/{meeting}")
    await room.live()
    await room.until(camera=False)
    await room.click("camera")
    await room.until(camera=True)


NO_READER = """
() => {
  Object.defineProperty(Navigator.prototype, "pdfViewerEnabled", { get: () => false });
}
"""


async def until_drawn(page: Page, picture: Path) -> None:
    """Wait until a fifth of the screen has the paper's colour: the browser's reader shows it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            red, green, blue = np.moveaxis(await page.screenshot(picture), 2, 0)
            if ((red > 200) & (green < 60) & (blue > 200)).mean() > 0.2:
                return
            await asyncio.sleep(0.2)


async def bring_papers(page: Page) -> None:
    """Give the first item a paper; what is no PDF is refused politely."""
    to_first = "[data-testid^='add-paper-']"
    await page.evaluate(PUT_FILES, [to_first, [["to-trinh.docx", "PK"]]])
    await page.wait_for(THERE, by_id("paper-trouble"))
    await page.evaluate(PUT_FILES, [to_first, [["To trinh 145.pdf", pdf()]]])
    await page.wait_for(THERE, ".plan-paper a")


async def press(page: Page, selector: str) -> None:
    """Click what a person would first scroll to: the foot of the page lies over its lower edge."""
    await page.wait_for(THERE, selector)
    await page.evaluate(CENTRE, selector)
    await page.click(selector)


async def people_and_places(server: Server, folder: Path) -> None:
    for kind, rows in (("units", UNITS), ("points", POINTS)):
        (folder / f"{kind}.csv").write_bytes(as_csv(rows, ";", "utf-8-sig"))
        await run(server, "import", kind, str(folder / f"{kind}.csv"))
    name = ("--display-name", "Trần Thị Thư")
    password = f"{PASSWORD}\n".encode()
    await run(server, "user", "add", "thu-ky", "--role", "secretary", *name, stdin=password)


async def cancel(page: Page, url: str, folder: Path) -> None:
    """Cancel all of a series, and hold it after all: it is asked how many of it are meant."""
    await page.goto(url)
    await page.click(by_id("more"))
    await page.click(by_id("cancel"))
    await page.wait_for(THERE, by_id("cancel-scope"))
    await page.screenshot(folder / "admin-cancel.png")
    assert await serious(page) == []
    await page.click(by_id("cancel-all"))
    await page.wait_for(THERE, f"{by_id('plan-standing')}[data-standing='cancelled']")
    # That can be taken back, as the page has said.
    await page.click(by_id("more"))
    await page.click(by_id("revive"))
    await page.click(by_id("revive-all"))
    await page.wait_for(THERE, f"{by_id('plan-standing')}[data-standing='announced']")


async def change(page: Page, url: str, folder: Path) -> None:
    """Change a series: what is typed into one is asked to be for how many."""
    await page.goto(url)
    await page.type(by_id("plan-title"), " (mở rộng)")
    await page.click(by_id("save"))
    await page.wait_for(THERE, by_id("change-scope"))
    await page.screenshot(folder / "admin-change.png")
    assert await serious(page) == []
    await page.click(by_id("change-all"))
    await page.wait_for("(s) => !document.querySelector(s)", by_id("change-scope"))
    await page.wait_for("(s) => !document.querySelector(s)", ".plan-says .faint")


async def plan(page: Page, server: Server, folder: Path) -> None:
    """Plan a meeting as a secretary does, with a mistake and a reload on the way."""
    await page.goto(f"{server.url}/admin/meetings")
    await page.click(by_id("add-meeting"))
    await page.wait_for(THERE, by_id("invited"))
    await page.click(by_id("save"))
    await page.wait_for(THERE, by_id("form-trouble"))
    # Whatever is wrong is marked, and has the focus.
    assert await page.evaluate("() => document.activeElement.dataset.testid") == "plan-title"
    assert await serious(page) == []
    await page.type(by_id("plan-title"), TITLE)
    await page.evaluate(SET, [by_id("start-date"), f"{datetime.now(ZONE):%Y-%m-%d}"])
    await press(page, by_id("rule-lobby"))
    await page.select(by_id("repeat"), "weekly")
    await page.wait_for("(s) => document.querySelector(s)?.textContent", by_id("repeat-words"))
    assert "Họp hằng tuần vào" in await page.evaluate(TEXT, by_id("repeat-words"))

    await page.type(by_id("search"), "truc")
    await page.click(by_id("invite-truc-ninh"))
    await page.wait_for(f"(s) => ({TEXT})(s) === '6 điểm cầu, 30 đại biểu'", by_id("invited-count"))
    await press(page, by_id("invite-point-d-truc-3"))
    await page.wait_for(f"(s) => ({TEXT})(s) === '5 điểm cầu, 25 đại biểu'", by_id("invited-count"))
    for title in ("Thảo luận", "Khai mạc"):
        await press(page, by_id("add-item"))
        await page.type(f"{by_id('agenda-part')} li:last-child {by_id('item-title')}", title)
    await press(page, f"{by_id('item-1')} {by_id('up')}")
    # People are found by words of their names, without diacritics.
    await press(page, by_id("add-person"))
    await page.type(by_id("person"), "tran thu")
    await page.wait_for(THERE, by_id("person-thu-ky"))
    await page.screenshot(folder / "admin-person.png")
    assert await serious(page) == []
    await page.press("Enter")
    await page.wait_for(f"(s) => ({TEXT})(s) === 'Trần Thị Thư'", by_id("person-name"))
    assert await page.evaluate(VALUES, by_id("person")) == ["thu-ky"]
    await page.reload()
    await page.wait_for(THERE, by_id("kept"))
    assert await page.evaluate(VALUES, by_id("item-title")) == ["Khai mạc", "Thảo luận"]
    await page.click(by_id("save"))
    await page.wait_for(THERE, "[data-testid^='papers-']")
    assert await page.evaluate(VALUES, by_id("item-title")) == ["Khai mạc", "Thảo luận"]
