"""How much of what somebody sends is looked at: token buckets, and what each of them holds.

A stranger costs the look at a user fragment; whoever knows one, a bounded number of signatures to
check; a member, no more packets than any picture has. All limits are far above what browsers do, so
that nobody honest ever meets one. Times are ns of the monotonic clock.
"""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from mcu.clock import NS_PER_S

MAX_SOURCES: Final = 4096
"""Addresses remembered; the one unheard for longest is forgotten for a new one."""


class Allowance:
    """A token bucket as the moment at which it will be full again (GCRA, ITU-T I.371, annex A).

    `rate` tokens come in a second, and at most `burst` are kept. It is full at first.
    """

    __slots__ = ("_cost", "_full", "_slack")

    def __init__(self, rate: int, burst: int) -> None:
        self._cost = NS_PER_S // rate
        self._slack = (burst - 1) * self._cost
        self._full = 0

    def take(self, now: int, tokens: int = 1) -> bool:
        """Take tokens; False, and none are taken, where not even one is there."""
        ahead = self._full - now
        if ahead > self._slack:
            return False
        self._full = now + self._cost * tokens + (max(0, ahead))
        return True


class Sources:
    """An allowance for each address that is not a member's yet, bounded in number.

    An office behind one NAT is one address, and whoever has an IPv6 address has its whole /64.
    """

    def __init__(self, rate: int, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._known: OrderedDict[str | bytes, Allowance] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def take(self, host: str, now: int) -> bool:
        """Take a token of an IP address."""
        key = ip_address(host.partition("%")[0]).packed[:8] if ":" in host else host
        allowance = self._known.get(key)
        if allowance is None:
            allowance = self._known[key] = Allowance(self._rate, self._burst)
            if len(self._known) > MAX_SOURCES:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return allowance.take(now)


def newcomers() -> Sources:
    """ICE checks of one address before it is known: 400 points of an office come in at once."""
    return Sources(500, 2000)


def first_checks() -> Allowance:
    """ICE checks of one session from new addresses: those of all networks of a computer."""
    return Allowance(20, 100)


def checks() -> Allowance:
    """ICE checks on a proved path: Chromium sends 21 a second at most, on all paths together."""
    return Allowance(50, 100)


def handshake() -> Allowance:
    """Datagrams of DTLS: a handshake has about ten, and each may be sent again some times."""
    return Allowance(20, 100)


def media() -> Allowance:
    """RTP packets: 1080p at 5 Mbit/s with half of it sent again, sound and shared content."""
    return Allowance(2000, 2000)


def reports() -> Allowance:
    """Bytes of RTCP: a line that loses a fifth asks again with 4,000 a second. Of the smallest
    requests these are 2,700, which cost a hundredth of a core."""
    return Allowance(32_000, 64_000)


def frames() -> Allowance:
    """Pictures of one m-line: twice as many as any camera makes."""
    return Allowance(120, 120)


@dataclass(slots=True)
class Excess:
    """What members sent beyond the limits, since the port was opened: it was dropped unread."""

    checks: int = 0
    """ICE checks, members' and of those who know a user fragment."""
    handshakes: int = 0
    """Datagrams of DTLS."""
    media: int = 0
    """RTP packets."""
    reports: int = 0
    """Datagrams of RTCP."""
    frames: int = 0
    """Whole pictures."""
