"""When pictures that come in bursts are to be shown: the receiving end of a lossy line.

A packet that is sent again comes a round trip late, and all pictures behind it wait for it. They
then come at once, and of those that come within one tick only the newest is seen. So each is held
back until most of the others would have come as well: movement is even again, and a little later.

Voice is not held back for repairs, as it has a copy of its own in the next packet. How far the
picture may fall behind it is the business of whoever owns both (`mcu.member`).
"""

from typing import Final

from mcu.transit import Transit

NS_PER_MS: Final = 1_000_000

QUANTILE: Final = 0.95
"""Share of the pictures that are made even. At 20 ms and 5 % loss each way 24.4 of 25 are seen
(19.3 without any of this), at 10 % 24.1 (15.1), at 20 % 23.9 (10.4); at 0.9 it is one less, at 0.98
a half more, for 40 ms."""

CALM: Final = 20 * NS_PER_MS
"""A spread that is none: pictures wait for a tick of 40 ms anyway, and a busy machine is late by
this much. Delay on a good line stays as it is."""

MOST: Final = 400 * NS_PER_MS
"""The longest hold: one repair on a line of 150 ms each way. Who waits for longer talks into
somebody else's sentence."""

KNOWN: Final = 25
"""Pictures without which nothing is held back: a second's, of which the first is a keyframe that
takes its time on any line."""

WINDOW: Final = 100
"""Pictures looked back on: four seconds, so that a line that gets bad is followed soon."""

SLEW: Final = 50
"""The hold shrinks by so small a part of the time at most: losses come and go, and a hold that
shrinks at once skips pictures."""

_SHIFT: Final = 2000 * NS_PER_MS  # a transit time that far off is another sender's clock


class Playout:
    """Spaces the pictures of one sender on our clock as they were taken on its own. Times in ns."""

    __slots__ = ("_captured", "_due", "_transit", "hold")

    def __init__(self) -> None:
        self.hold = 0
        """How much later pictures are shown than the fastest could be."""
        self._transit = Transit(WINDOW)
        self._captured = 0
        self._due = 0

    def due(self, captured: int, arrived: int) -> int:
        """Say when a picture is to be shown that has `arrived`: never before that, and in order.

        `captured` is its time on the sender's clock, of any origin.
        """
        transit = self._transit
        late = arrived - captured
        if len(transit) and abs(late - transit.base) > _SHIFT:
            transit.add(arrived, late)
            transit.forget()
            self.hold = 0
        else:
            transit.add(arrived, late)
        passed = max(captured - self._captured, 0)
        self.hold = max(self._wanted(), self.hold - passed // SLEW)
        self._captured = captured
        self._due = max(arrived, captured + transit.base + self.hold, self._due)
        return self._due

    def _wanted(self) -> int:
        """Return the hold that suits the line as it was in the last `WINDOW`."""
        if len(self._transit) < KNOWN:
            return 0
        spread = self._transit.late(QUANTILE)
        return min(spread, MOST) if spread >= CALM else 0
