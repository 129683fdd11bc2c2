"""Small drawings with transparency, made once in the canvas's own colours and blended often."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mcu.media import Plane
from mcu.video.colour import Colour, planes

Floats = NDArray[np.float32]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

Point = tuple[float, float]


class Mask(NamedTuple):
    """How much of a colour lies on each pixel (0…1) of a part of a sheet."""

    rows: slice
    columns: slice
    cover: Floats


@dataclass(frozen=True, slots=True)
class Sprite:
    """A drawing ready to be blended: colours times opacity, and what it lets through (0…255).

    Shapes: `y` and `through` (h, w), the others (h/2, w/2); h and w are even.
    """

    y: Plane
    u: Plane
    v: Plane
    through: Plane
    chroma_through: Plane

    @property
    def width(self) -> int:
        """Width in luma pixels."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """Height in luma pixels."""
        return int(self.y.shape[0])


class Placed(NamedTuple):
    """A drawing and where its top left corner is."""

    sprite: Sprite
    x: int
    y: int


class Sketch:
    """A transparent sheet of `width` × `height` pixels (both even) on which colours are laid.

    The edges of shapes are smooth: a pixel's cover is its distance from the edge, cut to 0…1.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._through: Floats = np.ones((height, width), np.float32)
        self._colours = np.zeros((3, height, width), np.float32)

    def lay(self, mask: Mask, colour: Colour, opacity: float = 1.0) -> None:
        """Lay `colour` over what is there (Porter and Duff 1984: "over", premultiplied)."""
        rows, columns, cover = mask
        cover = cover * np.float32(opacity)
        rest = 1 - cover
        self._through[rows, columns] *= rest
        for plane, value in zip(self._colours, colour, strict=True):
            part = plane[rows, columns]
            part *= rest
            part += cover * np.float32(value)

    def image(self, x: int, y: int, pixels: NDArray[np.uint8]) -> None:
        """Lay a picture (h, w, RGBA) over what is there, its top left corner at (x, y)."""
        height, width = pixels.shape[:2]
        rows, columns = slice(y, y + height), slice(x, x + width)
        cover: Floats = pixels[:, :, 3].astype(np.float32) / np.float32(255)
        self._through[rows, columns] *= 1 - cover
        for plane, values in zip(self._colours, planes(pixels), strict=True):
            part = plane[rows, columns]
            part *= 1 - cover
            part += cover * values

    def sprite(self) -> Sprite:
        """Return the sheet as it is now."""
        y, u, v = self._colours
        return Sprite(
            y=_whole(y),
            u=_whole(_quarter(u)),
            v=_whole(_quarter(v)),
            through=_whole(self._through * 255),
            chroma_through=_whole(_quarter(self._through) * 255),
        )

    def box(self, box: Box, radius: float = 0) -> Mask:
        """A rectangle with round corners."""
        left, top, right, bottom = box
        rows, columns, x, y = self._part(box)
        across = np.abs(x - (left + right) / 2) - (right - left) / 2 + radius
        down = np.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius
        outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
        inside = np.minimum(np.maximum(across, down), 0)
        return Mask(rows, columns, _cover(outside + inside - radius))

    def disc(self, x: float, y: float, radius: float) -> Mask:
        """A disc round (x, y)."""
        rows, columns, xs, ys = self._part((x - radius, y - radius, x + radius, y + radius))
        return Mask(rows, columns, _cover(np.hypot(xs - x, ys - y) - radius))

    def ring(self, x: float, y: float, radius: float, thickness: float) -> Mask:
        """A circle round (x, y)."""
        reach = radius + thickness / 2
        rows, columns, xs, ys = self._part((x - reach, y - reach, x + reach, y + reach))
        away = np.abs(np.hypot(xs - x, ys - y) - radius)
        return Mask(rows, columns, _cover(away - thickness / 2))

    def cup(self, x: float, y: float, radius: float, thickness: float) -> Mask:
        """The lower half of a circle round (x, y)."""
        reach = radius + thickness / 2
        rows, columns, xs, ys = self._part((x - reach, y, x + reach, y + reach))
        ring = np.abs(np.hypot(xs - x, ys - y) - radius) - thickness / 2
        return Mask(rows, columns, _cover(np.maximum(ring, y - ys)))

    def line(self, start: Point, end: Point, thickness: float) -> Mask:
        """A straight line with round ends."""
        (x0, y0), (x1, y1) = start, end
        r = thickness / 2
        box = min(x0, x1) - r, min(y0, y1) - r, max(x0, x1) + r, max(y0, y1) + r
        rows, columns, x, y = self._part(box)
        dx, dy = x1 - x0, y1 - y0
        along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)
        along = np.clip(along, 0, 1)
        away = np.hypot(x - x0 - along * dx, y - y0 - along * dy)
        return Mask(rows, columns, _cover(away - r))

    def triangle(self, box: Box) -> Mask:
        """A triangle that stands on the lower side of `box` and points up."""
        left, top, right, bottom = box
        rows, columns, x, y = self._part(box)
        half, height = (right - left) / 2, bottom - top
        side = (np.abs(x - left - half) * height - (y - top) * half) / math.hypot(half, height)
        return Mask(rows, columns, _cover(np.maximum(side, y - bottom)))

    def text(self, x: float, baseline: float, text: str, font: ImageFont.FreeTypeFont) -> Mask:
        """Text that begins at `x` and stands on `baseline`."""
        x, baseline = round(x), round(baseline)
        left, top, right, bottom = (int(n) for n in font.getbbox(text, anchor="ls"))
        left, right = max(left - 1, -x), min(right + 1, self.width - x)
        top, bottom = max(top - 1, -baseline), min(bottom + 1, self.height - baseline)
        image = Image.new("L", (max(0, right - left), max(0, bottom - top)))
        ImageDraw.Draw(image).text((-left, -top), text, font=font, fill=255, anchor="ls")
        cover: Floats = np.asarray(image, np.float32) / np.float32(255)
        return Mask(
            slice(baseline + top, baseline + top + image.height),
            slice(x + left, x + left + image.width),
            cover,
        )

    def _part(self, box: Box) -> tuple[slice, slice, Floats, Floats]:
        """Return the part of the sheet round a box, and the middles of its pixels."""
        left, top = max(0, int(box[0]) - 1), max(0, int(box[1]) - 1)
        right, bottom = min(self.width, int(box[2]) + 2), min(self.height, int(box[3]) + 2)
        x = np.arange(left, right, dtype=np.float32) + np.float32(0.5)
        y = np.arange(top, bottom, dtype=np.float32) + np.float32(0.5)
        return slice(top, bottom), slice(left, right), x[None, :], y[:, None]


def _cover(distance: NDArray[np.floating[Any]]) -> Floats:
    """Turn distance from an edge (negative inside) into cover."""
    cover: Floats = np.clip(np.float32(0.5) - distance, 0, 1, dtype=np.float32)
    return cover


def _quarter(plane: Floats) -> Floats:
    """Average each two by two pixels."""
    quarter: Floats = plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]
    quarter /= 4
    return quarter


def _whole(plane: Floats) -> Plane:
    return np.rint(plane).astype(np.uint8)
