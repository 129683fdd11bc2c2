"""How much of a processor something takes, and whether there is room for more of it. Pure."""

from typing import Final

from mcu.clock import NS_PER_S

WINDOW: Final = 2 * NS_PER_S
"""Nanoseconds over which work is averaged: a cut is not the rule."""


class Effort:
    """The work of one thread. Times are in ns."""

    def __init__(self) -> None:
        self.cores = 0.0
        """Part of a processor that it took in the last window; 0 until one has gone by."""
        self._since: int | None = None
        self._spent = 0

    def took(self, spent: int, now: int) -> None:
        """Take how long a piece of work kept the processor."""
        if self._since is None or now - self._since > 2 * WINDOW:  # it has rested meanwhile
            self._since, self._spent = now, 0
        self._spent += spent
        if now - self._since >= WINDOW:
            self.cores = self._spent / (now - self._since)
            self._since, self._spent = now, 0
