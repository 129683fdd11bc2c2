"""STUN and TURN as far as the doctor speaks them (RFC 8489, RFC 8656): bytes in, bytes out."""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field

COOKIE = b"\x21\x12\xa4\x42"
HEADER_BYTES = 20

BINDING = 0x0001
ALLOCATE = 0x0003
CREATE_PERMISSION = 0x0008
SUCCESS = 0x0100
ERROR = 0x0110

USERNAME, INTEGRITY, ERROR_CODE, PEER, REALM, NONCE, TRANSPORT = 6, 8, 9, 0x12, 0x14, 0x15, 0x19
UDP = b"\x11\0\0\0"
"""Asks for a relay of datagrams (RFC 8656, section 18.8)."""

UNAUTHENTICATED = 401
FORBIDDEN = 403
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `error` is 0 for success."""

    error: int
    realm: bytes = b""
    nonce: bytes = b""


@dataclass(frozen=True, slots=True)
class Request:
    """A request with a transaction id of its own."""

    method: int
    attributes: tuple[tuple[int, bytes], ...] = ()
    key: bytes | None = None
    transaction: bytes = field(default_factory=lambda: secrets.token_bytes(12))

    def encode(self) -> bytes:
        """Write it, with MESSAGE-INTEGRITY last where there is a key (RFC 8489, section 14.5)."""
        body = b"".join(_attribute(kind, value) for kind, value in self.attributes)
        if self.key is None:
            return self._header(len(body)) + body
        signed = self._header(len(body) + 24) + body
        return signed + _attribute(INTEGRITY, hmac.digest(self.key, signed, hashlib.sha1))

    def read(self, datagram: bytes) -> Answer | None:
        """Read what answers this request, None for everything else."""
        kind = int.from_bytes(datagram[:2])
        if datagram[4:HEADER_BYTES] != COOKIE + self.transaction:
            return None
        if kind == self.method | SUCCESS:
            return Answer(0)
        if kind != self.method | ERROR:
            return None
        found = _attributes(datagram[HEADER_BYTES:])
        code = found.get(ERROR_CODE, b"")
        error = (code[2] & 7) * 100 + code[3] if len(code) >= 4 else SERVER_ERROR
        return Answer(error, found.get(REALM, b""), found.get(NONCE, b""))

    def _header(self, length: int) -> bytes:
        return self.method.to_bytes(2) + length.to_bytes(2) + COOKIE + self.transaction


@dataclass(frozen=True, slots=True)
class Login:
    """Long-term credentials, with what the server asked for in its 401 (RFC 8489, section 9.2)."""

    user: str
    password: str
    challenge: Answer

    def allocate(self) -> Request:
        """Ask for a relay (RFC 8656, section 7)."""
        return self._signed(ALLOCATE, (TRANSPORT, UDP))

    def permit(self, peer: str) -> Request:
        """Ask to exchange datagrams with an IP address (RFC 8656, section 10)."""
        request = self._signed(CREATE_PERMISSION)
        address = (PEER, xor_address(peer, request.transaction))
        return Request(
            request.method, (address, *request.attributes), request.key, request.transaction
        )

    def _signed(self, method: int, *first: tuple[int, bytes]) -> Request:
        name, challenge = self.user.encode(), self.challenge
        secret = b":".join((name, challenge.realm, self.password.encode()))
        attributes = (
            *first,
            (USERNAME, name),
            (REALM, challenge.realm),
            (NONCE, challenge.nonce),
        )
        key = hashlib.md5(secret).digest()  # noqa: S324 - as the RFC has it
        return Request(method, attributes, key)


def xor_address(address: str, transaction: bytes) -> bytes:
    """Write an address without a port as XOR-PEER-ADDRESS (RFC 8489, section 14.2)."""
    parsed = ipaddress.ip_address(address)
    mask = (COOKIE + transaction)[: len(parsed.packed)]
    hidden = bytes(one ^ other for one, other in zip(parsed.packed, mask, strict=True))
    return bytes((0, 1 if parsed.version == 4 else 2)) + COOKIE[:2] + hidden


def _attribute(kind: int, value: bytes) -> bytes:
    return kind.to_bytes(2) + len(value).to_bytes(2) + value + bytes(-len(value) % 4)


def _attributes(body: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(body):
        length = int.from_bytes(body[at + 2 : at + 4])
        found.setdefault(int.from_bytes(body[at : at + 2]), body[at + 4 : at + 4 + length])
        at += 4 + length + -length % 4
    return found
