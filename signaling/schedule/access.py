"""Who may see and change which plans, by the subtrees of units that the accounts are over."""

from dataclasses import dataclass

from aiohttp import web

from signaling.accounts.rights import Office, User
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.planning import Planning
from signaling.schedule.protocol import MeetingDraft
from signaling.schedule.seating import Tree
from signaling.services import SERVICES
from signaling.store.schedule import Kept

LEADING = frozenset({"administrator", "operator", "secretary", "chair"})
"""Roles whose people lead a meeting of their unit."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may do, over which parts of the tree."""

    user: User
    tree: Tree
    parts: dict[str, str]
    """Meeting → the part that the person has in it."""

    def over(self, office: Office, unit: str) -> bool:
        """Whether the person has an office over a unit; "" is what no unit holds."""
        where = self.user.where(office)
        if where is None:
            return True
        return unit in self.tree.units and any(self.tree.under(unit, root) for root in where)

    def sees(self, meeting: str, host: str, invited: frozenset[str]) -> bool:
        """Whether the person may know of a meeting: held, led or joined by those he is over."""
        return (
            meeting in self.parts
            or self.over(Office.READ, host)
            or any(self.over(Office.READ, unit) for unit in invited)
        )

    def leads(self, meeting: str, host: str) -> bool:
        """Whether the person may read what is only for those who lead."""
        role = self.user.role(list(self._lineage(host)))
        return meeting in self.parts or role in LEADING

    def changes(self, kept: Kept) -> bool:
        """Whether the person may change a plan: by office, or as its secretary or operator."""
        part = self.parts.get(kept.meeting)
        return self.over(Office.SCHEDULE, kept.draft.host) or part in {"secretary", "operator"}

    def check(self, draft: MeetingDraft, before: Kept | None) -> None:
        """Raise ProblemError unless the person may plan that, in place of what was before."""
        if before is not None and not self.changes(before):
            raise ProblemError(Code.NOT_PERMITTED)
        moved = before is None or before.draft.host != draft.host
        if moved and not self.over(Office.SCHEDULE, draft.host):
            raise ProblemError(
                Code.NOT_PERMITTED, "You may not plan meetings of this unit.", field="host"
            )
        known = {one.point for one in before.draft.points} if before else set()
        given = {one.point for one in draft.points} - known
        if not all(self._invites_point(point) for point in given):
            raise ProblemError(
                Code.NOT_PERMITTED, "You may not invite points of this unit.", field="points"
            )
        units = set(draft.units) - set(before.draft.units if before else ())
        if not all(self._invites(unit) for unit in units):
            raise ProblemError(
                Code.NOT_PERMITTED, "You may not invite points of this unit.", field="points"
            )

    # What is not there is refused for that reason, later.

    def _invites(self, unit: str) -> bool:
        return unit not in self.tree.units or self.over(Office.SCHEDULE, unit)

    def _invites_point(self, point: str) -> bool:
        at = self.tree.points.get(point)
        return at is None or self.over(Office.SCHEDULE, at.unit or "")

    def _lineage(self, unit: str) -> list[str]:
        line: list[str] = []
        current: str | None = unit or None
        while current is not None and current in self.tree.units:
            line.append(current)
            current = self.tree.units[current].parent
        return line


async def scope(request: web.Request, planning: Planning) -> Scope:
    """Return what whoever is logged in may do. Raises ProblemError: login_needed."""
    user = await request.app[SERVICES].accounts.authenticate(request)
    return await scope_of(user, planning)


async def scope_of(user: User, planning: Planning) -> Scope:
    """Return what somebody may do."""
    return Scope(user, await planning.tree(), await planning.parts(user.name))


async def seen(request: web.Request) -> tuple[Scope, Kept]:
    """Return a plan that the account may know of. Raises ProblemError: meeting_unknown."""
    may = await scope(request, request.app[SERVICES].planning)
    kept = await request.app[SERVICES].planning.find(request.match_info["meeting"])
    units = {may.tree.points[one.point].unit for one in kept.draft.points}
    if not may.sees(kept.meeting, kept.draft.host, frozenset(one for one in units if one)):
        # Who may not know of it is not told whether there is such a meeting.
        raise ProblemError(Code.MEETING_UNKNOWN)
    return may, kept
