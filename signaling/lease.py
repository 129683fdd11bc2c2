"""Which server leads a meeting, where several share a database. Pure: `now` is in seconds.

A server that leads a meeting beats: it counts a number up. Who sees the same number for long
enough takes the meeting over. No two clocks are ever compared, so it does not matter how far those
of the servers are apart.
"""

from typing import NamedTuple

BEAT_S = 1.5
"""Seconds between two beats."""

DEAD_S = 5.0
"""Seconds without a beat after which a server is taken for dead: three beats may come late."""


class Mark(NamedTuple):
    """Who leads a meeting, and the last beat."""

    holder: str
    beat: int


class Watch:
    """What one server has seen of the beats of others."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        self._seen: dict[str, tuple[Mark, float]] = {}

    def see(self, meeting: str, mark: Mark, now: float) -> None:
        """Note a beat."""
        known = self._seen.get(meeting)
        if known is None or known[0] != mark:
            self._seen[meeting] = mark, now

    def look(self, marks: dict[str, Mark], now: float) -> None:
        """Note all beats that there are, and forget the meetings that nobody leads any more."""
        for meeting in self._seen.keys() - marks.keys():
            del self._seen[meeting]
        for meeting, mark in marks.items():
            self.see(meeting, mark, now)

    def free(self, meeting: str, mark: Mark | None, now: float) -> bool:
        """Whether a meeting may be taken, whose lease is `mark` (None: nobody's).

        One's own may: it is that of an earlier process, which cannot live, for it had our port.
        """
        if mark is None or mark.holder == self.holder:
            return True
        self.see(meeting, mark, now)
        return now - self._seen[meeting][1] >= DEAD_S
