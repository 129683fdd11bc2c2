"""Plans, calendars and papers over HTTP: what comes back, and for whom."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from icalendar import Calendar

from signaling.meeting import commands
from signaling.meeting.actor import Actor
from signaling.schedule import papers
from tests.signaling.accounts import Browser, add_account, browser
from tests.signaling.server import START, Server, serving

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
STARTS = (START + timedelta(hours=1)).isoformat()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
async def page(server: Server) -> AsyncIterator[Browser]:
    await add_account(server, "thuky", "secretary")
    one = await browser(server).log_in("thuky")
    yield one
    await one.close()


def draft(**settings: Any) -> dict[str, Any]:
    plain = {
        "title": "Kỳ họp thứ mười",
        "starts": STARTS,
        "host": "u",
        "points": [{"point": "a", "delegates": 3}, {"point": "b"}],
        "agenda": [{"title": "Khai mạc", "minutes": 10}],
    }
    return plain | settings


async def made(page: Browser, **settings: Any) -> str:
    status, answer = await page.ask("POST", "/api/plans", draft(**settings))
    assert status == 200, answer
    return str(answer["id"])


async def send_paper(page: Browser, meeting: str, content: bytes, **query: str) -> tuple[int, Any]:
    headers = {"Origin": page.origin, "Content-Type": "application/pdf"}
    query = {"title": "Tờ trình số 12"} | query
    async with page.http.post(
        f"/api/plans/{meeting}/papers", params=query, data=content, headers=headers
    ) as response:
        return response.status, await response.json(content_type=None)


async def test_from_draft_to_announced(page: Browser) -> None:
    meeting = await made(page)
    status, plan = await page.ask("GET", f"/api/plans/{meeting}")
    assert (status, plan["state"], plan["may_change"]) == (200, "draft", True)
    assert [one["name"] for one in plan["places"]] == ["UBND xã A", "UBND xã B"]
    status, plan = await page.ask("PUT", f"/api/plans/{meeting}/state", {"state": "announced"})
    assert (status, plan["state"], plan["version"]) == (200, "announced", 2)
    status, lines = await page.ask("GET", "/api/plans")
    assert [(one["id"], one["points"]) for one in lines["meetings"]] == [(meeting, 2)]
    assert (await page.ask("DELETE", f"/api/plans/{meeting}"))[0] == 409


async def test_nobody_plans_without_an_account(server: Server) -> None:
    stranger = browser(server)
    assert (await stranger.ask("GET", "/api/plans"))[0] == 401
    assert (await stranger.ask("POST", "/api/plans", draft()))[0] == 401
    await stranger.close()


async def test_a_subtree_is_a_border(server: Server, page: Browser) -> None:
    meeting = await made(page, host="")
    other = await made(page, host="", points=[{"point": "robot"}])
    await add_account(server, "huyen", "secretary", "u")
    district = await browser(server).log_in("huyen")
    # His points are invited, so he knows of it; it is not his to change.
    assert (await district.ask("GET", f"/api/plans/{meeting}"))[1]["may_change"] is False
    change = {"version": 1, "plan": draft(host="")}
    assert (await district.ask("PUT", f"/api/plans/{meeting}", change))[0] == 403
    assert (await district.ask("GET", f"/api/plans/{other}"))[0] == 404
    assert len((await district.ask("GET", "/api/plans"))[1]["meetings"]) == 1
    # He plans for himself, with his own points.
    assert (await district.ask("POST", "/api/plans", draft(host="")))[0] == 403
    assert (await district.ask("POST", "/api/plans", draft(points=[{"point": "robot"}])))[0] == 403
    mine = await made(district)
    for one, status in ((mine, 200), (meeting, 403)):
        async with district.http.get(f"/api/meetings/{one}.ics?point=a") as response:
            assert response.status == status
    await district.close()


async def test_a_calendar_file_that_calendars_update(server: Server, page: Browser) -> None:
    meeting = await made(page)

    async def event(path: str, **headers: str) -> tuple[Any, Any]:
        async with page.http.get(path, headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "text/calendar"
            whole = Calendar.from_ical(await response.read())
            return whole, whole.walk("VEVENT")[0]

    whole, first = await event(f"/api/meetings/{meeting}.ics")
    assert whole["METHOD"] == "PUBLISH"
    assert first["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert whole.walk("VTIMEZONE")
    assert first["DTSTART"].dt == START + timedelta(hours=1)
    assert "/join/" not in whole.to_ical().decode(), "a link is one point's own"
    await page.ask("PUT", f"/api/plans/{meeting}/state", {"state": "cancelled"})
    _, second = await event(f"/api/meetings/{meeting}.ics")
    assert (second["UID"], second["STATUS"]) == (first["UID"], "CANCELLED")
    assert second["SEQUENCE"] > first["SEQUENCE"]
    _, own = await event(f"/api/meetings/{meeting}.ics?point=a")
    token = str(own["URL"]).partition("#t=")[2]
    claims = server.services.tokens.check(token, server.now)
    assert (claims.point, claims.meeting, str(own["LOCATION"])) == ("a", meeting, "UBND xã A")
    stranger = server.http
    auth = server.auth("b", meeting=meeting)
    async with stranger.get(f"/api/meetings/{meeting}.ics?point=a", headers=auth) as response:
        assert "UBND xã B" in await response.text(), "a point gets its own, whatever it asks"


async def test_a_series_is_one_event_that_calendars_update(server: Server, page: Browser) -> None:
    plan = draft(repeat={"rule": "FREQ=WEEKLY;UNTIL=20270131", "without": ["2026-12-12"]})
    meeting = (await page.ask("POST", "/api/plans", plan))[1]["id"]
    await page.ask("PUT", f"/api/plans/{meeting}/state", {"state": "announced"})
    near = [one["id"] for one in (await page.ask("GET", "/api/plans"))[1]["meetings"] if one["id"]]

    async def events(path: str, **headers: str) -> list[Any]:
        async with page.http.get(path, headers=headers) as response:
            assert response.status == 200
            return Calendar.from_ical(await response.read()).walk("VEVENT")

    async def change(one: str, scope: str, **settings: Any) -> None:
        kept = (await page.ask("GET", f"/api/plans/{one}"))[1]
        body = {"version": kept["version"], "plan": kept["plan"] | settings, "scope": scope}
        assert (await page.ask("PUT", f"/api/plans/{one}", body))[0] == 200

    (first,) = await events(f"/api/meetings/{near[1]}.ics")
    assert first["UID"] == f"{meeting}@diemcau"
    assert first["RRULE"]["FREQ"] == ["WEEKLY"]
    assert first["RRULE"]["UNTIL"] == [datetime(2027, 1, 31, 16, 59, 59, tzinfo=UTC)]
    start = START + timedelta(hours=1)
    assert [one.dt for one in first["EXDATE"].dts] == [start + timedelta(weeks=3)]
    # One is moved: it is the same event, on another day.
    await change(near[1], "one", starts=(start + timedelta(days=8)).isoformat())
    whole, moved = await events(f"/api/meetings/{meeting}.ics")
    assert moved["UID"] == whole["UID"] == first["UID"]
    assert moved["RECURRENCE-ID"].dt == start + timedelta(weeks=1)
    assert moved["DTSTART"].dt == start + timedelta(days=8)
    assert whole["SEQUENCE"] > first["SEQUENCE"]
    # From the second on it is an hour later: the first ends, and goes on as another event.
    await change(near[1], "following", starts=(start + timedelta(weeks=1, hours=1)).isoformat())
    old, new = await events(f"/api/meetings/{meeting}.ics")
    assert (old["UID"], old["RRULE"]["COUNT"]) == (first["UID"], [1])
    assert old["SEQUENCE"] > whole["SEQUENCE"]
    assert new["DTSTART"].dt == start + timedelta(weeks=1, hours=1)
    assert "EXDATE" in new
    # A point that is not invited to one of them has the others; each that is made has its link.
    last = (await page.ask("GET", "/api/plans"))[1]["meetings"][-1]["nearest"]
    assert last == near[1]
    await change(near[1], "one", points=[{"point": "b"}])
    theirs = await events(f"/api/meetings/{near[1]}.ics", **server.auth("b", meeting=near[1]))
    own = [one for one in theirs if f"/join/{near[1]}#" in str(one.get("URL"))]
    assert [one["RECURRENCE-ID"].dt for one in own] == [start + timedelta(weeks=1, hours=1)]
    mine = await events(f"/api/meetings/{meeting}.ics", **server.auth("a", meeting=meeting))
    assert not any(f"/join/{near[1]}#" in str(one.get("URL")) for one in mine)
    days = [one.dt for event in mine if "EXDATE" in event for one in event["EXDATE"].dts]
    assert start + timedelta(weeks=1, hours=1) in days


async def test_a_paper_comes_back_as_it_was_and_does_nothing(page: Browser) -> None:
    meeting = await made(page)
    status, paper = await send_paper(page, meeting, PDF)
    assert status == 200, paper
    assert paper["sha256"] == hashlib.sha256(PDF).hexdigest()
    async with page.http.get(paper["url"]) as response:
        assert await response.read() == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Disposition"].startswith("inline")
    async with page.http.get(paper["url"], headers={"Range": "bytes=0-3"}) as response:
        assert (response.status, await response.read()) == (206, b"%PDF")
    async with page.http.get(paper["url"] + "&download=1") as response:
        disposition = response.headers["Content-Disposition"]
        assert disposition.startswith("attachment")
        assert "T%E1%BB%9D" in disposition
        assert "sandbox" in response.headers["Content-Security-Policy"]
    assert (await page.ask("GET", paper["url"].partition("?")[0] + "?k=x"))[0] == 404
    assert (await page.ask("DELETE", f"/api/plans/{meeting}/papers/{paper['id']}"))[0] == 204
    assert (await page.ask("GET", paper["url"]))[0] == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF",
        b"%PDF-1.7 cut off",
        b"<html><script>alert(1)</script>%PDF-1.7 %%EOF",
        b" " + PDF,
        b"MZ\x90\x00" + PDF,
        b"PK\x03\x04" + PDF,
        b"%PDF-1.7 %%EOF" + b"\0" * 4096,
    ],
    ids=["empty", "head", "cut", "html", "space", "exe", "zip", "padded"],
)
async def test_what_is_no_pdf_is_refused_and_leaves_nothing(
    server: Server, page: Browser, content: bytes
) -> None:
    meeting = await made(page)
    status, problem = await send_paper(page, meeting, content)
    assert (status, problem["code"]) == (422, "paper_invalid")
    folder = server.services.config.data_directory / "papers"
    assert not list(folder.iterdir())


async def test_a_paper_that_is_too_large_or_cut_off(server: Server, page: Browser) -> None:
    meeting = await made(page)
    with patch.object(papers, "LARGEST", 1000):
        status, problem = await send_paper(page, meeting, PDF + b"\0" * 1000)
        assert (status, problem["code"]) == (413, "paper_too_large")

        async def unannounced() -> AsyncIterator[bytes]:
            for _ in range(4):
                yield PDF + b"\0" * 300

        status, problem = await send_paper(page, meeting, unannounced())  # type: ignore[arg-type]
        assert (status, problem["code"]) == (413, "paper_too_large")
    folder = server.services.config.data_directory / "papers"
    assert (
        not [one for one in folder.iterdir() if one.suffix != ".pdf"] if folder.exists() else True
    )


async def test_what_only_leaders_may_read(server: Server, page: Browser) -> None:
    meeting = await made(page)
    await send_paper(page, meeting, PDF, title="Dự thảo kết luận", readers="leaders")
    await send_paper(page, meeting, PDF, title="../../Báo cáo\r\nX: y")
    _, all_of_them = await page.ask("GET", f"/api/meetings/{meeting}/papers")
    assert len(all_of_them["papers"]) == 2
    auth = server.auth("a", meeting=meeting)
    async with server.http.get(f"/api/meetings/{meeting}/papers", headers=auth) as response:
        listed = (await response.json())["papers"]
    assert [one["title"] for one in listed] == ["../../Báo cáo\r\nX: y"]
    async with server.http.get(listed[0]["url"] + "&download=1") as response:
        assert "X" not in response.headers, "a title makes no header"
    chair = server.auth("a", meeting=meeting, role="chair")
    async with server.http.get(f"/api/meetings/{meeting}/papers", headers=chair) as response:
        assert len((await response.json())["papers"]) == 2, "whoever leads at a point"
    wrong = server.auth("a", meeting="demo")
    async with server.http.get(f"/api/meetings/{meeting}/papers", headers=wrong) as response:
        assert response.status == 403


async def test_what_is_wrong_is_named(page: Browser) -> None:
    meeting = await made(page)
    agenda = [{"title": "Khai mạc"}, {"title": " "}]
    for wrong, field in (
        ({"title": ""}, "title"),
        ({"agenda": agenda}, "agenda[1].title"),
        ({"chair": "robot"}, "chair"),
        ({"host": "nowhere"}, "host"),
        ({"points": [{"point": "nobody"}]}, "points"),
        ({"repeat": {"rule": "FREQ=HOURLY"}}, "repeat"),
        (
            {"people": [{"account": name, "part": "chair"} for name in ("thuky", "thu-ky")]},
            "people[1].account",
        ),
    ):
        _, problem = await page.ask("POST", "/api/plans", draft(**wrong))
        assert problem["field"] == field
    change = {"version": 1, "plan": draft(minutes=1)}
    _, problem = await page.ask("PUT", f"/api/plans/{meeting}", change)
    assert problem["field"] == "plan.minutes"
    _, problem = await page.ask("PUT", f"/api/plans/{meeting}", {"version": 7, "plan": draft()})
    assert (problem["code"], problem["field"]) == ("plan_changed", "")


async def test_a_list_says_what_goes_on(server: Server, page: Browser) -> None:
    meeting = await made(page)

    async def running() -> list[bool]:
        _, lines = await page.ask("GET", "/api/plans")
        return [one["running"] for one in lines["meetings"] if one["id"] == meeting]

    assert await running() == [False]
    live = await server.services.meetings.find(meeting)
    assert await running() == [False], "looked at, not held"
    await live.conduct.chamber.act(commands.Open(), Actor(role="chair", name="Chủ tọa"))
    assert await running() == [True]
