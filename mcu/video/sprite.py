"""Small drawings with transparency, made once in the canvas's own colours and blended often."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mcu.media import Plane
from mcu.video.colour import Colour

Mask = NDArray[np.float32]
"""How much of a colour lies on each pixel, shape (height, width), 0…1."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_FINE = 4
"""Shapes are drawn this much larger and reduced, because Pillow draws them without smoothing."""


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


class Sketch:
    """A transparent sheet of `width` × `height` pixels (both even) on which colours are laid."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._through: Mask = np.ones((height, width), np.float32)
        self._colours = np.zeros((3, height, width), np.float32)

    def lay(self, mask: Mask, colour: Colour, opacity: float = 1.0) -> None:
        """Lay `colour` over what is there (Porter and Duff 1984: "over", premultiplied)."""
        cover = mask * opacity
        self._colours *= 1 - cover
        self._colours += cover * np.array(colour, np.float32)[:, None, None]
        self._through *= 1 - cover

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

    # Masks, each of the size of the sheet.

    def box(self, box: Box, radius: float = 0) -> Mask:
        """A rectangle with round corners."""
        return self._shape(
            lambda draw: draw.rounded_rectangle(_fine(box), radius * _FINE, fill=255)
        )

    def disc(self, box: Box) -> Mask:
        """An ellipse inside `box`."""
        return self._shape(lambda draw: draw.ellipse(_fine(box), fill=255))

    def polygon(self, points: list[tuple[float, float]]) -> Mask:
        """A filled polygon."""
        fine = [(x * _FINE, y * _FINE) for x, y in points]
        return self._shape(lambda draw: draw.polygon(fine, fill=255))

    def arc(self, box: Box, start: float, end: float, thickness: float) -> Mask:
        """An arc inside `box` from `start` to `end`, degrees clockwise from three o'clock."""
        line = round(thickness * _FINE)
        return self._shape(lambda draw: draw.arc(_fine(box), start, end, fill=255, width=line))

    def line(self, points: Box, thickness: float) -> Mask:
        """A straight line with round ends."""
        r = thickness * _FINE / 2
        x0, y0, x1, y1 = _fine(points)

        def stroke(draw: ImageDraw.ImageDraw) -> None:
            draw.line((x0, y0, x1, y1), fill=255, width=round(2 * r))
            for x, y in ((x0, y0), (x1, y1)):
                draw.ellipse((x - r, y - r, x + r, y + r), fill=255)

        return self._shape(stroke)

    def text(self, x: float, baseline: float, text: str, font: ImageFont.FreeTypeFont) -> Mask:
        """Text that begins at `x` and stands on `baseline`."""
        image = Image.new("L", (self.width, self.height))
        ImageDraw.Draw(image).text((x, baseline), text, font=font, fill=255, anchor="ls")
        return _mask(image)

    def _shape(self, paint: Callable[[ImageDraw.ImageDraw], None]) -> Mask:
        image = Image.new("L", (self.width * _FINE, self.height * _FINE))
        paint(ImageDraw.Draw(image))
        return _mask(image.reduce(_FINE))


def _fine(box: Box) -> Box:
    """Scale a box to the fine sheet; Pillow counts the last pixel in, so it is taken off."""
    left, top, right, bottom = (value * _FINE for value in box)
    return left, top, right - 1, bottom - 1


def _mask(image: Image.Image) -> Mask:
    mask: Mask = np.asarray(image, np.float32) / np.float32(255)
    return mask


def _quarter(plane: Mask) -> Mask:
    """Average each two by two pixels."""
    h, w = plane.shape
    quarter: Mask = plane.reshape(h // 2, 2, w // 2, 2).mean(axis=(1, 3))
    return quarter


def _whole(plane: Mask) -> Plane:
    return np.rint(plane).astype(np.uint8)
