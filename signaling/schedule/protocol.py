"""What goes over the wire of a meeting's plan; checked where it comes in, by its types."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from msgspec import Meta, structs

from signaling.meeting.terms import Fraction, Mode
from signaling.schedule import recurrence
from signaling.wire import Struct

State = Literal["draft", "announced", "held", "cancelled"]
Seating = Literal["rank", "tree", "given"]
"""Points by rank (province, districts, communes), by tree (a district with its communes), or as
listed."""

Part = Literal["chair", "secretary", "operator"]
Readers = Literal["all", "leaders"]
"""Who may read a paper: all points, or only those who lead the meeting."""

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Maybe = Annotated[str, Meta(max_length=64)]
Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Line = Annotated[str, Meta(max_length=200)]

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between these a meeting may be planned."""


class InvitedPoint(Struct, frozen=True, kw_only=True):
    """A point that is invited, how many delegates are entitled there, and whether it is a room.

    A room lets the centre open its microphone. What is null is as the directory has it.
    """

    point: Id
    delegates: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    room: bool | None = None


class AgendaLine(Struct, frozen=True, kw_only=True):
    """One item of the agenda; `id` "" is a new one, `unit` who reports."""

    id: Maybe = ""
    title: Title
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    speaker: Line = ""
    unit: Line = ""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with an account, and the part in this meeting."""

    account: Id
    part: Part


class Repeat(Struct, frozen=True, kw_only=True):
    """How a meeting repeats: a rule of RFC 5545 and the days in Vietnam without one.

    Of a meeting in a series: as it goes on from that meeting.
    """

    rule: Annotated[str, Meta(min_length=1, max_length=recurrence.LONGEST)]
    without: Annotated[tuple[date, ...], Meta(max_length=200)] = ()


class MeetingDraft(Struct, frozen=True, kw_only=True):
    """A meeting as it is planned.

    `host` is the unit that holds it, `chair` the point of the chair, `units` those whose points are
    all invited, with all below; `limit` 0 is any number of points. With `emblem` that of `host`, or
    the nearest above it, is in the picture.
    """

    title: Title
    starts: Annotated[datetime, Meta(tz=True)]
    minutes: Annotated[int, Meta(ge=5, le=10_080)] = 120
    host: Maybe = ""
    notes: Annotated[str, Meta(max_length=4000)] = ""
    mode: Mode = "conference"
    chair: Maybe = ""
    lobby: bool = True
    muted: bool = True
    camera: bool = True
    emblem: bool = True
    limit: Annotated[int, Meta(ge=0, le=10_000)] = 0
    quorum: Fraction = "two_thirds"
    seating: Seating = "rank"
    points: Annotated[tuple[InvitedPoint, ...], Meta(max_length=4000)] = ()
    units: Annotated[tuple[Id, ...], Meta(max_length=500)] = ()
    agenda: Annotated[tuple[AgendaLine, ...], Meta(max_length=200)] = ()
    people: Annotated[tuple[Person, ...], Meta(max_length=200)] = ()
    repeat: Repeat | None = None


Scope = Literal["one", "following", "all"]
"""Of a series: one meeting, it and those after it, all that are still to be held."""


class PlanChange(Struct, frozen=True, kw_only=True):
    """A plan in place of the one whose `version` was read.

    Of a series, with `scope`, the others change as this one does: in what is another than before.
    What was held or runs stays as it is. Where time or repetition change, those that are to be held
    follow the new rule, and those that it has no day for are cancelled.
    """

    version: int
    plan: MeetingDraft
    scope: Scope = "one"


class StateChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Announce a meeting, take the announcement back, or cancel it.

    A series of which the following, or all, are cancelled has no more meetings from there on, until
    they are announced again.
    """

    state: Literal["draft", "announced", "cancelled"]
    scope: Scope = "one"


class Paper(Struct, frozen=True, kw_only=True):
    """A PDF file of a meeting. `item` is the agenda item it belongs to, "" for all.

    `url` opens it for some hours; `sha256` is in hex.
    """

    id: str
    title: str
    item: str
    readers: Readers
    bytes: int
    sha256: str
    added: str
    url: str


class PaperList(Struct, frozen=True, kw_only=True):
    """The papers of a meeting that the asker may read, in the order of the agenda."""

    papers: list[Paper]


class InvitedName(Struct, frozen=True, kw_only=True):
    """An invited point in words, in the order of the seats."""

    point: str
    name: str
    unit: str
    delegates: int
    room: bool


class MeetingPlan(Struct, frozen=True, kw_only=True):
    """A planned meeting. `version` grows with each change; `series` is "" for one that is alone."""

    id: str
    state: State
    version: int
    series: str
    host_name: str
    may_change: bool
    plan: MeetingDraft
    places: list[InvitedName]
    papers: list[Paper]


class PlanLine(Struct, frozen=True, kw_only=True):
    """A meeting in a list. One of a series that is yet to come has no `id`, but `nearest`: the
    meeting of the series at which those to come can be changed.

    `running`: it was opened, or points are there already.
    """

    id: str
    title: str
    starts: datetime
    minutes: int
    state: State
    mode: Mode
    host: str
    host_name: str
    series: str
    points: int
    part: str = ""
    running: bool = False
    nearest: str = ""

    def seen_with(self, parts: Mapping[str, str], *, running: bool) -> "PlanLine":
        """Return the line as somebody sees it now: with the part in the meeting."""
        return structs.replace(self, part=parts.get(self.id, ""), running=running)


class PlanList(Struct, frozen=True, kw_only=True):
    """Meetings by their start."""

    meetings: list[PlanLine]


class Draft(Struct, frozen=True, kw_only=True):
    """What was made."""

    id: str
    version: int


class ListQuery(Struct, frozen=True, kw_only=True):
    """From when until when to list; from now on for 60 days if nothing is said."""

    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None


class CalendarQuery(Struct, frozen=True, kw_only=True):
    """Whose calendar file; "" is the one for all."""

    point: Maybe = ""


class PaperQuery(Struct, frozen=True, kw_only=True):
    """What a file is."""

    title: Title
    item: Maybe = ""
    readers: Readers = "all"


class PeopleQuery(Struct, frozen=True, kw_only=True):
    """Whom to find: words of a name, with or without diacritics; `unit` "" is any unit."""

    q: Annotated[str, Meta(max_length=200)] = ""
    unit: Maybe = ""


class FoundPerson(Struct, frozen=True, kw_only=True):
    """Somebody who may be given a part: his account, his name, the units that he has roles over."""

    account: str
    name: str
    units: list[str]


class PeopleFound(Struct, frozen=True, kw_only=True):
    """Those who were found, by their names; `more` if there are others."""

    people: list[FoundPerson]
    more: bool


class KeyQuery(Struct, frozen=True, kw_only=True):
    """The key of a paper's address, and whether it is to be kept as a file."""

    k: Line
    download: Line | None = None
