"""Emblems of units over HTTP: the file is the body of the request."""

import asyncio

from aiohttp import web

from signaling.directory.access import access, note
from signaling.directory.api import named_unit
from signaling.directory.emblem import MAX_BYTES, emblem
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import read_file
from signaling.services import SERVICES
from signaling.store.emblems import Emblems

KEPT = "private, max-age=86400"
"""An emblem's address has its digest: another one has another address."""

_turn = asyncio.Semaphore(1)
"""One is unpacked at a time: each takes up to 64 MiB for a moment."""


async def unit_emblem(request: web.Request) -> web.Response:
    """Give a unit's own emblem."""
    allowed = await access(request)
    unit = named_unit(request, allowed)
    picture = await Emblems(request.app[SERVICES].database).of_unit(unit)
    if not picture:
        raise ProblemError(Code.NOT_FOUND)
    headers = {"Cache-Control": KEPT, "X-Content-Type-Options": "nosniff"}
    return web.Response(body=picture, content_type="image/png", headers=headers)


async def keep_emblem(request: web.Request) -> web.Response:
    """Give a unit an emblem; meetings that run show it at once."""
    allowed = await access(request)
    unit = named_unit(request, allowed)
    allowed.must_change(unit)
    content = await read_file(request, MAX_BYTES, Code.EMBLEM_TOO_LARGE)
    async with _turn:
        picture = await asyncio.to_thread(emblem, content)
    await Emblems(request.app[SERVICES].database).keep(unit, picture)
    await note(request, allowed, "unit.emblem", unit, f"{len(picture)} B")
    await request.app[SERVICES].meetings.emblems.look()
    return web.Response(status=204)


async def remove_emblem(request: web.Request) -> web.Response:
    """Take a unit's emblem away."""
    allowed = await access(request)
    unit = named_unit(request, allowed)
    allowed.must_change(unit)
    await Emblems(request.app[SERVICES].database).remove(unit)
    await note(request, allowed, "unit.emblem", unit, "-")
    await request.app[SERVICES].meetings.emblems.look()
    return web.Response(status=204)
