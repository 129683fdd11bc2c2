"""How a test knows a point again: by the colour it shows and the tone it says.

Tones are 120 Hz and more apart, none is a multiple, sum or difference of others nearby, so what a
limiter or a speech codec adds does not look like somebody's voice.
"""

import wave
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.browser.browser import Rgb
from tests.browser.probes import RATE

AMPLITUDE = 0.1
"""Of each tone, of full scale: eight at once still stay below the limiter."""

WIDTH_HZ = 15.0
"""Half the band that belongs to a tone: a browser's clock correction smears it by a few hertz."""

COLOUR_STEP = 60
"""How far (in RGB) a pixel may be from its colour, after two lossy codecs."""

SMALLEST_TILE = 0.01
"""Share of the picture below which a patch of colour is no tile."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What one point shows and says."""

    name: str
    rgb: tuple[int, int, int]
    hz: int


RED = Sign("red", (190, 40, 40), 430)
GREEN = Sign("green", (40, 150, 50), 590)
BLUE = Sign("blue", (50, 60, 190), 770)
YELLOW = Sign("yellow", (200, 190, 40), 1010)
CYAN = Sign("cyan", (30, 140, 150), 1310)
MAGENTA = Sign("magenta", (170, 60, 160), 1690)
FIREFOX = Sign("firefox", (128, 128, 128), 2130)
"""Firefox draws its own fake picture (see `find_firefox`); only its tone is ours to choose."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture, in shares (0…1) of its width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2


def write_camera(
    path: Path, sign: Sign, *, size: tuple[int, int] = (640, 360), fps: int = 25
) -> Path:
    """Write two seconds of the sign's colour, with a light square that crosses it, as y4m."""
    width, height = size
    side = height // 8 // 2 * 2
    top = height // 4 // 2 * 2
    frames = 2 * fps
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        for n in range(frames):
            rgb = np.full((height, width, 3), sign.rgb, np.uint8)
            left = (width - side) * n // frames
            rgb[top : top + side, left : left + side] = 235
            file.write(b"FRAME\n" + cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420).tobytes())
    return path


def write_microphone(path: Path, sign: Sign, *, seconds: int = 10) -> Path:
    """Write the sign's tone as a WAV file; a whole number of cycles, so it can go round."""
    time = np.arange(seconds * RATE) / RATE
    tone = np.sin(2 * np.pi * sign.hz * time) * AMPLITUDE * 32767
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone.astype("<i2").tobytes())
    return path


def find(picture: Rgb, sign: Sign) -> Box | None:
    """Return where the largest patch of the sign's colour is, or None."""
    distance = np.abs(picture.astype(np.int16) - np.array(sign.rgb, np.int16)).max(axis=2)
    return _largest(distance < COLOUR_STEP)


def find_firefox(picture: Rgb) -> Box | None:
    """Return where Firefox's fake camera is: luma 128, Cb or Cr at the edge of its range.

    The colour walks round the square Cb, Cr ∈ 16…240 by one step a frame. Cut to what RGB can
    show, it keeps a luma of 105…150 and a chroma of 77 or more; a sign has another luma or less.
    """
    ycc = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb).astype(np.int16)
    chroma = np.abs(ycc[:, :, 1:] - 128).max(axis=2)
    return _largest((np.abs(ycc[:, :, 0] - 128) < 36) & (chroma > 66))


def levels(pcm: NDArray[np.float64], signs: list[Sign]) -> dict[str, float]:
    """Return the level of each sign's tone in dB, 0 being the amplitude it is sent with."""
    window = np.blackman(len(pcm))
    spectrum = np.abs(np.fft.rfft(pcm * window)) ** 2
    hertz = np.fft.rfftfreq(len(pcm), 1 / RATE)
    full = (AMPLITUDE**2 / 4) * len(pcm) * float(np.sum(window**2))
    return {
        sign.name: 10
        * float(np.log10(spectrum[np.abs(hertz - sign.hz) < WIDTH_HZ].sum() / full + 1e-12))
        for sign in signs
    }


def _largest(mask: NDArray[np.bool_]) -> Box | None:
    height, width = mask.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return None
    x, y, w, h, area = (int(v) for v in max(stats[1:], key=lambda row: int(row[4])))
    if area < SMALLEST_TILE * width * height:
        return None
    return Box(x / width, y / height, w / width, h / height)
