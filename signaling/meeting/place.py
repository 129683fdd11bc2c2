"""A point's place in a meeting, as it was planned."""

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point as a meeting sees it.

    `unit` is the unit it is listed under: the one below the root, so that a district and its
    communes stand together; "" for an ad-hoc point. Places are seated by (order, point).
    """

    point: str
    name: str
    unit: str
    order: int
    synthetic: bool


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting and its places, in order."""

    id: str
    title: str
    open: bool
    places: tuple[Place, ...]
