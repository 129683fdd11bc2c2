"""One cycle of a point, encoded: pictures that begin with a keyframe, and their sound."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mcu.media import Codec, Encoded
from signaling.demo import encode, sounds
from signaling.demo.cast import Role
from signaling.demo.encode import I420
from signaling.demo.pictures import CYCLE, FPS, Film

BITRATE = 1_000_000
"""Bits per second at most; the scenes need about a third of it."""

QUANTIZERS = (8, 16)
"""Range of VP8's 0…63: so even that the picture does not pulse where a loop begins."""


class AbandonedError(Exception):
    """Nobody waits for the clip any more."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What a point sends in one cycle; pts from 0."""

    pictures: tuple[Encoded, ...]
    sounds: tuple[Encoded, ...]


class Studio:
    """Makes the clips of one role; blocks, and stops when `abandoned` says so."""

    def __init__(self, role: Role, abandoned: Callable[[], bool]) -> None:
        self._role = role
        self._film = Film(role.scene)
        self._abandoned = abandoned

    def rest(self) -> Clip:
        """Make the cycle in which everybody listens. Raises AbandonedError."""
        return self._clip(None, encode.sound(sounds.silence(CYCLE)))

    def talk(self, number: int) -> Clip:
        """Make the cycle in which a sentence is said. Raises AbandonedError."""
        pcm = sounds.sentence(self._role.sentences[number], self._role.voice, CYCLE)
        return self._clip(sounds.openness(pcm, FPS), encode.sound(pcm))

    def _clip(self, openness: Sequence[float] | None, sound: list[Encoded]) -> Clip:
        frames = self._watched(self._film.cycle(openness))
        pictures = encode.pictures(
            frames, codec=Codec.VP8, fps=FPS, bitrate=BITRATE, quantizers=QUANTIZERS
        )
        return Clip(tuple(pictures), tuple(sound))

    def _watched(self, frames: Iterator[I420]) -> Iterator[I420]:
        for frame in frames:
            if self._abandoned():
                raise AbandonedError
            yield frame
