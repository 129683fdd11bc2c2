"""How fast pages may leave for one peer, learnt from how the pages before have arrived.

What a receiver believes to carry (REMB) is at most 1.5 of what it was sent of late, and a page that
stands is next to nothing: at that pace each turn would take a second on the best of lines. So each
page is a measurement. A report is sent behind it, waits in the same queues, and the round trip that
comes back tells how long they were. Peers report once a second, and name only the newest report
that they have: so one is sent every now and then within a long page, too, or the one behind it
would hardly ever be the one that is named.

What is learnt is what the line carries, of all that is sent by it. Pages get what the others leave:
as soon as a smaller picture of the people is sent, pages go faster by as much.
"""

from collections import deque
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S

LEAST_RATE: Final = 1_500_000
MOST_RATE: Final = 12_000_000
"""Bits per second between which pages leave: in the tenth of a second that a page may take at best,
and at the least a little faster than a browser makes one sharp, or the next would wait for that."""

THIN_RATE: Final = 500_000
"""The least on a line whose queue has shown that it carries no more: a voice would wait for it."""

FIRST_RATE: Final = 5_000_000
"""The most with which a line begins of which nothing is known yet."""

TELLING: Final = 40_000
"""Bytes of the smallest page that shows anything: smaller ones fit into any queue."""

SHORT_MS: Final = 25.0
LONG_MS: Final = 80.0
"""Ms of queue up to which a page could have gone faster, and from which on it was too fast: a voice
waits in it as well."""

THIN_MS: Final = 50.0
"""The same as `LONG_MS` where a page takes `SLOW` or longer. What a busy computer adds to a round
trip is little of that, and what it waits for is the line."""

SLOW: Final = NS_PER_S // 4

PART: Final = 0.05
"""Of the time in which a page left, the part of a queue that shows a line too slow for it: what
leaves slowly because it is limited would else be taken for all that the line carries."""

STRETCH: Final = 400_000_000
"""Nanoseconds of sending that tell as much as a page, while more waits."""

REMEMBERED: Final = 8
"""Reports on pages that may still be named, of three seconds; and round trips without a page, of
as many seconds: the least of them is that of an empty queue."""

ENOUGH: Final = 3
"""Round trips without a page that tell how busy the other computer is."""

LOSSY: Final = 0.02
"""Fraction of packets lost that shows a queue which has overflowed."""

_FASTER: Final = 2.0
_A_LITTLE: Final = 1.25
_A_TRY: Final = 1.1
"""How much more the line may carry than it just has: until a page was too fast; then, and more and
more again from page to page; and where two of them have shown the same. Of a page of a second, a
tenth too much is a tenth of a second of queue."""

_SLOWER: Final = 0.6
_SHARE: Final = 0.9
"""Of what a line leaves for pages, the part that is used: the rest is for voices."""

_ALIKE: Final = 0.7
"""Two measurements with this ratio or a better one have shown the same."""

HOLD: Final = 16 * NS_PER_S
MOST_HOLD: Final = 120 * NS_PER_S
"""Bounds of the nanoseconds for which nothing more is tried of a line that has been measured twice:
longer each time that the same comes out."""


class Mark(NamedTuple):
    """A report `at` a time: what had left of a page by then, over how long, and what beside it."""

    at: int
    octets: int
    took: int
    beside: int

    @property
    def others(self) -> float:
        """Bits per second beside the page."""
        return self.beside * 8e9 / self.took

    @property
    def sent(self) -> float:
        """Bits per second of all that left."""
        return (self.octets + self.beside) * 8e9 / self.took

    def carried(self, queue_ms: float, loss: float) -> float:
        """Bits per second that have arrived, if so much waited in the end."""
        arrived = (self.octets + self.beside) * (1 - loss)
        return arrived * 8e9 / (self.took + queue_ms * 1e6)


class Pace:
    """The bits per second of pages to one peer. Times are nanoseconds.

    `left` says what has left of a page, with a report behind it; `came_back` takes a round trip, of
    that report or of any other. `beside` are the bits per second of all else that is sent now.
    """

    __slots__ = (
        "_calm",
        "_ceiling",
        "_faster",
        "_held",
        "_hold",
        "_marks",
        "beside",
        "known",
    )

    def __init__(self) -> None:
        self.known: int | None = None
        """Bits per second of the line, as far as was learnt; None as long as nothing was."""
        self.beside = 0
        self._faster = _FASTER
        self._ceiling: float | None = None  # what the line carried when one was
        self._hold = 0  # for how long that holds, and until when
        self._held = 0
        self._calm: deque[float] = deque(maxlen=REMEMBERED)  # round trips without a page
        self._marks: deque[Mark] = deque(maxlen=REMEMBERED)

    def rate(self, estimate: int | None) -> int:
        """Return the bits per second; `estimate` is the peer's belief, None if it has none."""
        if self.known is not None:
            # What carries the most has room for the others as well.
            spared = self.beside if self.known < MOST_RATE else 0
            return max(self.known - spared, THIN_RATE)
        if estimate is None:
            return FIRST_RATE
        return min(max(estimate, LEAST_RATE), FIRST_RATE)

    @property
    def ceiling(self) -> int | None:
        """Bits per second of the line, if pages have found it full twice at the same rate."""
        return None if self._ceiling is None or not self._hold else round(self._ceiling)

    def left(self, octets: int, took: int, now: int, beside: int = 0) -> None:
        """So many bytes of a page have left over `took`, and a report was sent behind them `now`.

        `beside` are the bytes of all else that was sent meanwhile.
        """
        self._marks.append(Mark(now, octets, max(took, 1), beside))

    def came_back(self, rtt_ms: float, loss: float, named: int) -> bool:
        """Take the round trip of a report of ours that was sent at `named`, and what was lost.

        True if the report was behind a page: then it tells of the queue, not of the line.
        """
        mark = None
        while self._marks and self._marks[0].at <= named:
            mark = self._marks.popleft()
        if mark is None:
            if not self._marks:
                self._calm.append(rtt_ms)
            return False
        if mark.at == named:
            self._judge(mark, rtt_ms - self._usual(rtt_ms), loss)
            return True
        if loss >= LOSSY:
            # Those behind the page found no room in a queue that has drained since.
            self._lose(mark, loss)
        return False

    def _usual(self, rtt_ms: float) -> float:
        """Return the longest round trip (ms) that shows no queue; `rtt_ms` if nothing is known.

        A busy computer answers late, also where there is no page: by how much it does at times is
        no queue behind one. The longest of all may have been another's page.
        """
        calm = sorted(self._calm)
        if len(calm) < ENOUGH:
            return calm[0] if calm else rtt_ms
        return calm[-2]

    def _judge(self, mark: Mark, queue_ms: float, loss: float) -> None:
        """Take how long the queue was behind some of a page."""
        full_ms = max(THIN_MS, PART * mark.took / 1e6) if mark.took >= SLOW else LONG_MS
        if queue_ms >= full_ms:
            self._fill(mark, mark.carried(queue_ms, min(loss, 1 - _SLOWER)))
        elif loss >= LOSSY:
            self._lose(mark, loss)
        elif queue_ms <= SHORT_MS:
            self._pass(mark)
        elif self.known is None:
            self._learn(mark, mark.sent - mark.others)

    def _fill(self, mark: Mark, carried: float) -> None:
        """A queue has shown what the line carries."""
        before, self._ceiling = self._ceiling, carried
        alike = before is not None and _ALIKE <= carried / before <= 1 / _ALIKE
        self._hold = min(max(2 * self._hold, HOLD), MOST_HOLD) if alike else 0
        self._held = mark.at + self._hold
        self._faster = _A_LITTLE
        self._learn(mark, max((carried - mark.others) * _SHARE, THIN_RATE))

    def _lose(self, mark: Mark, loss: float) -> None:
        """Packets got lost, and there was no queue, or nothing is known of it."""
        self._faster = _A_LITTLE
        slower = max((mark.sent - mark.others) * min(_SLOWER, 1 - loss), LEAST_RATE)
        if self.known is None or slower < self.known - mark.others:
            self._learn(mark, slower)

    def _pass(self, mark: Mark) -> None:
        """There was no queue: the line carries more."""
        if mark.at < self._held:
            return
        if self._ceiling is not None and mark.sent > self._ceiling / _ALIKE:
            self._ceiling = None  # it has become better
            self._hold = 0
        faster = _A_TRY if self._hold else self._faster
        self._faster = min(self._faster * _A_LITTLE, _FASTER)
        pages = (mark.sent - mark.others) * faster
        self._learn(mark, max(pages, (self.known or 0) - mark.others))

    def _learn(self, mark: Mark, pages: float) -> None:
        """Send pages with so many bits per second, beside what was sent beside this one."""
        self.known = round(min(pages + mark.others, MOST_RATE))
