"""The tables of accounts; `models` has those of meetings."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from signaling.meeting.actor import Role
from signaling.protocol import Lang
from signaling.store.models import ID, Base, Instant


class UserRow(Base):
    """An account. It is disabled rather than deleted: logs and minutes name it for years.

    Without a password only single sign-on lets its owner in.
    """

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(ID, primary_key=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(Text)
    disabled: Mapped[bool] = mapped_column(default=False)
    lang: Mapped[Lang] = mapped_column(String(8), default="vi")
    created_at: Mapped[datetime] = mapped_column(Instant)


class GrantRow(Base):
    """A role of an account over a unit and all below it; no unit is everything."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_name: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    role: Mapped[Role] = mapped_column(String(16))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))


class LoginRow(Base):
    """One browser that is logged in. The cookie's value is not kept, only its SHA-256."""

    __tablename__ = "logins"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_name: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    address: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)


class TryRow(Base):
    """Failed logins of an account, or from an address, in a row; `key` is a hash of which."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)


class AuditRow(Base):
    """Who did what, when, from where, to what, and what came of it.

    Triggers of the database refuse to change or delete a line. The name is no foreign key: a line
    stays true whatever becomes of the account.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Instant)
    account: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
