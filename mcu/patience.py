"""How often a keyframe is made for the sake of one member: all who watch pay for each. Pure."""

from typing import Final

from mcu.clock import NS_PER_S

PAUSES: Final = NS_PER_S // 2, 4 * NS_PER_S
"""Bounds of the time (ns) between two keyframes for one member. The first wishes come through at
once: after a cut, and where only the keyframe was lost."""

CALM: Final = 8 * NS_PER_S
"""Time (ns) without a wish after which a member begins anew."""


class Patience:
    """Spaces one member's wishes for keyframes: twice as far each time, until it needs none."""

    __slots__ = ("_due", "_pause")

    def __init__(self) -> None:
        self._due = -CALM - 1
        self._pause = PAUSES[0]

    def allows(self, now: int) -> bool:
        """Whether a wish of this time (ns) is to be heard; if not, the far end will repeat it."""
        if now < self._due:
            return False
        calm = now - self._due > CALM
        self._pause = PAUSES[0] if calm else min(2 * self._pause, PAUSES[1])
        self._due = now + self._pause
        return True
