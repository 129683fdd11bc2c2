"""The ways to one peer: which are proved, and the one that is used (RFC 8445)."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from errno import EINVAL, EIO, EMSGSIZE, ENOPROTOOPT, EOPNOTSUPP
from typing import Final

from mcu.rtc.ice import Address
from mcu.rtc.limits import checks
from mcu.rtc.mmsg import SEGMENT, UDP, socket_name

MAX_PATHS: Final = 8
"""Proved paths kept for a peer: Wi-Fi and mobile, IPv4 and IPv6, and some that are gone."""

QUIET: Final = 1_000_000_000
"""Nanoseconds of silence after which a path gives way to one of lower priority: a peer that
leaves a path stops sending media there at once, and goes on nominating within seconds."""

UNABLE: Final = frozenset({EINVAL, EIO, EMSGSIZE, ENOPROTOOPT, EOPNOTSUPP})
"""Errors of a system that cannot cut trains, or not for this way: its packets are smaller."""

SendMsg = Callable[[list[memoryview], list[tuple[int, int, bytes]], int, Address], int]
"""`socket.sendmsg` of the socket that a path belongs to."""

SendTo = Callable[[bytes | memoryview, Address], int]
"""`socket.sendto` of the socket that a path belongs to."""


@dataclass(slots=True)
class Outlet:
    """The sending half of a socket. `errors` counts what the system would not send.

    With `sendmsg` datagrams are sent many at once (generic segmentation offload, Linux udp(7)):
    on loopback each then costs 0.4 µs instead of 1.2. With `fileno` to many peers, too.
    """

    sendto: SendTo
    sendmsg: SendMsg | None = None
    errors: int = 0
    fileno: int = -1


class Path:
    """One way to a peer: our socket and its address.

    `heard` is when something authentic last came by it (ns). `name` is the address for
    `mcu.rtc.mmsg`, empty if it cannot be sent to along with others.
    """

    __slots__ = (
        "_outlet",
        "_sendmsg",
        "_sendto",
        "address",
        "checks",
        "fileno",
        "generation",
        "heard",
        "name",
        "priority",
    )

    def __init__(self, outlet: Outlet, address: Address) -> None:
        self._outlet = outlet
        self._sendto = outlet.sendto
        self._sendmsg = outlet.sendmsg
        self.address = address
        self.fileno = outlet.fileno
        self.name = b"" if outlet.fileno < 0 else socket_name(address)
        self.generation = 0
        self.priority = 0
        self.heard = 0
        self.checks = checks()

    def send(self, datagram: bytes | memoryview) -> bool:
        """Send one datagram; False if the system would not (a full buffer, no route)."""
        try:
            self._sendto(datagram, self.address)
        except OSError:
            self._outlet.errors += 1
            return False
        return True

    def send_train(self, train: memoryview, size: int) -> int:
        """Send the datagrams of `size` bytes that a train is made of; return how many left."""
        if len(train) <= size:
            return self.send(train)
        if self._sendmsg is not None:
            cut = [(UDP, SEGMENT, size.to_bytes(2, sys.byteorder))]
            try:
                self._sendmsg([train], cut, 0, self.address)
            except OSError as error:
                if error.errno not in UNABLE:
                    self._outlet.errors += 1
                    return 0
                self._sendmsg = None
                self.name = b""
            else:
                return -(-len(train) // size)
        left = 0
        for at in range(0, len(train), size):
            if not self.send(train[at : at + size]):
                break
            left += 1
        return left


class Paths:
    """All proved paths of one peer. The peer controls: `selected` is what it has nominated."""

    __slots__ = ("_known", "selected")

    def __init__(self) -> None:
        self._known: dict[Address, Path] = {}
        self.selected: Path | None = None

    def __iter__(self) -> Iterator[Path]:
        return iter(self._known.values())

    def prove(self, outlet: Outlet, address: Address, generation: int, now: int) -> Path:
        """Return the path from `address`, which has just been proved (again)."""
        path = self._known.get(address)
        if path is None:
            path = self._known[address] = Path(outlet, address)
        path.generation = max(path.generation, generation)
        path.heard = now
        return path

    def surplus(self) -> Path | None:
        """Take out the path unheard for longest, if there are too many."""
        if len(self._known) <= MAX_PATHS:
            return None
        oldest = min((one for one in self if one is not self.selected), key=lambda one: one.heard)
        return self._known.pop(oldest.address)

    def lose(self, path: Path) -> None:
        """Forget a path whose address is somebody else's now."""
        self._known.pop(path.address, None)
        if self.selected is path:
            self.selected = None

    def nominate(self, path: Path, priority: int, now: int) -> bool:
        """Take the peer's nomination; True if it moves the selected path.

        Some agents nominate every path that works and mean the best of them (RFC 5245's aggressive
        nomination), others nominate anew whenever they move. So a path moves to another that is
        no worse, to any other once it is quiet, and always in a new ICE generation.
        """
        path.priority = priority
        current = self.selected
        if current is path:
            return False
        if (
            current is None
            or path.generation > current.generation
            or priority >= current.priority
            or now - current.heard > QUIET
        ):
            self.selected = path
            return True
        return False
