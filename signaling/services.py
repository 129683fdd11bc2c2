"""What the handlers of requests share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from signaling.accounts.service import Accounts
from signaling.clock import wall_clock
from signaling.config import Config
from signaling.door import Recorder
from signaling.evidence import Evidence
from signaling.limits import AddressLimit
from signaling.meetings import Meetings
from signaling.metrics import Metrics
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.papers import Papers
from signaling.schedule.planning import Planning
from signaling.standing import Standing
from signaling.store.database import Database
from signaling.tokens import Claims, Tokens, bearer


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may need, made once in `app.build`."""

    config: Config
    database: Database
    meetings: Meetings
    recorder: Recorder
    tokens: Tokens
    metrics: Metrics
    limit: AddressLimit
    evidence: Evidence
    accounts: Accounts
    planning: Planning
    papers: Papers
    standing: Standing
    clock: Callable[[], datetime] = wall_clock

    async def authorize(self, request: web.Request, meeting: str) -> Claims:
        """Return what the request's token is worth.

        Raises ProblemError unless it opens `meeting`, and as `Standing.check`.
        """
        claims = self.tokens.check(bearer(request.headers.get("Authorization")), self.clock())
        if claims.meeting != meeting:
            raise ProblemError(Code.TOKEN_OTHER_MEETING)
        return await self.standing.check(claims)


SERVICES = web.AppKey("services", Services)
