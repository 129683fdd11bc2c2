"""When to ask the peer for a keyframe, and when to ask again."""

from typing import Final

from mcu.rtc.nack import NEVER, NS_PER_MS

_INTERVAL: Final = 300 * NS_PER_MS, 1200 * NS_PER_MS
"""The least time between two requests, doubled with each that brings nothing, up to the second."""


class KeyframeRequests:
    """Requests for a keyframe (PLI) to one stream, repeated until it comes, but never in haste.

    A keyframe takes a second and more on a line of 100 kbit/s; asking again meanwhile would make
    the peer send another on top. So requests become rarer, and the caller makes none while a
    keyframe is coming in.

    `due` is the time (ns) of the next request, `NEVER` while none is wanted.
    """

    __slots__ = ("_asked", "_interval", "due")

    def __init__(self) -> None:
        self._asked = -_INTERVAL[1]
        self._interval = _INTERVAL[0]
        self.due = NEVER

    def want(self, at: int) -> None:
        """A keyframe is needed; the first request is made at `at`, or later if decency asks it."""
        if self.due == NEVER:
            self.due = max(at, self._asked + _INTERVAL[0])

    def asked(self, now: int) -> None:
        """A request has been sent."""
        self._asked = now
        self.due = now + self._interval
        self._interval = min(self._interval * 2, _INTERVAL[1])

    def came(self) -> None:
        """A keyframe has come."""
        self.due = NEVER
        self._interval = _INTERVAL[0]
