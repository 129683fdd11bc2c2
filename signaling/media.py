"""The media endpoints: WHIP (RFC 9725) and WHEP, one code for all three kinds of member."""

import re
from collections.abc import Iterable

from aiohttp import web

from mcu.messages import BadOfferError, BusyError, StaleSessionError, UnknownSessionError
from signaling import ice
from signaling.problem import ProblemError
from signaling.protocol import Code, IceServer
from signaling.requests import compress, read_text
from signaling.services import SERVICES, Services
from signaling.tokens import Claims, TokenKind

ENDPOINTS: dict[str, tuple[TokenKind, ...]] = {
    "media": ("point",),
    "whip": ("source",),
    "whep": ("viewer", "console"),
}
"""First part of the path → the kinds of token that open it."""

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
"""RFC 8840, section 9."""

RETRY_S = "10"
"""Seconds after which somebody who was refused may try again."""

ENTITY_TAG = re.compile(r'"([^"]*)"')


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of all endpoints and of their sessions."""
    made: list[web.AbstractRouteDef] = []
    for name in ENDPOINTS:
        endpoint, session = f"/{name}/{{meeting}}", f"/{name}/{{meeting}}/{{session}}"
        made += [
            web.post(endpoint, join),
            web.options(endpoint, options),
            web.patch(session, patch),
            web.delete(session, leave),
            web.options(session, options),
        ]
    return made


async def options(request: web.Request) -> web.Response:
    """Say what may be posted (RFC 9725, section 4.1)."""
    accept = {"Accept-Patch": FRAGMENT} if "session" in request.match_info else {"Accept-Post": SDP}
    return web.Response(status=204, headers=accept)


async def join(request: web.Request) -> web.Response:
    """Answer an offer."""
    services = request.app[SERVICES]
    meeting = request.match_info["meeting"]
    claims = await services.authorize(request, meeting)
    if claims.kind not in ENDPOINTS[_endpoint(request)]:
        raise ProblemError(Code.TOKEN_OTHER_KIND, f"The token is for a {claims.kind}.")
    offer = await read_text(request, SDP)
    try:
        joined = await services.meetings.join(claims, offer)
    except BadOfferError as error:
        raise ProblemError(Code.SDP_INVALID, str(error)) from error
    except BusyError as error:
        raise ProblemError(Code.BUSY, headers={"Retry-After": RETRY_S}) from error
    response = web.Response(
        status=201,
        text=joined.answer,
        content_type=SDP,
        headers={
            "Location": f"/{_endpoint(request)}/{meeting}/{joined.session}",
            "ETag": f'"{joined.etag}"',
            "Accept-Patch": FRAGMENT,
            "Cache-Control": "no-store",
        },
    )
    compress(request, response)
    _link(response, services, claims)
    return response


async def patch(request: web.Request) -> web.Response:
    """Take candidates, or restart ICE (RFC 9725, section 4.3)."""
    services = request.app[SERVICES]
    session = request.match_info["session"]
    claims = await _claims(request)
    services.meetings.session(session, claims)
    matches = request.headers.getall("If-Match", [])
    if not matches:
        raise ProblemError(Code.ETAG_MISSING)
    fragment = await read_text(request, FRAGMENT)
    tags = entity_tags(", ".join(matches))
    node = services.meetings.node
    try:
        if "*" in tags:
            answer, etag = await node.restart(session, fragment)
            response = web.Response(
                text=answer,
                content_type=FRAGMENT,
                headers={"ETag": f'"{etag}"', "Cache-Control": "no-store"},
            )
            _link(response, services, claims)
            return response
        await _trickle(request, session, tags, fragment)
    except BadOfferError as error:
        raise ProblemError(Code.SDP_INVALID, str(error)) from error
    except UnknownSessionError as error:
        raise ProblemError(Code.SESSION_UNKNOWN) from error
    return web.Response(status=204)


async def _trickle(
    request: web.Request, session: str, tags: tuple[str, ...], fragment: str
) -> None:
    """Give the fragment to the generation that one of the tags names."""
    node = request.app[SERVICES].meetings.node
    for tag in tags:
        try:
            return await node.trickle(session, tag, fragment)
        except StaleSessionError:
            continue
    raise ProblemError(Code.ETAG_MISMATCH)


async def leave(request: web.Request) -> web.Response:
    """End a session: the point leaves."""
    services = request.app[SERVICES]
    session = request.match_info["session"]
    services.meetings.session(session, await _claims(request))
    try:
        await services.meetings.node.leave(session, "left")
    except UnknownSessionError as error:
        raise ProblemError(Code.SESSION_UNKNOWN) from error
    return web.Response()


def _link(response: web.Response, services: Services, claims: Claims) -> None:
    """Tell the ICE servers, with credentials that are good from now on."""
    for link in links(ice.servers(services.config, claims.sub, services.clock())):
        response.headers.add("Link", link)


def _endpoint(request: web.Request) -> str:
    return request.path.split("/")[1]


async def _claims(request: web.Request) -> Claims:
    return await request.app[SERVICES].authorize(request, request.match_info["meeting"])


def entity_tags(if_match: str) -> tuple[str, ...]:
    """Return the tags of an If-Match header (RFC 9110, section 13.1.1).

    The wildcard is taken bare, as RFC 9110 writes it, and quoted, as RFC 9725's example does.
    Weak tags never match.
    """
    if if_match.strip() == "*":
        return ("*",)
    strong = re.sub(r'W/"[^"]*"', "", if_match)
    return tuple(ENTITY_TAG.findall(strong))


def links(servers: Iterable[IceServer]) -> list[str]:
    """Return a Link header for each URL of each ICE server (RFC 9725, section 4.6)."""
    made = []
    for server in servers:
        credentials = (
            f'; username="{server.username}"; credential="{server.credential}"'
            '; credential-type="password"'
            if server.username and server.credential
            else ""
        )
        made += [f'<{url}>; rel="ice-server"{credentials}' for url in server.urls]
    return made
