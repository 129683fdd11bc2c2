"""Failed logins, kept: a restart forgives nobody, and several servers count together."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.accounts.lockout import FORGOTTEN_S, Failures, Tries
from signaling.limits import site
from signaling.store.account_models import TryRow
from signaling.store.database import Database
from signaling.store.missing import insert_into

NEVER = datetime.fromtimestamp(0, UTC)


class TryLog:
    """Counts tries of accounts from addresses; one at a time for each of both.

    Only hashes with a key are kept: an unknown name may well be a password in the wrong field.
    """

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._tidied = NEVER

    async def attempt(self, account: str, address: str, now: datetime) -> float:
        """Begin a try: return 0, or the seconds to wait; then nothing was counted."""
        await self._tidy(now)
        seconds = now.timestamp()

        def begin(tries: Tries) -> Tries:
            return tries if tries.wait(seconds) else tries.begun(seconds)

        return (await self._change(account, address, begin)).wait(seconds)

    async def succeeded(self, account: str, address: str) -> None:
        """End a try well."""
        await self._change(account, address, Tries.succeeded)

    async def _change(self, account: str, address: str, change: Callable[[Tries], Tries]) -> Tries:
        """Change what is known, and return what was."""
        keys = self._hash("account", account), self._hash("address", site(address))
        async with self._database.session() as session:
            # In one order, so that two never wait for each other.
            before = Tries(*[await _held(session, key) for key in keys])
            after = change(before)
            for key, was, is_ in zip(keys, _both(before), _both(after), strict=True):
                if was != is_:
                    await session.execute(
                        update(TryRow)
                        .where(TryRow.key == key)
                        .values(failures=is_.count, last_at=datetime.fromtimestamp(is_.last, UTC))
                    )
        return before

    async def _tidy(self, now: datetime) -> None:
        """Forget what counts no more, once in a while; rows that are in use wait for next time."""
        if now - self._tidied < timedelta(seconds=FORGOTTEN_S):
            return
        self._tidied = now
        old = (
            select(TryRow.key)
            .where(TryRow.last_at < now - timedelta(seconds=FORGOTTEN_S))
            .with_for_update(skip_locked=True)
        )
        async with self._database.session() as session:
            keys = list(await session.scalars(old))
            await session.execute(delete(TryRow).where(TryRow.key.in_(keys)))

    def _hash(self, kind: str, name: str) -> str:
        return hmac.digest(self._key, f"{kind} {name}".encode(), hashlib.sha256).hex()


async def _held(session: AsyncSession, key: str) -> Failures:
    """Return the failures of a key, which nobody else changes until the transaction ends."""
    new = insert_into(session, TryRow).values(key=key, failures=0, last_at=NEVER)
    # A write that changes nothing: the row is ours from now on, with every database.
    held = new.on_conflict_do_update(index_elements=["key"], set_={"key": key})
    row = (await session.execute(held.returning(TryRow.failures, TryRow.last_at))).one()
    return Failures(row.failures, row.last_at.timestamp())


def _both(tries: Tries) -> tuple[Failures, Failures]:
    return tries.account, tries.address
