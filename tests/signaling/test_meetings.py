"""Live meetings over time: tiles given up, empty meetings closed, nobody lost in between."""

import asyncio
from datetime import timedelta

import pytest

from mcu.messages import (
    MemberConnected,
    RecordingChanged,
    SpeakersChanged,
    UnknownConferenceError,
)
from signaling.audience import Audience
from signaling.protocol import Code, Error, Hello, Mute, RecordingStatusChanged, SeatChanged
from signaling.speaking import SpeakingTold
from signaling.store.models import Point
from tests.patience import PATIENCE
from tests.signaling.server import Client, Server


async def test_a_tile_nobody_comes_back_to_is_freed(server: Server) -> None:
    watcher = await server.control("b")
    session = await server.join("a")
    server.node.lose(session, "timeout")
    now = asyncio.get_running_loop().time()
    meetings = server.services.meetings
    await meetings.tidy(now + 599)
    assert ("demo", "a") in server.node.members
    await meetings.tidy(now + 601)
    await watcher.expect(SeatChanged, lambda m: m.seat.point == "a" and m.seat.state == "left")
    await server.until(lambda: ("demo", "a") not in server.node.members)


async def test_an_empty_meeting_is_closed_and_comes_back(server: Server) -> None:
    session = await server.join("a")
    meetings = server.services.meetings
    await server.node.leave(session)
    await server.until(lambda: not server.node.members)
    await meetings.tidy(0.0)
    await meetings.tidy(299.0)
    assert "demo" in server.node.conferences
    await meetings.tidy(301.0)
    assert "demo" not in server.node.conferences
    before = await meetings.find("demo")
    assert before.room.chair("a").state == "invited", "a new meeting, with nobody in it"
    await server.join("a")
    assert "demo" in server.node.conferences


async def test_a_meeting_with_somebody_in_it_is_not_closed(server: Server) -> None:
    meetings = server.services.meetings
    await server.join("a")
    for now in (0.0, 1000.0, 2000.0):
        await meetings.tidy(now)
    assert "demo" in server.node.conferences
    client = await server.control("b")
    for session in list(server.node.sessions):
        await server.node.leave(session)
    for now in (3000.0, 4000.0):
        await meetings.tidy(now)
    assert "demo" in server.node.conferences, "somebody still listens"
    await client.socket.close()


async def test_a_silence_that_ends_starts_counting_anew(server: Server) -> None:
    meetings = server.services.meetings
    live = await meetings.find("demo")
    await meetings.tidy(0.0)
    client = await server.control("a")
    await meetings.tidy(200.0)
    await client.socket.close()
    await server.until(lambda: live.idle)
    await meetings.tidy(250.0)
    await meetings.tidy(400.0)
    assert await meetings.find("demo") is live


async def test_two_who_ask_at_once_find_the_same_meeting(server: Server) -> None:
    meetings = server.services.meetings
    first, second = await asyncio.gather(meetings.find("demo"), meetings.find("demo"))
    assert first is second


async def test_events_of_unknown_meetings_and_members_are_ignored(server: Server) -> None:
    server.node.emit(MemberConnected(conference="none", member="a", session="s"))
    await server.join("a")
    server.node.emit(MemberConnected(conference="demo", member="stranger", session="s"))
    server.node.emit(SpeakersChanged(conference="none", speakers=()))
    assert (await server.services.meetings.find("demo")).room.present == 1


async def test_a_point_that_comes_back_while_it_is_removed_keeps_its_tile(server: Server) -> None:
    resting = len(server.services.meetings._tasks)
    live = await server.services.meetings.find("demo")
    await server.join("a")
    live.leave("a")
    assert len(server.services.meetings._tasks) > resting, "it is being removed"
    await server.join("a")
    await server.until(lambda: len(server.services.meetings._tasks) == resting)
    assert ("demo", "a") in server.node.members
    assert live.room.chair("a").state == "present"


async def test_many_joins_of_one_point_leave_one_session(server: Server) -> None:
    await asyncio.gather(*(server.join("a") for _ in range(10)))
    live = await server.services.meetings.find("demo")
    (alive,) = server.node.sessions
    assert live.room.chair("a").session == alive
    assert server.node.members["demo", "a"].session == alive


async def test_a_conference_that_is_gone_does_not_stop_a_leave(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resting = len(server.services.meetings._tasks)
    await server.join("a")
    live = await server.services.meetings.find("demo")

    async def gone(_conference: str, _member: str) -> None:
        raise UnknownConferenceError("demo")

    monkeypatch.setattr(server.node, "remove", gone)
    live.leave("a")
    await server.until(lambda: len(server.services.meetings._tasks) == resting)
    assert live.room.chair("a").state == "left"


async def test_who_speaks_is_told_at_once_after_a_pause() -> None:
    audience = Audience()
    told: list[tuple[str, ...]] = []
    audience.tell = lambda message, _key=None, **_: told.append(tuple(message.points))  # type: ignore[method-assign]
    speaking = SpeakingTold(audience)
    speaking.changed(("a",))
    assert told == [("a",)]
    speaking.changed(("b",))
    speaking.changed(("c",))
    assert told == [("a",)], "the second waits"
    async with asyncio.timeout(PATIENCE):
        while len(told) < 2:  # noqa: ASYNC110 - a timer of the loop
            await asyncio.sleep(0.01)
    assert told == [("a",), ("c",)], "only the newest is worth telling"


async def test_a_token_that_expires_does_not_end_a_running_connection(server: Server) -> None:
    client = await server.control("a", hours=1.0)
    old = server.token("a", hours=1.0)
    server.now += timedelta(hours=2)
    await client.send(Mute(muted=True))
    await client.expect(SeatChanged)
    late = Client(await server.http.ws_connect("/control"))
    await late.send(Hello(token=old, version=1))
    assert await late.closed() == 4001


async def test_a_recording_that_breaks_off_is_told_to_all(server: Server) -> None:
    await server.join("a")
    client = await server.control("b")
    await server.services.recorder.start("demo")
    assert (await client.expect(RecordingStatusChanged)).recording.on
    server.node.emit(
        RecordingChanged(conference="demo", recording="r1", on=False, error="disk full")
    )
    assert not (await client.expect(RecordingStatusChanged)).recording.on
    error = await client.expect(Error)
    assert (error.code, error.about) == (Code.RECORDING_FAILED, "record")


async def test_a_point_that_is_called_something_else_is_so_at_once(server: Server) -> None:
    await server.join("a")
    client = await server.control("b")
    async with server.services.database.session() as session:
        point = await session.get(Point, "a")
        assert point is not None
        point.name = "UBND phường Cửa Bắc"
    await server.services.meetings.renamed("a")
    await client.expect(SeatChanged, lambda told: told.seat.name == "UBND phường Cửa Bắc")
    plate = server.node.members["demo", "a"].settings.plate
    assert plate is not None
    assert plate.title == "UBND phường Cửa Bắc"
    (*_, line) = await server.services.meetings.course("demo")
    assert line.text == "UBND xã A nay gọi là UBND phường Cửa Bắc."
