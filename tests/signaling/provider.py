"""A small OpenID Connect provider on the loopback, whose tokens are signed by joserfc.

It keeps to the rules itself: an unknown client, another redirect, a used code or a verifier that
does not fit is refused, so that what logs in here would log in elsewhere.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "diem cau", "bí mật: của/ứng dụng"


@dataclass
class Provider:
    """Vouches for whoever `person` says; `forge` changes the claims before they are signed."""

    back: str
    now: float = field(default_factory=time.time)
    person: dict[str, Any] = field(default_factory=lambda: {"preferred_username": "An"})
    forge: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signer: RSAKey | None = None
    issuer: str = ""
    down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    async def discovery(self, _request: web.Request) -> web.Response:
        if self.down:
            return web.Response(status=502)
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize?realm=x",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    async def authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.back
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        query = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return web.Response(status=302, headers={"Location": f"{self.back}?{query}"})

    async def token(self, request: web.Request) -> web.Response:
        kind, _, given = request.headers["Authorization"].partition(" ")
        pair = base64.b64decode(given).decode().split(":")
        form = await request.post()
        asked = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            kind != "Basic"
            or [unquote(one) for one in pair] != [CLIENT, SECRET]
            or asked is None
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        claims = {
            "iss": self.issuer,
            "sub": "248289761001",
            "aud": CLIENT,
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": asked["nonce"],
        }
        signer = self.signer or self.key
        id_token = jwt.encode(
            {"alg": "RS256", "kid": "one"}, claims | self.person | self.forge, signer
        )
        return web.json_response(
            {"access_token": "x", "token_type": "Bearer", "id_token": id_token}
        )

    async def keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [self.key.as_dict(private=False)]})


@asynccontextmanager
async def providing(provider: Provider) -> AsyncIterator[Provider]:
    """Run the provider for as long as the block lasts."""
    app = web.Application()
    app.add_routes(
        [
            web.get("/.well-known/openid-configuration", provider.discovery),
            web.get("/authorize", provider.authorize),
            web.post("/token", provider.token),
            web.get("/keys", provider.keys),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield provider
    await runner.cleanup()
