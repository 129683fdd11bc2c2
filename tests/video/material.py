"""Pictures and streams of known colours."""

import io
from collections.abc import Sequence
from functools import lru_cache

import av
import numpy as np
from PIL import Image, ImageDraw

from mcu.media import Codec, Encoded, Picture
from mcu.messages import Plate
from mcu.video.canvas import Canvas
from mcu.video.colour import Colour
from mcu.video.encoder import Encoder
from mcu.video.layout import Rect
from mcu.video.planes import views
from mcu.video.tile import Tile

RED = Colour(82, 90, 240)
GREEN = Colour(145, 54, 34)
BLUE = Colour(41, 240, 110)
GREY = Colour(126, 128, 128)

MS = 1_000_000
SECOND = 1_000_000_000


def flat(colour: Colour, width: int = 64, height: int = 36, pts: int = 0) -> Picture:
    """A picture of one colour."""
    half = ((height + 1) // 2, (width + 1) // 2)
    return Picture(
        np.full((height, width), colour.y, np.uint8),
        np.full(half, colour.u, np.uint8),
        np.full(half, colour.v, np.uint8),
        pts,
    )


def shown(picture: Picture | None, title: str = "Huyện Ý Yên", **marks: bool) -> Tile:
    """A tile that shows a picture and says nothing but a name."""
    return Tile(
        picture=picture,
        live=marks.get("live", True),
        notice=None,
        plate=Plate(title=title),
        muted=marks.get("muted", False),
        speaking=marks.get("speaking", False),
    )


def colour_at(picture: Picture, x: int, y: int) -> Colour:
    """The colour of one pixel."""
    row, column = y // 2, x // 2
    return Colour(int(picture.y[y, x]), int(picture.u[row, column]), int(picture.v[row, column]))


def photo(canvas: Canvas) -> Picture:
    """What is on a canvas now."""
    return Picture(canvas.y.copy(), canvas.u.copy(), canvas.v.copy(), 0)


def middle(rect: Rect) -> tuple[int, int]:
    return rect.x + rect.w // 2, rect.y + rect.h // 2


def near(one: Colour, other: Colour, by: int = 3) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@lru_cache
def stream(
    codec: Codec,
    lumas: Sequence[int] = tuple(range(40, 220, 15)),
    size: tuple[int, int] = (160, 90),
    keyframes: frozenset[int] = frozenset({0}),
) -> tuple[Encoded, ...]:
    """A coded picture for each luma; pts is 40 ms apart."""
    encoder = Encoder(codec, *size, fps=25, bitrate=300_000)
    frame = av.VideoFrame(*size, "yuv420p")
    y, u, v = views(frame)
    u.fill(128)
    v.fill(128)
    frames = []
    for number, luma in enumerate(lumas):
        y.fill(luma)
        data, keyframe = encoder.encode(frame, number, keyframe=number in keyframes)
        frames.append(Encoded(codec, data, number * 40 * MS, keyframe))
    return tuple(frames)


def emblem_png(side: int = 400, *, wide: int = 1) -> bytes:
    """A red disc with a golden rim and star on nothing, in a sheet `wide` times as wide as high."""
    image = Image.new("RGBA", (wide * side, side))
    draw = ImageDraw.Draw(image)
    left = (wide - 1) * side // 2
    draw.ellipse((left, 0, left + side - 1, side - 1), "#da251d", "#ffd700", side // 16)
    middle = left + side / 2, side / 2
    draw.regular_polygon((*middle, side / 5), 5, fill="#ffd700")
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
