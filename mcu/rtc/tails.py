"""What is left of large pictures, to many in step: a keyframe to all who watch, burst by burst.

One by one, a keyframe to 800 members takes three times as long as to seal and send it, and longer
than it is spread over; while hundreds join there are two of them a second, and whoever is inside
would hear it. Between two bursts everything else has its turn, sound first.
"""

import logging
from typing import Protocol

from mcu.rtc.burst import Burst
from mcu.rtc.convoy import Column, Joining
from mcu.rtc.march import March
from mcu.rtc.ranks import regroup

log = logging.getLogger(__name__)


class Leader(Protocol):
    """Sends bursts to many, some of them at a time: `mcu.rtc.batch.Batch`."""

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        ...

    @property
    def turn(self) -> int:
        """Packets that leave before others on the event loop have their turn."""
        ...

    def lead(self, burst: Burst, column: Column[Joining]) -> None:
        """Send a burst to those in step; who does not get it whole falls out and breaks off."""
        ...


class Tails:
    """Sends what waits in step: what may leave by a `poll`, a turn at a time."""

    def __init__(self, leader: Leader) -> None:
        self._leader = leader
        self._columns: dict[March, Column[Joining]] = {}  # for which something waits
        # Of which some may leave, in this order, and when it did; None where that is counted.
        self._due: dict[March, int | None] = {}

    @property
    def due(self) -> bool:
        """Whether `go_on` is to be called as soon as others have had their turn."""
        return bool(self._due)

    def follow(self, column: Column[Joining]) -> None:
        """Send what waits for these, who are the ones in step from now on."""
        self._columns[column.march] = column

    def poll(self, now: int) -> None:
        """Send what may leave by `now` (ns), a turn at once; to be called every 10 to 20 ms."""
        for march in self._columns:
            # Whose turn has not come earns nothing twice: their lines are no wider for it.
            self._due.setdefault(march, now)
        self.go_on(self._leader.turn)

    def go_on(self, left: int) -> None:
        """Send so many packets more of what may leave, unless something else is under way."""
        while self._due and left > 0 and not self._leader.busy:
            march, since = next(iter(self._due.items()))
            column = self._columns.pop(march, None)
            try:
                if column is not None:
                    if since is not None:
                        march.tail.earn(since, column.first.rate)
                        self._due[march] = None
                    left -= self._send(march, column, left)
            except Exception:
                log.exception("those in step go on one by one")
                for one in tuple(march.members):
                    one.fall_out()
            if march not in self._columns or march.tail.next() is None:
                del self._due[march]

    def _send(self, march: March, column: Column[Joining], most: int) -> int:
        """Send about so many packets more to those in step; return how many.

        At the next poll the others have their turn first.
        """
        tail = march.tail
        sent = 0
        while sent < most and not self._leader.busy and (rest := tail.next()) is not None:
            if not column.stands:
                again = [one for one in regroup(column) if one.march is march]
                if not again:
                    return sent  # everybody goes on by himself
                (column,) = again
            burst = column.first.burst(rest.parts, rest.length, rest.payload_type, rest.pts)
            # First, as who falls out at once goes on behind it.
            tail.went(rest)
            self._leader.lead(burst, column)
            sent += rest.length * len(column.members)
        if tail.waits:
            self._columns[march] = column
        return sent
