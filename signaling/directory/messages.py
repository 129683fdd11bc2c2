"""What the HTTP API of units, points and join keys takes and gives (PROTOCOL.md, The directory)."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from signaling.wire import Struct

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
ShortName = Annotated[str, Meta(min_length=1, max_length=80)]
Text = Annotated[str, Meta(max_length=200)]
Phone = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+(). -]*$")]
Operator = Annotated[str, Meta(max_length=80)]
Kbps = Annotated[int, Meta(ge=1, le=10_000_000)]
Order = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Delegates = Annotated[int, Meta(ge=0, le=100_000)]


class UnitInfo(Struct, frozen=True, kw_only=True):
    """A unit. `points` counts those of the unit itself; `may_change` is the asker's.

    `emblem` is the digest of its own emblem, "" where it has none.
    """

    id: str
    parent: str | None
    level: int
    name: str
    order: int
    retired: bool
    points: int
    may_change: bool
    emblem: str = ""


class UnitList(Struct, frozen=True, kw_only=True):
    """The units that the asker sees, parents first, as they are listed."""

    units: list[UnitInfo]
    may_add_root: bool


class NewUnit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Make a unit below `parent`, or a root."""

    id: Id
    parent: Id | None = None
    name: Name
    order: Order = 0


class UnitChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Change what is named: call, arrange, move, retire a unit."""

    name: Name | UnsetType = UNSET
    order: Order | UnsetType = UNSET
    parent: Id | UnsetType | None = UNSET
    retired: bool | UnsetType = UNSET


class PointInfo(Struct, frozen=True, kw_only=True):
    """A point with everything that is known of it. `unit_name` is "" without a unit."""

    id: str
    unit: str | None
    unit_name: str
    name: str
    short_name: str
    order: int
    retired: bool
    contact_name: str
    contact_phone: str
    technician_name: str
    technician_phone: str
    line_operator: str
    line_kbps: int | None
    line_note: str
    backup_operator: str
    backup_kbps: int | None
    backup_note: str
    delegates: int
    room: bool
    keys: int
    may_change: bool


class PointQuery(Struct, frozen=True, kw_only=True):
    """Which points: what they are called, below which unit, and `retired` "1" those that are."""

    q: str = ""
    unit: str = ""
    retired: str = ""
    limit: Annotated[int, Meta(ge=0)] = 100
    offset: Annotated[int, Meta(ge=0, le=2**31)] = 0


class PointPage(Struct, frozen=True, kw_only=True):
    """Points from `offset` on, in the order of their units; `total` is how many were found."""

    points: list[PointInfo]
    total: int
    offset: int


class PointDraft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a point is to be. A short name that is left out is the name's beginning."""

    unit: Id | UnsetType | None = UNSET
    name: Name | UnsetType = UNSET
    short_name: ShortName | UnsetType = UNSET
    order: Order | UnsetType = UNSET
    retired: bool | UnsetType = UNSET
    contact_name: Text | UnsetType = UNSET
    contact_phone: Phone | UnsetType = UNSET
    technician_name: Text | UnsetType = UNSET
    technician_phone: Phone | UnsetType = UNSET
    line_operator: Operator | UnsetType = UNSET
    line_kbps: Kbps | UnsetType | None = UNSET
    line_note: Text | UnsetType = UNSET
    backup_operator: Operator | UnsetType = UNSET
    backup_kbps: Kbps | UnsetType | None = UNSET
    backup_note: Text | UnsetType = UNSET
    delegates: Delegates | UnsetType = UNSET
    room: bool | UnsetType = UNSET


class NewPoint(PointDraft, frozen=True, kw_only=True, omit_defaults=True):
    """Make a point; name and unit are needed."""

    id: Id
    name: Name
    unit: Id | None


class KeyInfo(Struct, frozen=True, kw_only=True):
    """A join key, whose secret nobody can be told again."""

    id: str
    label: str
    created: str
    created_by: str
    revoked: str | None
    used: str | None


class KeyList(Struct, frozen=True, kw_only=True):
    """The keys of a point, newest first."""

    keys: list[KeyInfo]


class NewKey(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Make a key, in place of the one that is renewed."""

    label: Annotated[str, Meta(min_length=1, max_length=80)]
    renews: str | None = None


class KeySheet(Struct, frozen=True, kw_only=True):
    """A new key, told this once: its link, and that as a QR code (an SVG as data URL)."""

    key: KeyInfo
    link: str
    qr: str
    phone: str


class KeyRequest(Struct, frozen=True, kw_only=True):
    """A point's device asks which meetings its key opens now."""

    key: Annotated[str, Meta(max_length=100)]


class KeyMeeting(Struct, frozen=True, kw_only=True):
    """A meeting of a point, which may come from `opens` on; null if it was never planned."""

    id: str
    title: str
    starts: str | None
    opens: str | None


class KeyReply(Struct, frozen=True, kw_only=True):
    """The point of a key, and the meetings that are near or on, soonest first.

    `next` is the one that opens after them. `test` is a meeting of the point alone, to try its
    equipment at any time.
    """

    point: str
    name: str
    unit: str
    phone: str
    meetings: list[KeyMeeting]
    next: KeyMeeting | None
    test: str


class KeyTokenRequest(Struct, frozen=True, kw_only=True):
    """Exchange a key for a join token of one of its meetings."""

    key: Annotated[str, Meta(max_length=100)]
    meeting: Annotated[str, Meta(max_length=64)]


class Rejection(Struct, frozen=True, kw_only=True):
    """A row of a file that was not taken. Row 0 is the file as a whole; `column` may be ""."""

    row: int
    column: str
    value: str
    code: str
    message_vi: str
    message_en: str


class ImportQuery(Struct, frozen=True, kw_only=True):
    """How a file is imported: `dry` "1" only looks, `accept` "good" leaves bad rows out."""

    dry: str = ""
    accept: Literal["all", "good"] = "all"


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did, or would do (`applied` false)."""

    applied: bool
    rows: int
    added: int
    changed: int
    unchanged: int
    columns: list[str]
    ignored: list[str]
    rejected: list[Rejection]


DRAFT_FIELDS = tuple(one.name for one in msgspec.structs.fields(PointDraft) if one.name != "unit")
"""The fields of a draft that are columns of the same name."""
