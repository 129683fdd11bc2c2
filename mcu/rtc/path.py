"""The ways to one peer: which are proved, and the one that is used (RFC 8445)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mcu.rtc.ice import Address
from mcu.rtc.limits import checks

MAX_PATHS: Final = 8
"""Proved paths kept for a peer: Wi-Fi and mobile, IPv4 and IPv6, and some that are gone."""

QUIET: Final = 1_000_000_000
"""Nanoseconds of silence after which a path gives way to one of lower priority: a peer that
leaves a path stops sending media there at once, and goes on nominating within seconds."""

SendTo = Callable[[bytes | memoryview, Address], int]
"""`socket.sendto` of the socket that a path belongs to."""


@dataclass(slots=True)
class Outlet:
    """The sending half of a socket. `errors` counts what the system would not send."""

    sendto: SendTo
    errors: int = 0


class Path:
    """One way to a peer: our socket and its address.

    `heard` is when something authentic last came by it (ns).
    """

    __slots__ = ("_outlet", "_sendto", "address", "checks", "generation", "heard", "priority")

    def __init__(self, outlet: Outlet, address: Address) -> None:
        self._outlet = outlet
        self._sendto = outlet.sendto
        self.address = address
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
