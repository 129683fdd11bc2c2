"""Cameras of any shape: 4:3, wide, upright, square, odd, turned, of pixels that are not square."""

from fractions import Fraction
from itertools import pairwise

import av
import cv2
import numpy as np
import pytest

from mcu.media import Codec, Encoded, Picture, Plane
from mcu.video.bars import Bars
from mcu.video.canvas import Canvas
from mcu.video.colour import TILE
from mcu.video.decoder import Decoder
from mcu.video.layout import Rect, letterbox
from mcu.video.righted import righted
from mcu.video.scale import fit
from mcu.video.still import jpeg
from tests.video.material import colour_at, flat, near, photo, stream

SHAPES = [
    (640, 480),  # an old camera
    (1680, 720),  # a room system of 21:9
    (360, 640),  # a phone held upright
    (480, 480),
    (427, 240),
    (853, 479),
    (175, 143),
    (2, 2),
]
ROOM = Rect(200, 100, 320, 180)

# A unit of supplemental enhancement information with the display orientation (H.264, D.1.27): not
# cancelled, not mirrored, 16 bits of anticlockwise turn, for this picture alone, no extension.
QUARTER = "0" + "0" + "0" + f"{1 << 14:016b}" + "1" + "0"


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("codec", [Codec.VP8, Codec.VP9])
def test_any_shape_is_decoded_and_shown_whole(size: tuple[int, int], codec: Codec) -> None:
    if codec is Codec.VP9 and size == (2, 2):
        pytest.skip("libvpx makes no VP9 as small")
    (frame,) = stream(codec, (200,), size)
    picture = Decoder().decode(frame)
    assert picture is not None
    assert (picture.width, picture.height) == size
    canvas = Canvas(1280, 720)
    fitted = fit(Bars().cut(picture), ROOM.w, ROOM.h)
    canvas.paste(fitted, ROOM, TILE)
    inner = letterbox(*size, ROOM)
    part = canvas.y[inner.y : inner.y + inner.h, inner.x : inner.x + inner.w]
    assert abs(part.astype(int) - 200).max() < 12, "all of its place is the picture"
    wall = photo(canvas)
    if inner.x > ROOM.x:
        assert near(colour_at(wall, ROOM.x, ROOM.y + 90), TILE)
        assert near(colour_at(wall, ROOM.x + ROOM.w - 1, ROOM.y + 90), TILE)
    assert inner.w / inner.h == pytest.approx(size[0] / size[1], rel=0.06)
    still = cv2.imdecode(np.frombuffer(jpeg(picture, 320), np.uint8), cv2.IMREAD_COLOR)
    assert still is not None
    assert still.shape[1] <= 320
    if size[0] > 20:
        assert still.shape[1] / still.shape[0] == pytest.approx(size[0] / size[1], rel=0.03)


def test_a_size_may_change_in_the_middle_of_a_call() -> None:
    decoder, bars, canvas = Decoder(), Bars(), Canvas(1280, 720)
    for before, after in pairwise([*SHAPES[:-1], SHAPES[0]]):
        for size in (before, after):
            for frame in stream(Codec.VP8, (60, 70), size):
                picture = decoder.decode(frame)
                assert picture is not None
                canvas.paste(fit(bars.cut(picture), ROOM.w, ROOM.h), ROOM, TILE)
            middle = int(canvas.y[ROOM.y + ROOM.h // 2, ROOM.x + ROOM.w // 2])
            assert middle == pytest.approx(70, abs=4)


def halves(width: int, height: int) -> Plane:
    """An I420 sheet whose upper half is bright, and its lower dark."""
    sheet = np.full((height * 3 // 2, width), 128, np.uint8)
    sheet[: height // 2], sheet[height // 2 : height] = 200, 60
    return sheet


def coded(width: int, height: int, count: int = 1, pixel: Fraction = Fraction(1)) -> list[bytes]:
    """Access units of H.264, of which the first is a keyframe."""
    encoder = av.VideoCodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.sample_aspect_ratio = pixel
    encoder.options = {"tune": "zerolatency", "crf": "10"}
    units = []
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(halves(width, height), format="yuv420p")
        frame.pts = number
        units += [bytes(packet) for packet in encoder.encode(frame)]
    return units


@pytest.mark.parametrize(
    ("size", "ratio", "shown"),
    [
        ((720, 576), "64/45", (1024, 576)),
        ((1440, 1080), "4/3", (1920, 1080)),
        ((704, 576), "12/11", (768, 576)),
        ((1920, 1080), "1/1", (1920, 1080)),
        ((1920, 1080), "2/1", (1920, 540)),
        ((640, 360), "100/1", (640, 360)),
    ],
)
def test_pixels_that_are_not_square_become_so(
    size: tuple[int, int], ratio: str, shown: tuple[int, int]
) -> None:
    (unit,) = coded(*size, pixel=Fraction(ratio))
    picture = Decoder().decode(Encoded(Codec.H264, unit, 7, keyframe=True))
    assert picture is not None
    assert (picture.width, picture.height) == shown
    assert picture.u.shape == picture.v.shape == (shown[1] // 2, shown[0] // 2)
    assert picture.pts == 7


def turned(unit: bytes) -> bytes:
    """Put a display orientation of a quarter before the first slice."""
    bits = QUARTER + "0" * (-len(QUARTER) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8)
    told = b"\0\0\0\1" + bytes([6, 47, len(content)]) + content + b"\x80"
    slices = unit.index(b"\0\0\1\x65")
    return unit[:slices].rstrip(b"\0") + told + b"\0" + unit[slices:]


def test_a_picture_that_lies_on_its_side_is_turned_until_told_otherwise() -> None:
    first, *later = coded(320, 192, 3)
    decoder = Decoder()
    lying = [decoder.decode(Encoded(Codec.H264, turned(first), 0, keyframe=True))]
    lying += [decoder.decode(Encoded(Codec.H264, one, 1, keyframe=False)) for one in later]
    for picture in lying:
        assert picture is not None
        assert (picture.width, picture.height) == (192, 320)
        # Turned against the clock: what was above is at the left.
        assert picture.y[:, :80].mean() == pytest.approx(200, abs=4)
        assert picture.y[:, 112:].mean() == pytest.approx(60, abs=4)
    upright = decoder.decode(Encoded(Codec.H264, first, 9, keyframe=True))
    assert upright is not None
    assert (upright.width, upright.height) == (320, 192)


@pytest.mark.parametrize("turn", [0, 90, 180, -90, 270, 45])
def test_turning_keeps_all_planes_together(turn: int) -> None:
    rows = np.arange(96, dtype=np.uint8).reshape(12, 8)
    picture = Picture(rows, rows[:6, :4], rows[:6, 4:], 3)
    found = righted(picture, turn, None)
    quarters = turn // 90 if turn % 90 == 0 else 0
    for name in ("y", "u", "v"):
        assert np.array_equal(getattr(found, name), np.rot90(getattr(picture, name), quarters))
    assert righted(picture, turn, Fraction(1)).pts == 3


def test_a_plain_picture_costs_nothing() -> None:
    picture = flat(TILE, 640, 360)
    assert righted(picture, 0, None) is picture
    assert righted(picture, 360, Fraction(81, 80)) is picture
