"""Time: a monotonic clock, a ticker with absolute deadlines, and RTP counters that never wrap."""

import asyncio
import time
from collections.abc import AsyncIterator

NS_PER_S = 1_000_000_000


def now() -> int:
    """Nanoseconds of the monotonic clock, the time of everything in the media plane."""
    return time.monotonic_ns()


async def ticks(period: int) -> AsyncIterator[int]:
    """Yield the due time (ns) of each tick, `period` ns apart, as it comes.

    Deadlines are absolute, so a late tick does not delay those after it. When the loop falls more
    than one period behind, the ticks that were missed are skipped: media time goes on, and
    work that nobody can use any more is not done.
    """
    loop = asyncio.get_running_loop()
    due = now()
    while True:
        yield due
        due += period
        behind = now() - due
        if behind >= period:
            due += behind // period * period
        # loop.time() is the same monotonic clock as now(), in seconds.
        delay = due / NS_PER_S - loop.time()
        await asyncio.sleep(max(0.0, delay))


class Unwrapper:
    """Turns a counter of `bits` bits, as RTP sends it, into one that never goes round.

    A step of less than half the range either way is taken as it is (RFC 3550, appendix A.1), so
    late packets give smaller values than early ones, even across a wrap.
    """

    __slots__ = ("_last", "_mask", "_span")

    def __init__(self, bits: int) -> None:
        self._span = 1 << bits
        self._mask = self._span - 1
        self._last: int | None = None

    def unwrap(self, value: int) -> int:
        """Return `value` extended by the number of rounds made so far."""
        if self._last is None:
            self._last = value
            return value
        step = (value - self._last) & self._mask
        if step >= self._span >> 1:
            return self._last + step - self._span
        self._last += step
        return self._last
