"""Planned meetings as an iCalendar file (RFC 5545, RFC 5546 section 3.2.1). Pure.

A series is one event with a rule, and one more of the same UID for each meeting that is not as the
rule says. So a calendar that has it already changes it, and has no meeting twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vRecur, vText

from signaling.schedule.protocol import MeetingDraft, State
from signaling.schedule.recurrence import FARTHEST, ZONE, Course, bounded, local, occurrences

STATUS: dict[State, str] = {
    "draft": "TENTATIVE",
    "announced": "CONFIRMED",
    "held": "CONFIRMED",
    "cancelled": "CANCELLED",
}

NOBODY = "invalid:nomail"
"""PUBLISH asks for an organizer, and a unit has no address that would answer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as a calendar has it; `day` is the one that it stands for in a series.

    `place` and `link` are in the file of one point only: a link is that point's own.
    """

    meeting: str
    draft: MeetingDraft
    state: State
    host: str = ""
    place: str = ""
    link: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A series as somebody's calendar has it.

    `template` is None for who has a part in some of its meetings alone, which are `members`;
    `hidden` are the days of those that he has no part in. `sequence` grows with each change.
    """

    id: str
    course: Course
    template: Entry | None
    members: Sequence[Entry]
    hidden: Sequence[date]
    sequence: int


def calendar(events: Sequence[Event]) -> bytes:
    """Return the file of some events."""
    made = Calendar()
    made.add("prodid", "-//diemcau//schedule//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for event in events:
        made.add_component(event)
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content


def single(entry: Entry, sequence: int, now: datetime) -> Event:
    """Return the event of a meeting; the UID stays, and the SEQUENCE grows with each change."""
    return _event(entry, entry.meeting, sequence, now)


def repeated(series: Repeated, now: datetime) -> list[Event]:
    """Return the events of a series: the one that repeats, and those that are otherwise."""
    course, template = series.course, series.template
    first = local(course.starts).date()
    last = max([first, *(one.day for one in series.members if one.day)])
    ruled = {
        local(one).date()
        for one in occurrences(
            course.effective,
            course.starts,
            since=course.starts,
            until=course.slot(last) + timedelta(days=1),
        )
    }
    members = [
        one
        for one in series.members
        if one.day and (one.day in ruled or one.day == first or one.state != "cancelled")
    ]
    shown = {one.day for one in members if one.day}
    events: list[Event] = []
    if template is not None:
        events.append(_repeating(series, template, now))
        exceptions = (set(course.without) - shown) | set(series.hidden)
        for name, days in (("exdate", exceptions), ("rdate", shown - ruled)):
            if days:
                events[0].add(name, [course.slot(day) for day in sorted(days)])
    for one in members:
        if one.day and (template is None or _differs(one, template, course.slot(one.day))):
            event = _event(one, series.id, series.sequence, now)
            event.add("recurrence-id", course.slot(one.day))
            events.append(event)
    return events


def _repeating(series: Repeated, template: Entry, now: datetime) -> Event:
    """Return the event with the rule, which begins on the first day that the rule has."""
    course = series.course
    rule = course.effective
    until = course.starts + FARTHEST
    starts = occurrences(rule, course.starts, since=course.starts, until=until, most=1)
    event = _event(template, series.id, series.sequence, now, starts=(starts or [course.starts])[0])
    event.add("rrule", vRecur.from_ical(bounded(rule)))
    return event


def _differs(one: Entry, template: Entry, slot: datetime) -> bool:
    """Whether a meeting is not what a calendar makes of the rule."""

    def told(entry: Entry) -> tuple[object, ...]:
        draft = entry.draft
        about = (draft.title, draft.minutes, _description(draft, entry.link))
        return (*about, STATUS[entry.state], entry.place, entry.host)

    return one.draft.starts != slot or told(one) != told(template)


def _event(
    entry: Entry, uid: str, sequence: int, now: datetime, starts: datetime | None = None
) -> Event:
    event, draft = Event(), entry.draft
    begins = (starts or draft.starts).astimezone(ZONE)
    event.add("uid", f"{uid}@diemcau")
    event.add("sequence", sequence)
    event.add("dtstamp", now)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=draft.minutes))
    event.add("summary", draft.title)
    event.add("status", STATUS[entry.state])
    event.add("description", _description(draft, entry.link))
    organizer = vCalAddress(NOBODY)
    organizer.params["CN"] = vText(entry.host or "Điểm Cầu")
    event.add("organizer", organizer)
    if entry.place:
        event.add("location", entry.place)
    if entry.link:
        event.add("url", entry.link)
    return event


def _description(draft: MeetingDraft, link: str) -> str:
    """Return what people read below the title."""
    agenda = [f"{number}. {one.title}" for number, one in enumerate(draft.agenda, 1)]
    parts = [
        draft.notes,
        "\n".join(["Chương trình:", *agenda]) if agenda else "",
        f"Vào họp: {link}\nLiên kết chỉ dành cho điểm cầu này." if link else "",
    ]
    return "\n\n".join(part for part in parts if part)
