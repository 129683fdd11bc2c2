"""The directory over HTTP: who sees and changes what, and keys that stop working."""

import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from signaling.config import Config, Http, Meetings
from signaling.meeting.actor import Actor, Role
from signaling.meeting.commands import Open
from signaling.schedule.opening import TRIALS, trial_room
from signaling.schedule.protocol import InvitedPoint, MeetingDraft
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.models import JoinKey
from signaling.store.schedule import ScheduleStore
from tests.directory.tables import as_csv
from tests.signaling.accounts import Browser, add_account, browser
from tests.signaling.conftest import server as server  # noqa: PLC0414 - a fixture
from tests.signaling.server import START, Server, serving

UNITS = [
    ("nd", None, "Tỉnh Nam Định"),
    ("tn", "nd", "Huyện Trực Ninh"),
    ("td", "tn", "Xã Trực Đạo"),
    ("hh", "nd", "Huyện Hải Hậu"),
]
POINTS = [("p-tn", "tn", "UBND huyện Trực Ninh"), ("p-hh", "hh", "UBND huyện Hải Hậu")]

FILE = {"Content-Type": "application/octet-stream"}


STAFF: list[tuple[str, Role]] = [
    ("district", "operator"),
    ("clerk", "secretary"),
    ("guest", "delegate"),
]


@pytest.fixture
async def people(server: Server) -> AsyncIterator[dict[str, Browser]]:
    """An administrator over all, and staff of a district."""
    await add_account(server, "chief")
    made = {"chief": await browser(server).log_in("chief")}
    for unit, parent, name in UNITS:
        body = {"id": unit, "name": name} | ({"parent": parent} if parent else {})
        assert (await made["chief"].ask("POST", "/api/units", body))[0] == 201
    for point, unit, name in POINTS:
        body = {"id": point, "unit": unit, "name": name}
        assert (await made["chief"].ask("POST", "/api/points", body))[0] == 201
    for person, role in STAFF:
        await add_account(server, person, role, "tn")
        made[person] = await browser(server).log_in(person)
    yield made
    for one in made.values():
        await one.close()


async def refused(who: Browser, method: str, path: str, body: Any = None) -> tuple[int, str]:
    status, answer = await who.ask(method, path, body)
    assert status >= 400, answer
    return status, answer["code"]


async def units_of(who: Browser) -> dict[str, bool]:
    _, listed = await who.ask("GET", "/api/units")
    return {unit["id"]: unit["may_change"] for unit in listed["units"]}


async def test_each_sees_and_changes_his_subtree(
    server: Server, people: dict[str, Browser]
) -> None:
    chief, district, clerk = people["chief"], people["district"], people["clerk"]
    assert list(await units_of(chief)) == ["u", "nd", "hh", "tn", "td"]
    assert await units_of(district) == {"tn": True, "td": True}
    assert await units_of(clerk) == {"tn": False, "td": False}
    assert await refused(people["guest"], "GET", "/api/units") == (403, "not_permitted")
    nobody = browser(server)
    for method, path, body in (
        ("GET", "/api/units", None),
        ("GET", "/api/points", None),
        ("POST", "/api/points", {}),
        ("POST", "/api/points/p-tn/keys", {"label": "x"}),
    ):
        assert (await refused(nobody, method, path, body))[0] == 401
    await nobody.close()
    _, page = await district.ask("GET", "/api/points")
    assert [one["id"] for one in page["points"]] == ["p-tn"]
    assert (await chief.ask("GET", "/api/points?q=hai+hau"))[1]["total"] == 1
    assert (await district.ask("GET", "/api/points?q=hai+hau"))[1]["total"] == 0
    # What is not seen is not there.
    assert await refused(district, "GET", "/api/points/p-hh") == (404, "point_not_listed")
    assert await refused(district, "GET", "/api/points?unit=hh") == (404, "unit_unknown")
    assert await refused(district, "PATCH", "/api/units/hh", {"name": "x"}) == (404, "unit_unknown")
    assert await refused(clerk, "PATCH", "/api/points/p-tn", {"name": "x"}) == (
        403,
        "not_permitted",
    )
    assert await refused(clerk, "GET", "/api/points/p-tn/keys") == (403, "not_permitted")


async def test_a_district_stays_within_itself(people: dict[str, Browser]) -> None:
    chief, district = people["chief"], people["district"]
    assert await refused(district, "POST", "/api/units", {"id": "r", "name": "Gốc"}) == (
        403,
        "not_permitted",
    )
    new = {"id": "x", "name": "Xã mới", "parent": "tn"}
    assert (await district.ask("POST", "/api/units", new))[0] == 201
    assert await refused(district, "POST", "/api/units", new) == (409, "code_taken")
    assert (await district.ask("PATCH", "/api/units/x", {"parent": "td"}))[0] == 204
    assert await refused(district, "PATCH", "/api/units/x", {"parent": "hh"}) == (
        404,
        "unit_unknown",
    )
    assert await refused(district, "PATCH", "/api/units/x", {"parent": None}) == (
        403,
        "not_permitted",
    )
    assert await refused(district, "PATCH", "/api/units/tn", {"parent": None}) == (
        403,
        "not_permitted",
    )
    assert await refused(district, "PATCH", "/api/points/p-tn", {"unit": "hh"}) == (
        404,
        "unit_unknown",
    )
    assert await refused(chief, "PATCH", "/api/units/tn", {"parent": "x"}) == (409, "unit_cycle")
    assert await refused(chief, "PATCH", "/api/units/td", {"retired": True}) == (409, "unit_in_use")
    assert (await chief.ask("PATCH", "/api/units/x", {"retired": True}))[0] == 204


async def test_a_point_is_changed_and_found_by_its_new_name(people: dict[str, Browser]) -> None:
    district = people["district"]
    change = {"name": "Hội trường  Cổ Lễ", "line_kbps": 4000, "room": True, "unit": "td"}
    status, told = await district.ask("PATCH", "/api/points/p-tn", change)
    assert status == 200
    assert (told["name"], told["line_kbps"], told["room"]) == ("Hội trường Cổ Lễ", 4000, True)
    assert told["unit_name"] == "Xã Trực Đạo"
    for query, total in (("co le", 1), ("cổ lễ trực đạo", 1), ("ubnd xyz", 0)):
        _, page = await district.ask("GET", f"/api/points?q={query}")
        assert page["total"] == total, query
    for body in ({"contact_phone": "gọi sau"}, {"delegates": -1}, {"name": ""}, {"line_kbps": 0}):
        assert (await refused(district, "PATCH", "/api/points/p-tn", body))[1] == "request_invalid"
    await district.ask("PATCH", "/api/points/p-tn", {"retired": True})
    assert (await district.ask("GET", "/api/points"))[1]["total"] == 0
    assert (await district.ask("GET", "/api/points?retired=1"))[1]["total"] == 1


async def upload(who: Browser, path: str, content: bytes) -> tuple[int, Any]:
    headers = FILE | {"Origin": who.origin}
    async with who.http.post(path, data=io.BytesIO(content), headers=headers) as response:
        return response.status, await response.json(content_type=None)


async def test_a_file_is_imported_within_ones_subtree(people: dict[str, Browser]) -> None:
    district = people["district"]
    rows = [("Mã", "Tên", "Mã đơn vị"), ("p1", "Điểm 1", "td"), ("p2", "Điểm 2", "hh")]
    content = as_csv(rows, ";", "utf-8-sig")
    status, report = await upload(district, "/api/points/import?dry=1&accept=good", content)
    assert (status, report["applied"], report["added"]) == (200, False, 1)
    assert [(one["row"], one["code"]) for one in report["rejected"]] == [(3, "not_permitted")]
    assert not (await upload(district, "/api/points/import", content))[1]["applied"]
    assert (await upload(district, "/api/points/import?accept=good", content))[1]["applied"]
    assert (await district.ask("GET", "/api/points?q=diem"))[1]["total"] == 1
    for who in (people["clerk"], people["guest"]):
        assert (await upload(who, "/api/points/import", content))[0] == 403
    assert (await upload(district, "/api/points/import", bytes(8 * 2**20 + 1)))[0] == 413
    status, report = await upload(district, "/api/points/import", b"PK\x03\x04")
    assert (status, report["rejected"][0]["code"]) == (200, "unreadable")


async def key_of(who: Browser, point: str, **body: str) -> tuple[str, str]:
    """Make a key; return its id and its secret."""
    status, sheet = await who.ask(
        "POST", f"/api/points/{point}/keys", {"label": "Máy chính"} | body
    )
    assert status == 201, sheet
    assert sheet["qr"].startswith("data:image/svg+xml")
    return sheet["key"]["id"], sheet["link"].partition("/p/#k=")[2]


async def exchange(server: Server, secret: str) -> tuple[int, Any]:
    async with server.http.post("/api/key", json={"key": secret}) as response:
        return response.status, await response.json(content_type=None)


async def announced(server: Server, meeting: str, point: str, starts: datetime) -> None:
    """Announce a meeting that a point is invited to."""
    draft = MeetingDraft(title="Kỳ họp", starts=starts, points=(InvitedPoint(point=point),))
    store = ScheduleStore(server.services.database)
    await store.add(meeting, draft, START)
    await store.set_state(meeting, "announced", START)


async def token(server: Server, meeting: str, key: str) -> tuple[int, Any]:
    body = {"key": key, "meeting": meeting}
    async with server.http.post("/api/key/token", json=body) as response:
        return response.status, await response.json(content_type=None)


async def test_who_has_an_old_key_is_told_whom_to_call(tmp_path: Path) -> None:
    phone = "0228 3 849 113"
    config = Config(
        http=Http(listen="127.0.0.1:0", web_directory="dist"),
        meetings=Meetings(phone=phone),
        base=tmp_path,
    )
    async with serving(tmp_path, config=config) as server:
        await add_account(server, "chief")
        chief = await browser(server).log_in("chief")
        key, secret = await key_of(chief, "a")
        assert (await exchange(server, secret))[1]["phone"] == phone
        await chief.ask("DELETE", f"/api/points/a/keys/{key}")
        await chief.close()
        # One that never was is told the same: nobody learns which keys there have been.
        answers = [await exchange(server, one) for one in (secret, "rubbish")]
    told = [
        {name: value for name, value in body.items() if name != "request_id"} for _, body in answers
    ]
    assert told[0] == told[1]
    assert (told[0]["code"], told[0]["phone"]) == ("key_unknown", phone)


async def test_keys_open_the_points_meetings_until_they_are_revoked(
    server: Server, people: dict[str, Browser]
) -> None:
    district = people["district"]
    await announced(server, "other", "p-hh", START)
    await announced(server, "near", "p-tn", START + timedelta(minutes=30))
    main, secret = await key_of(district, "p-tn")
    spare, spare_secret = await key_of(district, "p-tn", label="Máy dự phòng")
    status, told = await exchange(server, secret)
    assert (status, told["point"], told["unit"]) == (200, "p-tn", "Huyện Trực Ninh")
    assert [one["id"] for one in told["meetings"]] == ["near"]

    status, reply = await token(server, "near", secret)
    assert status == 200
    claims = server.services.tokens.check(reply["token"], server.now)
    assert (claims.point, claims.meeting, claims.kind) == ("p-tn", "near", "point")
    assert (await token(server, "other", secret))[1]["code"] == "meeting_unknown"
    # Renewed: the old is good for nothing, the spare one still is.
    renewed, new_secret = await key_of(district, "p-tn", renews=main)
    assert (await exchange(server, secret))[1]["code"] == "key_unknown"
    assert (await token(server, "near", secret))[1]["code"] == "key_unknown"
    assert (
        (await exchange(server, new_secret))[0] == (await exchange(server, spare_secret))[0] == 200
    )
    assert (await district.ask("DELETE", f"/api/points/p-tn/keys/{spare}"))[0] == 204
    assert (await exchange(server, spare_secret))[1]["code"] == "key_unknown"
    gone = await refused(district, "DELETE", f"/api/points/p-tn/keys/{spare}")
    assert gone == (403, "key_unknown")
    assert (await refused(district, "POST", "/api/points/p-hh/keys", {"label": "x"}))[0] == 404
    _, listed = await district.ask("GET", "/api/points/p-tn/keys")
    assert {one["id"] for one in listed["keys"] if one["revoked"] is None} == {renewed}
    assert (await district.ask("GET", "/api/points/p-tn"))[1]["keys"] == 1
    await district.ask("PATCH", "/api/points/p-tn", {"retired": True})
    assert (await exchange(server, new_secret))[1]["code"] == "key_unknown"
    for rubbish in ("", "x", new_secret[:-1], "é" * 32):
        assert (await exchange(server, rubbish))[0] == 403


async def test_a_key_opens_what_is_near_and_says_what_comes(
    server: Server, people: dict[str, Browser]
) -> None:
    starts = START + timedelta(days=1)
    await announced(server, "tomorrow", "p-tn", starts)
    _, secret = await key_of(people["district"], "p-tn")
    _, told = await exchange(server, secret)
    assert told["meetings"] == []
    assert told["next"]["id"] == "tomorrow"
    assert datetime.fromisoformat(told["next"]["opens"]) == starts - timedelta(hours=1)
    assert (await token(server, "tomorrow", secret))[1]["code"] == "meeting_unknown"
    # Until then the point is alone with the mixer, to try what it has.
    status, reply = await token(server, told["test"], secret)
    assert status == 200
    auth = {"Authorization": f"Bearer {reply['token']}"}
    async with server.http.get(f"/api/meetings/{told['test']}", headers=auth) as response:
        assert [seat["point"] for seat in (await response.json())["seats"]] == ["p-tn"]
    other = await key_of(people["chief"], "p-hh")
    assert (await token(server, told["test"], other[1]))[1]["code"] == "meeting_unknown"
    # A few at a time: each has a picture of its own to be mixed.
    directory = Directory(server.services.database)
    for point in "abc":
        await directory.add_meeting(trial_room(point), title="Thử", now=START)
        await directory.invite(trial_room(point), [point])
    inside = [await server.control(point, meeting=trial_room(point)) for point in "ab"]
    async with server.http.get(
        f"/api/meetings/{trial_room('c')}", headers=server.auth("c", meeting=trial_room("c"))
    ) as response:
        assert (await response.json(content_type=None))["code"] == "busy"
    assert len(inside) == TRIALS
    # Whoever leads opens it when he likes.
    live = await server.services.meetings.find("tomorrow")
    await live.conduct.chamber.act(Open(), Actor(role="chair", name="Chủ trì"))
    assert (await token(server, "tomorrow", secret))[0] == 200
    assert (await exchange(server, secret))[1]["next"] is None


async def test_no_secret_is_kept(server: Server, people: dict[str, Browser]) -> None:
    _, secret = await key_of(people["chief"], "p-tn")
    database: Database = server.services.database
    async with database.session() as session:
        rows = (await session.execute(JoinKey.__table__.select())).all()
    assert len(rows) == 1
    assert secret not in str(rows)
