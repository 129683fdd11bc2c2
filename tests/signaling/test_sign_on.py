"""Single sign-on against a real provider on the loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from signaling.accounts.sign_on import own_path
from signaling.config import Config, Http, Oidc
from tests.signaling.accounts import Browser, add_account, browser
from tests.signaling.provider import CLIENT, SECRET, Provider, providing
from tests.signaling.server import START, Server, serving


@asynccontextmanager
async def sign_on(
    folder: Path, claim: str = "preferred_username"
) -> AsyncIterator[tuple[Server, Provider, Browser]]:
    (folder / "oidc.secret").write_text(f"{SECRET}\n", encoding="utf-8")
    async with providing(Provider(back="", now=START.timestamp())) as provider:
        config = Config(
            http=Http(listen="127.0.0.1:0", web_directory="dist"),
            oidc=Oidc(
                issuer=provider.issuer,
                client_id=CLIENT,
                client_secret_file="oidc.secret",
                account_claim=claim,
            ),
            base=folder,
        )
        async with serving(folder, config=config) as server:
            opened = browser(server)
            provider.back = f"{opened.origin}/api/sign-on/back"
            yield server, provider, opened
            await opened.close()


async def follow(visitor: Browser, url: str) -> str:
    """Go to an address as a browser does, without following; return where it leads."""
    async with visitor.http.get(url, allow_redirects=False) as response:
        assert response.status in (302, 303), await response.text()
        return response.headers["Location"]


async def whole(visitor: Browser, following: str = "/admin/users") -> str:
    """Go through the whole login; return the page at which it ends."""
    at_provider = await follow(visitor, f"/api/sign-on?next={following}")
    return await follow(visitor, await follow(visitor, at_provider))


async def who(visitor: Browser) -> str | None:
    _, me = await visitor.ask("GET", "/api/me")
    assert me["sign_on"]
    return str(me["account"]["name"]) if me["account"] else None


async def test_the_provider_vouches_for_an_account(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, _, visitor):
        await add_account(server, "an", "operator", password=None)
        assert await whole(visitor) == "/admin/users"
        assert await who(visitor) == "an"
        (line,) = await server.services.accounts.audit.page(before=None, account="an", count=9)
        assert (line.act, line.result, line.detail) == ("login", "done", "sign-on")


async def test_nobody_is_made_an_account(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, provider, visitor):
        await add_account(server, "cu", disabled=True)
        for name in ("stranger", "cu"):
            provider.person = {"preferred_username": name}
            end = await whole(visitor)
            assert end == "/login?why=sign_on_failed&next=%2Fadmin%2Fusers"
            assert await who(visitor) is None


FORGED: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"aud": "another client"},
    {"aud": [CLIENT, "another"], "azp": "another"},
    {"iss": "https://elsewhere.example"},
    {"exp": int(START.timestamp()) - 120},
    {"iat": int(START.timestamp()) + 120},
    {"preferred_username": ["an"]},
    {"preferred_username": None},
]


async def test_a_token_that_is_not_ours_logs_nobody_in(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, provider, visitor):
        await add_account(server, "an")
        for forged in FORGED:
            provider.forge = forged
            assert "why=sign_on_failed" in await whole(visitor), forged
        assert await who(visitor) is None
        provider.forge = {}
        assert await whole(visitor) == "/admin/users"


async def test_a_token_signed_by_another_logs_nobody_in(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, provider, visitor):
        await add_account(server, "an")
        provider.signer = RSAKey.generate_key(2048, {"kid": "one"})
        assert "why=sign_on_failed" in await whole(visitor)


async def test_an_address_counts_only_when_it_is_verified(tmp_path: Path) -> None:
    async with sign_on(tmp_path, "email") as (server, provider, visitor):
        await add_account(server, "an@tinh.gov.vn")
        for verified in (None, "true", False):
            provider.person = {"email": "an@tinh.gov.vn", "email_verified": verified}
            assert "why=sign_on_failed" in await whole(visitor)
        provider.person = {"email": "An@tinh.gov.vn", "email_verified": True}
        assert await whole(visitor) == "/admin/users"


async def test_the_way_back_is_bound_to_the_browser_and_the_time(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, _, visitor):
        await add_account(server, "an")
        other = browser(server)
        # An attacker's own code, given to somebody else to log in with.
        back = await follow(visitor, await follow(visitor, "/api/sign-on"))
        assert "why=sign_on_failed" in await follow(other, back)
        await follow(other, "/api/sign-on")
        assert "why=sign_on_failed" in await follow(other, back), "another state"
        assert await who(other) is None
        await other.close()
        server.now += timedelta(minutes=11)
        assert "why=sign_on_failed" in await follow(visitor, back)


async def test_a_code_is_good_once(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, _, visitor):
        await add_account(server, "an")
        back = await follow(visitor, await follow(visitor, "/api/sign-on"))
        assert await follow(visitor, back) == "/"
        assert "why=sign_on_failed" in await follow(visitor, back)


async def test_what_the_browser_brings_back_must_be_the_providers(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (server, _, visitor):
        await add_account(server, "an")
        for change in ("error=access_denied", "iss=https://elsewhere.example&code=x", "code=x"):
            at_provider = await follow(visitor, "/api/sign-on")
            state = parse_qs(urlsplit(at_provider).query)["state"][0]
            end = await follow(visitor, f"/api/sign-on/back?state={state}&{change}")
            assert "why=sign_on_failed" in end


async def test_a_provider_that_is_away_is_said_so(tmp_path: Path) -> None:
    async with sign_on(tmp_path) as (_, provider, visitor):
        at_provider = await follow(visitor, "/api/sign-on")
        provider.down = True
        assert "why=sign_on_away" in await follow(visitor, "/api/sign-on")
        assert at_provider.startswith(provider.issuer)


async def test_without_a_provider_there_is_no_sign_on(server: Server) -> None:
    async with server.http.get("/api/sign-on") as response:
        assert response.status == 404


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/\r\nX: y"]
)
def test_the_login_leads_to_no_other_site(path: str) -> None:
    assert own_path(path) == "/"
    assert own_path("/admin/users?x=1") == "/admin/users?x=1"
