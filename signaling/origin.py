"""Where a request comes from: its address, whether it came by TLS, and from whose page."""

from urllib.parse import urlsplit

from aiohttp import web

from signaling.config import Http
from signaling.limits import client, networks, within

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""


def address(request: web.Request, http: Http) -> str:
    """Return the address of whoever asks, seen through trusted proxies."""
    return client(
        request.remote or "",
        request.headers.get("X-Forwarded-For"),
        networks(http.trusted_proxies),
    )


def encrypted(request: web.Request, http: Http) -> bool:
    """Whether the browser came by TLS, to us or to a trusted proxy."""
    if request.secure:
        return True
    if not within(request.remote or "", networks(http.trusted_proxies)):
        return False
    return request.headers.get("X-Forwarded-Proto", "").lower() == "https"


def same_site(origin: str, host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a page of `origin` may open a connection to `host` (RFC 6455, section 10.2)."""
    return urlsplit(origin).netloc.lower() == host.lower() or origin in allowed


def own_page(request: web.Request) -> bool | None:
    """Whether one of our own pages sent the request; None where nothing tells.

    Every browser we build for says it: Sec-Fetch-Site where it came by TLS or to the same
    machine, Origin with all that changes something.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is not None:
        return same_site(origin, request.host, ())
    return None
