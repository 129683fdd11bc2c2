"""What a process and all its children have used, from /proc (Linux, proc(5))."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mcu import clock
from signaling.bench import slow

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage(NamedTuple):
    """Processor seconds (user and system) up to now, and resident memory in MiB."""

    cpu: float
    rss: float


def usage(pid: int) -> Usage:
    """Add up a process and its living descendants."""
    cpu = rss = 0.0
    for one in _tree(pid):
        fields = _stat(one)
        if fields:
            # Fields 14 and 15, counted from 1: utime and stime; 24: rss in pages.
            cpu += (int(fields[11]) + int(fields[12])) / TICKS_PER_S
            rss += int(fields[21]) * _PAGE / MIB
    return Usage(cpu, rss)


def threads(pid: int) -> dict[str, float]:
    """Return the processor seconds up to now of a process's threads, by their names.

    The main thread has the name of the program.
    """
    used: dict[str, float] = defaultdict(float)
    for task in Path(f"/proc/{pid}/task").iterdir():
        # One may end between the two readings.
        with suppress(OSError):
            name = (task / "comm").read_text().strip()
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            used[name] += (int(fields[11]) + int(fields[12])) / TICKS_PER_S
    return used


def held(pid: int) -> tuple[int, int]:
    """Return how many threads a process has, and how many open files."""
    tasks = sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())
    return tasks, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _tree(child)


def _stat(pid: int) -> list[str] | None:
    """Return the fields after the command, which may hold spaces; None if it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


class Pressure:
    """How much this machine was short of processors since it was made (Linux, PSI)."""

    def __init__(self) -> None:
        self._begin = clock.now()
        self._before = _waited()

    def share(self) -> float | None:
        """Share of the time in which something that could run had to wait; None where unknown."""
        now = _waited()
        if now is None or self._before is None:
            return None
        elapsed = max(clock.now() - self._begin, 1) * slow.times() / 1000
        return round(min((now - self._before) / elapsed, 1.0), 3)


def _waited() -> int | None:
    """Microseconds since the machine started."""
    try:
        some = Path("/proc/pressure/cpu").read_text().splitlines()[0]
    except (OSError, IndexError):
        return None
    return int(some.rpartition("total=")[2])
