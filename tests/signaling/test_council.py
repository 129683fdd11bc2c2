"""A council session of 114 points, from the lobby to the close, over the real server.

All have a control connection and media by real WebRTC; seven send sound without end, as a careless
or hostile client would, so that only the rules decide who is heard.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from signaling import secret
from signaling.meeting import commands as act
from signaling.meeting.entry import Entry
from signaling.meeting.terms import AgendaItem, Count
from signaling.meeting.told import RollTold, VoteResult, VoteTold
from signaling.protocol import Ask, Bye, Share, SharingChanged
from signaling.store.database import Database, sqlite_url
from signaling.store.log import EventLog, Kept
from tests.attendee import PATIENCE, Attendee, until
from tests.cheap import CheapPoint, playing
from tests.clips import Rgb, colour_clip, find_colour, tone_levels
from tests.server import Server

POINTS = [f"p{n}" for n in range(114)]
ABSENT = "p113"
HERE = POINTS[:-1]
SPEAKERS = {f"p{n}": 400 + 200 * n for n in range(1, 6)}
"""Point → the tone it sends, Hz."""
INTRUDER, EAR = "p6", "p7"
TONES = SPEAKERS | {INTRUDER: 1800, EAR: 2100}

COLOURS = dict(
    zip(TONES, ("red", "green", "blue", "yellow", "magenta", "cyan", "orange"), strict=True)
)
PAGE, PAGE_SIZE = "violet", (1280, 720)
"""Colour and size of what is shared."""
LARGE = 0.6
"""Of the picture's width: whoever is on air, alone, has at least as much."""

AT_ONCE = 8
"""So many come at the same moment: client and server each have a core then."""

HEARD_DB, UNHEARD_DB = -40.0, -60.0
YES, NO = Count(option="Tán thành", count=1), Count(option="Không tán thành", count=1)

AGENDA = (
    AgendaItem(id="1", title="Báo cáo kinh tế - xã hội", minutes=30),
    AgendaItem(id="2", title="Thông qua nghị quyết"),
)


class Council:
    """Everybody who takes part."""

    def __init__(self, people: dict[str, Attendee], players: dict[str, CheapPoint]) -> None:
        self.people = people
        self._players = players

    async def lead(self, *commands: act.Command) -> None:
        """The secretary acts."""
        for command in commands:
            assert await self.people["p0"].do(command) is None, command

    async def heard(self, point: str | None) -> None:
        """Wait until the mixed sound has one voice and no other; None: no voice at all."""
        others = TONES.keys() - {point}
        async with asyncio.timeout(PATIENCE):
            while True:
                pcm = self._players[EAR].sound(0.5)
                found = tone_levels(pcm * 32768, list(TONES.values())) if pcm.size else {}
                levels = {name: found.get(hz, 0.0) for name, hz in TONES.items()}
                if (point is None or levels[point] > HEARD_DB) and all(
                    levels[name] < UNHEARD_DB for name in others
                ):
                    return
                await asyncio.sleep(0.1)

    async def shown(self, point: str) -> None:
        """Wait until a point is large in the mixed picture."""
        await _until_large(self._players[EAR].picture, COLOURS[point])

    async def share(self, point: str) -> None:
        """Have a point share a page, which others see, and its people beside it."""
        await self.people[point].control.send(Share(on=True))
        await until(lambda: self.shares() == point)
        self._players[point].share(colour_clip(PAGE, *PAGE_SIZE, seconds=0.04)[0])
        for other in (EAR, INTRUDER):
            await _until_large(self._players[other].page, PAGE)
            page = await self._players[other].page()
            assert page is not None
            assert page.shape[1::-1] == PAGE_SIZE, "as it was sent"
        await self.shown(point)

    async def stop_sharing(self, point: str) -> None:
        """Have a point share nothing any more."""
        await self.people[point].control.send(Share(on=False))
        await until(lambda: self.shares() is None)

    def seated(self, state: str) -> set[str]:
        """The points in a state, as the secretary sees it."""
        return {point for point, one in self.people["p0"].seats.items() if one == state}

    def shares(self) -> str | None:
        """Who shares, as another point is told."""
        told = self.people[EAR].known.get("sharing")
        sharing = told.sharing if isinstance(told, SharingChanged) else None
        return sharing.point if sharing else None

    async def vote(self, vote: str, yes: int, no: int, *, passed: bool) -> None:
        """Have so many points vote, all at once; check what everybody is told of it."""
        voters = HERE[: yes + no]
        answers = await asyncio.gather(
            *(
                self.people[point].do(act.CastVote(vote=vote, counts=(YES if n < yes else NO,)))
                for n, point in enumerate(voters)
            )
        )
        assert set(answers) == {None}
        await self.lead(act.CloseVote(vote=vote))
        for point in (EAR, HERE[-1]):
            await until(lambda: self._result(vote, point) is not None)  # noqa: B023
            told = self._result(vote, point)
            assert told is not None
            assert [one.count for one in told.counts] == [yes, no, 0]
            assert (told.total, told.present, told.passed) == (114, 113, passed)

    def _result(self, vote: str, point: str) -> VoteResult | None:
        told = self.people[point].known[f"vote {vote}"]
        assert isinstance(told, VoteTold)
        return told.result


async def _until_large(look: Callable[[], Awaitable[Rgb | None]], colour: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            picture = await look()
            if picture is not None and _is_large(picture, colour):
                return
            await asyncio.sleep(0.1)


def _is_large(picture: Rgb, colour: str) -> bool:
    """Whether a colour takes most of a picture's width."""
    area = find_colour(picture, colour)
    return area is not None and area.width >= LARGE * picture.shape[1]


def _groups(points: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(points), AT_ONCE):
        yield points[first : first + AT_ONCE]


@asynccontextmanager
async def assembled(server: Server, http: aiohttp.ClientSession) -> AsyncIterator[Council]:
    """Everybody in the lobby, then in the meeting."""
    tokens = {
        point: server.token("m", point, role="delegate" if point != "p0" else "secretary")
        for point in HERE
    }
    people: dict[str, Attendee] = {}
    players = {
        name: CheapPoint(server.url, "m", tokens[name], COLOURS[name], hz, 0.25, content=True)
        for name, hz in TONES.items()
    }
    try:
        people["p0"] = await Attendee.come(http, tokens["p0"])
        await until(lambda: people["p0"].seats["p0"] == "present")
        council = Council(people, players)
        await council.lead(act.SetMode(mode="conference"), act.HoldLobby(on=True))
        for some in _groups(HERE[1:]):
            came = [Attendee.come(http, tokens[point], media=False) for point in some]
            people |= dict(zip(some, await asyncio.gather(*came), strict=True))
        await until(lambda: council.seated("lobby") == set(HERE[1:]))
        await council.lead(act.Admit())
        for some in _groups([point for point in HERE[1:] if point not in players]):
            await asyncio.gather(*(people[point].join() for point in some))
        async with playing(list(players.values())):
            await until(lambda: council.seated("present") == set(HERE))
            yield council
    finally:
        for one in people.values():
            await one.go()


@pytest.mark.alone
@pytest.mark.timeout(300)
async def test_a_council_session_of_114_points(tmp_path: Path) -> None:
    server = Server.in_folder(tmp_path, udp_host="127.0.0.1")
    await server.plan("m", "Kỳ họp thứ mười", {one: f"Điểm cầu {one}" for one in POINTS})
    await server.start()
    try:
        async with (
            aiohttp.ClientSession(server.url, connector=aiohttp.TCPConnector(limit=0)) as http,
            assembled(server, http) as council,
        ):
            await _roll_call(council)
            await _speeches(council)
            await _votes(council)
            await _the_end(council)
    finally:
        await server.stop(within=PATIENCE)
    _check(await _kept(server))
    assert "Traceback" not in server.log


async def _roll_call(council: Council) -> None:
    await council.lead(
        act.SetAgenda(items=AGENDA),
        act.OpenRoll(),
        act.MarkRoll(point=ABSENT, presence="absent", reason="Mưa lũ"),
        act.CloseRoll(),
        act.Open(),
        act.GoTo(item="1"),
    )
    told = council.people[EAR].known["roll"]
    assert isinstance(told, RollTold)
    assert told.result is not None
    assert (told.result.points_present, told.result.quorum) == (113, True)
    await council.heard(None)


async def _speeches(council: Council) -> None:
    """Five are called one after another, and an intruder shouts throughout.

    The third shares a page, on which the fourth speaks.
    """
    for point in SPEAKERS:
        assert await council.people[point].do(act.RequestFloor(subject=f"Ý kiến {point}")) is None
    for point in SPEAKERS:
        await council.lead(act.PrepareFloor(point=point), act.CallFloor(point=point, limit_s=300))
        await council.heard(point)
        await council.shown(point)
        for other in (*SPEAKERS, INTRUDER):
            ask = council.people[other].known["ask"]
            assert isinstance(ask, Ask)
            assert ask.audio == (other == point), other
        if point == "p3":
            await council.share(point)
        if point == "p4":
            await council.stop_sharing("p3")
    await council.lead(act.StopFloor())
    await council.heard(None)


async def _votes(council: Council) -> None:
    await council.lead(act.GoTo(item="2"), act.OpenVote(question="Thông qua chương trình kỳ họp?"))
    await council.vote("v1", 57, 50, passed=False)  # just half of 114
    await council.lead(act.OpenVote(question="Bầu ủy viên?", secret=True))
    await council.vote("v2", 58, 55, passed=True)
    await council.lead(
        act.OpenVote(question="Thông qua nghị quyết?", basis="delegates", share="two_thirds")
    )
    await council.vote("v3", 76, 30, passed=True)  # just two thirds


async def _the_end(council: Council) -> None:
    await council.lead(act.Announce(text="Chủ trì kết luận: thông qua nghị quyết."), act.Close())
    await until(lambda: all("bye" in one.known for one in council.people.values()))
    for one in council.people.values():
        bye = one.known["bye"]
        assert isinstance(bye, Bye)
        assert bye.reason == "ended"


async def _kept(server: Server) -> Kept:
    database = Database(sqlite_url(server.data))
    try:
        return await EventLog(database, secret.key(server.data)).last("m")
    finally:
        await database.close()


# The log, line by line.


def _tags(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return (event, point) of lines."""
    return [
        (str(one.event.__struct_config__.tag), getattr(one.event, "point", None) or "")
        for one in entries
    ]


def _conducted() -> Iterator[tuple[str, str]]:
    """What happens once all are in."""
    yield "agenda.set", ""
    yield "roll.opened", ""
    yield from (("roll.marked", point) for point in POINTS)
    for tag in ("roll.closed", "meeting.opened", "agenda.moved", "chapter"):
        yield tag, ""
    yield from (("floor.requested", point) for point in SPEAKERS)
    before = ""
    for point in SPEAKERS:
        yield "floor.prepared", point
        if before:
            yield "floor.ended", before
        yield "floor.called", point
        if before:
            yield "mic.silenced", ""
        yield "mic.switched", point
        yield "chapter", ""
        before = point
    yield "floor.ended", before
    yield "mic.silenced", ""
    yield "agenda.moved", ""
    yield "chapter", ""


def _check(kept: Kept) -> None:
    entries, tags = kept.entries, _tags(kept.entries)
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert kept.sitting == 1
    assert tags[:5] == [
        ("meeting.planned", ""),
        ("seat.arrived", "p0"),
        ("meeting.mode", ""),
        ("mic.silenced", ""),
        ("lobby.held", ""),
    ]
    admitted = tags.index(("seat.admitted", ""))
    met = 2 * admitted - 4
    everybody = sorted(("seat.arrived", point) for point in HERE[1:])
    assert sorted(tags[5:admitted]) == sorted(tags[admitted + 1 : met]) == everybody
    conducted = list(_conducted())
    assert tags[met : met + len(conducted)] == conducted
    ballots = tags[met + len(conducted) :]
    expected: list[tuple[str, str]] = []
    for number, voters in enumerate((107, 113, 106)):
        if number:
            expected.append(("vote.shown", ""))
        expected += [("vote.opened", ""), ("chapter", "")]
        expected += [("vote.cast", point) for point in HERE[:voters]]
        expected += [("vote.closed", ""), ("vote.shown", "")]
    expected += [("notice.shown", ""), ("notice.cleared", ""), ("meeting.closed", "")]
    # Those who vote at the same moment come in any order.
    assert sorted(ballots) == sorted(expected)
    assert [one for one in ballots if one[0] != "vote.cast"] == [
        one for one in expected if one[0] != "vote.cast"
    ]
    assert kept.ballots == [], "they are destroyed once they are counted"
