"""What a plan comes to with the units and points there are, and whether it can be kept. Pure."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec

from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.protocol import (
    EARLIEST,
    LATEST,
    AgendaLine,
    InvitedPoint,
    MeetingDraft,
    Repeat,
)
from signaling.schedule.recurrence import RuleError, checked
from signaling.schedule.seating import PointAt, Tree


def draft_start(draft: MeetingDraft) -> datetime:
    """Return when a meeting begins. Raises ProblemError if that is no time for a meeting."""
    if not EARLIEST <= draft.starts < LATEST:
        raise ProblemError(Code.PLAN_INVALID, "The start is between 2000 and 2100.", field="starts")
    return draft.starts


def fitted(draft: MeetingDraft, tree: Tree) -> MeetingDraft:
    """Return a plan with all of its points, in order, and with ids for new items of the agenda.

    Raises ProblemError: unit_unknown, point_unknown, plan_invalid.
    """
    draft_start(draft)
    points = _invited(draft, tree)
    if draft.host and draft.host not in tree.units:
        raise ProblemError(Code.UNIT_UNKNOWN, field="host")
    if draft.chair and draft.chair not in {one.point for one in points}:
        raise ProblemError(Code.PLAN_INVALID, "The chair's point is not invited.", field="chair")
    people = tuple(dict.fromkeys(draft.people))
    return msgspec.structs.replace(
        draft,
        points=points,
        units=tuple(dict.fromkeys(draft.units)),
        agenda=_numbered(draft.agenda),
        people=people,
        repeat=_repeat(draft),
    )


def _invited(draft: MeetingDraft, tree: Tree) -> tuple[InvitedPoint, ...]:
    """Return all points that a plan invites, each once, in the order of their seats."""
    if any(unit not in tree.units for unit in draft.units):
        raise ProblemError(Code.UNIT_UNKNOWN, field="units")
    if any(one.point not in tree.points for one in draft.points):
        raise ProblemError(Code.POINT_UNKNOWN, field="points")
    known = {one.point: one for one in draft.points}
    for point in tree.seated(tree.points_below(draft.units), "tree"):
        known.setdefault(point, InvitedPoint(point=point))
    seated = tree.seated(list(known), draft.seating)
    return tuple(_settled(known[point], tree.points[point]) for point in seated)


def _settled(given: InvitedPoint, at: PointAt) -> InvitedPoint:
    """Return an invitation in which the directory has filled in what the plan leaves open."""
    return msgspec.structs.replace(
        given,
        delegates=at.delegates if given.delegates is None else given.delegates,
        room=at.room if given.room is None else given.room,
    )


def _numbered(agenda: Sequence[AgendaLine]) -> tuple[AgendaLine, ...]:
    """Return the items with an id each; one that is there stays, so that papers stay with it."""
    given = [one.id for one in agenda if one.id]
    if len(set(given)) != len(given):
        raise ProblemError(
            Code.PLAN_INVALID, "Two items of the agenda have one id.", field="agenda"
        )
    return tuple(
        one if one.id else msgspec.structs.replace(one, id=secrets.token_hex(4)) for one in agenda
    )


def _repeat(draft: MeetingDraft) -> Repeat | None:
    if draft.repeat is None:
        return None
    try:
        rule = checked(draft.repeat.rule, draft.starts)
    except RuleError as error:
        raise ProblemError(
            Code.PLAN_INVALID, f"The repetition cannot be used: {error}.", field="repeat"
        ) from None
    return Repeat(rule=rule, without=tuple(sorted(set(draft.repeat.without))))
