"""What was planned holds in the meeting: over real connections, also once it runs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from signaling.meeting import commands as act
from signaling.meeting.actor import Actor
from signaling.meeting.told import AgendaTold, RulesTold
from signaling.problem import ProblemError
from signaling.protocol import Code, SeatChanged
from signaling.schedule.planning import Planning
from signaling.schedule.protocol import (
    AgendaLine,
    InvitedPoint,
    MeetingDraft,
    PlanChange,
    StateChange,
)
from signaling.store.points import Points
from signaling.store.schedule import ScheduleStore
from signaling.store.series import SeriesStore
from tests.signaling.conftest import address as address  # noqa: PLC0414 - a fixture
from tests.signaling.server import OFFER, SDP, START, Client, Server, serving

SECRETARY = Actor(role="secretary", name="Thư ký", account="secretary")


@pytest.fixture
async def server(tmp_path: Path, address: str) -> AsyncIterator[Server]:
    async with serving(tmp_path, address=address) as running:
        yield running


def planning(server: Server) -> Planning:
    return Planning(
        ScheduleStore(server.services.database),
        SeriesStore(server.services.database),
        server.services.meetings,
        lambda: server.now,
    )


def draft(**settings: object) -> MeetingDraft:
    plain = MeetingDraft(
        title="Kỳ họp thứ mười",
        starts=START + timedelta(hours=1),
        mode="discussion",
        lobby=False,
        points=(InvitedPoint(point="a", delegates=3), InvitedPoint(point="b")),
        agenda=(AgendaLine(title="Khai mạc", minutes=10, unit="VP HĐND"),),
    )
    return structs.replace(plain, **settings)


async def post(server: Server, meeting: str, point: str) -> int:
    headers = SDP | server.auth(point, meeting=meeting)
    async with server.http.post(f"/media/{meeting}", data=OFFER, headers=headers) as response:
        if response.status == 201:
            server.node.connect(response.headers["Location"].rpartition("/")[2])
        return response.status


async def come(server: Server, meeting: str, point: str) -> None:
    assert await post(server, meeting, point) == 201
    live = await server.services.meetings.find(meeting)
    await server.until(lambda: point in live.conduct.state.seats.present())


async def test_what_was_planned_begins_the_log(server: Server) -> None:
    meeting = await planning(server).create(
        draft(mode="conference", chair="a", muted=True, camera=False, quorum="half", limit=9)
    )
    live = await server.services.meetings.find(meeting)
    state = live.conduct.state
    assert (state.mics.mode, state.mics.chair, state.mics.muted_at_join) == (
        "conference",
        "a",
        True,
    )
    assert (state.roll.quorum, state.seats.limit) == ("half", 9)
    assert [item.title for item in state.agenda.items] == ["Khai mạc"]
    assert state.roll.places["a"].delegates == 3
    assert not live.room.chair("a").camera


async def test_a_full_meeting_refuses_politely_and_lets_the_chair_in(server: Server) -> None:
    points = tuple(InvitedPoint(point=name) for name in "abc")
    meeting = await planning(server).create(draft(points=points, limit=1, chair="c"))
    await come(server, meeting, "a")
    headers = SDP | server.auth("b", meeting=meeting)
    async with server.http.post(f"/media/{meeting}", data=OFFER, headers=headers) as refused:
        assert refused.status == 503
        problem = await refused.json(content_type=None)
    assert problem["code"] == "meeting_full"
    assert "đủ số điểm cầu" in problem["detail_vi"]
    await come(server, meeting, "c")
    live = await server.services.meetings.find(meeting)
    live.leave("a")
    live.leave("c")
    await server.until(lambda: not live.conduct.state.seats.present())
    await come(server, meeting, "b")


async def test_the_lobby_is_held_over_a_real_connection(server: Server) -> None:
    meeting = await planning(server).create(draft(lobby=True))
    client = await server.control("b", meeting=meeting)
    live = await server.services.meetings.find(meeting)
    await server.until(lambda: live.conduct.state.seats.waiting() == ["b"])
    assert await post(server, meeting, "b") == 409
    await live.conduct.chamber.act(act.Admit(points=("b",)), SECRETARY)
    await client.expect(SeatChanged, lambda it: it.seat.point == "b" and it.seat.state == "invited")
    await come(server, meeting, "b")


async def test_a_plan_changed_before_anybody_came_is_what_begins(server: Server) -> None:
    it = planning(server)
    meeting = await it.create(draft())
    await server.services.meetings.find(meeting)
    plan = (await it.find(meeting)).draft
    await it.change(meeting, PlanChange(version=1, plan=structs.replace(plan, mode="lecture")))
    live = await server.services.meetings.find(meeting)
    assert live.conduct.state.mics.mode == "lecture"


async def test_changes_reach_a_meeting_that_runs(server: Server) -> None:
    it = planning(server)
    meeting = await it.create(draft())
    client: Client = await server.control("a", meeting=meeting)
    await come(server, meeting, "a")
    live = await server.services.meetings.find(meeting)
    await live.conduct.chamber.act(act.Open(), SECRETARY)
    await client.expect(RulesTold, lambda told: told.phase == "open")
    plan = (await it.find(meeting)).draft
    changed = structs.replace(
        plan,
        limit=1,
        points=(*plan.points, InvitedPoint(point="c")),
        agenda=(*plan.agenda, AgendaLine(title="Bế mạc")),
    )
    await it.change(meeting, PlanChange(version=1, plan=changed))
    told = await client.expect(AgendaTold)
    assert [item.title for item in told.items] == ["Khai mạc", "Bế mạc"]
    await client.expect(SeatChanged, lambda one: one.seat.point == "c")
    assert await post(server, meeting, "c") == 503
    assert live.conduct.state.phase == "open", "nobody who is in had to leave"


async def test_two_who_change_one_plan(server: Server) -> None:
    it = planning(server)
    meeting = await it.create(draft())
    await it.change(meeting, PlanChange(version=1, plan=draft(title="Bản thứ hai")))
    with pytest.raises(ProblemError) as refused:
        await it.change(meeting, PlanChange(version=1, plan=draft(title="Bản cũ")))
    assert refused.value.code is Code.PLAN_CHANGED
    assert (await it.find(meeting)).draft.title == "Bản thứ hai"


async def test_a_subtree_invites_all_below_it(server: Server) -> None:
    meeting = await planning(server).create(draft(points=(), units=("u",)))
    live = await server.services.meetings.find(meeting)
    assert set(live.conduct.state.seats.by_point) == {"a", "b", "c"}


async def test_a_cancelled_meeting_lets_nobody_in(server: Server) -> None:
    it = planning(server)
    meeting = await it.create(draft())
    await it.become(meeting, StateChange(state="cancelled"))
    assert await post(server, meeting, "a") == 403
    with pytest.raises(ProblemError):
        await it.become(meeting, StateChange(state="draft"))


async def test_a_closed_meeting_was_held(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.live.LAST_WORDS_S", 0.0)
    it = planning(server)
    meeting = await it.create(draft())
    await come(server, meeting, "a")
    live = await server.services.meetings.find(meeting)
    await live.conduct.chamber.act(act.Open(), SECRETARY)
    await live.conduct.chamber.act(act.Close(), SECRETARY)
    await server.until(lambda: not live.conduct.chamber._deeds)

    async def held() -> bool:
        return (await it.find(meeting)).state == "held"

    for _ in range(1000):
        if await held():
            break
    assert await held()


async def test_a_draft_is_forgotten_unless_it_left_traces(server: Server) -> None:
    it = planning(server)
    gone, kept = await it.create(draft()), await it.create(draft())
    await it.remove(gone)
    with pytest.raises(ProblemError):
        await it.find(gone)
    await come(server, kept, "a")
    with pytest.raises(ProblemError):
        await it.remove(kept)
    assert (await it.find(kept)).draft.points


async def test_what_the_directory_knows_of_a_point_comes_with_it(server: Server) -> None:
    points = Points(server.services.database)
    for point in "bc":
        await points.change(point, {"delegates": 7, "room": True})
    await points.change("a", {"retired": True})
    it = planning(server)
    own = InvitedPoint(point="c", delegates=0, room=False)
    meeting = await it.create(draft(points=(own,), units=("u",), muted=True))
    kept = {one.point: (one.delegates, one.room) for one in (await it.find(meeting)).draft.points}
    assert kept == {"b": (7, True), "c": (0, False)}, "the plan's own values win; a has retired"
    # What changes later in the directory is not taken over by itself.
    await points.change("b", {"delegates": 9})
    plan = (await it.find(meeting)).draft
    await it.change(meeting, PlanChange(version=1, plan=plan))
    await come(server, meeting, "b")
    await come(server, meeting, "c")
    live = await server.services.meetings.find(meeting)
    assert live.conduct.state.roll.places["b"].delegates == 7
    for point in "bc":
        await live.conduct.chamber.act(act.InviteMic(point=point), SECRETARY)
    mics = live.conduct.state.mics
    assert (mics.heard("b"), mics.heard("c"), mics.invited) == (True, False, {"c"})
