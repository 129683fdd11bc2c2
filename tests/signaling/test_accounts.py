"""Logging in over HTTP: cookies, foreign pages, and who may manage whom."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from signaling.accounts.cookies import digest
from signaling.store.directory import Directory
from signaling.store.models import Unit
from tests.signaling.accounts import PASSWORD, Browser, add_account, audit
from tests.signaling.server import Server


async def units(server: Server) -> None:
    """Make a district beside that of the points, and a commune in theirs."""
    await Directory(server.services.database).add_units(
        [
            Unit(id="u2", level=1, name="Huyện Hải Hậu"),
            Unit(id="uc", level=2, name="Xã", parent_id="u"),
        ]
    )


def cookie(visitor: Browser) -> str:
    assert visitor.http._base_url
    return visitor.http.cookie_jar.filter_cookies(visitor.http._base_url)["diemcau"].value


async def test_in_and_out(server: Server, visitor: Browser) -> None:
    await add_account(server, "an", "operator", "u")
    assert (await visitor.ask("GET", "/api/me"))[1]["account"] is None
    body = {"name": " AN ", "password": PASSWORD}
    async with await visitor.send("POST", "/api/login", body) as response:
        assert response.status == 200
        said = response.headers["Set-Cookie"]
        assert "HttpOnly" in said
        assert "SameSite=Lax" in said
        assert "Path=/" in said
        assert "Secure" not in said, "this server has no TLS"
        assert PASSWORD not in await response.text()
    _, me = await visitor.ask("GET", "/api/me")
    assert me["account"]["name"] == "an"
    assert me["account"]["grants"] == [{"role": "operator", "unit": "u"}]
    assert "floor" in me["rights"]
    assert me["offices"] == ["directory", "schedule", "look", "read"]
    assert (await visitor.ask("POST", "/api/logout"))[0] == 204
    assert (await visitor.ask("GET", "/api/me"))[1]["account"] is None
    assert ("an", "logout", "an", "done", "") in await audit(server)


async def test_behind_tls_the_cookie_is_bound_to_the_host(server: Server, visitor: Browser) -> None:
    accounts = server.services.accounts
    cookies = accounts.cookies
    cookies._http = msgspec.structs.replace(cookies._http, trusted_proxies=("127.0.0.1",))
    await add_account(server, "an")
    headers = {"Origin": visitor.origin, "X-Forwarded-Proto": "https"}
    body = {"name": "an", "password": PASSWORD}
    async with await visitor.send("POST", "/api/login", body, headers=headers) as response:
        assert response.headers["Set-Cookie"].startswith("__Host-diemcau=")
        assert "Secure" in response.headers["Set-Cookie"]


async def test_only_the_hash_of_the_cookie_is_kept(server: Server, visitor: Browser) -> None:
    await add_account(server, "an")
    await visitor.log_in("an")
    async with server.services.database.session() as session:
        rows = (await session.execute(text("SELECT * FROM logins"))).all()
        users = (await session.execute(text("SELECT * FROM users"))).all()
    assert len(cookie(visitor)) == 43, "256 bits"
    assert cookie(visitor) not in repr(rows)
    assert PASSWORD not in repr(users)
    assert "$argon2id$" in repr(users)


async def test_a_planted_cookie_is_never_adopted(server: Server, visitor: Browser) -> None:
    await add_account(server, "an")
    assert visitor.http._base_url
    visitor.http.cookie_jar.update_cookies({"diemcau": "planted"}, visitor.http._base_url)
    await visitor.log_in("an")
    first = cookie(visitor)
    assert first != "planted"
    await visitor.log_in("an")
    assert cookie(visitor) != first, "each login has a value of its own"
    accounts = server.services.accounts
    assert await accounts.users.login(digest("planted")) is None
    assert await accounts.users.login(digest(first)) is None, "the older one has ended"
    assert await accounts.users.login(digest(cookie(visitor))) is not None


@pytest.mark.parametrize(
    ("use", "hours"),
    [("nothing", 1), ("a page is open", 12.5), ("work", 24 * 7 + 0.5)],
)
async def test_how_long_a_login_lasts(
    server: Server, visitor: Browser, use: str, hours: float
) -> None:
    await add_account(server, "an")
    await visitor.log_in("an")
    begun, step = server.now, timedelta(minutes=60 if use == "nothing" else 50)
    while (await visitor.ask("GET", "/api/me"))[1]["account"]:
        if use == "work":
            await visitor.ask("PATCH", "/api/me", {"lang": "vi"})
        server.now += step
    assert server.now - begun == pytest.approx(timedelta(hours=hours), abs=step / 2)
    lines = [one for one in await audit(server) if one[1] == "login.end"]
    assert lines == [("an", "login.end", "an", "done", "idle" if use == "nothing" else "age")]


async def test_a_disabled_account_is_out_at_once(
    server: Server, visitor: Browser, other: Browser
) -> None:
    await add_account(server, "quan-tri")
    await add_account(server, "an", "operator")
    await visitor.log_in("an")
    await other.log_in("quan-tri")
    put_out: list[str] = []
    forget = server.services.accounts.on_end(put_out.append)
    status, told = await other.ask("PATCH", "/api/users/an", {"disabled": True})
    assert (status, told["disabled"]) == (200, True)
    assert put_out == ["an"]
    forget()
    assert (await visitor.ask("GET", "/api/me"))[1]["account"] is None
    status, problem = await visitor.ask("POST", "/api/login", {"name": "an", "password": PASSWORD})
    assert (status, problem["code"]) == (401, "login_failed")
    await other.ask("PATCH", "/api/users/an", {"disabled": False})
    assert (await visitor.ask("GET", "/api/me"))[1]["account"] is None, "the old login stays over"
    await visitor.log_in("an")


FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ""},
    {},
]
"""What browsers say of requests that our pages have not sent; the last one says nothing."""


async def test_a_foreign_page_changes_nothing(server: Server, visitor: Browser) -> None:
    await add_account(server, "an")
    await visitor.log_in("an")
    for headers in FOREIGN:
        for method, path, body in (
            ("POST", "/api/users", {"name": "x", "display_name": "X"}),
            ("PATCH", "/api/users/an", {"disabled": True}),
            ("POST", "/api/logout", None),
        ):
            status, problem = await visitor.ask(method, path, body, headers=headers)
            assert (status, problem["code"]) == (403, "origin_refused"), headers
    assert (await visitor.ask("GET", "/api/users"))[1]["accounts"][0]["disabled"] is False


async def test_a_foreign_page_logs_nobody_in(server: Server, visitor: Browser) -> None:
    await add_account(server, "an")
    body = {"name": "an", "password": PASSWORD}
    evil = {"Origin": "https://evil.example"}
    assert (await visitor.ask("POST", "/api/login", body, headers=evil))[0] == 403
    own = {"Sec-Fetch-Site": "same-origin"}
    assert (await visitor.ask("POST", "/api/login", body, headers=own))[0] == 200


async def test_accounts_are_made_changed_and_given_roles(
    server: Server, visitor: Browser, other: Browser
) -> None:
    await add_account(server, "quan-tri")
    await visitor.log_in("quan-tri")
    new = {
        "name": "binh",
        "display_name": "Bà Bình",
        "password": PASSWORD,
        "grants": [{"role": "secretary", "unit": "u"}],
    }
    status, told = await visitor.ask("POST", "/api/users", new)
    assert (status, told["grants"]) == (201, [{"role": "secretary", "unit": "u"}])
    status, problem = await visitor.ask("POST", "/api/users", new)
    assert (status, problem["code"]) == (409, "account_exists")
    await other.log_in("binh")
    status, problem = await other.ask("GET", "/api/users")
    assert (status, problem["code"]) == (403, "not_permitted")
    status, told = await visitor.ask("PATCH", "/api/users/binh", {"display_name": "Cô Bình"})
    assert told["display_name"] == "Cô Bình"
    roles = {"grants": [{"role": "operator", "unit": None}, {"role": "operator", "unit": None}]}
    status, told = await visitor.ask("PUT", "/api/users/binh/grants", roles)
    assert told["grants"] == [{"role": "operator", "unit": None}]
    assert (await other.ask("GET", "/api/me"))[1]["account"]["grants"] == told["grants"]
    status, _ = await visitor.ask("PUT", "/api/users/binh/password", {"password": PASSWORD + "!"})
    assert status == 204
    assert (await other.ask("GET", "/api/me"))[1]["account"] is None
    await other.log_in("binh", PASSWORD + "!")
    acts = [line[1:3] for line in await audit(server) if line[0] == "quan-tri"]
    assert acts == [
        ("login", "quan-tri"),
        ("account.add", "binh"),
        ("account.change", "binh"),
        ("account.roles", "binh"),
        ("password.set", "binh"),
    ]


UNFIT: list[tuple[Any, str]] = [
    ({"name": "Có Dấu", "display_name": "X"}, "request_invalid"),
    ({"name": "x", "display_name": ""}, "request_invalid"),
    ({"name": "x", "display_name": "X", "password": "ngắn"}, "password_weak"),
    ({"name": "x", "display_name": "X", "password": "aaaaaaaaaaaa"}, "password_weak"),
    (
        {"name": "xyzxyzabcabc", "display_name": "X", "password": "XYZxyzabcabc"},
        "password_weak",
    ),
    (
        {"name": "x", "display_name": "X", "grants": [{"role": "system", "unit": None}]},
        "request_invalid",
    ),
    (
        {"name": "x", "display_name": "X", "grants": [{"role": "viewer", "unit": "none"}]},
        "unit_unknown",
    ),
]


async def test_what_does_not_fit_makes_no_account(server: Server, visitor: Browser) -> None:
    await add_account(server, "quan-tri")
    await visitor.log_in("quan-tri")
    for body, code in UNFIT:
        _, problem = await visitor.ask("POST", "/api/users", body)
        assert problem["code"] == code, body
    assert len((await visitor.ask("GET", "/api/users"))[1]["accounts"]) == 1


async def test_who_administers_a_subtree_stays_in_it(server: Server, visitor: Browser) -> None:
    await units(server)
    await add_account(server, "huyen", "administrator", "u")
    await add_account(server, "xa", "technician", "uc")
    await add_account(server, "huyen-ben", "operator", "u2")
    await add_account(server, "tinh", "viewer")
    await add_account(server, "moi", None)
    await visitor.log_in("huyen")
    _, listed = await visitor.ask("GET", "/api/users")
    assert [one["name"] for one in listed["accounts"]] == ["huyen", "xa"]
    for name in ("huyen-ben", "tinh", "moi", "nobody"):
        status, problem = await visitor.ask("PATCH", f"/api/users/{name}", {"disabled": True})
        assert (status, problem["code"]) == (404, "account_unknown")
    for grants in ([{"role": "viewer", "unit": "u2"}], [{"role": "viewer", "unit": None}], []):
        status, problem = await visitor.ask("PUT", "/api/users/xa/grants", {"grants": grants})
        assert (status, problem["code"]) == (403, "not_permitted")
    own = {"grants": [{"role": "operator", "unit": "uc"}]}
    assert (await visitor.ask("PUT", "/api/users/xa/grants", own))[0] == 200
    status, problem = await visitor.ask("GET", "/api/audit")
    assert (status, problem["code"]) == (403, "not_permitted")


async def test_the_last_administrator_stays(server: Server, visitor: Browser) -> None:
    await add_account(server, "quan-tri")
    await add_account(server, "cu", disabled=True)
    await visitor.log_in("quan-tri")
    for method, path, body in (
        ("PATCH", "/api/users/quan-tri", {"disabled": True}),
        ("PUT", "/api/users/quan-tri/grants", {"grants": [{"role": "viewer", "unit": None}]}),
    ):
        status, problem = await visitor.ask(method, path, body)
        assert (status, problem["code"]) == (409, "last_administrator")
    await add_account(server, "hai")
    assert (await visitor.ask("PATCH", "/api/users/quan-tri", {"disabled": True}))[0] == 401


async def test_ones_own_password(server: Server, visitor: Browser, other: Browser) -> None:
    await add_account(server, "an", "viewer")
    await visitor.log_in("an")
    await other.log_in("an")
    path, new = "/api/me/password", "mật khẩu mới tinh"
    status, problem = await visitor.ask("PUT", path, {"current": "sai", "password": new})
    assert (status, problem["code"]) == (401, "login_failed")
    status, _ = await visitor.ask("PUT", path, {"current": PASSWORD, "password": new})
    assert status == 204
    assert (await visitor.ask("GET", "/api/me"))[1]["account"]["name"] == "an"
    assert (await other.ask("GET", "/api/me"))[1]["account"] is None
    await other.log_in("an", new)


async def test_the_audit_log_is_paged_and_never_changed(server: Server, visitor: Browser) -> None:
    await add_account(server, "quan-tri")
    for _ in range(3):
        await visitor.log_in("quan-tri")
    _, first = await visitor.ask("GET", "/api/audit?limit=2")
    assert [line["act"] for line in first["lines"]] == ["login", "login"]
    assert first["lines"][0]["address"] == "127.0.0.1"
    assert first["older"]
    _, rest = await visitor.ask("GET", f"/api/audit?before={first['lines'][-1]['id']}")
    assert [line["act"] for line in rest["lines"]] == ["login", "account.add"]
    assert not rest["older"]
    _, own = await visitor.ask("GET", "/api/audit?account=nobody")
    assert own["lines"] == []
    assert (await visitor.ask("GET", "/api/audit?limit=x"))[0] == 422
    for change in ("UPDATE audit SET account = 'x'", "DELETE FROM audit"):
        with pytest.raises(DatabaseError, match="append-only"):
            async with server.services.database.session() as session:
                await session.execute(text(change))


async def test_every_route_of_accounts_needs_a_login(server: Server, visitor: Browser) -> None:
    for method, path in (
        ("GET", "/api/users"),
        ("POST", "/api/users"),
        ("GET", "/api/users/an"),
        ("PATCH", "/api/users/an"),
        ("PUT", "/api/users/an/grants"),
        ("PUT", "/api/users/an/password"),
        ("GET", "/api/audit"),
        ("PATCH", "/api/me"),
        ("PUT", "/api/me/password"),
    ):
        status, problem = await visitor.ask(method, path, {})
        assert (status, problem["code"]) == (401, "login_needed"), (method, path)
