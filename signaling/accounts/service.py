"""Accounts as the handlers of requests use them: who asks, may he, and a note of what he did."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web

from signaling import logs
from signaling.accounts.passwords import BusyError, Passwords
from signaling.accounts.rights import Need, User
from signaling.config import Config
from signaling.origin import address, encrypted
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.store.account_models import AuditRow, LoginRow
from signaling.store.audit import AuditLog
from signaling.store.database import Database
from signaling.store.tries import TryLog
from signaling.store.users import Kept, Login, Users

log = logs.logger(__name__)

COOKIE, PLAIN_COOKIE = "__Host-diemcau", "diemcau"
"""The cookie's name over TLS, whose prefix keeps neighbours from setting it, and without."""

KNOWN, KNOWN_S = "diemcau-known", 365 * 86_400
"""The cookie of a browser that has logged in before, and its seconds: it opens nothing, but its
failures are counted apart from those of strangers (OWASP: device cookies)."""

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
        self._known_key = hmac.digest(key, b"known browser", "sha256")
        self._tries = TryLog(database, hmac.digest(key, b"tries", "sha256"))
        self._config = config
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
        key = self._key(request)
        return await self.login_by(key) if key else None

    async def login_by(self, key: str) -> Login | None:
        """Return the login of a key, if it is still good; it stays in use."""
        login = await self.users.login(key)
        if login is None:
            return None
        now = self._clock()
        idle = timedelta(minutes=self._config.accounts.idle_minutes)
        if now >= min(login.ends_at, login.seen_at + idle):
            await self.users.log_out(login.key)
            return None
        if login.kept.disabled:
            return None
        if now - login.seen_at >= SEEN_EVERY:
            await self.users.seen(login.key, now)
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
        tries = self._known(request, name) or name
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
        if old := self._key(request):
            await self.users.log_out(old)
        value = secrets.token_urlsafe(32)
        lifetime = timedelta(hours=self._config.accounts.login_hours)
        name = kept.user.name
        await self.users.log_in(
            LoginRow(
                key=_digest(value),
                user_name=name,
                address=address(request, self._config.http),
                begun_at=now,
                seen_at=now,
                ends_at=now + lifetime,
            ),
            self.line(request, name, "login", name, detail=detail),
        )
        self._give(request, response, value)
        self._remember(request, response, name)
        log.info("logged in", account=name)

    async def log_out(self, request: web.Request, response: web.Response) -> None:
        """End the request's login, if there is one, and take its cookie."""
        login = await self.login_of(request)
        if login:
            name = login.kept.user.name
            await self.users.log_out(login.key, self.line(request, name, "logout", name))
            self.put_out(name)
        self._take(request, response)

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

    # The cookie.

    def has_cookie(self, request: web.Request) -> bool:
        """Whether the request comes with the cookie of a login, good or not."""
        return self._cookie(request) in request.cookies

    def _key(self, request: web.Request) -> str | None:
        value = request.cookies.get(self._cookie(request))
        return _digest(value) if value else None

    def _cookie(self, request: web.Request) -> str:
        return COOKIE if encrypted(request, self._config.http) else PLAIN_COOKIE

    def _give(self, request: web.Request, response: web.Response, value: str) -> None:
        # Without an age: it ends with the browser, or earlier with the login.
        response.set_cookie(
            self._cookie(request),
            value,
            path="/",
            httponly=True,
            secure=encrypted(request, self._config.http),
            samesite="Lax",
        )

    def _known(self, request: web.Request, name: str) -> str | None:
        """Return under what the tries of a browser are counted that has logged in as `name` before.

        Else whoever knows the chair's account name could keep him out of his own meeting.
        """
        mark, _, signed = request.cookies.get(KNOWN, "").partition(".")
        good = hmac.compare_digest(self._sign(name, mark).encode(), signed.encode())
        return f"{name} {mark}" if good else None

    def _remember(self, request: web.Request, response: web.Response, name: str) -> None:
        mark = secrets.token_urlsafe(16)
        response.set_cookie(
            KNOWN,
            f"{mark}.{self._sign(name, mark)}",
            path="/api/login",
            max_age=KNOWN_S,
            httponly=True,
            secure=encrypted(request, self._config.http),
            samesite="Lax",
        )

    def _sign(self, name: str, mark: str) -> str:
        return hmac.digest(self._known_key, f"{name} {mark}".encode(), "sha256").hex()

    def _take(self, request: web.Request, response: web.Response) -> None:
        response.del_cookie(
            self._cookie(request),
            path="/",
            httponly=True,
            secure=encrypted(request, self._config.http),
            samesite="Lax",
        )


def _digest(value: str) -> str:
    """Return what is kept of a cookie's value. It is random, so that no salt is needed."""
    return hashlib.sha256(value.encode()).hexdigest()
