"""What goes over HTTP about accounts."""

from typing import Annotated, Literal

from msgspec import Meta

from signaling.accounts.rights import Office
from signaling.meeting.actor import Right
from signaling.protocol import Lang
from signaling.wire import Struct

GivenRole = Literal[
    "administrator", "operator", "secretary", "chair", "technician", "delegate", "viewer"
]
"""The roles that can be given to an account."""

AccountName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._@-]{0,63}$")]
DisplayName = Annotated[str, Meta(min_length=1, max_length=200)]
Password = Annotated[str, Meta(max_length=1024)]


class RoleGiven(Struct, frozen=True, kw_only=True):
    """A role over a unit and all below it; None is over everything."""

    role: GivenRole
    unit: str | None


class Account(Struct, frozen=True, kw_only=True):
    """An account. `password`: it may log in with one, not only by single sign-on."""

    name: str
    display_name: str
    lang: Lang
    disabled: bool
    password: bool
    grants: list[RoleGiven]
    created: str


class Visitor(Struct, frozen=True, kw_only=True):
    """Whoever asks: the account logged in, None if there is none, and what it may do somewhere.

    `sign_on`: another system can be asked to log in (`/api/sign-on`).
    """

    account: Account | None
    rights: list[Right]
    offices: list[Office]
    sign_on: bool


class LoginRequest(Struct, frozen=True, kw_only=True):
    """A name, in any case, and its password."""

    name: Annotated[str, Meta(max_length=64)]
    password: Password


class SignOnQuery(Struct, frozen=True, kw_only=True):
    """Where the browser goes after single sign-on: a path of this site."""

    next: str = "/"


class SignOnAnswer(Struct, frozen=True, kw_only=True):
    """With what the provider sends a browser back (OpenID Connect Core 3.1.2.5, RFC 9207)."""

    state: str = ""
    code: str | None = None
    error: str = "no code"
    iss: str | None = None


class OwnPassword(Struct, frozen=True, kw_only=True):
    """Another password for oneself; all other browsers are logged out."""

    current: Password
    password: Password


class OwnChange(Struct, frozen=True, kw_only=True):
    """What an account changes about itself."""

    lang: Lang


class AccountList(Struct, frozen=True, kw_only=True):
    """The accounts that the asker may manage, by name."""

    accounts: list[Account]


class NewAccount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account to be made; without a password it needs single sign-on."""

    name: AccountName
    display_name: DisplayName
    password: Password | None = None
    lang: Lang = "vi"
    grants: tuple[RoleGiven, ...] = ()


class AccountChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be another; what is left out stays."""

    display_name: DisplayName | None = None
    lang: Lang | None = None
    disabled: bool | None = None


class Grants(Struct, frozen=True, kw_only=True):
    """All roles of an account, instead of those it had."""

    grants: list[RoleGiven]


class NewPassword(Struct, frozen=True, kw_only=True):
    """A password that somebody else has set."""

    password: Password


class AuditLine(Struct, frozen=True, kw_only=True):
    """Who (`account`, "" is nobody known) did what to what, when, from where; what came of it."""

    id: int
    at: str
    account: str
    address: str
    act: str
    object: str
    result: str
    detail: str


class AuditQuery(Struct, frozen=True, kw_only=True):
    """Which page of the audit log: lines before one, of all accounts or of one."""

    limit: Annotated[int, Meta(ge=1)] = 50
    before: Annotated[int, Meta(ge=1, le=2**31)] | None = None
    account: str | None = None


class AuditPage(Struct, frozen=True, kw_only=True):
    """Lines, newest first; `older` says whether there are more before the last of them."""

    lines: list[AuditLine]
    older: bool
