"""Ports for the servers of tests.

A server is told its port before it starts, and may be started again on it, so nobody else must be
given it meanwhile: not by Linux, whose own choice begins above these, and not by another worker of
the run, which has a range of its own.
"""

import os
import secrets
import socket
from itertools import chain, cycle

FIRST, COUNT = 10_000, 2_500
"""Those of the first worker; eight have room below Linux's own (`ip_local_port_range`)."""

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_mine = range(FIRST + _worker * COUNT, FIRST + (_worker + 1) * COUNT)
# From anywhere in it: another checkout's tests may run on this machine.
_start = secrets.randbelow(COUNT)
_next = cycle(chain(_mine[_start:], _mine[:_start]))


def free_port(kind: socket.SocketKind) -> int:
    """Return a port that nobody uses on any address, and that this run does not give again."""
    for port in _next:
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
    raise AssertionError("a cycle has no end")
