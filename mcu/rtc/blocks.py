"""Memory in which the packets of many members are made, each one's in a block of his own.

What they are sent differs in ten bytes of header and in the key that seals it: numpy lays out the
packets, and a loop without a line of Python seals them.
"""

from collections.abc import Sequence
from itertools import chain, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.rtc.burst import Burst
from mcu.rtc.mmsg import MOST
from mcu.rtc.packet import HEADER_SIZE, SEQUENCE_MASK, first_byte
from mcu.rtc.seam import seal_many
from mcu.rtc.trains import Train, line_up

ROOM: Final = 1 << 19
"""Bytes that are made at once at most: twice as many do not fit into a processor's cache, with
half as many a packet costs a tenth more."""

PACKETS: Final = 1024
"""Packets that are made at once at most."""

_HEADER: Final = np.dtype(
    [("first", "u1"), ("second", "u1"), ("number", ">u2"), ("time", ">u4"), ("ssrc", ">u4")]
)
_RAW_HEADER: Final = np.dtype(f"V{HEADER_SIZE}")


class Layout:
    """Where the sealed packets of a burst lie in a member's block, and what all blocks share.

    The blocks lie one after the other from the address `at` on.
    """

    def __init__(self, burst: Burst, trailer: int, extension: bytes, at: int) -> None:
        payloads = burst.payloads
        header, tag = bytes(HEADER_SIZE) + extension, bytes(trailer)
        lengths = np.array([len(header) + len(one) for one in payloads], np.int32)
        sealed = lengths + trailer
        self.made_of = burst, trailer, extension
        self.first = first_byte(extension)
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


class Blocks:
    """The memory, and what was laid out in it last."""

    def __init__(self) -> None:
        self._layout: Layout | None = None
        self._memory = np.zeros(ROOM, np.uint8)
        self._view = self._memory.data
        self._at = self._memory.ctypes.data
        self._lengths = np.zeros(PACKETS, np.int32)
        places = self._lengths.ctypes.data + np.arange(PACKETS) * self._lengths.itemsize
        self._length_places: list[int] = places.tolist()

    def lay_out(self, burst: Burst, trailer: int, extension: bytes = b"") -> Layout:
        """Return the layout, which is the last one's while a picture goes to its members."""
        layout = self._layout
        if layout is None or layout.made_of != (burst, trailer, extension):
            layout = self._layout = Layout(burst, trailer, extension, self._at)
        return layout

    def view(self, layout: Layout, place: int, train: Train) -> memoryview:
        """Return a train of one member's block."""
        begin = place * layout.size
        return self._view[begin + train.begin : begin + train.end]

    def fill(
        self,
        layout: Layout,
        numbers: NDArray[np.int64],
        times: NDArray[np.int64],
        ssrcs: NDArray[np.int64],
    ) -> None:
        """Write the packets of each member into its block."""
        count, size = len(numbers), layout.size
        self._memory[: count * size].reshape(count, size)[:] = layout.block
        headers = np.empty((count, len(layout.places)), _HEADER)
        headers["first"] = layout.first
        headers["second"] = layout.seconds
        headers["number"] = numbers[:, None] + layout.places & SEQUENCE_MASK
        headers["time"] = times[:, None]
        headers["ssrc"] = ssrcs[:, None]
        # A header may lie at any byte of a block.
        anywhere = np.ndarray(
            (count, size - HEADER_SIZE + 1), _RAW_HEADER, self._memory, strides=(size, 1)
        )
        anywhere[:, layout.begins] = headers.view(_RAW_HEADER)

    def seal(self, layout: Layout, sessions: Sequence[int]) -> set[int]:
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
