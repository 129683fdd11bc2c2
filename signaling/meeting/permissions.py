"""What a connection may do. The one place that is asked: a role comes to rights, and to `can`."""

from typing import get_args

from signaling.meeting.actor import RIGHTS, Actor, Right, Role
from signaling.meeting.place import Place
from signaling.protocol import Can, SeatKind

KNOWN: tuple[Role, ...] = tuple(one for one in get_args(Role) if one != "system")

CONSOLE_NAMES: dict[Role, str] = {
    "administrator": "Quản trị",
    "operator": "Kỹ thuật trung tâm",
    "secretary": "Thư ký",
    "chair": "Chủ trì",
}
"""How those who lead are called where nobody has said a name."""


def at_point(role: str, kind: SeatKind, place: Place) -> Actor:
    """Return who sits at a place by a link; a role nobody knows only watches.

    So does whoever opens the place to watch, unless the role is one that leads.
    """
    held = _known(role)
    if kind == "viewer" and held in {"delegate", "technician"}:
        held = "viewer"
    return Actor(role=held, name=place.name, point="" if kind == "viewer" else place.point)


def at_console(role: str, account: str, name: str) -> Actor:
    """Return who leads from a console, or only means to: see `leads`."""
    return Actor(role=_known(role), name=name, account=account)


def leads(role: str) -> bool:
    """Whether who has a role leads meetings, and so may open a console and read their logs."""
    return Right.FLOOR in RIGHTS[_known(role)]


def can(actor: Actor) -> Can:
    """Return what a client is told of its rights."""
    return Can(
        record=actor.may(Right.RECORD),
        chat=actor.may(Right.CHAT),
        hand=actor.may(Right.TAKE_PART),
        # What is shared is shown in the place of a seat.
        share=actor.may(Right.SHARE) and bool(actor.point),
        rights=[right for right in Right if actor.may(right)],
    )


def _known(role: str) -> Role:
    return next((one for one in KNOWN if one == role), "viewer")
