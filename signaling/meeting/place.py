"""A point's place in a meeting, as it was planned."""

from datetime import datetime

import msgspec

from mcu.messages import Plate
from signaling.meeting import terms
from signaling.meeting.events import Planned


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point as a meeting sees it.

    `unit` is the unit it is listed under: the one below the root, so that a district and its
    communes stand together; "" for an ad-hoc point. `path` names all its units from the root down;
    `rank` is the place of its unit among all of the directory (`Tree.ranked`), behind which an
    ad-hoc point stands, and `listed` its own in that unit.
    Places are seated by (order, point). A `room` lets the centre open its microphone.
    """

    point: str
    name: str
    unit: str
    order: int
    synthetic: bool
    path: tuple[str, ...] = ()
    rank: int = 0
    listed: int = 0
    delegates: int = 1
    room: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting, its places in order, and how it is to begin (`events.Planned`)."""

    id: str
    title: str
    open: bool
    places: tuple[Place, ...]
    mode: terms.Mode = "discussion"
    lobby: bool = False
    muted: bool = False
    camera: bool = True
    limit: int = 0
    chair: str = ""
    quorum: terms.Fraction = "two_thirds"
    agenda: tuple[terms.AgendaItem, ...] = ()
    cancelled: bool = False
    starts: datetime | None = None


def planned(plan: Plan) -> Planned:
    """Return how a meeting begins by its plan."""
    return Planned(
        title=plan.title,
        mode=plan.mode,
        lobby=plan.lobby,
        muted=plan.muted,
        camera=plan.camera,
        limit=plan.limit,
        chair=plan.chair,
        quorum=plan.quorum,
        places=tuple(entitled(one) for one in plan.places),
        agenda=plan.agenda,
    )


def entitled(one: Place) -> terms.Place:
    """Return a point as the meeting's log has it."""
    return terms.Place(
        point=one.point,
        name=one.name,
        unit=one.unit,
        delegates=one.delegates,
        room=one.room,
    )


def plate(place: Place) -> Plate:
    """Return a point's name plate."""
    return name_plate(place.name, place.unit)


def name_plate(name: str, unit: str) -> Plate:
    """Return a name plate: the unit is a second line unless the name says it already."""
    said = unit.casefold() in name.casefold()
    return Plate(title=name, subtitle="" if said else unit)
