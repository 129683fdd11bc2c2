"""Token buckets: what one address, or one connection, may do before it is asked to wait."""

import ipaddress
from collections import OrderedDict

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_ADDRESSES = 10_000
"""Addresses remembered; beyond that the one unseen for longest is forgotten."""


class Bucket:
    """Holds up to `burst` tokens and gains `rate` of them a second."""

    __slots__ = ("_burst", "_filled", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._filled = now

    def take(self, now: float) -> float:
        """Take a token; return 0, or the seconds until there is one."""
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate


class AddressLimit:
    """A bucket for each address, bounded in number.

    An IPv6 client owns a whole /64, so that counts as one address.
    """

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now: float) -> float:
        """Count one request; return 0, or the seconds to wait."""
        key = site(address)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self._rate, self._burst, now)
            if len(self._buckets) > MAX_ADDRESSES:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take(now)


def site(address: str) -> str:
    """Return what counts as one address: an IPv4 address, a network of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


def networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Parse networks that the settings have checked."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def within(address: str, among: tuple[Network, ...]) -> bool:
    """Whether an address lies in one of the networks; IPv4 may be written as mapped IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in among if network.version == parsed.version)


def client(peer: str, forwarded: str | None, trusted: tuple[Network, ...]) -> str:
    """Return the client's address: the last of X-Forwarded-For that no trusted proxy is."""
    address = peer
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    while hops and within(address, trusted):
        address = hops.pop()
    return address
