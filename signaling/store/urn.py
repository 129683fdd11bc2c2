"""The sums of a secret vote, sealed: what the database has of it tells nobody anything.

Single ballots in rows would tell who wrote them, however random their keys: PostgreSQL keeps in
each row which transaction wrote it (`xmin`), and so does the row of the log that says who voted.
So there is one row for each vote, written anew with each ballot, always of one size, and
encrypted with a key that is not in the database. It is gone once the vote is counted.
"""

import hmac
import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes (NIST SP 800-38D, section 8.2.2); random, for a vote has far fewer ballots than 2^32."""

SIZE = 9 * 1024
"""Bytes of what is sealed, filled up: ten options of 200 characters fit, whatever was voted."""


LENGTH = 2


class Urn(msgspec.Struct, array_like=True):
    """What was voted so far: votes by option, and of how many who voted."""

    counts: dict[str, int] = {}
    voters: int = 0


class SpoiledError(Exception):
    """What is kept is not what was sealed for that vote, or was sealed with another key."""


class Seal:
    """Seals and opens urns. Each is bound to its vote: none can be put in the place of another."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"urns", "sha256"))

    def close(self, urn: Urn, vote: str) -> bytes:
        """Return what is kept of an urn; `vote` names it among all."""
        content = msgspec.msgpack.encode(urn)
        if len(content) > SIZE:
            raise ValueError("more than ten options")
        nonce = secrets.token_bytes(NONCE)
        filled = len(content).to_bytes(LENGTH) + content.ljust(SIZE, b"\0")
        return nonce + self._cipher.encrypt(nonce, filled, vote.encode())

    def open(self, sealed: bytes, vote: str) -> Urn:
        """Return what was sealed. Raises SpoiledError."""
        try:
            content = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], vote.encode())
        except InvalidTag:
            raise SpoiledError(vote) from None
        size = int.from_bytes(content[:LENGTH])
        return msgspec.msgpack.decode(content[LENGTH : LENGTH + size], type=Urn)
