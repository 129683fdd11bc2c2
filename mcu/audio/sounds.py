"""Sounds of our own, made of nothing but sines: a bell, and music while a meeting waits."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE, Pcm

BELL_PEAK: Final = 8_200
"""The bell's loudest sample: 12 dB below full scale, plainly there above a voice."""

MUSIC_DB: Final = -30.0
"""Loudness of the music (dBFS, RMS): one can talk over it, and it tells that the line is alive."""

_STROKES: Final = ((0.0, 659.26), (0.55, 523.25))  # seconds, hertz: E5, then C5
_PARTIALS: Final = ((1.0, 1.0, 2.6), (2.0, 0.5, 4.0), (2.76, 0.25, 6.0), (5.4, 0.12, 10.0))
"""Ratio, strength and decay (1/s) of a bell's partials: the higher, the sooner they are gone."""

_BELL_S: Final = 2.2
_CHORD_S: Final = 4.8
_BEAT_S: Final = 0.6
_CHORDS: Final = (
    (130.81, 196.00, 329.63),  # C, G, E
    (110.00, 164.81, 261.63),  # A, E, C
    (87.31, 130.81, 220.00),  # F, C, A
    (98.00, 146.83, 246.94),  # G, D, B
)
_MELODY: Final = (523.25, 0, 587.33, 659.26, 0, 783.99, 0, 659.26)
"""Notes of the pentatonic scale, one each beat; 0 is a rest. They fit each of the chords."""

Wave = NDArray[np.float64]


@lru_cache(maxsize=1)
def bell() -> Pcm:
    """Return two strokes of a bell, 2.2 s."""
    wave = np.zeros(round(_BELL_S * SAMPLE_RATE))
    for begin, hertz in _STROKES:
        at = round(begin * SAMPLE_RATE)
        t = np.arange(len(wave) - at) / SAMPLE_RATE
        attack = np.minimum(t / 0.004, 1)
        for ratio, strength, decay in _PARTIALS:
            partial = np.exp(-decay * t) * np.sin(2 * np.pi * hertz * ratio * t)
            wave[at:] += attack * strength * partial
    wave[-4800:] *= np.linspace(1, 0, 4800)
    return _pcm(wave * (BELL_PEAK / np.abs(wave).max()))


@lru_cache(maxsize=1)
def music() -> Pcm:
    """Return 19.2 s of calm music that goes on from its end to its beginning; takes 0.1 s."""
    wave = np.zeros(round(_CHORD_S * len(_CHORDS) * SAMPLE_RATE))
    for number, chord in enumerate(_CHORDS):
        # Twice as long as its turn, so that each chord grows out of the one before.
        t = np.arange(round(2 * _CHORD_S * SAMPLE_RATE)) / SAMPLE_RATE
        swell = np.sin(np.pi * t / t[-1]) ** 2
        for hertz in chord:
            _add(wave, number * _CHORD_S, swell * np.sin(2 * np.pi * hertz * t))
    beats = round(_CHORD_S * len(_CHORDS) / _BEAT_S)
    for beat in range(beats):
        hertz = _MELODY[beat % len(_MELODY)]
        if hertz:
            t = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
            note = np.minimum(t / 0.02, 1) * np.exp(-2.2 * t) * np.sin(2 * np.pi * hertz * t)
            _add(wave, beat * _BEAT_S, 0.8 * note)
    loudness = np.sqrt(np.mean(np.square(wave)))
    return _pcm(wave * (32768 * 10 ** (MUSIC_DB / 20) / loudness))


def _pcm(wave: Wave) -> Pcm:
    pcm: Pcm = np.rint(wave).astype(np.int16)
    return pcm


def _add(loop: Wave, at_s: float, wave: Wave) -> None:
    """Add a wave to a loop; what is beyond its end goes on at its beginning."""
    at = round(at_s * SAMPLE_RATE)
    np.add.at(loop, np.arange(at, at + len(wave)) % len(loop), wave)
