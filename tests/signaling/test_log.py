"""The log in the database: all or nothing, one writer at a time; and who may read it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from signaling.meeting import commands as act
from signaling.meeting.terms import Count
from signaling.meeting.votes import Ballot
from signaling.protocol import Bye, Code, Error
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.log import EventLog, SupersededError
from signaling.store.models import LogEntry, SecretBallot
from tests.meeting.council import START, Hall, planned
from tests.signaling.server import Server, serving
from tests.signaling.test_acts import do

BALLOT = Ballot(vote="v1", option="Tán thành")


@pytest.fixture
async def events(database: Database) -> EventLog:
    await Directory(database).add_meeting("m", title="Họp", now=START)
    return EventLog(database)


async def test_lines_and_ballots_are_kept_all_or_none(events: EventLog) -> None:
    lines = Hall(planned(3), ["p0", "p1"]).log
    await events.append("m", 1, lines[:2], [BALLOT])
    with pytest.raises(SupersededError):
        await events.append("m", 1, lines[1:], [BALLOT, BALLOT])
    kept = await events.last("m")
    assert (kept.entries, kept.ballots) == (lines[:2], [BALLOT])
    await events.append("m", 1, lines[2:])
    assert (await events.last("m")).entries == lines


async def test_a_meeting_that_is_not_there_is_no_second_writer(events: EventLog) -> None:
    with pytest.raises(IntegrityError):
        await events.append("none", 1, Hall(planned(1)).log)


async def test_who_leads_an_older_sitting_writes_no_more(events: EventLog) -> None:
    lines = Hall(planned(3), ["p0"]).log
    await events.append("m", 1, lines[:1])
    await events.append("m", 2, lines[:1], [BALLOT])
    with pytest.raises(SupersededError):
        await events.append("m", 1, lines[1:])
    kept = await events.last("m")
    assert (kept.sitting, len(kept.entries), len(kept.ballots)) == (2, 1, 1)


async def test_ballots_come_back_in_the_order_of_their_random_keys(
    events: EventLog, database: Database
) -> None:
    lines = Hall(planned(12), [f"p{n}" for n in range(12)]).log
    for number, line in enumerate(lines):
        await events.append("m", 1, [line], [Ballot(vote="v1", option=f"{number:02}")])
    async with database.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM ballots")).fetchall()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert [row[-1] for row in rows] != sorted(row[-1] for row in rows)


def test_the_tables_are_fit_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for model in (LogEntry, SecretBallot):
        assert "PRIMARY KEY" in str(CreateTable(model.__table__).compile(dialect=dialect))  # type: ignore[arg-type]
        assert str(insert(model).compile(dialect=dialect)).startswith("INSERT INTO")


async def test_the_server_that_comes_later_gives_the_meeting_up(server: Server) -> None:
    """Two servers on one database: the log stays one, and people are sent to read it anew."""
    await server.join("a")
    leader = await server.control("robot", role="secretary")
    await do(leader, act.Open())
    live = await server.services.meetings.find("demo")
    other = EventLog(server.services.database)
    kept = await other.last("demo")
    (line,) = live.conduct.state.entries(
        live.conduct.state.drop("a"), kept.entries[0].actor, server.now
    )
    await other.append("demo", kept.sitting, [line])
    before = live.conduct.state.seq
    for _ in range(2):
        await leader.send(act.Lock(on=True, ref="r"))
        assert (await leader.expect(Error)).code is Code.BUSY
    assert live.conduct.state.seq == before, "what is not kept is not true"
    await server.services.meetings.tidy(0.0)
    assert (await leader.expect(Bye)).reason == "shutdown"
    assert not server.node.conferences
    again = await server.control("robot", role="secretary")
    assert (await do(again, act.Lock(on=True))).seq == before + 2


async def course(server: Server, **headers: str) -> tuple[int, str]:
    async with server.http.get("/api/meetings/demo/log", headers=headers) as response:
        body = json.loads(await response.text())
        return response.status, body.get("code") or "\n".join(one["text"] for one in body["lines"])


async def test_those_who_lead_read_the_course_and_nobody_else(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await server.join("a")
        leader, voter = await server.control("robot", role="secretary"), await server.control("a")
        await do(leader, act.Open())
        await do(leader, act.OpenVote(question="Bầu chủ tịch?", secret=True, regardless=True))
        yes = (Count(option="Tán thành", count=1),)
        await do(voter, act.CastVote(vote="v1", counts=yes))
        status, text = await course(server, **server.auth("robot", role="secretary"))
        assert status == 200
        assert "Khai mạc." in text
        assert text.endswith("UBND xã A đã bỏ phiếu.")
        for role in ("delegate", "technician", "viewer", "king"):
            assert await course(server, **server.auth("a", role=role)) == (403, "forbidden")
        assert (await course(server))[0] == 401
        other = server.auth("a", meeting="closed", role="operator")
        assert (await course(server, **other))[0] == 403
