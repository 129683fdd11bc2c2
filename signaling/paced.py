"""Tells what changes quickly no oftener than people can follow."""

import asyncio
from collections.abc import Callable


class Paced:
    """Calls at once, or at the end of the interval that runs. Of many changes the last is told."""

    def __init__(self, interval_s: float, tell: Callable[[], None]) -> None:
        self._interval_s = interval_s
        self._tell = tell
        self._at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        """There is something to tell."""
        if self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._at + self._interval_s - loop.time()
        if wait <= 0:
            self._now()
        else:
            self._timer = loop.call_later(wait, self._now)

    def close(self) -> None:
        """Tell nothing more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _now(self) -> None:
        self._timer = None
        self._at = asyncio.get_running_loop().time()
        self._tell()
