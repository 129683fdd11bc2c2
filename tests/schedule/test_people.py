"""Finding whom a plan may name: by words, and only among those the asker plans for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signaling.accounts.rights import Grant
from signaling.store.account_models import AuditRow
from signaling.store.directory import Directory
from signaling.store.models import Unit
from tests.signaling.accounts import Browser, add_account, browser
from tests.signaling.server import START, Server, serving

PEOPLE = {
    "nva": ("Nguyễn Văn Ánh", "u"),
    "dinh.b": ("Đinh Thị Bưởi", "td"),
    "lvc": ("Lê Văn Cường", "hh"),
    "chutich": ("Nguyễn Chủ Tịch", None),
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        below = Unit(id="td", parent_id="u", level=2, name="Xã Trực Đạo")
        other = Unit(id="hh", level=1, name="Huyện Hải Hậu")
        await Directory(running.services.database).add_units([below, other])
        users = running.services.accounts.users
        for account, (name, unit) in PEOPLE.items():
            await add_account(running, account, "chair", unit, password=None)
            await users.describe(account, display_name=name, lang=None, audit=None)
        yield running


async def found(who: Browser, query: str) -> list[str]:
    status, answer = await who.ask("GET", f"/api/people?{query}")
    assert status == 200, answer
    return [one["account"] for one in answer["people"]]


async def test_people_are_found_by_words_with_and_without_diacritics(server: Server) -> None:
    await add_account(server, "thuky", "secretary")
    who = await browser(server).log_in("thuky")
    assert await found(who, "q=van nguyen") == ["nva"]
    assert await found(who, "q=Nguyễn") == ["chutich", "nva"]
    assert await found(who, "q=ĐINH") == await found(who, "q=dinh bu") == ["dinh.b"]
    assert await found(who, "q=không ai") == []
    assert await found(who, "q=v&unit=u") == ["nva"], "and below a unit"
    assert set(await found(who, "")) >= set(PEOPLE)
    gone = AuditRow(at=START, account="", address="", act="x", object="", result="done", detail="")
    await server.services.accounts.users.set_disabled("nva", True, gone)
    assert await found(who, "q=van nguyen") == []
    await who.close()


async def test_nobody_is_told_who_is_in_a_neighbouring_district(server: Server) -> None:
    await add_account(server, "thuky", "secretary", "u")
    who = await browser(server).log_in("thuky")
    assert await found(who, "") == ["dinh.b", "nva", "thuky"]
    assert await found(who, "q=le van cuong") == []
    status, answer = await who.ask("GET", "/api/people?unit=hh")
    assert (status, answer["code"]) == (404, "unit_unknown")
    # Of somebody who is here as well as there only this is told.
    both = (Grant(role="chair", unit="u"), Grant(role="chair", unit="hh"))
    line = AuditRow(at=START, account="", address="", act="x", object="", result="done", detail="")
    await server.services.accounts.users.set_grants("nva", both, line)
    _, answer = await who.ask("GET", "/api/people?q=nva")
    assert answer["people"] == [
        {"account": "nva", "name": "Nguyễn Văn Ánh", "units": ["Huyện Trực Ninh"]}
    ]
    await who.close()


@pytest.mark.parametrize("role", ["chair", "technician", "viewer", "delegate"])
async def test_who_does_not_plan_finds_nobody(server: Server, role: str) -> None:
    await add_account(server, "an", role)  # type: ignore[arg-type]
    who = await browser(server).log_in("an")
    status, answer = await who.ask("GET", "/api/people")
    assert (status, answer["code"]) == (403, "not_permitted")
    await who.close()
