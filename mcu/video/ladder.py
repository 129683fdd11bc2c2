"""The sizes in which a canvas is made: what a line that cannot carry the whole one gets instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from mcu.media import Codec
from mcu.messages import Vp9
from mcu.video.encoder import BURST
from mcu.video.layout import even

HEIGHTS: Final = (720, 360, 180)
"""Heights below the canvas's own that are made. From 720 they are exact halves and quarters, which
area scaling does fastest and sharpest. At 360 a plate's title of 20 pixels is 10 high and still
read, its second line only guessed; at 180 one knows a place by its position and its picture."""

SMALL: Final = 360
"""Heights up to this are for lines on which bits are dear."""

SHARE: Final = 0.27
"""Bits of a picture of half the height: a quarter of the pixels, but a little more detail in each.
With sound and headers 360p then takes three quarters of a line of 600 kbit/s; at 0.3 it takes 87 %,
and its keyframes overflowed the queue."""

SLOW: Final = 180
"""Heights up to this are made at half the frame rate: at 109 kbit/s a picture that can be
recognised serves a meeting better than one that moves smoothly."""

LEAST_FPS: Final = 12
"""Pictures per second below which halving would no longer look like movement."""

STILL: Final = 144
"""Height of what is between a picture that moves and none: of use only to see who is there."""

STILL_FPS: Final = 5
"""Pictures per second of that: each is one packet, for which voice waits 0.1 s at 100 kbit/s."""

STILL_RATE: Final = 36_000
"""Bits per second of it: with voice and all headers it takes 65 of a line of 100 kbit/s."""

SHORT_BURST: Final = 0.2
"""Seconds of the bitrate that a keyframe of a smaller size may take. Who watches it has a line that
just carries it, where 0.3 s on top of the rest overflow a queue of 300 ms."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A size of the picture. Every `stride`-th tick makes one; `bitrate` is in bits per second.

    `burst` is the time in seconds that a keyframe may take of it, `vp9` whether those who take VP9
    get it in that.
    """

    width: int
    height: int
    bitrate: int
    stride: int = 1
    burst: float = BURST
    vp9: bool = False

    @property
    def pixels(self) -> int:
        """Pixels of one picture."""
        return self.width * self.height

    @property
    def moves(self) -> bool:
        """Whether it is more than a row of stills."""
        return self.height > STILL

    def codec(self, taken: Sequence[Codec]) -> Codec:
        """Return the codec for a member who takes these, best first; there is one at least."""
        return Codec.VP9 if self.vp9 and Codec.VP9 in taken else taken[0]


def ladder(
    width: int, height: int, fps: int, bitrate: int, vp9: Vp9 = Vp9.SMALL
) -> tuple[Rung, ...]:
    """Return the rungs of a canvas, the canvas itself first, then smaller and smaller.

    1280×720 at 25 fps and 1.5 Mbit/s: 360 at 405 kbit/s, 180 at 12.5 fps and 109 kbit/s, 144 at
    5 fps and 36 kbit/s.
    """

    def better(height: int) -> bool:
        return vp9 is Vp9.ALL or (vp9 is Vp9.SMALL and height <= SMALL)

    rungs = [Rung(width, height, bitrate, vp9=better(height))]
    for less in HEIGHTS:
        if less < height:
            wide = even(width * less / height)
            rate = round(bitrate * SHARE ** log2(height / less))
            stride = 2 if less <= SLOW and fps >= 2 * LEAST_FPS else 1
            rungs.append(Rung(wide, less, rate, stride, SHORT_BURST, better(less)))
    if height > STILL and rungs[-1].bitrate > STILL_RATE:
        wide, stride = even(width * STILL / height), max(1, round(fps / STILL_FPS))
        rungs.append(Rung(wide, STILL, STILL_RATE, stride, SHORT_BURST, better(STILL)))
    return tuple(rungs)
