"""One operation of the HTTP API: its route, and all that the OpenAPI document says of it.

Handlers and document are made of the same description, so that neither knows more than the other.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from aiohttp import web

from signaling.protocol import Code
from signaling.sentences import SENTENCES

Access = Literal["nobody", "account", "point", "either", "anybody"]
"""Who has to say who he is: nobody, somebody with an account, a point by its token, one of both;
or nobody has to, and more is given to those who do."""

BY_ACCOUNT = (Code.LOGIN_NEEDED, Code.NOT_PERMITTED)

# A token is worth what the login or the key is worth that it came by.
BY_TOKEN = (
    Code.TOKEN_MISSING,
    Code.TOKEN_INVALID,
    Code.TOKEN_EXPIRED,
    Code.TOKEN_OTHER_MEETING,
    Code.KEY_UNKNOWN,
    *BY_ACCOUNT,
)

BY_ACCESS: dict[Access, tuple[Code, ...]] = {
    "nobody": (),
    "account": BY_ACCOUNT,
    "point": BY_TOKEN,
    "either": BY_TOKEN,
    "anybody": BY_TOKEN,
}
"""What each kind of access may be refused with."""

WITH_BODY = (Code.REQUEST_INVALID, Code.BODY_TOO_LARGE, Code.MEDIA_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method of a path. `codes` are the problems besides those that come with access and body.

    `body` is a struct for JSON, or a media type for a file; so is `reply`, and None is an empty
    answer. `query` is a struct whose fields are the parameters.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    summary: str
    access: Access = "account"
    body: type[msgspec.Struct] | str | None = None
    query: type[msgspec.Struct] | None = None
    reply: type[msgspec.Struct] | str | None = None
    status: int = 200
    also: Mapping[int, str] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()

    def route(self) -> web.RouteDef:
        """Return the route."""
        return web.route(self.method, self.path, self.handler)

    def problems(self) -> dict[int, list[Code]]:
        """Return the problems that may be answered, by their status."""
        codes = [*BY_ACCESS[self.access], *self.codes, Code.RATE_LIMITED]
        if self.body is not None:
            codes += WITH_BODY
        if self.query is not None:
            codes.append(Code.REQUEST_INVALID)
        if self.method != "GET":
            codes.append(Code.ORIGIN_REFUSED)
        by_status: dict[int, list[Code]] = {}
        for code in dict.fromkeys(codes):
            by_status.setdefault(SENTENCES[code].status, []).append(code)
        if self.body is not None:
            # A body that is no gzip, and one that does not come.
            by_status.setdefault(400, []).append(Code.REQUEST_INVALID)
            by_status.setdefault(408, []).append(Code.REQUEST_INVALID)
        return by_status


def types_of(operation: Operation) -> list[Any]:
    """Return the structs that an operation takes and gives."""
    return [one for one in (operation.body, operation.reply) if isinstance(one, type)]
