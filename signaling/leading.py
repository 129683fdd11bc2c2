"""What those who lead ask for over HTTP: a console's token, stills of points, evidence."""

import hashlib
from datetime import timedelta

from aiohttp import web

from signaling.live import Live
from signaling.meeting.actor import Actor, Right
from signaling.meeting.directions import staged
from signaling.meeting.picture import Scene
from signaling.meeting.refusal import RefusedError
from signaling.meeting.scenes import check
from signaling.operation import Operation
from signaling.problem import ProblemError
from signaling.protocol import Code, EvidenceInfo, EvidenceList, TokenReply
from signaling.requests import json, read_json
from signaling.services import SERVICES
from signaling.tokens import BACKED, Claims

JPEG = "image/jpeg"


async def console(request: web.Request) -> web.Response:
    """Give a console's token to somebody who has logged in, or whose link leads already."""
    services = request.app[SERVICES]
    if "Authorization" in request.headers:
        live, actor, claims = await who(request, Right.FLOOR)
        # The chair who sits at a point has a console beside it.
        account = claims.sub if claims.console else f"at:{claims.sub}"
        name, role, login, key = actor.name, actor.role, claims.login, claims.key
    else:
        found = await services.accounts.login_of(request)
        if found is None:
            raise ProblemError(Code.LOGIN_NEEDED)
        user = found.kept.user
        role = await services.standing.leader(user, request.match_info["meeting"])
        live = await services.meetings.find(request.match_info["meeting"])
        account, name, login, key = user.name, user.display_name, found.key, ""
    return json(
        TokenReply(
            token=services.tokens.issue_console(
                meeting=live.id,
                account=account,
                name=name,
                role=role,
                now=services.clock(),
                lifetime=BACKED
                if login or key
                else timedelta(hours=services.config.meetings.token_hours),
                login=login,
                key=key,
            )
        )
    )


async def still(request: web.Request) -> web.Response:
    """Send the last picture of a point, or 304 to whom has it (RFC 9110, section 13.1.2)."""
    live, _, _ = await who(request, Right.FLOOR)
    point = request.match_info["point"]
    if point not in live.room:
        raise ProblemError(Code.POINT_UNKNOWN)
    picture = await live.backstage.stills.of(point)
    if picture is None:
        raise ProblemError(Code.NOT_FOUND, "There is no picture of the point.")
    etag = f'"{hashlib.sha256(picture).hexdigest()[:16]}"'
    headers = {"Cache-Control": "no-cache, private", "ETag": etag}
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=picture, content_type=JPEG, headers=headers)


async def preview(request: web.Request) -> web.Response:
    """Send how a scene would look if it were taken now."""
    live, _, _ = await who(request, Right.SCENE)
    scene = await read_json(request, Scene)
    try:
        check(scene)
        wanted = staged(live.conduct.state, scene)
    except RefusedError as refused:
        raise ProblemError(refused.code) from None
    picture = await live.backstage.previews.of(wanted)
    if picture is None:
        raise ProblemError(Code.NOT_FOUND, "Nobody is there to be seen.")
    return web.Response(body=picture, content_type=JPEG, headers={"Cache-Control": "no-store"})


async def attest(request: web.Request) -> web.Response:
    """Keep a still of each point that is present."""
    services = request.app[SERVICES]
    live, actor, _ = await who(request, Right.ROLL_CALL)
    await services.evidence.keep(live, actor)
    return json(_kept(live))


async def evidence(request: web.Request) -> web.Response:
    """List the newest still that was kept of each point."""
    live, _, _ = await who(request, Right.ROLL_CALL)
    return json(_kept(live))


async def evidence_file(request: web.Request) -> web.StreamResponse:
    """Send a still that was kept."""
    services = request.app[SERVICES]
    live, _, _ = await who(request, Right.ROLL_CALL)
    path = services.evidence.path(live, request.match_info["file"])
    if path is None or not path.is_file():
        raise ProblemError(Code.NOT_FOUND)
    return web.FileResponse(path, headers={"Cache-Control": "private", "Content-Type": JPEG})


def _kept(live: Live) -> EvidenceList:
    roll = live.conduct.state.roll
    return EvidenceList(
        evidence=[
            EvidenceInfo(point=point, file=one.file, sha256=one.sha256)
            for point in roll.places
            if (one := roll.evidence.get(point)) is not None
        ]
    )


async def who(request: web.Request, right: Right) -> tuple[Live, Actor, Claims]:
    """Return the meeting, who asks and the token. Raises ProblemError unless it has the right."""
    services = request.app[SERVICES]
    claims = await services.authorize(request, request.match_info["meeting"])
    live = await services.meetings.opened(claims)
    actor = live.actor(claims)
    if not actor.may(right):
        raise ProblemError(Code.FORBIDDEN)
    return live, actor, claims


BELOW = "/api/meetings/{meeting}"

LED = (Code.MEETING_UNKNOWN, Code.MEETING_CANCELLED, Code.FORBIDDEN)
"""What those are refused with who do not lead."""

OPERATIONS = (
    Operation(
        method="POST",
        path=f"{BELOW}/console",
        handler=console,
        summary="A console's token",
        access="either",
        reply=TokenReply,
        codes=LED,
    ),
    Operation(
        method="GET",
        path=f"{BELOW}/points/{{point}}/still.jpg",
        handler=still,
        summary="The last picture of a point",
        access="point",
        reply=JPEG,
        also={304: "Not changed."},
        codes=(*LED, Code.POINT_UNKNOWN, Code.NOT_FOUND),
    ),
    Operation(
        method="POST",
        path=f"{BELOW}/scene/preview.jpg",
        handler=preview,
        summary="How a scene would look if it were taken now",
        access="point",
        body=Scene,
        reply=JPEG,
        codes=(*LED, Code.POINT_UNKNOWN, Code.NOT_INVITED, Code.NOT_FOUND),
    ),
    Operation(
        method="POST",
        path=f"{BELOW}/evidence",
        handler=attest,
        summary="Keep a still of each point that is present",
        access="point",
        reply=EvidenceList,
        codes=LED,
    ),
    Operation(
        method="GET",
        path=f"{BELOW}/evidence",
        handler=evidence,
        summary="The newest still that was kept of each point",
        access="point",
        reply=EvidenceList,
        codes=LED,
    ),
    Operation(
        method="GET",
        path=f"{BELOW}/evidence/{{file}}",
        handler=evidence_file,
        summary="A still that was kept",
        access="point",
        reply=JPEG,
        also={206: "The range that was asked for.", 304: "Not changed.", 416: "No such range."},
        codes=(*LED, Code.NOT_FOUND),
    ),
)
