"""A planned meeting as an iCalendar file (RFC 5545, RFC 5546 section 3.2.1). Pure."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from signaling.schedule.protocol import MeetingDraft, State
from signaling.schedule.recurrence import ZONE

STATUS: dict[State, str] = {
    "draft": "TENTATIVE",
    "announced": "CONFIRMED",
    "held": "CONFIRMED",
    "cancelled": "CANCELLED",
}

NOBODY = "invalid:nomail"
"""PUBLISH asks for an organizer, and a unit has no address that would answer."""


def calendar(
    meeting: str,
    draft: MeetingDraft,
    *,
    state: State,
    version: int,
    host: str,
    now: datetime,
    place: str = "",
    link: str = "",
) -> bytes:
    """Return the file of one meeting.

    The UID stays and the SEQUENCE grows, so a calendar that has the meeting already changes it.
    `place` and `link` are in the file of one point only: a link is that point's own.
    """
    event = Event()
    event.add("uid", f"{meeting}@diemcau")
    event.add("sequence", version - 1)
    event.add("dtstamp", now)
    starts = draft.starts.astimezone(ZONE)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=draft.minutes))
    event.add("summary", draft.title)
    event.add("status", STATUS[state])
    event.add("description", _description(draft, link))
    organizer = vCalAddress(NOBODY)
    organizer.params["CN"] = vText(host or "Điểm Cầu")
    event.add("organizer", organizer)
    if place:
        event.add("location", place)
    if link:
        event.add("url", link)
    made = Calendar()
    made.add("prodid", "-//diemcau//schedule//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(event)
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content


def _description(draft: MeetingDraft, link: str) -> str:
    """Return what people read below the title."""
    agenda = [f"{number}. {one.title}" for number, one in enumerate(draft.agenda, 1)]
    parts = [
        draft.notes,
        "\n".join(["Chương trình:", *agenda]) if agenda else "",
        f"Vào họp: {link}\nLiên kết chỉ dành cho điểm cầu này." if link else "",
    ]
    return "\n\n".join(part for part in parts if part)
