"""When datagrams came is known also to somebody who reads them late."""

import errno
import socket
import sys
import time

import pytest

from mcu import clock
from mcu.rtc import arrival
from mcu.rtc.seam import Datagram

MS = 1_000_000


def farthest(waits: tuple[float, ...]) -> int:
    """Send datagrams some seconds apart, read them all late; return the largest error (ns)."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as theirs,
    ):
        arrival.stamp(ours)
        ours.bind(("127.0.0.1", 0))
        sent = []
        for size, wait in enumerate(waits, start=1):
            before = clock.now()
            theirs.sendto(b"x" * size, ours.getsockname())
            sent.append((size, before, clock.now()))
            time.sleep(wait)
        datagram = Datagram()
        errors = []
        for size, before, after in sent:
            assert arrival.receive(ours, datagram)[0] == size
            errors.append(max(before - datagram.arrived, datagram.arrived - after))
        return max(errors)


@pytest.mark.skipif(sys.platform != "linux", reason="no time stamps of the kernel")
def test_datagrams_that_waited_came_when_they_came() -> None:
    # The wall clock is slewed a little, and the kernel's stamp is a bit before or after. A process
    # that is put aside between reading two clocks is wrong by that; not each time.
    assert any(farthest((0.02, 0.02, 0.02)) < 5 * MS for _ in range(50))


def test_without_a_stamp_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as theirs,
    ):
        ours.bind(("127.0.0.1", 0))
        theirs.bind(("127.0.0.1", 0))
        datagram = Datagram()
        datagram.arrived = 1
        theirs.sendto(b"x", ours.getsockname())
        assert arrival.receive(ours, datagram) == (1, theirs.getsockname())
        assert datagram.arrived == 0
        # Nor where the wall clock was set while the datagram waited.
        arrival.stamp(ours)
        theirs.sendto(b"x", ours.getsockname())
        monkeypatch.setattr(time, "time_ns", lambda: 0)
        arrival.receive(ours, datagram)
        assert datagram.arrived == 0


def test_a_kernel_that_has_no_stamps_is_no_fault() -> None:
    class Sandboxed(socket.socket):
        def setsockopt(self, *_: object) -> None:
            raise OSError(errno.ENOPROTOOPT, "Protocol not available")

    with Sandboxed(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        arrival.stamp(ours)
