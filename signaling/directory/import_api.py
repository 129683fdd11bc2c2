"""Imports over HTTP: the file is the body of the request."""

import asyncio

from aiohttp import web

from signaling.directory.access import access, note
from signaling.directory.messages import ImportQuery, ImportReport
from signaling.directory.reader import read_apart
from signaling.directory.sheet import MAX_BYTES, SheetError
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import json, queried
from signaling.services import SERVICES
from signaling.store.imports import Imports, refused

UPLOAD_S = 60.0
"""Seconds in which a file must have come: 8 MiB over 1 Mbit/s."""

CONTENT_TYPE = "application/octet-stream"
"""What no form of another site can send; what the file is, it says itself."""

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
    content = await _body(request)
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


async def _body(request: web.Request) -> bytes:
    """Return the file. Raises ProblemError: media_type, body_too_large, request_invalid."""
    if request.content_type != CONTENT_TYPE:
        raise ProblemError(Code.MEDIA_TYPE, f"The content type must be {CONTENT_TYPE}.")
    if (request.content_length or 0) > MAX_BYTES:
        raise ProblemError(Code.BODY_TOO_LARGE)
    content = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_S):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise ProblemError(Code.BODY_TOO_LARGE)
    except TimeoutError:
        raise ProblemError(Code.REQUEST_INVALID, "The file did not come.", status=408) from None
    return bytes(content)
