"""Accounts as the handlers of requests use them: who asks, may he, and a note of what he did."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web

from signaling import logs
from signaling.accounts.cookies import Cookies
from signaling.accounts.lasting import Use, lasting
from signaling.accounts.passwords import BusyError, Passwords
from signaling.accounts.rights import Need, User
from signaling.config import Config
from signaling.origin import SAFE, address
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.store.account_models import AuditRow, LoginRow
from signaling.store.audit import AuditLog
from signaling.store.database import Database
from signaling.store.tries import TryLog
from signaling.store.users import Kept, Login, Users

log = logs.logger(__name__)

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a login was last in use: not each request writes."""

Result = Literal["done", "refused", "failed"]


class Accounts:
    """Asked by handlers, as `services.accounts`."""

    def __init__(
        self, database: Database, config: Config, clock: Callable[[], datetime], key: bytes
    ) -> None:
        self.users = Users(database)
        self.audit = AuditLog(database)
        self.passwords = Passwords()
        # Keys of their own, so that nothing signed for one use is ever taken for another.
        self.sign_on_key = hmac.digest(key, b"sign-on", "sha256")
        self.cookies = Cookies(config.http, hmac.digest(key, b"known browser", "sha256"))
        self._tries = TryLog(database, hmac.digest(key, b"tries", "sha256"))
        self._config = config
        self._lasting = lasting(config.accounts)
        self._clock = clock
        self._ended: list[Callable[[str], None]] = []

    @property
    def sign_on(self) -> bool:
        """Whether another system can be asked who somebody is."""
        return bool(self._config.oidc.issuer)

    # Who asks.

    async def visitor(self, request: web.Request) -> User | None:
        """Return who is logged in; None if nobody is."""
        login = await self.login_of(request)
        return login.kept.user if login else None

    async def authenticate(self, request: web.Request) -> User:
        """Return who is logged in. Raises ProblemError (login_needed).

        Reads the database each time, so a disabled account is out at once. What lasts longer than a
        request is followed by `signaling.standing`.
        """
        user = await self.visitor(request)
        if user is None:
            raise ProblemError(Code.LOGIN_NEEDED)
        return user

    async def require(self, request: web.Request, need: Need, unit: str | None = None) -> User:
        """Return who is logged in, if he has a right over a unit; None asks for it over all.

        Raises ProblemError: login_needed, not_permitted. A unit that does not exist is refused,
        except to whoever has the right over all.
        """
        user = await self.authenticate(request)
        if not await self.may(user, need, unit):
            raise ProblemError(Code.NOT_PERMITTED)
        return user

    async def may(self, user: User, need: Need, unit: str | None = None) -> bool:
        """Whether a user has a right over a unit; None is over all."""
        if user.may(need):
            return True
        return unit is not None and user.may(need, await self.users.lineage(unit))

    async def login_of(self, request: web.Request) -> Login | None:
        """Return the login of the request's cookie, if it is still good."""
        key = self.cookies.read(request)
        if key is None:
            return None
        return await self.login_by(key, "look" if request.method in SAFE else "work")

    async def login_by(self, key: str, use: Use = "look") -> Login | None:
        """Return the login of a key, if it is still good; it stays in use."""
        login = await self.users.login(key)
        if login is None:
            return None
        now = self._clock()
        if why := self._lasting.over(login.seen_at, login.ends_at, now):
            await self.users.log_out(login.key, self._ended_line(login, why, now))
            return None
        if login.kept.disabled:
            return None
        ends = self._lasting.ends(login.begun_at, login.ends_at, now, use)
        if max(now - login.seen_at, ends - login.ends_at) >= SEEN_EVERY:
            await self.users.seen(login.key, now, ends)
        return login

    # What was done.

    def line(
        self,
        request: web.Request,
        account: str,
        act: str,
        on: str = "",
        *,
        result: Result = "done",
        detail: str = "",
    ) -> AuditRow:
        """Return a line for the audit log, to be kept in one transaction with what it tells."""
        return AuditRow(
            at=self._clock(),
            account=account,
            address=address(request, self._config.http),
            act=act,
            object=on[:200],
            result=result,
            detail=detail,
        )

    def _ended_line(self, login: Login, why: str, now: datetime) -> AuditRow:
        name = login.kept.user.name
        return AuditRow(
            at=now,
            account=name,
            address=login.address,
            act="login.end",
            object=name,
            result="done",
            detail=why,
        )

    async def note(
        self,
        request: web.Request,
        user: User,
        act: str,
        on: str = "",
        *,
        result: Result = "done",
        detail: str = "",
    ) -> None:
        """Keep a line of the audit log: `act` is such as `unit.add`, `on` what it was done to."""
        await self.audit.add(self.line(request, user.name, act, on, result=result, detail=detail))

    def on_end(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback` with the name of each account that is put out; returns what ends that."""
        self._ended.append(callback)
        return lambda: self._ended.remove(callback)

    def put_out(self, name: str) -> None:
        """Tell those who hold connections of an account that its logins have ended."""
        for callback in list(self._ended):
            callback(name)

    # Logging in and out.

    async def check(self, request: web.Request, name: str, password: str) -> Kept:
        """Return the account of a name and its password.

        Raises ProblemError: login_delayed, login_failed, busy. No answer, and no time that it
        takes, tells whether there is such an account.
        """
        name = name.strip().lower()
        place = address(request, self._config.http)
        tries = self.cookies.known(request, name) or name
        wait = await self._tries.attempt(tries, place, self._clock())
        if wait:
            raise ProblemError(Code.LOGIN_DELAYED, headers={"Retry-After": str(int(wait) + 1)})
        kept = await self.users.find(name)
        fits = await self._fits(password, kept.password if kept else None)
        if kept is None or not fits or kept.disabled:
            # An unknown name is not written down: it may well be a password in the wrong field.
            detail = "unknown" if kept is None else "disabled" if fits else "password"
            known = kept.user.name if kept else ""
            await self.audit.add(
                self.line(request, known, "login", known, result="failed", detail=detail)
            )
            raise ProblemError(Code.LOGIN_FAILED)
        await self._tries.succeeded(tries, place)
        if kept.password and self.passwords.outdated(kept.password):
            await self.users.set_password(name, await self.hash(password), None)
        return kept

    async def log_in(
        self, request: web.Request, response: web.Response, kept: Kept, detail: str = "password"
    ) -> None:
        """Begin a login and give its cookie: always a new one, whatever the browser has sent."""
        now = self._clock()
        if old := self.cookies.read(request):
            await self.users.log_out(old)
        name = kept.user.name
        await self.users.log_in(
            LoginRow(
                key=self.cookies.give(request, response),
                user_name=name,
                address=address(request, self._config.http),
                begun_at=now,
                seen_at=now,
                ends_at=self._lasting.ends(now, now, now, "work"),
            ),
            self.line(request, name, "login", name, detail=detail),
        )
        self.cookies.remember(request, response, name)
        log.info("logged in", account=name)

    async def log_out(self, request: web.Request, response: web.Response) -> None:
        """End the request's login, if there is one, and take its cookie."""
        login = await self.login_of(request)
        if login:
            name = login.kept.user.name
            await self.users.log_out(login.key, self.line(request, name, "logout", name))
            self.put_out(name)
        self.cookies.take(request, response)

    async def hash(self, password: str) -> str:
        """Return the hash of a password. Raises ProblemError: busy."""
        try:
            return await self.passwords.hash(password)
        except BusyError:
            raise ProblemError(Code.BUSY, headers={"Retry-After": "2"}) from None

    async def _fits(self, password: str, kept: str | None) -> bool:
        try:
            return await self.passwords.fits(password, kept)
        except BusyError:
            raise ProblemError(Code.BUSY, headers={"Retry-After": "2"}) from None
