"""Sounds to mix and ways to judge them."""

import functools
import os
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE, TICK_SAMPLES

Samples = NDArray[np.int16]
Floats = NDArray[np.float64]

SENTENCES = (
    "Kính thưa quý vị đại biểu, hôm nay Ủy ban nhân dân tỉnh Nam Định họp trực tuyến với các "
    "huyện để bàn về công tác phòng chống bão lụt. Đề nghị điểm cầu huyện Trực Ninh báo cáo."
)


def tone(hertz: float, seconds: float, peak: float = 8000) -> Samples:
    """Return a sine of whole ticks."""
    n = int(seconds * SAMPLE_RATE) // TICK_SAMPLES * TICK_SAMPLES
    return (peak * np.sin(2 * np.pi * hertz * np.arange(n) / SAMPLE_RATE)).astype(np.int16)


def frames(sound: Samples) -> Samples:
    """Cut a sound into ticks, shape (n, 960)."""
    return sound[: len(sound) // TICK_SAMPLES * TICK_SAMPLES].reshape(-1, TICK_SAMPLES)


def power_at(sound: Samples, hertz: float) -> float:
    """Power of one frequency in dB of a full-scale sine (Goertzel with a Hann window)."""
    window = np.hanning(len(sound))
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / SAMPLE_RATE)
    amplitude = 2 * abs(np.sum(sound * window * turn)) / window.sum()
    return float(20 * np.log10(max(amplitude, 1e-3) / 32768))


def distortion(sound: Samples, hertz: list[float]) -> float:
    """Power of all that is not near one of the frequencies, over the whole, in dB (THD+N)."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    axis = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    wanted = np.zeros(len(axis), bool)
    for one in hertz:
        wanted |= np.abs(axis - one) < 25
    return float(10 * np.log10(spectrum[~wanted].sum() / spectrum.sum()))


def segmental_snr(clean: Samples, heard: Samples) -> float:
    """Mean signal-to-noise ratio (dB, within -10…35) of the ticks in which somebody speaks."""
    a, b = frames(clean).astype(float), frames(heard).astype(float)
    signal = np.square(a).mean(axis=1)
    noise = np.square(a - b).mean(axis=1)
    spoken = signal > np.square(200)
    ratio = 10 * np.log10(signal[spoken] / np.maximum(noise[spoken], 1))
    return float(np.clip(ratio, -10, 35).mean())


def biggest_step(sound: Samples) -> int:
    """Return the largest difference between neighbouring samples: what a click is."""
    return int(np.abs(np.diff(sound.astype(np.int32))).max())


@functools.cache
def speech() -> Samples:
    """Vietnamese speech by espeak-ng, or a voiced sound with syllables where there is none."""
    program = shutil.which("espeak-ng")
    if program is None:
        return _syllables()
    handle, name = tempfile.mkstemp(suffix=".wav")
    os.close(handle)
    try:
        subprocess.run([program, "-v", "vi", "-s", "150", "-w", name, SENTENCES], check=True)
        with wave.open(name) as file:
            rate = file.getframerate()
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    finally:
        Path(name).unlink()
    at = np.arange(len(sound) * SAMPLE_RATE // rate) * rate / SAMPLE_RATE
    return np.asarray(0.7 * np.interp(at, np.arange(len(sound)), sound), np.int16)


def _syllables() -> Samples:
    """Harmonics of a gliding pitch, four syllables a second."""
    t = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
    pitch = 140 + 30 * np.sin(2 * np.pi * 0.7 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    voiced = np.sum([np.sin(k * phase) / k for k in range(1, 25)], axis=0)
    envelope = np.clip(np.sin(2 * np.pi * 2 * t), 0, 1)
    return np.asarray(6000 * voiced * envelope, np.int16)
