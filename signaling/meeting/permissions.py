"""What a role may do. The one place that is asked; there is one role today, more will come."""

from signaling.meeting.actor import RIGHTS, Actor, Right, Role
from signaling.meeting.place import Place
from signaling.protocol import Can, SeatKind

NOTHING = Can(record=False, chat=False, hand=False, share=False)

ROLES: dict[str, Can] = {"delegate": Can(record=True, chat=True, hand=True, share=True)}
"""Today everybody at a point may record and share, because nobody else is there to allow it."""


def can(role: str, kind: SeatKind) -> Can:
    """Return what a connection may do; a role nobody knows may do nothing."""
    allowed = ROLES.get(role, NOTHING)
    if kind == "viewer":
        return Can(record=False, chat=allowed.chat, hand=False, share=False)
    return allowed


def leads(role: str) -> bool:
    """Whether a link's role leads meetings, and so may read their logs."""
    return any(one == role and Right.FLOOR in rights for one, rights in RIGHTS.items())


def actor(role: str, kind: SeatKind, place: Place) -> Actor:
    """Return who sits at a place by a link; a role nobody knows only watches.

    So does whoever opens the place to watch, unless the role is one that leads.
    """
    known: Role = next((one for one in RIGHTS if one == role and one != "system"), "viewer")
    if kind == "viewer" and known in {"delegate", "technician"}:
        known = "viewer"
    return Actor(role=known, name=place.name, point="" if kind == "viewer" else place.point)
