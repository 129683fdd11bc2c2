"""Who may be in a meeting as of now: a token only says who somebody was when it was given.

A token of an account is worth what its login is worth, and one that came by a point's link what
that link is: whoever is logged out, disabled, or has lost a role or a link is out at once, and not
when the token would have ended.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Container, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Protocol

from msgspec import structs

from signaling import logs
from signaling.accounts.lasting import Use
from signaling.accounts.rights import User, strongest
from signaling.accounts.service import Accounts
from signaling.codes import Code
from signaling.meeting.actor import Role
from signaling.meeting.permissions import leads
from signaling.meetings import Meetings
from signaling.problem import ProblemError
from signaling.store.account_models import AuditRow
from signaling.store.join_keys import JoinKeys
from signaling.store.schedule import ScheduleStore
from signaling.tokens import Claims
from signaling.unbroken import unbroken

log = logs.logger(__name__)

LOOK_S = 30.0
"""Seconds between looks at all who are here: what this server does is looked at once, what another
one or `diemcau user` does, so late at the most."""


class Presence(Protocol):
    """A control connection, as it is ended."""

    def refused(self, problem: ProblemError) -> None:
        """Say why, and end."""

    def renewed(self) -> None:
        """End, to be begun again with other rights."""


class Standing:
    """Knows the tokens of all who are here, and looks again at what they are worth."""

    def __init__(
        self,
        accounts: Accounts,
        schedule: ScheduleStore,
        keys: JoinKeys,
        meetings: Meetings,
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._schedule = schedule
        self._keys = keys
        self._meetings = meetings
        self._clock = clock
        self._here: dict[Presence, Claims] = {}
        self._changed = asyncio.Event()

    async def role(self, user: User, meeting: str) -> Role | None:
        """Return the strongest role of somebody in a meeting: by its plan, or over its unit."""
        host, parts = await self._schedule.standing(meeting, user.name)
        lineage = await self._accounts.users.lineage(host) if host else ()
        by_unit = user.role(lineage)
        return strongest([*parts, *([by_unit] if by_unit else [])])

    async def leader(self, user: User, meeting: str) -> Role:
        """Return the role in which somebody leads a meeting. Raises ProblemError: not_permitted."""
        role = await self.role(user, meeting)
        if role is None or not leads(role):
            raise ProblemError(Code.NOT_PERMITTED)
        return role

    async def check(self, claims: Claims) -> Claims:
        """Return what a token is worth now.

        Raises ProblemError: login_needed, not_permitted, key_unknown.
        """
        if claims.key and not await self._keys.good({claims.key}):
            raise ProblemError(Code.KEY_UNKNOWN)
        return await self._as_account(claims) if claims.login else claims

    async def _as_account(self, claims: Claims, use: Use = "look") -> Claims:
        login = await self._accounts.login_by(claims.login, use)
        if login is None or login.kept.user.name != claims.sub:
            raise ProblemError(Code.LOGIN_NEEDED)
        user = login.kept.user
        role = await self.leader(user, claims.meeting)
        return structs.replace(claims, role=role, name=user.display_name)

    # Those who are here.

    @contextmanager
    def followed(self, presence: Presence, claims: Claims) -> Iterator[None]:
        """Have somebody's token looked at again for as long as the block lasts."""
        self._here[presence] = claims
        try:
            yield
        finally:
            del self._here[presence]

    def changed(self) -> None:
        """Somebody has lost or got something: look at once."""
        self._changed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look again and again for as long as the block lasts."""
        release = self._accounts.on_end(lambda _: self.changed())
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            release()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._changed.wait()
            self._changed.clear()
            try:
                await unbroken(self.look())
            except Exception:
                log.exception("rights not looked at")

    async def look(self) -> None:
        """End who may not be here any more, and have those come anew whose rights are others."""
        sessions = self._meetings.sessions()
        here = frozenset(self._here.values())
        worth = await self._worth({*here, *sessions.values()}, here)
        for presence, claims in list(self._here.items()):
            now = worth.get(claims, claims)
            if isinstance(now, ProblemError):
                presence.refused(now)
                await self._note(claims, now)
            elif now != claims:
                presence.renewed()
        for session, claims in sessions.items():
            if isinstance(worth.get(claims), ProblemError):
                await self._meetings.dismiss(session)

    async def _worth(
        self, tokens: Iterable[Claims], here: Container[Claims]
    ) -> dict[Claims, Claims | ProblemError]:
        """Return what those tokens are worth now that may be worth less than they say.

        Who is `here` with one, by a control connection, is at work: his login goes on.
        """
        keys = {one.key for one in tokens if one.key}
        good = await self._keys.good(keys) if keys else frozenset()
        found: dict[Claims, Claims | ProblemError] = {}
        for claims in tokens:
            if claims.key and claims.key not in good:
                found[claims] = ProblemError(Code.KEY_UNKNOWN)
            elif claims.login:
                try:
                    runs = self._meetings.runs(claims.meeting)
                    use: Use = "look" if claims not in here else "meeting" if runs else "work"
                    found[claims] = await self._as_account(claims, use)
                except ProblemError as problem:
                    found[claims] = problem
        return found

    async def _note(self, claims: Claims, why: ProblemError) -> None:
        """Keep in the audit log that somebody was put out of a meeting."""
        log.info("put out", meeting=claims.meeting, who=claims.sub, code=why.code)
        await self._accounts.audit.add(
            AuditRow(
                at=self._clock(),
                account=claims.sub if claims.login else "",
                address="",
                act="console.end" if claims.console else "point.end",
                object=f"{claims.meeting}/{claims.sub}"[:200],
                result="done",
                detail=why.code,
            )
        )
