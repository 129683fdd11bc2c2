"""Streams in step: what moves on with every picture is kept once for all who are sent the same.

A picture to 400 members moves the numbers of each on by as much. Done in each of them it took a
seventh of the event loop's time. In step, one march counts for all, and a stream's own numbers are
what it had before beside that. Whoever is sent anything else, or sent it alone, falls out first,
and goes on from where he is.
"""

from collections.abc import Iterable
from typing import Final, Protocol

from mcu.rtc.burst import Burst
from mcu.rtc.history import History
from mcu.rtc.outflow import Outflow
from mcu.rtc.tail import Tail


class March:
    """What all who are in step have been sent since it began.

    `packets` and `octets` are as senders report them, `carried` are bytes with headers and tags;
    `changes` is how often somebody has fallen in or out. `flow` and `tail` are what waits for all
    of them: of pages, and of large pictures of people.
    """

    __slots__ = ("carried", "changes", "flow", "history", "members", "octets", "packets", "tail")

    def __init__(self) -> None:
        self.members: set[Marching] = set()
        self.changes = 0
        self.packets = 0
        self.octets = 0
        self.carried = 0
        self.history = History()
        self.flow = Outflow()
        self.tail = Tail()

    def advance(self, burst: Burst, size: int) -> None:
        """All who are in step have been sent a burst, in packets of `size` bytes together."""
        self.history.add((self.packets, burst))
        self.packets += burst.length
        self.octets += burst.octets
        self.carried += size


class Marching(Protocol):
    """What can be in step with others: `Marcher`."""

    @property
    def march(self) -> March:
        """With whom it is in step."""
        ...

    def fall_in(self, march: March) -> None:
        """Go on in step with others."""
        ...

    def fall_out(self) -> None:
        """Go on by itself from here."""
        ...

    def fall_short(self, burst: Burst, left: int) -> None:
        """Go on by itself behind the first packets of a burst that was counted as sent."""
        ...


_ALONE: Final = March()  # never goes on


class Marcher:
    """How far one stream has come, by itself or in step with others."""

    __slots__ = ("_carried", "_march", "_octets", "_packets", "_sequence")

    def __init__(self, sequence: int) -> None:
        # What it has come beside its march.
        self._sequence = sequence
        self._packets = 0
        self._octets = 0
        self._carried = 0
        self._march = _ALONE

    @property
    def march(self) -> March:
        """With whom it is in step; nobody is in that of who is not."""
        return self._march

    @property
    def sequence(self) -> int:
        """The number of the next packet, of any size."""
        return self._sequence + self._march.packets

    @sequence.setter
    def sequence(self, number: int) -> None:
        self._sequence = number - self._march.packets

    @property
    def packets(self) -> int:
        """How many packets were sent for the first time."""
        return self._packets + self._march.packets

    @property
    def octets(self) -> int:
        """Bytes of their payloads."""
        return self._octets + self._march.octets

    @property
    def carried(self) -> int:
        """Bytes of all packets that were sent while in step, as they left."""
        return self._carried + self._march.carried

    def go_on(self, burst: Burst, count: int) -> None:
        """Go on by itself behind the packets of a burst that left."""
        self.fall_out()
        self._sequence += count
        self._packets += count
        self._octets += burst.octets if count == burst.length else burst.cut(count).octets

    def fall_in(self, march: March) -> None:
        """Go on in step with others."""
        self.fall_out()
        march.members.add(self)
        march.changes += 1
        self._move(march, -1)
        self._march = march

    def fall_out(self) -> None:
        """Go on by itself from here, if it was in step."""
        march = self._march
        if march is not _ALONE:
            march.members.discard(self)
            march.changes += 1
            self._move(march, 1)
            self._march = _ALONE

    def fall_short(self, burst: Burst, left: int) -> None:
        """Go on by itself behind the first packets of a burst that was counted as sent.

        It is the last that was counted.
        """
        self.fall_out()
        lacking = burst.length - left
        self._sequence -= lacking
        self._packets -= lacking
        self._octets -= burst.octets - burst.cut(left).octets

    def _move(self, march: March, sign: int) -> None:
        self._sequence += sign * march.packets
        self._packets += sign * march.packets
        self._octets += sign * march.octets
        self._carried += sign * march.carried


def muster(streams: Iterable[Marching]) -> March:
    """Bring streams into step, in the largest march of theirs, and everybody else out of it."""
    present = set(streams)
    march = max((one.march for one in present), key=lambda one: len(one.members))
    if march is _ALONE:
        march = March()
    for one in march.members - present:
        one.fall_out()
    for one in present - march.members:
        one.fall_in(march)
    return march
