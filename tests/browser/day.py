"""The day of a meeting as a test sees it: the server, people with browsers, and the guide."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from signaling.meeting.actor import Role
from tests.browser.browser import PHONE, Browser, BrowserError, Page
from tests.browser.guide import Way
from tests.browser.province import ACCOUNTS, PASSWORD
from tests.browser.room import by_id
from tests.browser.test_axe import AXE, serious
from tests.browser.test_screens import FAULTS, LEAST_TARGET, SIZES
from tests.browser.words import vietnamese
from tests.server import Server

MOST_SHEETS = 4
"""Sheets of A4 that a page of the guide may take."""

LOG_IN = """async (body) => (await fetch("/api/login", {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
})).status"""


@dataclass(slots=True)
class Day:
    """The day of the meeting: the server, a browser for everybody, and the pages of the guide."""

    server: Server
    browser: Browser
    meeting: str
    key: str
    renewing: bool
    output: Path
    ways: dict[str, Way] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    async def read(self, roles: tuple[str, ...]) -> None:
        """Read the guide, look at each page and print it."""
        page = await self.browser.page(scripts=[AXE])
        for role in roles:
            self.ways[role] = await Way.read(page, self.server.url, role, renewing=self.renewing)
            for name, size in SIZES.items():
                await page.resize(size)
                found = await page.evaluate(FAULTS, LEAST_TARGET)
                self.faults += [f"{role} on {name}: {fault}" for fault in found]
            self.faults += [f"{role}: {fault}" for fault in await serious(page)]
            await self._read_in_english(page, role)
            sheets = await page.printed()
            (self.output / f"help-{role}.pdf").write_bytes(sheets)
            if sheets.count(b"/Type /Page\n") > MOST_SHEETS:
                self.faults.append(f"{role} takes more than {MOST_SHEETS} sheets")
        await page.close()

    async def _read_in_english(self, page: Page, role: str) -> None:
        """Look at a page of the guide in the other language, on the narrowest screen."""
        await page.resize(PHONE)
        await self._turn(page, "en")
        self.faults += [
            f"{role} in English: {fault}" for fault in await page.evaluate(FAULTS, LEAST_TARGET)
        ]
        self.faults += [f"{role} in English: {word}" for word in await vietnamese(page, "")]
        await self._turn(page, "vi")

    async def _turn(self, page: Page, language: str) -> None:
        """Have a page in another language; its title, which changes last, is looked at as well."""
        title = await page.evaluate("() => document.title")
        await page.click(f"{by_id('language')} input[value='{language}']")
        await page.wait_for("(before) => document.title !== before", title)

    async def person(self, address: str, *, scripts: tuple[str, ...] = ()) -> Page:
        """Open a page as somebody with a browser of his own."""
        page = await self.browser.page(self.server.url + address, fresh=True, scripts=scripts)
        self.pages.append(page)
        return page

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Keep how everybody's page looks in the moment in which something goes wrong."""
        try:
            yield
        except BaseException:
            for number, page in enumerate(self.pages):
                with suppress(BrowserError):
                    await page.screenshot(self.output / f"help-last-{number}.png")
            raise

    async def official(self, role: Role) -> Page:
        """Open the start page as somebody who has logged in."""
        page = await self.person("/help")
        body = {"name": ACCOUNTS[role][0], "password": PASSWORD}
        assert await page.evaluate(LOG_IN, body) == 200
        await page.goto(f"{self.server.url}/")
        return page

    def link(self, point: str) -> str:
        """Return the path of a point's invitation."""
        return f"/join/{self.meeting}#t={self.server.token(self.meeting, point)}"
