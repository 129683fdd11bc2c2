"""The controlling half of ICE, as a client of a lite server needs it (RFC 8445, RFC 7675)."""

import secrets
from collections.abc import Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.rtc.ice import (
    Credentials,
    host_priority,
    read_request,
    read_success,
    write_request,
    write_success,
)
from mcu.rtc.path import Path

_FIRST_WAIT: Final = NS_PER_S // 10
"""Nanoseconds to the first repetition of a check; each further one waits half as long again."""

_LONGEST_WAIT: Final = NS_PER_S // 2

KEEPALIVE: Final = 3 * NS_PER_S // 2
"""Nanoseconds between checks of a path in use: two within the four seconds that a server waits for
a point, so a client that sends nothing else survives the loss of one (RFC 7675 asks for 5 s)."""


class Controlling:
    """One ICE generation: checks all paths, nominates the first that answers, keeps it alive.

    `selected` is the nominated path once the peer has confirmed it.
    """

    def __init__(
        self, local: Credentials, remote: Credentials, paths: Sequence[Path], now: int
    ) -> None:
        self.selected: Path | None = None
        self._local = local
        self._remote = remote
        self._paths = list(paths)
        self._nominated: Path | None = None
        self._transactions: dict[bytes, Path] = {}
        self._wait = _FIRST_WAIT
        self.due = now
        """When `tick` has something to do (ns)."""

    def tick(self, now: int) -> None:
        """Send the checks that are due."""
        if now < self.due:
            return
        if self.selected is not None:
            self.due = now + KEEPALIVE
            self._transactions = {}
        else:
            self.due = now + self._wait
            self._wait = min(self._wait * 3 // 2, _LONGEST_WAIT)
        if not self._transactions:
            paths = [self._nominated] if self._nominated else self._paths
            self._transactions = {secrets.token_bytes(12): path for path in paths}
        # A repetition is the same transaction, so an answer counts however late it is.
        for transaction, path in self._transactions.items():
            self._check(transaction, path)

    def receive(self, datagram: bytes, path: Path, now: int) -> bool:
        """Take a STUN message; False if it is neither an answer to a check of ours nor the peer's.

        A lite peer does not check; a full one does, and wants to be answered.
        """
        request = read_request(datagram, self._local.password)
        if request is not None:
            path.send(write_success(request, self._local.password, path.address))
            return True
        return self._receive_success(datagram, now)

    def _receive_success(self, datagram: bytes, now: int) -> bool:
        transaction = read_success(datagram, self._remote.password)
        path = self._transactions.pop(transaction, None) if transaction else None
        if path is None:
            return False
        path.heard = now
        if self._nominated is None:
            self._nominated = path
            self._transactions = {}
            self._wait = _FIRST_WAIT
            self.due = now
            self.tick(now)
        elif self.selected is None:
            self.selected = path
            self.due = now + KEEPALIVE
        return True

    def _check(self, transaction: bytes, path: Path) -> None:
        path.send(
            write_request(
                self._local,
                self._remote,
                transaction,
                priority=host_priority(65_535 - self._paths.index(path)),
                nominate=path is self._nominated,
            )
        )
