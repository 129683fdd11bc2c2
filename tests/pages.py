"""Pages of small text, as they are shared, and a measure of how well one can still be read."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mcu.media import Codec, Encoded
from mcu.video.font import Weight, font
from signaling.demo.encode import I420, pictures
from tests.clips import Rgb

LINES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương;",
    "Xét Tờ trình số 145 của Giám đốc Sở Kế hoạch,",
    "Ủy ban nhân dân tỉnh quyết định phân bổ 27.350",
    "triệu đồng cho 12 huyện, thời hạn đến ngày 30.",
)
SIZE = (1280, 720)
FPS = 5


@cache
def page(size: tuple[int, int] = SIZE, title: str = "Trang 1") -> Rgb:
    """A white page full of black text of 18 pixels."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    letters = font(Weight.REGULAR, 18)
    for row, top in enumerate(range(20, size[1] - 30, 30)):
        said = title if row == 0 else LINES[row % len(LINES)]
        draw.text((40, top), said, "black", letters)
        draw.text((size[0] // 2 + 20, top), said, "black", letters)
    return np.asarray(image)


def i420(picture: Rgb) -> I420:
    """A picture as encoders take it."""
    return cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).astype(np.uint8)


@cache
def shared(
    codec: Codec = Codec.VP8, title: str = "Trang 1", size: tuple[int, int] = SIZE
) -> tuple[Encoded, ...]:
    """Two seconds of a page that is shared: a keyframe and what follows."""
    clip = [i420(page(size, title))] * (2 * FPS)
    return tuple(pictures(clip, codec=codec, fps=FPS, bitrate=2_500_000))


@cache
def turned(codec: Codec = Codec.VP8) -> tuple[Encoded, ...]:
    """Two seconds in which each picture is another page."""
    moved = [np.roll(page(), 11 * n, axis=0) for n in range(1, 2 * FPS + 1)]
    return tuple(pictures(map(i420, moved), codec=codec, fps=FPS, bitrate=2_500_000))


def likeness(seen: Rgb, original: Rgb) -> float:
    """How much the edges of two pictures are alike, −1…1: letters are nothing but edges."""
    first, second = _edges(seen), _edges(original)
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def _edges(picture: Rgb) -> NDArray[np.float32]:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.Laplacian(grey, cv2.CV_32F, ksize=3).astype(np.float32)
