"""Units and points over HTTP."""

from typing import Any

import msgspec
from aiohttp import web
from msgspec import UNSET
from sqlalchemy.exc import IntegrityError

from signaling.directory.access import Access, access, note
from signaling.directory.fold import tidy
from signaling.directory.importing import SHORT_NAME
from signaling.directory.messages import (
    DRAFT_FIELDS,
    NewPoint,
    NewUnit,
    PointDraft,
    PointInfo,
    PointPage,
    PointQuery,
    UnitChange,
    UnitInfo,
    UnitList,
)
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import compress, json, queried, read_json
from signaling.services import SERVICES
from signaling.store.emblems import Emblems
from signaling.store.points import Found, Points, Wanted
from signaling.store.units import UnitBusyError, Units

LONGEST_PAGE = 500


async def units(request: web.Request) -> web.Response:
    """List the units that the asker sees."""
    allowed = await access(request)
    store = Units(request.app[SERVICES].database)
    tree, counted, retired = allowed.tree, await store.points(), await store.retired()
    emblems = await Emblems(request.app[SERVICES].database).digests()
    told = [
        UnitInfo(
            id=unit,
            parent=tree.nodes[unit].parent,
            level=tree.level(unit),
            name=tree.nodes[unit].name,
            order=tree.nodes[unit].order,
            retired=unit in retired,
            points=counted[unit],
            may_change=unit in allowed.changed,
            emblem=emblems.get(unit, ""),
        )
        for unit in tree.subtree()
        if allowed.sees(unit)
    ]
    response = json(UnitList(units=told, may_add_root=None in allowed.changed))
    compress(request, response)
    return response


async def add_unit(request: web.Request) -> web.Response:
    """Make a unit."""
    allowed = await access(request)
    asked = await read_json(request, NewUnit)
    _must_be_unit(allowed, asked.parent)
    allowed.must_change(asked.parent)
    store = Units(request.app[SERVICES].database)
    try:
        await store.add(asked.id, asked.parent, tidy(asked.name), asked.order)
    except IntegrityError:
        raise ProblemError(Code.CODE_TAKEN) from None
    await note(request, allowed, "unit.add", asked.id, asked.name)
    return web.Response(status=201, headers={"Location": f"/api/units/{asked.id}"})


async def change_unit(request: web.Request) -> web.Response:
    """Call, arrange, move or retire a unit."""
    allowed = await access(request)
    unit = named_unit(request, allowed)
    allowed.must_change(unit)
    asked = await read_json(request, UnitChange)
    before = allowed.tree.nodes[unit]
    parent = before.parent if asked.parent is UNSET else asked.parent
    if parent != before.parent:
        # It leaves one place and goes to another: both are asked for.
        allowed.must_change(before.parent)
        _must_be_unit(allowed, parent)
        allowed.must_change(parent)
    store = Units(request.app[SERVICES].database)
    name = before.name if asked.name is UNSET else tidy(asked.name)
    order = before.order if asked.order is UNSET else asked.order
    if not await store.change(unit, name=name, order=order, parent=parent):
        raise ProblemError(Code.UNIT_CYCLE)
    if asked.retired is not UNSET:
        try:
            await store.retire(unit, asked.retired)
        except UnitBusyError:
            raise ProblemError(Code.UNIT_IN_USE) from None
    await note(request, allowed, "unit.change", unit, _detail(asked))
    return web.Response(status=204)


def named_unit(request: web.Request, allowed: Access) -> str:
    """Return the unit of the address. Raises ProblemError: unit_unknown."""
    unit = request.match_info["unit"]
    _must_be_unit(allowed, unit)
    return unit


async def points(request: web.Request) -> web.Response:
    """Search points, a page at a time."""
    allowed = await access(request)
    asked = queried(request, PointQuery)
    if asked.unit:
        _must_be_unit(allowed, asked.unit)
    wanted = Wanted(
        query=asked.q[:200],
        units=frozenset(allowed.tree.subtree(asked.unit)) if asked.unit else allowed.seen,
        retired=asked.retired == "1",
    )
    store = Points(request.app[SERVICES].database)
    limit = min(asked.limit, LONGEST_PAGE)
    found, total = await store.find(wanted, limit=limit, offset=asked.offset)
    told = [_told(one, allowed) for one in found]
    response = json(PointPage(points=told, total=total, offset=asked.offset))
    compress(request, response)
    return response


async def point(request: web.Request) -> web.Response:
    """Tell everything about one point."""
    allowed = await access(request)
    return json(_told(await seen_point(request, allowed), allowed))


async def add_point(request: web.Request) -> web.Response:
    """Make a point."""
    allowed = await access(request)
    asked = await read_json(request, NewPoint)
    values = _values(asked)
    values.setdefault("short_name", values["name"][:SHORT_NAME].rstrip())
    _must_be_unit(allowed, asked.unit)
    allowed.must_change(asked.unit)
    try:
        await Points(request.app[SERVICES].database).add(asked.id, values)
    except IntegrityError:
        raise ProblemError(Code.CODE_TAKEN) from None
    await note(request, allowed, "point.add", asked.id, asked.name)
    return web.Response(status=201, headers={"Location": f"/api/points/{asked.id}"})


async def change_point(request: web.Request) -> web.Response:
    """Change what is named of a point."""
    allowed = await access(request)
    found = await seen_point(request, allowed)
    allowed.must_change(found.point.unit_id)
    asked = await read_json(request, PointDraft)
    if asked.unit is not UNSET:
        _must_be_unit(allowed, asked.unit)
        allowed.must_change(asked.unit)
    await Points(request.app[SERVICES].database).change(found.point.id, _values(asked))
    await note(request, allowed, "point.change", found.point.id, _detail(asked))
    await request.app[SERVICES].meetings.renamed(found.point.id)
    request.app[SERVICES].standing.changed()
    return await point(request)


async def seen_point(request: web.Request, allowed: Access) -> Found:
    """Return the point of the address. Raises ProblemError: point_not_listed."""
    store = Points(request.app[SERVICES].database)
    found = await store.get(request.match_info["point"])
    if found is None:
        raise ProblemError(Code.POINT_NOT_LISTED)
    allowed.must_see(found.point.unit_id, Code.POINT_NOT_LISTED)
    return found


def _must_be_unit(allowed: Access, unit: str | None) -> None:
    if unit is not None and not (unit in allowed.tree and allowed.sees(unit)):
        raise ProblemError(Code.UNIT_UNKNOWN)


def _values(asked: PointDraft) -> dict[str, Any]:
    """Return what a draft names, as columns."""
    given = {name: getattr(asked, name) for name in DRAFT_FIELDS}
    values = {
        name: tidy(value) if isinstance(value, str) else value
        for name, value in given.items()
        if value is not UNSET
    }
    if asked.unit is not UNSET:
        values["unit_id"] = asked.unit
    return values


def _told(found: Found, allowed: Access) -> PointInfo:
    row = found.point
    return PointInfo(
        id=row.id,
        unit=row.unit_id,
        unit_name=found.unit_name,
        keys=found.keys,
        may_change=row.unit_id in allowed.changed,
        **{name: getattr(row, name) for name in DRAFT_FIELDS},
    )


def _detail(asked: msgspec.Struct) -> str:
    """Return what was asked for, for the audit log."""
    return msgspec.json.encode(asked).decode()
