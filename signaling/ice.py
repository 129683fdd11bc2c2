"""Which STUN and TURN servers a client is told of, and with which credentials."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from signaling.config import Config
from signaling.protocol import IceServer


def credentials(secret: str, name: str, now: datetime, lifetime: timedelta) -> tuple[str, str]:
    """Return a user name and a password that a TURN server takes until `now + lifetime`.

    The server knows the secret alone, so it need not be told of anybody (draft-uberti-behave-turn-
    rest-00, section 2.2; coturn's `use-auth-secret`). `name` is what coturn counts quotas by.
    """
    user = f"{int((now + lifetime).timestamp())}:{name}"
    digest = hmac.digest(secret.encode(), user.encode(), hashlib.sha1)
    return user, base64.b64encode(digest).decode()


def servers(config: Config, point: str, now: datetime) -> list[IceServer]:
    """Return what the client of a point is to be told, with fresh credentials of its own."""
    told = [
        IceServer(
            urls=list(one.urls),
            username=one.username or None,
            credential=one.credential or None,
        )
        for one in config.ice.servers
    ]
    turn = config.turn
    if turn.urls:
        lifetime = timedelta(hours=turn.credential_hours)
        user, password = credentials(turn.secret, point, now, lifetime)
        told.append(IceServer(urls=list(turn.urls), username=user, credential=password))
    return told
