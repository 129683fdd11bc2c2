"""How a test knows a point again: by the colour it shows and the tone it says."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE
from tests.clips import Area, Rgb, find_colour

AMPLITUDE = 0.1
"""Of each tone, of full scale (Firefox's choice): eight at once still stay below a limiter."""

WIDTH_HZ = 6.0
"""Half the band that belongs to a tone: where a browser stretches time, it smears by some hertz."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What one point shows and says."""

    colour: str
    hz: int

    def find(self, picture: Rgb) -> Area | None:
        """Return where the point's picture is in a mixed one, or None."""
        return find_firefox(picture) if self is FIREFOX else find_colour(picture, self.colour)


# No tone is a multiple, sum or difference of others nearby: what a limiter or a codec adds does
# not sound like somebody else.
RED = Sign("red", 430)
GREEN = Sign("green", 590)
BLUE = Sign("blue", 770)
YELLOW = Sign("yellow", 1010)
MAGENTA = Sign("magenta", 1310)
ORANGE = Sign("orange", 1690)
FIREFOX = Sign("firefox", 2130)
"""Firefox draws its own fake picture; only its tone is ours to choose."""


def find_firefox(picture: Rgb) -> Area | None:
    """Return where Firefox's fake camera is: plain, luma 128, Cb or Cr at the edge of its range.

    The colour walks round the square Cb, Cr ∈ 16…240 by one step a frame. Cut to what RGB can
    show, it keeps a luma of 105…150 and a chroma of 77 or more; no colour of a card has both.
    """
    ycc = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb).astype(np.int16) - 128
    mask = (np.abs(ycc[:, :, 0]) < 36) & (np.abs(ycc[:, :, 1:]).max(axis=2) > 71)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return None
    left, top, width, height, pixels = (int(n) for n in max(stats[1:], key=lambda row: int(row[4])))
    if pixels < picture.shape[0] * picture.shape[1] / 100:
        return None
    return Area(left, top, width, height)


def levels(pcm: NDArray[np.float64], *signs: Sign) -> dict[Sign, float]:
    """Return the level of each sign's tone in dB, 0 being the amplitude it is sent with.

    All the energy in a band counts, and not one Fourier bin as in `clips.tone_levels`: browsers
    stretch and squeeze what they play in order to follow the sender's clock. What the bands on
    both sides hold is noise, of the codec or of a gap, and is taken off: it is nobody's tone.
    """
    window = np.hanning(len(pcm))
    energy = np.abs(np.fft.rfft(pcm * window)) ** 2
    hertz = np.fft.rfftfreq(len(pcm), 1 / SAMPLE_RATE)
    full = AMPLITUDE**2 / 4 * len(pcm) * float(np.sum(window**2))
    heard = {}
    for sign in signs:
        away = np.abs(hertz - sign.hz)
        band = float(energy[away < WIDTH_HZ].sum())
        beside = float(energy[(away > 2 * WIDTH_HZ) & (away < 4 * WIDTH_HZ)].sum())
        band = max(0.0, band - beside / 2)  # the two bands beside are twice as wide
        heard[sign] = 10 * float(np.log10(band / full + 1e-12))
    return heard
