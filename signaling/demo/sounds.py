"""What the demo's points say: spoken Vietnamese where espeak-ng is installed, else a soft hum."""

import io
import shutil
import subprocess
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE, Pcm

LOUDNESS = 10 ** (-25 / 20)
"""RMS of speech as a share of full scale: that of a speaker at arm's length from a microphone."""

LEAD = 0.25
"""Seconds of silence before the first word."""

FADE = 0.15
"""Seconds in which a sentence that is too long is faded out."""

_LOUD = 0.35
"""Share of its peak at which a voice opens the mouth as wide as it goes."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of espeak-ng: its variant, words per minute and pitch (0…99); `tone` in Hz to hum."""

    variant: str
    speed: int
    pitch: int
    tone: float


def silence(seconds: float) -> Pcm:
    """Return digital silence."""
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)


def sentence(text: str, voice: Voice, seconds: float) -> Pcm:
    """Say a text, or hum in its rhythm; exactly `seconds` long."""
    said = _spoken(text, voice) if shutil.which("espeak-ng") else None
    if said is None:
        said = _hummed(text, voice)
    pcm = np.zeros(round(seconds * SAMPLE_RATE), np.float64)
    lead = round(LEAD * SAMPLE_RATE)
    room = pcm.size - 2 * lead
    if said.size > room:
        said = said[:room]
        fade = round(FADE * SAMPLE_RATE)
        said[-fade:] *= np.linspace(1, 0, fade)
    pcm[lead : lead + said.size] = said
    return (pcm * 32767).clip(-32768, 32767).astype(np.int16)


def openness(pcm: Pcm, fps: int) -> list[float]:
    """How far a mouth that says `pcm` is open, 0…1, for each picture."""
    count = pcm.size * fps // SAMPLE_RATE
    slices = pcm[: count * SAMPLE_RATE // fps].reshape(count, -1).astype(np.float64)
    loud = np.sqrt(np.mean(slices**2, axis=1))
    if not loud.max():
        return [0.0] * count
    opened = (loud / loud.max() / _LOUD).clip(0, 1)
    # A jaw is slower than a sound: each picture takes something from its neighbours.
    smooth = np.convolve(np.pad(opened, 1, mode="edge"), (0.2, 0.6, 0.2), mode="valid")
    return [float(value) for value in smooth]


def _spoken(text: str, voice: Voice) -> NDArray[np.float64] | None:
    """Let espeak-ng say a text; None if it cannot."""
    command = ("espeak-ng", "-v", f"vi+{voice.variant}", "-s", str(voice.speed))
    try:
        said = subprocess.run(  # noqa: S603 — a fixed program; the text comes by standard input
            [*command, "-p", str(voice.pitch), "--stdout"],
            input=text.encode(),
            capture_output=True,
            check=True,
            timeout=10,
        ).stdout
        with wave.open(io.BytesIO(said)) as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    except (OSError, subprocess.SubprocessError, wave.Error, EOFError):
        return None
    samples = np.trim_zeros(samples)
    if not samples.size:
        return None
    return _normal(_resampled(samples.astype(np.float64), rate))


def _hummed(text: str, voice: Voice) -> NDArray[np.float64]:
    """Hum one note for each syllable, up and down a scale of five tones."""
    scale = (1.0, 9 / 8, 5 / 4, 3 / 2, 5 / 3)
    notes = []
    for number, syllable in enumerate(text.split()):
        length = round((0.19 + 0.01 * len(syllable)) * SAMPLE_RATE)
        time = np.arange(length) / SAMPLE_RATE
        frequency = voice.tone * scale[(number * 3 + len(syllable)) % len(scale)]
        tone = sum(np.sin(2 * np.pi * frequency * k * time) / k**2 for k in (1, 2, 3, 4))
        notes.append(tone * np.sin(np.pi * np.arange(length) / length) ** 0.7)
    return _normal(np.concatenate(notes))


def _normal(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring to `LOUDNESS`."""
    return samples * (LOUDNESS / float(np.sqrt(np.mean(samples**2))))


def _resampled(samples: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Bring to 48 kHz by way of the spectrum, which adds no images of the voice above it."""
    count = samples.size * SAMPLE_RATE // rate
    resampled = np.fft.irfft(np.fft.rfft(samples), count)
    return np.asarray(resampled * (count / samples.size), np.float64)
