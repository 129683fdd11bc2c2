"""Whom an event concerns: at 400 points only what may have changed is looked at again."""

from collections.abc import Iterable

from signaling.meeting.business import (
    CountdownSet,
    HoldSet,
    NoticeCleared,
    NoticeShown,
    TalkSet,
    VoteCancelled,
    VoteClosed,
    VoteOpened,
)
from signaling.meeting.entry import Entry
from signaling.meeting.events import (
    Closed,
    Invited,
    LobbyHeld,
    MicsLocked,
    ModeSet,
    Planned,
    Reopened,
    Resumed,
)

EVERYBODY = (
    Planned,
    Closed,
    Reopened,
    Resumed,
    ModeSet,
    MicsLocked,
    LobbyHeld,
    VoteOpened,
    VoteClosed,
    VoteCancelled,
    NoticeShown,
    NoticeCleared,
    CountdownSet,
    HoldSet,
    TalkSet,
)
"""Events after which any point may be heard, may open its microphone, may vote or is to read
something else than before. Of all other events it is those whom they name."""


def reach(entries: Iterable[Entry]) -> frozenset[str] | None:
    """Return the points of which anything may be different, apart from what all are told.

    None is all of them.
    """
    points: set[str] = set()
    for entry in entries:
        event = entry.event
        if isinstance(event, EVERYBODY):
            return None
        if isinstance(event, Invited):
            points.add(event.place.point)
        if isinstance(several := getattr(event, "points", None), tuple):
            points.update(several)
        if point := getattr(event, "point", None):
            points.add(point)
    return frozenset(points)
