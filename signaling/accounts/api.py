"""Logging in and out over HTTP, and what an account does about itself."""

from aiohttp import web

from signaling.accounts import administration
from signaling.accounts.messages import LoginRequest, OwnChange, OwnPassword, Visitor
from signaling.accounts.passwords import weak
from signaling.accounts.rights import Office
from signaling.meeting.actor import Right
from signaling.origin import own_page
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import json, read_json
from signaling.services import SERVICES
from signaling.store.users import Kept


async def login(request: web.Request) -> web.Response:
    """Log in with a name and a password."""
    # Else a foreign page could log people in as somebody else, and read what they then do.
    if own_page(request) is False:
        raise ProblemError(Code.ORIGIN_REFUSED)
    asked = await read_json(request, LoginRequest)
    accounts = request.app[SERVICES].accounts
    kept = await accounts.check(request, asked.name, asked.password)
    response = json(visitor(kept, accounts.sign_on))
    await accounts.log_in(request, response, kept)
    return response


async def logout(request: web.Request) -> web.Response:
    """End the login; it is no error if there is none."""
    response = web.Response(status=204)
    await request.app[SERVICES].accounts.log_out(request, response)
    return response


async def me(request: web.Request) -> web.Response:
    """Tell who is logged in. Nobody is no error: pages ask that of everybody."""
    accounts = request.app[SERVICES].accounts
    login = await accounts.login_of(request)
    return json(visitor(login.kept if login else None, accounts.sign_on))


async def change_me(request: web.Request) -> web.Response:
    """Change one's own language."""
    accounts = request.app[SERVICES].accounts
    user = await accounts.authenticate(request)
    asked = await read_json(request, OwnChange)
    await accounts.users.describe(user.name, display_name=None, lang=asked.lang, audit=None)
    return web.Response(status=204)


async def change_password(request: web.Request) -> web.Response:
    """Change one's own password, which logs out all other browsers of the account."""
    accounts = request.app[SERVICES].accounts
    login = await accounts.login_of(request)
    if login is None:
        raise ProblemError(Code.LOGIN_NEEDED)
    asked = await read_json(request, OwnPassword)
    name = login.kept.user.name
    if weak(asked.password, name):
        raise ProblemError(Code.PASSWORD_WEAK)
    # Counts as a login: whoever finds an open browser must not guess here instead.
    await accounts.check(request, name, asked.current)
    line = accounts.line(request, name, "password.change", name)
    hashed = await accounts.hash(asked.password)
    await accounts.users.set_password(name, hashed, line, spare=login.key)
    accounts.put_out(name)
    return web.Response(status=204)


def visitor(kept: Kept | None, sign_on: bool) -> Visitor:
    """Return what a page needs to know about whoever asks."""
    if kept is None:
        return Visitor(account=None, rights=[], offices=[], sign_on=sign_on)
    grants = kept.user.grants
    return Visitor(
        account=administration.told(kept),
        rights=[one for one in Right if any(grant.allows(one) for grant in grants)],
        offices=[one for one in Office if any(grant.allows(one) for grant in grants)],
        sign_on=sign_on,
    )
