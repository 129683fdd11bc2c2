"""Rights in one meeting, as they are now: given by its plan or over its unit, and taken at once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signaling.accounts.rights import Grant
from signaling.codes import Close
from signaling.meeting import commands
from signaling.meeting.commands import Lock
from signaling.meeting.told import Done
from signaling.protocol import Error, Hello, Leave, Welcome
from signaling.schedule.protocol import InvitedPoint, MeetingDraft, Part, Person
from signaling.store.account_models import AuditRow
from signaling.store.directory import Directory
from signaling.store.join_keys import JoinKeys
from signaling.store.models import Unit
from signaling.store.schedule import ScheduleStore
from tests.signaling.accounts import PASSWORD, Browser, add_account, audit, browser
from tests.signaling.server import OFFER, SDP, START, Client, Server, serving

pytestmark = pytest.mark.parametrize("address", ["postgresql"], indirect=True)
"""Accounts, plans and keys together: most other tests have them on SQLite."""


@pytest.fixture
async def server(tmp_path: Path, address: str) -> AsyncIterator[Server]:
    async with serving(tmp_path, address=address) as running:
        other = Unit(id="hh", level=1, name="Huyện Hải Hậu")
        below = Unit(id="td", parent_id="u", level=2, name="Xã Trực Đạo")
        await Directory(running.services.database).add_units([other, below])
        await plan(running, "ours", "td")
        await plan(running, "theirs", "hh")
        yield running


async def plan(server: Server, meeting: str, host: str, **people: Part) -> None:
    draft = MeetingDraft(
        title="Kỳ họp",
        starts=START + timedelta(minutes=30),
        host=host,
        lobby=False,
        points=(InvitedPoint(point="robot" if host == "hh" else "a"),),
        people=tuple(Person(account=name, part=part) for name, part in people.items()),
    )
    store = ScheduleStore(server.services.database)
    await store.add(meeting, draft, START)
    await store.set_state(meeting, "announced", START)


async def console(who: Browser, meeting: str) -> tuple[int, Any]:
    return await who.ask("POST", f"/api/meetings/{meeting}/console")


async def connected(server: Server, token: str) -> Client:
    client = Client(await server.http.ws_connect("/control"))
    await client.send(Hello(token=token, version=1))
    client.welcome = await client.expect(Welcome)
    return client


async def end_of(client: Client) -> tuple[str, int | None]:
    error = await client.expect(Error)
    return error.code, await client.closed()


@pytest.mark.parametrize(
    ("name", "role", "unit", "ours", "theirs"),
    [
        ("all", "operator", None, True, True),
        ("district", "secretary", "u", True, False),
        ("neighbour", "operator", "hh", False, True),
        ("reader", "viewer", None, False, False),
        ("chair", None, None, True, False),
        ("guest", None, None, False, False),
    ],
)
async def test_a_console_opens_by_part_or_by_unit(
    server: Server, name: str, role: Any, unit: str | None, ours: bool, theirs: bool
) -> None:
    await add_account(server, name, role, unit)
    await plan(server, "chaired", "", chair="chair")
    who = await browser(server).log_in(name)
    ours_is, theirs_is = ("chaired" if name == "chair" else "ours"), "theirs"
    for meeting, opens in ((ours_is, ours), (theirs_is, theirs)):
        status, answer = await console(who, meeting)
        assert (status == 200) is opens, answer
        assert opens or answer["code"] == "not_permitted"
        status, answer = await who.ask("GET", f"/api/meetings/{meeting}/log")
        assert (status == 200) is opens
    await who.close()


async def test_a_viewer_reads_the_meetings_of_his_unit(server: Server) -> None:
    await add_account(server, "reader", "viewer", "u")
    who = await browser(server).log_in("reader")
    assert (await who.ask("GET", "/api/plans/ours"))[0] == 200
    assert (await who.ask("GET", "/api/meetings/ours/papers"))[0] == 200
    assert (await who.ask("GET", "/api/plans/theirs"))[1]["code"] == "meeting_unknown"
    assert (await who.ask("GET", "/api/points"))[1]["code"] == "not_permitted"
    await who.close()


@pytest.fixture
async def leading(server: Server) -> AsyncIterator[tuple[Browser, str]]:
    """A secretary of the district who is logged in, with a console's token."""
    await add_account(server, "lan", "secretary", "u")
    who = await browser(server).log_in("lan")
    _, answer = await console(who, "ours")
    yield who, answer["token"]
    await who.close()


async def test_who_logs_out_loses_his_open_consoles(
    server: Server, leading: tuple[Browser, str]
) -> None:
    who, token = leading
    open_ = await connected(server, token)
    headers = SDP | {"Authorization": f"Bearer {token}"}
    async with server.http.post("/whep/ours", data=OFFER, headers=headers) as response:
        assert response.status == 201
        session = response.headers["Location"].rpartition("/")[2]
    server.node.connect(session)
    assert (await who.ask("POST", "/api/logout"))[0] == 204
    assert await end_of(open_) == ("login_needed", Close.TOKEN)
    await server.until(lambda: session not in server.services.meetings.sessions())
    # The token would be good for hours.
    again = Client(await server.http.ws_connect("/control"))
    await again.send(Hello(token=token, version=1))
    assert await end_of(again) == ("login_needed", Close.TOKEN)
    async with server.http.get("/api/meetings/ours/evidence", headers=headers) as response:
        assert (await response.json(content_type=None))["code"] == "login_needed"
    lines = await audit(server)
    assert ("lan", "console.end", "ours/lan", "done", "login_needed") in lines


async def test_a_console_outlasts_every_limit_while_its_meeting_runs(
    server: Server, leading: tuple[Browser, str]
) -> None:
    who, token = leading
    open_ = await connected(server, token)
    await open_.act(commands.Open())

    async def later(days: float, step: timedelta = timedelta(minutes=50)) -> None:
        looks, until = 0, server.now + timedelta(days=days)
        while server.now < until:
            server.now += step
            await server.services.standing.look()
            looks += 1
            if looks % 20 == 0:
                await open_.socket.ping()  # it is there, however long all these looks take

    await later(7.5)
    assert (await who.ask("GET", "/api/me"))[1]["account"], "fourteen hours, and seven days"
    # Its line drops and comes back: the same token does.
    await open_.socket.close()
    open_ = await connected(server, token)
    await open_.act(commands.Close())
    await server.services.standing.look()
    await later(0.2)
    assert await end_of(open_) == ("login_needed", Close.TOKEN), "no meeting runs any more"
    assert ("lan", "login.end", "lan", "done", "age") in await audit(server)


async def test_another_password_ends_consoles_but_not_the_one_that_set_it(
    server: Server, leading: tuple[Browser, str]
) -> None:
    who, token = leading
    elsewhere = await browser(server).log_in("lan")
    _, answer = await console(elsewhere, "ours")
    here, there = await connected(server, token), await connected(server, answer["token"])
    change = {"current": PASSWORD, "password": PASSWORD + " khác"}
    assert (await elsewhere.ask("PUT", "/api/me/password", change))[0] == 204
    assert await end_of(here) == ("login_needed", Close.TOKEN)
    assert (await who.ask("GET", "/api/me"))[1]["account"] is None
    assert isinstance(await there.act(commands.Open()), Done)
    await elsewhere.close()


async def test_a_disabled_account_and_a_role_taken_away(
    server: Server, leading: tuple[Browser, str]
) -> None:
    _, token = leading
    await add_account(server, "chief")
    chief = await browser(server).log_in("chief")
    open_ = await connected(server, token)
    # A stronger role is told to a console that comes again by itself.
    operator = {"grants": [{"role": "operator", "unit": "u"}]}
    assert (await chief.ask("PUT", "/api/users/lan/grants", operator))[0] == 200
    assert await open_.closed() == Close.RENEWED
    open_ = await connected(server, token)
    assert "talk" in open_.welcome.can.rights
    assert isinstance(await open_.act(Lock(on=True)), Done)
    none: dict[str, Any] = {"grants": [{"role": "operator", "unit": "hh"}]}
    assert (await chief.ask("PUT", "/api/users/lan/grants", none))[0] == 200
    assert await end_of(open_) == ("not_permitted", Close.TOKEN)
    assert (await chief.ask("PUT", "/api/users/lan/grants", operator))[0] == 200
    open_ = await connected(server, token)
    assert (await chief.ask("PATCH", "/api/users/lan", {"disabled": True}))[0] == 200
    assert await end_of(open_) == ("login_needed", Close.TOKEN)
    await chief.close()


async def test_what_another_process_takes_away_is_noticed(
    server: Server, leading: tuple[Browser, str]
) -> None:
    """`diemcau user disable`, or another server: the next look finds it."""
    _, token = leading
    open_ = await connected(server, token)
    line = AuditRow(
        at=START,
        account="",
        address="",
        act="account.roles",
        object="lan",
        result="done",
        detail="",
    )
    users = server.services.accounts.users
    await server.services.standing.look()
    assert isinstance(await open_.act(Lock(on=True)), Done), "nothing was taken away"
    await users.set_grants("lan", (Grant(role="viewer"),), line)
    await server.services.standing.look()
    assert await end_of(open_) == ("not_permitted", Close.TOKEN)


async def test_a_revoked_key_ends_the_connections_that_came_by_it(server: Server) -> None:
    keys = JoinKeys(server.services.database)
    made = {
        secret: await keys.add("a", label="", secret=secret, by="x", now=START, renews=None)
        for secret in ("main", "spare")
    }
    tokens = {}
    for secret in made:
        body = {"key": secret, "meeting": "ours"}
        async with server.http.post("/api/key/token", json=body) as response:
            tokens[secret] = (await response.json())["token"]
    client = await connected(server, tokens["main"])
    headers = SDP | {"Authorization": f"Bearer {tokens['main']}"}
    async with server.http.post("/media/ours", data=OFFER, headers=headers) as response:
        session = response.headers["Location"].rpartition("/")[2]
    server.node.connect(session)
    live = await server.services.meetings.find("ours")
    await server.until(lambda: "a" in live.conduct.state.seats.present())
    for secret, ends in (("spare", False), ("main", True)):
        row = made[secret]
        assert row
        assert await keys.revoke("a", row.id, START)
        await server.services.standing.look()
        assert (session in server.services.meetings.sessions()) is not ends
    assert await end_of(client) == ("key_unknown", Close.TOKEN)
    await server.until(lambda: "a" not in live.conduct.state.seats.present())
    async with server.http.post("/media/ours", data=OFFER, headers=headers) as response:
        assert (await response.json(content_type=None))["code"] == "key_unknown"
    # A link that was issued otherwise goes on.
    other = await server.control("a", meeting="ours")
    await other.send(Leave())
