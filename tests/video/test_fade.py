"""One scene goes over into the next: how far, its stamp says, however many pictures there are."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu import clock
from mcu.media import Codec, Picture
from mcu.scene import Layout, Scene
from mcu.video.canvas import Canvas
from mcu.video.colour import Colour
from mcu.video.decoder import DecoderPool
from mcu.video.fade import FADE_NS, Fader
from mcu.video.layout import Rect
from mcu.video.mixer import VideoMixer
from mcu.video.rendition import KEYFRAME_MAX_NS
from tests.video.material import BLUE, GREEN, RED, SECOND, colour_at, middle, near, photo
from tests.video.test_mixer import Viewer
from tests.video.test_scenes import Gallery

FPS = 25
PERIOD = SECOND // FPS
SIZE = (640, 360)
TAKES = 25
TOLERANCE = 5
"""What an encoder makes of a flat colour."""

SMALL = (16, 16)
MOMENTS = st.lists(st.integers(0, 2 * FADE_NS), min_size=1, max_size=20).map(sorted)


def between(old: Colour, new: Colour, part: float) -> Colour:
    """The colour that has gone over so far (0…1)."""
    return Colour(*(round(a + (b - a) * part) for a, b in zip(old, new, strict=True)))


def painted(ink: Colour) -> Canvas:
    canvas = Canvas(*SMALL)
    canvas.fill(Rect(0, 0, *SMALL), ink)
    return canvas


def seen(canvas: Canvas) -> Colour:
    return colour_at(photo(canvas), 8, 8)


@given(MOMENTS)
def test_how_far_a_picture_has_gone_over_is_a_matter_of_its_time(moments: list[int]) -> None:
    fader, after = Fader(*SMALL), painted(GREEN)
    fader.begin(painted(BLUE), SECOND)
    for moment in moments:
        canvas = fader.over(after, SECOND + moment)
        if moment >= FADE_NS:
            assert canvas is after, "from then on nothing is copied"
        else:
            assert near(seen(canvas), between(BLUE, GREEN, moment / FADE_NS), 1)
    assert seen(after) == GREEN, "what is painted once is not painted over"


@given(st.integers(0, FADE_NS - 1), st.integers(0, FADE_NS - 1))
def test_a_take_in_the_middle_goes_on_from_what_is_seen(first: int, second: int) -> None:
    fader, then = Fader(*SMALL), SECOND + first
    fader.begin(painted(BLUE), SECOND)
    halfway = seen(fader.over(painted(GREEN), then))
    fader.begin(painted(GREEN), then)
    assert seen(fader.over(painted(RED), then)) == halfway, "no picture jumps"
    now = seen(fader.over(painted(RED), then + second))
    assert near(now, between(halfway, RED, second / FADE_NS), 1)


def test_a_cut_in_the_middle_is_one() -> None:
    fader, next_one = Fader(*SMALL), painted(RED)
    fader.begin(painted(BLUE), SECOND)
    fader.over(painted(GREEN), SECOND + FADE_NS // 2)
    fader.cut()
    assert fader.over(next_one, SECOND + FADE_NS // 2 + PERIOD) is next_one
    fader.begin(next_one, 2 * SECOND)
    assert seen(fader.over(painted(GREEN), 2 * SECOND)) == RED, "nothing is left of what was mixed"


class Hall(Gallery):
    """A mixer of three members whose ticks come as far apart as the test says."""

    def __init__(self, mixer: VideoMixer, steps: list[int]) -> None:
        super().__init__(mixer, 3)
        self._steps = steps

    async def play(self, *steps: int) -> list[Picture]:
        """Return the pictures of as many ticks, each so many periods after the one before."""
        self._steps += steps
        await self.mixer.run()
        await asyncio.sleep(0)
        return self.pictures()

    async def over(self, scene: Scene, ink: Colour, step: int) -> list[Picture]:
        """Return the pictures until a scene is seen by its ink."""
        self.mixer.show(scene)
        pictures = await self.play(step)
        self.send("00", ink=BLUE)
        self.send("01", ink=GREEN)
        while not near(ink_of(pictures[-1]), ink, TOLERANCE):
            pictures += await self.play(step)
        return pictures


def ink_of(picture: Picture) -> Colour:
    return colour_at(picture, *middle(Rect(0, 0, *SIZE)))


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    pool = DecoderPool(1)
    yield pool
    pool.close()


@pytest.fixture
async def hall(pool: DecoderPool, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    at, steps = SECOND, list[int]()

    async def ticks(period: int) -> AsyncIterator[int]:
        nonlocal at
        while steps:
            at += steps.pop(0) * period
            yield at
            await asyncio.sleep(0)

    monkeypatch.setattr(clock, "ticks", ticks)
    monkeypatch.setattr(clock, "now", lambda: at)
    mixer = VideoMixer(
        title="Kỳ họp", width=SIZE[0], height=SIZE[1], fps=FPS, bitrate=1_500_000, decoders=pool
    )
    yield Hall(mixer, steps)
    mixer.close()


def full(member: str, *, fade: bool = True) -> Scene:
    return Scene(layout=Layout.FULL, main=(member,), header=False, plates=False, fade=fade)


def mixed(pictures: Sequence[Picture]) -> list[Picture]:
    """Those that are neither the one nor the other."""
    return [
        one
        for one in pictures
        if not any(near(ink_of(one), ink, TOLERANCE) for ink in (BLUE, GREEN))
    ]


@pytest.mark.parametrize("step", [1, 2])
async def test_one_picture_goes_over_into_the_next(hall: Hall, step: int) -> None:
    """Where ticks are left out, pictures are: what is seen at a time is the same."""
    await hall.over(full("00", fade=False), BLUE, step)
    keyframes = hall.mixer.keyframes
    pictures = await hall.over(full("01"), GREEN, step)
    between_them = mixed(pictures)
    since = max(one.pts for one in pictures if near(ink_of(one), BLUE, TOLERANCE))
    stamps = range(since + step * PERIOD, since + FADE_NS, step * PERIOD)
    assert [one.pts for one in between_them] == [*stamps]
    assert pictures[-1].pts == since + FADE_NS
    for one in between_them:
        want = between(BLUE, GREEN, (one.pts - since) / FADE_NS)
        assert near(ink_of(one), want, TOLERANCE)
    assert hall.mixer.keyframes == keyframes


async def test_a_cut_has_nothing_between_even_where_something_went_over(hall: Hall) -> None:
    await hall.over(full("00", fade=False), BLUE, 1)
    assert not mixed(await hall.over(full("01", fade=False), GREEN, 1))
    hall.mixer.show(full("00"))
    while not mixed(await hall.play(1)):
        hall.send("00", ink=BLUE)
    seating = hall.mixer.program.seating
    takes = seating.takes
    hall.mixer.show(full("02", fade=False))
    while seating.takes == takes:
        hall.send("02", ink=RED)
        (newest,) = await hall.play(1)
    assert near(ink_of(newest), RED, TOLERANCE)


async def test_what_was_seen_long_ago_does_not_go_over(hall: Hall) -> None:
    await hall.over(full("00", fade=False), BLUE, 1)
    assert not mixed(await hall.over(full("01"), GREEN, 3))


async def test_takes_need_no_keyframe(hall: Hall) -> None:
    """But for those that come every ten seconds anyway."""
    chance = random.Random(5)
    layouts = [one for one in Layout if one is not Layout.CUSTOM]
    codecs = (Codec.VP8, Codec.H264)
    hall.mixer.rendition(Codec.H264).subscribe(Viewer())
    (first,) = await hall.play(1)
    seating = hall.mixer.program.seating
    pictures, takes = [first], seating.takes
    for number in range(2 * TAKES):
        main = tuple(chance.sample(sorted(hall.mixer.slots), chance.randint(0, 3)))
        scene = Scene(layout=chance.choice(layouts), main=main, fade=number % 2 == 0)
        hall.mixer.show(scene)
        while seating.on_screen != scene:
            hall.send("00", "01", "02", ink=BLUE)
            pictures += await hall.play(1)
    assert seating.takes - takes > TAKES
    periods = (pictures[-1].pts - first.pts) // KEYFRAME_MAX_NS
    assert hall.mixer.keyframes == len(codecs) * (1 + periods)
    assert len(pictures) == len(hall.viewer.frames), "every one is shown"
