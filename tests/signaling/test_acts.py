"""Acts over real sockets: who may, what it comes to in the mixer, and who is told."""

import asyncio
import copy
from typing import Any

import msgspec
import pytest

from mcu.messages import Headroom
from signaling import conduct
from signaling.meeting import commands as act
from signaling.meeting.actor import Right
from signaling.meeting.commands import Command
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.terms import Count
from signaling.meeting.told import (
    BallotTold,
    Done,
    EntryTold,
    FloorTold,
    MicTold,
    RulesTold,
    VotersTold,
    VoteTold,
)
from signaling.protocol import (
    Bye,
    Camera,
    Code,
    Error,
    Hand,
    Mute,
    Ping,
    Pong,
    Record,
    SeatChanged,
    ServerMessage,
    Share,
)
from tests.signaling.raw import COMMANDS, RAW, every, fitting
from tests.signaling.server import Client, Server

YES = (Count(option="Tán thành", count=1),)


async def state_of(server: Server) -> Proceedings:
    return (await server.services.meetings.find("demo")).conduct.state


async def do(client: Client, command: Command) -> Done:
    """Carry an act out; return what is answered."""
    await client.send(msgspec.structs.replace(command, ref="r"))
    while True:
        message = await client.receive()
        assert not isinstance(message, Error), message
        if isinstance(message, Done):
            return message


async def attempt(client: Client, tag: str) -> Code | None:
    """Send a message as it comes over the wire; return why it was refused."""
    await client.socket.send_json(fitting(tag))
    while True:
        answer = await client.receive()
        if isinstance(answer, Error) and answer.ref == f"r {tag}":
            assert answer.about == tag
            return answer.code
        if isinstance(answer, Done):
            return None


async def formal(server: Server) -> Client:
    """A meeting in which a speaks, b listens, c waits, and a secret vote runs."""
    await server.join("a")
    await server.join("b")
    leader = await server.control("robot", role="secretary")
    await do(leader, act.Open())
    await do(leader, act.SetMode(mode="conference"))
    await do(leader, act.LockMics(on=True))
    await do(leader, act.HoldLobby(on=True))
    await do(leader, act.CallFloor(point="a"))
    await do(leader, act.OpenVote(question="Thông qua?", secret=True, regardless=True))
    return leader


def silent(server: Server, point: str) -> bool:
    """Whether the mixer lets nothing through."""
    member = server.node.members.get(("demo", point))
    return member is None or bool(member.settings.muted)


def test_every_act_is_tried() -> None:
    assert set(RAW) <= set(COMMANDS)
    for tag, kind in COMMANDS.items():
        msgspec.convert({"type": tag, **RAW.get(tag, {})}, kind)


@pytest.mark.parametrize(
    ("point", "options", "tags", "codes"),
    [
        ("b", {}, every(but=Right.TAKE_PART), {Code.FORBIDDEN}),
        ("b", {"role": "technician"}, every(but=Right.TAKE_PART), {Code.FORBIDDEN}),
        ("b", {"kind": "viewer"}, every(), {Code.FORBIDDEN}),
        ("b", {"role": "viewer"}, every(), {Code.FORBIDDEN}),
        ("b", {"role": "system"}, every(), {Code.FORBIDDEN}),
        ("b", {"role": "king"}, every(), {Code.FORBIDDEN}),
        ("c", {}, every(), {Code.FORBIDDEN, Code.SEAT_ABSENT}),
    ],
)
async def test_who_may_not_changes_nothing(
    server: Server, point: str, options: dict[str, Any], tags: list[str], codes: set[Code]
) -> None:
    """A delegate, a technician, viewers of two kinds, invented roles, a point in the lobby."""
    await formal(server)
    server.node.has_room = Headroom(processors=2, left=0, view=0.25)
    attacker = await server.control(point, **options)
    if point == "c":
        state = await state_of(server)
        await server.until(lambda: state.seats.waiting() == ["c"])
    before = copy.deepcopy(await state_of(server))
    calls = list(server.node.calls)
    assert {await attempt(attacker, tag) for tag in tags} == codes
    assert await state_of(server) == before
    assert server.node.calls == calls
    assert silent(server, "b")


async def test_a_point_of_another_meeting_acts_in_its_own_alone(server: Server) -> None:
    await formal(server)
    before = copy.deepcopy(await state_of(server))
    attacker = await server.control("a", meeting="closed", role="operator")
    for tag in every(but=Right.TAKE_PART):
        if tag not in {"meeting.close", "seat.remove"}:
            await attempt(attacker, tag)
    assert await state_of(server) == before


async def test_a_locked_microphone_is_silent_whatever_its_point_sends(server: Server) -> None:
    await formal(server)
    attacker = await server.control("b")
    for message in (Mute(muted=False), Hand(raised=True), Mute(muted=False), Mute(muted=True)):
        await attacker.send(message)
    for tag in ("mic.answer", "mic.grant", "floor.request", "floor.withdraw", "roll.report"):
        await attempt(attacker, tag)
    await attacker.send(Mute(muted=False))
    assert (await attacker.expect(Error)).code is Code.MIC_LOCKED
    assert silent(server, "b")
    # It leaves, says beforehand that it wants to be heard, and comes in anew.
    live = await server.services.meetings.find("demo")
    await server.node.leave(server.node.members["demo", "b"].session or "")
    await server.until(lambda: ("demo", "b") not in server.node.members)
    await attacker.send(Mute(muted=False))
    await server.join("b")
    await attacker.send(Mute(muted=False))
    await attacker.send(Ping(t=1))
    await attacker.expect(Pong)
    assert silent(server, "b")
    assert not live.conduct.state.mics.heard("b")


async def test_between_media_and_entry_there_is_no_gap_to_speak_through(server: Server) -> None:
    leader = await server.control("robot", role="secretary")
    await do(leader, act.SetMode(mode="conference"))
    attacker = await server.control("b")
    await attacker.send(Mute(muted=True))
    async with server.http.post(
        "/media/demo", data="v=0", headers={"Content-Type": "application/sdp"} | server.auth("b")
    ) as response:
        assert response.status == 201
    await attacker.send(Mute(muted=False))
    await attacker.send(Ping(t=1))
    await attacker.expect(Pong)
    assert silent(server, "b"), "its media may flow, its entry is not in the log yet"


async def test_a_point_in_the_lobby_neither_records_nor_shares_nor_joins(server: Server) -> None:
    await formal(server)
    waiting = await server.control("c")
    told = {seat.point: seat.state for seat in waiting.welcome.seats}
    assert told == {"a": "present", "b": "present", "c": "lobby", "robot": "invited"}
    state = await state_of(server)
    await server.until(lambda: state.seats.waiting() == ["c"])
    for message in (Record(on=True), Share(on=True)):
        await waiting.send(message)
        assert (await waiting.expect(Error)).code is Code.LOBBY_WAITING
    headers = {"Content-Type": "application/sdp"} | server.auth("c")
    async with server.http.post("/media/demo", data="v=0", headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (409, "lobby_waiting")
    assert not server.node.recordings


async def test_who_is_let_in_while_it_is_welcomed_is_told(server: Server) -> None:
    leader = await formal(server)
    live = await server.services.meetings.find("demo")
    chamber = live.conduct.chamber
    # It is in the lobby by its welcome, and the lobby's end is kept before that is.
    async with chamber._lock:
        ending = asyncio.create_task(do(leader, act.HoldLobby(on=False)))
        await server.until(lambda: len(chamber._deeds) == 1)
        waiting = await server.control("c")
        await server.until(lambda: len(chamber._deeds) == 2)
    await ending
    assert {seat.state for seat in waiting.welcome.seats if seat.point == "c"} == {"lobby"}
    told = await waiting.expect(SeatChanged, lambda one: one.seat.point == "c")
    assert told.seat.state == "invited", "it may come in now"


async def test_who_waits_is_in_the_lobby_whatever_it_does_meanwhile(server: Server) -> None:
    """Told of another state of its seat, a page would take itself for let in."""
    await formal(server)
    chamber = (await server.services.meetings.find("demo")).conduct.chamber
    async with chamber._lock:
        waiting = await server.control("c")
        await waiting.send(Camera(on=False))
        await server.until(lambda: len(chamber._deeds) == 1)
    told = await waiting.expect(SeatChanged, lambda one: not one.seat.camera)
    assert (told.seat.point, told.seat.state) == ("c", "lobby")


@pytest.mark.parametrize(
    "message",
    [
        {"type": "floor.call"},
        {"type": "floor.call", "point": 5},
        {"type": "floor.call", "point": "a", "limit_s": 9},
        {"type": "floor.call", "point": "a", "limit_s": 10**30},
        {"type": "floor.order", "points": ["a"] * 2001},
        {"type": "floor.request", "subject": "x" * 201},
        {"type": "meeting.mode", "mode": "anarchy"},
        {"type": "roll.report", "heads": -1},
        {"type": "roll.report", "heads": 10_000},
        {"type": "vote.open", "question": ""},
        {"type": "vote.open", "question": "?", "options": ["one"]},
        {"type": "vote.open", "question": "?", "options": [str(n) for n in range(11)]},
        {"type": "vote.cast", "vote": "v1", "counts": []},
        {"type": "vote.cast", "vote": "v1", "counts": [{"option": "x", "count": 1.5}]},
        {"type": "agenda.set", "items": [{"id": "x"}]},
        {"type": "notice.show", "text": "x" * 501},
        {"type": "hold", "music": None},
        {"type": "talk", "point": ["a"]},
        {"type": "meeting.lock", "on": True, "ref": "r" * 65},
    ],
)
async def test_an_act_that_does_not_fit_changes_nothing(
    server: Server, message: dict[str, Any]
) -> None:
    leader = await server.control("a", role="operator")
    before = copy.deepcopy(await state_of(server))
    await leader.socket.send_json(message)
    error = await leader.expect(Error)
    assert (error.code, error.about) == (Code.MESSAGE_INVALID, message["type"])
    assert await state_of(server) == before


async def test_refused_acts_carry_their_ref_back_and_good_ones_their_line(server: Server) -> None:
    await server.join("a")
    leader = await server.control("robot", role="secretary")
    first = await do(leader, act.Open())
    assert (await do(leader, act.Open())).seq == first.seq, "nothing new is no line"
    assert (await do(leader, act.Lock(on=True))).seq == first.seq + 1
    await leader.send(act.StopFloor(point="a", ref="x7"))
    error = await leader.expect(Error)
    assert (error.code, error.ref, error.about) == (Code.NOT_ON_AIR, "x7", "floor.stop")


async def heard_until_pong(client: Client, t: float) -> list[ServerMessage]:
    """Return all that has been told up to now."""
    await client.send(Ping(t=t))
    messages: list[ServerMessage] = []
    while not isinstance(message := await client.receive(), Pong):
        messages.append(message)
    return messages


def kept(messages: list[ServerMessage]) -> dict[str, ServerMessage]:
    """What a page knows after these messages: the newest of each section."""
    sections = {"rules", "floor", "agenda", "roll", "vote", "notices", "mic", "talk", "ballot"}
    known: dict[str, ServerMessage] = {}
    for one in messages:
        tag = str(one.__struct_config__.tag)
        if tag in sections:
            known[f"{tag} {getattr(one, 'vote', '')}"] = one
    return known


async def test_a_delegate_sees_neither_voters_nor_the_log_and_a_secret_stays_one(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conduct, "COUNT_INTERVAL_S", 0.0)
    await server.join("a")
    watcher = await server.control("b")
    leader = await formal(server)
    voter = await server.control("a")
    await do(voter, act.CastVote(vote="v1", counts=YES))
    told = await heard_until_pong(watcher, 1)
    assert not any(isinstance(one, VotersTold | EntryTold | Done) for one in told)
    votes = [one for one in told if isinstance(one, VoteTold)]
    assert [(one.voted, one.result) for one in votes] == [(0, None), (1, None)]
    seen = await heard_until_pong(leader, 1)
    assert [one.voted for one in seen if isinstance(one, VotersTold)] == [["a"]]
    lines = [one for one in seen if isinstance(one, EntryTold) and one.what == "vote.cast"]
    assert [one.line.text for one in lines] == ["UBND xã A đã bỏ phiếu."]
    again = await server.control("a")
    own = kept(again.greeting)["ballot v1"]
    assert isinstance(own, BallotTold)
    assert (own.voted, own.counts) == (True, [])


async def test_who_comes_back_knows_what_those_know_who_stayed(server: Server) -> None:
    stayed = await server.control("b")
    leader = await formal(server)
    await do(leader, act.Announce(text="Nghỉ 15 phút"))
    await do(leader, act.PrepareFloor(point="b"))
    told = kept([*stayed.greeting, *await heard_until_pong(stayed, 1)])
    back = await server.control("b")
    assert kept(back.greeting) == told


async def test_a_section_is_told_when_it_changes_and_in_the_order_of_the_log(
    server: Server,
) -> None:
    await server.join("a")
    leader = await server.control("robot", role="secretary")
    other = await server.control("b")
    await do(leader, act.CallFloor(point="a", limit_s=60))
    await do(leader, act.SetMode(mode="conference"))
    kinds = [type(one) for one in await heard_until_pong(other, 1)]
    told = [kind for kind in kinds if kind is not SeatChanged]
    assert told == [FloorTold, RulesTold, MicTold], "it may not open its microphone any more"
    await leader.send(act.SetMode(mode="discussion", ref="last"))
    lines: list[int] = []
    while not isinstance(message := await leader.receive(), Done):
        if isinstance(message, EntryTold):
            lines.append(message.line.seq)
    assert lines == [message.seq]


async def test_the_end_is_told_before_the_goodbye(server: Server) -> None:
    leader, other = await formal(server), await server.control("b")
    await do(leader, act.CancelVote(vote="v1"))
    state = await state_of(server)
    await do(leader, act.Close())
    assert (await other.expect(RulesTold, lambda one: one.phase == "closed")).phase == "closed"
    for client in (leader, other):
        assert (await client.expect(Bye)).reason == "ended"
    await server.until(lambda: not server.node.members)
    last = state.seq
    again = await server.control("robot", role="secretary")
    assert (await do(again, act.Open())).seq == last + 1, "the close was the last line"
    assert state.phase == "open"
    await server.join("a")
