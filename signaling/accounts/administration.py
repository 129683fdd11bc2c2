"""Accounts and the audit log over HTTP, for administrators: of everything, or of a subtree.

Who administers a subtree sees and changes the accounts whose every role lies in it, and gives
roles there; nobody gives more than he has.
"""

from collections.abc import Sequence

import msgspec
from aiohttp import web

from signaling.accounts.messages import (
    Account,
    AccountChange,
    AccountList,
    AuditLine,
    AuditPage,
    AuditQuery,
    Grants,
    NewAccount,
    NewPassword,
    RoleGiven,
)
from signaling.accounts.passwords import weak
from signaling.accounts.rights import Grant, Office, User
from signaling.accounts.service import Accounts
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import json, queried, read_json
from signaling.services import SERVICES
from signaling.store.account_models import AuditRow
from signaling.store.users import Kept

LONGEST_PAGE = 500


async def users(request: web.Request) -> web.Response:
    """List the accounts that the asker manages."""
    accounts, user = await _administrator(request)
    managed = [
        told(kept)
        for kept in await accounts.users.all()
        if await _manages(accounts, user, kept.user.grants)
    ]
    return json(AccountList(accounts=managed))


async def read_user(request: web.Request) -> web.Response:
    """Describe one account."""
    accounts, user = await _administrator(request)
    return json(told(await _managed(request, accounts, user)))


async def add_user(request: web.Request) -> web.Response:
    """Make an account."""
    accounts, user = await _administrator(request)
    asked = await read_json(request, NewAccount)
    grants = await _grants(accounts, user, asked.grants)
    if asked.password is not None and weak(asked.password, asked.name):
        raise ProblemError(Code.PASSWORD_WEAK)
    kept = Kept(
        user=User(
            name=asked.name,
            display_name=asked.display_name,
            lang=asked.lang,
            grants=grants,
        ),
        password=None if asked.password is None else await accounts.hash(asked.password),
        disabled=False,
        created_at=request.app[SERVICES].clock(),
    )
    line = accounts.line(request, user.name, "account.add", asked.name, detail=written(grants))
    if not await accounts.users.add(kept, line):
        raise ProblemError(Code.ACCOUNT_EXISTS)
    response = json(told(kept))
    response.set_status(201)
    response.headers["Location"] = f"/api/users/{asked.name}"
    return response


async def change_user(request: web.Request) -> web.Response:
    """Change what an account is called, its language, and whether it may log in."""
    accounts, user = await _administrator(request)
    name = (await _managed(request, accounts, user)).user.name
    asked = await read_json(request, AccountChange)
    if asked.disabled is True:
        await _spare_the_last(accounts, name)
    if asked.display_name is not None or asked.lang is not None:
        line = accounts.line(
            request, user.name, "account.change", name, detail=asked.display_name or ""
        )
        await accounts.users.describe(
            name, display_name=asked.display_name, lang=asked.lang, audit=line
        )
    if asked.disabled is not None:
        act = "account.disable" if asked.disabled else "account.enable"
        await accounts.users.set_disabled(
            name, asked.disabled, accounts.line(request, user.name, act, name)
        )
        if asked.disabled:
            accounts.put_out(name)
    return await read_user(request)


async def give_roles(request: web.Request) -> web.Response:
    """Give an account these roles and no others."""
    accounts, user = await _administrator(request)
    name = (await _managed(request, accounts, user)).user.name
    grants = await _grants(accounts, user, (await read_json(request, Grants)).grants)
    if Grant(role="administrator") not in grants:
        await _spare_the_last(accounts, name)
    line = accounts.line(request, user.name, "account.roles", name, detail=written(grants))
    await accounts.users.set_grants(name, grants, line)
    request.app[SERVICES].standing.changed()
    return await read_user(request)


async def set_password(request: web.Request) -> web.Response:
    """Set an account's password, which logs it out everywhere."""
    accounts, user = await _administrator(request)
    name = (await _managed(request, accounts, user)).user.name
    asked = await read_json(request, NewPassword)
    if weak(asked.password, name):
        raise ProblemError(Code.PASSWORD_WEAK)
    hashed = await accounts.hash(asked.password)
    line = accounts.line(request, user.name, "password.set", name)
    await accounts.users.set_password(name, hashed, line)
    accounts.put_out(name)
    return web.Response(status=204)


async def audit(request: web.Request) -> web.Response:
    """Tell a page of the audit log. It is about everything, so the right over all is needed."""
    accounts = request.app[SERVICES].accounts
    await accounts.require(request, Office.AUDIT)
    asked = queried(request, AuditQuery)
    count = min(asked.limit, LONGEST_PAGE)
    rows = await accounts.audit.page(before=asked.before, account=asked.account, count=count + 1)
    return json(AuditPage(lines=[_line(row) for row in rows[:count]], older=len(rows) > count))


def told(kept: Kept) -> Account:
    """Return an account as it is told."""
    user = kept.user
    return Account(
        name=user.name,
        display_name=user.display_name,
        lang=user.lang,
        disabled=kept.disabled,
        password=kept.password is not None,
        grants=[msgspec.convert(grant, RoleGiven, from_attributes=True) for grant in user.grants],
        created=kept.created_at.isoformat(timespec="milliseconds"),
    )


def written(grants: Sequence[Grant]) -> str:
    """Return roles as the audit log has them: `operator@truc-ninh`, `*` is everything."""
    return ", ".join(f"{grant.role}@{grant.unit or '*'}" for grant in grants)


async def _administrator(request: web.Request) -> tuple[Accounts, User]:
    """Return who asks, if he manages accounts anywhere at all."""
    accounts = request.app[SERVICES].accounts
    user = await accounts.authenticate(request)
    if user.where(Office.USERS) == frozenset():
        raise ProblemError(Code.NOT_PERMITTED)
    return accounts, user


async def _manages(accounts: Accounts, user: User, grants: Sequence[Grant]) -> bool:
    """Whether a user manages an account of these roles; one without any is the whole server's."""
    if user.may(Office.USERS):
        return True
    if not grants:
        return False
    for grant in grants:
        if grant.unit is None or not await accounts.may(user, Office.USERS, grant.unit):
            return False
    return True


async def _managed(request: web.Request, accounts: Accounts, user: User) -> Kept:
    kept = await accounts.users.find(request.match_info["name"])
    # Who may not manage an account is not told whether there is one.
    if kept is None or not await _manages(accounts, user, kept.user.grants):
        raise ProblemError(Code.ACCOUNT_UNKNOWN)
    return kept


async def _grants(accounts: Accounts, user: User, asked: Sequence[RoleGiven]) -> tuple[Grant, ...]:
    """Return the roles, each once, if they are the user's to give."""
    grants = tuple(dict.fromkeys(Grant(role=given.role, unit=given.unit) for given in asked))
    if not await _manages(accounts, user, grants):
        raise ProblemError(Code.NOT_PERMITTED)
    for grant in grants:
        if grant.unit is not None and not await accounts.users.lineage(grant.unit):
            raise ProblemError(Code.UNIT_UNKNOWN)
    return grants


async def _spare_the_last(accounts: Accounts, name: str) -> None:
    """Refuse to take the last administrator over everything away."""
    if await accounts.users.administrators() == {name}:
        raise ProblemError(Code.LAST_ADMINISTRATOR)


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(
        id=row.id,
        at=row.at.isoformat(timespec="milliseconds"),
        account=row.account,
        address=row.address,
        act=row.act,
        object=row.object,
        result=row.result,
        detail=row.detail,
    )
