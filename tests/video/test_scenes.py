"""Scenes on the way through a real mixer: what is seen, when it is cut, and what it costs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial

import pytest

from mcu import clock
from mcu.media import Codec, Picture
from mcu.messages import Plate
from mcu.scene import Scene
from mcu.video import colour
from mcu.video.decoder import Decoder, DecoderPool
from mcu.video.layout import Rect, arrange, featured
from mcu.video.mixer import VideoMixer
from mcu.video.seating import PATIENCE, Seating
from mcu.video.slot import Slot
from tests.video.material import BLUE, GREEN, RED, colour_at, flat, middle, near
from tests.video.test_mixer import Viewer

SIZE = (1280, 720)
NOON = 1_800_000_000.0


class Gallery:
    """A mixer whose members are red, one of them green, and a viewer."""

    def __init__(self, mixer: VideoMixer, count: int) -> None:
        self.mixer = mixer
        self.asked: list[str] = []
        for number in range(count):
            name = f"{number:02}"
            ask = partial(self.asked.append, name)
            mixer.add(name, Plate(title=name), number, ask).connected = True
        self.viewer = Viewer()
        mixer.rendition(Codec.VP8).subscribe(self.viewer)
        self._decoder = Decoder()
        self._decoded = 0

    def send(self, *names: str, ink: colour.Colour = RED, width: int = 320) -> None:
        for name in names:
            picture = flat(ink, width, width * 9 // 16, pts=clock.now())
            self.mixer.slots[name].put(picture)

    def pictures(self) -> list[Picture]:
        """Decode what has come since."""
        new = self.viewer.frames[self._decoded :]
        self._decoded += len(new)
        decoded = [self._decoder.decode(frame) for frame in new]
        return [one for one in decoded if one is not None]

    async def until(self, rect: Rect, ink: colour.Colour) -> list[Picture]:
        """Return the pictures up to the first with an ink in the middle of a rectangle."""
        seen: list[Picture] = []
        async with asyncio.timeout(10):
            while True:
                await self.viewer.get(1)
                for picture in self.pictures():
                    seen.append(picture)
                    if near(colour_at(picture, *middle(rect)), ink, 12):
                        return seen


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    pool = DecoderPool(1)
    yield pool
    pool.close()


@pytest.fixture
async def mixer(pool: DecoderPool) -> AsyncIterator[VideoMixer]:
    mixer = VideoMixer(
        title="Kỳ họp thứ hai",
        width=SIZE[0],
        height=SIZE[1],
        fps=25,
        bitrate=1_500_000,
        decoders=pool,
        wall=lambda: NOON,
    )
    task = asyncio.create_task(mixer.run())
    yield mixer
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    mixer.close()


async def test_who_is_on_air_is_large_framed_and_labelled_and_the_others_beside(
    mixer: VideoMixer,
) -> None:
    hall = Gallery(mixer, 4)
    hall.send("00", "01", "03", ink=BLUE)
    hall.send("02", ink=GREEN, width=960)
    await hall.until(arrange(4, *SIZE).tiles[2], GREEN)
    before = mixer.keyframes
    mixer.show(Scene(main=("02",), on_air=("02",)))
    large, *strip = featured(1, 3, *SIZE).tiles
    now = (await hall.until(large, GREEN))[-1]
    for rect in strip:
        assert near(colour_at(now, *middle(rect)), BLUE, 20)
        assert colour_at(now, rect.x - 2, middle(rect)[1]).v < 140
    assert colour_at(now, large.x - 2, middle(large)[1]).v > 150, "a red frame round this one only"
    label = now.v[large.y // 2 + 6 : large.y // 2 + 24, large.x // 2 + 10 : large.x // 2 + 90]
    assert (label > 170).mean() > 0.5, "the red label in its corner"
    assert mixer.slots["02"].wanted == (960, 540)
    mixer.show(Scene())
    await hall.until(arrange(4, *SIZE).tiles[2], GREEN)
    assert mixer.keyframes - before <= 1, "a cut is no keyframe"


async def test_a_cut_waits_for_the_picture_of_who_was_off_screen(mixer: VideoMixer) -> None:
    hall = Gallery(mixer, 30)
    here = [f"{number:02}" for number in range(25)]
    hall.send(*here)
    await hall.until(arrange(30, *SIZE).tiles[0], RED)
    assert not mixer.slots["29"].awake
    mixer.show(Scene(main=("29",)))
    await hall.viewer.get(3)
    assert mixer.slots["29"].wanted == (960, 540)
    assert "29" in hall.asked, "a keyframe is asked for at once"
    large = featured(1, 5, *SIZE).tiles[0]
    waiting = hall.pictures()
    assert all(
        near(colour_at(one, *middle(arrange(30, *SIZE).tiles[12])), RED, 12) for one in waiting
    )
    hall.send("29", ink=BLUE)
    seen = await hall.until(large, BLUE)
    assert not any(near(colour_at(one, *middle(large)), colour.TILE, 6) for one in seen), (
        "no placard"
    )
    assert {name for name, slot in mixer.slots.items() if slot.awake} == {*here[:5], "29"}


def test_a_cut_waits_no_longer_than_a_second(pool: DecoderPool) -> None:
    seating = Seating(*SIZE, 0)
    for name in "abc":
        slot = Slot(Plate(title=name), pool.seat(), lambda: None, lambda *_: None, lambda: 0)
        slot.connected = True
        seating.add(name, slot, 0)
    seating.advance(0)
    seating.show(Scene(main=("b",)), 0)
    seating.advance(PATIENCE - 1)
    assert seating.shot(PATIENCE - 1).seats == ("a", "b", "c")
    assert seating.scene.main == ("b",)
    seating.advance(PATIENCE)
    assert seating.shot(PATIENCE).seats == ("b", "a", "c")
    seating.remove("b")
    seating.advance(2 * PATIENCE)
    assert seating.shot(2 * PATIENCE).seats == ("a", "c")
