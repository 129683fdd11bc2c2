"""A district sees and changes nothing of another district, whatever it asks for by hand.

One table over every operation of the API: a new one needs a line.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signaling.documented import OPERATIONS
from signaling.meeting.actor import Role
from signaling.schedule.protocol import InvitedPoint, MeetingDraft
from signaling.store.directory import Directory
from signaling.store.join_keys import JoinKeys
from signaling.store.models import Point, Unit
from signaling.store.schedule import ScheduleStore
from tests.signaling.accounts import PASSWORD, Browser, add_account, browser
from tests.signaling.server import START, Server, serving

STARTS = (START + timedelta(hours=1)).isoformat()
ROLES: tuple[Role, ...] = (
    "administrator",
    "operator",
    "secretary",
    "chair",
    "technician",
    "viewer",
    "delegate",
)


@dataclass(frozen=True)
class Place:
    """A district, and what belongs to it."""

    unit: str
    point: str
    meeting: str
    account: str
    key: str

    def path(self, pattern: str) -> str:
        for name in ("unit", "point", "meeting", "key"):
            pattern = pattern.replace(f"{{{name}}}", getattr(self, name))
        return pattern.replace("{name}", self.account)


Body = Any
"""What is sent: JSON, made of a place; or bytes; None is nothing."""


def draft(of: Place) -> Body:
    return {"title": "Họp", "starts": STARTS, "host": of.unit, "points": [{"point": of.point}]}


def inviting(of: Place) -> Body:
    """A meeting of the own district, to which a point of that place is to come."""
    return {"title": "Họp", "starts": STARTS, "host": "u", "points": [{"point": of.point}]}


def account(of: Place) -> Body:
    grants = [{"role": "viewer", "unit": of.unit}]
    return {"name": f"new-{of.unit}", "display_name": "Mới", "grants": grants}


PLAN = "/api/plans/{meeting}"
BELOW = "/api/meetings/{meeting}"
POINT = "/api/points/{point}"
USER = "/api/users/{name}"
EMBLEM = "/api/units/{unit}/emblem"

LISTS = [
    "/api/plans",
    "/api/meetings",
    "/api/users",
    "/api/units",
    "/api/points",
    "/api/people",
]
"""What is listed is one's own."""

REFUSED: list[tuple[str, str, Any, str]] = [
    ("POST", "/api/plans", draft, "not_permitted"),
    ("POST", "/api/plans", inviting, "not_permitted"),
    ("GET", PLAN, None, "meeting_unknown"),
    ("PUT", PLAN, lambda of: {"version": 1, "plan": draft(of)}, "meeting_unknown"),
    ("PUT", f"{PLAN}/state", lambda _: {"state": "announced"}, "meeting_unknown"),
    ("POST", f"{PLAN}/papers?title=x", b"%PDF-1.7\n%%EOF\n", "meeting_unknown"),
    ("DELETE", f"{PLAN}/papers/{{paper}}", None, "meeting_unknown"),
    ("GET", f"{BELOW}.ics", None, "meeting_unknown"),
    ("GET", f"{BELOW}/papers", None, "meeting_unknown"),
    ("GET", f"{BELOW}/recordings", None, "meeting_unknown"),
    ("GET", f"{BELOW}/log", None, "not_permitted"),
    ("POST", f"{BELOW}/console", None, "not_permitted"),
    ("DELETE", PLAN, None, "meeting_unknown"),
    ("POST", "/api/users", account, "not_permitted"),
    ("GET", USER, None, "account_unknown"),
    ("PATCH", USER, lambda _: {"display_name": "Khác"}, "account_unknown"),
    ("PUT", f"{USER}/grants", lambda of: account(of) | {"name": None}, "account_unknown"),
    ("PUT", f"{USER}/password", lambda _: {"password": PASSWORD}, "account_unknown"),
    ("POST", "/api/units", lambda of: {"id": "x", "parent": of.unit, "name": "X"}, "unit_unknown"),
    ("PATCH", "/api/units/{unit}", lambda _: {"order": 2}, "unit_unknown"),
    ("PUT", EMBLEM, b"\x89PNG", "unit_unknown"),
    ("GET", EMBLEM, None, "unit_unknown"),
    ("DELETE", EMBLEM, None, "unit_unknown"),
    ("GET", "/api/points?unit={unit}", None, "unit_unknown"),
    ("POST", "/api/points", lambda of: {"id": "x", "unit": of.unit, "name": "X"}, "unit_unknown"),
    ("GET", POINT, None, "point_not_listed"),
    ("PATCH", POINT, lambda _: {"order": 2}, "point_not_listed"),
    ("GET", f"{POINT}/keys", None, "point_not_listed"),
    ("POST", f"{POINT}/keys", lambda _: {"label": "x"}, "point_not_listed"),
    ("DELETE", f"{POINT}/keys/{{key}}", None, "point_not_listed"),
]
"""What is not one's own is refused; the own is not, with that code, to an administrator of it."""

NEVER: list[tuple[str, str, Any, str]] = [
    ("GET", BELOW, None, "meeting_unknown"),
    ("POST", f"{BELOW}/token", lambda _: {"point": "a"}, "meeting_unknown"),
    ("GET", "/papers/{paper}.pdf?k=x", None, "paper_unknown"),
    ("GET", "/recordings/{recording}.mp4", None, "recording_unknown"),
    ("GET", "/api/audit", None, "not_permitted"),
]
"""What nobody has by his login over a district, be it his own."""

BY_TOKEN: list[tuple[str, str]] = [
    ("GET", f"{BELOW}/points/{{point}}/still.jpg"),
    ("POST", f"{BELOW}/scene/preview.jpg"),
    ("POST", f"{BELOW}/evidence"),
    ("GET", f"{BELOW}/evidence"),
    ("GET", f"{BELOW}/evidence/{{file}}"),
    ("POST", f"{BELOW}/files"),
    ("GET", f"{BELOW}/files/{{file}}"),
]
"""What a token opens is of its own meeting."""

IMPORTS = ["/api/units/import", "/api/points/import"]

OF_NO_UNIT = {
    ("GET", "/api/openapi.json"),
    ("GET", "/api/sign-on"),
    ("GET", "/api/sign-on/back"),
    ("POST", "/api/login"),
    ("POST", "/api/logout"),
    ("GET", "/api/me"),
    ("PATCH", "/api/me"),
    ("PUT", "/api/me/password"),
    # They are opened by a secret of the point.
    ("POST", "/api/key"),
    ("POST", "/api/key/token"),
}


def test_no_operation_is_left_out() -> None:
    plain = {
        "/recordings/{recording:[\\w-]+}.mp4": "/recordings/{recording}.mp4",
        "/papers/{paper:[0-9a-f]+}.pdf": "/papers/{paper}.pdf",
        "/api/meetings/{meeting:[^/]+}.ics": f"{BELOW}.ics",
    }
    here = {(one.method, plain.get(one.path, one.path)) for one in OPERATIONS}
    asked = {(method, path.partition("?")[0]) for method, path, *_ in [*REFUSED, *NEVER]}
    others = {*BY_TOKEN, *(("POST", path) for path in IMPORTS), *(("GET", one) for one in LISTS)}
    assert here == asked | others | OF_NO_UNIT


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        directory = Directory(running.services.database)
        await directory.add_units([Unit(id="hh", level=1, name="Huyện Hải Hậu")])
        await directory.add_points(
            [Point(id="p-hh", unit_id="hh", name="UBND huyện Hải Hậu", short_name="Hải Hậu")]
        )
        yield running


async def place(server: Server, unit: str, point: str) -> Place:
    meeting, person = f"m-{unit}", f"ong-{unit}"
    await add_account(server, person, "viewer", unit)
    plan = MeetingDraft(
        title=f"Họp {unit}",
        starts=START + timedelta(hours=1),
        host=unit,
        points=(InvitedPoint(point=point),),
    )
    await ScheduleStore(server.services.database).add(meeting, plan, START)
    key = await JoinKeys(server.services.database).add(
        point, label="x", secret=f"secret {unit}", by="chief", now=START, renews=None
    )
    assert key
    return Place(unit=unit, point=point, meeting=meeting, account=person, key=key.id)


async def ask(who: Browser, method: str, pattern: str, body: Body, of: Place) -> tuple[int, str]:
    """Return the status and the code of what comes back."""
    path = of.path(pattern).replace("{paper}", "0" * 24).replace("{recording}", "r")
    content: dict[str, Any] = {}
    headers = {"Origin": who.origin}
    if isinstance(body, bytes):
        content = {"data": body}
        headers["Content-Type"] = "application/pdf"
    elif body is not None:
        content = {"json": body(of)}
    async with who.http.request(method, path, headers=headers, **content) as response:
        told = await response.read()
        answer = await response.json(content_type=None) if told[:1] == b"{" else {}
        return response.status, answer.get("code", "")


async def test_a_district_has_nothing_of_its_neighbour(server: Server) -> None:
    ours, theirs = await place(server, "u", "a"), await place(server, "hh", "p-hh")
    for role in ROLES:
        await add_account(server, role, role, "u")
        who = await browser(server).log_in(role)
        for method, pattern, body, code in REFUSED:
            status, said = await ask(who, method, pattern, body, theirs)
            assert said in {code, "not_permitted"}, (role, method, pattern, status)
        for method, pattern, body, code in NEVER:
            for of in (ours, theirs):
                _, said = await ask(who, method, pattern, body, of)
                assert said == code, (role, method, pattern)
        for path in LISTS:
            _, listed = await who.ask("GET", path)
            assert "hh" not in str(listed), (role, path)
        await who.close()


async def test_an_administrator_of_a_district_has_all_of_it_and_no_more(server: Server) -> None:
    ours, theirs = await place(server, "u", "a"), await place(server, "hh", "p-hh")
    await add_account(server, "an", "administrator", "u")
    who = await browser(server).log_in("an")
    for method, pattern, body, code in REFUSED:
        assert (await ask(who, method, pattern, body, theirs))[1] == code, (method, pattern)
        status, said = await ask(who, method, pattern, body, ours)
        assert (status < 500, said != code) == (True, True), (method, pattern, said)
    await imports_nothing(who, server)
    await who.close()


async def imports_nothing(who: Browser, server: Server) -> None:
    """A file may not move into the neighbour what is one's own, nor change what is his."""
    files = {
        IMPORTS[0]: ["Mã;Tên;Trực thuộc\nhh;Đổi tên;\n", "Mã;Tên;Trực thuộc\ny;Y;hh\n"],
        IMPORTS[1]: ["Mã;Tên;Mã đơn vị\np-hh;Đổi tên;u\n", "Mã;Tên;Mã đơn vị\ny;Y;hh\n"],
    }
    for path, contents in files.items():
        for content in contents:
            headers = {"Origin": who.origin, "Content-Type": "application/octet-stream"}
            async with who.http.post(path, data=content.encode(), headers=headers) as response:
                answer = await response.json(content_type=None)
            refused = answer.get("code") == "not_permitted"
            assert refused or (answer["applied"], len(answer["rejected"])) == (False, 1), answer
    async with server.services.database.session() as session:
        point, unit = await session.get_one(Point, "p-hh"), await session.get_one(Unit, "hh")
        assert (point.unit_id, point.name) == ("hh", "UBND huyện Hải Hậu")
        assert (unit.name, await session.get(Unit, "y"), await session.get(Point, "y")) == (
            "Huyện Hải Hậu",
            None,
            None,
        )


async def test_a_token_opens_its_own_meeting(server: Server) -> None:
    ours, theirs = await place(server, "u", "a"), await place(server, "hh", "p-hh")
    headers = server.console_auth(meeting=ours.meeting)
    for method, pattern in BY_TOKEN:
        codes = []
        for of in (ours, theirs):
            path = of.path(pattern).replace("{file}", "f")
            async with server.http.request(method, path, headers=headers) as response:
                content = await response.read()
                code = (await response.json(content_type=None)).get("code") if content else ""
                codes.append(code)
        assert codes[0] != "token_other_meeting", pattern
        assert codes[1] == "token_other_meeting", pattern


async def test_who_is_not_logged_in_has_nothing(server: Server) -> None:
    ours = await place(server, "u", "a")
    stranger = browser(server)
    for method, pattern, body, _ in [*REFUSED, *NEVER]:
        status, code = await ask(stranger, method, pattern, body, ours)
        assert status in {401, 403, 404}, (method, pattern, code)
    for path in LISTS:
        status, listed = await stranger.ask("GET", path)
        assert status == 401 or "m-u" not in str(listed), path
    await stranger.close()
