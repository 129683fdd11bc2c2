"""The load: cheap clients in a process of their own, joined through the public endpoint.

`python -m signaling.bench.load` reads a `Plan` as one line of JSON from standard input, joins and
prints a `Joined`; then each line of input ends one measurement and begins the next, and the
`Report` of what was received meanwhile is printed. It leaves at the end of input.
"""

import asyncio
import contextlib
import gc
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Literal

import aiohttp
import av
import msgspec
import numpy as np

from mcu import clock
from mcu.media import TICK_NS, Codec, Encoded, VoicePacket
from mcu.rtc.client import Client, Silent, Tally, Track, Wire
from mcu.video.layout import Rect, arrange
from signaling.bench.attending import attending
from signaling.bench.clips import Sent, picture_clip, voice_clip
from signaling.bench.ear import Ear
from signaling.bench.joining import negotiate
from signaling.bench.obedient import Obedient, SizedClip
from signaling.bench.pages import Pages, Turning
from signaling.bench.player import Conductor, Player
from signaling.demo.testcard import read_counter

JOINS_AT_ONCE = 8
TRIES = 4
"""Attempts to join: on a machine that is short of processors the ten seconds that each has may not
be enough."""
PLAN_LIMIT = 1 << 24
"""Bytes of a plan: a token has 250."""

CANVAS = (1280, 720)
NEWEST = clock.NS_PER_S * 2
"""Age (ns) above which a frame number is that of an earlier round of the clip."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Who joins (`tokens`); the first `seen` of them send pictures, the first `heard` sound.

    With `probes` the first one looks at what it gets, which costs this process a decoder, and
    listens: where two are heard, to the second.
    """

    url: str
    meeting: str
    tokens: list[str]
    seen: int
    heard: int
    codec: Literal["VP8", "H264"]
    sent: Sent = Sent()
    """What each of them sends."""
    probes: bool = True
    turns: bool = False
    """Whether all send pictures, `seen` at a time: those whose page is on the screen."""
    content: bool = False
    """Whether they take shared content."""
    beside: int = 0
    """Points on the screen that are not of this plan."""
    obey: list[Sent] = []
    """With any, everybody has a control connection too, and sends the one that is asked for; who
    is not `heard` has a microphone that is muted."""


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """All are in; it took this many seconds.

    `gap_ms` is the longest that anybody inside went without sound meanwhile; None without any.
    """

    join_s: float
    gap_ms: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came in: the worst member's pictures a second, gaps in the sound, delays of pictures.

    None is what could not be found out.
    """

    fps_min: float | None
    lost: int
    audio_gap_p99_ms: float | None
    audio_gap_max_ms: float | None
    concealed: float | None = None
    """Share of the time in which the probe's jitter buffer had to make sound up, or had none."""
    delays_ms: list[float]
    packets_per_s: int
    """Of people and sound."""
    bits_per_s: int | None
    """Received by the member who received the fewest."""
    content_fps_min: float | None = None
    """Of the worst, of those who take shared content."""
    content_packets_per_s: int = 0
    heights: dict[int, int]
    """How many send pictures of which height (0: none) now, of those who obey."""
    heard: int
    """How many of these send sound now."""


class Probe(Silent):
    """The first client's eye and ear: when a numbered frame of its own was first in the mixed
    picture, and how much of the mixed sound came.
    """

    def __init__(self, player: Player, codec: Codec, tile: Rect) -> None:
        self.delays_ms: list[float] = []
        self.ear = Ear({})
        self._player = player
        self._decoder = av.VideoCodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")
        self._decoder.thread_count = 1
        self._tile = tile
        self._seen = -1

    def on_keyframe_request(self, track: Track) -> None:
        """Have the player begin anew."""
        self._player.on_keyframe_request(track)

    def on_voice(self, packet: VoicePacket) -> None:
        """Keep sound until it is due."""
        self.ear.put(packet)

    async def listen(self) -> None:
        """Play what came, until cancelled."""
        async for due in clock.ticks(TICK_NS):
            self.ear.tick(due)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Read the number out of the tile; decoding here delays only our own sending."""
        for picture in self._decoder.decode(av.Packet(frame.data)):
            grey = picture.to_ndarray(format="gray8")
            x, y, w, h = self._tile
            number = read_counter(np.dstack([grey[y : y + h, x : x + w]] * 3).astype(np.uint8))
            if number is None or number == self._seen:
                continue
            self._seen = number
            delay = frame.pts - self._player.sent.get(number, 0)
            if 0 < delay < NEWEST:
                self.delays_ms.append(delay / 1e6)


class Crowd:
    """All clients of a plan."""

    def __init__(self, plan: Plan) -> None:
        codec = Codec(plan.codec)
        pictures = _clip(codec, plan.sent) if plan.seen and not plan.obey else []
        sizes = [SizedClip(one.height, one.fps, _clip(codec, one)) for one in plan.obey]
        voices = [voice_clip(110.0 * 1.19**n) for n in range(min(plan.heard, 8))]
        wire = Wire()
        tile = arrange(plan.seen + plan.beside, *CANVAS).tiles[0]
        beat = max((one.fps for one in plan.obey), default=plan.sent.fps)
        self.conductor = Conductor(beat)
        self.obedient: list[Obedient] = []
        self.clients: list[Client] = []
        self.probe: Probe | None = None
        self._players: list[tuple[Player, Callable[[], Client]]] = []
        self._pages = Pages(len(plan.tokens))
        for number in range(len(plan.tokens)):
            shown = pictures if number < plan.seen or plan.turns else []
            voice = (
                voices[number % len(voices)] if number < plan.heard or (sizes and voices) else []
            )
            player = Player(shown, voice)
            if plan.turns:
                player = Turning(shown, voice, self._pages, number)
            if sizes:
                player = Obedient(sizes if number < plan.seen else [], voice, beat=beat)
                self.obedient.append(player)
            if number == 0 and plan.seen and plan.probes:
                self.probe = Probe(player, codec, tile)
                make = partial(Client, handler=self.probe, video=codec, wire=wire)
            else:
                content = codec if plan.content else None
                make = partial(
                    Client, handler=player, video=codec, content=content, wire=wire, opens=False
                )
            player.client = client = make()
            self.clients.append(client)
            self._players.append((player, make))
            if sizes or plan.turns or number < max(plan.seen, plan.heard):
                self.conductor.add(player)

    async def join(self, plan: Plan) -> float:
        """Join everybody, a few at a time; returns the seconds it took."""
        gate = asyncio.Semaphore(JOINS_AT_ONCE)
        begin = clock.now()
        self._pages.begin(begin)
        async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
            for number in range(len(self.clients)):
                group.create_task(self._join(http, gate, plan, number))
        return (clock.now() - begin) / clock.NS_PER_S

    async def _join(
        self, http: aiohttp.ClientSession, gate: asyncio.Semaphore, plan: Plan, number: int
    ) -> None:
        """Join one; where there is no way in time, begin anew, as a page does."""
        async with gate:
            for left in reversed(range(TRIES)):
                client = self.clients[number]
                try:
                    answer = await negotiate(
                        http, plan.url, plan.meeting, plan.tokens[number], client
                    )
                    await client.answer(answer)
                    return
                except ConnectionError:
                    if not left:
                        raise
                    player, make = self._players[number]
                    player.client = self.clients[number] = make()

    @contextlib.asynccontextmanager
    async def attending(self, plan: Plan) -> AsyncIterator[None]:
        """Keep the control connections of those who obey."""
        if not self.obedient:
            yield
            return
        async with attending(plan.url, plan.tokens, self.obedient, plan.heard):
            yield

    async def play(self) -> None:
        """Have everybody play, and the probe listen, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.conductor.run())
            if self.probe:
                group.create_task(self.probe.listen())

    async def leave(self) -> None:
        """Close every client."""
        await asyncio.gather(*(client.close() for client in self.clients))

    def reset(self) -> None:
        """Begin a measurement."""
        for client in self.clients:
            for track in client.tallies:
                client.tallies[track].reset()
        if self.probe:
            self.probe.delays_ms.clear()
            self.probe.ear.reset()

    def report(self, seconds: float) -> Report:
        """Say what came in since `reset`. The probe opens its packets and so counts none."""
        counted = [client for client in self.clients if client.tallies[None].packets]
        pictures = [client.tallies[Track.CAMERA] for client in counted]
        sounds = [client.tallies[None] for client in counted]
        heard = self.probe.ear.report() if self.probe else None
        shared = [one.tallies[Track.CONTENT] for one in counted if Track.CONTENT in one.tallies]
        return Report(
            fps_min=min((one.frames / seconds for one in pictures), default=None),
            lost=sum(one.lost for one in (*pictures, *sounds, *shared)),
            audio_gap_p99_ms=gap_percentile(sounds, 0.99),
            audio_gap_max_ms=longest_gap(sounds),
            concealed=round(heard.concealed + heard.silent, 4) if heard else None,
            delays_ms=self.probe.delays_ms if self.probe else [],
            packets_per_s=round(sum(one.packets for one in (*pictures, *sounds)) / seconds),
            bits_per_s=min(
                (
                    round(sum(one.octets for one in client.tallies.values()) * 8 / seconds)
                    for client in counted
                ),
                default=None,
            ),
            content_fps_min=min((one.frames / seconds for one in shared), default=None),
            content_packets_per_s=round(sum(one.packets for one in shared) / seconds),
            heights=Counter(one.height for one in self.obedient),
            heard=sum(one.speaks for one in self.obedient),
        )


def _clip(codec: Codec, sent: Sent) -> list[Encoded]:
    return picture_clip(codec, sent.width, sent.height, sent.fps, sent.bitrate)


def gap_percentile(tallies: Sequence[Tally], share: float) -> float | None:
    """Return the gap (ms) that `share` of all gaps do not exceed; None of none."""
    gaps = np.sum([one.gaps for one in tallies], axis=0) if tallies else np.zeros(1)
    return float(np.searchsorted(np.cumsum(gaps), share * gaps.sum())) if gaps.any() else None


def longest_gap(tallies: Sequence[Tally]) -> float | None:
    """Return the longest gap (ms); None of none."""
    return max((one.longest_gap / 1e6 for one in tallies if any(one.gaps)), default=None)


async def _run() -> None:
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=PLAN_LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    plan = msgspec.json.decode(await lines.readline(), type=Plan)
    crowd = Crowd(plan)
    gc.collect()
    gc.freeze()  # a look at all that is loaded takes 70 ms, which would count as the server's
    async with crowd.attending(plan):
        # Who is inside takes part while the others come, as in life.
        playing = asyncio.create_task(crowd.play())
        try:
            join_s = await crowd.join(plan)
            _say(Joined(join_s=join_s, gap_ms=crowd.report(join_s).audio_gap_max_ms))
            begin = clock.now()
            while await lines.readline():
                _say(crowd.report((clock.now() - begin) / clock.NS_PER_S))
                crowd.reset()
                begin = clock.now()
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
            await crowd.leave()


def _say(message: Joined | Report) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    asyncio.run(_run())
