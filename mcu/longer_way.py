"""Whether the way to a member has become longer, or a queue on it has filled. Pure."""

from typing import Final

from mcu.messages import LineQuality

INTERVAL_S: Final = 2.0
"""Seconds from report to report."""

QUEUE_MS: Final = 100.0
"""Growth of the round trip that is a queue: more than the jitter of a good mobile line."""

GROWING_MS: Final = 20.0
"""Growth from one report to the next that is a queue which still fills."""

_LOOKS: Final = 3  # reports after a jump that may show that it was a longer way


class LongerWay:
    """Tells a longer way from a queue that has filled, where the round trip has jumped.

    A queue that grows by a second within two is given half as much again as it can pass on. Once
    full it has to drop that third, and one that drops much less is none: the member has gone from
    cable to mobile, where packets get lost at random.
    """

    def __init__(self) -> None:
        self._excess = 0.0  # what the queue would have to drop; 0: no jump is being looked at
        self._losses: list[float] = []

    def read(self, growth: float, quality: LineQuality) -> bool:
        """Take a report and the growth (ms) since the one before; True if the way is longer."""
        if abs(growth) >= QUEUE_MS:
            overload = growth / 1e3 / INTERVAL_S
            self._excess = overload / (1 + overload) if growth > 0 else 0.0
            self._losses.clear()
            return False
        if not self._excess:
            return False
        self._losses.append(quality.loss_down)
        mean = sum(self._losses) / len(self._losses)
        longer = abs(growth) < GROWING_MS * 2 and mean < self._excess / 2
        if longer or len(self._losses) == _LOOKS:
            self._excess = 0.0
        return longer
