"""Who speaks, told to all at most five times a second (PROTOCOL.md)."""

import asyncio

from signaling.audience import Audience
from signaling.protocol import Speaking

INTERVAL_S = 0.2


class SpeakingTold:
    """Tells at once, or at the end of the interval that runs."""

    def __init__(self, audience: Audience) -> None:
        self.points: tuple[str, ...] = ()
        """Who speaks, loudest first."""
        self._audience = audience
        self._at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, points: tuple[str, ...], now: float) -> None:
        """Others are speaking; `now` in seconds of the event loop."""
        self.points = points
        if self._timer is not None:
            return
        wait = self._at + INTERVAL_S - now
        if wait <= 0:
            self._tell()
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self._tell)

    def close(self) -> None:
        """Tell nothing more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self) -> None:
        self._timer = None
        self._at = asyncio.get_running_loop().time()
        self._audience.tell(Speaking(points=list(self.points)), key="speaking")
