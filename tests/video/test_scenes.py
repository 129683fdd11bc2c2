"""Scenes on the way through a real mixer: what is seen, when it is cut, and what it costs."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache, partial

import cv2
import numpy as np
import pytest

from mcu import clock
from mcu.media import Codec, Picture
from mcu.messages import Emblems, Plate
from mcu.scene import Bar, Layout, Overlay, Pinned, Poll, Scene, Timer
from mcu.video import colour, label, placard, seating
from mcu.video.compose import Composer
from mcu.video.decoder import Decoder, DecoderPool
from mcu.video.layout import Rect, arrange, featured
from mcu.video.mixer import VideoMixer
from mcu.video.seating import PATIENCE, Seating
from mcu.video.slot import Slot
from mcu.video.still import jpeg
from mcu.video.tiles import tiles_of
from tests import patience
from tests.video.material import (
    BLUE,
    GREEN,
    RED,
    SECOND,
    colour_at,
    emblem_png,
    flat,
    middle,
    near,
)
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
        async with asyncio.timeout(patience.PATIENCE):
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
    await hall.until(large, GREEN)
    for rect in strip:  # no tile is clear sooner than another
        now = (await hall.until(rect, BLUE))[-1]
        assert colour_at(now, rect.x - 2, middle(rect)[1]).v < 140
    assert colour_at(now, large.x - 2, middle(large)[1]).v > 150, "a red frame round this one only"
    label = now.v[large.y // 2 + 6 : large.y // 2 + 24, large.x // 2 + 10 : large.x // 2 + 90]
    assert (label > 170).mean() > 0.5, "the red label in its corner"
    assert mixer.slots["02"].wanted == (large.w, large.h)
    mixer.show(Scene())
    await hall.until(arrange(4, *SIZE).tiles[2], GREEN)
    assert mixer.keyframes - before <= 1, "a cut is no keyframe"


async def test_a_cut_waits_for_the_picture_of_who_was_off_screen(mixer: VideoMixer) -> None:
    hall = Gallery(mixer, 30)
    here = [f"{number:02}" for number in range(25)]
    hall.send(*here)
    await hall.until(arrange(30, *SIZE).tiles[0], RED)
    assert not mixer.slots["29"].awake
    assert mixer.unseen == ("25", "26", "27", "28", "29")
    mixer.show(Scene(main=("29",)))
    await hall.viewer.get(3)
    assert mixer.slots["29"].wanted == featured(1, 5, *SIZE).tiles[0][2:]
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
        seating.add(name, slot, 0, 0)
    seating.advance(0)
    seating.show(Scene(main=("b",)), 0)
    seating.advance(PATIENCE - 1)
    assert seating.shot(PATIENCE - 1).seats == ("a", "b", "c")
    assert seating.scene.main == ("b",)
    seating.advance(PATIENCE)
    assert seating.shot(PATIENCE).seats == ("b", "a", "c")
    seating.remove("b", 2 * PATIENCE)
    seating.advance(2 * PATIENCE)
    assert seating.shot(2 * PATIENCE).seats == ("a", "c")


async def test_a_small_picture_lies_over_a_large_one_whatever_is_painted_under_it(
    mixer: VideoMixer,
) -> None:
    hall = Gallery(mixer, 2)
    hall.send("00", ink=BLUE, width=1280)
    hall.send("01", ink=GREEN)
    mixer.show(Scene(layout=Layout.PIP, main=("00", "01"), fade=False))
    inset = Rect(910, 506, 320, 180)
    await hall.until(inset, GREEN)
    for ink in (RED, BLUE, RED):
        hall.send("00", ink=ink, width=1280)
        now = (await hall.until(Rect(0, 0, *SIZE), ink))[-1]
        assert near(colour_at(now, *middle(inset)), GREEN, 12)
        assert now.y[30:56, 60:400].max() > 180, "the title is there"


async def test_a_kept_seat_is_no_hole(mixer: VideoMixer) -> None:
    hall = Gallery(mixer, 2)
    hall.send("00", "01", ink=BLUE)
    kept = Pinned(member="gone", plate=Plate(title="UBND xã Trực Thuận"))
    mixer.show(Scene(layout=Layout.GRID, pinned=(kept,), fade=False))
    tiles = arrange(3, *SIZE).tiles
    now = (await hall.until(tiles[2], BLUE))[-1]
    assert mixer.shot.seats == ("gone", "00", "01")
    part = now.y[tiles[0].y : tiles[0].y + tiles[0].h, tiles[0].x : tiles[0].x + tiles[0].w]
    assert (part > 150).mean() > 0.01, "a name is there"


async def test_who_is_away_has_his_units_emblem_and_no_tick_draws_it(
    mixer: VideoMixer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = placard._emblem.__wrapped__

    @lru_cache(maxsize=8)
    def noted(*args: object) -> object:
        drawn.append(threading.current_thread().name)
        return draw(*args)

    monkeypatch.setattr(placard, "_emblem", noted)
    monkeypatch.setattr(seating, "PATIENCE", 60 * SECOND)
    pictures = {"x": emblem_png(), "y": emblem_png(200)}
    everybody = Emblems(members={"gone": "x", "00": "y"}, pictures=pictures)
    hall = Gallery(mixer, 2)
    await mixer.show_emblems(everybody)
    hall.send("00", "01", ink=BLUE)
    kept = Pinned(member="gone", plate=Plate(title="UBND xã Trực Thuận"))
    mixer.show(Scene(layout=Layout.GRID, pinned=(kept,), fade=False))
    gone, first, other = (_upper(tile) for tile in arrange(3, *SIZE).tiles)
    await hall.until(gone, STAR)
    mixer.slots["00"].connected = False
    seen = await hall.until(first, STAR)
    # On a busy machine his own picture is coarse, or old and dimmed: but no emblem.
    assert not near(colour_at(seen[-1], *middle(other)), STAR, 60)
    with pytest.raises(OSError, match="identify"):
        await mixer.show_emblems(Emblems(pictures={"z": b"no picture"}))
    await mixer.show_emblems(Emblems(members={"01": "x"}, pictures={"x": pictures["x"]}))
    await hall.until(_left(gone), colour.DISC)
    mixer.slots["01"].camera_off = True
    await hall.until(other, STAR)
    await hall.until(_left(first), colour.DISC)
    assert drawn
    assert not [one for one in drawn if one.startswith("canvas")]


STAR = colour.colour("#ffd700")


def _upper(tile: Rect) -> Rect:
    """Where emblem or initials are in a tile without picture."""
    return Rect(tile.x, tile.y + tile.h * 12 // 100, tile.w, tile.h * 36 // 100)


def _left(upper: Rect) -> Rect:
    """What is beside the letters on their disc."""
    return upper._replace(x=upper.x - upper.h * 2 // 5)


async def test_who_reads_a_result_out_is_seen_whole_above_it_and_then_large_again(
    mixer: VideoMixer,
) -> None:
    hall = Gallery(mixer, 2)
    mixer.show(Scene(layout=Layout.LECTURE, main=("00",), fade=False))
    (large,) = arrange(1, *SIZE).tiles

    async def foot_is_seen() -> Rect:
        """Wait until the lower end of who is large is seen, and return his place."""
        async with asyncio.timeout(patience.PATIENCE):
            while True:
                hall.send("00", ink=GREEN, width=960)
                await hall.viewer.get(1)
                tile, *others = mixer.shot.arrangement.tiles
                foot = tile._replace(y=tile.y + tile.h - 16, h=12)
                inks = [colour_at(one, *middle(foot)) for one in hall.pictures()]
                if not others and any(near(ink, GREEN, 12) for ink in inks):
                    return tile

    assert await foot_is_seen() == large
    asked = mixer.slots["00"].wanted
    counts = {"Tán thành": 75, "Không tán thành": 5, "Không biểu quyết": 1}
    bars = tuple(Bar(text=text, count=count) for text, count in counts.items())
    mixer.overlay(Overlay(poll=Poll(question="Thông qua?", voted=81, voters=81, bars=bars)))
    async with asyncio.timeout(patience.PATIENCE):
        while mixer.shot.arrangement.tiles == (large,):
            await hall.viewer.get(1)
    hall.pictures()
    small = await foot_is_seen()
    assert small.y + small.h < SIZE[1] * 2 / 3
    assert mixer.slots["00"].wanted == asked, "nobody is asked for another picture"
    mixer.overlay(Overlay())
    async with asyncio.timeout(patience.PATIENCE):
        while mixer.shot.arrangement.tiles != (large,):
            await hall.viewer.get(1)
    hall.pictures()
    assert await foot_is_seen() == large


async def test_a_preview_shows_the_scene_that_is_not_on_air(mixer: VideoMixer) -> None:
    hall = Gallery(mixer, 3)
    hall.send("00", "01", "02", ink=BLUE)
    await hall.until(arrange(3, *SIZE).tiles[2], BLUE)
    made = await mixer.preview(Scene(layout=Layout.FULL, main=("01",)), 640)
    assert made.members == ("01",)
    image = cv2.imdecode(np.frombuffer(made.picture, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (360, 640, 3)
    blue, green, red = image[180, 320]
    assert blue > 180 > max(green, red)
    assert len(mixer.shot.seats) == 3, "the programme is as it was"


async def test_a_preview_marks_who_is_on_air_and_who_asks_as_the_program_does(
    mixer: VideoMixer,
) -> None:
    for number, name in enumerate(("a", "b", "c")):
        mixer.add(name, Plate(title=name), number, lambda: None).connected = True
    scene = Scene(layout=Layout.GRID, on_air=("a",), fade=False)
    mixer.overlay(Overlay(hands=("b",), timers=(Timer(member="a", until=NOON + 130),)))
    canvas = Composer(*SIZE)
    shot = mixer.program.seating.preview(scene, clock.now())
    tiles = tiles_of(scene, shot, mixer.slots, {}, clock.now())
    mixer.captions.mark(tiles, shot.seats, scene.on_air)
    assert (tiles[0].on_air, tiles[1].hand, tiles[2].hand) == (True, True, False)
    assert tiles[0].clock is not None
    canvas.compose(mixer.captions.header(shot, scene, clock.now()), shot.arrangement, tiles)
    planes = canvas.canvas
    program = jpeg(Picture(planes.y, planes.u, planes.v, 0), 640)
    made = await mixer.preview(scene, 640)
    assert made.picture == program
    assert (await mixer.preview(Scene(layout=Layout.GRID), 640)).picture != program


async def test_who_speaks_is_large_where_the_scene_follows_the_voice(mixer: VideoMixer) -> None:
    hall = Gallery(mixer, 3)
    hall.send("00", "01", "02", ink=BLUE)
    mixer.show(Scene(layout=Layout.LECTURE, voice=True, fade=False))
    mixer.heard(["02"])
    async with asyncio.timeout(patience.PATIENCE):
        while mixer.shot.seats != ("02",):
            await hall.viewer.get(1)


async def test_who_joins_or_leaves_makes_no_tick_draw_the_names_of_all(
    mixer: VideoMixer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = label.plate.__wrapped__

    @lru_cache(maxsize=512)
    def noted(*args: object) -> object:
        drawn.append(threading.current_thread().name)
        return draw(*args)

    monkeypatch.setattr(label, "plate", noted)
    monkeypatch.setattr(seating, "DRAW_PATIENCE", 60 * SECOND)
    hall = Gallery(mixer, 4)
    hall.send("00", "01", "02", "03")
    await hall.until(arrange(4, *SIZE).tiles[3], RED)
    drawn.clear()
    mixer.add("04", Plate(title="04"), 4, lambda: None).connected = True
    hall.send("04", ink=GREEN)
    await hall.until(arrange(5, *SIZE).tiles[4], GREEN)
    assert len(drawn) >= 5, "names have another size among five"
    drawn_before = len(drawn)
    for one in ("04", "03", "02"):
        mixer.remove(one)
    hall.send("00", "01", ink=BLUE)
    await hall.until(arrange(2, *SIZE).tiles[1], BLUE)
    assert len(drawn) >= drawn_before + 2, "and again among two"
    assert [one for one in drawn if one.startswith("canvas")] == []
