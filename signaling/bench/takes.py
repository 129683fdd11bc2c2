"""A mixer at work while scenes are taken one after another, without a line.

Each point sends what it is asked for, as a page does: the size that its tile needs, from a keyframe
on a round trip after it was asked, and nothing while nobody sees it.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise
from typing import Final

import msgspec

from mcu.media import Codec, Encoded
from mcu.messages import Plate
from mcu.scene import Layout, Scene
from mcu.video.decoder import DecoderPool
from mcu.video.mixer import VideoMixer
from mcu.video.slot import Slot
from signaling.bench import clips
from signaling.bench.measure import rounded
from signaling.demo import encode

FPS: Final = 25
SIZES: Final = ((256, 144, 120_000), (640, 360, 600_000), (960, 540, 1_000_000))
TRIP_S: Final = 0.1
"""Seconds from asking a point for something until it comes: a page does as it is told and a
keyframe travels."""

BETWEEN_S: Final = (0.1, 0.4)
"""Seconds between two takes: quicker than anybody presses keys for long."""

BEFORE_S: Final = 10.0
"""Seconds in which nothing is taken, to know what the machine is like."""

KEYFRAME_EVERY_S: Final = 10.0
"""Keyframes that a rendition makes whatever happens."""

LAYOUTS: Final = tuple(one for one in Layout if one is not Layout.CUSTOM)


class Takes(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the picture while scenes were taken.

    `late` ticks, the longest `gap_ms` between two pictures at the viewer, the `keyframes` that he
    got; `late_before` and `gap_before_ms` are those of `ticks_before` in which nothing was taken,
    because a machine that does other things is late without takes, too. `dearest_ms` is the
    processor time of the tick that took most of it: where that is less than a period, no take has
    made a tick late, but what else runs on the machine. `asked` keyframes of
    points, of `woken` who came on screen and had to send one. `blank` is the part of all tiles
    that had no picture, not even the last still.
    """

    takes: int
    points: int
    seconds: float
    cores: float
    ticks_before: int
    late_before: int
    gap_before_ms: float | None
    dearest_before_ms: float
    ticks: int
    late: int
    gap_ms: float | None
    dearest_ms: float
    keyframes: int
    asked: int
    woken: int
    blank: float


async def measure(count: int, points: int, seed: int = 7) -> Takes:
    """Take `count` random scenes in a meeting of so many points."""
    sent = await asyncio.to_thread(clips_of)
    async with mixing() as mixer:
        viewer = Viewer()
        mixer.rendition(Codec.VP8).subscribe(viewer)
        crowd = [Point(mixer, number, sent) for number in range(points)]
        sending = asyncio.create_task(send(crowd))
        try:
            await asyncio.sleep(1.5)
            return await _take(mixer, viewer, crowd, count, random.Random(seed))  # noqa: S311 — the same takes each time
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


class Phase:
    """What happened to ticks and pictures since it began."""

    def __init__(self, mixer: VideoMixer, viewer: "Viewer") -> None:
        self._mixer, self._viewer = mixer, viewer
        self._ticks, self._late = mixer.ticks, mixer.late
        mixer.program.dearest = 0
        viewer.came.clear()
        viewer.keyframes = 0

    @property
    def ticks(self) -> int:
        """Ticks that were due."""
        return self._mixer.ticks - self._ticks

    @property
    def late(self) -> int:
        """Ticks that were not made in time."""
        return self._mixer.late - self._late

    @property
    def dearest_ms(self) -> float:
        """Processor time of the tick that took most of it."""
        return round(self._mixer.program.dearest / 1e6, 1)

    @property
    def gap_ms(self) -> float | None:
        """The longest time between two pictures of the viewer; None where he got one at most."""
        gaps = ((later - sooner) * 1000 for sooner, later in pairwise(self._viewer.came))
        return rounded(max(gaps, default=None))


async def _take(
    mixer: VideoMixer, viewer: "Viewer", crowd: Sequence["Point"], count: int, chance: random.Random
) -> Takes:
    before = Phase(mixer, viewer)
    await asyncio.sleep(min(count * BETWEEN_S[0], BEFORE_S))
    ticks_before, late_before, gap_before = before.ticks, before.late, before.gap_ms
    dearest_before = before.dearest_ms
    begun, used = time.monotonic(), time.process_time()
    phase = Phase(mixer, viewer)
    for one in crowd:
        one.asked = one.woken = 0
    blanks: list[float] = []
    for _ in range(count):
        names = chance.sample([one.name for one in crowd], min(3, len(crowd)))
        mixer.show(
            Scene(
                layout=chance.choice(LAYOUTS),
                main=tuple(names[: chance.randint(0, 3)]),
                on_air=tuple(names[:1]),
                fade=chance.random() < 0.7,
            )
        )
        await asyncio.sleep(chance.uniform(*BETWEEN_S))
        blanks.append(_blank(mixer))
    seconds = time.monotonic() - begun
    return Takes(
        takes=count,
        points=len(crowd),
        seconds=round(seconds, 1),
        cores=round((time.process_time() - used) / seconds, 3),
        ticks_before=ticks_before,
        late_before=late_before,
        gap_before_ms=gap_before,
        dearest_before_ms=dearest_before,
        ticks=phase.ticks,
        late=phase.late,
        gap_ms=phase.gap_ms,
        dearest_ms=phase.dearest_ms,
        keyframes=viewer.keyframes,
        asked=sum(one.asked for one in crowd),
        woken=sum(one.woken for one in crowd),
        blank=round(sum(blanks) / len(blanks), 4),
    )


def _blank(mixer: VideoMixer) -> float:
    """Return the part of the tiles on screen that have nothing to show."""
    now = time.monotonic_ns()
    tiles = [mixer.slots[member].tile(now) for member in mixer.shot.seats]
    return sum(tile.picture is None for tile in tiles) / max(len(tiles), 1)


class Viewer:
    """Notes when pictures come."""

    def __init__(self) -> None:
        self.came: list[float] = []
        self.keyframes = 0

    def deliver(self, frame: Encoded) -> bool:
        """Take a picture."""
        self.came.append(time.monotonic())
        self.keyframes += frame.keyframe
        return True


class Point:
    """One point: its camera sends the clip of the size that is wanted."""

    def __init__(self, mixer: VideoMixer, number: int, sent: Sequence[Sequence[Encoded]]) -> None:
        self.name = f"p{number:03}"
        self.asked = self.woken = 0
        self._sent = sent
        self._size: int | None = None
        self._at = number % len(sent[0])
        self._from = 0.0
        plate = Plate(title=f"UBND xã Trực Thuận {number}", subtitle="Huyện Trực Ninh")
        self._slot: Slot = mixer.add(self.name, plate, number, partial(self._keyframe))
        self._slot.connected = True

    def send(self, now: float) -> None:
        """Send the next picture, if anybody sees it."""
        wanted = self._slot.wanted
        size = None if wanted is None else _size(wanted)
        if size != self._size:
            self.woken += size is not None and self._size is None
            self._size, self._at, self._from = size, 0, now + TRIP_S
        if size is None or now < self._from:
            return
        clip = self._sent[size]
        frame = clip[self._at % len(clip)]
        self._at += 1
        self._slot.decode(replace(frame, pts=time.monotonic_ns()))

    def _keyframe(self) -> None:
        self.asked += 1
        self._at, self._from = 0, max(self._from, time.monotonic() + TRIP_S)


def _size(wanted: tuple[int, int]) -> int:
    fitting = (n for n, (width, _, _) in enumerate(SIZES) if width * 1.1 >= wanted[0])
    return next(fitting, len(SIZES) - 1)


def clips_of() -> list[list[Encoded]]:
    """Return a clip of two seconds for each size, which begins with its only keyframe."""
    return [
        encode.pictures(
            islice(clips.frames(width, height, 2 * FPS), 2 * FPS),
            codec=Codec.VP8,
            fps=FPS,
            bitrate=bitrate,
        )
        for width, height, bitrate in SIZES
    ]


async def send(crowd: Sequence[Point]) -> None:
    """Have all send, picture after picture, until cancelled."""
    due = time.monotonic()
    while True:
        now = time.monotonic()
        for one in crowd:
            one.send(now)
        due = max(due + 1 / FPS, now)
        await asyncio.sleep(due - time.monotonic())


@asynccontextmanager
async def mixing() -> AsyncIterator[VideoMixer]:
    """Yield a mixer that runs."""
    pool = DecoderPool(2)
    mixer = VideoMixer(
        title="Hội nghị giao ban trực tuyến",
        width=1280,
        height=720,
        fps=FPS,
        bitrate=1_500_000,
        decoders=pool,
    )
    task = asyncio.create_task(mixer.run())
    try:
        yield mixer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        mixer.close()
        pool.close()
