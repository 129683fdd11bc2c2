"""The server is killed in the middle of a secret vote, and the meeting goes on."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from signaling.meeting import commands as act
from signaling.meeting.terms import Count
from signaling.meeting.told import FloorTold, MicTold, VoteTold
from signaling.protocol import Code, Mute, Ping, ServerMessage
from tests.attendee import Attendee, until
from tests.server import Server

YES, NO = Count(option="Tán thành", count=1), Count(option="Không tán thành", count=1)


@asynccontextmanager
async def attending(
    http: aiohttp.ClientSession, tokens: Mapping[str, str], waiting: str
) -> AsyncIterator[dict[str, Attendee]]:
    people: dict[str, Attendee] = {}
    try:
        for point, token in tokens.items():
            people[point] = await Attendee.come(http, token, media=point != waiting)
        yield people
    finally:
        for one in people.values():
            await one.go()


def told(one: Attendee) -> tuple[ServerMessage, ...]:
    """What everybody knows of the floor, the rules and the vote."""
    return tuple(one.known[key] for key in ("floor", "rules", "vote v1"))


def states(one: Attendee) -> list[str]:
    return [one.seats[f"p{n}"] for n in range(5)]


SEATED = ["present", "present", "present", "present", "lobby"]


async def test_a_meeting_goes_on_after_kill_9_in_a_secret_vote(tmp_path: Path) -> None:
    server = Server.in_folder(tmp_path, udp_host="127.0.0.1")
    points = [f"p{n}" for n in range(5)]
    await server.plan("m", "Kỳ họp", {point: f"Điểm cầu {point}" for point in points})
    tokens = {
        point: server.token("m", point, role="delegate" if point != "p0" else "secretary")
        for point in points
    }
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as http:
            before = await _until_the_kill(server, http, tokens)
        await server.start()
        async with (
            aiohttp.ClientSession(server.url) as http,
            attending(http, tokens, waiting="p4") as people,
        ):
            await until(lambda: states(people["p0"]) == SEATED)
            for point in ("p0", "p2", "p4"):
                assert told(people[point]) == before, point
            for point, muted in (("p1", False), ("p2", True)):
                mic = people[point].known["mic"]
                assert isinstance(mic, MicTold)
                assert (mic.muted, mic.may_open) == (muted, point == "p1")
            assert (
                await people["p1"].do(act.CastVote(vote="v1", counts=(NO,))) is Code.ALREADY_VOTED
            )
            assert await people["p3"].do(act.CastVote(vote="v1", counts=(NO,))) is None
            assert await people["p0"].do(act.CloseVote(vote="v1")) is None
            vote = people["p0"].known["vote v1"]
            assert isinstance(vote, VoteTold)
            assert vote.result is not None
            assert [one.count for one in vote.result.counts] == [1, 1, 0]
    finally:
        await server.stop()
    _is_secret(server.data / "diemcau.sqlite3")


async def _until_the_kill(
    server: Server, http: aiohttp.ClientSession, tokens: Mapping[str, str]
) -> tuple[ServerMessage, ...]:
    """Hold the meeting up to the kill; return what everybody knows then."""
    async with attending(http, {p: t for p, t in tokens.items() if p != "p4"}, "") as people:
        lead = people["p0"].do
        await until(lambda: states(people["p0"])[:4] == SEATED[:4])
        for command in (act.Open(), act.HoldLobby(on=True), act.SetMode(mode="conference")):
            assert await lead(command) is None
        late = await Attendee.come(http, tokens["p4"], media=False)
        await until(lambda: states(people["p0"]) == SEATED)
        for point, subject in (("p1", "Ngân sách"), ("p2", "Đất đai")):
            assert await people[point].do(act.RequestFloor(subject=subject)) is None
        assert await lead(act.CallFloor(point="p1", limit_s=600)) is None
        question = act.OpenVote(question="Bầu chủ tịch?", secret=True, regardless=True)
        assert await lead(question) is None
        assert await people["p1"].do(act.CastVote(vote="v1", counts=(YES,))) is None
        wrong = act.CastVote(vote="v1", counts=(Count(option="Tán thành", count=9),))
        assert await people["p3"].do(wrong) is Code.BALLOT_INVALID
        await people["p2"].control.send(Mute(muted=False))
        await people["p2"].control.send(Ping(t=1))
        await until(lambda: "pong" in people["p2"].known)
        await until(lambda: getattr(people["p2"].known["vote v1"], "voted", 0) == 1)
        before = told(people["p2"])
        floor = before[0]
        assert isinstance(floor, FloorTold)
        assert [one.point for one in floor.on_air] == ["p1"]
        assert [one.subject for one in floor.queue] == ["Đất đai"]
        await server.kill9()
        await late.go()
    return before


def _is_secret(path: Path) -> None:
    """Nothing that is kept says who voted how, or in which order."""
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT * FROM urns").fetchall() == [], "counted, and destroyed"
        cast = "SELECT event FROM log WHERE event LIKE '%vote.cast%'"
        for (event,) in database.execute(cast):
            assert "option" not in event
