"""Who speaks, told to all at most five times a second (PROTOCOL.md)."""

from signaling.audience import Audience
from signaling.paced import Paced
from signaling.protocol import Speaking

INTERVAL_S = 0.2


class SpeakingTold:
    """Remembers who speaks, and tells it."""

    def __init__(self, audience: Audience) -> None:
        self.points: tuple[str, ...] = ()
        """Who speaks, loudest first."""
        self._audience = audience
        self._pace = Paced(INTERVAL_S, self._tell)

    def changed(self, points: tuple[str, ...]) -> None:
        """Others are speaking."""
        self.points = points
        self._pace.changed()

    def close(self) -> None:
        """Tell nothing more."""
        self._pace.close()

    def _tell(self) -> None:
        self._audience.tell(Speaking(points=list(self.points)), key="speaking")
