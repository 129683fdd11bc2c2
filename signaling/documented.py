"""The operations of the HTTP API, as they are served, and their OpenAPI document over HTTP."""

from importlib.metadata import version

import msgspec
from aiohttp import web

from signaling import api, files, leading, playback
from signaling.accounts import operations as accounts
from signaling.directory import operations as directory
from signaling.openapi import document
from signaling.operation import Operation
from signaling.requests import compress
from signaling.schedule import operations as schedule


async def openapi(request: web.Request) -> web.Response:
    """Describe the API (OpenAPI 3.1)."""
    response = web.Response(
        body=msgspec.json.encode(document(OPERATIONS, version("diemcau"))),
        content_type="application/json",
        headers={"Cache-Control": "no-cache"},
    )
    compress(request, response)
    return response


OPERATIONS = (
    # Calendars before meetings, whose pattern takes their names as well.
    *schedule.OPERATIONS,
    *api.OPERATIONS,
    *accounts.OPERATIONS,
    *directory.OPERATIONS,
    *leading.OPERATIONS,
    *files.OPERATIONS,
    *playback.OPERATIONS,
    Operation(
        method="GET",
        path="/api/openapi.json",
        handler=openapi,
        summary="This document",
        access="nobody",
        reply="application/json",
    ),
)


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of all operations; those of files must stand before those of pages."""
    return [one.route() for one in OPERATIONS]
