"""A film in step with its sound: the picture is forwarded as it comes, the sound is mixed. Pure.

Whoever plays both must know which picture belongs to which sound. So a picture is stamped with the
time of its sound in the mix: when both were taken is known from their sender's reports (RFC 3550,
section 6.4.1), and when the sound is mixed from the jitter buffer that it waits in.
"""

from typing import Final

from mcu.clock import NS_PER_S
from mcu.video.playout import Playout

FAR: Final = NS_PER_S
"""Nanoseconds from a picture to its sound that no line makes: a report was of another stream."""

JUMP: Final = NS_PER_S // 10
"""Nanoseconds by which a sound that is later than before is followed at once."""

SLEW: Final = 20
"""Less is followed by so small a part of the time, so that movement stays even: the delay of a
voice changes by 20 ms at a time, which takes 0.4 s."""


class Lips:
    """Stamps the pictures of one film. Times are in ns."""

    __slots__ = ("_captured", "_lag", "_playout", "behind")

    def __init__(self) -> None:
        self.behind = 0
        """By how much the sound of a picture is in the mix before the picture is here."""
        self._playout = Playout()
        self._captured = 0
        self._lag: int | None = None  # from when a picture was taken until its sound is mixed

    def stamp(self, captured: int, arrived: int, heard: int | None) -> int:
        """Return the time in the mix that belongs to a picture.

        `captured` is when it was taken on its sender's clock, of any origin, and `heard` when the
        sound of that moment is in the mix; None as long as that is not known, or it is silent.
        """
        self._follow(captured, arrived, heard)
        stamp = arrived if self._lag is None else captured + self._lag
        return stamp if abs(stamp - arrived) < FAR else arrived

    def _follow(self, captured: int, arrived: int, heard: int | None) -> None:
        due = self._playout.due(captured, arrived)
        passed = max(captured - self._captured, 0)
        self._captured = captured
        if heard is None or abs(heard - arrived) >= FAR:
            return
        self.behind = due - heard
        wanted = heard - captured
        if self._lag is None or abs(wanted - self._lag) >= JUMP:
            self._lag = wanted
            return
        most = passed // SLEW
        self._lag += min(max(wanted - self._lag, -most), most)
