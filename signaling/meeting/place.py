"""A point's place in a meeting, as it was planned."""

import msgspec

from mcu.messages import Plate
from signaling.meeting import terms
from signaling.meeting.events import Planned


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point as a meeting sees it.

    `unit` is the unit it is listed under: the one below the root, so that a district and its
    communes stand together; "" for an ad-hoc point. `path` names all its units from the root down.
    Places are seated by (order, point).
    """

    point: str
    name: str
    unit: str
    order: int
    synthetic: bool
    path: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting and its places, in order."""

    id: str
    title: str
    open: bool
    places: tuple[Place, ...]


def planned(plan: Plan) -> Planned:
    """Return how a meeting begins by its plan."""
    return Planned(title=plan.title, places=tuple(entitled(one) for one in plan.places))


def entitled(one: Place) -> terms.Place:
    """Return a point as the meeting's log has it."""
    return terms.Place(point=one.point, name=one.name, unit=one.unit)


def plate(place: Place) -> Plate:
    """Return the name plate: the unit is a second line unless the name says it already."""
    said = place.unit.casefold() in place.name.casefold()
    return Plate(title=place.name, subtitle="" if said else place.unit)
