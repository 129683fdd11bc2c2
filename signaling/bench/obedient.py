"""A player that sends what it is asked for, as a page does."""

from collections.abc import Sequence
from typing import NamedTuple

from mcu.media import Encoded
from signaling.bench.player import Player
from signaling.protocol import Ask


class SizedClip(NamedTuple):
    """Pictures of one height (pixels) and rate (a second)."""

    height: int
    fps: int
    pictures: Sequence[Encoded]


class Obedient(Player):
    """Plays the smallest of its clips that is large enough for what was asked, or the largest.

    Hand its `obey` to `signaling.demo.control.connect`. `beat` is how often a second the conductor
    calls `show`; clips of fewer pictures a second pass over some of these calls. Before the first
    ask it plays the smallest clip, and its voice.
    """

    def __init__(
        self, clips: Sequence[SizedClip], voice: Sequence[Encoded], *, beat: int = 25
    ) -> None:
        self._clips = sorted(clips, key=lambda one: one.height)
        self._all_voice = voice
        self._beat = beat
        self._owed = 0
        self._clip: SizedClip | None = self._clips[0] if self._clips else None
        super().__init__(self._clip.pictures if self._clip else [], voice)

    @property
    def height(self) -> int:
        """Height (pixels) of what is played now, 0 for nothing."""
        return self._clip.height if self._clip else 0

    @property
    def speaks(self) -> bool:
        """Whether sound is sent now."""
        return bool(self._voice)

    def obey(self, ask: Ask) -> None:
        """Play what was asked for from now on."""
        clip = self._fitting(ask.picture.height) if ask.picture else None
        if clip is not self._clip:
            self._clip = clip
            self._owed = 0
            self._pictures = clip.pictures if clip else []
            self._picture = 0
            self.sent.clear()
        if bool(self._voice) is not ask.audio:
            self._voice = self._all_voice if ask.audio else []
            self._sound = 0

    def show(self, now: int) -> None:
        """Send the next picture, if it is its turn."""
        if self._clip is None:
            return
        self._owed += min(self._clip.fps, self._beat)
        if self._owed >= self._beat:
            self._owed -= self._beat
            super().show(now)

    def _fitting(self, height: int) -> SizedClip | None:
        larger = (one for one in self._clips if one.height >= height)
        return next(larger, self._clips[-1] if self._clips else None)
