"""Who watches while scenes are taken: at the end of real lines, decoding every picture.

A server with all of its parts, points that send what they are asked for, an operator who takes
random scenes by his console's connection, and one onlooker in each codec. A viewer's decoder must
never meet a picture that it cannot show, nor need a keyframe more than those that come anyway.
"""

import asyncio
import random
import sys
import time
from itertools import pairwise
from typing import Final, get_args

import aiohttp
import av
import msgspec

from mcu.media import Codec, Encoded
from mcu.rtc.client import Client, Silent, Track
from signaling.bench.audience import OverError, Page, open_page
from signaling.bench.clips import Sent
from signaling.bench.crowd import crowd
from signaling.bench.joining import negotiate
from signaling.bench.load import Plan
from signaling.bench.measure import rounded
from signaling.bench.server import MEETING, Server, server
from signaling.bench.takes import BEFORE_S, BETWEEN_S, KEYFRAME_EVERY_S
from signaling.meeting.picture import Layout, Scene
from signaling.meeting.scene_commands import TakeScene

CODECS: Final = (Codec.VP8, Codec.H264)
SENDS: Final = (
    Sent(width=256, height=144, fps=15, bitrate=120_000),
    Sent(width=640, height=360, bitrate=600_000),
    Sent(width=960, height=540, bitrate=1_000_000),
)
TALKING: Final = 3
SETTLE_S: Final = 5.0


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What one onlooker got while scenes were taken.

    `pictures` were shown, of `frames` that came; `keyframes` among them, of which so many as
    `periodic` come without anybody's wish. `gap_ms` is the longest time between two that came,
    `gap_before_ms` the longest in the seconds before.
    """

    codec: str
    frames: int
    pictures: int
    keyframes: int
    periodic: int
    gap_before_ms: float | None
    gap_ms: float | None

    @property
    def smooth(self) -> bool:
        """Whether all was shown, and no more keyframes were needed than come anyway."""
        return 0 < self.frames == self.pictures and self.keyframes <= self.periodic


class Onlooker(Silent):
    """A client's handler that decodes what comes."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.client = Client(handler=self, video=codec)
        self._decoder = av.CodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")
        self._decoder.thread_count = 1
        self.reset()

    def reset(self) -> None:
        """Begin to count."""
        self.frames = self.pictures = self.keyframes = 0
        self.came: list[float] = []

    @property
    def gap_ms(self) -> float | None:
        """The longest time between two pictures; None where there were none."""
        gaps = ((later - sooner) * 1000 for sooner, later in pairwise(self.came))
        return rounded(max(gaps, default=None))

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Decode a picture; one that is shown with missing parts does not count."""
        self.frames += 1
        self.keyframes += frame.keyframe
        self.came.append(time.monotonic())
        try:
            shown = self._decoder.decode(av.Packet(frame.data))
        except av.FFmpegError as error:
            sys.stderr.write(f"{frame.codec}: {error}\n")
            return
        self.pictures += sum(not getattr(one, "is_corrupt", False) for one in shown)


async def measure(count: int, points: int, seed: int = 7) -> list[Seen]:
    """Take `count` random scenes in a meeting of so many points beside the onlookers."""
    async with server(points + len(CODECS)) as measured:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[:points]),
            seen=points,
            heard=TALKING,
            codec="VP8",
            probes=False,
            obey=list(SENDS),
        )
        async with crowd(plan), aiohttp.ClientSession() as http:
            eyes = [Onlooker(codec) for codec in CODECS]
            try:
                for eye, token in zip(eyes, measured.tokens[points:], strict=True):
                    answer = await negotiate(http, measured.url, MEETING, token, eye.client)
                    await eye.client.answer(answer)
                return await _watch(measured, http, eyes, count, seed)
            finally:
                await asyncio.gather(*(eye.client.close() for eye in eyes))


async def _watch(
    measured: Server, http: aiohttp.ClientSession, eyes: list[Onlooker], count: int, seed: int
) -> list[Seen]:
    await asyncio.sleep(SETTLE_S)
    for eye in eyes:
        eye.reset()
    await asyncio.sleep(min(count * BETWEEN_S[0], BEFORE_S))
    before = [eye.gap_ms for eye in eyes]
    for eye in eyes:
        eye.reset()
    begun = time.monotonic()
    try:
        async with asyncio.TaskGroup() as tasks:
            console = await open_page(http, measured.url, measured.console, tasks)
            await _take(console, count, seed)
            raise OverError
    except* OverError:
        pass
    periodic = round((time.monotonic() - begun) / KEYFRAME_EVERY_S) + 1
    return [
        Seen(
            codec=eye.codec,
            frames=eye.frames,
            pictures=eye.pictures,
            keyframes=eye.keyframes,
            periodic=periodic,
            gap_before_ms=gap_before,
            gap_ms=eye.gap_ms,
        )
        for eye, gap_before in zip(eyes, before, strict=True)
    ]


async def _take(console: Page, count: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — the same takes each time
    names = [f"p{number:04}" for number in range(TALKING, 3 * TALKING)]
    for _ in range(count):
        main = chance.sample(names, chance.randint(0, 3))
        layout = chance.choice([one for one in get_args(Layout) if one != "custom"])
        scene = Scene(layout=layout, main=tuple(main), fade=chance.random() < 0.7)
        await console.act(TakeScene(scene=scene, ref="t"))
        await asyncio.sleep(chance.uniform(*BETWEEN_S))
