"""Logging in, and the pages of accounts: with the keyboard alone, judged by axe, photographed."""

from pathlib import Path

from signaling.accounts.passwords import Passwords
from signaling.accounts.rights import Grant, User
from signaling.store.account_models import AuditRow
from signaling.store.database import Database, sqlite_url
from signaling.store.users import Kept, Users
from tests.browser import signs
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.room import by_id
from tests.browser.test_axe import prepare, serious
from tests.browser.test_screens import look
from tests.server import Server
from tests.signaling.server import START

PASSWORD = "một con ngựa chín hồng mao"


async def appoint(server: Server) -> None:
    """Make an administrator while the server runs, as `diemcau user add` does."""
    database = Database(sqlite_url(server.data))
    line = AuditRow(
        at=START, account="", address="", act="account.add", object="x", result="done", detail=""
    )
    user = User(name="quan-tri", display_name="Ông Quản Trị", grants=(Grant(role="administrator"),))
    kept = Kept(
        user=user, password=await Passwords().hash(PASSWORD), disabled=False, created_at=START
    )
    assert await Users(database).add(kept, line)
    await database.close()


async def shown(page: Page, name: str) -> None:
    await page.wait_for("(s) => !!document.querySelector(s)", by_id(name))


async def focused(page: Page) -> str:
    found: str = await page.evaluate(
        "() => document.activeElement?.dataset.testid ?? document.activeElement?.id ?? ''"
    )
    return found


GUESS = """async (times) => {
  for (let n = 0; n < times; n += 1) {
    const body = JSON.stringify({ name: "ai-do", password: `không phải ${n}` });
    const headers = { "Content-Type": "application/json" };
    await fetch("/api/login", { method: "POST", headers, body });
  }
}"""
COUNTS = "(s) => document.querySelector(s)?.textContent.includes('lại được')"


async def test_an_account_from_login_to_audit(server: Server, launch: Launch, output: Path) -> None:
    await appoint(server)
    folder = output / "screens"
    browser = await launch("chromium", signs.RED)
    page = await browser.page(f"{server.url}/admin/users", scripts=prepare("auto", "vi"))
    faults = await logs_in(page, folder)
    faults += await makes_an_account(page, folder)
    faults += await edits_it(page, folder)
    faults += await reads_the_audit(page, folder)
    await page.click(by_id("account"))
    await shown(page, "log-out")
    await page.click(by_id("log-out"))
    await shown(page, "log-in")
    faults += await waits(page, folder)
    assert faults == []


async def waits(page: Page, folder: Path) -> list[str]:
    """Who has guessed too often is told how long no other guess is heard."""
    await page.evaluate(GUESS, 5)
    await page.type(by_id("name"), "ai-do")
    await page.type(by_id("password"), "đoán nữa xem sao")
    await page.press("Enter")
    await page.wait_for(COUNTS, by_id("refusal"))
    faults = await look(page, "login-waits", folder)
    return faults + [str(one) for one in await serious(page)]


async def logs_in(page: Page, folder: Path) -> list[str]:
    """Nobody is logged in, so the page leads to the login, and back."""
    await shown(page, "log-in")
    assert await serious(page) == []
    faults = await look(page, "login", folder)
    await page.type(by_id("name"), "quan-tri")
    await page.press("Tab")
    assert await focused(page) == "password"
    await page.type(by_id("password"), "không phải mật khẩu")
    await page.press("Enter")
    await shown(page, "refusal")
    faults += await look(page, "login-refused", folder)
    assert await focused(page) == "password", "to be typed again at once"
    await page.type(by_id("password"), PASSWORD)
    await page.press("Enter")
    await shown(page, "account-quan-tri")
    assert await page.evaluate("() => document.documentElement.dataset.theme") == "light"
    return faults


async def makes_an_account(page: Page, folder: Path) -> list[str]:
    """Another account is made, at the second try, and found without diacritics."""
    await page.click(by_id("add-account"))
    await shown(page, "new-account")
    assert await serious(page) == []
    faults = await look(page, "admin-new-account", folder)
    await page.type(by_id("account-name"), "tran.thi.hoa")
    await page.type(by_id("display-name"), "Bà Trần Thị Hòa, Văn phòng UBND tỉnh")
    await page.type(by_id("account-password"), "ngắn quá")
    await page.click(by_id("submit"))
    await shown(page, "refusal")
    await page.type(by_id("account-password"), " thì thêm nữa")
    await page.press("Enter")
    await shown(page, "account-tran.thi.hoa")
    await page.type(by_id("search-accounts"), "tran thi hoa")
    await page.wait_for(
        "() => document.querySelectorAll('[data-testid=accounts] > li').length === 1"
    )
    assert await serious(page) == []
    return faults + await look(page, "admin-users", folder)


async def edits_it(page: Page, folder: Path) -> list[str]:
    """Its roles are looked at, and left as they are."""
    await page.click(f"{by_id('account-tran.thi.hoa')} button")
    await shown(page, "edit-account")
    await page.click(by_id("add-role"))
    assert await serious(page) == []
    faults = await look(page, "admin-account", folder)
    await page.press("Escape")
    return faults


async def reads_the_audit(page: Page, folder: Path) -> list[str]:
    """What was done is in the audit log, to which the own menu leads."""
    # What was said last lies over the menu until it is put away.
    await page.click(f"{by_id('notice')} button")
    await page.click(by_id("account"))
    await shown(page, "account-dialog")
    assert await serious(page) == []
    faults = await look(page, "account-menu", folder)
    await page.click("[data-testid=account-dialog] a[href='/admin/audit']")
    await shown(page, "audit")
    assert await serious(page) == []
    faults += await look(page, "admin-audit", folder)
    rows: str = await page.evaluate("() => document.querySelector('[data-testid=audit]').innerText")
    assert "Tạo tài khoản" in rows
    assert "tran.thi.hoa" in rows
    return faults
