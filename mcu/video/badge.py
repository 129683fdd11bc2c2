"""What a tile says about who is on air: that he is, and how much of his time is left."""

import math
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from mcu.scene import Timer
from mcu.video import colour
from mcu.video.colour import Colour
from mcu.video.font import Weight, font, length
from mcu.video.label import PLATE_OPACITY
from mcu.video.layout import even
from mcu.video.sprite import Sketch, Sprite

ON_AIR = "ĐANG PHÁT BIỂU"


class Urgency(Enum):
    """How much time is left: enough, little, none."""

    CALM = "calm"
    WARNING = "warning"
    OVER = "over"


class Clock(NamedTuple):
    """The time that somebody has left, in words."""

    text: str
    urgency: Urgency


def clock_of(timer: Timer, now: float) -> Clock:
    """Return what a timer shows at a moment (Unix time)."""
    left = timer.left if timer.until is None else timer.until - now
    if left <= 0:
        return Clock(f"Quá giờ {minutes(-left)}", Urgency.OVER)
    urgency = Urgency.WARNING if left <= timer.warning else Urgency.CALM
    return Clock(f"Còn {minutes(math.ceil(left))}", urgency)


def minutes(seconds: float) -> str:
    """Write a duration as minutes and seconds, from an hour on with hours: 04:59, 1:00:00."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    short = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{short}" if hours else short


def on_air(letters: int) -> Sprite:
    """Draw the label of who is on air, in letters of so many pixels."""
    return _badge(ON_AIR, letters, colour.ON_AIR, colour.TEXT, 1.0)


def clock(said: Clock, letters: int) -> Sprite:
    """Draw the time that is left."""
    if said.urgency is Urgency.CALM:
        return _badge(said.text, letters, colour.PLATE, colour.TEXT, PLATE_OPACITY)
    if said.urgency is Urgency.WARNING:
        return _badge(said.text, letters, colour.WARNING, colour.PLATE, 1.0)
    return _badge(said.text, letters, colour.ON_AIR, colour.TEXT, 1.0)


@lru_cache(maxsize=64)
def _badge(text: str, letters: int, ground: Colour, ink: Colour, opacity: float) -> Sprite:
    face = font(Weight.SEMIBOLD, letters)
    pad = letters * 0.5
    sketch = Sketch(even(length(face, text) + 2 * pad + 1), even(letters * 1.6))
    sheet = (0, 0, sketch.width, sketch.height)
    sketch.lay(sketch.box(sheet, letters * 0.25), ground, opacity)
    baseline = round(sketch.height / 2 + letters * 0.36)
    sketch.lay(sketch.text(pad, baseline, text, face), ink)
    return sketch.sprite()
