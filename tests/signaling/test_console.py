"""Consoles: connections and pictures without a seat, and what only they are told."""

import pytest

from mcu.messages import LineQuality, QualityMeasured
from signaling import lines
from signaling.meeting.actor import Right
from signaling.meeting.commands import AnswerTalk, CallFloor, Lock, RequestFloor, Talk
from signaling.meeting.told import Done, FloorTold, HealthTold, RosterTold, TalkTold
from signaling.protocol import (
    Bye,
    Close,
    Code,
    Error,
    Hello,
    Leave,
    MediaState,
    Mute,
    Ping,
    Pong,
    Record,
    RecordingStatusChanged,
)
from signaling.store.models import Point, Unit
from tests.signaling.server import OFFER, SDP, Client, Server


async def test_a_console_has_no_seat_and_all_the_rights(server: Server) -> None:
    console = await server.console()
    welcome = console.welcome
    assert welcome.you == ""
    assert "khanh" not in [seat.point for seat in welcome.seats]
    assert {Right.FLOOR, Right.TALK, Right.VOTES} <= set(welcome.can.rights)
    assert Right.TAKE_PART not in welcome.can.rights
    assert isinstance(await console.act(Lock(on=True)), Done)


async def test_an_account_may_have_several_which_stay(server: Server) -> None:
    first, second = await server.console(), await server.console()
    other = await server.console("lan", role="secretary")
    await first.act(Lock(on=True))
    for console in (first, second, other):
        await console.send(Ping(t=1))
        await console.expect(Pong)
    assert isinstance(await second.act(Lock(on=False)), Done)


async def test_who_does_not_lead_gets_no_console(server: Server) -> None:
    client = Client(await server.http.ws_connect("/control"))
    await client.send(Hello(token=server.console_token(role="delegate"), version=1))
    assert (await client.expect(Error)).code is Code.FORBIDDEN
    assert await client.closed() == Close.TOKEN


async def test_what_is_of_a_seat_a_console_cannot_do(server: Server) -> None:
    console = await server.console()
    await console.send(Mute(muted=True))
    assert (await console.expect(Error)).code is Code.FORBIDDEN
    refused = await console.act(RequestFloor())
    assert isinstance(refused, Error)
    assert refused.code is Code.FORBIDDEN
    await server.join("a")
    await console.send(Record(on=True))
    assert (await console.expect(RecordingStatusChanged)).recording.on


async def test_a_console_leaves_and_takes_no_seat_with_it(server: Server) -> None:
    await server.join("a")
    console = await server.console()
    await console.send(Leave())
    assert (await console.expect(Bye)).reason == "left"
    assert await console.closed() == Close.LEFT
    assert server.node.sessions


async def test_a_chair_at_a_point_leads_from_there_and_may_open_a_console(server: Server) -> None:
    await server.join("a")
    chair = await server.control("a", role="chair")
    assert chair.welcome.you == "a"
    assert isinstance(await chair.act(Lock(on=True)), Done)
    url = "/api/meetings/demo/console"
    async with server.http.post(url, headers=server.auth("a", role="chair")) as response:
        token = (await response.json())["token"]
    console = Client(await server.http.ws_connect("/control"))
    await console.send(Hello(token=token, version=1))
    await console.expect(HealthTold)
    assert isinstance(await console.act(Lock(on=False)), Done)
    async with server.http.post(url, headers=server.auth("b")) as response:
        assert response.status == 403


async def test_a_console_sees_the_meeting_without_attending(server: Server) -> None:
    console = await server.console()
    session = await server.watch()
    assert (await console.expect(MediaState)).session == session
    live = await server.services.meetings.find("demo")
    assert live.room.present == 0
    assert live.conduct.state.seats.inside() == []
    ((_, member),) = server.node.members
    assert member not in live.room
    # A point's own token does not end it, the console's does; then nothing is left.
    url = f"/whep/demo/{session}"
    async with server.http.delete(url, headers=server.auth("a")) as response:
        assert response.status == 403
    async with server.http.delete(url, headers=server.console_auth()) as response:
        assert response.status == 200
    assert (await console.expect(MediaState)).state == "ended"
    await server.until(lambda: not server.node.members)


async def test_a_console_does_not_send_as_a_point(server: Server) -> None:
    headers = SDP | server.console_auth()
    async with server.http.post("/media/demo", data=OFFER, headers=headers) as response:
        assert response.status == 403


async def test_consoles_are_told_where_points_stand(server: Server) -> None:
    directory = server.services.meetings._directory
    await directory.add_units([Unit(id="v", parent_id="u", level=2, name="Xã Trực Đạo")])
    await directory.add_points(
        [Point(id="d", unit_id="v", name="UBND xã Trực Đạo", short_name="d")]
    )
    console = Client(await server.http.ws_connect("/control"))
    await console.send(Hello(token=server.console_token(), version=1))
    roster = await console.expect(RosterTold)
    assert {one.point: one.path for one in roster.points} == {
        "a": ["Huyện Trực Ninh"],
        "b": ["Huyện Trực Ninh"],
        "c": ["Huyện Trực Ninh"],
        "robot": [],
    }
    by_rank = sorted(roster.points, key=lambda one: (one.rank, one.order, one.point))
    assert [one.point for one in by_rank] == ["a", "b", "c", "robot"]
    await directory.invite("demo", ["d"])
    await server.control("d")
    (late,) = (await console.expect(RosterTold)).points
    assert (late.point, late.path) == ("d", ["Huyện Trực Ninh", "Xã Trực Đạo"])
    assert by_rank[2].rank < late.rank <= by_rank[3].rank


def measured(server: Server, point: str, *, loss: float, rtt_ms: float = 30.0) -> None:
    quality = LineQuality(
        loss_up=loss,
        loss_down=0.0,
        rtt_ms=rtt_ms,
        jitter_ms=1.0,
        bitrate_up=1,
        bitrate_down=1,
        fps_up=25.0,
    )
    server.node.emit(QualityMeasured(conference="demo", member=point, quality=quality))


async def test_lines_are_told_when_they_change_and_then_together(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "INTERVAL_S", 0.1)
    await server.join("a")
    await server.join("b")
    console, point = await server.console(), await server.control("c")
    # All at once: the first is told, and the others when its interval is over.
    for loss in (0.2, 0.2, 0.001, 0.2, 0.05):
        measured(server, "a", loss=loss)
    measured(server, "b", loss=0.0, rtt_ms=31.0)
    (first,) = (await console.expect(HealthTold)).points
    assert (first.point, first.grade, first.loss, first.rtt_ms) == ("a", "poor", 20, 40)
    told = (await console.expect(HealthTold)).points
    assert [(one.point, one.grade) for one in told] == [("a", "fair"), ("b", "good")]
    measured(server, "b", loss=0.0, rtt_ms=33.0)  # jitter is no news
    server.node.lose(server.node.members["demo", "a"].session or "", "timeout")
    (lost,) = (await console.expect(HealthTold)).points
    assert (lost.point, lost.grade) == ("a", "lost")
    # Who comes later is told all; points never are.
    late = Client(await server.http.ws_connect("/control"))
    await late.send(Hello(token=server.console_token("lan"), version=1))
    assert {one.point for one in (await late.expect(HealthTold)).points} == {"a", "b"}
    await point.send(Ping(t=1))
    while not isinstance(message := await point.receive(), Pong):
        assert not isinstance(message, HealthTold)


async def test_a_message_that_does_not_fit_is_answered_with_its_ref(server: Server) -> None:
    console = await server.console()
    await console.socket.send_str('{"type":"floor.call","ref":"r7","limit_s":"long"}')
    error = await console.expect(Error)
    assert (error.code, error.about, error.ref) == (Code.MESSAGE_INVALID, "floor.call", "r7")


async def test_a_fast_operator_is_not_asked_to_wait(server: Server) -> None:
    console = await server.console()
    for number in range(140):
        await console.send(Lock(on=number % 2 == 0, ref=f"r{number}"))
    for number in range(140):
        assert (await console.expect(Done)).ref == f"r{number}"


async def test_everything_that_is_called_is_done_in_the_mixer(server: Server) -> None:
    await server.join("a")
    await server.join("b")
    console = await server.console()
    for point in "ab":
        client = await server.control(point)
        await client.act(RequestFloor(subject="Ngân sách"))
        await client.send(Mute(muted=True))
    await server.until(lambda: all(one.settings.muted for one in server.node.members.values()))
    assert isinstance(await console.act(CallFloor(point="a")), Done)
    assert isinstance(await console.act(CallFloor(point="b")), Done)
    floor = console.last[FloorTold]
    assert isinstance(floor, FloorTold)
    assert ([turn.point for turn in floor.on_air], floor.queue) == (["b"], [])
    members = server.node.members
    await server.until(lambda: members["demo", "b"].settings.muted is False)
    await server.until(lambda: members["demo", "a"].settings.muted is True)


# Private talks.


async def test_a_talk_is_between_a_console_and_a_point_and_ends_with_the_console(
    server: Server,
) -> None:
    await server.join("a")
    await server.watch()
    (member,) = (name for _, name in server.node.members if name != "a")
    console, point = await server.console(), await server.control("a")
    assert isinstance(await console.act(Talk(point="a")), Done)
    assert (await point.expect(TalkTold)).point == "a"
    await server.until(lambda: f"talk {member} a" in server.node.calls)
    other = await server.console("lan")
    taken = await other.act(Talk(point="a"))
    assert isinstance(taken, Error)
    assert taken.code is Code.TALK_TAKEN
    await console.socket.close()
    assert (await point.expect(TalkTold)).point is None
    await server.until(lambda: f"talk {member} None" in server.node.calls)


async def test_a_talk_is_from_the_screen_that_asked_and_ends_with_it(server: Server) -> None:
    await server.join("a")
    console, point = await server.console(), await server.control("a")
    own = await server.watch()
    (member,) = (name for _, name in server.node.members if name != "a")
    await server.watch()  # a wall, opened later
    await console.act(Talk(point="a", session=own))
    told = await point.expect(TalkTold)
    assert (told.point, told.name, told.answered) == ("a", "Khanh", False)
    await server.until(lambda: f"talk {member} a" in server.node.calls)
    await point.act(AnswerTalk(on=True))
    while not (told := await console.expect(TalkTold)).answered:
        pass
    assert (told.point, told.session) == ("a", own)
    await server.node.leave(own)
    assert (await point.expect(TalkTold)).point is None


async def test_a_talk_waits_for_the_screen_and_moves_to_the_next(server: Server) -> None:
    await server.join("a")
    console = await server.console()
    await console.act(Talk(point="a"))
    first = await server.watch()
    await server.until(lambda: any(one.endswith(" a") for one in server.node.calls))
    second = await server.watch()
    await server.until(lambda: sum(one.endswith(" a") for one in server.node.calls) >= 2)
    before = len(server.node.calls)
    await server.node.leave(second)
    await server.until(lambda: any(one.endswith(" a") for one in server.node.calls[before:]))
    assert first in server.node.sessions
