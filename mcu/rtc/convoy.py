"""Streams that are sent the same at the same time, again and again: what stays as it was.

A list of them is made anew with every picture, and is nearly always the same as before. So is what
belongs to them: sockets, addresses, keys. It is looked up once, and then only compared.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from copy import copy
from operator import attrgetter
from typing import Final, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from mcu.media import Encoded
from mcu.rtc.burst import Burst
from mcu.rtc.march import Marching, muster
from mcu.rtc.path import Path
from mcu.rtc.seam import Sealer

FEW: Final = 4
"""Streams up to which each by itself is no dearer."""

_path = attrgetter("path")
_sealer = attrgetter("sealer")


class Lane(Protocol):
    """A member's secured way: `mcu.rtc.channel.Channel`.

    `written` counts bytes, of all packets but those that streams in step were sent.
    """

    path: Path | None
    sealer: Sealer
    written: int


class Stream(Protocol):
    """What one member is sent of one kind: `mcu.rtc.outbound.Outbound`.

    `sequence` is the number of the next packet, of any size; `offset` is added to all times.
    `posted` belongs to who collects what is to be sent: which burst this stream was last given.
    """

    ssrc: int
    sequence: int
    offset: int
    posted: int

    @property
    def extension(self) -> bytes:
        """The header extension of every packet."""
        ...

    @property
    def lane(self) -> Lane:
        """The way of the member."""
        ...

    def burst(self, parts: Sequence[bytes], count: int, payload_type: int, pts: int) -> Burst:
        """Name what is to be sent, for all streams of this kind."""
        ...

    def write(self, burst: Burst) -> int:
        """Send a burst by itself; return how many of its packets left."""
        ...

    def sent(self, burst: Burst, count: int) -> None:
        """Go on behind the first packets of a burst, which have left."""
        ...

    def break_off(self) -> None:
        """Take note that a burst has not left whole."""
        ...


class Stepping(Stream, Marching, Protocol):
    """A stream that can be in step with others of its kind."""

    @property
    def step(self) -> Hashable:
        """The same for all with whom it can be in step: who takes just what it takes, all at once.

        None as long as it goes by itself.
        """
        ...


class Joining(Stepping, Protocol):
    """A stream that can be sent a whole frame along with others of its kind."""

    def deliver(self, frame: Encoded) -> bool:
        """Take one frame by itself; False if it could not be taken."""
        ...

    @property
    def rate(self) -> int:
        """Bits per second at which what does not leave at once does, as the others' by its step."""
        ...

    def parts(self, frame: Encoded) -> Sequence[bytes]:
        """Return a frame's payloads, the same objects for all streams of this kind."""
        ...

    def at_once(self, parts: Sequence[bytes]) -> int:
        """Return how many of these leave at once, the same for all streams of this kind."""
        ...

    def choose_pace(self) -> None:
        """Take the pace for a frame that does not leave at once; it may fall out for that."""
        ...

    def joins(self, frame: Encoded, parts: Sequence[bytes]) -> int | None:
        """Return the payload type if `deliver` would post these parts, and nothing before them."""
        ...


S = TypeVar("S", bound=Stepping)

Kind = tuple[int, int, bytes]
"""A socket, by how much packets grow when they are sealed, and their header extension."""


class Convoy:
    """Streams of one kind. They are sent a burst some at a time, `which` says whose turn it is."""

    def __init__(self, kind: Kind, streams: Sequence[Stream]) -> None:
        self.kind = kind
        self.fileno, self.trailer, self.extension = kind
        self.streams = streams
        self.lanes = [one.lane for one in streams]
        self.sessions = [one.sealer.srtp for one in self.lanes]
        self._sealers = [one.sealer for one in self.lanes]  # own the sessions
        self._paths = [one.path for one in self.lanes]
        names = [one.name for one in self._paths if one is not None]
        self.names = np.frombuffer(b"".join(names), np.uint8).reshape(len(names), -1)
        self.ssrcs = np.array([one.ssrc for one in streams])
        self.offsets = np.array([one.offset for one in streams])

    def set_off(self, burst: Burst, size: int) -> None:
        """Take note that a burst, in `size` bytes, is about to be sent to one after the other."""

    def numbers(self, which: slice) -> NDArray[np.int64]:
        """Return what number the burst begins with for each of them."""
        return np.array([one.sequence for one in self.streams[which]])

    def moved(self, which: slice) -> Collection[int]:
        """Return the places of those whose way is not the one that is known any more."""
        paths = self._paths[which]
        now = list(map(_path, self.lanes[which]))
        if now == paths:
            return ()
        pairs = enumerate(zip(now, paths, strict=True), which.start)
        return [place for place, (path, known) in pairs if path is not known]

    def go_on(self, which: slice, burst: Burst, size: int, short: Mapping[int, int]) -> None:
        """Take note that they were sent it, some, by their places, only as much as is `short`."""
        for place in range(which.start, min(which.stop, len(self.streams))):
            self.lanes[place].written += size
            left = short.get(place, burst.length)
            if left:
                self.streams[place].sent(burst, left)


class Column(Convoy, Generic[S]):
    """A convoy in step, `whole` as long as nobody has fallen in or out of its march.

    What is sent to one after the other counts for all of them from the beginning. Whoever falls out
    meanwhile is behind it as well, and is sent it all the same.
    """

    def __init__(self, kind: Kind, streams: Sequence[S]) -> None:
        super().__init__(kind, streams)
        self.members = streams
        self.first = streams[0]
        self.march = muster(streams)
        everybody = slice(0, len(streams))
        self._begins = super().numbers(everybody) - self.march.packets
        self._numbers = self._begins
        self._changes = self.march.changes

    def followed(self, more: Sequence[S]) -> "Column[S]":
        """Return the column with others behind it, who were in step with nobody and fall in.

        This one is not whole any more, but goes on to the end with what is under way.
        """
        column = copy(self)
        column.take_in(more)
        return column

    def take_in(self, more: Sequence[S]) -> None:
        """Have others fall in behind."""
        tail = Convoy(self.kind, more)
        for one in more:
            one.fall_in(self.march)
        self.streams = self.members = [*self.members, *more]
        self.lanes = self.lanes + tail.lanes
        self.sessions = self.sessions + tail.sessions
        self._sealers = self._sealers + [one.sealer for one in tail.lanes]
        self._paths = self._paths + [one.path for one in tail.lanes]
        self.names = np.concatenate((self.names, tail.names))
        self.ssrcs = np.concatenate((self.ssrcs, tail.ssrcs))
        self.offsets = np.concatenate((self.offsets, tail.offsets))
        begins = tail.numbers(slice(0, len(more))) - self.march.packets
        self._numbers = self._begins = np.concatenate((self._begins, begins))
        self._changes = self.march.changes

    @property
    def whole(self) -> bool:
        """Whether just these are in step still."""
        return self.march.changes == self._changes

    @property
    def stands(self) -> bool:
        """Whether it is whole, and none of them has moved."""
        return (
            self.whole
            and list(map(_path, self.lanes)) == self._paths
            and list(map(_sealer, self.lanes)) == self._sealers
        )

    def set_off(self, burst: Burst, size: int) -> None:
        """Take note that all are sent a burst."""
        self._numbers = self._begins + self.march.packets
        self.march.advance(burst, size)

    def numbers(self, which: slice) -> NDArray[np.int64]:
        """Return what number the burst begins with for each of them."""
        return self._numbers[which]

    def go_on(self, which: slice, burst: Burst, size: int, short: Mapping[int, int]) -> None:
        """Have those who fell short go back, and go on by themselves."""
        for place, left in short.items():
            self.members[place].fall_short(burst, left)


class Known:
    """Streams, and by which ways they went and with which keys."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self._streams = list(streams)
        self._lanes = [one.lane for one in streams]
        self._paths = list(map(_path, self._lanes))
        self._sealers = list(map(_sealer, self._lanes))

    def followed_by(self, streams: Sequence[Stream]) -> None:
        """Take note of others behind these."""
        more = [one.lane for one in streams]
        self._streams = [*self._streams, *streams]
        self._lanes = self._lanes + more
        self._paths = self._paths + list(map(_path, more))
        self._sealers = self._sealers + list(map(_sealer, more))

    def is_of(self, streams: Sequence[Stream]) -> bool:
        """Whether it is of these streams, none of which has moved since."""
        return list(streams) == self._streams and self.stand()

    def stand(self) -> bool:
        """Whether none of them has moved."""
        return (
            list(map(_path, self._lanes)) == self._paths
            and list(map(_sealer, self._lanes)) == self._sealers
        )


def kind_of(stream: Stream) -> Kind | None:
    """The kind, None for who cannot be in a convoy."""
    path, sealer = stream.lane.path, stream.lane.sealer
    if path is None or not path.name or not sealer.trailer:
        return None
    return path.fileno, sealer.trailer, stream.extension


class Formation(Known):
    """Streams in the order in which they came, by convoys; `alone` are those that are in none."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        super().__init__(streams)
        self.alone: list[Stream] = []
        kinds: dict[Kind, list[Stream]] = {}
        for stream in streams:
            kind = kind_of(stream)
            if kind is None:
                self.alone.append(stream)
            else:
                kinds.setdefault(kind, []).append(stream)
        self.convoys: list[Convoy] = []
        for kind, together in kinds.items():
            if len(together) > FEW:
                self.convoys.append(Convoy(kind, together))
            else:
                self.alone += together
