"""When a datagram came, by the kernel: what the process was busy with is not to look like the line.

A sender probes a line with a burst, and takes its bandwidth from how far apart the packets come.
Read in one go after a tick of some milliseconds all would have come at once, which proves nothing.
"""

import socket
import struct
import sys
import time
from contextlib import suppress
from typing import Any, Final

from mcu.clock import NS_PER_S
from mcu.rtc.seam import Datagram

_TIMESTAMPS: Final = 35 if sys.platform == "linux" else None
"""SO_TIMESTAMPNS and SCM_TIMESTAMPNS (socket(7)); Python has no names for them."""

_TIMESPEC: Final = struct.Struct("@qq")
_ROOM: Final = socket.CMSG_SPACE(_TIMESPEC.size)

_LONGEST: Final = NS_PER_S
"""Nanoseconds that a datagram may have waited. More is a wall clock that was set meanwhile."""


def stamp(one: socket.socket) -> None:
    """Have the kernel note when datagrams come, where it can."""
    if _TIMESTAMPS is not None:
        # Sandboxes that emulate the kernel (gVisor) know the system call and not this option.
        with suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, _TIMESTAMPS, 1)


def receive(one: socket.socket, datagram: Datagram) -> tuple[int, Any]:
    """Read a datagram; return its size and the sender's address. Raises OSError.

    `datagram.arrived` is then when it came on the clock of `mcu.clock.now` (ns), 0 if not known.
    """
    size, ancillary, _, address = one.recvmsg_into(datagram.into, _ROOM)
    datagram.arrived = 0
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _TIMESTAMPS:
            seconds, ns = _TIMESPEC.unpack(data)
            waited = time.time_ns() - seconds * NS_PER_S - ns
            if 0 <= waited < _LONGEST:
                datagram.arrived = time.monotonic_ns() - waited
    return size, address
