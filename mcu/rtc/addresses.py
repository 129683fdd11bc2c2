"""Under which addresses this machine can be reached."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import ifaddr

_MAX: Final = 8
"""Addresses that are offered; each costs every client a few checks."""


def host_addresses(versions: Collection[int]) -> list[str]:
    """Return the machine's addresses of the given IP versions (4, 6).

    Of several IPv4 addresses of one adapter only the first: a socket that is bound to all of them
    answers with that one, whichever was called, and ICE wants the answer from whom it called.

    The loopback's only where there are no others: a browser offers none of its own for them, but
    reaches ours when it is on the same machine.
    """
    found: dict[IPv4Address | IPv6Address, None] = {}
    for adapter in ifaddr.get_adapters():
        # IPv6 comes as (address, flow, scope).
        ips = [ip_address(one.ip if isinstance(one.ip, str) else one.ip[0]) for one in adapter.ips]
        found |= dict.fromkeys([one for one in ips if one.version == 4][:1])
        found |= dict.fromkeys([one for one in ips if one.version == 6])
    ours = [one for one in found if one.version in versions and not one.is_link_local]
    outside = [one for one in ours if not one.is_loopback]
    return [str(one) for one in outside or ours][:_MAX]
