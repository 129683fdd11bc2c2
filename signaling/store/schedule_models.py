"""The tables of meetings before they begin: plans, series, agenda, people, papers."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from signaling.meeting.terms import Fraction, Mode
from signaling.schedule.protocol import Part, Readers, Seating, State
from signaling.store.models import ID, Base, Instant


class Series(Base):
    """A repeating meeting: its rule, from when on, and the meeting that it began with.

    `without` are days as `2026-11-23 2026-12-28`. `plan` is what new meetings are copies of, as
    JSON; "" is the plan of the first. It was cancelled from `ends_at` on, which can be taken back.
    `follows` is the series that it was split off from, "" for none.
    """

    __tablename__ = "series"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    template_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), unique=True)
    rule: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    without: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    follows: Mapped[str] = mapped_column(ID, default="")
    version: Mapped[int] = mapped_column(default=1)


class PlanRow(Base):
    """How a meeting is planned; one that was never planned has no row.

    `occurrence` is the day in Vietnam that a meeting of a series stands for, wherever it was moved
    to. `units` are the ids of whole subtrees, one a line.
    """

    __tablename__ = "plans"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    host_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Instant, index=True)
    minutes: Mapped[int]
    notes: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[State] = mapped_column(String(16))
    mode: Mapped[Mode] = mapped_column(String(16))
    chair_id: Mapped[str | None] = mapped_column(ForeignKey("points.id"))
    lobby: Mapped[bool]
    muted: Mapped[bool]
    camera: Mapped[bool]
    emblem: Mapped[bool] = mapped_column(default=True, server_default=true())
    limit: Mapped[int]
    quorum: Mapped[Fraction] = mapped_column(String(16))
    seating: Mapped[Seating] = mapped_column(String(16))
    units: Mapped[str] = mapped_column(Text, default="")
    series_id: Mapped[str | None] = mapped_column(ForeignKey("series.id"), index=True)
    occurrence: Mapped[str] = mapped_column(String(10), default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class AgendaRow(Base):
    """One item of a plan's agenda."""

    __tablename__ = "agenda"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    order: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int | None]
    speaker: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(200), default="")


class PersonRow(Base):
    """Somebody with an account and a part in one meeting. `account` is what they log in with."""

    __tablename__ = "people"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    account: Mapped[str] = mapped_column(ID, primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(String(16), primary_key=True)


class PaperRow(Base):
    """A paper; the file is kept beside the database under `id`, `item` is "" for all items."""

    __tablename__ = "papers"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    item: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(String(200))
    readers: Mapped[Readers] = mapped_column(String(16))
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[str] = mapped_column(String(200))
