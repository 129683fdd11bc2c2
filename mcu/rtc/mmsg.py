"""Datagrams to many peers in one call of the system: sendmmsg(2), for which Python has no name.

The structures are those of Linux on 64-bit processors; elsewhere `make_outbox` gives none.
"""

import ctypes
import struct
import sys
from collections.abc import Callable, Sequence
from errno import EINTR
from socket import AF_INET, AF_INET6, inet_pton
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcu.rtc.ice import Address
from mcu.rtc.trains import Train

MOST: Final = 256
"""Trains of one call; the system takes 1,024."""

UDP: Final = 17  # IPPROTO_UDP
SEGMENT: Final = 103  # UDP_SEGMENT of linux/udp.h

_NAME4: Final = struct.Struct("=H2s4s8x")  # sockaddr_in (ip(7))
_NAME6: Final = struct.Struct("=H2s4s16sI")  # sockaddr_in6 (ipv6(7))
_SIX: Final = AF_INET6.to_bytes(2, sys.byteorder)

_MESSAGE: Final = np.dtype(
    {
        "names": ["name", "name_length", "parts", "count", "control", "control_length"],
        "formats": ["u8", "u4", "u8", "u8", "u8", "u8"],
        "offsets": [0, 8, 16, 24, 32, 40],
        "itemsize": 64,
    }
)
"""A mmsghdr: where to, what, and how it is cut. The rest, flags and results, stays zero."""

_PART: Final = np.dtype([("base", "u8"), ("length", "u8")])  # iovec
_CONTROL: Final = np.dtype(  # cmsghdr with an u16, and what fills it up
    [("length", "u8"), ("level", "i4"), ("kind", "i4"), ("size", "u2"), ("pad", "V6")]
)
_CONTROL_LENGTH: Final = 18  # CMSG_LEN(2)

SendMany = Callable[[int, int, int, int], int]
"""sendmmsg: file, messages, how many, flags; how many left, -1 for an error with the first."""


class Unsent(NamedTuple):
    """Who was not sent all: the peer by its place, and the first of its trains that did not go."""

    peer: int
    train: int


def socket_name(address: Address) -> bytes:
    """An address as the system wants it, all of one length."""
    host, port = address[:2]
    number = port.to_bytes(2)
    if ":" not in host:
        packed = _NAME4.pack(AF_INET, number, inet_pton(AF_INET, host))
        return packed.ljust(_NAME6.size, b"\0")
    flow, scope = address[2:] or (0, 0)
    host, _, _ = host.partition("%")  # the link's name, of which scope is the number
    return _NAME6.pack(AF_INET6, number, flow.to_bytes(4), inet_pton(AF_INET6, host), scope)


class Outbox:
    """Room for trains to many peers, each of whom gets the same number of them."""

    def __init__(self, send_many: SendMany) -> None:
        self._send_many = send_many
        self._names = np.zeros((MOST, _NAME6.size), np.uint8)
        self._parts = np.zeros(MOST, _PART)
        self._controls = np.zeros(MOST, _CONTROL)
        self._controls["length"] = _CONTROL_LENGTH
        self._controls["level"] = UDP
        self._controls["kind"] = SEGMENT
        self._messages = np.zeros(MOST, _MESSAGE)
        order = np.arange(MOST)
        self._messages["parts"] = self._parts.ctypes.data + order * _PART.itemsize
        self._messages["count"] = 1
        self._messages["control"] = self._controls.ctypes.data + order * _CONTROL.itemsize
        self._places = self._names.ctypes.data + order * _NAME6.size
        self._at = self._messages.ctypes.data

    def send(
        self,
        fileno: int,
        names: NDArray[np.uint8],
        blocks: NDArray[np.int64],
        trains: Sequence[Train],
    ) -> list[Unsent]:
        """Send to each name the trains of a block of memory.

        Names are rows as long as `socket_name` makes them, all of one IP version.
        `blocks` are addresses; there may be `MOST` trains in all.
        """
        peers, each = len(names), len(trains)
        count = peers * each
        begins, ends, sizes = (np.array(one) for one in zip(*trains, strict=True))
        self._names[:peers] = names
        messages = self._messages[:count].reshape(peers, each)
        messages["name"] = self._places[:peers, None]
        messages["name_length"] = _NAME6.size if bytes(names[0, :2]) == _SIX else _NAME4.size
        messages["control_length"] = np.where(ends - begins > sizes, _CONTROL.itemsize, 0)
        parts = self._parts[:count].reshape(peers, each)
        parts["base"] = blocks[:, None] + begins
        parts["length"] = ends - begins
        self._controls[:count].reshape(peers, each)["size"] = sizes
        return self._send(fileno, count, each)

    def _send(self, fileno: int, count: int, each: int) -> list[Unsent]:
        """Send the messages; after one that does not leave, go on with the next peer."""
        unsent: list[Unsent] = []
        at = 0
        while at < count:
            sent = self._send_many(fileno, self._at + at * _MESSAGE.itemsize, count - at, 0)
            if sent > 0:
                at += sent
            elif ctypes.get_errno() != EINTR:
                peer, train = divmod(at, each)
                unsent.append(Unsent(peer, train))
                at = (peer + 1) * each
        return unsent


def make_outbox() -> Outbox | None:
    """Make an outbox where the system knows such messages."""
    if sys.platform != "linux" or struct.calcsize("P") != struct.calcsize("Q"):
        return None
    # Without the GIL: for the tenth of a millisecond of a call other threads need not wait for it.
    send_many = getattr(ctypes.CDLL(None, use_errno=True), "sendmmsg", None)
    if send_many is None:
        return None
    send_many.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
    return Outbox(send_many)
