"""The rows of one plan: made of a draft, and read as one."""

from collections.abc import Sequence
from datetime import date, datetime

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


async def repeat(session: AsyncSession, meeting: str, draft: MeetingDraft) -> None:
    """Keep the rule of a meeting that others are copies of; None ends it."""
    await session.flush()
    series = await session.scalar(select(Series).where(Series.template_id == meeting))
    if draft.repeat is None:
        if series is not None:
            await session.execute(
                update(PlanRow).where(PlanRow.series_id == series.id).values(series_id=None)
            )
            await session.delete(series)
        return
    if series is None:
        series = Series(id=meeting, template_id=meeting)
        session.add(series)
    series.rule = draft.repeat.rule
    series.starts_at = draft.starts
    series.without = " ".join(day.isoformat() for day in sorted(draft.repeat.without))


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
    series = await session.scalar(select(Series).where(Series.template_id == meeting))
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
        repeat=None if series is None else repeat_of(series),
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


def repeat_of(series: Series) -> Repeat:
    """Return how a series repeats."""
    without = tuple(date.fromisoformat(day) for day in series.without.split())
    return Repeat(rule=series.rule, without=without)
