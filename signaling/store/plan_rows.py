"""The rows of one plan: made of a draft, and read as one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

import msgspec
from msgspec import structs
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.schedule.protocol import (
    AgendaLine,
    InvitedPoint,
    MeetingDraft,
    Person,
    Repeat,
    State,
)
from signaling.schedule.recurrence import ZONE, Course, local, rest
from signaling.store.models import Invitation, Meeting
from signaling.store.schedule_models import AgendaRow, PersonRow, PlanRow, Series


async def add(
    session: AsyncSession, meeting: str, draft: MeetingDraft, now: datetime, state: State
) -> PlanRow:
    """Add a meeting and its plan."""
    session.add(Meeting(id=meeting, title=draft.title, open=False, created_at=now))
    # No relationship says so, but the rows below refer to this one.
    await session.flush()
    row = PlanRow(meeting_id=meeting, state=state, version=1, changed_at=now, **columns(draft))
    row.occurrence = ""
    session.add(row)
    fill(session, meeting, draft)
    return row


def columns(draft: MeetingDraft) -> dict[str, object]:
    """Return what a plan's own row has of a draft."""
    return {
        "host_id": draft.host or None,
        "starts_at": draft.starts,
        "minutes": draft.minutes,
        "notes": draft.notes,
        "mode": draft.mode,
        "chair_id": draft.chair or None,
        "lobby": draft.lobby,
        "muted": draft.muted,
        "camera": draft.camera,
        "emblem": draft.emblem,
        "limit": draft.limit,
        "quorum": draft.quorum,
        "seating": draft.seating,
        "units": "\n".join(draft.units),
    }


def fill(session: AsyncSession, meeting: str, draft: MeetingDraft) -> None:
    """Add what a draft has many of: points, items, people."""
    session.add_all(
        Invitation(
            meeting_id=meeting,
            point_id=one.point,
            order=order,
            delegates=one.delegates,
            room=one.room,
        )
        for order, one in enumerate(draft.points)
    )
    session.add_all(
        AgendaRow(
            meeting_id=meeting,
            id=one.id,
            order=order,
            title=one.title,
            minutes=one.minutes,
            speaker=one.speaker,
            unit=one.unit,
        )
        for order, one in enumerate(draft.agenda)
    )
    session.add_all(
        PersonRow(meeting_id=meeting, account=one.account, part=one.part) for one in draft.people
    )


async def clear(session: AsyncSession, meeting: str) -> None:
    """Remove what `fill` has added."""
    for table in (Invitation, AgendaRow, PersonRow):
        await session.execute(delete(table).where(table.meeting_id == meeting))


async def take(session: AsyncSession, meeting: str, version: int) -> bool:
    """Begin to change a plan; False if it is of another version by now.

    It writes first: of two who have read the same one waits for the other, and comes too late.
    """
    taken = await session.scalar(
        update(PlanRow)
        .where(PlanRow.meeting_id == meeting, PlanRow.version == version)
        .values(version=version)
        .returning(PlanRow.meeting_id)
    )
    return taken is not None


async def put(session: AsyncSession, meeting: str, draft: MeetingDraft, now: datetime) -> None:
    """Keep another draft in place of the one there is, as its next version."""
    await session.execute(
        update(PlanRow)
        .where(PlanRow.meeting_id == meeting)
        .values(version=PlanRow.version + 1, changed_at=now, **columns(draft))
    )
    await session.execute(update(Meeting).where(Meeting.id == meeting).values(title=draft.title))
    await clear(session, meeting)
    fill(session, meeting, draft)


async def begin(session: AsyncSession, meeting: str, draft: MeetingDraft) -> None:
    """Have a meeting begin a series, if its draft says so."""
    if draft.repeat is None:
        return
    session.add(
        Series(
            id=meeting,
            template_id=meeting,
            rule=draft.repeat.rule,
            starts_at=draft.starts,
            without=days(draft.repeat.without),
            plan=written(draft),
        )
    )
    await session.flush()
    await session.execute(
        update(PlanRow)
        .where(PlanRow.meeting_id == meeting)
        .values(series_id=meeting, occurrence=local(draft.starts).date().isoformat())
    )


def days(given: Iterable[date]) -> str:
    """Return days as a series has them."""
    return " ".join(day.isoformat() for day in sorted(set(given)))


def written(draft: MeetingDraft) -> str:
    """Return a draft as the plan of a series."""
    return msgspec.json.encode(structs.replace(draft, repeat=None)).decode()


async def template(session: AsyncSession, series: Series) -> MeetingDraft:
    """Return what new meetings of a series are copies of."""
    if series.plan:
        return msgspec.json.decode(series.plan, type=MeetingDraft)
    row = await session.get_one(PlanRow, series.template_id)
    return structs.replace(await draft_of(session, row), repeat=None)


async def draft_of(session: AsyncSession, row: PlanRow) -> MeetingDraft:
    """Return the draft that a plan's rows are."""
    meeting = row.meeting_id
    title = await session.scalar(select(Meeting.title).where(Meeting.id == meeting))
    invited = await session.scalars(
        select(Invitation)
        .where(Invitation.meeting_id == meeting)
        .order_by(Invitation.order, Invitation.point_id)
    )
    people = await session.scalars(
        select(PersonRow)
        .where(PersonRow.meeting_id == meeting)
        .order_by(PersonRow.part, PersonRow.account)
    )
    series = await session.get(Series, row.series_id) if row.series_id else None
    return MeetingDraft(
        title=title or "",
        starts=row.starts_at,
        minutes=row.minutes,
        host=row.host_id or "",
        notes=row.notes,
        mode=row.mode,
        chair=row.chair_id or "",
        lobby=row.lobby,
        muted=row.muted,
        camera=row.camera,
        emblem=row.emblem,
        limit=row.limit,
        quorum=row.quorum,
        seating=row.seating,
        points=tuple(
            InvitedPoint(point=one.point_id, delegates=one.delegates, room=one.room)
            for one in invited
        ),
        units=tuple(row.units.split("\n")) if row.units else (),
        agenda=tuple(line(one) for one in await agenda(session, meeting)),
        people=tuple(Person(account=one.account, part=one.part) for one in people),
        repeat=None if series is None else repeat_of(series, date.fromisoformat(row.occurrence)),
    )


async def agenda(session: AsyncSession, meeting: str) -> Sequence[AgendaRow]:
    """Return the items of a plan's agenda, in order."""
    return list(
        await session.scalars(
            select(AgendaRow).where(AgendaRow.meeting_id == meeting).order_by(AgendaRow.order)
        )
    )


def line(row: AgendaRow) -> AgendaLine:
    """Return an item as the plan has it."""
    return AgendaLine(
        id=row.id, title=row.title, minutes=row.minutes, speaker=row.speaker, unit=row.unit
    )


def course_of(series: Series) -> Course:
    """Return when a series takes place."""
    without = tuple(date.fromisoformat(day) for day in series.without.split())
    return Course(series.rule, series.starts_at, without, series.ends_at)


def repeat_of(series: Series, since: date) -> Repeat:
    """Return how a series repeats from one of its days on."""
    course = course_of(series)
    rule = rest(course.effective, course.starts, datetime.combine(since, time(), ZONE))
    return Repeat(rule=rule, without=tuple(day for day in course.without if day >= since))
