"""What the house itself lets be heard, beside the voices: the bell, and music while it waits."""

from typing import Final

import numpy as np

from mcu.media import SAMPLE_RATE, TICK_SAMPLES, Pcm

FADE: Final = 1.5
"""Seconds over which music comes and goes."""

_STEP = TICK_SAMPLES / SAMPLE_RATE / FADE


class House:
    """Plays sounds, tick by tick, on the event loop."""

    def __init__(self) -> None:
        self._bell: Pcm | None = None
        self._music: Pcm | None = None
        self._at = 0  # sample of the music
        self._gain = 0.0
        self._wanted = False

    def ring(self, bell: Pcm) -> None:
        """Let a bell be heard once; one that still sounds begins anew."""
        self._bell = bell

    def play(self, music: Pcm | None) -> None:
        """Play a loop of whole ticks from now on, until it is None."""
        self._wanted = music is not None
        if music is not None and music is not self._music:
            self._music, self._at = music, 0

    def tick(self) -> list[Pcm]:
        """Return what sounds in this tick, each of 960 samples; mostly nothing."""
        sounds: list[Pcm] = []
        if self._bell is not None:
            now, self._bell = self._bell[:TICK_SAMPLES], self._bell[TICK_SAMPLES:]
            sounds.append(np.pad(now, (0, TICK_SAMPLES - len(now))))
            if not len(self._bell):
                self._bell = None
        if self._music is not None:
            before, wanted = self._gain, float(self._wanted)
            self._gain += min(max(wanted - before, -_STEP), _STEP)
            curve = np.linspace(before, self._gain, TICK_SAMPLES)
            now = self._music[self._at : self._at + TICK_SAMPLES]
            sounds.append((now * curve).astype(np.int16))
            self._at = (self._at + TICK_SAMPLES) % len(self._music)
            if self._gain <= 0:
                self._music = None
        return sounds
