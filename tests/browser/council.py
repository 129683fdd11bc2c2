"""A council session of 114 points: who takes part, and what can be seen and heard of it.

Three come with browsers: the operator, a delegate, a screen in a hall. The others have a control
connection each and bring their media by real WebRTC; six of them send sound without end, as a
careless or hostile client would, so that only the rules decide who is heard.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import aiohttp
import numpy as np
from numpy.typing import NDArray

from signaling.meeting import commands as act
from signaling.meeting.terms import Count
from signaling.meeting.told import FloorTold, VoteResult, VoteTold
from signaling.protocol import Ask, Record, RecordingStatusChanged, Share, SharingChanged
from signaling.schedule.protocol import AgendaLine, InvitedPoint, MeetingDraft
from signaling.store.database import Database, sqlite_url
from signaling.store.models import Point
from signaling.store.schedule import ScheduleStore
from tests.attendee import Attendee, until
from tests.browser import probes
from tests.browser.browser import Browser, Page
from tests.browser.room import PICTURE, Room, by_id
from tests.browser.signs import MAGENTA
from tests.cheap import CheapPoint
from tests.clips import Rgb, colour_clip, find_colour, tone_levels
from tests.patience import PATIENCE
from tests.server import Server

MEETING = "ky-hop"
SIZE = 114
POINTS = {f"p{n}": f"Điểm cầu {n}" for n in range(SIZE)}
"""Point → its name."""
SECRETARY, DELEGATE, INTRUDER, EAR, SCREEN = "p0", "p1", "p6", "p7", "p8"
ABSENT = f"p{SIZE - 1}"
HERE = [point for point in POINTS if point != ABSENT]
CHEAP = [point for point in HERE if point not in {DELEGATE, SCREEN}]

TONES = {
    DELEGATE: MAGENTA.hz,
    "p2": 800,
    "p3": 1000,
    "p4": 1200,
    "p5": 1400,
    INTRUDER: 1800,
    EAR: 2100,
}
"""Point → the tone it sends, Hz."""
SPEAKERS = tuple(TONES)[:5]
COLOURS = dict(
    zip(TONES, (MAGENTA.colour, "green", "blue", "yellow", "cyan", "orange", "red"), strict=True)
)
"""Red, as the frame of who is on air, is that of a point which never is."""
PAGE, PAGE_SIZE = "violet", (1280, 720)
"""Colour and size of what is shared."""
LARGE = 0.6
"""Of the picture's width: whoever is on air, alone, has at least as much."""
HEARD_DB, UNHEARD_DB = -40.0, -60.0

LONG = 3 * PATIENCE
"""Seconds within which a hundred points have come or gone."""

AT_ONCE = 8
"""So many come at the same moment: client and server each have a core then."""

YES, NO = Count(option="Tán thành", count=1), Count(option="Không tán thành", count=1)

People = dict[str, Attendee]
"""By point."""

SEEN = "(selector) => !!document.querySelector(selector)"
GONE = "(selector) => !document.querySelector(selector)"
SAYS = "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)"


async def schedule(server: Server) -> None:
    """Plan the session and announce it: a delegate at each point, a lobby, two items."""
    draft = MeetingDraft(
        title="Kỳ họp thứ mười Hội đồng nhân dân tỉnh",
        starts=datetime.now(UTC),
        chair=SECRETARY,
        points=tuple(InvitedPoint(point=point, delegates=1) for point in POINTS),
        agenda=(
            AgendaLine(id="1", title="Báo cáo kinh tế - xã hội", minutes=30),
            AgendaLine(id="2", title="Thông qua nghị quyết"),
        ),
    )
    async with server.directory() as directory:
        await directory.add_points(
            Point(id=point, name=name, short_name=name) for point, name in POINTS.items()
        )
    database = Database(sqlite_url(server.data))
    try:
        plans = ScheduleStore(database)
        await plans.add(MEETING, draft, draft.starts)
        await plans.set_state(MEETING, "announced", draft.starts)
    finally:
        await database.close()


def players(server: Server) -> dict[str, CheapPoint]:
    """Make the media of those who send sound and a colour without end."""
    return {
        name: CheapPoint(
            server.url,
            MEETING,
            server.token(MEETING, name),
            COLOURS[name],
            hz,
            0.25,
            content=True,
        )
        for name, hz in TONES.items()
        if name != DELEGATE
    }


@dataclass(slots=True)
class Pages:
    """What the three browsers show."""

    console: Page
    delegate: Room
    screen: Room

    @classmethod
    async def open(cls, server: Server, browsers: Sequence[Browser]) -> "Pages":
        """Open the console; bring the delegate and the screen as far as the lobby."""
        operator, delegate, hall = browsers
        room = Room(await delegate.page(server.link(MEETING, DELEGATE)))
        await room.page.wait_for("() => document.querySelector('video')?.videoWidth > 0")
        await room.click("enter")
        await room.page.wait_for(SEEN, by_id("lobby"))
        token = server.token(MEETING, SCREEN)
        screen = Room(await hall.page(f"{server.url}/tv/{MEETING}#t={token}"))
        await screen.page.wait_for(SEEN, "[data-scene=lobby]")
        console = await operator.page(server.console(MEETING))
        return cls(console, room, screen)

    @property
    def rooms(self) -> tuple[Room, Room]:
        """Those that are points of the meeting."""
        return self.delegate, self.screen

    async def live(self) -> None:
        """Wait until all of them have picture and sound, and say no more that they have not."""
        for room in self.rooms:
            await room.live(timeout=LONG)
        await self.console.wait_for(
            "(s) => document.querySelector(s)?.videoWidth > 0", by_id("program-picture")
        )
        for page, lost in self._lost():
            await page.wait_for(GONE, lost)

    async def lose_the_server(self) -> None:
        """Wait until all of them say that what they show is not live."""
        for page, lost in self._lost():
            await page.evaluate("() => { window.__same = true; }")
            await page.wait_for(SEEN, lost)

    async def are_the_same(self) -> bool:
        """Whether none was loaded again since it lost the server."""
        return all([await page.evaluate("() => window.__same") for page, _ in self._lost()])

    def _lost(self) -> tuple[tuple[Page, str], ...]:
        """Each page, and what is on it while there is no server."""
        return (
            (self.console, by_id("lost")),
            (self.delegate.page, by_id("veil")),
            (self.screen.page, "[data-scene=lost]"),
        )


@asynccontextmanager
async def attending(server: Server, http: aiohttp.ClientSession) -> AsyncIterator[People]:
    """Have all points without a browser come, for the block, so far without media."""

    def token(point: str) -> str:
        role = "secretary" if point == SECRETARY else "delegate"
        return server.token(MEETING, point, role=role)

    people: People = {}
    try:
        for some in groups(CHEAP):
            came = [Attendee.come(http, token(point), media=False) for point in some]
            people |= dict(zip(some, await asyncio.gather(*came), strict=True))
        yield people
    finally:
        await asyncio.gather(*(one.go() for one in people.values()))


def groups(points: Sequence[str]) -> Iterator[Sequence[str]]:
    """Split points into those who come at the same moment."""
    for first in range(0, len(points), AT_ONCE):
        yield points[first : first + AT_ONCE]


@dataclass(slots=True)
class Council:
    """Everybody who takes part."""

    people: People
    pages: Pages
    players: dict[str, CheapPoint] = field(default_factory=dict)

    async def lead(self, *commands: act.Command) -> None:
        """The secretary acts."""
        for command in commands:
            # The arrivals of a hundred points may have to be kept before.
            assert await self.people[SECRETARY].do(command, LONG) is None, command

    async def record(self) -> None:
        """Have the secretary record from now on."""
        await self.people[SECRETARY].control.send(Record(on=True))
        await until(self._records)

    def _records(self) -> bool:
        told = self.people[EAR].known.get("recording")
        return isinstance(told, RecordingStatusChanged) and told.recording.on

    def seated(self, state: str) -> set[str]:
        """The points in a state, as the secretary sees it."""
        return {point for point, one in self.people[SECRETARY].seats.items() if one == state}

    # Who speaks.

    async def is_on_air(self, point: str) -> None:
        """Wait until a point, and nobody else, is heard, shown and asked for its voice."""
        await self.hears(point)
        await _until_large(self.players[EAR].picture, COLOURS[point])
        for room in self.pages.rooms:
            if (point, room) != (DELEGATE, self.pages.delegate):
                await _until_large(partial(probes.picture, room.page, PICTURE), COLOURS[point])
        await self.pages.delegate.until(microphone=point == DELEGATE)
        for other in {*SPEAKERS, INTRUDER} - {DELEGATE}:
            await until(partial(self._is_asked, other, other == point))

    def _is_asked(self, point: str, audio: bool) -> bool:
        """Whether a point is asked for its voice, or not, as it was told last."""
        ask = self.people[point].known["ask"]
        assert isinstance(ask, Ask)
        return ask.audio == audio

    async def hears(self, point: str | None) -> None:
        """Wait until the mixed sound has one voice and no other; None: no voice at all."""
        levels: dict[str, float] = {}
        try:
            async with asyncio.timeout(PATIENCE):
                while not levels or not only(point, levels, UNHEARD_DB):
                    await asyncio.sleep(0.1)
                    levels = voices(self.players[EAR].sound(0.5) * 32768)
        except TimeoutError:
            raise TimeoutError(f"instead of {point} is heard {levels}") from None

    def on_air(self) -> list[str]:
        """Who has the floor, as a point is told; whoever still waits for it comes first."""
        told = self.people[EAR].known["floor"]
        assert isinstance(told, FloorTold)
        return [*(one.point for one in told.queue), *(one.point for one in told.on_air)]

    # What is shared.

    async def share(self, point: str) -> None:
        """Have a point share a page, which others see beside its people."""
        await self.people[point].control.send(Share(on=True))
        await until(lambda: self._shares() == point)
        self.players[point].share(colour_clip(PAGE, *PAGE_SIZE, seconds=0.04)[0])
        for other in (EAR, INTRUDER):
            await _until_large(self.players[other].page, PAGE)
            page = await self.players[other].page()
            assert page is not None
            assert page.shape[1::-1] == PAGE_SIZE, "as it was sent"
        for room in self.pages.rooms:
            await _until_large(partial(probes.picture, room.page, by_id("content")), PAGE)
        await _until_large(self.players[EAR].picture, COLOURS[point])

    async def stop_sharing(self, point: str) -> None:
        """Have a point share nothing any more."""
        await self.people[point].control.send(Share(on=False))
        await until(lambda: self._shares() is None)

    def _shares(self) -> str | None:
        told = self.people[EAR].known.get("sharing")
        sharing = told.sharing if isinstance(told, SharingChanged) else None
        return sharing.point if sharing else None

    # Votes.

    async def vote(self, vote: str, ballots: dict[str, Count]) -> None:
        """Have points vote, all at once."""
        answers = await asyncio.gather(
            *(
                self.people[point].do(act.CastVote(vote=vote, counts=(count,)))
                for point, count in ballots.items()
            )
        )
        assert set(answers) == {None}

    async def count(self, vote: str, yes: int, no: int, *, passed: bool) -> None:
        """Close a vote; check what everybody is told of it."""
        await self.lead(act.CloseVote(vote=vote))
        for point in (EAR, HERE[-1]):
            await until(lambda: self._result(vote, point) is not None)  # noqa: B023
            told = self._result(vote, point)
            assert told is not None
            assert [one.count for one in told.counts] == [yes, no, 0]
            assert (told.total, told.present, told.passed) == (len(POINTS), len(HERE), passed)
        page = self.pages.delegate
        await page.page.wait_for(SAYS, [by_id("tally-0"), str(yes)])
        await page.click("close-result")

    def _result(self, vote: str, point: str) -> VoteResult | None:
        told = self.people[point].known[f"vote {vote}"]
        assert isinstance(told, VoteTold)
        return told.result


def ballots(yes: int, no: int, *, after: int = 0) -> dict[str, Count]:
    """Return the ballots of so many points without a browser, from one on."""
    voters = CHEAP[after : after + yes + no]
    assert len(voters) == yes + no
    return {point: YES if n < yes else NO for n, point in enumerate(voters)}


def voices(pcm: NDArray[np.generic]) -> dict[str, float]:
    """Return how loud each tone is, dB of full scale; nothing of no sound."""
    if not pcm.size:
        return {}
    found = tone_levels(pcm, list(TONES.values()))
    return {point: found[hz] for point, hz in TONES.items()}


def only(point: str | None, levels: dict[str, float], unheard: float) -> bool:
    """Whether one voice is heard, and all others are below a level."""
    others = [level for other, level in levels.items() if other != point]
    return max(others) < unheard and (point is None or levels[point] > HEARD_DB)


async def _until_large(look: Callable[[], Awaitable[Rgb | None]], colour: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while (picture := await look()) is None or not is_large(picture, colour):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise TimeoutError(f"{colour} is not large") from None


def is_large(picture: Rgb, colour: str) -> bool:
    """Whether a colour takes most of a picture's width."""
    area = find_colour(picture, colour)
    return area is not None and area.width >= LARGE * picture.shape[1]
