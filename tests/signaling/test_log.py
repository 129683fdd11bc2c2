"""The log in the database: all or nothing, one writer at a time; and who may read it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from signaling.chamber import Chamber
from signaling.meeting import commands as act
from signaling.meeting import views
from signaling.meeting.entry import Entry
from signaling.meeting.narrative import narrative
from signaling.meeting.terms import Count
from signaling.meeting.told import EntryTold
from signaling.meeting.votes import Ballot
from signaling.protocol import Bye, Code, Error
from signaling.store.database import Database, downgrade, upgrade
from signaling.store.directory import Directory
from signaling.store.log import EventLog, SupersededError
from signaling.store.urn import LENGTH, NONCE, SIZE
from tests.meeting.council import SECRETARY, START, Hall, delegate, planned
from tests.signaling.server import Server, serving
from tests.signaling.test_acts import do

KEY = b"key of the tests"

YES, NO = "Tán thành", "Không tán thành"


@pytest.fixture
async def events(database: Database) -> EventLog:
    await Directory(database).add_meeting("m", title="Họp", now=START)
    return EventLog(database, KEY)


def voting(voters: int = 12) -> Hall:
    """A hall in which a secret vote runs, and whose log is all still to be kept."""
    points = [f"p{n}" for n in range(voters)]
    hall = Hall(planned(voters), points)
    hall.act(SECRETARY, act.Open())
    hall.act(SECRETARY, act.OpenRoll())
    hall.act(SECRETARY, act.OpenVote(question="Bầu chủ tịch?", secret=True, regardless=True))
    return hall


def cast(hall: Hall, point: str, option: str) -> tuple[list[Entry], list[Ballot]]:
    """Vote; return what is to be kept of it."""
    known, ballots = len(hall.log), len(hall.ballots)
    hall.act(delegate(point), act.CastVote(vote="v1", counts=(Count(option=option, count=1),)))
    return hall.log[known:], hall.ballots[ballots:]


async def test_lines_and_ballots_are_kept_all_or_none(events: EventLog) -> None:
    hall = voting(3)
    await events.append("m", 1, hall.log)
    lines, ballots = cast(hall, "p0", YES)
    await events.append("m", 1, lines, ballots)
    with pytest.raises(SupersededError):
        await events.append("m", 1, lines, ballots)
    kept = await events.last("m")
    assert (kept.entries, kept.ballots) == (hall.log, ballots)
    hall.act(SECRETARY, act.CloseVote(vote="v1"))
    await events.append("m", 1, hall.log[len(kept.entries) :])
    assert (await events.last("m")).ballots == [], "what is counted is destroyed"


async def test_a_meeting_that_is_not_there_is_no_second_writer(events: EventLog) -> None:
    with pytest.raises(IntegrityError):
        await events.append("none", 1, Hall(planned(1)).log)


async def test_who_leads_an_older_sitting_writes_no_more(events: EventLog) -> None:
    lines = Hall(planned(3), ["p0"]).log
    await events.append("m", 1, lines[:1])
    await events.append("m", 2, lines[:1])
    with pytest.raises(SupersededError):
        await events.append("m", 1, lines[1:])
    kept = await events.last("m")
    assert (kept.sitting, len(kept.entries)) == (2, 1)


async def test_nothing_that_is_kept_of_a_secret_vote_tells_who_voted_how(
    events: EventLog, database: Database
) -> None:
    hall = voting()
    await events.append("m", 1, hall.log)
    seen: list[bytes] = []
    for number in range(12):
        await events.append("m", 1, *cast(hall, f"p{number}", YES if number % 3 else NO))
        async with database.engine.connect() as connection:
            rows = (await connection.exec_driver_sql("SELECT * FROM urns")).fetchall()
        # One row for all, of one size, with nothing of the row before in it.
        assert len(rows) == 1
        seen.append(bytes(rows[0][-1]))
    assert {len(one) for one in seen} == {NONCE + LENGTH + SIZE + 16}
    assert len({one[:64] for one in seen}) == len({one[-64:] for one in seen}) == 12
    kept = await events.last("m")
    assert [one.option for one in kept.ballots] == [NO] * 4 + [YES] * 8, "by option, not as cast"
    assert not kept.spoiled


@pytest.mark.parametrize("change", ["DELETE FROM urns", "UPDATE urns SET sealed = :old"])
async def test_ballots_that_were_tampered_with_are_not_counted(
    events: EventLog, database: Database, change: str
) -> None:
    hall = voting()
    await events.append("m", 1, hall.log)
    await events.append("m", 1, *cast(hall, "p0", YES))
    async with database.engine.begin() as connection:
        old = (await connection.execute(text("SELECT sealed FROM urns"))).scalar_one()
    await events.append("m", 1, *cast(hall, "p1", YES))
    assert len((await events.last("m")).ballots) == 2
    async with database.engine.begin() as connection:
        await connection.execute(text(change), {"old": old} if ":old" in change else {})
    kept = await events.last("m")
    assert kept.ballots == []
    assert kept.spoiled == {"v1"}
    assert (await EventLog(database, b"another key").last("m")).spoiled == {"v1"}

    # The meeting goes on, and the vote has to be taken again.
    async def told(_: object) -> None: ...

    chamber = Chamber("m", events, told, lambda: START)
    await chamber.open(planned(12), again=False)
    vote = chamber.state.votes.all["v1"]
    assert (vote.cancelled, vote.lost) == (True, True)
    assert not (await events.last("m")).spoiled


async def test_who_comes_after_an_update_reads_why_a_secret_vote_was_cancelled(
    events: EventLog, database: Database
) -> None:
    """Ballots were kept in another way before; they cannot be told from what has been put there."""
    hall = voting()
    await events.append("m", 1, hall.log)
    await events.append("m", 1, *cast(hall, "p0", YES))
    async with database.engine.begin() as connection:
        await connection.run_sync(downgrade, "0008")
        await connection.run_sync(upgrade)

    async def told(_: object) -> None: ...

    chamber = Chamber("m", events, told, lambda: START)
    await chamber.open(planned(12), again=False)
    [vote] = views.votes(chamber.state)
    assert (vote.cancelled, vote.lost) == (True, True), "told to everybody"
    last = narrative((await events.last("m")).entries)[-1]
    assert "phiếu đã bỏ không còn nguyên vẹn" in last.text, "and to who files the record"


async def test_the_server_that_comes_later_gives_the_meeting_up(server: Server) -> None:
    """Two servers on one database: the log stays one, and people are sent to read it anew."""
    await server.join("a")
    leader = await server.control("robot", role="secretary")
    await do(leader, act.Open())
    live = await server.services.meetings.find("demo")
    other = EventLog(server.services.database, KEY)
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


async def test_lines_after_a_restart_speak_of_what_was_before(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await server.join("a")
        await do(await server.control("robot", role="secretary"), act.CallFloor(point="a"))
    async with serving(tmp_path) as server:
        server.now += timedelta(seconds=90)
        leader = await server.control("robot", role="secretary")
        await leader.send(act.StopFloor(point="a", ref="r"))
        told = await leader.expect(EntryTold, lambda one: one.what == "floor.ended")
        assert told.line.text == "UBND xã A kết thúc phát biểu sau 1 phút 30 giây."
        assert told.line.text_en == "UBND xã A has finished speaking after 1 min 30 s."
