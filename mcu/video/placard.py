"""Drawings beside text: what stands for who has no picture, a muted microphone, a raised hand."""

from functools import lru_cache
from typing import Final

from mcu.video import colour
from mcu.video.emblem import Emblem
from mcu.video.font import Weight, font, length
from mcu.video.label import PLATE_OPACITY
from mcu.video.layout import even
from mcu.video.names import initials
from mcu.video.sprite import Sketch, Sprite

MARK: Final = 0.36
"""Part of a tile's height that stands for whom it has no picture of: the reason is under it."""

_FINGERS: Final = (0.375, 0.5, 0.625, 0.75)
_TIPS: Final = (0.24, 0.15, 0.19, 0.31)
_FINGER: Final = 0.09
"""Where the fingers of a raised hand stand in its mark, and how thick they are, in parts of it.
What is between them is two pixels wide in the smallest mark."""

_MARK_ACROSS: Final = 0.8
"""Part of a tile's width that an emblem has at most."""


def mark(title: str, emblem: Emblem | None, tile_width: int, tile_height: int) -> Sprite:
    """Draw what stands for somebody in a tile: his unit's emblem, or the initials of his name."""
    height = even(tile_height * MARK)
    if emblem is None:
        return initials_disc(initials(title), height)
    return _emblem(emblem, even(tile_width * _MARK_ACROSS), height)


@lru_cache(maxsize=256)
def _emblem(emblem: Emblem, width: int, height: int) -> Sprite:
    pixels = emblem.within(width, height)
    sketch = Sketch(pixels.shape[1], pixels.shape[0])
    sketch.image(0, 0, pixels)
    return sketch.sprite()


@lru_cache(maxsize=256)
def initials_disc(letters: str, diameter: int) -> Sprite:
    """Draw a disc of `diameter` pixels with one or two letters in it."""
    d = even(diameter)
    sketch = Sketch(d, d)
    sketch.lay(sketch.disc(d / 2, d / 2, d / 2), colour.DISC)
    face = font(Weight.SEMIBOLD, max(8, round(d * 0.38)))
    x = d / 2 - length(face, letters) / 2
    # Capital letters are 0.73 of the size high; their middle goes to the middle of the disc.
    sketch.lay(sketch.text(x, round(d / 2 + face.size * 0.365), letters, face), colour.TEXT)
    return sketch.sprite()


@lru_cache(maxsize=16)
def microphone_off(side: int) -> Sprite:
    """Draw the mark of a muted microphone: a microphone struck through, on a dark ground."""
    s = even(side)
    sketch = Sketch(s, s)
    sketch.lay(sketch.box((0, 0, s, s), s * 0.22), colour.PLATE, PLATE_OPACITY)
    line = s * 0.07
    sketch.lay(sketch.box((s * 0.37, s * 0.12, s * 0.63, s * 0.56), s * 0.13), colour.TEXT)
    sketch.lay(sketch.cup(s * 0.5, s * 0.46, s * 0.22, line), colour.TEXT)
    sketch.lay(sketch.line((s * 0.5, s * 0.7), (s * 0.5, s * 0.84), line), colour.TEXT)
    sketch.lay(sketch.line((s * 0.36, s * 0.85), (s * 0.64, s * 0.85), line), colour.TEXT)
    # The stroke stands free of what it crosses, or it would be lost in it at small sizes.
    start, end = (s * 0.17, s * 0.17), (s * 0.83, s * 0.83)
    sketch.lay(sketch.line(start, end, line * 2.6), colour.PLATE)
    sketch.lay(sketch.line(start, end, line * 1.2), colour.TEXT)
    return sketch.sprite()


@lru_cache(maxsize=16)
def raised_hand(side: int) -> Sprite:
    """Draw the mark of a raised hand: dark on white, as nothing else in the picture is."""
    s = even(side)
    sketch = Sketch(s, s)
    sketch.lay(sketch.box((0, 0, s, s), s * 0.22), colour.TEXT)
    for x, tip in zip(_FINGERS, _TIPS, strict=True):
        sketch.lay(sketch.line((s * x, s * tip), (s * x, s * 0.6), s * _FINGER), colour.PLATE)
    sketch.lay(sketch.line((s * 0.2, s * 0.55), (s * 0.36, s * 0.74), s * 0.11), colour.PLATE)
    left, right = (s * (x + n * _FINGER / 2) for x, n in ((_FINGERS[0], -1), (_FINGERS[-1], 1)))
    sketch.lay(sketch.box((left, s * 0.52, right, s * 0.9), s * 0.17), colour.PLATE)
    return sketch.sprite()


@lru_cache(maxsize=4)
def pointer(side: int) -> Sprite:
    """Draw a pointer: an amber ring on dark, in which what is pointed at can be read."""
    s = even(side)
    sketch = Sketch(s, s)
    middle = s / 2
    for radius, thickness, ink in ((0.40, 0.20, colour.PLATE), (0.40, 0.11, colour.WARNING)):
        sketch.lay(sketch.ring(middle, middle, s * radius, s * thickness), ink)
    return sketch.sprite()
