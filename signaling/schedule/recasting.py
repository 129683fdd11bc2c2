"""What a change of one meeting of a series comes to for the others. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from msgspec import structs

from signaling.schedule.protocol import MeetingDraft
from signaling.schedule.recurrence import ZONE, Course, counted, ended, local

ONCE = "FREQ=DAILY;COUNT=1"
"""The rule of what does not repeat any more."""

SETS = ("units", "people")
"""Fields of a plan of which each element counts by itself."""


class Planned(Protocol):
    """A meeting of a series as it is kept."""

    @property
    def meeting(self) -> str:
        """Its id."""

    @property
    def draft(self) -> MeetingDraft:
        """Its plan."""

    @property
    def occurrence(self) -> str:
        """The day that it stands for."""


@dataclass(frozen=True, slots=True)
class Member:
    """A meeting of a series: its plan from now on, and the day that it stands for."""

    meeting: str
    draft: MeetingDraft
    day: date


@dataclass(frozen=True, slots=True)
class Recast:
    """A series from one of its meetings on.

    `before` is the rule of what was before that. `dropped` are meetings without a day any more.
    """

    course: Course
    template: MeetingDraft
    members: tuple[Member, ...]
    dropped: tuple[str, ...]
    before: str


def recast(
    course: Course,
    template: MeetingDraft,
    kept: Planned,
    wanted: MeetingDraft,
    members: Sequence[Planned],
) -> Recast:
    """Return what becomes of a series whose meeting `kept` is to be as `wanted`.

    `members` are those that change with it, by their days, `kept` among them.
    """
    before, first = kept.draft, _day(members[0])
    starts = local(wanted.starts)
    shift = starts.date() - _day(kept)
    timed = (wanted.starts, wanted.repeat) != (before.starts, before.repeat)

    def at(day: date) -> datetime:
        return datetime.combine(day, starts.time(), ZONE)

    repeat = wanted.repeat
    earlier = course.between(course.slot(first), course.slot(_day(kept)))
    following = Course(
        counted(repeat.rule, len(earlier)) if repeat else ONCE,
        at(first + shift),
        repeat.without if repeat else (),
    )
    until = at(_day(members[-1]) + shift) + timedelta(days=1)
    days = {local(one).date() for one in following.between(following.starts, until)}
    days |= {first + shift, _day(kept) + shift}
    made: list[Member] = []
    for one in members:
        day = _day(one) + shift
        draft = merged(one.draft, before, wanted)
        time = at(day) if timed or one is kept else one.draft.starts
        made.append(Member(one.meeting, structs.replace(draft, starts=time, repeat=None), day))
    return Recast(
        following,
        merged(template, before, wanted),
        tuple(one for one in made if one.day in days),
        tuple(one.meeting for one in made if one.day not in days),
        ended(course.rule, course.starts, course.slot(first)),
    )


def merged(theirs: MeetingDraft, before: MeetingDraft, after: MeetingDraft) -> MeetingDraft:
    """Return a plan in which is changed what differs between two others; not its time."""
    changed = {
        name: getattr(after, name)
        for name in MeetingDraft.__struct_fields__
        if getattr(after, name) != getattr(before, name)
    }
    for name in ("starts", "repeat"):
        changed.pop(name, None)
    for name in SETS:
        if name in changed:
            gone = set(getattr(before, name)) - set(changed[name])
            stays = [one for one in getattr(theirs, name) if one not in gone]
            new = [one for one in changed[name] if one not in getattr(before, name)]
            changed[name] = tuple(dict.fromkeys([*stays, *new]))
    if "points" in changed:
        old = {one.point: one for one in before.points}
        new_points = {one.point: one for one in after.points}
        points = {one.point: one for one in theirs.points}
        for point in old.keys() - new_points.keys():
            points.pop(point, None)
        points |= {name: one for name, one in new_points.items() if old.get(name) != one}
        changed["points"] = tuple(points.values())
    plan = structs.replace(theirs, **changed)
    invited = {one.point for one in plan.points}
    return plan if plan.chair in invited else structs.replace(plan, chair="")


def _day(one: Planned) -> date:
    return date.fromisoformat(one.occurrence)
