"""The cookies of a login, and of a browser that has logged in before."""

import hashlib
import hmac
import secrets

from aiohttp import web

from signaling.config import Http
from signaling.origin import encrypted

COOKIE, PLAIN_COOKIE = "__Host-diemcau", "diemcau"
"""The cookie's name over TLS, whose prefix keeps neighbours from setting it, and without."""

KNOWN, KNOWN_S = "diemcau-known", 365 * 86_400
"""The cookie of a browser that has logged in before, and its seconds: it opens nothing, but its
failures are counted apart from those of strangers (OWASP: device cookies)."""


class Cookies:
    """Reads, gives and takes them."""

    def __init__(self, http: Http, key: bytes) -> None:
        self._http = http
        self._key = key

    def there(self, request: web.Request) -> bool:
        """Whether the request comes with the cookie of a login, good or not."""
        return self._name(request) in request.cookies

    def read(self, request: web.Request) -> str | None:
        """Return the key of the login that the request names, if it names any."""
        value = request.cookies.get(self._name(request))
        return digest(value) if value else None

    def give(self, request: web.Request, response: web.Response) -> str:
        """Give the cookie of a new login; return the login's key."""
        value = secrets.token_urlsafe(32)
        # Without an age: it ends with the browser, or earlier with the login.
        response.set_cookie(
            self._name(request),
            value,
            path="/",
            httponly=True,
            secure=encrypted(request, self._http),
            samesite="Lax",
        )
        return digest(value)

    def take(self, request: web.Request, response: web.Response) -> None:
        """Take the cookie of a login away."""
        response.del_cookie(
            self._name(request),
            path="/",
            httponly=True,
            secure=encrypted(request, self._http),
            samesite="Lax",
        )

    def known(self, request: web.Request, name: str) -> str | None:
        """Return under what the tries of a browser are counted that has logged in as `name` before.

        Else whoever knows the chair's account name could keep him out of his own meeting.
        """
        mark, _, signed = request.cookies.get(KNOWN, "").partition(".")
        good = hmac.compare_digest(self._sign(name, mark).encode(), signed.encode())
        return f"{name} {mark}" if good else None

    def remember(self, request: web.Request, response: web.Response, name: str) -> None:
        """Have the browser known as one that has logged in as `name`."""
        mark = secrets.token_urlsafe(16)
        response.set_cookie(
            KNOWN,
            f"{mark}.{self._sign(name, mark)}",
            path="/api/login",
            max_age=KNOWN_S,
            httponly=True,
            secure=encrypted(request, self._http),
            samesite="Lax",
        )

    def _name(self, request: web.Request) -> str:
        return COOKIE if encrypted(request, self._http) else PLAIN_COOKIE

    def _sign(self, name: str, mark: str) -> str:
        return hmac.digest(self._key, f"{name} {mark}".encode(), "sha256").hex()


def digest(value: str) -> str:
    """Return what is kept of a cookie's value. It is random, so that no salt is needed."""
    return hashlib.sha256(value.encode()).hexdigest()
