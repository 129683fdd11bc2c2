"""Errors as people and programs see them: a status, a stable code, a sentence in two languages.

RFC 9457 over HTTP, `error` over the WebSocket. Sentences say what happens, then what can be done.
"""

from collections.abc import Mapping

import msgspec
from aiohttp import web

from signaling.protocol import Code, Error, Problem
from signaling.sentences import SENTENCES

CONTENT_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Ends a request with a problem. `detail` is added to the log and shown in English only.

    `field` is the part of the body that is wrong, `phone` whom to call.
    """

    def __init__(
        self,
        code: Code,
        detail: str | None = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        field: str = "",
        phone: str = "",
    ) -> None:
        super().__init__(detail or code.value)
        self.code = code
        self.status = status or SENTENCES[code].status
        self.detail = detail or SENTENCES[code].en
        self.field = field
        self.phone = phone
        self.headers = dict(headers or {})
        if self.status == 401:
            self.headers.setdefault("WWW-Authenticate", _challenge(code))

    def response(self, request_id: str) -> web.Response:
        """Return the problem as a response."""
        sentence = SENTENCES[self.code]
        problem = Problem(
            type=f"/problems/{self.code}",
            title=sentence.title,
            status=self.status,
            detail=self.detail,
            detail_vi=sentence.vi,
            code=self.code,
            request_id=request_id,
            field=self.field,
            phone=self.phone,
        )
        return web.Response(
            status=self.status,
            body=msgspec.json.encode(problem),
            content_type=CONTENT_TYPE,
            headers={"Cache-Control": "no-store"} | self.headers,
        )

    def message(self, about: str = "", ref: str = "") -> Error:
        """Return the problem as a message of the WebSocket; `ref` is that of the act refused."""
        return Error(
            code=self.code,
            message_vi=SENTENCES[self.code].vi,
            message_en=self.detail,
            about=about,
            ref=ref,
        )


def _challenge(code: Code) -> str:
    """Return how one is to show who one is (RFC 9110, section 11.6.1)."""
    if code in (Code.LOGIN_NEEDED, Code.LOGIN_FAILED):
        # No registered scheme has a cookie for it; browsers leave alone what they do not know.
        return 'Login realm="/login"'
    # RFC 6750, section 3: the scheme, and why the token did not do.
    return "Bearer" if code is Code.TOKEN_MISSING else 'Bearer error="invalid_token"'
