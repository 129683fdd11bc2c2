"""The canvas: the picture that everybody gets, in I420, living inside one libav frame."""

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from mcu.media import Picture, Plane
from mcu.video.colour import CANVAS, Colour
from mcu.video.layout import Rect, letterbox
from mcu.video.planes import views
from mcu.video.scale import scale
from mcu.video.sprite import Sprite

_DIM = 0.4
"""Brightness of a picture that has stopped: plainly not live, yet one sees where it was."""


class Canvas:
    """Planes that persist between ticks: what is not painted again costs nothing.

    The planes are views of `frame`, which the encoders read in place. That is safe because both
    libvpx without lag and libx264 without lookahead copy the frame before `encode` returns, and
    encoding and painting take turns on one thread (tests/video/test_encoder.py holds them to it).
    """

    def __init__(self, width: int, height: int) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"a canvas of {width}×{height} pixels: both must be even")
        self.width = width
        self.height = height
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.frame.color_range = ColorRange.MPEG
        self.frame.colorspace = Colorspace.ITU601
        self.frame.color_primaries = ColorPrimaries.SMPTE170M
        self.frame.color_trc = ColorTrc.SMPTE170M
        self.y, self.u, self.v = views(self.frame)
        self.fill(Rect(0, 0, width, height), CANVAS)

    def fill(self, rect: Rect, colour: Colour) -> None:
        """Fill a rectangle with one colour."""
        for part, value in zip(self._parts(rect), colour, strict=True):
            part.fill(value)

    def outline(self, rect: Rect, thickness: int, colour: Colour) -> None:
        """Draw a frame of `thickness` (even) pixels round the outside of a rectangle.

        Where that reaches to the edge of the canvas there is no room for it: see `inline`.
        """
        if not self.has_room(rect, thickness):
            return
        x, y, w, h = rect
        t = thickness
        self.fill(Rect(x - t, y - t, w + 2 * t, t), colour)
        self.fill(Rect(x - t, y + h, w + 2 * t, t), colour)
        self.fill(Rect(x - t, y, t, h), colour)
        self.fill(Rect(x + w, y, t, h), colour)

    def inline(self, rect: Rect, thickness: int, colour: Colour) -> None:
        """Draw a frame of `thickness` (even) pixels round the inside of a rectangle."""
        x, y, w, h = rect
        t = thickness
        inner = Rect(x + t, y + t, w - 2 * t, h - 2 * t)
        self.outline(inner, t, colour)

    def has_room(self, rect: Rect, thickness: int) -> bool:
        """Whether there are so many pixels round a rectangle on all its sides."""
        x, y, w, h = rect
        t = thickness
        return min(x, y) >= t and x + w + t <= self.width and y + h + t <= self.height

    def paste(self, picture: Picture, rect: Rect, bars: Colour) -> None:
        """Show a picture whole and unstretched inside a rectangle, with bars beside it."""
        inner = letterbox(picture.width, picture.height, rect)
        if inner != rect:
            self.fill(rect, bars)
        for source, part in zip((picture.y, picture.u, picture.v), self._parts(inner), strict=True):
            scale(source, part)

    def dim(self, rect: Rect) -> None:
        """Darken a rectangle and take half of its colour away."""
        y, u, v = self._parts(rect)
        cv2.convertScaleAbs(y, dst=y, alpha=_DIM, beta=16 * (1 - _DIM))
        cv2.convertScaleAbs(u, dst=u, alpha=0.5, beta=64)
        cv2.convertScaleAbs(v, dst=v, alpha=0.5, beta=64)

    def blend(self, sprite: Sprite, x: int, y: int) -> None:
        """Lay a sprite over the canvas with its top left corner at (x, y), both even."""
        parts = self._parts(Rect(x, y, sprite.width, sprite.height))
        throughs = (sprite.through, sprite.chroma_through, sprite.chroma_through)
        colours = (sprite.y, sprite.u, sprite.v)
        for part, through, ink in zip(parts, throughs, colours, strict=True):
            cv2.multiply(part, through, dst=part, scale=1 / 255)
            cv2.add(part, ink, dst=part)

    def _parts(self, rect: Rect) -> tuple[Plane, Plane, Plane]:
        x, y, w, h = rect
        luma = np.s_[y : y + h, x : x + w]
        chroma = np.s_[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
        return self.y[luma], self.u[chroma], self.v[chroma]
