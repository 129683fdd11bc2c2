"""A bad line: one direction of it, as a pure model with time and chance as arguments.

A packet first waits in the sender's queue for its turn at `rate` (drop-tail), is then lost or not,
and arrives `delay` later, give or take `jitter`. Lost packets have used the line: it loses them on
the way, not before.
"""

import heapq
import random
from dataclasses import dataclass
from typing import Final

NS_PER_MS: Final = 1_000_000
NS_PER_S: Final = 1_000_000_000

HEADERS: Final = 28
"""Bytes of IPv4 and UDP around a datagram: a line's rate is of whole packets."""

MAX_HELD: Final = 20_000
"""Packets on the way at most; at 1.5 Mbit/s a line would have to be two minutes long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a line does to packets. The default does nothing.

    `loss` is the share lost, 0…1. `burst` is the mean number lost in a row; None loses each packet
    by itself. `rate` is in bit/s, None without a limit, and `queue_ms` how long a packet may have
    to wait for its turn before it is dropped. With `reorders`, jitter lets packets overtake each
    other; without, a late one holds up those behind it. `cut`: nothing passes.
    """

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    reorders: bool = False
    loss: float = 0.0
    burst: float | None = None
    rate: int | None = None
    queue_ms: float = 300.0
    cut: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be; ValueError."""
        if min(self.delay_ms, self.jitter_ms, self.queue_ms) < 0:
            raise ValueError("times are not negative")
        if not 0 <= self.loss <= 1:
            raise ValueError(f"a share of {self.loss}")
        if self.rate is not None and self.rate <= 0:
            raise ValueError("a line without a rate is one that is cut")
        if self.burst is not None and (self.burst < 1 or self.loss > self.burst / (1 + self.burst)):
            raise ValueError(f"bursts of {self.burst} cannot lose {self.loss}")


@dataclass(slots=True)
class Counts:
    """Packets since the beginning: given to the line, and what has become of them."""

    pushed: int = 0
    passed: int = 0
    lost: int = 0
    """By chance."""
    overflowed: int = 0
    """Because the queue was full."""
    cut: int = 0
    """Because the line was cut."""


class Line:
    """Packets on their way. What is on the way when the conditions change keeps its due time.

    The same chance and the same calls give the same outcome. Memory is bounded by `MAX_HELD`.
    """

    def __init__(self, conditions: Conditions, chance: random.Random) -> None:
        self.conditions = conditions
        """May be replaced at any time."""
        self.counts = Counts()
        self._chance = chance
        self._free = 0  # when the transmitter has sent all before (ns)
        self._last = 0  # when the latest packet arrives (ns)
        self._losing = False  # Gilbert's state
        self._number = 0
        self._way: list[tuple[int, int, bytes]] = []

    def __len__(self) -> int:
        """Packets on the way, queue included."""
        return len(self._way)

    @property
    def next_due(self) -> int | None:
        """When the next packet arrives (ns); None if none is on its way."""
        return self._way[0][0] if self._way else None

    def push(self, packet: bytes | bytearray, now: int) -> None:
        """Send a packet at `now`, which must not be before that of the last call."""
        counts, conditions = self.counts, self.conditions
        counts.pushed += 1
        data = bytes(packet)
        if conditions.cut:
            counts.cut += 1
            return
        begin = max(self._free, now)
        if begin - now > conditions.queue_ms * NS_PER_MS or len(self._way) >= MAX_HELD:
            counts.overflowed += 1
            return
        self._free = begin + self._transmission(len(data))
        if self._loses():
            counts.lost += 1
            return
        self._number += 1
        heapq.heappush(self._way, (self._arrival(), self._number, data))

    def pop(self, now: int) -> list[bytes]:
        """Return the packets that have arrived by `now`, in the order in which they did."""
        arrived: list[bytes] = []
        while self._way and self._way[0][0] <= now:
            arrived.append(heapq.heappop(self._way)[2])
        if self.conditions.cut:
            self.counts.cut += len(arrived)
            return []
        self.counts.passed += len(arrived)
        return arrived

    def _transmission(self, size: int) -> int:
        """Nanoseconds that a datagram of `size` bytes occupies the line, rounded up."""
        rate = self.conditions.rate
        return 0 if rate is None else -(-(size + HEADERS) * 8 * NS_PER_S // rate)

    def _loses(self) -> bool:
        """Whether the next packet is lost (Gilbert, 1960: two states, the bad one loses all).

        `loss` is the share of time in the bad state and `burst` its mean length; with the burst of
        chance alone, 1 / (1 - loss), packets are lost independently.
        """
        loss = self.conditions.loss
        if loss in (0.0, 1.0):
            self._losing = bool(loss)
            return self._losing
        leave = 1 - loss if self.conditions.burst is None else 1 / self.conditions.burst
        enter = leave * loss / (1 - loss)
        dice = self._chance.random()
        self._losing = dice >= leave if self._losing else dice < enter
        return self._losing

    def _arrival(self) -> int:
        """When the packet that leaves the queue at `_free` arrives."""
        conditions = self.conditions
        jitter = conditions.jitter_ms
        travel = conditions.delay_ms + (self._chance.uniform(-jitter, jitter) if jitter else 0.0)
        due = self._free + int(max(travel, 0.0) * NS_PER_MS)
        if not conditions.reorders:
            due = max(due, self._last)
        self._last = max(due, self._last)
        return due
