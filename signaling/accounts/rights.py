"""What an account may do: a role over a unit and all below it, or over everything. Pure."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from signaling.meeting.actor import RIGHTS, Actor, Right, Role
from signaling.protocol import Lang


class Office(StrEnum):
    """What is done outside of a meeting. `Right` is what is done in one."""

    USERS = "users"
    """Make accounts, give them roles, disable them."""

    DIRECTORY = "directory"
    """Change units, points and join keys."""

    SCHEDULE = "schedule"
    """Make meetings, their agenda and papers; invite."""

    LOOK = "look"
    """See units, points and meetings."""

    READ = "read"
    """Read meetings: plans, papers for everybody, recordings."""

    AUDIT = "audit"
    """Read who did what."""


Need = Right | Office
"""All that can be asked for."""

OFFICES: dict[Role, frozenset[Office]] = {
    "administrator": frozenset(Office),
    "operator": frozenset({Office.DIRECTORY, Office.SCHEDULE, Office.LOOK, Office.READ}),
    "secretary": frozenset({Office.SCHEDULE, Office.LOOK, Office.READ}),
    "chair": frozenset({Office.LOOK, Office.READ}),
    "technician": frozenset({Office.LOOK, Office.READ}),
    "delegate": frozenset(),
    "viewer": frozenset({Office.READ}),
    "system": frozenset(),
}

STRENGTH: tuple[Role, ...] = (
    "administrator",
    "operator",
    "secretary",
    "chair",
    "technician",
    "delegate",
    "viewer",
)
"""The roles that can be given, strongest first."""


def strongest(roles: Iterable[Role]) -> Role | None:
    """Return the strongest of some roles; None of none."""
    held = set(roles)
    return next((role for role in STRENGTH if role in held), None)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A role over a unit and all below it; `unit` None is over everything."""

    role: Role
    unit: str | None = None

    def covers(self, lineage: Sequence[str]) -> bool:
        """Whether the grant holds for a unit, given as itself and its ancestors (none: all)."""
        return self.unit is None or self.unit in lineage

    def allows(self, need: Need) -> bool:
        """Whether the role has a right."""
        if isinstance(need, Office):
            return need in OFFICES[self.role]
        return need in RIGHTS[self.role]


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an account. The name is the account's key and never changes."""

    name: str
    display_name: str
    lang: Lang = "vi"
    grants: tuple[Grant, ...] = ()

    def may(self, need: Need, lineage: Sequence[str] = ()) -> bool:
        """Whether the user has a right over a unit, given as itself and its ancestors.

        No lineage asks for the right over everything.
        """
        return any(one.allows(need) and one.covers(lineage) for one in self.grants)

    def where(self, need: Need) -> frozenset[str] | None:
        """Return the units in whose subtrees the user has a right; None is everywhere."""
        units = [one.unit for one in self.grants if one.allows(need)]
        if None in units:
            return None
        return frozenset(unit for unit in units if unit is not None)

    def role(self, lineage: Sequence[str] = ()) -> Role | None:
        """Return the strongest role over a unit; None where the user has none."""
        return strongest(one.role for one in self.grants if one.covers(lineage))

    def actor(self, lineage: Sequence[str] = (), point: str = "") -> Actor | None:
        """Return who the user is in a meeting of a unit; None where nothing was granted."""
        role = self.role(lineage)
        if role is None:
            return None
        return Actor(role=role, name=self.display_name, account=self.name, point=point)
