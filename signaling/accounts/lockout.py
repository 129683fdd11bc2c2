"""Slows down whoever guesses passwords: per account and per address, longer with each failure.

Pure: `now` is in seconds, of any clock; `store.tries` keeps the failures. Whether an account exists
makes no difference here.
"""

import msgspec

FORGOTTEN_S = 3600.0
"""Seconds after which failures are as if they had never been."""


class Failures(msgspec.Struct, frozen=True):
    """How often in a row a try has failed, and when it last did, in seconds."""

    count: int = 0
    last: float = 0.0


class Backoff(msgspec.Struct, frozen=True, kw_only=True):
    """Some failures are free, then each doubles the wait."""

    free: int
    first_s: float
    longest_s: float
    forget_s: float = FORGOTTEN_S

    def wait(self, failed: Failures, now: float) -> float:
        """Return the seconds until another try is heard; 0 is at once."""
        if failed.count < self.free or now - failed.last >= self.forget_s:
            return 0.0
        # Bounded before it is raised: 2.0 ** 1024 is an OverflowError.
        doubled = self.first_s * 2.0 ** min(failed.count - self.free, 32)
        return max(0.0, failed.last + min(self.longest_s, doubled) - now)

    def counted(self, failed: Failures, now: float) -> Failures:
        """Return the failures with one more."""
        anew = now - failed.last >= self.forget_s
        return Failures(1 if anew else failed.count + 1, now)


class Tries(msgspec.Struct, frozen=True):
    """What is known of one account and of one address, of which somebody tries to log in.

    A try counts as failed from its beginning: of a hundred that come at once, no more are heard
    than of a hundred that come one after another.
    """

    account: Failures = Failures()
    address: Failures = Failures()

    def wait(self, now: float) -> float:
        """Return the seconds until another try is heard; 0 is at once."""
        return max(ACCOUNT.wait(self.account, now), ADDRESS.wait(self.address, now))

    def begun(self, now: float) -> "Tries":
        """Return what is known once another try has begun."""
        return Tries(ACCOUNT.counted(self.account, now), ADDRESS.counted(self.address, now))

    def succeeded(self) -> "Tries":
        """Return what is known once a try has ended well.

        The account starts anew, the address gets its one try back. More, and whoever has one
        account could guess those of others for ever.
        """
        left = self.address.count - 1
        return Tries(Failures(), Failures(left, self.address.last) if left > 0 else Failures())


ACCOUNT = Backoff(free=5, first_s=2.0, longest_s=300.0)

ADDRESS = Backoff(free=30, first_s=2.0, longest_s=300.0)
"""A whole office often shares one address, and its people mistype, too."""
