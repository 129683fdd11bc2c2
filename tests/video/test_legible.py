"""What is written is read from a picture of 360 lines, coded as a narrow line carries it."""

from dataclasses import replace
from difflib import SequenceMatcher

import cv2
import numpy as np
import pytest

from mcu.media import Codec, Encoded
from mcu.messages import Plate
from mcu.scene import Bar, Countdown, Overlay, Poll, Scene
from mcu.video import colour
from mcu.video.badge import Clock, Urgency
from mcu.video.canvas import Canvas
from mcu.video.compose import Composer
from mcu.video.encoder import Encoder
from mcu.video.graphics import Graphics, place, written
from mcu.video.label import Header
from mcu.video.ladder import ladder
from mcu.video.layout import Arrangement, Rect, arrange, even
from mcu.video.layout.forms import ground
from mcu.video.layout.grid import grid
from mcu.video.reduced import Reduced
from mcu.video.tile import Tile
from tests.browser.room import cut, read
from tests.clips import Rgb, decode_pictures
from tests.video.material import flat

SIZE = 1280, 720
SMALL = 640, 360
STAGE = arrange(0, *SIZE).stage
SETTLED = 25
"""Pictures after which one that stands still is as sharp as its bits allow: a second."""

LIKE = 0.8
"""What OCR of clear letters comes to: it takes an a for an o, and misses a mark here and there."""

NOON = 1_800_000_000.0
TICKER = "Đại biểu vui lòng tắt micrô khi không phát biểu"
TITLE = "Kỳ họp thứ mười hai, HĐND tỉnh khóa XIX"
NAMES = ("UBND huyện Trực Ninh", "UBND xã Nghĩa Lâm", "Thành phố Nam Định")
RESULT = Poll(
    question="Thông qua Nghị quyết về dự toán ngân sách?",
    voted=112,
    voters=114,
    bars=(Bar(text="Tán thành", count=104), Bar(text="Không tán thành", count=8)),
    verdict="Nghị quyết được thông qua",
)


def wall() -> tuple[Canvas, Arrangement]:
    """Nine points, the first of them on air with a clock."""
    arrangement = grid(9, ground(Scene(ticker=TICKER), *SIZE))
    tiles = []
    for number, rect in enumerate(arrangement.tiles):
        picture = flat(colour.colour("#7a8088"), rect.w, rect.h)
        plate = Plate(title=NAMES[number % len(NAMES)])
        tiles.append(Tile(picture, True, None, plate, muted=number > 0, speaking=False))
    clock = Clock("Còn 02:10", Urgency.CALM)
    tiles[0] = tiles[0]._replace(on_air=True, clock=clock)
    composer = Composer(*SIZE)
    composer.compose(Header(TITLE, "14:05", recording=True, ticker=TICKER), arrangement, tiles)
    return composer.canvas, arrangement


def on_a_narrow_line(canvas: Canvas) -> Rgb:
    """A canvas as it is seen in the rendition of 360 lines."""
    rung = next(one for one in ladder(*SIZE, 25, 1_500_000) if one.height == SMALL[1])
    encoder = Encoder(Codec.VP8, *SMALL, fps=25, bitrate=rung.bitrate)
    frame = Reduced(*SMALL).of(canvas)
    coded = [encoder.encode(frame, number, keyframe=not number) for number in range(SETTLED)]
    return decode_pictures([Encoded(Codec.VP8, data, 0, keyframe) for data, keyframe in coded])[-1]


def likeness(said: str, wanted: str) -> float:
    """How much of a sentence is somewhere in what was read, 0…1."""
    n = len(wanted)
    starts = range(max(len(said) - n, 0) + 1)
    return max(SequenceMatcher(None, said[at : at + n], wanted).ratio() for at in starts)


async def reads(canvas: Canvas, *wanted: str, rect: Rect | None = None) -> None:
    picture = on_a_narrow_line(canvas)
    if rect is not None:
        picture = cut(picture, Rect(*(value // 2 for value in rect)))
    said = await read(picture)
    missed = {one: round(likeness(said, one), 2) for one in wanted if likeness(said, one) < LIKE}
    assert not missed, said


async def test_name_clock_and_ticker() -> None:
    canvas, arrangement = wall()
    x, y, w, h = arrangement.tiles[0]
    await reads(canvas, NAMES[0], rect=Rect(x, y + h - 56, w, 56))
    await reads(canvas, "ĐANG PHÁT BIỂU", "Còn 02:10", rect=Rect(x, y, w, 44))
    await reads(canvas, TICKER, rect=arrangement.ticker)


@pytest.mark.parametrize(
    ("overlay", "wanted"),
    [
        (
            Overlay(announcement="Giải lao 15 phút. Hội nghị tiếp tục lúc 9 giờ 30."),
            ("Giải lao 15 phút.", "tiếp tục lúc 9 giờ 30.", TITLE, "14:05"),
        ),
        (Overlay(countdown=Countdown(until=NOON + 754)), ("Hội nghị bắt đầu sau", TITLE)),
    ],
)
async def test_announcement_countdown_and_title(overlay: Overlay, wanted: tuple[str, ...]) -> None:
    canvas, _ = wall()
    over = Graphics(*SIZE).over(canvas, written(overlay, TITLE, 0, NOON))
    await reads(over, *wanted)


async def test_names_in_the_smallest_tiles_are_read_over_restless_pictures() -> None:
    """All plates have letters of 18 pixels at least: the smallest tile is a matter of length."""
    arrangement = grid(25, ground(Scene(ticker=TICKER), *SIZE))
    noise = np.random.default_rng(1).integers(40, 220, (12, 20), np.uint8)
    rect = arrangement.tiles[0]
    picture = flat(colour.colour("#7a8088"), rect.w, rect.h)
    blocks = cv2.resize(noise, (rect.w, rect.h), interpolation=cv2.INTER_NEAREST)
    picture = replace(picture, y=np.asarray(blocks, np.uint8))
    names = {0: "UBND xã Mỹ Lễ", 11: "Xã Đặng Hộ Lữ", 24: "Xã Nghĩa Hồng"}
    tiles = [
        Tile(picture, True, None, Plate(title=names.get(number, "Ý Yên")), True, speaking=False)
        for number in range(25)
    ]
    composer = Composer(*SIZE)
    composer.compose(Header(TITLE, "14:05", recording=True, ticker=TICKER), arrangement, tiles)
    for number, name in names.items():
        x, y, w, h = arrangement.tiles[number]
        await reads(composer.canvas, name, rect=Rect(x, y + h - 38, w, 38))


async def test_a_result_is_read_with_its_verdict() -> None:
    canvas, _ = wall()
    over = Graphics(*SIZE).over(canvas, written(Overlay(poll=RESULT), TITLE, 0, NOON))
    (band,) = place(written(Overlay(poll=RESULT), TITLE, 0, NOON), STAGE, SIZE[1])
    half = even(STAGE.w * 0.4)
    asked = Rect(band.x, band.y, half, band.sprite.height)
    await reads(over, RESULT.question, RESULT.verdict, rect=asked)
    await reads(over, "104 (92,9%)", rect=asked._replace(x=band.x + half, w=STAGE.w - half))


def test_other_words_are_not_taken_for_these() -> None:
    assert likeness("", TICKER) < LIKE
    assert likeness(f"{TITLE} {RESULT.question}", TICKER) < LIKE
    assert likeness(f"14:05 {TICKER.replace('a', 'o')} ||", TICKER) >= LIKE
