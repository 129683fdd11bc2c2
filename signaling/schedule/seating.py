"""In which order the invited points of a meeting are seated. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from signaling.schedule.protocol import Seating


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit as the tree has it."""

    id: str
    parent: str | None
    level: int
    order: int
    name: str


@dataclass(frozen=True, slots=True)
class PointAt:
    """A point and the unit it belongs to; an ad-hoc one has none.

    `delegates` and `room` are what it comes to a meeting with, unless the plan says otherwise.
    """

    id: str
    unit: str | None
    order: int
    name: str
    delegates: int = 1
    room: bool = False
    retired: bool = False


@dataclass(slots=True)
class Tree:
    """All units and points."""

    units: Mapping[str, UnitAt]
    points: Mapping[str, PointAt]
    _paths: dict[str, tuple[tuple[int, str, str], ...]] = field(default_factory=dict)

    def path(self, unit: str) -> tuple[tuple[int, str, str], ...]:
        """Return what sorts a unit behind those before it and its parent: one key per level."""
        found = self._paths.get(unit)
        if found is None:
            at = self.units[unit]
            above = self.path(at.parent) if at.parent is not None else ()
            found = self._paths[unit] = (*above, (at.order, at.name, at.id))
        return found

    def ranked(self) -> dict[str, int]:
        """Return the place of each unit among all, those of higher rank before all lower ones."""
        units = sorted(self.units, key=self._rank)
        return {unit: place for place, unit in enumerate(units)}

    def _rank(self, unit: str) -> tuple[object, ...]:
        return (self.units[unit].level, self.path(unit))

    def under(self, unit: str, root: str) -> bool:
        """Whether a unit is `root` or somewhere below it."""
        current: str | None = unit
        while current is not None:
            if current == root:
                return True
            current = self.units[current].parent
        return False

    def listed_under(self, unit: str | None) -> str:
        """Return the name of the ancestor below the root, or of the root itself; "" for none."""
        if unit is None:
            return ""
        path = self.path(unit)
        return path[min(1, len(path) - 1)][1]

    def points_below(self, roots: Iterable[str]) -> list[str]:
        """Return the points of some units and of all units below them, without the retired."""
        wanted = set(roots)
        return [
            one.id
            for one in self.points.values()
            if one.unit is not None
            and not one.retired
            and any(self.under(one.unit, root) for root in wanted)
        ]

    def seated(self, points: Sequence[str], seating: Seating) -> list[str]:
        """Return points in their order: as given, by tree, or by rank.

        Points without a unit come last, as they were given.
        """
        if seating == "given":
            return list(points)
        placed = [point for point in points if self.points[point].unit is not None]
        loose = [point for point in points if self.points[point].unit is None]
        return [*sorted(placed, key=lambda point: self._key(point, seating)), *loose]

    def _key(self, point: str, seating: Seating) -> tuple[object, ...]:
        at = self.points[point]
        unit = at.unit or ""
        rank = self._rank(unit) if seating == "rank" else self.path(unit)
        return (rank, at.order, at.name, at.id)
