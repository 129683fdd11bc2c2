"""What happens around every request: an id, limits, problems instead of exceptions, headers."""

import asyncio
import math
import secrets

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from signaling import logs
from signaling.media import ENDPOINTS
from signaling.origin import SAFE, address, own_page
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.services import SERVICES

log = logs.logger(__name__)

LIMITED = ("/api/", "/control", *(f"/{name}/" for name in ENDPOINTS))
"""Where requests of an address are counted. Pages are cheap, and one visit asks for many files."""

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Patch, Retry-After",
}
"""WHIP and WHEP clients live on other sites too; nothing here depends on cookies."""

PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Encoding, Content-Type, If-Match",
    "Access-Control-Max-Age": "86400",
}

CODES = {
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.BODY_TOO_LARGE,
}


@web.middleware
async def outermost(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, answer every exception with a problem, count and log."""
    request_id = secrets.token_hex(8)
    services = request.app[SERVICES]
    loop = asyncio.get_running_loop()
    started = loop.time()
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        try:
            response = await handler(request)
        except ProblemError as problem:
            response = problem.response(request_id)
        except web.HTTPException as error:
            response = _problem_of(error).response(request_id)
        except Exception:
            log.exception("request failed", method=request.method, route=_route(request))
            response = ProblemError(Code.INTERNAL).response(request_id)
        seconds = loop.time() - started
        log.debug(
            "request",
            method=request.method,
            route=_route(request),
            status=response.status,
            ms=round(seconds * 1000, 1),
        )
    services.metrics.requests.labels(request.method, _route(request), response.status).inc()
    # A WebSocket's time is that of a meeting.
    if response.status != 101:
        services.metrics.seconds.labels(_route(request)).observe(seconds)
    if not response.prepared:
        _dress(request, response, request_id)
    return response


@web.middleware
async def limited(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Ask an address that asks too much to wait."""
    if request.path.startswith(LIMITED):
        services = request.app[SERVICES]
        who = address(request, services.config.http)
        wait = services.limit.take(who, asyncio.get_running_loop().time())
        if wait:
            log.warning("address limited", address=who)
            raise ProblemError(Code.RATE_LIMITED, headers={"Retry-After": str(math.ceil(wait))})
    return await handler(request)


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a login's cookie change things only from our own pages.

    What browsers say themselves (Fetch Metadata, Origin) is checked rather than a token of ours:
    there is nothing to leak, to keep or to forget in a form, and it holds for every route.
    SameSite=Lax stands behind it, and JSON, which no form can send.
    """
    if request.method not in SAFE:
        own = own_page(request)
        cookie = request.app[SERVICES].accounts.cookies.there(request)
        # With the cookie, silence is refused, too: no browser is silent.
        if cookie and not own:
            raise ProblemError(Code.ORIGIN_REFUSED)
    return await handler(request)


def _dress(request: web.Request, response: web.StreamResponse, request_id: str) -> None:
    """Add the headers that every response has."""
    headers = response.headers
    headers["X-Request-Id"] = request_id
    # Instead of the versions of what we are made of.
    headers["Server"] = "diemcau"
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "no-referrer")
    if request.path.split("/")[1] in ENDPOINTS:
        headers.update(CORS)
        if request.method == "OPTIONS":
            headers.update(PREFLIGHT)


def _problem_of(error: web.HTTPException) -> ProblemError:
    """Return the problem of an exception of aiohttp."""
    if error.status < 400:
        raise error
    code = CODES.get(error.status)
    if code is None:
        code = Code.REQUEST_INVALID if error.status < 500 else Code.INTERNAL
    allow = error.headers.get("Allow")
    return ProblemError(code, status=error.status, headers={"Allow": allow} if allow else None)


def _route(request: web.Request) -> str:
    """Return the pattern of the route, which unlike the path is one of few."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
