"""Soft, flat drawing with smooth edges: layers of colour with transparency.

Everything is drawn twice as large and then reduced. Positions are in pixels of the finished
picture, colours are "#rrggbb".
"""

from collections.abc import Sequence
from typing import TypedDict, Unpack

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFilter

Rgba = NDArray[np.float32]
"""A layer, shape (height, width, 4): red, green, blue times opacity, and opacity, all 0…1."""

Point = tuple[float, float]

SCALE = 2

_CURVE_STEPS = 12


class Look(TypedDict, total=False):
    """How a shape is filled. `opacity` is 0…1, `blur` a radius in pixels; `light` (0…1) makes the
    left side of the shape that much brighter and its right side darker.
    """

    opacity: float
    blur: float
    light: float


class Layer:
    """A transparent sheet to draw on."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGBA", (width * SCALE, height * SCALE), (0, 0, 0, 0))

    def curve(self, points: Sequence[Point], colour: str, **look: Unpack[Look]) -> None:
        """Fill a smooth closed curve through `points`."""
        self.polygon(spline(points, closed=True), colour, **look)

    def polygon(self, points: Sequence[Point], colour: str, **look: Unpack[Look]) -> None:
        """Fill a shape with straight sides."""
        self._put(_Stencil(points, look).polygon(points), colour, look)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: str,
        *,
        radius: float = 0.0,
        **look: Unpack[Look],
    ) -> None:
        """Fill a rectangle, whose corners may be round."""
        corners = ((left, top), (right, bottom))
        self._put(_Stencil(corners, look).box(corners, radius), colour, look)

    def oval(
        self, x: float, y: float, width: float, height: float, colour: str, **look: Unpack[Look]
    ) -> None:
        """Fill an ellipse around (x, y)."""
        corners = ((x - width / 2, y - height / 2), (x + width / 2, y + height / 2))
        self._put(_Stencil(corners, look).oval(corners), colour, look)

    def line(
        self, points: Sequence[Point], colour: str, width: float, **look: Unpack[Look]
    ) -> None:
        """Draw a smooth line with round ends."""
        through = spline(points, closed=False)
        self._put(_Stencil(through, look, width).line(through, width), colour, look)

    def gradient(self, top: str, bottom: str) -> None:
        """Fill the whole sheet from one colour above to another below."""
        width, height = self._image.size
        ends = np.array([ImageColor.getrgb(top), ImageColor.getrgb(bottom)], np.float32)
        ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        rows = ends[0] * (1 - ramp) + ends[1] * ramp
        pixels = np.repeat(rows[:, None, :], width, axis=1).round().astype(np.uint8)
        self._image.paste(Image.fromarray(pixels))

    def finish(self) -> Rgba:
        """Return what was drawn, in its final size."""
        pixels = np.asarray(self._image, np.float32) / 255
        pixels[:, :, :3] *= pixels[:, :, 3:]
        height, width = pixels.shape[:2]
        size = (width // SCALE, height // SCALE)
        return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)

    def _put(self, stencil: "_Stencil", colour: str, look: Look) -> None:
        """Lay a colour through a stencil."""
        mask = stencil.mask()
        light = look.get("light", 0.0)
        shades = np.array(ImageColor.getrgb(colour), np.float32)
        across = np.linspace(1 + light, 1 - light, mask.width, dtype=np.float32)
        row = (across[:, None] * shades).clip(0, 255).astype(np.uint8)
        paint = Image.fromarray(np.repeat(row[None], mask.height, axis=0))
        paint.putalpha(mask)
        # Where the stencil hangs over the edge, only its part on the sheet counts.
        left, top = max(0, -stencil.left), max(0, -stencil.top)
        self._image.alpha_composite(paint, (max(0, stencil.left), max(0, stencil.top)), (left, top))


class _Stencil:
    """The outline of one shape, on a sheet just large enough for it."""

    def __init__(self, around: Sequence[Point], look: Look, pen: float = 0.0) -> None:
        self._blur = look.get("blur", 0.0)
        self._opacity = look.get("opacity", 1.0)
        reach = 3 * self._blur + pen + 1
        xs, ys = zip(*around, strict=True)
        self.left = int((min(xs) - reach) * SCALE)
        self.top = int((min(ys) - reach) * SCALE)
        right, bottom = int((max(xs) + reach) * SCALE), int((max(ys) + reach) * SCALE)
        self._sheet = Image.new("L", (right - self.left, bottom - self.top), 0)
        self._draw = ImageDraw.Draw(self._sheet)

    def polygon(self, points: Sequence[Point]) -> "_Stencil":
        self._draw.polygon(self._moved(points), fill=255)
        return self

    def box(self, corners: Sequence[Point], radius: float) -> "_Stencil":
        self._draw.rounded_rectangle(self._moved(corners), radius * SCALE, fill=255)
        return self

    def oval(self, corners: Sequence[Point]) -> "_Stencil":
        self._draw.ellipse(self._moved(corners), fill=255)
        return self

    def line(self, points: Sequence[Point], width: float) -> "_Stencil":
        moved = self._moved(points)
        self._draw.line(moved, fill=255, width=round(width * SCALE), joint="curve")
        reach = width * SCALE / 2
        for x, y in (moved[0], moved[-1]):
            self._draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
        return self

    def mask(self) -> Image.Image:
        mask = self._sheet
        if self._blur:
            mask = mask.filter(ImageFilter.GaussianBlur(self._blur * SCALE))
        opacity = self._opacity
        return mask.point(lambda value: value * opacity) if opacity < 1 else mask

    def _moved(self, points: Sequence[Point]) -> list[Point]:
        return [(x * SCALE - self.left, y * SCALE - self.top) for x, y in points]


def at(text: str) -> list[Point]:
    """Read points written as in SVG: "12,34 56,78"."""
    pairs = (pair.split(",") for pair in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def mirrored(points: Sequence[Point], axis: float) -> list[Point]:
    """Reflect points at the vertical line x = `axis`."""
    return [(2 * axis - x, y) for x, y in points]


def over(below: Rgba, above: Rgba) -> None:
    """Lay one layer over another, in place."""
    below *= 1 - above[:, :, 3:]
    below += above


def spline(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """Return a curve through points as many short sides.

    Catmull-Rom: each piece runs between two points and is led by their neighbours.
    """
    given = np.array(points, float)
    count = len(given)
    if closed:
        padded = np.concatenate((given[-1:], given, given[:2]))
    else:
        padded = np.concatenate((given[:1], given, given[-1:]))
        count -= 1
    t = np.linspace(0, 1, _CURVE_STEPS, endpoint=not closed)[:, None]
    pieces = []
    for n in range(count):
        a, b, c, d = padded[n : n + 4]
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return [(float(x), float(y)) for x, y in np.concatenate(pieces)]
