"""How fast pages may leave for one peer, learnt from how the pages before have arrived.

What a receiver believes to carry (REMB) is at most 1.5 of what it was sent of late, and a page that
stands is next to nothing: at that pace each turn would take a second on the best of lines. So each
page is a measurement. A report is sent behind it, waits in the same queues, and the round trip that
comes back tells how long they were. Where much waits and never comes to an end, a report is sent
every now and then: a pace that was learnt too low, from a computer that was busy, would else stay.
"""

from typing import Final

LEAST_RATE: Final = 1_500_000
MOST_RATE: Final = 12_000_000
"""Bits per second between which pages leave: in the tenth of a second that a page may take at best,
and at the least a little faster than a browser makes one sharp, or the next would wait for that."""

FIRST_RATE: Final = 5_000_000
"""The most with which a line begins of which nothing is known yet."""

TELLING: Final = 40_000
"""Bytes of the smallest page that shows anything: smaller ones fit into any queue."""

SHORT_MS: Final = 25.0
LONG_MS: Final = 80.0
"""Ms of queue up to which a page could have gone faster, and from which on it was too fast: a voice
waits in it as well. Behind a slow page, which a queue of that length says little of, both are parts
of the time that it took: what a busy computer adds to a round trip is no queue."""

_SHORT_PART: Final = 1 / 8
_LONG_PART: Final = 1 / 3

STRETCH: Final = 500_000_000
"""Nanoseconds of sending that tell as much as a page, while more waits."""

LOSSY: Final = 0.02
"""Fraction of packets lost that shows a queue which has overflowed."""

_FASTER: Final = 2.0
_A_LITTLE: Final = 1.25
"""How much faster the next page leaves: until one was too fast, and from then on."""

_SLOWER: Final = 0.6
_SHARE: Final = 0.9
"""Of what a line has carried, the part that is left for a page: the rest is for voices."""


class Pace:
    """The bits per second of pages to one peer. Times are nanoseconds.

    `left` says that a page has gone, with a report behind it; `came_back` takes a round trip, of
    that report or of any other.
    """

    __slots__ = ("_calm_ms", "_faster", "_page", "_reported", "known")

    def __init__(self) -> None:
        self.known: int | None = None
        """What was learnt, None as long as nothing was."""
        self._faster = _FASTER
        self._calm_ms: float | None = None  # the round trip without a page
        # Bytes and nanoseconds of the page under way, and whether it was the end of what waited.
        self._page: tuple[int, int, bool] | None = None
        self._reported = 0  # when the report behind it was sent

    def rate(self, estimate: int | None) -> int:
        """Return the bits per second; `estimate` is the peer's belief, None if it has none."""
        if self.known is not None:
            return self.known
        if estimate is None:
            return FIRST_RATE
        return min(max(estimate, LEAST_RATE), FIRST_RATE)

    @property
    def asked(self) -> bool:
        """Whether a report is out there of which nothing has come back."""
        return self._page is not None

    def left(self, octets: int, took: int, now: int, *, whole: bool = True) -> None:
        """A page of so many bytes has left over `took`, and a report was sent behind it `now`.

        Not `whole`: there is more of it. A queue may then be older than what it is judged by.
        """
        self._page = octets, max(took, 1), whole
        self._reported = now

    def came_back(self, rtt_ms: float, loss: float, named: int) -> bool:
        """Take the round trip of a report of ours that was sent at `named`, and what was lost.

        True if the report was behind a page: then it tells of the queue, not of the line.
        """
        page = self._page
        if page is None:
            self._calm_ms = rtt_ms
            return False
        if named < self._reported:
            return False
        self._page = None
        queue_ms = rtt_ms - (rtt_ms if self._calm_ms is None else self._calm_ms)
        self._judge(*page, queue_ms, loss)
        return True

    def _judge(self, octets: int, took: int, whole: bool, queue_ms: float, loss: float) -> None:
        rate = octets * 8e9 / took
        too_fast = queue_ms >= max(LONG_MS, took / 1e6 * _LONG_PART)
        calm = queue_ms <= max(SHORT_MS, took / 1e6 * _SHORT_PART) and loss < LOSSY
        if not whole and not calm:
            return
        if too_fast or loss >= LOSSY:
            self._faster = _A_LITTLE
        if too_fast:
            rate = octets * 8e9 / (took + queue_ms * 1e6) * _SHARE
        elif loss >= LOSSY:
            rate *= _SLOWER
        elif calm:
            rate = max(rate * self._faster, self.known or 0)
        self.known = min(max(round(rate), LEAST_RATE), MOST_RATE)
