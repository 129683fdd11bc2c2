"""Whether pictures are sent twice, because requests for what got lost come too late. Pure.

A repair takes a round trip and a little. A browser holds pictures back for less than that on a long
line, so each repair stops the picture for a moment; and a browser asks but once in a round trip, so
each request that gets lost stops it for another. A copy sent ahead costs the picture's bits a
second time, which a line that loses at random has and one that is too narrow has not.
"""

from typing import Final

from mcu.clock import NS_PER_S
from mcu.messages import LineQuality

LONG_MS: Final = 200.0
"""Round trip (ms) from which copies are sent: below, Chromium's buffer outlasts a repair."""

SHORT_MS: Final = 150.0
"""Round trip (ms) below which they are no longer: the member has gone from mobile to cable."""

LOSSY: Final = 0.025
"""Fraction lost from which copies are sent: one picture of seven and more would wait."""

CALM: Final = 0.01
"""Fraction lost below which they are no longer."""

FULL: Final = 0.25
"""Fraction lost that is too much whatever its cause: copies would be lost as well."""

PAUSES: Final = 30 * NS_PER_S, 600 * NS_PER_S
"""Bounds of the time (ns) without copies after they have filled the line, twice as long each
time."""

_PART: Final = 4  # each report moves the mean loss by one part of so many


class Ahead:
    """Decides by the reports on one connection. Times are in ns of any monotonic clock."""

    __slots__ = ("_due", "_loss", "_pause", "on")

    def __init__(self) -> None:
        self.on = False
        """Whether copies are sent."""
        self._loss: float | None = None  # until the first report
        self._pause = PAUSES[0]
        self._due = 0

    def judge(self, quality: LineQuality, congested: bool, now: int) -> bool:
        """Take the report on the last two seconds; return whether to send copies from now on.

        `congested` is whether the line is too narrow for what is sent, by this report.
        """
        mean = quality.loss_down if self._loss is None else self._loss
        self._loss = mean = mean + (quality.loss_down - mean) / _PART
        rtt = quality.rtt_ms or 0.0
        if quality.moved:
            self._loss = None
            self.on = False
        elif congested or quality.loss_down >= FULL:
            if self.on:
                self._due = now + self._pause
                self._pause = min(2 * self._pause, PAUSES[1])
            self.on = False
        elif self.on:
            self.on = rtt >= SHORT_MS and CALM <= mean < FULL
        else:
            self.on = rtt >= LONG_MS and LOSSY <= mean < FULL and now >= self._due
        return self.on
