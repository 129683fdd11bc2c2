"""Single sign-on over HTTP: a browser is sent to the provider and comes back with a code."""

import hmac
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import jwt
import msgspec
from aiohttp import web

from signaling import logs
from signaling.accounts import oidc
from signaling.accounts.messages import SignOnAnswer, SignOnQuery
from signaling.accounts.oidc import Asked, AwayError, RefusedError
from signaling.origin import encrypted
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import queried
from signaling.services import SERVICES, Services

log = logs.logger(__name__)

COOKIE = "diemcau-sign-on"
"""What the browser was sent away with, signed; it binds the way back to this very browser."""

PATH = "/api/sign-on"
BACK = f"{PATH}/back"

AWAY = timedelta(minutes=10)
"""How long somebody may take at the provider."""


async def begin_sign_on(request: web.Request) -> web.Response:
    """Send the browser to the provider."""
    following = queried(request, SignOnQuery).next
    services = request.app[SERVICES]
    settings = services.config.oidc
    if not settings.issuer:
        raise ProblemError(Code.NOT_FOUND)
    scheme = "https" if encrypted(request, services.config.http) else "http"
    asked = Asked.new(own_path(following), f"{scheme}://{request.host}{BACK}")
    try:
        async with _client() as http:
            provider = await oidc.discover(http, settings)
    except AwayError as error:
        log.warning("identity provider away", reason=str(error))
        return _refused(Code.SIGN_ON_AWAY, asked.next)
    response = _to(oidc.authorization_url(provider, settings, asked))
    response.set_cookie(
        COOKIE,
        _sealed(services, asked),
        path=PATH,
        max_age=int(AWAY.total_seconds()),
        httponly=True,
        secure=scheme == "https",
        # The provider is another site, and its sending back is a visit.
        samesite="Lax",
    )
    return response


async def end_sign_on(request: web.Request) -> web.Response:
    """Log in whoever the provider vouches for, if there is such an account."""
    services = request.app[SERVICES]
    accounts, settings = services.accounts, services.config.oidc
    asked = _opened(services, request.cookies.get(COOKIE, "")) if settings.issuer else None
    answer = queried(request, SignOnAnswer)
    if asked is None or not hmac.compare_digest(asked.state.encode(), answer.state.encode()):
        log.warning("single sign-on refused", reason="no login was begun in this browser")
        return _refused(Code.SIGN_ON_FAILED, "/")
    name = ""
    try:
        if answer.code is None:
            raise RefusedError(answer.error[:64])
        # RFC 9207: said by those who say it, and then it has to be the one that was asked.
        if answer.iss not in (None, settings.issuer):
            raise RefusedError("another provider has answered")
        async with _client() as http:
            claims = await oidc.redeem(
                http,
                await oidc.discover(http, settings),
                settings,
                asked,
                answer.code,
                base=services.config.base,
                now=services.clock(),
            )
        name = oidc.account_of(claims, settings)
        kept = await accounts.users.find(name)
        if kept is None or kept.disabled:
            raise RefusedError("no account" if kept is None else "disabled")
    except AwayError as error:
        log.warning("identity provider away", reason=str(error))
        return _refused(Code.SIGN_ON_AWAY, asked.next)
    except RefusedError as error:
        log.warning("single sign-on refused", reason=str(error))
        line = accounts.line(
            request, name[:64], "login", name, result="failed", detail=f"sign-on: {error}"
        )
        await accounts.audit.add(line)
        return _refused(Code.SIGN_ON_FAILED, asked.next)
    response = _to(asked.next)
    response.del_cookie(COOKIE, path=PATH)
    await accounts.log_in(request, response, kept, "sign-on")
    return response


def own_path(text: str) -> str:
    """Return a path of this site, "/" for anything that a browser could read as another's."""
    ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if ours and "\\" not in text else "/"


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=oidc.TIMEOUT_S))


def _to(url: str) -> web.Response:
    return web.Response(status=303, headers={"Location": url, "Cache-Control": "no-store"})


def _refused(code: Code, following: str) -> web.Response:
    """Lead back to the login page, which says why."""
    response = _to(f"/login?{urlencode({'why': code.value, 'next': following})}")
    response.del_cookie(COOKIE, path=PATH)
    return response


def _sealed(services: Services, asked: Asked) -> str:
    claims = msgspec.to_builtins(asked) | {"exp": (services.clock() + AWAY).timestamp()}
    return jwt.encode(claims, services.accounts.sign_on_key, algorithm="HS256")


def _opened(services: Services, text: str) -> Asked | None:
    try:
        claims = jwt.decode(
            text,
            services.accounts.sign_on_key,
            algorithms=["HS256"],
            # By the clock of the server as a whole, below.
            options={"verify_exp": False},
        )
    except jwt.PyJWTError:
        return None
    if claims.pop("exp", 0) <= services.clock().timestamp():
        return None
    return msgspec.convert(claims, Asked)
