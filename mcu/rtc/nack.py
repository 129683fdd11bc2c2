"""When to ask for a missing packet (again), and when to stop waiting for it."""

from typing import Final

NS_PER_MS: Final = 1_000_000

NEVER: Final = 1 << 62
"""A time that does not come (ns)."""

MAX_MISSING: Final = 512
"""Missing packets kept: half the receive window. A gap beyond is not repaired but jumped over."""

MAX_TRIES: Final = 10
_TRIES: Final = 8  # as many at least, as long as that is not too late

_PATIENCE: Final = 10 * NS_PER_MS, 60 * NS_PER_MS
"""Bounds of the wait for a packet that may only be late: a burst's length, a bad radio line's."""

_SLACK: Final = 10 * NS_PER_MS  # what timers and jitter may add to a round trip

_RTT: Final = 100 * NS_PER_MS  # assumed until the first answer: Vietnam, end to end, mobile
_MAX_RTT: Final = 500 * NS_PER_MS

_LIFETIME: Final = 400 * NS_PER_MS, 1200 * NS_PER_MS
"""Bounds of the time a picture may wait for a packet, between which there is time for eight tries:
at 20 % loss each way more than one in three fails, and a keyframe, of ten times the packets, is
less likely to come whole. At 20 ms and 20 % four tries and 300 ms froze 22.6 % of the time, eight
and 400 ms 4.4 %; the delay's 95th percentile grew from 265 to 305 ms."""


LONG: Final = 125 * NS_PER_MS
"""Round trip from which a second try comes too late for a picture that moves evenly. So the first
one is made safe: the request is said twice, and answered twice (`mcu.rtc.outbound_video`)."""

ECHO: Final = 20 * NS_PER_MS
"""From a request on a long line to its echo: a burst of losses apart, and much less than the round
trip within which senders take a second request for the first."""


class _Missing:
    """One missing packet: when it was missed, asked for last, and is to be asked for."""

    __slots__ = ("asked", "due", "echoed", "noticed", "tries")

    def __init__(self, noticed: int, due: int) -> None:
        self.noticed = noticed
        self.due = due
        self.asked = 0
        self.tries = 0
        self.echoed = True  # the last request has been said twice, or need not be


class NackSchedule:
    """The missing packets of one stream, by unwrapped sequence number.

    A packet is first asked for after `patience`, in which it may still come out of order, then
    again each time the answer is overdue. Patience follows the reordering that is seen. The round
    trip is measured from request to answer where only one request was made (Karn's rule), its echo
    aside, and may be set from reports, which is better.

    `in_band` says that retransmissions come as packets of the stream itself, without RTX.

    `due` is the time (ns) before which `requests` has nothing to say, `deadline` that before which
    nothing is `overdue`.
    """

    __slots__ = (
        "_adjusted",
        "_in_band",
        "_known",
        "_missing",
        "deadline",
        "due",
        "patience",
        "rtt",
    )

    def __init__(self, *, in_band: bool = False) -> None:
        self._in_band = in_band
        self._missing: dict[int, _Missing] = {}  # ascending
        self._known = False  # whether the round trip has been measured at all
        self._adjusted = 0  # when the round trip was last changed
        self.due = NEVER
        self.deadline = NEVER
        self.patience = _PATIENCE[0]
        self.rtt = _RTT

    def __len__(self) -> int:
        return len(self._missing)

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._missing

    @property
    def lifetime(self) -> int:
        """Nanoseconds for which a missing packet is waited for."""
        return min(max(self.patience + _TRIES * self._retry + _SLACK, _LIFETIME[0]), _LIFETIME[1])

    @property
    def _retry(self) -> int:
        """Nanoseconds after which an answer is overdue."""
        return self.rtt + max(self.rtt // 8, _SLACK)

    def miss(self, first: int, stop: int, now: int) -> bool:
        """Note that `first` … `stop` - 1 are missing; False, and nothing noted, if too many are."""
        if len(self._missing) + stop - first > MAX_MISSING:
            return False
        due = now + self.patience
        late = self._missing and first < next(reversed(self._missing))
        for sequence in range(first, stop):
            self._missing[sequence] = _Missing(now, due)
        if late:  # packets from before the first that came
            self._missing = dict(sorted(self._missing.items()))
        self.due = min(self.due, due)
        self.deadline = min(self.deadline, now + self.lifetime)
        return True

    def arrive(self, sequence: int, now: int) -> None:
        """Take note that a packet thought missing came by itself, out of order."""
        missing = self._missing.get(sequence)
        if missing is None:
            return
        if self._in_band and missing.tries:
            self.repair(sequence, now)
        else:
            del self._missing[sequence]
            late = (now - missing.noticed) * 5 // 4
            self.patience = min(max(self.patience, late), _PATIENCE[1])

    def repair(self, sequence: int, now: int) -> bool:
        """Take note of a retransmission; False if the packet is not missing (any more)."""
        missing = self._missing.pop(sequence, None)
        if missing is None:
            return False
        if missing.tries == 1:
            sample = now - missing.asked
            self.measured((7 * self.rtt + sample) // 8 if self._known else sample, now)
        # It was lost, not late: such a line needs less patience.
        self.patience = max(self.patience - self.patience // 16, _PATIENCE[0])
        return True

    def measured(self, rtt: int, now: int) -> None:
        """Take a round trip (ns), as reports measure it."""
        self.rtt = min(rtt, _MAX_RTT)
        self._adjusted = now
        self._known = True

    def requests(self, now: int, limit: int) -> list[int]:
        """The packets to ask for now, ascending, at most `limit`."""
        if now < self.due:
            return []
        requests: list[int] = []
        retry = self._retry
        self.due = NEVER
        for sequence, missing in self._missing.items():
            if missing.due <= now:
                if len(requests) == limit:
                    self.due = now
                    break
                self._ask(missing, now, retry)
                requests.append(sequence)
            self.due = min(self.due, missing.due)
        return requests

    def is_lost(self, sequence: int, now: int) -> bool:
        """Whether a missing packet is not merely late."""
        return self._missing[sequence].noticed + self.patience <= now

    def overdue(self, now: int) -> int | None:
        """The highest packet that has been waited for longer than `lifetime`."""
        last = None
        lifetime = self.lifetime
        self.deadline = NEVER
        for sequence, missing in self._missing.items():
            self.deadline = min(self.deadline, missing.noticed + lifetime)
            if missing.noticed + lifetime > now:
                break
            last = sequence
        return last

    def forget(self, below: int) -> None:
        """Stop waiting for all packets before `below`."""
        for sequence in [one for one in self._missing if one < below]:
            del self._missing[sequence]

    def _ask(self, missing: _Missing, now: int, retry: int) -> None:
        if not missing.echoed:
            missing.echoed = True
            missing.due = missing.asked + retry if missing.tries < MAX_TRIES else NEVER
            return
        if missing.tries == 1 and now - self._adjusted > 4 * self.rtt:
            # No answer is ever in time: the round trip is longer than thought (as RFC 6298, 5.5).
            self.rtt = min(self.rtt * 3 // 2, _MAX_RTT)
            self._adjusted = now
        missing.tries += 1
        missing.asked = now
        missing.echoed = self.rtt < LONG
        if not missing.echoed:
            missing.due = now + ECHO
        else:
            missing.due = now + retry if missing.tries < MAX_TRIES else NEVER
