"""Imports over HTTP: the file is the body of the request."""

import asyncio

from aiohttp import web

from signaling.directory.access import access, note
from signaling.directory.messages import ImportQuery, ImportReport
from signaling.directory.reader import read_apart
from signaling.directory.sheet import MAX_BYTES, SheetError
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import json, queried, read_file
from signaling.services import SERVICES
from signaling.store.imports import Imports, refused

_turn = asyncio.Semaphore(1)
"""One file is read at a time: each takes a core for a moment."""


async def import_units(request: web.Request) -> web.Response:
    """Import a file of units."""
    return await _import(request, points=False)


async def import_points(request: web.Request) -> web.Response:
    """Import a file of points."""
    return await _import(request, points=True)


async def _import(request: web.Request, *, points: bool) -> web.Response:
    allowed = await access(request)
    if allowed.changed.units == frozenset():
        raise ProblemError(Code.NOT_PERMITTED)
    asked = queried(request, ImportQuery)
    content = await read_file(request, MAX_BYTES)
    report: ImportReport
    try:
        async with _turn:
            sheet = await read_apart(content)
    except SheetError as error:
        report = refused(error)
    else:
        report = await Imports(request.app[SERVICES].database).run(
            "points" if points else "units",
            sheet,
            reach=allowed.changed,
            accept=asked.accept,
            dry=asked.dry == "1",
        )
    if report.applied:
        what = "points" if points else "units"
        counted = f"+{report.added} ~{report.changed} -{len(report.rejected)}"
        await note(request, allowed, f"{what}.import", what, counted)
    return json(report)
