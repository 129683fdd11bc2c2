"""Slows down whoever guesses passwords: per account and per address, longer with each failure.

Pure: `now` is in seconds, of any clock. Whether an account exists makes no difference here.
"""

from collections import OrderedDict

from signaling.limits import site

REMEMBERED = 10_000
"""Names and addresses remembered each; beyond that the one unseen for longest is forgotten."""


class Backoff:
    """Failures of one kind of key: some are free, then each doubles the wait."""

    def __init__(self, *, free: int, first_s: float, longest_s: float, forget_s: float) -> None:
        self._free = free
        self._first_s = first_s
        self._longest_s = longest_s
        self._forget_s = forget_s
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Return the seconds until another try is heard; 0 is at once."""
        count, last = self._failures.get(key, (0, now))
        if count < self._free or now - last >= self._forget_s:
            return 0.0
        # Bounded before it is raised: 2.0 ** 1024 is an OverflowError.
        doubled = self._first_s * 2.0 ** min(count - self._free, 32)
        return max(0.0, last + min(self._longest_s, doubled) - now)

    def count(self, key: str, now: float) -> None:
        """Count a try as failed."""
        count, last = self._failures.pop(key, (0, now))
        self._failures[key] = (1 if now - last >= self._forget_s else count + 1, now)
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Take one failure back."""
        count, last = self._failures.get(key, (0, 0.0))
        if count > 1:
            self._failures[key] = (count - 1, last)
        else:
            self._failures.pop(key, None)

    def clear(self, key: str) -> None:
        """Forget all failures."""
        self._failures.pop(key, None)


class Lockout:
    """Both kinds together.

    A try counts as failed from its beginning: of a hundred that come at once, no more are heard
    than of a hundred that come one after another.
    """

    def __init__(self) -> None:
        self._accounts = Backoff(free=5, first_s=2.0, longest_s=300.0, forget_s=3600.0)
        # A whole office often shares one address, and its people mistype, too.
        self._addresses = Backoff(free=30, first_s=2.0, longest_s=300.0, forget_s=3600.0)

    def attempt(self, account: str, address: str, now: float) -> float:
        """Begin a try: return 0, or the seconds to wait; then nothing was counted."""
        place = site(address)
        wait = max(self._accounts.wait(account, now), self._addresses.wait(place, now))
        if wait == 0.0:
            self._accounts.count(account, now)
            self._addresses.count(place, now)
        return wait

    def succeeded(self, account: str, address: str) -> None:
        """End a try well: the account starts anew, the address gets its one try back.

        More, and whoever has one account could guess those of others for ever.
        """
        self._accounts.clear(account)
        self._addresses.forgive(site(address))
