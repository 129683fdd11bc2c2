import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import pairwise

import pytest
from av.video.frame import VideoFrame

from mcu import clock
from mcu.media import Codec, Encoded
from mcu.messages import Plate
from mcu.scene import Overlay
from mcu.video import colour, tile
from mcu.video.captions import Captions
from mcu.video.colour import Colour
from mcu.video.decoder import Decoder, DecoderPool
from mcu.video.layout import arrange
from mcu.video.mixer import VideoMixer
from mcu.video.rendition import Rendition
from tests.patience import PATIENCE
from tests.video.material import (
    BLUE,
    GREEN,
    GREY,
    RED,
    SECOND,
    colour_at,
    flat,
    middle,
    near,
    photo,
    shown,
    stream,
)

SIZE = (640, 360)


class Viewer:
    """Counts and decodes what a subscriber gets."""

    def __init__(self) -> None:
        self.frames: list[Encoded] = []
        self._decoder = Decoder()
        self._came = asyncio.Event()

    def deliver(self, frame: Encoded) -> bool:
        self.frames.append(frame)
        self._came.set()
        return True

    async def get(self, count: int) -> list[Encoded]:
        """Wait for `count` more frames."""
        target = len(self.frames) + count
        async with asyncio.timeout(PATIENCE):
            while len(self.frames) < target:
                self._came.clear()
                await self._came.wait()
        return self.frames[target - count : target]

    async def until(self, x: int, y: int, ink: Colour) -> None:
        """Wait until a pixel of the decoded picture has a colour."""
        seen = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                while len(self.frames) <= seen:
                    self._came.clear()
                    await self._came.wait()
                picture = self._decoder.decode(self.frames[seen])
                seen += 1
                if picture is not None and near(colour_at(picture, x, y), ink, 10):
                    return


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    pool = DecoderPool(2)
    yield pool
    pool.close()


@pytest.fixture
async def mixer(pool: DecoderPool) -> AsyncIterator[VideoMixer]:
    mixer = VideoMixer(
        title="Hội nghị", width=SIZE[0], height=SIZE[1], fps=25, bitrate=400_000, decoders=pool
    )
    task = asyncio.create_task(mixer.run())
    yield mixer
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    mixer.close()


def connect(mixer: VideoMixer, member: str, order: int, ask: Callable[[], None]) -> None:
    mixer.add(member, Plate(title=member), order, ask).connected = True


def quiet() -> None:
    """Nobody to ask for a keyframe."""


async def test_nobody_waits_for_the_picture_of_another(
    mixer: VideoMixer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a smaller picture takes, the full one of the same tick is out."""
    encode, held = Rendition.encode, threading.Event()

    def slow(self: Rendition, frame: VideoFrame, tick: int, pts: int) -> Encoded:
        if self.rung.height < SIZE[1]:
            held.wait(PATIENCE)
        return encode(self, frame, tick, pts)

    monkeypatch.setattr(Rendition, "encode", slow)
    small, full = Viewer(), Viewer()
    mixer.rendition(Codec.VP9, 180).subscribe(small)
    mixer.rendition(Codec.VP8).subscribe(full)
    try:
        (frame,) = await full.get(1)
        assert small.frames == []
    finally:
        held.set()
    assert (await small.get(1))[0].pts == frame.pts


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
async def test_members_are_seen_at_their_places(mixer: VideoMixer, codec: Codec) -> None:
    inks = {"c": RED, "a": GREEN, "b": BLUE, "d": GREY}
    for member, order in (("c", 0), ("d", 5), ("b", 2), ("a", 2)):
        connect(mixer, member, order, quiet)
        mixer.slots[member].put(flat(inks[member], pts=clock.now()))
    viewer = Viewer()
    mixer.rendition(codec).subscribe(viewer)
    assert (await viewer.get(1))[0].keyframe
    picture = Decoder().decode(viewer.frames[0])
    assert picture is not None
    for member, rect in zip("cabd", arrange(4, *SIZE).tiles, strict=True):
        assert near(colour_at(picture, *middle(rect)), inks[member], 12)


async def test_a_coded_picture_comes_out_in_the_mix(mixer: VideoMixer) -> None:
    """The whole way: VP8 in, decoded, scaled, mixed, H.264 out."""
    asked = asyncio.Event()
    connect(mixer, "a", 0, asked.set)
    viewer = Viewer()
    mixer.rendition(Codec.H264).subscribe(viewer)
    keyframe, delta = stream(Codec.VP8, (60, 180))
    now = clock.now()
    mixer.slots["a"].decode(Encoded(Codec.VP8, delta.data, now, keyframe=False))
    async with asyncio.timeout(PATIENCE):
        await asked.wait()
    place = middle(arrange(1, *SIZE).tiles[0])
    mixer.slots["a"].decode(Encoded(Codec.VP8, keyframe.data, now + 1, keyframe=True))
    await viewer.until(*place, Colour(60, 128, 128))
    mixer.slots["a"].decode(Encoded(Codec.VP8, delta.data, now + 2, keyframe=False))
    await viewer.until(*place, Colour(180, 128, 128))


async def test_frames_come_every_40_ms_of_media_time(mixer: VideoMixer) -> None:
    viewer = Viewer()
    mixer.rendition(Codec.VP8).subscribe(viewer)
    frames = await viewer.get(10)
    steps = {b.pts - a.pts for a, b in pairwise(frames)}
    assert all(step % (SECOND // 25) == 0 and step > 0 for step in steps)
    # Frames that were late or skipped on a busy machine are counted, none are lost silently.
    assert mixer.ticks >= mixer.frames_encoded >= 10
    assert mixer.ticks - mixer.frames_encoded <= mixer.late + 2


async def test_only_watched_renditions_are_encoded(mixer: VideoMixer) -> None:
    vp8, h264 = mixer.rendition(Codec.VP8), mixer.rendition(Codec.H264)
    assert mixer.rendition(Codec.VP8) is vp8
    one, two = Viewer(), Viewer()
    subscription = h264.subscribe(one)
    await one.get(4)
    assert mixer.frames_encoded <= len(one.frames) + 1
    h264.unsubscribe(subscription)
    count = len(one.frames)
    vp8.subscribe(two)
    await two.get(4)
    assert len(one.frames) == count
    assert mixer.keyframes == 2


async def test_nobody_watching_nothing_painted(mixer: VideoMixer) -> None:
    connect(mixer, "a", 0, quiet)
    async with asyncio.timeout(PATIENCE):
        async for _ in clock.ticks(SECOND // 25):
            if mixer.ticks >= 5:
                break
    assert mixer.tiles_painted == 0
    assert mixer.frames_encoded == 0


async def test_pictures_that_nobody_sees_are_not_kept(mixer: VideoMixer) -> None:
    connect(mixer, "a", 0, quiet)
    slot = mixer.slots["a"]
    put: int | None = None
    async with asyncio.timeout(PATIENCE):
        async for _ in clock.ticks(SECOND // 25):
            if put is None and mixer.ticks >= 2:  # it has its place on the canvas
                for _ in range(25):
                    slot.put(flat(RED, pts=clock.now()))
                put = mixer.ticks
            elif put is not None and mixer.ticks >= put + 2:
                break
    assert not slot._coming
    assert slot.tile(clock.now()).picture


async def test_still_pictures_are_painted_once(
    mixer: VideoMixer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile, "STALE_NS", 60 * SECOND)  # they shall not get old while this runs
    for number in range(4):
        connect(mixer, str(number), number, quiet)
        mixer.slots[str(number)].put(flat(RED, pts=clock.now()))
    viewer = Viewer()
    mixer.rendition(Codec.VP8).subscribe(viewer)
    await viewer.get(8)
    assert mixer.tiles_painted == 4


async def test_members_come_and_go(mixer: VideoMixer) -> None:
    viewer = Viewer()
    mixer.rendition(Codec.VP8).subscribe(viewer)
    await viewer.get(1)
    for number in range(3):
        connect(mixer, str(number), number, quiet)
    assert list(mixer.slots) == ["0", "1", "2"]
    with pytest.raises(ValueError, match="already"):
        connect(mixer, "1", 1, quiet)
    await viewer.get(2)
    mixer.remove("1")
    mixer.remove("1")
    assert list(mixer.slots) == ["0", "2"]
    mixer.slots["2"].put(flat(BLUE, pts=clock.now()))
    await viewer.until(*middle(arrange(2, *SIZE).tiles[1]), BLUE)


async def test_only_those_on_screen_are_awake(mixer: VideoMixer) -> None:
    asked: list[int] = []
    for number in range(30):
        connect(mixer, f"{number:02}", 0, lambda number=number: asked.append(number))  # type: ignore[misc]
    viewer = Viewer()
    mixer.rendition(Codec.VP8).subscribe(viewer)
    await viewer.get(2)
    awake = [int(member) for member, slot in mixer.slots.items() if slot.awake]
    assert awake == list(range(25))
    tile = arrange(30, *SIZE).tiles[0]
    assert {slot.wanted for slot in mixer.slots.values() if slot.awake} == {(tile.w, tile.h)}
    assert {slot.wanted for slot in mixer.slots.values() if not slot.awake} == {None}
    for member, slot in mixer.slots.items():
        slot.decode(Encoded(Codec.VP8, b"\0", clock.now(), keyframe=False))
        assert slot.awake == (int(member) < 25)
    assert asked == list(range(25))
    mixer.remove("00")
    await viewer.get(2)
    assert mixer.slots["25"].awake
    assert asked == list(range(26))


async def test_the_recording_mark_is_on_the_canvas(mixer: VideoMixer) -> None:
    viewer = Viewer()
    mixer.rendition(Codec.VP8).subscribe(viewer)
    header = arrange(0, *SIZE).header
    mixer.captions.recording = True
    async with asyncio.timeout(PATIENCE):
        while True:
            await viewer.get(1)
            canvas = photo(mixer.program._composer.canvas)
            if (canvas.v[header.y // 2 : (header.y + header.h) // 2] > 190).any():
                break


def test_who_asks_to_speak_is_marked_until_he_is_on_air() -> None:
    captions = Captions("Kỳ họp")
    seats = "a", "b", "c"

    def marked(on_air: Sequence[str]) -> list[str]:
        tiles = [shown(None) for _ in seats]
        captions.mark(tiles, seats, on_air)
        return [member for member, one in zip(seats, tiles, strict=True) if one.hand]

    assert marked([]) == []
    captions.overlay(Overlay(hands=("a", "c", "elsewhere")))
    assert marked([]) == ["a", "c"]
    assert marked(["c"]) == ["a"]
    captions.overlay(Overlay())
    assert marked([]) == []


async def test_what_is_written_is_on_the_record_of_what_is_shared(mixer: VideoMixer) -> None:
    shared = flat(BLUE, *SIZE)
    mixer.record.content = lambda: shared
    viewer = Viewer()
    mixer.record.rendition(Codec.VP8).subscribe(viewer)
    stage = arrange(0, *SIZE).stage
    foot = stage.x + stage.w * 3 // 4, stage.y + stage.h - 8
    edge = 4, SIZE[1] * 3 // 4
    await viewer.until(*foot, BLUE)
    mixer.overlay(Overlay(announcement="Giải lao"))
    await viewer.until(*foot, colour.PLATE)
    mixer.overlay(Overlay())
    await viewer.until(*edge, BLUE)
    mixer.overlay(Overlay(hold="Hội nghị tạm nghỉ"))
    await viewer.until(*edge, colour.CANVAS)


async def test_smaller_sizes_are_the_same_picture(mixer: VideoMixer) -> None:
    """Both codecs share one scaling; the slow rung comes every other tick."""
    for member, ink in (("a", RED), ("b", GREEN)):
        connect(mixer, member, 0, quiet)
        mixer.slots[member].put(flat(ink, pts=clock.now()))
    viewers = [Viewer(), Viewer()]
    for viewer, codec in zip(viewers, (Codec.VP8, Codec.H264), strict=True):
        mixer.rendition(codec, 180).subscribe(viewer)
    for viewer in viewers:
        await viewer.get(4)
        assert len(viewer.frames) <= mixer.ticks // 2 + 1
        picture = Decoder().decode(viewer.frames[0])
        assert picture is not None
        assert (picture.width, picture.height) == (320, 180)
        for ink, rect in zip((RED, GREEN), arrange(2, *SIZE).tiles, strict=True):
            x, y = middle(rect)
            assert near(colour_at(picture, x // 2, y // 2), ink, 12)
    sizes = {rung.height for _, rung in mixer.program._renditions}
    assert sizes == {180}, "nothing is encoded that nobody watches"
    assert mixer.rendition(Codec.VP8, 360) is mixer.rendition(Codec.VP8)
    with pytest.raises(ValueError, match="200"):
        mixer.rendition(Codec.VP8, 200)


async def test_a_size_that_nobody_watches_any_more_is_not_made(mixer: VideoMixer) -> None:
    full, small = Viewer(), Viewer()
    mixer.rendition(Codec.VP8).subscribe(full)
    reduced = mixer.rendition(Codec.VP8, 180)
    subscription = reduced.subscribe(small)
    await small.get(2)
    reduced.unsubscribe(subscription)
    await full.get(2)
    encoded, seen = mixer.frames_encoded, len(full.frames)
    await full.get(6)
    # One frame may be encoded and not yet published.
    assert mixer.frames_encoded - encoded <= len(full.frames) - seen + 1


async def test_the_picture_goes_on_after_a_fault(
    pool: DecoderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the encoders have made so far is not made up for by waiting as long again."""
    at, left = SECOND, 0

    async def ticks(period: int) -> AsyncIterator[int]:
        nonlocal at, left
        while left:
            left -= 1
            at += period
            yield at
            await asyncio.sleep(0)

    monkeypatch.setattr(clock, "ticks", ticks)
    monkeypatch.setattr(clock, "now", lambda: at)
    mixer = VideoMixer(
        title="Hội nghị", width=SIZE[0], height=SIZE[1], fps=25, bitrate=400_000, decoders=pool
    )
    viewer = Viewer()
    mixer.rendition(Codec.VP8).subscribe(viewer)
    for count in (20, 1):  # it ends, and is started again
        before, left = len(viewer.frames), count
        await mixer.run()
        await asyncio.sleep(0)
        assert len(viewer.frames) - before == count
    mixer.close()
