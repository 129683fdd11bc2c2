"""Streams that are sent the same at the same time, again and again: what stays as it was.

A list of them is made anew with every picture, and is nearly always the same as before. So is what
belongs to them: sockets, addresses, keys. It is looked up once, and then only compared.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from mcu.media import Encoded
from mcu.rtc.burst import Burst
from mcu.rtc.path import Path
from mcu.rtc.seam import Sealer

FEW: Final = 4
"""Streams up to which each by itself is no dearer."""


class Lane(Protocol):
    """A member's secured way: `mcu.rtc.channel.Channel`."""

    path: Path | None
    sealer: Sealer
    bytes_out: int


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


class Joining(Stream, Protocol):
    """A stream that can be sent a whole frame along with others of its kind."""

    def deliver(self, frame: Encoded) -> bool:
        """Take one frame by itself; False if it could not be taken."""
        ...

    def parts(self, frame: Encoded) -> Sequence[bytes]:
        """Return a frame's payloads, the same objects for all streams of this kind."""
        ...

    def joins(self, frame: Encoded, parts: Sequence[bytes]) -> int | None:
        """Return the payload type if `deliver` would post just these parts, all at once."""
        ...


class Convoy:
    """Streams by one socket, whose packets grow by as much when they are sealed (`trailer`)."""

    def __init__(self, fileno: int, trailer: int, streams: Sequence[Stream]) -> None:
        self.fileno = fileno
        self.trailer = trailer
        self.streams = streams
        self.lanes = [one.lane for one in streams]
        self.sessions = [one.sealer.srtp for one in self.lanes]
        names = [one.path.name for one in self.lanes if one.path is not None]
        self.names = np.frombuffer(b"".join(names), np.uint8).reshape(len(names), -1)
        self.ssrcs = np.array([one.ssrc for one in streams])
        self.offsets = np.array([one.offset for one in streams])


class Formation:
    """Streams in the order in which they came, by convoys; `alone` are those that are in none."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self._streams = streams
        self._lanes = [one.lane for one in streams]
        self._paths = [one.path for one in self._lanes]
        self._sealers = [one.sealer for one in self._lanes]
        self.alone: list[Stream] = []
        kinds: dict[tuple[int, int], list[Stream]] = {}
        for stream, path, sealer in zip(streams, self._paths, self._sealers, strict=True):
            if path is not None and path.name and sealer.trailer:
                kinds.setdefault((path.fileno, sealer.trailer), []).append(stream)
            else:
                self.alone.append(stream)
        self.convoys: list[Convoy] = []
        for (fileno, trailer), together in kinds.items():
            if len(together) > FEW:
                self.convoys.append(Convoy(fileno, trailer, together))
            else:
                self.alone += together

    def is_of(self, streams: Sequence[Stream]) -> bool:
        """Whether it is of these streams, none of which has moved since."""
        lanes = self._lanes
        return (
            streams == self._streams
            and [one.path for one in lanes] == self._paths
            and [one.sealer for one in lanes] == self._sealers
        )
