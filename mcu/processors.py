"""How much the machine's processors have left, as Linux tells it (proc(5), /proc/stat)."""

import os
from collections import deque
from pathlib import Path
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S

LOOK: Final = NS_PER_S
"""Nanoseconds between two looks."""

LOOKS: Final = 4
"""Looks whose span is averaged: what lasts for a second only, such as a join, is no load."""

STAT: Final = Path("/proc/stat")
QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


class Reading(NamedTuple):
    """Counters at one moment (ns): part of all time that was idle, and seconds of this process."""

    at: int
    idle: int
    total: int
    own: float


class Processors:
    """Idle time of the machine, within what this process may use. Times are in ns."""

    def __init__(self, stat: Path = STAT, quota: Path = QUOTA) -> None:
        self._stat = stat
        self._machine = os.cpu_count() or 1
        self.count = min(float(len(os.sched_getaffinity(0))), _quota(quota))
        """Processors that this process may use; a container may have a part of one."""
        self._readings: deque[Reading] = deque(maxlen=LOOKS)

    def look(self, now: int) -> None:
        """Read the counters, if it is time."""
        if not self._readings or now - self._readings[-1].at >= LOOK:
            idle, total = _counters(self._stat)
            times = os.times()
            self._readings.append(Reading(now, idle, total, times.user + times.system))

    @property
    def left(self) -> float:
        """Processors that had nothing to do in the last seconds; all until that is known."""
        if len(self._readings) < 2:
            return self.count
        first, last = self._readings[0], self._readings[-1]
        ticks = last.total - first.total
        idle = (last.idle - first.idle) / ticks * self._machine if ticks else self.count
        own = (last.own - first.own) * NS_PER_S / (last.at - first.at)
        return max(0.0, min(idle, self.count - own))


def _counters(stat: Path) -> tuple[int, int]:
    """Return idle and all clock ticks of the machine; nothing where it is not Linux."""
    try:
        fields = [int(one) for one in stat.read_text().split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return 0, 0
    return sum(fields[3:5]), sum(fields)  # idle and iowait, of user … steal


def _quota(path: Path) -> float:
    """Return how many processors a container may use (cgroup v2, cpu.max)."""
    try:
        most, period = path.read_text().split()[:2]
        return int(most) / int(period)
    except (OSError, ValueError):  # none, or "max"
        return float("inf")
