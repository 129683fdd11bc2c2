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
    """Sends what waits in step, when `poll` is called."""

    def __init__(self, leader: Leader) -> None:
        self._leader = leader
        self._columns: dict[March, Column[Joining]] = {}  # for which something waits

    def follow(self, column: Column[Joining]) -> None:
        """Send what waits for these, who are the ones in step from now on."""
        self._columns[column.march] = column

    def poll(self, now: int) -> None:
        """Send what may leave by `now` (ns), a turn at most; to be called every 10 to 20 ms."""
        left = self._leader.turn
        for march, column in tuple(self._columns.items()):
            if left <= 0 or self._leader.busy:
                return
            del self._columns[march]
            try:
                left -= self._go_on(march, column, now, left)
            except Exception:
                log.exception("those in step go on one by one")
                for one in tuple(march.members):
                    one.fall_out()

    def _go_on(self, march: March, column: Column[Joining], now: int, most: int) -> int:
        """Send about so many packets more to those in step; return how many.

        The others have their turn first the next time.
        """
        tail = march.tail
        tail.earn(now, column.first.rate)
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
