"""Keys in the addresses of recordings and papers, for `<video>` and frames: they send no header."""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

LIFETIME = timedelta(hours=6)
"""Long enough to watch the longest meeting with pauses: players ask for ranges up to the end."""

_MAC_BYTES = 16
_EXPIRY = struct.Struct(">Q")


class PlayKeys:
    """Makes and checks keys: the time at which one ends, and a MAC of it and the recording.

    `secret` is the server's key for tokens; it is not used itself, so that no key of one kind can
    stand for one of the other. `kind` is what the keys open.
    """

    def __init__(self, secret: bytes, kind: bytes = b"recordings") -> None:
        self._secret = hmac.digest(secret, kind, "sha256")

    def issue(self, recording: str, now: datetime) -> str:
        """Return a key that opens one recording until `LIFETIME` has passed."""
        expiry = _EXPIRY.pack(int((now + LIFETIME).timestamp()))
        return urlsafe_b64encode(expiry + self._mac(recording, expiry)).decode()

    def opens(self, key: str, recording: str, now: datetime) -> bool:
        """Whether a key opens a recording at this moment."""
        try:
            content = urlsafe_b64decode(key.encode("ascii"))
        except ValueError:
            return False
        expiry, mac = content[: _EXPIRY.size], content[_EXPIRY.size :]
        if not hmac.compare_digest(mac, self._mac(recording, expiry)):
            return False
        (until,) = _EXPIRY.unpack(expiry)
        return now.timestamp() < int(until)

    def _mac(self, recording: str, expiry: bytes) -> bytes:
        return hmac.digest(self._secret, expiry + recording.encode(), "sha256")[:_MAC_BYTES]
