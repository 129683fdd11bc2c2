"""How long the queue of a line is while pages leave, told by what a peer answers at once.

Reports come once a second, and a queue of 300 ms is full in half of one. An ICE agent answers each
connectivity check as soon as it comes (RFC 8445, section 7.3), so a check that is sent behind some
packets tells within a round trip how long they waited. Pure.
"""

from collections import deque
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S

EVERY: Final = NS_PER_S // 20
"""Nanoseconds between two checks while something leaves."""

APART: Final = NS_PER_S * 3 // 20
"""Nanoseconds of sending at least over which it is counted what has arrived: what a busy computer
adds to one answer is little of that."""

AGREE: Final = 2
"""Answers in a row that tell of a queue by the least of them: one alone may have been late."""

OPEN: Final = 16
"""Answers that may still come; those to older ones are no news."""

MUTE: Final = 20
"""Checks of which none was ever answered that show a peer who answers none."""

REMEMBERED: Final = 120 * NS_PER_S
"""Nanoseconds for which the shortest round trip is believed to be that of an empty queue: then the
peer may be on another network."""


class Asked(NamedTuple):
    """A check `at` a time (ns), when so many bytes had been sent to the peer in all."""

    at: int
    octets: int


class Heard(NamedTuple):
    """What an answer tells: the ms that its check has waited in a queue, and bits per second.

    `sent` left before it, of all that goes to the peer, and `carried` arrived.
    """

    queue_ms: float
    sent: float
    carried: float


class Echoes:
    """The checks that were sent to one peer, and what their answers tell. Times are ns."""

    __slots__ = ("_answered", "_asked", "_least", "_unheard", "answers")

    def __init__(self) -> None:
        self.answers = False
        """Whether the peer has ever answered."""
        self._asked: deque[Asked] = deque(maxlen=OPEN)
        self._answered: deque[tuple[Asked, int]] = deque(maxlen=OPEN)  # and the round trip
        self._least: deque[tuple[int, int]] = deque()  # when, and a round trip below all later ones
        self._unheard = 0

    @property
    def mute(self) -> bool:
        """Whether the peer seems to answer nothing."""
        return not self.answers and self._unheard >= MUTE

    def is_due(self, now: int) -> bool:
        """Whether to send the next one."""
        return not self.mute and (not self._asked or now - self._asked[-1].at >= EVERY)

    def begin(self) -> None:
        """What was sent until now says nothing of what is sent next: there was a rest."""
        self._answered.clear()
        self._asked.clear()

    def ask(self, at: int, octets: int) -> None:
        """Take note that one was sent, behind so many bytes of all that ever went to the peer."""
        self._asked.append(Asked(at, octets))
        self._unheard += 1

    def hear(self, at: int, now: int) -> Heard | None:
        """Take the answer to the one that was sent `at`; None if it is the first, or no news."""
        self.answers = True
        rtt = now - at
        while self._least and (now - self._least[0][0] > REMEMBERED):
            self._least.popleft()
        while self._least and self._least[-1][1] >= rtt:
            self._least.pop()
        self._least.append((now, rtt))
        asked = next((one for one in self._asked if one.at == at), None)
        if asked is None:
            return None
        heard = self._compare(asked, rtt)
        self._answered.append((asked, rtt))
        return heard

    def _compare(self, asked: Asked, rtt: int) -> Heard | None:
        """Compare an answer with one that is long enough ago, or else the oldest."""
        before = [one for one in self._answered if one[0].at < asked.at]
        if not before:
            return None
        long_ago = (one for one in reversed(before) if asked.at - one[0].at >= APART)
        (mark, its_rtt) = next(long_ago, before[0])
        bits = (asked.octets - mark.octets) * 8 * NS_PER_S
        took = asked.at - mark.at
        late = [its for _, its in list(self._answered)[1 - AGREE :]]
        queue = min(rtt, *late) - self._least[0][1]
        return Heard(queue / 1e6, bits / took, bits / max(took + rtt - its_rtt, took // 4))
