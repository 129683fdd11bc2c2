"""Repeating meetings: made as they come near, and changed, cancelled and revived together."""

from datetime import timedelta

import pytest
from msgspec import structs

from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.planning import Planning
from signaling.schedule.protocol import (
    AgendaLine,
    InvitedPoint,
    PlanChange,
    Repeat,
    Scope,
    StateChange,
)
from signaling.schedule.recurrence import local
from signaling.schedule.repeating import NEAR
from signaling.store.database import downgrade, upgrade
from signaling.store.schedule import ScheduleStore
from tests.schedule.test_planned import draft, planning
from tests.schedule.test_planned import server as server  # noqa: PLC0414 - a fixture
from tests.signaling.conftest import address as address  # noqa: PLC0414 - a fixture
from tests.signaling.server import START, Server


async def test_a_series_comes_near_meeting_by_meeting(server: Server) -> None:
    it = planning(server)
    starts = START + timedelta(hours=1)
    first = await it.create(
        draft(repeat=Repeat(rule="FREQ=WEEKLY;COUNT=5", without=(local(starts).date(),)))
    )
    lines = await it.between(START, START + timedelta(days=60))
    assert [bool(line.id) for line in lines] == [True, True, False, False, False]
    second = lines[1].id
    assert second.startswith(first)
    assert second != first
    live = await server.services.meetings.find(second)
    assert set(live.conduct.state.seats.by_point) == {"a", "b"}
    # One of them is moved: it stays that one, and no other takes its place.
    moved = structs.replace((await it.find(second)).draft, starts=starts + timedelta(days=8))
    await it.change(second, PlanChange(version=1, plan=moved))
    server.now = START + NEAR
    await it.come_near()
    await it.come_near()
    lines = await it.between(START, START + timedelta(days=60))
    assert [f"{local(one.starts):%d}" for one in lines if one.id] == ["21", "29", "05", "12"]
    assert len(lines) == 5


async def test_a_series_is_announced_as_one(server: Server) -> None:
    it = planning(server)
    other = await it.create(draft())
    meeting = await it.create(draft(repeat=Repeat(rule="FREQ=WEEKLY")))
    await it.become(meeting, StateChange(state="announced"))
    lines = await it.between(server.now, server.now + NEAR)
    states = {one.id: one.state for one in lines if one.id}
    assert states.pop(other) == "draft"
    assert len(states) > 1
    assert set(states.values()) == {"announced"}


@pytest.mark.parametrize(
    ("scope", "of", "cancelled", "left"),
    [
        ("one", 0, [0], 5),
        ("one", 1, [1], 5),
        ("following", 1, [1, 2], 0),
        ("following", 0, [0, 1, 2], 0),
        ("all", 2, [0, 1, 2], 0),
    ],
)
async def test_of_a_series_one_the_following_or_all_are_cancelled(
    server: Server, scope: Scope, of: int, cancelled: list[int], left: int
) -> None:
    it = planning(server)
    first = await it.create(draft(repeat=Repeat(rule="FREQ=WEEKLY;COUNT=8")))
    await it.become(first, StateChange(state="announced"))
    server.now += timedelta(days=1)
    await it.come_near()
    server.now -= timedelta(days=1)
    lines = await it.between(START, START + timedelta(days=90))
    made = [one.id for one in lines if one.id]
    assert (len(made), len(lines)) == (3, 8)
    await it.become(made[of], StateChange(state="cancelled", scope=scope))
    await it.come_near()
    lines = await it.between(START, START + timedelta(days=90))
    states = [one.state for one in lines if one.id]
    assert [n for n, state in enumerate(states) if state == "cancelled"] == cancelled
    assert set(states) <= {"announced", "cancelled"}
    assert len([one for one in lines if not one.id]) == left
    # One that was cancelled by mistake is held after all; the others are as they were.
    await it.become(made[of], StateChange(state="announced"))
    assert (await it.find(made[of])).state == "announced"


async def series(server: Server, it: Planning, **settings: object) -> list[str]:
    """Plan and announce a meeting of eight weeks, of which three are near; return these."""
    settings = {"repeat": Repeat(rule="FREQ=WEEKLY;COUNT=8")} | settings
    first = await it.create(draft(**settings))
    await it.become(first, StateChange(state="announced"))
    server.now += timedelta(days=1)
    await it.come_near()
    server.now -= timedelta(days=1)
    return [one.id for one in await it.between(START, START + timedelta(days=90)) if one.id]


async def change(
    it: Planning, meeting: str, scope: Scope = "one", /, *, hours: float = 0, **settings: object
) -> None:
    """Change some of a meeting's plan, and those of others with it."""
    kept = await it.find(meeting)
    starts = kept.draft.starts + timedelta(hours=hours)
    plan = structs.replace(kept.draft, starts=starts, **settings)
    await it.change(meeting, PlanChange(version=kept.version, plan=plan, scope=scope))


async def titles(it: Planning) -> str:
    """Return the first letters of the titles of what is planned, in its order."""
    lines = await it.between(START - timedelta(days=1), START + timedelta(days=90))
    return "".join(one.title[0] for one in lines)


@pytest.mark.parametrize(
    ("scope", "of", "found"),
    [
        ("one", 0, "XKKKKKKK"),
        ("one", 1, "KXKKKKKK"),
        ("following", 1, "KXXXXXXX"),
        ("following", 0, "XXXXXXXX"),
        ("all", 2, "XXXXXXXX"),
    ],
)
async def test_of_a_series_one_the_following_or_all_are_changed(
    server: Server, scope: Scope, of: int, found: str
) -> None:
    it = planning(server)
    made = await series(server, it)
    others = (AgendaLine(title="Bế mạc"),)
    await change(it, made[1], agenda=others)
    await change(it, made[of], scope, title="X", points=(InvitedPoint(point="c"),))
    assert await titles(it) == found
    for meeting, letter in zip(made, found, strict=False):
        kept = (await it.find(meeting)).draft
        assert {one.point for one in kept.points} == ({"c"} if letter == "X" else {"a", "b"})
        own = "Bế mạc" if meeting == made[1] else "Khai mạc"
        assert [one.title for one in kept.agenda] == [own], "what did not change is each one's own"
        assert kept.starts == START + timedelta(hours=1, weeks=made.index(meeting))


async def test_what_was_held_is_left_as_it_was(server: Server) -> None:
    it = planning(server)
    made = await series(server, it)
    await ScheduleStore(server.services.database).set_state(made[0], "held", server.now)
    await change(it, made[1], hours=25.5)
    server.now += timedelta(days=2)
    await change(it, made[2], "all", hours=-1, title="X", minutes=60)
    server.now -= timedelta(days=2)
    lines = await it.between(START - timedelta(days=1), START + timedelta(days=90))
    assert [one.title[0] for one in lines] == ["K", *"XXXXXXX"]
    assert [one.minutes for one in lines] == [120, *[60] * 7]
    start = START + timedelta(hours=1)
    assert lines[0].starts == start
    # The one that was moved by itself follows the others now that their time is another.
    weeks = [start + timedelta(weeks=n, hours=-1) for n in range(1, 8)]
    assert [one.starts for one in lines[1:]] == weeks
    assert (await it.find(made[0])).series != (await it.find(made[1])).series


async def test_another_day_takes_the_meetings_with_it(server: Server) -> None:
    it = planning(server)
    made = await series(server, it)
    await it.become(made[1], StateChange(state="cancelled"))
    rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=3;BYDAY=SU"
    await change(it, made[0], "all", hours=24, repeat=Repeat(rule=rule))
    lines = await it.between(START - timedelta(days=1), START + timedelta(days=90))
    start = START + timedelta(days=1, hours=1)
    alone = await it.find(made[1])
    assert (alone.series, alone.state) == ("", "cancelled"), "there is none in that week any more"
    repeated = [one for one in lines if one.id != made[1]]
    assert [one.starts for one in repeated] == [start + timedelta(weeks=n) for n in (0, 2, 4)]
    assert [one.id for one in repeated[:2]] == [made[0], made[2]]
    # A series that repeats no more is one meeting.
    await change(it, made[2], "following", repeat=None)
    assert len(await it.between(START, START + timedelta(days=900))) == 3


async def test_a_repetition_is_told_from_each_meeting_on(server: Server) -> None:
    it = planning(server)
    made = await series(server, it)
    rules = [(await it.find(one)).draft.repeat for one in made]
    assert [one.rule for one in rules if one] == [f"FREQ=WEEKLY;COUNT={n}" for n in (8, 7, 6)]
    with pytest.raises(ProblemError):
        await change(it, made[1], repeat=Repeat(rule="FREQ=DAILY"))
    # Of two who change a series at once one is told.
    kept = await it.find(made[1])
    await change(it, made[1], "all", title="X")
    late = PlanChange(version=kept.version, plan=kept.draft, scope="all")
    with pytest.raises(ProblemError) as refused:
        await it.change(made[1], late)
    assert refused.value.code is Code.PLAN_CHANGED


async def test_a_series_that_was_cancelled_is_held_after_all(server: Server) -> None:
    it = planning(server)
    made = await series(server, it)
    before = await it.between(START, START + timedelta(days=90))
    await it.become(made[1], StateChange(state="cancelled", scope="following"))
    assert len(await it.between(START, START + timedelta(days=90))) == 3
    await it.become(made[1], StateChange(state="announced", scope="following"))
    after = await it.between(START, START + timedelta(days=90))
    assert [(one.id, one.starts, one.state) for one in after] == [
        (one.id, one.starts, one.state) for one in before
    ]


async def test_a_series_can_be_changed_also_where_none_is_near(server: Server) -> None:
    it = planning(server)
    first = await it.create(draft(repeat=Repeat(rule="FREQ=MONTHLY;COUNT=3")))
    await it.become(first, StateChange(state="announced"))
    await ScheduleStore(server.services.database).set_state(first, "held", server.now)
    server.now += timedelta(hours=3)
    await it.come_near()
    lines = await it.between(START, START + timedelta(days=90))
    assert [bool(one.id) for one in lines] == [True, True, False]
    assert lines[2].nearest == lines[1].id
    await change(it, lines[1].id, "following", title="X")
    assert await titles(it) == "KXX"


async def test_a_draft_of_a_series_that_was_removed_stays_so(server: Server) -> None:
    it = planning(server)
    await it.create(draft(repeat=Repeat(rule="FREQ=WEEKLY;COUNT=3")))
    lines = await it.between(START, START + timedelta(days=90))
    await it.remove(lines[1].id)
    await it.come_near()
    after = await it.between(START, START + timedelta(days=90))
    assert [one.starts for one in after] == [lines[0].starts, lines[2].starts]


async def test_a_series_that_had_ended_with_its_first_meeting_still_has(server: Server) -> None:
    it = planning(server)
    first = await it.create(draft(repeat=Repeat(rule="FREQ=WEEKLY")))
    await it.become(first, StateChange(state="cancelled"))
    async with server.services.database.engine.begin() as connection:
        await connection.run_sync(downgrade, "0010")
        await connection.run_sync(upgrade)
    lines = await it.between(START, START + timedelta(days=90))
    assert all(one.id for one in lines), "none is yet to come"
