"""Passwords: argon2id (RFC 9106), at a cost that the mixing of pictures survives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 256
"""Characters of a password. Length is what counts; no rules about kinds of characters
(NIST SP 800-63B, section 5.1.1.2)."""

VARIED = 5
"""Different characters at least: neither aaaaaaaaaa nor 1212121212."""

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
"""OWASP's least for argon2id. A hash takes 20 to 40 ms of one core; RFC 9106's own 64 MiB on four
lanes would take the memory bandwidth that the mixer lives on."""

WAITING = 16
"""Hashes that may wait; more logins than that at once are refused."""


class BusyError(Exception):
    """Too many passwords are being checked already."""


class Passwords:
    """Hashes and checks, one at a time and on a thread."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, hash_len=32, salt_len=16
        )
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """Return the hash to keep. Raises BusyError."""
        async with self._in_turn():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one whose hash was kept. Raises BusyError.

        None stands for an account that is not there or has no password: the work is the same.
        """
        async with self._in_turn():
            return await asyncio.to_thread(self._fits, password, kept)

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(kept)

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING:
            raise BusyError
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    def _fits(self, password: str, kept: str | None) -> bool:
        if self._nobody is None:
            self._nobody = self._hasher.hash("")
        try:
            self._hasher.verify(kept or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None


def weak(password: str, name: str) -> bool:
    """Whether a password is refused: too short, too uniform, or the account's name."""
    return (
        not SHORTEST <= len(password) <= LONGEST
        or len(set(password)) < VARIED
        or password.casefold() == name.casefold()
    )
