"""Test pictures: one plain colour and a frame number that survives scaling and compression.

┌────────────────────┐   The number stands in the middle as three rows of eight blocks, black
│                    │   for 0 and white for 1, most significant first: 16 bits of the
│     ▓░▓▓░░▓▓       │   number, then a CRC-8 of them. The edges stay free, so that plates and marks
│     ░░▓░▓░░▓       │   that a mixer draws there neither hide the code nor spoil the colour.
│     ▓▓░▓░▓▓░       │
│                    │
└────────────────────┘
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mcu.media import Codec, Encoded
from signaling.demo import encode
from signaling.demo.encode import I420

Rgb = NDArray[np.uint8]
"""A picture in RGB, shape (height, width, 3)."""

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (196, 48, 48),
    "green": (48, 160, 64),
    "blue": (48, 80, 200),
    "yellow": (208, 184, 40),
    "magenta": (184, 56, 168),
    "cyan": (40, 168, 184),
    "orange": (216, 120, 32),
    "violet": (112, 64, 192),
    "lime": (136, 208, 56),
}
"""Colours that are far from each other, from grey, and from what the mixer itself draws."""

ROWS, COLUMNS = 3, 8
LEFT, TOP, WIDTH, HEIGHT = 0.18, 0.3, 0.64, 0.36
"""Where the code lies, as fractions of the picture."""

BITS = 16
BLACK, WHITE = 16, 235
_HALF = 128
_CRC_POLYNOMIAL = 0x07


def colour_clip(
    colour: str,
    width: int = 640,
    height: int = 360,
    fps: int = 25,
    seconds: float = 4,
    *,
    codec: Codec = Codec.VP8,
    bitrate: int = 400_000,
    first: int = 0,
) -> list[Encoded]:
    """Encode a clip of `colour` whose frames are numbered from `first`; pts from 0."""
    frames = cards(colour, width, height, round(fps * seconds), first)
    return encode.pictures(frames, codec=codec, fps=fps, bitrate=bitrate)


def cards(colour: str, width: int, height: int, count: int, first: int = 0) -> Iterator[I420]:
    """Draw `count` numbered pictures; width and height must be even."""
    plain = _plain(COLOURS[colour], width, height)
    for number in range(first, first + count):
        yield with_counter(plain, number)


def with_counter(planes: I420, number: int) -> I420:
    """Return a copy of a picture with `number` (modulo 2^16) on it."""
    marked = planes.copy()
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    luma = marked[:height]
    # Chroma planes lie below as rows of half the width, two in one row of the array.
    chroma = marked[height:].reshape(2, height // 2, width // 2)
    for row, column, bit in _blocks(number):
        top, bottom = (_even(height * (TOP + HEIGHT * r / ROWS)) for r in (row, row + 1))
        left, right = (_even(width * (LEFT + WIDTH * c / COLUMNS)) for c in (column, column + 1))
        luma[top:bottom, left:right] = WHITE if bit else BLACK
        chroma[:, top // 2 : bottom // 2, left // 2 : right // 2] = _HALF
    return marked


def read_counter(picture: Rgb) -> int | None:
    """Read the number from a picture scaled to any size; None where the check code is wrong.

    `picture` is the card alone, cut out to within about 3 % of its size at each edge.
    """
    height, width = picture.shape[:2]
    grey = picture.astype(np.int32).sum(axis=2) // 3
    bits = 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            y = height * (TOP + HEIGHT * (row + 0.5) / ROWS)
            x = width * (LEFT + WIDTH * (column + 0.5) / COLUMNS)
            reach = max(1, height // 60)
            block = grey[int(y) - reach : int(y) + reach + 1, int(x) - reach : int(x) + reach + 1]
            bits = bits << 1 | int(block.mean() > _HALF)
    number, check = bits >> 8, bits & 0xFF
    return number if _crc(number) == check else None


def _blocks(number: int) -> Iterator[tuple[int, int, bool]]:
    number &= (1 << BITS) - 1
    code = number << 8 | _crc(number)
    for index in range(ROWS * COLUMNS):
        row, column = divmod(index, COLUMNS)
        yield row, column, bool(code >> (ROWS * COLUMNS - 1 - index) & 1)


def _crc(number: int) -> int:
    """CRC-8 of two bytes. It starts with ones: a picture all black or all white is no number."""
    crc = 0xFF
    for byte in number.to_bytes(2, "big"):
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ _CRC_POLYNOMIAL) & 0xFF if crc & 0x80 else crc << 1
    return crc


def _plain(rgb: tuple[int, int, int], width: int, height: int) -> I420:
    """One colour in I420 (BT.601, limited range)."""
    red, green, blue = (value / 255 for value in rgb)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = round(16 + 219 * luma)
    chroma = planes[height:].reshape(2, -1)
    chroma[0] = round(128 + 224 * (blue - luma) / 1.772)
    chroma[1] = round(128 + 224 * (red - luma) / 1.402)
    return planes


def _even(value: float) -> int:
    return round(value / 2) * 2
