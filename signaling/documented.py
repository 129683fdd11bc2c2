"""The operations that the OpenAPI document describes, and the document itself over HTTP."""

from importlib.metadata import version

import msgspec
from aiohttp import web

from signaling import api
from signaling.openapi import document
from signaling.requests import compress
from signaling.schedule import operations as schedule

OPERATIONS = (*api.OPERATIONS, *schedule.OPERATIONS)


def routes() -> list[web.AbstractRouteDef]:
    """Return the one route."""
    return [web.get("/api/openapi.json", openapi)]


async def openapi(request: web.Request) -> web.Response:
    """Describe the API (OpenAPI 3.1)."""
    response = web.Response(
        body=msgspec.json.encode(document(OPERATIONS, version("diemcau"))),
        content_type="application/json",
        headers={"Cache-Control": "no-cache"},
    )
    compress(request, response)
    return response
