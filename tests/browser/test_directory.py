"""The administration of units and points, by hand and looked at."""

import asyncio
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from signaling.schedule.protocol import InvitedPoint, MeetingDraft
from signaling.store.database import Database, sqlite_url
from signaling.store.models import JoinKey
from signaling.store.schedule import ScheduleStore
from tests.browser import signs
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.room import by_id
from tests.browser.test_axe import AXE, serious
from tests.browser.test_screens import look
from tests.directory.tables import as_csv, country, country_points
from tests.server import DIEMCAU, Server
from tests.signaling.accounts import PASSWORD
from tests.video.material import emblem_png

LOG_IN = """async (body) => (await fetch("/api/login", {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
})).status"""

DROP = """([selector, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "diem-cau.csv"));
  const input = document.querySelector(selector);
  input.files = data.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""

CHOOSE = """([selector, content]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  data.items.add(new File([bytes], "bieu-trung.png", { type: "image/png" }));
  const input = document.querySelector(selector);
  input.files = data.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""

EMBLEM = by_id("emblem-picture")

THERE = "(s) => !!document.querySelector(s)"


async def run(server: Server, *arguments: str, stdin: bytes = b"") -> None:
    process = await asyncio.create_subprocess_exec(
        DIEMCAU,
        *arguments,
        "--config",
        str(server.config),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(stdin)
    assert process.returncode == 0, said.decode()


async def announce(server: Server) -> None:
    """Announce a meeting of tomorrow to the one point that has a key."""
    database = Database(sqlite_url(server.data))
    async with database.session() as session:
        point = (await session.scalars(select(JoinKey.point_id))).one()
    now = datetime.now(UTC)
    plans = ScheduleStore(database)
    draft = MeetingDraft(
        title="Hội nghị trực tuyến triển khai nhiệm vụ quý IV",
        starts=(now + timedelta(days=1)).replace(hour=1, minute=0),
        points=(InvitedPoint(point=point),),
    )
    await plans.add("m", draft, now)
    await plans.set_state("m", "announced", now)
    await database.close()


async def gives_an_emblem(page: Page, folder: Path) -> list[str]:
    """Give the first unit an emblem, after one that cannot be used."""
    await page.click(".unit-row .button:last-child")
    await page.wait_for(THERE, by_id("emblem-choose"))
    await page.evaluate(CHOOSE, [by_id("emblem-file"), b64encode(b"<svg/>").decode()])
    await page.wait_for(THERE, by_id("emblem-remove"))
    await page.click(by_id("save"))
    await page.wait_for(THERE, by_id("form-trouble"))
    await page.evaluate(CHOOSE, [by_id("emblem-file"), b64encode(emblem_png()).decode()])
    await page.wait_for("(s) => document.querySelector(s)?.naturalWidth > 0", EMBLEM)
    faults = await look(page, "admin-emblem", folder)
    assert await serious(page) == []
    await page.click(by_id("save"))
    await page.wait_for("(s) => !document.querySelector(s)", by_id("unit-dialog"))
    kept = "(s) => document.querySelector(s)?.naturalWidth > 0"
    await page.wait_for(kept, ".unit-row .unit-emblem")
    await page.screenshot(folder / "admin-units-emblem-laptop.png")
    return faults


async def paper(page: Page) -> int:
    """Return how wide the paper is that a page is printed on, in mm."""
    found = re.search(rb"/MediaBox \[0 0 ([\d.]+)", await page.printed())
    assert found
    return round(float(found[1]) * 25.4 / 72)


async def test_units_and_points(
    server: Server, launch: Launch, output: Path, tmp_path: Path
) -> None:
    for kind, rows in (("units", country()), ("points", country_points())):
        (tmp_path / f"{kind}.csv").write_bytes(as_csv(rows, ";", "utf-8-sig"))
        await run(server, "import", kind, str(tmp_path / f"{kind}.csv"))
    await run(
        server, "user", "add", "quan-tri", "--role", "administrator", stdin=f"{PASSWORD}\n".encode()
    )
    folder = output / "screens"
    browser = await launch("chromium", signs.RED)
    page = await browser.page(f"{server.url}/", scripts=[AXE])
    assert await page.evaluate(LOG_IN, {"name": "quan-tri", "password": PASSWORD}) == 200
    await page.goto(f"{server.url}/admin/units")
    await page.wait_for(THERE, by_id("units"))
    faults = await look(page, "admin-units", folder)
    assert await serious(page) == []
    faults += await gives_an_emblem(page, folder)
    await page.goto(f"{server.url}/admin/points")
    await page.wait_for(THERE, f"{by_id('points')} strong")
    faults += await look(page, "admin-points", folder)
    assert await serious(page) == []
    assert await page.evaluate("() => document.querySelectorAll('.point-line').length < 60")
    await page.evaluate("() => document.querySelector('.point-box').scrollTo(0, 1e7)")
    await page.wait_for("() => !!document.querySelector('.point-line:last-child strong')")
    await page.type(by_id("search"), "dong hai 99")
    await page.wait_for("() => document.querySelectorAll('.point-line strong').length >= 12")

    await page.click(".point-line .button:first-child")
    await page.wait_for(THERE, by_id("make-key"))
    await page.click(by_id("make-key"))
    await page.wait_for(THERE, by_id("link"))
    faults += await look(page, "admin-sheet", folder)
    assert await serious(page) == []
    assert await paper(page) == 148, "a sheet is A5"
    link = await page.evaluate("(s) => document.querySelector(s).textContent", by_id("link"))
    await page.press("Escape")
    await page.click(".point-line .button:last-child")
    await page.wait_for(THERE, by_id("point-dialog"))
    faults += await look(page, "admin-point", folder)
    assert await serious(page) == []
    await page.press("Escape")

    await page.click(by_id("import"))
    bad = "Mã;Tên;Mã đơn vị;Số đại biểu\nmoi;Điểm mới;x0-0;5\nmoi;Trùng;x0-0;5\nx;=CMD();none;hai\n"
    await page.evaluate(DROP, [by_id("file"), bad])
    await page.wait_for(THERE, by_id("rejected"))
    faults += await look(page, "admin-import", folder)
    assert await serious(page) == []
    await page.click(by_id("apply-good"))
    await page.wait_for("(s) => !document.querySelector(s)", by_id("apply-good"))
    await page.press("Escape")

    # Style sheets of pages stay: what comes after them is printed as it was before.
    await page.evaluate("() => document.querySelector('a[href=\"/\"]').click()")
    await page.wait_for("() => location.pathname === '/'")
    assert await paper(page) == 210, "what is no sheet is A4"

    await page.goto(link)
    await page.wait_for(THERE, by_id("no-meetings"))
    assert await page.evaluate("() => location.hash") == ""
    await announce(server)
    await page.reload()
    await page.wait_for(THERE, by_id("next-meeting"))
    faults += await look(page, "point", folder)
    assert await serious(page) == []
    assert faults == []
