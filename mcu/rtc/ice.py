"""ICE as datagrams and lines of SDP (RFC 8445, RFC 8489): no sockets, no clock, no state.

The server is ICE-lite: it has host candidates, answers checks and lets the peer choose the path.
The client of `mcu.rtc.client` is the other half: it controls, checks and nominates.
"""

import hmac
import secrets
import struct
from binascii import crc32
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from operator import xor
from typing import Final

from aioice import stun

Address = tuple[str, int] | tuple[str, int, int, int]
"""A socket address of IPv4 or IPv6, as `recvfrom` gives it."""

_HEADER: Final = struct.Struct("!HHI12s")
_ATTRIBUTE: Final = struct.Struct("!HH")
_MAPPED: Final = struct.Struct("!HHxBH")
_FINGERPRINT: Final = struct.Struct("!HHI")
_COOKIE: Final = stun.COOKIE.to_bytes(4)
_INTEGRITY_SIZE: Final = 24  # with its head
_FINGERPRINT_MASK: Final = 0x5354554E

_BINDING_REQUEST: Final = 0x0001
_BINDING_SUCCESS: Final = 0x0101
_USERNAME: Final = 0x0006
_MESSAGE_INTEGRITY: Final = 0x0008
_XOR_MAPPED_ADDRESS: Final = 0x0020
_FINGERPRINT_KIND: Final = 0x8028

_ATTRIBUTES_READ: Final = 8
"""Attributes looked through for USERNAME before a request is given up; agents send it first."""

MAX_STUN: Final = 548
"""Bytes of the largest STUN message over UDP (RFC 8489, section 6.1: 576 with the IP header)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """One side's user fragment and password of one ICE generation."""

    ufrag: str
    password: str

    @classmethod
    def new(cls) -> "Credentials":
        """Fresh ones: 48 and 144 random bits (RFC 8445, section 5.3 asks for 24 and 128)."""
        # Hexadecimal digits are ice-chars in every reading of the grammar.
        return cls(secrets.token_hex(6), secrets.token_hex(18))


@dataclass(frozen=True, slots=True)
class Request:
    """A Binding request whose integrity has been proved."""

    transaction: bytes
    priority: int
    nominates: bool


def addressee(datagram: memoryview) -> str | None:
    """Return the user fragment a Binding request is meant for, having checked nothing else.

    This is all that a datagram from nowhere costs before its fragment is looked up.
    """
    size = len(datagram)
    if not _HEADER.size <= size <= MAX_STUN:
        return None
    kind, length, cookie, _ = _HEADER.unpack_from(datagram)
    if kind != _BINDING_REQUEST or cookie != stun.COOKIE or length != size - _HEADER.size:
        return None
    at = _HEADER.size
    for _ in range(_ATTRIBUTES_READ):
        if at + _ATTRIBUTE.size > size:
            return None
        kind, length = _ATTRIBUTE.unpack_from(datagram, at)
        at += _ATTRIBUTE.size
        if kind == _USERNAME:
            local, _, _ = bytes(datagram[at : at + length]).partition(b":")
            return local.decode("ascii", "replace")
        at += length + 3 & ~3
    return None


def read_request(datagram: bytes, password: str) -> Request | None:
    """Return a Binding request that was made with our `password`, None for everything else."""
    message = _parse(datagram)
    if (
        message is None
        or message.message_class is not stun.Class.REQUEST
        or message.message_method is not stun.Method.BINDING
        or not message.check_message_integrity(password.encode())
    ):
        return None
    return Request(
        transaction=message.transaction_id,
        priority=message.attributes.get("PRIORITY", 0),
        nominates="USE-CANDIDATE" in message.attributes,
    )


def write_success(request: Request, password: str, source: Address) -> bytes:
    """Answer a request: where it came from, signed with our password.

    Hundreds of members ask every few seconds, as long as a meeting lasts: made of a message's
    objects it took four times as long.
    """
    host, port = ip_address(source[0]), source[1]
    packed, family = host.packed, 1 if host.version == 4 else 2
    mask = _COOKIE + request.transaction
    mapped = bytes(map(xor, packed, mask))  # RFC 8489, section 14.2
    xored = port ^ int.from_bytes(mask[:2])
    body = _MAPPED.pack(_XOR_MAPPED_ADDRESS, 4 + len(packed), family, xored) + mapped
    # What a signature covers counts it as if it were there already (sections 14.5 and 14.7).
    signed = _success(request, len(body) + _INTEGRITY_SIZE) + body
    integrity = hmac.digest(password.encode(), signed, "sha1")
    body += _ATTRIBUTE.pack(_MESSAGE_INTEGRITY, len(integrity)) + integrity
    message = _success(request, len(body) + _FINGERPRINT.size) + body
    return message + _FINGERPRINT.pack(_FINGERPRINT_KIND, 4, crc32(message) ^ _FINGERPRINT_MASK)


def _success(request: Request, length: int) -> bytes:
    return _HEADER.pack(_BINDING_SUCCESS, length, stun.COOKIE, request.transaction)


def write_request(
    local: Credentials, remote: Credentials, transaction: bytes, *, priority: int, nominate: bool
) -> bytes:
    """Write a check of the controlling side (RFC 8445, section 7.2.2)."""
    message = stun.Message(
        stun.Method.BINDING,
        stun.Class.REQUEST,
        transaction,
        {
            "USERNAME": f"{remote.ufrag}:{local.ufrag}",
            "PRIORITY": priority,
            # The tie-breaker settles who controls; a lite server never does.
            "ICE-CONTROLLING": int.from_bytes(transaction[:8]),
        },
    )
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(remote.password.encode())
    return bytes(message)


def read_success(datagram: bytes, password: str) -> bytes | None:
    """Return the transaction that a success response signed by the peer belongs to, else None."""
    message = _parse(datagram)
    if (
        message is None
        or message.message_class is not stun.Class.RESPONSE
        or not message.check_message_integrity(password.encode())
    ):
        return None
    return message.transaction_id


def _parse(datagram: bytes) -> stun.Message | None:
    try:
        return stun.parse_message(datagram)
    except (ValueError, struct.error):  # of every kind: text, lengths, methods, fingerprint
        return None


def host_priority(preference: int) -> int:
    """The priority of a host candidate, component 1 (RFC 8445, section 5.1.2.1)."""
    return (126 << 24) | (preference << 8) | 255


def candidate_lines(addresses: Iterable[tuple[str, int]]) -> list[str]:
    """Write one host candidate attribute for each address and port, best first."""
    return [
        f"a=candidate:{number + 1} 1 udp {host_priority(65_535 - number)} {host} {port} typ host"
        for number, (host, port) in enumerate(addresses)
    ]


def read_candidates(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Return the addresses of UDP candidates in attribute values, best first; others are skipped.

    Names (mDNS) are not resolved: a lite server waits to be called, it need not know.
    """
    found: list[tuple[int, tuple[str, int]]] = []
    for line in lines:
        words = line.split()
        try:
            component, transport, priority, host, port = words[1:6]
            if component == "1" and transport.lower() == "udp":
                found.append((int(priority), (str(ip_address(host)), int(port))))
        except ValueError:
            continue
    return [address for _, address in sorted(found, key=lambda one: -one[0])]
