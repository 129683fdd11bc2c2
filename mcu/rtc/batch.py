"""One picture, or one tick of sound, to many members at once.

What members are sent differs in ten bytes of header and in the key that seals it. Made one by one,
a picture of seven packets takes 12 µs of each beside sealing and sending. Here numpy lays out the
packets of many members, and two loops without a line of Python seal and send them.
"""

from collections.abc import Callable, Sequence
from itertools import chain, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.media import Encoded
from mcu.rtc.burst import Burst
from mcu.rtc.convoy import FEW, Convoy, Formation, Joining, Stream
from mcu.rtc.mmsg import MOST, Outbox
from mcu.rtc.packet import HEADER_SIZE, PLAIN, SEQUENCE_MASK, TIMESTAMP_MASK
from mcu.rtc.seam import seal_many
from mcu.rtc.trains import line_up

ENOUGH: Final = 1 << 18
"""Bytes that do not wait for more: they fit into a processor's cache."""

ROOM: Final = 1 << 19
"""Bytes that are made at once at most: twice as many do not fit into a processor's cache, with
half as many a packet costs a tenth more."""

PACKETS: Final = 1024
"""Packets that are made at once at most."""

KEPT: Final = 512
"""Formations that are remembered, of 30 streams with pictures, of hundreds with sound."""

_HEADER: Final = np.dtype(
    [("first", "u1"), ("second", "u1"), ("number", ">u2"), ("time", ">u4"), ("ssrc", ">u4")]
)
_RAW_HEADER: Final = np.dtype(f"V{HEADER_SIZE}")

Later = Callable[[Callable[[], None]], object]
"""Calls back when all that is to be sent now has been posted: `asyncio`'s `call_soon`."""


class _Layout:
    """Where the sealed packets of a burst lie in a member's block, and what all blocks share.

    The blocks lie one after the other from the address `at` on.
    """

    def __init__(self, burst: Burst, trailer: int, at: int) -> None:
        payloads = burst.payloads
        lengths = np.array([HEADER_SIZE + len(one) for one in payloads], np.int32)
        sealed = lengths + trailer
        header, tag = bytes(HEADER_SIZE), bytes(trailer)
        self.made_of = burst, trailer
        self.lengths = lengths
        self.begins = np.cumsum(sealed) - sealed
        self.size = int(sealed.sum())
        self.block = np.frombuffer(b"".join(header + one + tag for one in payloads), np.uint8)
        self.seconds = np.full(len(payloads), burst.payload_type, np.uint8)
        self.seconds[-1] = burst.second
        self.places = np.arange(len(payloads))
        self.trains = line_up(sealed.tolist())
        self.members = min(ROOM // self.size, PACKETS // len(payloads), MOST // len(self.trains))
        """For how many there is room."""
        self.blocks = at + np.arange(self.members) * self.size
        self.packets: list[int] = (self.blocks[:, None] + self.begins).ravel().tolist()
        """Addresses, of all packets of the first member, then of the next."""


class _Posted:
    """A burst, and to whom it is posted. Those that are opened later have larger numbers."""

    __slots__ = ("burst", "number", "octets", "streams")

    def __init__(self, burst: Burst, number: int) -> None:
        self.burst = burst
        self.octets = burst.octets
        self.number = number
        self.streams: list[Stream] = []


class Batch:
    """Collects what many are to be sent at about the same time, and sends it.

    Each stream's bursts leave in the order in which they were posted for it, and after one that
    does not leave whole none that was posted with it: the receiver sees no gap in the numbers, and
    would take what follows for what is missing.
    """

    def __init__(self, outbox: Outbox, later: Later) -> None:
        self._outbox = outbox
        self._later = later
        self._awaited = False
        self._posted: list[_Posted] = []
        self._newest: dict[tuple[int, ...], _Posted] = {}  # of each burst, the one that is joined
        self._number = 0
        self._octets = 0
        self._broken: set[Stream] = set()  # while sending: nothing more of theirs is of use
        self._formations: dict[Stream, Formation] = {}  # by their first stream
        self._layout: _Layout | None = None
        self._memory = np.zeros(ROOM, np.uint8)
        self._view = self._memory.data
        self._at = self._memory.ctypes.data
        self._lengths = np.zeros(PACKETS, np.int32)
        places = self._lengths.ctypes.data + np.arange(PACKETS) * self._lengths.itemsize
        self._length_places: list[int] = places.tolist()

    def post(
        self, stream: Stream, parts: Sequence[bytes], count: int, payload_type: int, pts: int
    ) -> None:
        """Send the first `count` payloads, one at least, to the member of a stream.

        It happens when there is enough, at the latest when `later` says so. The stream's `sent` is
        called then, and its `break_off` if not all have left. Parts that are the same objects for
        many members make a burst.
        """
        key = id(parts[0]), len(parts), count, payload_type, pts
        posted = self._newest.get(key)
        # One who was posted something newer meanwhile, because he is further behind in a picture
        # than the others, would get this before that.
        if posted is None or stream.posted >= posted.number:
            self._number += 1
            burst = stream.burst(parts, count, payload_type, pts)
            posted = self._newest[key] = _Posted(burst, self._number)
            self._posted.append(posted)
        stream.posted = posted.number
        posted.streams.append(stream)
        self._octets += posted.octets
        if self._octets >= ENOUGH:
            self.flush()
        elif not self._awaited:
            self._awaited = True
            self._later(self._come)

    def deliver(self, frame: Encoded, sinks: Sequence[Joining]) -> Sequence[bool]:
        """Deliver a frame to streams of one kind, now; return which of them took it.

        That is `deliver` of each of them, but those that are sent what the others are, the same
        packets at once, are not asked for it one by one.
        """
        self.flush()
        parts = sinks[0].parts(frame)
        alike: dict[int, list[Stream]] = {}
        refused: set[Stream] = set()
        for sink in sinks:
            payload_type = sink.joins(frame, parts)
            if payload_type is not None:
                alike.setdefault(payload_type, []).append(sink)
            elif not sink.deliver(frame):
                refused.add(sink)
        for payload_type, streams in alike.items():
            burst = streams[0].burst(parts, len(parts), payload_type, frame.pts)
            self._send(burst, streams)
        refused |= self._broken
        self._broken.clear()
        return [one not in refused for one in sinks] if refused else [True] * len(sinks)

    def flush(self) -> None:
        """Send all that was posted."""
        if not self._posted:
            return
        everything, self._posted = self._posted, []
        self._newest.clear()
        self._octets = 0
        for posted in everything:
            streams = posted.streams
            if self._broken:
                streams = [one for one in streams if one not in self._broken]
            self._send(posted.burst, streams)
        self._broken.clear()

    def forget(self) -> None:
        """Send all that was posted, and keep nothing of any stream: one of them ends."""
        self.flush()
        self._formations.clear()

    def _come(self) -> None:
        self._awaited = False
        self.flush()

    def _send(self, burst: Burst, streams: list[Stream]) -> None:
        if len(streams) <= FEW:
            self._send_alone(burst, streams)
            return
        formation = self._formations.get(streams[0])
        if formation is None or not formation.is_of(streams):
            if len(self._formations) >= KEPT:
                self._formations.clear()
            formation = self._formations[streams[0]] = Formation(streams)
        for convoy in formation.convoys:
            layout = self._lay_out(burst, convoy.trailer)
            if not layout.members:
                self._send_alone(burst, convoy.streams)
                continue
            for begin in range(0, len(convoy.streams), layout.members):
                self._carry(burst, layout, convoy, slice(begin, begin + layout.members))
        self._send_alone(burst, formation.alone)

    def _lay_out(self, burst: Burst, trailer: int) -> _Layout:
        """Return the layout, which is the last one's while a picture goes to its members."""
        layout = self._layout
        if layout is None or layout.made_of != (burst, trailer):
            layout = self._layout = _Layout(burst, trailer, self._at)
        return layout

    def _carry(self, burst: Burst, layout: _Layout, convoy: Convoy, which: slice) -> None:
        """Make, seal and send the packets of as many of a convoy as there is room for."""
        streams = convoy.streams[which]
        self._fill(
            layout,
            np.array([one.sequence for one in streams]),
            convoy.offsets[which] + burst.ticks & TIMESTAMP_MASK,
            convoy.ssrcs[which],
        )
        unsealed = self._seal(layout, convoy.sessions[which])
        names, blocks = convoy.names[which], layout.blocks[: len(streams)]
        kept: Sequence[int] = range(len(streams))
        if unsealed:
            kept = [place for place in kept if place not in unsealed]
            names, blocks = names[kept], blocks[kept]
        unsent = self._outbox.send(convoy.fileno, names, blocks, layout.trains) if kept else ()
        for lane in convoy.lanes[which]:
            lane.bytes_out += layout.size
        if not unsealed and not unsent:
            for stream in streams:
                stream.sent(burst, burst.length)
            return
        short = dict.fromkeys(unsealed, 0)
        for peer, train in unsent:
            short[kept[peer]] = self._send_again(streams[kept[peer]], layout, kept[peer], train)
            self._formations.clear()  # its path may turn out to be unable to take trains
        for place, stream in enumerate(streams):
            left = short.get(place, burst.length)
            if left:
                stream.sent(burst, left)
            if left < burst.length:
                self._break_off(stream)

    def _send_again(self, stream: Stream, layout: _Layout, place: int, train: int) -> int:
        """Send one by one what of a block has not left; return how many packets of it have now.

        That is the plain way, which knows what a system is unable to do.
        """
        path = stream.lane.path
        begin = place * layout.size
        left = sum(one.cars for one in layout.trains[:train])
        for one in layout.trains[train:]:
            view = self._view[begin + one.begin : begin + one.end]
            cars = 0 if path is None else path.send_train(view, one.size)
            left += cars
            if cars < one.cars:
                break
        return left

    def _fill(
        self,
        layout: _Layout,
        numbers: NDArray[np.int64],
        times: NDArray[np.int64],
        ssrcs: NDArray[np.int64],
    ) -> None:
        """Write the packets of each member into its block."""
        count, size = len(numbers), layout.size
        self._memory[: count * size].reshape(count, size)[:] = layout.block
        headers = np.empty((count, len(layout.places)), _HEADER)
        headers["first"] = PLAIN
        headers["second"] = layout.seconds
        headers["number"] = numbers[:, None] + layout.places & SEQUENCE_MASK
        headers["time"] = times[:, None]
        headers["ssrc"] = ssrcs[:, None]
        # A header may lie at any byte of a block.
        anywhere = np.ndarray(
            (count, size - HEADER_SIZE + 1), _RAW_HEADER, self._memory, strides=(size, 1)
        )
        anywhere[:, layout.begins] = headers.view(_RAW_HEADER)

    def _seal(self, layout: _Layout, sessions: Sequence[int]) -> set[int]:
        """Seal the packets of each member; return the places of those that cannot be."""
        each = len(layout.places)
        count = len(sessions) * each
        self._lengths[:count].reshape(-1, each)[:] = layout.lengths
        errors = seal_many(
            sessions if each == 1 else chain.from_iterable(map(repeat, sessions, repeat(each))),
            layout.packets,
            self._length_places[:count],
        )
        return {at // each for at, error in enumerate(errors) if error} if any(errors) else set()

    def _send_alone(self, burst: Burst, streams: Sequence[Stream]) -> None:
        for stream in streams:
            if stream.write(burst) < burst.length:
                self._break_off(stream)

    def _break_off(self, stream: Stream) -> None:
        self._broken.add(stream)
        stream.break_off()
