"""The tables. `migrations/` builds the same ones; a test holds the two against each other."""

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from signaling.directory.fold import fold, lowered

ID = String(64)
"""An identifier, as it stands in tokens and URLs."""

RecordingState = Literal["running", "complete", "interrupted"]


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite knows no offsets, so they are taken off there and put on again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, which would be read as another time elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without an offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give times with their offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables; constraints are named, so that later migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _searched(context: DefaultExecutionContext) -> str:
    """Return what a row that is being inserted is found by."""
    given: dict[str, str] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return searched(given["id"], given["name"], given.get("short_name", ""))


def _folded(context: DefaultExecutionContext) -> str:
    return fold(_searched(context))


def searched(code: str, name: str, short_name: str = "") -> str:
    """Return what a unit or a point is found by; kept as it is, and folded."""
    return lowered(f"{name} {short_name} {code}")[:500]


class Unit(Base):
    """An administrative unit. `level` counts from the root (1); what levels mean is data.

    One that has served its time is `retired`: records of earlier meetings go on naming it.
    """

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    level: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    order: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    searched: Mapped[str] = mapped_column(String(500), default=_searched, server_default="")
    folded: Mapped[str] = mapped_column(String(500), default=_folded, server_default="", index=True)


class EmblemRow(Base):
    """A unit's emblem as a PNG file; `digest` tells it from the one before."""

    __tablename__ = "emblems"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(16))
    picture: Mapped[bytes] = mapped_column(LargeBinary)


class Point(Base):
    """A place that joins meetings; `short_name` is for plates where `name` does not fit.

    An ad-hoc point has no unit. A `synthetic` one belongs to the demo: no person sits there.
    `delegates` are how many sit there by default; a `room` lets the centre open its microphone.
    `searched` and `folded` are what it is found by, as it is and without diacritics.
    """

    __tablename__ = "points"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(80))
    order: Mapped[int] = mapped_column(default=0)
    synthetic: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    contact_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    technician_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    technician_phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    line_operator: Mapped[str] = mapped_column(String(80), default="", server_default="")
    line_kbps: Mapped[int | None]
    line_note: Mapped[str] = mapped_column(String(200), default="", server_default="")
    backup_operator: Mapped[str] = mapped_column(String(80), default="", server_default="")
    backup_kbps: Mapped[int | None]
    backup_note: Mapped[str] = mapped_column(String(200), default="", server_default="")
    delegates: Mapped[int] = mapped_column(default=1, server_default="1")
    room: Mapped[bool] = mapped_column(default=False, server_default=false())
    searched: Mapped[str] = mapped_column(String(500), default=_searched, server_default="")
    folded: Mapped[str] = mapped_column(String(500), default=_folded, server_default="", index=True)


class JoinKey(Base):
    """A point's permanent link. The secret is not kept, only its SHA-256, so it is seen once."""

    __tablename__ = "join_keys"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_id: Mapped[str] = mapped_column(ForeignKey("points.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Meeting(Base):
    """A meeting. An `open` one may be joined without a link, by choosing a free point."""

    __tablename__ = "meetings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    open: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Invitation(Base):
    """A point's place in a meeting; `order` gives its place in the picture and in the list.

    `delegates` is how many are entitled to vote there; a `room` lets the centre open its
    microphone.
    """

    __tablename__ = "invitations"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    point_id: Mapped[str] = mapped_column(ForeignKey("points.id"), primary_key=True, index=True)
    order: Mapped[int]
    delegates: Mapped[int] = mapped_column(default=1, server_default="1")
    room: Mapped[bool] = mapped_column(default=False, server_default=false())


class SentFile(Base):
    """A file that was brought up to be sent in chat; its bytes are in the data directory.

    `sender` is a point or an account, as in the token that brought it.
    """

    __tablename__ = "chat_files"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    sender: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Instant)


class ChatLine(Base):
    """What was said in writing. The name is that of the moment: it belongs to the record.

    A line from a console has no point. `to` is "" for all, else as in `meeting.chat`.
    """

    __tablename__ = "chat"
    __table_args__ = (Index("ix_chat_meeting_id_id", "meeting_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    point_id: Mapped[str | None] = mapped_column(ForeignKey("points.id"))
    name: Mapped[str] = mapped_column(String(200))
    to: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text)
    question: Mapped[bool] = mapped_column(default=False)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("chat_files.id"))
    ref: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Instant)


class Recording(Base):
    """One recording of a meeting; `seconds` and `bytes` are final once it does not run."""

    __tablename__ = "recordings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    path: Mapped[str] = mapped_column(Text)
    state: Mapped[RecordingState] = mapped_column(String(16))
    seconds: Mapped[float] = mapped_column(default=0.0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)


class LogEntry(Base):
    """One line of a meeting's log; written once, never changed.

    A meeting that is held again begins a new `sitting`. `event` and `actor` are JSON
    (`signaling.meeting.entry`), `at` is in `event`'s own words, so that nothing is lost by a type.
    """

    __tablename__ = "log"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    sitting: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)


class LeaseRow(Base):
    """Which server leads a meeting, and how often it has said so since (`signaling.lease`)."""

    __tablename__ = "leases"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    beat: Mapped[int] = mapped_column(BigInteger)


class UrnRow(Base):
    """The sum of a secret vote that runs, sealed (`store.urn`)."""

    __tablename__ = "urns"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    sitting: Mapped[int] = mapped_column(primary_key=True)
    vote: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
