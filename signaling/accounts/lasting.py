"""How long a login lasts. Pure.

Sliding and bounded (OWASP Session Management: idle, renewal and absolute timeout). A page that
only looks, such as a list that is read again each minute, keeps a login from being idle and no
more; work carries it on, so that nobody is put out of what he is doing; and who leads a meeting
that runs stays logged in until it is over, however long that is.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from signaling import config

Use = Literal["look", "work", "meeting"]
"""A request that only reads; one that changes something, or a console that is open; a console of
a meeting that runs."""

Reason = Literal["idle", "age"]


class Lasting(msgspec.Struct, frozen=True):
    """The limits of a login: without use, without work, and in all."""

    idle: timedelta
    hours: timedelta
    longest: timedelta

    def over(self, seen: datetime, ends: datetime, now: datetime) -> Reason | None:
        """Return why a login is over that was last in use at `seen`; None if it is not."""
        if now >= ends:
            return "age"
        return "idle" if now >= seen + self.idle else None

    def ends(self, begun: datetime, ends: datetime, now: datetime, use: Use) -> datetime:
        """Return when a login ends, now that it is in use; never earlier than before."""
        if use == "look":
            return ends
        later = min(now + self.hours, begun + self.longest)
        if use == "meeting":
            # Also long enough to come back from a line that drops.
            later = max(later, now + self.idle)
        return max(ends, later)


def lasting(settings: config.Accounts) -> Lasting:
    """Return the limits that the settings name."""
    return Lasting(
        idle=timedelta(minutes=settings.idle_minutes),
        hours=timedelta(hours=settings.login_hours),
        longest=timedelta(days=settings.login_days),
    )
