"""What those who lead ask for over HTTP: a console's token."""

from datetime import timedelta

from aiohttp import web

from signaling.live import Live
from signaling.meeting.actor import Actor, Right
from signaling.meeting.permissions import leads
from signaling.problem import ProblemError
from signaling.protocol import Code, TokenReply
from signaling.requests import json
from signaling.services import SERVICES
from signaling.tokens import Claims


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes below /api/meetings/{meeting} that need a right."""
    below = "/api/meetings/{meeting}"
    return [
        web.post(f"{below}/console", console),
    ]


async def console(request: web.Request) -> web.Response:
    """Give a console's token to somebody who has logged in, or whose link leads already."""
    services = request.app[SERVICES]
    if "Authorization" in request.headers:
        live, actor, claims = await who(request, Right.FLOOR)
        # The chair who sits at a point has a console beside it.
        account = claims.sub if claims.console else f"at:{claims.sub}"
    else:
        user = await services.accounts.authenticate(request)
        live = await services.meetings.find(request.match_info["meeting"])
        found = user.actor()
        if found is None or not leads(found.role):
            raise ProblemError(Code.FORBIDDEN)
        actor, account = found, user.name
    return json(
        TokenReply(
            token=services.tokens.issue_console(
                meeting=live.id,
                account=account,
                name=actor.name,
                role=actor.role,
                now=services.clock(),
                lifetime=timedelta(hours=services.config.meetings.token_hours),
            )
        )
    )


async def who(request: web.Request, right: Right) -> tuple[Live, Actor, Claims]:
    """Return the meeting, who asks and the token. Raises ProblemError unless it has the right."""
    services = request.app[SERVICES]
    claims = services.authorize(request, request.match_info["meeting"])
    live = await services.meetings.opened(claims)
    actor = live.actor(claims)
    if not actor.may(right):
        raise ProblemError(Code.FORBIDDEN)
    return live, actor, claims
