"""Accounts, their roles and their logins, as they are kept; with each change its audit line."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.accounts.rights import Grant, User
from signaling.protocol import Lang
from signaling.store.account_models import AuditRow, GrantRow, LoginRow, UserRow
from signaling.store.database import Database
from signaling.store.models import Unit

DEEPEST = 32
"""Levels of units at most; what is deeper is a circle."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it is kept."""

    user: User
    password: str | None
    disabled: bool
    created_at: datetime


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that is logged in."""

    key: str
    kept: Kept
    address: str
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime


class Users:
    """Asks and fills the tables of accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str) -> Kept | None:
        """Return an account; None if there is none of that name."""
        async with self._database.session() as session:
            row = await session.get(UserRow, name)
            # Asked for in any case: how long a login takes tells nothing of the account.
            grants = await _grants(session, [name])
            return _kept(row, grants) if row else None

    async def all(self) -> list[Kept]:
        """Return every account by its name."""
        async with self._database.session() as session:
            rows = list(await session.scalars(select(UserRow).order_by(UserRow.name)))
            grants = await _grants(session)
            return [_kept(row, grants) for row in rows]

    async def add(self, kept: Kept, audit: AuditRow) -> bool:
        """Add an account with its grants; False if the name is taken."""
        user = kept.user
        async with self._database.session() as session:
            if await session.get(UserRow, user.name) is not None:
                return False
            session.add(
                UserRow(
                    name=user.name,
                    display_name=user.display_name,
                    password=kept.password,
                    disabled=kept.disabled,
                    lang=user.lang,
                    created_at=kept.created_at,
                )
            )
            await session.flush()
            session.add_all([*_rows(user.name, user.grants), audit])
            return True

    async def describe(
        self, name: str, *, display_name: str | None, lang: Lang | None, audit: AuditRow | None
    ) -> None:
        """Change what an account is called, and its language; None leaves it as it is."""
        async with self._database.session() as session:
            row = await session.get_one(UserRow, name)
            if display_name is not None:
                row.display_name = display_name
            if lang is not None:
                row.lang = lang
            if audit is not None:
                session.add(audit)

    async def set_disabled(self, name: str, disabled: bool, audit: AuditRow) -> None:
        """Close an account, which ends its logins, or open it again."""
        async with self._database.session() as session:
            (await session.get_one(UserRow, name)).disabled = disabled
            if disabled:
                await session.execute(delete(LoginRow).where(LoginRow.user_name == name))
            session.add(audit)

    async def set_password(
        self, name: str, hashed: str, audit: AuditRow | None, *, spare: str = ""
    ) -> None:
        """Keep another hash. With an audit line it is another password, too, and ends all logins

        but the one whose key is `spare`.
        """
        async with self._database.session() as session:
            (await session.get_one(UserRow, name)).password = hashed
            if audit is not None:
                await session.execute(
                    delete(LoginRow).where(LoginRow.user_name == name, LoginRow.key != spare)
                )
                session.add(audit)

    async def set_grants(self, name: str, grants: Sequence[Grant], audit: AuditRow) -> None:
        """Give an account these roles and no others."""
        async with self._database.session() as session:
            await session.execute(delete(GrantRow).where(GrantRow.user_name == name))
            session.add_all([*_rows(name, grants), audit])

    async def administrators(self) -> set[str]:
        """Return who can log in as an administrator over everything."""
        query = (
            select(UserRow.name)
            .join(GrantRow, GrantRow.user_name == UserRow.name)
            .where(
                GrantRow.role == "administrator",
                GrantRow.unit_id.is_(None),
                UserRow.disabled.is_(False),
            )
        )
        async with self._database.session() as session:
            return set(await session.scalars(query))

    async def lineage(self, unit: str) -> tuple[str, ...]:
        """Return a unit and its ancestors, itself first; nothing if there is no such unit."""
        found: list[str] = []
        async with self._database.session() as session:
            row = await session.get(Unit, unit)
            while row is not None and len(found) < DEEPEST:
                found.append(row.id)
                row = await session.get(Unit, row.parent_id) if row.parent_id else None
        return tuple(found)

    async def log_in(self, login: LoginRow, audit: AuditRow) -> None:
        """Keep a login; those that are over are forgotten."""
        async with self._database.session() as session:
            await session.execute(delete(LoginRow).where(LoginRow.ends_at <= login.begun_at))
            session.add_all([login, audit])

    async def login(self, key: str) -> Login | None:
        """Return the login of a key, whatever its age."""
        async with self._database.session() as session:
            row = await session.get(LoginRow, key)
            if row is None:
                return None
            user = await session.get_one(UserRow, row.user_name)
            return Login(
                key=key,
                kept=_kept(user, await _grants(session, [user.name])),
                address=row.address,
                begun_at=row.begun_at,
                seen_at=row.seen_at,
                ends_at=row.ends_at,
            )

    async def seen(self, key: str, now: datetime, ends: datetime) -> None:
        """Note that a login is in use, and when it ends."""
        async with self._database.session() as session:
            row = await session.get(LoginRow, key)
            if row is not None:
                row.seen_at = now
                row.ends_at = ends

    async def log_out(self, key: str, audit: AuditRow | None = None) -> None:
        """Forget a login, and note it where there was one."""
        async with self._database.session() as session:
            gone = await session.scalar(
                delete(LoginRow).where(LoginRow.key == key).returning(LoginRow.key)
            )
            if audit is not None and gone is not None:
                session.add(audit)


async def _grants(
    session: AsyncSession, names: Sequence[str] | None = None
) -> dict[str, list[Grant]]:
    query = select(GrantRow).order_by(GrantRow.id)
    if names is not None:
        query = query.where(GrantRow.user_name.in_(names))
    found: dict[str, list[Grant]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.user_name, []).append(Grant(role=row.role, unit=row.unit_id))
    return found


def _rows(name: str, grants: Sequence[Grant]) -> list[GrantRow]:
    # Given twice is given once; the order stays.
    return [
        GrantRow(user_name=name, role=one.role, unit_id=one.unit) for one in dict.fromkeys(grants)
    ]


def _kept(row: UserRow, grants: dict[str, list[Grant]]) -> Kept:
    return Kept(
        user=User(
            name=row.name,
            display_name=row.display_name,
            lang=row.lang,
            grants=tuple(grants.get(row.name, ())),
        ),
        password=row.password,
        disabled=row.disabled,
        created_at=row.created_at,
    )
