"""OpenID Connect: the authorization code flow with PKCE, as a relying party.

OpenID Connect Core 1.0, section 3.1; Discovery 1.0, section 4; RFC 7636. Our own over aiohttp and
PyJWT, which are here already: Authlib is well kept, but has nothing for aiohttp, would bring
httpx as a second HTTP client, and leaves state and cookies to its user all the same.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import aiohttp
import jwt
import msgspec

from signaling.config import Oidc

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures only: no `none`, and no secret shared with the provider."""

LEEWAY_S = 60
"""How far the clocks may differ."""

TIMEOUT_S = 10.0
LARGEST = 256 * 1024
"""Bytes of an answer of the provider at most."""


T = TypeVar("T")


class AwayError(Exception):
    """The provider cannot be reached, or does not answer as one does."""


class RefusedError(Exception):
    """The provider has answered, and what it says vouches for nobody."""


class Provider(msgspec.Struct, frozen=True):
    """What discovery tells."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Asked(msgspec.Struct, frozen=True):
    """What a browser was sent away with, and has to bring back."""

    state: str
    nonce: str
    verifier: str
    next: str
    back: str

    @classmethod
    def new(cls, following: str, back: str) -> "Asked":
        """Make the secrets of one login; `back` is the address the provider sends back to."""
        return cls(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            next=following,
            back=back,
        )

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (RFC 7636, section 4.2)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


async def discover(http: aiohttp.ClientSession, settings: Oidc) -> Provider:
    """Return where the provider's endpoints are. Raises AwayError."""
    url = f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration"
    provider = await _get(http, url, Provider)
    if provider.issuer != settings.issuer:
        raise AwayError(f"{url} is about {provider.issuer}")
    return provider


def authorization_url(provider: Provider, settings: Oidc, asked: Asked) -> str:
    """Return where the browser is sent to."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": asked.back,
            "scope": settings.scope,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
        }
    )
    joined = "&" if "?" in provider.authorization_endpoint else "?"
    return f"{provider.authorization_endpoint}{joined}{query}"


async def redeem(
    http: aiohttp.ClientSession,
    provider: Provider,
    settings: Oidc,
    asked: Asked,
    code: str,
    *,
    base: Path,
    now: datetime,
) -> dict[str, Any]:
    """Return the claims that the provider makes for a code. Raises AwayError, RefusedError."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.back,
        "code_verifier": asked.verifier,
    }
    headers = {"Accept": "application/json"}
    secret = _secret(settings, base)
    if secret and "client_secret_basic" in provider.token_endpoint_auth_methods_supported:
        # Both are form-encoded first (RFC 6749, section 2.3.1).
        pair = f"{quote(settings.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": settings.client_id} | ({"client_secret": secret} if secret else {})
    try:
        async with http.post(provider.token_endpoint, data=form, headers=headers) as response:
            body = await response.content.read(LARGEST)
            if 400 <= response.status < 500:
                raise RefusedError(f"the code was refused with {response.status}")
            if response.status != 200:
                raise AwayError(f"the token endpoint answers {response.status}")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise AwayError(str(error)) from error
    try:
        id_token = str(msgspec.json.decode(body, type=dict[str, Any])["id_token"])
    except (msgspec.DecodeError, KeyError) as error:
        raise RefusedError("no ID token") from error
    keys = await _get(http, provider.jwks_uri, dict[str, Any])
    return claims_of(id_token, keys, settings, nonce=asked.nonce, now=now)


def claims_of(
    id_token: str, keys: Mapping[str, Any], settings: Oidc, *, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token that is good (Core, section 3.1.3.7), else RefusedError."""
    try:
        header = jwt.get_unverified_header(id_token)
        known = jwt.PyJWKSet.from_dict(dict(keys)).keys
        named = [key for key in known if key.key_id == header.get("kid")]
        key = named[0] if named else known[0]
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=ALGORITHMS,
            audience=settings.client_id,
            issuer=settings.issuer,
            # Times are checked below, by the clock of the server as a whole.
            options={
                "require": ["iss", "sub", "aud", "exp", "iat"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        moment = now.timestamp()
        if not float(claims["iat"]) - LEEWAY_S <= moment < float(claims["exp"]) + LEEWAY_S:
            raise RefusedError("the ID token is not of this time")
    except (jwt.PyJWTError, IndexError, TypeError, ValueError) as error:
        raise RefusedError(str(error)) from error
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise RefusedError("the ID token answers another question")
    if claims.get("azp", settings.client_id) != settings.client_id:
        raise RefusedError("the ID token is for another client")
    return claims


def account_of(claims: Mapping[str, Any], settings: Oidc) -> str:
    """Return the account that the claims name. Raises RefusedError."""
    value = claims.get(settings.account_claim)
    if not isinstance(value, str) or not value:
        raise RefusedError(f"there is no claim {settings.account_claim}")
    if settings.account_claim == "email" and claims.get("email_verified") is not True:
        # Anybody may write anybody's address into a form.
        raise RefusedError("the address is not verified")
    return value.strip().lower()


async def _get(http: aiohttp.ClientSession, url: str, kind: type[T]) -> T:
    """Return an answer of the provider. Nothing is kept of it: logins are few, keys change."""
    try:
        async with http.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise AwayError(f"{url} answers {response.status}")
            return msgspec.json.decode(await response.content.read(LARGEST), type=kind)
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise AwayError(f"{url}: {error}") from error


def _secret(settings: Oidc, base: Path) -> str:
    if not settings.client_secret_file:
        return ""
    try:
        return (base / settings.client_secret_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise AwayError(f"oidc.client_secret_file: {error}") from error
