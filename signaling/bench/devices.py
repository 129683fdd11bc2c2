"""Camera and microphone of a browser under measurement, as files that it plays over and over."""

import wave
from pathlib import Path
from typing import Final

import numpy as np

from mcu.media import SAMPLE_RATE
from signaling.bench.clips import frames

SECONDS: Final = 4
"""Length of both: no delay that is looked for is near it."""

BEEP_EVERY_S: Final = 0.8
BEEP_S: Final = 0.06
BEEP_HZ: Final = 1000
BEEP_AMPLITUDE: Final = 0.4

WIDTH, HEIGHT, FPS = 640, 360, 25

DRAWN: Final = {
    "camera": {"width": WIDTH, "height": HEIGHT, "fps": FPS},
    "microphone": {
        "everyS": BEEP_EVERY_S,
        "beepS": BEEP_S,
        "hertz": BEEP_HZ,
        "amplitude": BEEP_AMPLITUDE,
    },
}
"""The same for pages that draw them themselves (`probe.js`)."""


def write_camera(path: Path) -> None:
    """Write a camera in Y4M: a moving texture with numbered frames."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for planes in frames(WIDTH, HEIGHT, FPS * SECONDS):
            file.write(b"FRAME\n")
            file.write(planes.tobytes())


def write_microphone(path: Path) -> None:
    """Write a microphone in WAV: silence with a beep now and then."""
    time = np.arange(round(BEEP_S * SAMPLE_RATE)) / SAMPLE_RATE
    beep = np.sin(2 * np.pi * BEEP_HZ * time) * BEEP_AMPLITUDE * 32767
    each = np.zeros(round(BEEP_EVERY_S * SAMPLE_RATE), np.int16)
    each[: beep.size] = beep
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.tile(each, round(SECONDS / BEEP_EVERY_S)).tobytes())
