"""What it costs to show more than one scene, and to have stills of all at hand.

A mixer with real decoders and encoders, on this machine's processors, without a line: the cores
that the process takes with the one and without it, measured one after the other. The first view has
the people of the program in tiles of another size; the second is that of a lecture, for which all
who are in it have to be decoded as well.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from mcu.media import Codec, Encoded
from mcu.messages import Plate
from mcu.scene import Layout, Scene
from mcu.video.mixer import VideoMixer
from signaling.bench import clips, takes
from signaling.demo import encode

PEOPLE: Final = 25
SETTLE_S: Final = 2.0
"""Seconds until a screen that was opened is as it stays."""

THUMBNAILS: Final = 100
THUMBNAIL: Final = (160, 90)
THUMBNAIL_FPS: Final = 1
THUMBNAIL_BITRATE: Final = 30_000
WIDTH: Final = 320
LOOK_S: Final = 4.0
"""Seconds between two stills of a point that somebody looks at."""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Cores, each what it takes more: a view of the same people, that of who lectures, and a still
    of one point every few seconds. `expected` is what the product took the first view for, before
    it was made. `fps` are the pictures per second that the views made: with fewer than they should
    the machine was too busy, and the cores are those of less work.
    """

    view: float
    expected: float
    lecture: float
    thumbnail: float
    fps: float


async def measure(seconds: float, settle: float = SETTLE_S) -> Beside:
    """Measure each for so long, once it has had time to settle."""
    sent = await asyncio.to_thread(takes.clips_of)
    timing = seconds, settle
    same = await _view(sent, Scene(layout=Layout.GRID), *timing)
    lecture = await _view(sent, Scene(layout=Layout.LECTURE, main=("p000",)), *timing)
    return Beside(
        view=same.cores,
        expected=same.expected,
        lecture=lecture.cores,
        thumbnail=await _thumbnail(*timing),
        fps=min(same.fps, lecture.fps),
    )


class _View(NamedTuple):
    """What a view took more, what it had been expected to, and its pictures per second."""

    cores: float
    expected: float
    fps: float


async def _view(
    sent: Sequence[Sequence[Encoded]], program: Scene, seconds: float, settle: float
) -> _View:
    """Measure what a grid takes beside a program."""
    async with takes.mixing() as mixer:
        mixer.rendition(Codec.VP8).subscribe(takes.Viewer())
        mixer.show(program)
        crowd = [takes.Point(mixer, number, sent) for number in range(PEOPLE)]
        sending = asyncio.create_task(takes.send(crowd))
        screen = mixer.open(Scene(layout=Layout.GRID, hidden=("p000",)))
        running = asyncio.create_task(screen.run())
        try:
            without = await _cores(seconds, settle)
            expected = mixer.program.single.cores
            viewer = takes.Viewer()
            screen.rendition(Codec.VP8).subscribe(viewer)
            more = await _cores(seconds, settle) - without
            recent = [at for at in viewer.came if at >= time.monotonic() - seconds]
            return _View(round(more, 3), round(expected, 3), round(len(recent) / seconds, 1))
        finally:
            for task in (running, sending):
                task.cancel()
            await asyncio.gather(running, sending, return_exceptions=True)
            mixer.shut(screen)


async def _cores(seconds: float, settle: float) -> float:
    await asyncio.sleep(settle)
    begun, used = time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - used) / (time.monotonic() - begun)


async def _thumbnail(seconds: float, settle: float) -> float:
    """Return what a point takes whose stills are looked at, although it is not on screen."""
    small = await asyncio.to_thread(_small)
    async with takes.mixing() as mixer:
        for number in range(THUMBNAILS):
            slot = mixer.add(f"p{number:03}", Plate(title=f"Điểm cầu {number}"), number, _nothing)
            slot.connected = True
        await asyncio.sleep(0)
        mixer.show(Scene(layout=Layout.FULL, main=("p000",)))
        idle = await _cores(seconds, settle)
        for slot in mixer.slots.values():
            slot.previewed = True
        looking = asyncio.create_task(_look(mixer, small))
        try:
            return round((await _cores(seconds, settle) - idle) / THUMBNAILS, 5)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)


async def _look(mixer: VideoMixer, small: Sequence[Encoded]) -> None:
    """Have all send, and look at each now and then."""
    names = list(mixer.slots)
    begun = time.monotonic()
    for turn in range(1 << 30):
        frame = small[turn % len(small)]
        for name in names:
            stamped = replace(frame, pts=time.monotonic_ns())
            mixer.slots[name].decode(stamped)
        for name in names[turn % round(LOOK_S * THUMBNAIL_FPS) :: round(LOOK_S * THUMBNAIL_FPS)]:
            await mixer.still(name, WIDTH)
        due = begun + (turn + 1) / THUMBNAIL_FPS
        await asyncio.sleep(max(0.0, due - time.monotonic()))


def _small() -> list[Encoded]:
    """Return what a point sends of which a still is wanted."""
    count = 10 * THUMBNAIL_FPS
    frames = islice(clips.frames(*THUMBNAIL, count), count)
    return encode.pictures(frames, codec=Codec.VP8, fps=THUMBNAIL_FPS, bitrate=THUMBNAIL_BITRATE)


def _nothing() -> None:
    """Nobody to ask: what is sent begins with a keyframe."""
