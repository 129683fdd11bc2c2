"""Join tokens (PROTOCOL.md, Tokens): what a link carries, and what makes it good for nothing."""

import re
from datetime import datetime, timedelta
from typing import Literal

import jwt
import msgspec

from signaling.meeting.actor import Role
from signaling.problem import ProblemError
from signaling.protocol import Code, SeatKind

ALGORITHM = "HS256"
"""The one algorithm that is made and taken; a token never chooses (RFC 8725, section 3.1)."""

ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
"""What a meeting or a point may be called: unreserved characters of a URL (RFC 3986)."""

SKEW = timedelta(seconds=30)
"""How far the clocks of a cluster may differ."""


BACKED = timedelta(days=8)
"""How long a token is good behind which a login or a point's link stands: what ends those ends it
at once, so that it need not end by itself while its meeting runs."""

TokenKind = Literal["point", "source", "viewer", "console"]
"""Which connections a token opens."""


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a token says. `jti` names the holder of a self-service token, else it is absent.

    `sub` is a point; in a console's token it is an account, and `name` that of its person. With
    `login` or `key` it is worth what that login, or that point's link, is worth (`standing`).
    """

    sub: str
    mtg: str
    role: str
    kind: TokenKind
    iat: int
    exp: int
    jti: str | None = None
    name: str = ""
    login: str = ""
    key: str = ""

    @property
    def console(self) -> bool:
        """Whether it is somebody who leads without sitting anywhere."""
        return self.kind == "console"

    @property
    def point(self) -> str:
        """The point that the token names, "" in a console's."""
        return "" if self.console else self.sub

    @property
    def owner(self) -> tuple[str, str]:
        """Whose media sessions they are that the token opens: a point's, or an account's."""
        return ("console" if self.console else "point", self.sub)

    @property
    def meeting(self) -> str:
        """The meeting that the token opens."""
        return self.mtg


class Tokens:
    """Makes and checks tokens with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(
        self,
        *,
        meeting: str,
        point: str,
        kind: SeatKind,
        now: datetime,
        lifetime: timedelta,
        holder: str | None = None,
        role: Role = "delegate",
        key: str = "",
    ) -> str:
        """Return a token that is good from `now` on; `holder` marks it as self-service.

        `key` is the id of the point's link that it was given for.
        """
        return self._sign(
            Claims(
                sub=point,
                mtg=meeting,
                role=role,
                kind=kind,
                iat=int(now.timestamp()),
                exp=int((now + lifetime).timestamp()),
                jti=holder,
                key=key,
            )
        )

    def issue_console(
        self,
        *,
        meeting: str,
        account: str,
        name: str,
        role: Role,
        now: datetime,
        lifetime: timedelta,
        login: str = "",
        key: str = "",
    ) -> str:
        """Return a token of somebody who leads a meeting from a console, by a login or a link."""
        return self._sign(
            Claims(
                sub=account,
                mtg=meeting,
                role=role,
                kind="console",
                iat=int(now.timestamp()),
                exp=int((now + lifetime).timestamp()),
                name=name,
                login=login,
                key=key,
            )
        )

    def check(self, token: str, now: datetime) -> Claims:
        """Return what a good token says. Raises ProblemError: token_invalid, token_expired."""
        try:
            payload = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                # Times are compared below, against the caller's clock.
                options={"verify_exp": False, "verify_iat": False},
            )
            claims = msgspec.convert(payload, Claims)
        except (jwt.InvalidTokenError, msgspec.ValidationError) as error:
            raise ProblemError(Code.TOKEN_INVALID) from error
        if claims.iat > (now + SKEW).timestamp():
            raise ProblemError(Code.TOKEN_INVALID, "The token is of a time to come.")
        if claims.exp <= now.timestamp():
            raise ProblemError(Code.TOKEN_EXPIRED)
        return claims

    def _sign(self, claims: Claims) -> str:
        return jwt.encode(msgspec.to_builtins(claims), self._key, algorithm=ALGORITHM)


def bearer(authorization: str | None) -> str:
    """Return the token of an Authorization header (RFC 6750). Raises ProblemError."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ProblemError(Code.TOKEN_MISSING)
    return token.strip()
