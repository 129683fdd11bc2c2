"""What a join page asks for: the meetings, one meeting, a token of a free point."""

import secrets
from datetime import timedelta

from aiohttp import web

from signaling import ice
from signaling.meeting.permissions import leads
from signaling.operation import Operation
from signaling.problem import ProblemError
from signaling.protocol import (
    Code,
    Course,
    IceServer,
    MeetingInfo,
    MeetingList,
    TokenReply,
    TokenRequest,
)
from signaling.requests import json, read_json
from signaling.services import SERVICES


async def meetings(request: web.Request) -> web.Response:
    """List the meetings that need no link."""
    return json(MeetingList(meetings=await request.app[SERVICES].meetings.open_meetings()))


async def meeting(request: web.Request) -> web.Response:
    """Describe the token's own meeting, or an open one."""
    services = request.app[SERVICES]
    name = request.match_info["meeting"]
    point = None
    told: list[IceServer] = []
    if "Authorization" in request.headers:
        claims = await services.authorize(request, name)
        live = await services.meetings.find(name)
        point = claims.point or None
        # Nobody else is told: whoever knows credentials of a relay may use it.
        told = ice.servers(services.config, claims.sub, services.clock())
    else:
        live = await services.meetings.find(name)
        if not live.room.open:
            # Who has no token is not told whether there is such a meeting.
            raise ProblemError(Code.MEETING_UNKNOWN)
    return json(
        MeetingInfo(
            id=live.id,
            title=live.room.title,
            open=live.room.open,
            point=point,
            seats=live.room.seats,
            ice_servers=told,
            muted=live.conduct.state.mics.muted_at_join,
            camera=live.room.cameras,
        )
    )


async def course(request: web.Request) -> web.Response:
    """Tell the course of a meeting to those who lead it, or meetings."""
    services = request.app[SERVICES]
    name = request.match_info["meeting"]
    if "Authorization" in request.headers:
        claims = await services.authorize(request, name)
        if not leads(claims.role):
            raise ProblemError(Code.FORBIDDEN)
    else:
        user = await services.accounts.authenticate(request)
        await services.standing.leader(user, name)
    return json(Course(lines=await services.meetings.course(name)))


async def token(request: web.Request) -> web.Response:
    """Give a token of a free point in an open meeting to whoever asks first."""
    services = request.app[SERVICES]
    live = await services.meetings.find(request.match_info["meeting"])
    if not live.room.open:
        raise ProblemError(Code.MEETING_UNKNOWN)
    asked = await read_json(request, TokenRequest)
    if asked.point not in live.room:
        raise ProblemError(Code.POINT_UNKNOWN)
    holder = secrets.token_urlsafe(9)
    if not live.room.free_for(asked.point, holder):
        raise ProblemError(Code.POINT_TAKEN)
    return json(
        TokenReply(
            token=services.tokens.issue(
                meeting=live.id,
                point=asked.point,
                kind="point",
                now=services.clock(),
                lifetime=timedelta(hours=services.config.meetings.token_hours),
                holder=holder,
            )
        )
    )


OPERATIONS = (
    Operation(
        method="GET",
        path="/api/meetings",
        handler=meetings,
        summary="Meetings that need no link",
        access="nobody",
        reply=MeetingList,
    ),
    Operation(
        method="GET",
        path="/api/meetings/{meeting}",
        handler=meeting,
        summary="The meeting of a token, or an open one",
        access="anybody",
        reply=MeetingInfo,
        codes=(Code.MEETING_UNKNOWN, Code.MEETING_CANCELLED),
    ),
    Operation(
        method="POST",
        path="/api/meetings/{meeting}/token",
        handler=token,
        summary="A token of a free point in an open meeting",
        access="nobody",
        body=TokenRequest,
        reply=TokenReply,
        codes=(
            Code.MEETING_UNKNOWN,
            Code.MEETING_CANCELLED,
            Code.POINT_UNKNOWN,
            Code.POINT_TAKEN,
        ),
    ),
    Operation(
        method="GET",
        path="/api/meetings/{meeting}/log",
        handler=course,
        summary="The course of a meeting in words",
        access="either",
        reply=Course,
        codes=(Code.MEETING_UNKNOWN, Code.FORBIDDEN),
    ),
)
