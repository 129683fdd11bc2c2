"""Whom a plan may name, found by their names: for those who plan, of the units they plan for."""

from aiohttp import web

from signaling.accounts.rights import Office, User
from signaling.directory.fold import fold
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import json, queried
from signaling.schedule.protocol import FoundPerson, PeopleFound, PeopleQuery
from signaling.schedule.seating import Tree
from signaling.services import SERVICES

MOST = 20
"""People in one answer: who is not among them is found by another word."""


async def find_people(request: web.Request) -> web.Response:
    """Find people by words of their names or accounts."""
    services = request.app[SERVICES]
    asked = queried(request, PeopleQuery)
    asker = await services.accounts.authenticate(request)
    planned_for = asker.where(Office.SCHEDULE)
    if planned_for == frozenset():
        raise ProblemError(Code.NOT_PERMITTED)
    tree = await services.planning.tree()
    if asked.unit:
        if asked.unit not in tree.units or not _within(asked.unit, planned_for, tree):
            raise ProblemError(Code.UNIT_UNKNOWN)
        planned_for = frozenset({asked.unit})
    found = [
        FoundPerson(account=kept.user.name, name=kept.user.display_name, units=units)
        for kept in await services.accounts.users.all()
        if not kept.disabled
        and _called(kept.user, asked.q)
        and (units := _units(kept.user, planned_for, tree)) is not None
    ]
    found.sort(key=lambda one: (fold(one.name), one.account))
    return json(PeopleFound(people=found[:MOST], more=len(found) > MOST))


def _called(user: User, words: str) -> bool:
    """Whether somebody's name or account has all words, or their beginnings."""
    names = fold(f"{user.display_name} {user.name}").split()
    return all(any(name.startswith(word) for name in names) for word in fold(words).split())


def _units(user: User, within: frozenset[str] | None, tree: Tree) -> list[str] | None:
    """Return the names of somebody's units that the asker may know; None if he has none there."""
    units = [one.unit for one in user.grants if one.unit and _within(one.unit, within, tree)]
    if not units and within is not None:
        return None
    return list(dict.fromkeys(tree.units[one].name for one in units))


def _within(unit: str, roots: frozenset[str] | None, tree: Tree) -> bool:
    if unit not in tree.units:
        return False
    return roots is None or any(tree.under(unit, root) for root in roots)
