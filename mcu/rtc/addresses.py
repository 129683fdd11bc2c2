"""Under which addresses this machine can be reached."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import ifaddr

MAX_OFFERED: Final = 8
"""Addresses that clients are told; each costs every client a few checks."""


def host_addresses() -> list[str]:
    """Return the machine's addresses, IPv4 and IPv6, those of the loopback last.

    Link-local ones are left out: no client finds them without knowing the interface.
    """
    found: dict[IPv4Address | IPv6Address, None] = {}
    for adapter in ifaddr.get_adapters():
        for one in adapter.ips:
            # IPv6 comes as (address, flow, scope).
            found[ip_address(one.ip if isinstance(one.ip, str) else one.ip[0])] = None
    ours = [one for one in found if not one.is_link_local]
    return [str(one) for one in sorted(ours, key=lambda one: one.is_loopback)]


def offered(addresses: Iterable[str]) -> list[str]:
    """Choose of our addresses those that clients are told.

    The loopback's only where there are no others: a browser offers none of its own for them, but
    reaches ours when it is on the same machine.
    """
    ours = list(addresses)
    outside = [one for one in ours if not ip_address(one).is_loopback]
    return (outside or ours)[:MAX_OFFERED]
