"""Who is large while the picture follows the voice: calm, and never for a cough. Pure."""

from collections.abc import Sequence
from typing import Final

from mcu.clock import NS_PER_S

HOLD_NS: Final = 4 * NS_PER_S
"""Whoever is large stays for this long: a shorter look tells nobody who it was."""

LEAD_NS: Final = 6 * NS_PER_S // 5
"""Who is to be large has spoken louder than all others for this long. A cough and a yes are
shorter; a sentence is not."""

BREATH_NS: Final = NS_PER_S
"""A pause of this length does not end a sentence."""


class VoiceSwitch:
    """Follows the loudest voice with hysteresis. Times are in ns."""

    def __init__(self) -> None:
        self.chosen: str | None = None
        """Who is to be large; None until somebody has spoken."""
        self._chosen_at = -HOLD_NS
        self._rival: str | None = None
        self._rival_since = 0
        self._loudest: str | None = None
        self._loudest_until = 0

    def heard(self, speakers: Sequence[str], now: int) -> None:
        """Take who speaks from now on, the loudest first."""
        self.judge(now)
        if speakers:
            self._loudest = speakers[0]
            if self._loudest != self._rival:
                self._rival, self._rival_since = self._loudest, now
        elif self._loudest is not None:
            self._loudest, self._loudest_until = None, now

    def judge(self, now: int) -> str | None:
        """Return who is to be large at a time."""
        if self._loudest is None and now - self._loudest_until > BREATH_NS:
            self._rival = None  # silence: a new sentence begins the count anew
        rival = self._rival
        if rival is None or rival == self.chosen:
            return self.chosen
        if now - self._rival_since >= LEAD_NS and now - self._chosen_at >= HOLD_NS:
            self.chosen, self._chosen_at = rival, now
        return self.chosen

    def gone(self, member: str) -> None:
        """Nobody is to be large who has left."""
        if self.chosen == member:
            self.chosen, self._chosen_at = None, self._chosen_at - HOLD_NS
        if self._rival == member:
            self._rival = self._loudest = None
