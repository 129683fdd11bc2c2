"""A council session of 114 points, three of them with real browsers: led, killed, gone on with."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from signaling.meeting import commands as act
from signaling.meeting.actor import Right
from signaling.meeting.told import RollTold
from signaling.protocol import Bye, Code, Error
from tests.attendee import until
from tests.browser import council_kept
from tests.browser.conftest import Launch
from tests.browser.council import (
    ABSENT,
    DELEGATE,
    EAR,
    HERE,
    INTRUDER,
    LONG,
    MEETING,
    POINTS,
    SAYS,
    SCREEN,
    SEEN,
    SPEAKERS,
    YES,
    Council,
    Pages,
    attending,
    ballots,
    groups,
    players,
    schedule,
)
from tests.browser.room import by_id
from tests.browser.signs import BLUE, GREEN, MAGENTA
from tests.cheap import playing
from tests.leader import Leader, at_console
from tests.patience import PATIENCE
from tests.server import Server
from tests.signaling.raw import every, fitting

HALF, TWO_THIRDS, MANY = 57, 76, 30
"""Of the 114 points; so many more vote against."""
VOTERS = [
    [*ballots(HALF, MANY), DELEGATE, SCREEN],
    [*ballots(HALF, MANY), DELEGATE],
    [*ballots(TWO_THIRDS, MANY)],
]
"""Who takes part in each vote."""
SMALL = "width = 640\nheight = 360\nfps = 10\n"
"""What counts is what is seen: three browsers, a server and the others share two cores."""
BEFORE = 40
"""So many have cast their secret ballots when the server is killed."""


@pytest.mark.alone
async def test_a_council_session_of_114_points(tmp_path: Path, launch: Launch) -> None:
    server = Server.in_folder(tmp_path / "server", media=SMALL)
    await schedule(server)
    await server.start()
    try:
        browsers = await asyncio.gather(
            *(launch("chromium", sign) for sign in (GREEN, MAGENTA, BLUE))
        )
        pages = await Pages.open(server, browsers)
        async with aiohttp.ClientSession(
            server.url, connector=aiohttp.TCPConnector(limit=0)
        ) as http:
            killed = await _until_the_kill(server, http, pages)
            await pages.lose_the_server()
            await server.start()
            await _after_the_kill(server, http, pages)
        log = await council_kept.kept(server)
        council_kept.check_log(log, VOTERS)
        await council_kept.check_minutes(server)
        await council_kept.check_recordings(server, log.entries, killed)
    finally:
        await server.stop(within=PATIENCE)
    assert "Traceback" not in server.log


async def _until_the_kill(server: Server, http: aiohttp.ClientSession, pages: Pages) -> datetime:
    """Hold the session up to the middle of a secret vote; return when the server was killed."""
    loud = players(server)
    async with attending(server, http) as people:
        council = Council(people, pages, loud)
        await _through_the_lobby(council)
        async with playing(list(loud.values())), at_console(server, MEETING, "khanh") as second:
            await until(lambda: council.seated("present") == set(HERE), LONG)
            await pages.live()
            await _roll_call(council)
            await _speeches(council, second)
            await _first_vote(council)
            await _half_of_a_secret_vote(council)
            await server.kill9()
            return datetime.now(UTC)


async def _after_the_kill(server: Server, http: aiohttp.ClientSession, pages: Pages) -> None:
    """Go on with the vote as it was; the pages have come back by themselves."""
    async with attending(server, http) as people:
        council = Council(people, pages)
        await pages.live()
        assert await pages.are_the_same()
        await council.record()
        await _the_other_half(council)
        await council.lead(
            act.OpenVote(question="Thông qua nghị quyết?", basis="delegates", share="two_thirds")
        )
        await council.vote("v3", ballots(TWO_THIRDS, MANY))
        await council.count("v3", TWO_THIRDS, MANY, passed=True)
        await _the_end(council)


async def _through_the_lobby(council: Council) -> None:
    """All wait until the operator lets them in, and bring their media then."""
    await until(lambda: council.seated("lobby") == set(HERE))
    await council.pages.console.press("c")
    await council.pages.console.click(by_id("admit-all"))
    await until(lambda: not council.seated("lobby"))
    for some in groups([point for point in council.people if point not in council.players]):
        await asyncio.gather(*(council.people[point].join() for point in some))


async def _roll_call(council: Council) -> None:
    await council.record()
    await council.lead(
        act.OpenRoll(),
        act.MarkRoll(point=ABSENT, presence="absent", reason="Mưa lũ"),
        act.CloseRoll(),
        act.Open(),
        act.GoTo(item="1"),
    )
    told = council.people[EAR].known["roll"]
    assert isinstance(told, RollTold)
    assert told.result is not None
    assert (told.result.points_present, told.result.quorum) == (len(HERE), True)
    await council.hears(None)


async def _speeches(council: Council, second: Leader) -> None:
    """The operator calls one after another by keys, then two at once with another operator.

    An intruder shouts throughout, and tries what it may not. The third shares a page, on which the
    next speaks.
    """
    for point in SPEAKERS:
        await _ask_for_the_floor(council, point)
    for point in SPEAKERS[:3]:
        await _call(council, point)
    await _try_everything(council)
    await council.share("p3")
    now, overtaken = await _call_two_at_once(council, second)
    await council.is_on_air(now)
    await council.stop_sharing("p3")
    # It has had its turn: nobody's microphone is opened who has not asked for it.
    await _ask_for_the_floor(council, overtaken)
    await _call(council, overtaken)
    await council.pages.console.press("s")
    await council.hears(None)


async def _ask_for_the_floor(council: Council, point: str) -> None:
    if point != DELEGATE:
        assert await council.people[point].do(act.RequestFloor(subject=f"Ý kiến {point}")) is None
        return
    room = council.pages.delegate
    await room.until(standing="talkingLocked")
    await room.click("microphone")
    await room.click("raise")
    await room.until(hand=True, standing="queued")


async def _prepare(council: Council, point: str) -> None:
    """The operator takes the first of those who wait; Enter will put it on air."""
    await council.pages.console.press("n")
    await council.pages.console.wait_for(SAYS, [by_id("preview"), POINTS[point]])


async def _call(council: Council, point: str) -> None:
    """The operator puts the first of those who wait on air."""
    await _prepare(council, point)
    await council.pages.console.press("Enter")
    await council.is_on_air(point)


async def _call_two_at_once(council: Council, second: Leader) -> tuple[str, str]:
    """Have two operators call at the same moment; return who is on air for all, and who was."""
    one, other = SPEAKERS[3:]
    await _prepare(council, one)
    await asyncio.gather(
        council.pages.console.press("Enter"), second.act(act.CallFloor(point=other, limit_s=300))
    )
    await until(lambda: council.on_air() in ([one], [other]))
    (now,) = council.on_air()
    overtaken = other if now == one else one
    await council.pages.console.wait_for(
        "([there, gone]) => document.querySelector(there) && !document.querySelector(gone)",
        [by_id(f"turn-{now}"), by_id(f"turn-{overtaken}")],
    )
    return now, overtaken


async def _try_everything(council: Council) -> None:
    """Send every act that a delegate may not, as it comes over the wire; nothing happens."""
    intruder = council.people[INTRUDER]
    tried = every(but=Right.TAKE_PART)
    for tag in tried:
        await intruder.control.socket.send_json(fitting(tag))
    refs = {f"r {tag}" for tag in tried}
    await until(lambda: refs <= intruder.answers.keys())
    for ref in refs:
        answer = intruder.answers[ref]
        assert isinstance(answer, Error), ref
        assert answer.code is Code.FORBIDDEN, ref
    await council.is_on_air("p3")


async def _first_vote(council: Council) -> None:
    """With the pages of a delegate and of a screen, which has a remote control."""
    await council.lead(act.GoTo(item="2"), act.OpenVote(question="Thông qua chương trình kỳ họp?"))
    delegate, screen = (room.page for room in council.pages.rooms)
    await delegate.click(by_id("option-1"))
    await screen.wait_for(SEEN, by_id("vote"))
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        await screen.press(key)
    for page in (delegate, screen):
        await page.wait_for(SAYS, [by_id("vote-line"), "Không tán thành"])
    await council.vote("v1", ballots(HALF, MANY))
    await council.count("v1", HALF, MANY + 2, passed=False)


async def _half_of_a_secret_vote(council: Council) -> None:
    await council.lead(act.OpenVote(question="Bầu ủy viên?", secret=True))
    room = council.pages.delegate
    await room.click("option-0")
    await room.click("cast")
    await room.page.wait_for(SAYS, [by_id("vote-line"), "phiếu kín"])
    await council.vote("v2", ballots(BEFORE, 0))


async def _the_other_half(council: Council) -> None:
    """Who has voted is told so; nobody's vote is lost."""
    again = act.CastVote(vote="v2", counts=(YES,))
    assert await council.people[INTRUDER].do(again) is Code.ALREADY_VOTED
    await council.pages.delegate.page.wait_for(SAYS, [by_id("vote-line"), "phiếu kín"])
    await council.vote("v2", ballots(HALF - BEFORE, MANY, after=BEFORE))
    await council.count("v2", HALF + 1, MANY, passed=True)


async def _the_end(council: Council) -> None:
    await council.lead(act.Announce(text="Chủ trì kết luận: thông qua nghị quyết."), act.Close())
    await until(lambda: all("bye" in one.known for one in council.people.values()))
    for one in council.people.values():
        bye = one.known["bye"]
        assert isinstance(bye, Bye)
        assert bye.reason == "ended"
    pages = council.pages
    for page in (pages.console, pages.delegate.page):
        await page.wait_for(SEEN, f"{by_id('end')}[data-end=over]")
    await pages.screen.page.wait_for(SEEN, "[data-scene=ended]")
    for page in (pages.console, *(room.page for room in pages.rooms)):
        assert page.reports("exception") == []
