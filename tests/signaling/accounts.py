"""People with accounts, as the tests log them in."""

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar

from signaling.accounts.rights import Grant, User
from signaling.meeting.actor import Role
from signaling.store.account_models import AuditRow
from signaling.store.users import Kept
from tests.signaling.server import START, Server

PASSWORD = "một con ngựa chín hồng mao"


async def add_account(
    server: Server,
    name: str,
    role: Role | None = "administrator",
    unit: str | None = None,
    *,
    disabled: bool = False,
    password: str | None = PASSWORD,
) -> None:
    """Make an account with one role, or with none."""
    accounts = server.services.accounts
    grants = (Grant(role=role, unit=unit),) if role else ()
    kept = Kept(
        user=User(name=name, display_name=f"Ông {name}", grants=grants),
        password=None if password is None else await accounts.hash(password),
        disabled=disabled,
        created_at=START,
    )
    line = AuditRow(
        at=START, account="", address="", act="account.add", object=name, result="done", detail=""
    )
    assert await accounts.users.add(kept, line)


@dataclass
class Browser:
    """One browser on one of our pages: it keeps cookies and says where it is."""

    http: ClientSession

    @property
    def origin(self) -> str:
        assert self.http._base_url
        return str(self.http._base_url.origin())

    async def ask(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send JSON and return the status and the JSON that came back."""
        async with await self.send(method, path, body, headers=headers) as response:
            content = await response.read()
            return response.status, await response.json(content_type=None) if content else None

    async def send(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> ClientResponse:
        said = {"Origin": self.origin} if headers is None else headers
        if body is None:
            return await self.http.request(method, path, headers=said)
        return await self.http.request(method, path, json=body, headers=said)

    async def log_in(self, name: str, password: str = PASSWORD) -> "Browser":
        status, answer = await self.ask("POST", "/api/login", {"name": name, "password": password})
        assert status == 200, answer
        return self

    async def close(self) -> None:
        await self.http.close()


def browser(server: Server) -> Browser:
    """Open another browser, which nobody is logged in with; to be closed."""
    assert server.http._base_url
    # Cookies of an IP address are refused by default.
    return Browser(ClientSession(server.http._base_url, cookie_jar=CookieJar(unsafe=True)))


async def audit(server: Server) -> list[tuple[str, str, str, str, str]]:
    rows = await server.services.accounts.audit.page(before=None, account=None, count=100)
    return [(row.account, row.act, row.object, row.result, row.detail) for row in rows][::-1]
