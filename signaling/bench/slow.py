"""Time that goes slower: a busy machine measures like a quiet one that is so much slower.

What a line does to sound and pictures depends on the machine only where that has no time for them.
With `--slow 6` all clocks and timers of a benchmark and of its server go six times slower, so they
have six times as long for each packet, and delays, gaps and scores are those of a machine that is
six times as fast. Cores come out as on this one, by the second of a meeting. It is not for whom
browsers measure: theirs are not our clocks.

    python -m signaling.bench.slow 6 signaling.cli serve --config …     # diemcau serve, slowed down
"""

import argparse
import runpy
import selectors
import sys
import time
from collections.abc import Callable
from typing import Any

_times = 1


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add the option of benchmarks that can do so."""
    parser.add_argument(
        "--slow", type=int, default=1, metavar="N", help="let time go so many times slower"
    )


def slow_down(factor: int) -> None:
    """Let time go so many times slower in this process, once, before there is an event loop.

    The wall clock does, too: stamps of the kernel then lie in the future, and are not believed.
    """
    global _times  # noqa: PLW0603 - there is one time in a process
    if factor < 1:
        raise ValueError(f"time cannot go {factor} times slower")
    if factor == 1:
        return
    _times = factor
    for name in ("monotonic", "time"):
        setattr(time, name, _slowed(getattr(time, name), factor))
        setattr(time, f"{name}_ns", _slowed_ns(getattr(time, f"{name}_ns"), factor))
    select = selectors.DefaultSelector.select

    def wait(self: Any, timeout: float | None = None) -> Any:
        return select(self, None if timeout is None else timeout * factor)

    setattr(selectors.DefaultSelector, select.__name__, wait)


def times() -> int:
    """How many times slower time goes here."""
    return _times


def command(module: str, *arguments: str) -> list[str]:
    """Return the command line of a module of ours whose time goes as it does here."""
    if _times == 1:
        return [sys.executable, "-m", module, *arguments]
    return [sys.executable, "-m", "signaling.bench.slow", str(_times), module, *arguments]


def _slowed(read: Callable[[], float], times: int) -> Callable[[], float]:
    begin = read()
    return lambda: begin + (read() - begin) / times


def _slowed_ns(read: Callable[[], int], times: int) -> Callable[[], int]:
    begin = read()
    return lambda: begin + (read() - begin) // times


if __name__ == "__main__":
    slow_down(int(sys.argv.pop(1)))
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
