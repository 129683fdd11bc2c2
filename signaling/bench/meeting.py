"""A meeting of four, one of them behind a line that can be made bad."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import cache
from typing import Final, Literal

import aiohttp

from mcu import clock
from mcu.media import TICK_NS, Codec, Encoded
from mcu.messages import BadOfferError
from mcu.rtc.client import Client, Track, Wire
from mcu.video.layout import arrange
from signaling.bench.clips import picture_clip, tone_clip
from signaling.bench.ear import Ear
from signaling.bench.joining import negotiate
from signaling.bench.line import Conditions
from signaling.bench.lines import Case
from signaling.bench.load import CANVAS, gap_percentile, longest_gap
from signaling.bench.measure import LIKE_FOR_LIKE, rounded
from signaling.bench.player import Conductor, Player
from signaling.bench.relay import Relay, server_address, through
from signaling.bench.server import MEETING, Server, server
from signaling.bench.sharing import TURN, Sharing
from signaling.bench.witness import Eye, Witness

TONES: Final = {"affected": 150, "talker": 200}
"""Hz of those who talk."""

PROTECTION: Final = 20
"""The loss (%) against which they protect their voice: a browser does so once it hears of loss."""

STALL: Final = clock.NS_PER_S
"""Nanoseconds without any media after which a page does something about it."""

LOOK_S: Final = 0.1

GOOD: Final = Case(line=Conditions())


class Talker(Player):
    """Who talks, and may share pages."""

    shared: Sharing

    def on_keyframe_request(self, track: Track) -> None:
        """Begin anew."""
        if track is Track.CONTENT:
            self.shared.begin_anew()
        else:
            super().on_keyframe_request(track)


class Meeting:
    """Four points: `affected` behind the relay, `witness` decodes as it does, one talks, one is
    only counted. With `everyone` all are behind the relay, each with a line of its own.
    """

    def __init__(
        self,
        codec: Codec,
        one: Server,
        http: aiohttp.ClientSession,
        place: contextlib.AsyncExitStack,
        *,
        case: Case,
    ) -> None:
        self._codec = codec
        self._first = case.line
        self._everyone = case.everyone
        self._content = codec if case.pages else None
        self._server = one
        self._http = http
        self._place = place
        self._wire = Wire()
        self._relay: Relay | None = None
        self._clients: dict[Player, Client] = {}
        self.rejoins = 0
        """How often the affected point had to join again."""
        self.held_up = 0
        """The longest time (ns) by which this process was late, or the sound on the good line was,
        which waits to be read where there is no time: what is longer is not the line.
        """
        own = LIKE_FOR_LIKE
        pictures = _pictures(codec, own.bitrate, own.width)
        tiles = arrange(4, *CANVAS).tiles
        self.talker = Talker(pictures, _voice("talker", 32_000))
        self.affected = Witness(pictures, _voice("affected", 32_000))
        self.witness = Witness(pictures, [])
        self.counted = Player(pictures, [])
        self.points: Sequence[Player] = (self.affected, self.witness, self.talker, self.counted)
        shown = {"affected": (tiles[0], self.affected), "talker": (tiles[2], self.talker)}
        for seer in (self.affected, self.witness):
            seer.eye = Eye(codec, shown, "talker", CANVAS[0])
        self.affected.ear = Ear({"talker": TONES["talker"]})
        self.witness.ear = Ear(TONES)
        for seer in (self.affected, self.witness):
            seer.reset(clock.now())
        self._conductor = Conductor(own.fps)
        for player in self.points:
            self._conductor.add(player)

    @property
    def line(self) -> Conditions:
        """What the affected point's line is like, both ways."""
        return self._opened.up

    @line.setter
    def line(self, conditions: Conditions) -> None:
        self._opened.up = self._opened.down = conditions

    @property
    def _opened(self) -> Relay:
        if self._relay is None:
            raise RuntimeError("nobody has joined")
        return self._relay

    def behind(self, case: Case) -> None:
        """Put the affected point behind a line, and let it send what that takes."""
        self.line = case.line
        self.send_as(case)

    def send_as(self, case: Case) -> None:
        """Let the affected point send what a line takes, but leave its line as it is."""
        self.affected.play(*_sent(self._codec, case))

    def send_copies(self, count: int) -> None:
        """Let the affected point send so many earlier packets with each one of its sound."""
        audio = self._clients[self.affected].audio
        if audio is not None:
            audio.copies = count

    def reset(self) -> None:
        """Begin a measurement."""
        now = clock.now()
        for one in (self.affected, self.witness):
            one.reset(now)
        self.rejoins = self.held_up = 0
        for tally in self._clients[self.counted].tallies.values():
            tally.reset()
        self._begin = now
        self._cpu = self._used()
        self._counts = self._counted()

    def others(self) -> tuple[float, float | None, float | None]:
        """Pictures a second that one on a good line got, gaps in the sound (ms): p99, longest."""
        tallies = self._clients[self.counted].tallies
        seconds = (clock.now() - self._begin) / clock.NS_PER_S
        sound = tallies[None]
        return (
            round(tallies[Track.CAMERA].frames / seconds, 2),
            gap_percentile([sound], 0.99),
            rounded(longest_gap([sound])),
        )

    def cores(self) -> tuple[float, float]:
        """Processor time a second that the server and this process have used since `reset`."""
        seconds = (clock.now() - self._begin) / clock.NS_PER_S
        server, own = (
            round((after - before) / seconds, 3)
            for after, before in zip(self._used(), self._cpu, strict=True)
        )
        return server, own

    def _used(self) -> tuple[float, float]:
        return self._server.usage().cpu, time.process_time()

    def dropped(self, way: Literal["up", "down"]) -> float | None:
        """Share of the packets that the line did not carry since `reset`; None of none."""
        before, now = self._counts[way], self._counted()[way]
        pushed = now[0] - before[0]
        return round((now[1] - before[1]) / pushed, 4) if pushed > 0 else None

    def _counted(self) -> dict[str, tuple[int, int]]:
        counts: dict[str, tuple[int, int]] = {}
        for way in ("up", "down"):
            lines = [getattr(one, way).line.counts for one in self._opened.clients.values()]
            pushed = sum(one.pushed for one in lines)
            counts[way] = pushed, sum(one.lost + one.overflowed + one.cut for one in lines)
        return counts

    async def run(self) -> None:
        """Play, listen and keep the affected point in the meeting, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._conductor.run())
            group.create_task(self._listen())
            group.create_task(self._supervise())

    async def join(self, player: Player) -> None:
        """Take a player's seat; the affected point's first time opens the relay."""
        token = self._server.tokens[self.points.index(player)]
        opens = player is self.affected or player is self.witness
        client = Client(
            handler=player,
            video=self._codec,
            content=self._content,
            wire=self._wire,
            opens=opens,
        )
        player.client = self._clients[player] = client
        answer = await negotiate(self._http, self._server.url, MEETING, token, client)
        if self._everyone or player is self.affected:
            if self._relay is None:
                line = self._first
                relay = Relay(server_address(answer), up=line, down=line)
                self._relay = await self._place.enter_async_context(relay)
            answer = through(answer, self._relay.address)
        await client.answer(answer)

    @contextlib.asynccontextmanager
    async def sharing(self) -> AsyncIterator[None]:
        """Have who talks share pages, if that belongs to the case."""
        if self._content is None:
            yield
            return
        self.talker.shared = _pages(self._codec)
        token = self._server.tokens[self.points.index(self.talker)]
        async with self.talker.shared.sharing(self.talker.client, self._server.url, token):
            yield

    async def leave(self) -> None:
        """Close every client."""
        await asyncio.gather(*(one.close() for one in self._clients.values()))

    async def _listen(self) -> None:
        async for due in clock.ticks(TICK_NS):
            self.held_up = max(self.held_up, clock.now() - due)
            if not self._everyone:
                self.held_up = max(self.held_up, self.witness.ear.late)
            self.affected.ear.tick(due)
            self.witness.ear.tick(due)

    async def _supervise(self) -> None:
        """Do what a page does when no packets come any more: join again, if HTTP gets through."""
        passed, flowed = 0, clock.now()
        while True:
            await asyncio.sleep(LOOK_S)
            now = clock.now()
            if passed != (passed := self._passed()):
                flowed = now
            if self.line.cut or now - flowed < STALL:
                continue
            flowed = now
            self.rejoins += 1
            await self._clients[self.affected].close("stalled")
            self.affected.ear.hang_up()
            try:
                await self.join(self.affected)
            except (ConnectionError, BadOfferError, RuntimeError) as error:
                sys.stderr.write(f"the affected point could not join again: {error}\n")

    def _passed(self) -> int:
        return sum(one.down.line.counts.passed for one in self._opened.clients.values())


def prepare(codec: Codec, cases: Iterable[Case]) -> None:
    """Encode what is sent on lines. In a meeting that would hold up everybody for a second."""
    for case in cases:
        _sent(codec, case)


@contextlib.asynccontextmanager
async def meeting(codec: Codec, case: Case = GOOD) -> AsyncIterator[Meeting]:
    """Hold a meeting; all have joined, the affected point last and behind a line from the start."""
    async with (
        server(4) as measured,
        aiohttp.ClientSession() as http,
        contextlib.AsyncExitStack() as place,
    ):
        one = Meeting(codec, measured, http, place, case=case)
        one.send_as(case)
        try:
            for player in (*one.points[1:], one.affected):
                await one.join(player)
            playing = asyncio.create_task(one.run())
            try:
                async with one.sharing():
                    yield one
            finally:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)
        finally:
            await one.leave()


@cache
def _pages(codec: Codec) -> Sharing:
    return Sharing(codec, TURN)


def _sent(codec: Codec, case: Case) -> tuple[list[Encoded], list[Encoded]]:
    """Return the pictures and the voice that a line can take."""
    shown = _pictures(codec, case.pictures, case.width) if case.pictures else []
    return shown, _voice("affected", case.voice)


@cache
def _pictures(codec: Codec, bitrate: int, width: int) -> list[Encoded]:
    return picture_clip(codec, width, width * 9 // 16, LIKE_FOR_LIKE.fps, bitrate)


@cache
def _voice(name: str, bitrate: int) -> list[Encoded]:
    return tone_clip(TONES[name], bitrate=bitrate, packet_loss=PROTECTION)
