"""Who a datagram belongs to: peers by their ICE user fragment and by their address."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from mcu.rtc.ice import Address
from mcu.rtc.path import Path, Paths


class Member(Protocol):
    """What can be reached by datagrams."""

    @property
    def paths(self) -> Paths:
        """The ways to it that are proved."""

    def lose(self, path: Path) -> None:
        """Take note that a path's address belongs to another member now."""


M = TypeVar("M", bound=Member)


class Directory(Generic[M]):
    """The tables of a port. Both are looked up once for each datagram that comes in."""

    def __init__(self) -> None:
        self._fragments: dict[str, M] = {}
        self._addresses: dict[Address, tuple[M, Path]] = {}
        self._members: dict[M, list[str]] = {}
        self.at = self._addresses.get
        """Look an address up: the member and the path, or None."""
        self.named = self._fragments.get
        """Look a user fragment up: the member, or None."""

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[M]:
        return iter(tuple(self._members))

    def join(self, member: M, fragment: str) -> None:
        """Enter a member, or one more fragment of it."""
        self._members.setdefault(member, []).append(fragment)
        self._fragments[fragment] = member

    def retire(self, fragment: str) -> None:
        """Forget a fragment of an ICE generation that is over."""
        member = self._fragments.pop(fragment, None)
        if member is not None:
            self._members[member].remove(fragment)

    def leave(self, member: M) -> None:
        """Forget a member with all its fragments and addresses."""
        for fragment in self._members.pop(member, ()):
            del self._fragments[fragment]
        for path in member.paths:
            entry = self._addresses.get(path.address)
            if entry is not None and entry[0] is member:
                del self._addresses[path.address]

    def reach(self, member: M, path: Path) -> None:
        """Enter a proved path. Its address belongs to whoever proved it last."""
        before = self._addresses.get(path.address)
        if before is not None and before[0] is not member:
            before[0].lose(before[1])
        self._addresses[path.address] = (member, path)
        surplus = member.paths.surplus()
        if surplus is not None:
            self._addresses.pop(surplus.address, None)
