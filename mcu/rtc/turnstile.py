"""Lets those who join through a few at a time, so that others on the event loop have their turn.

An offer takes two milliseconds, a step of a handshake up to one and a half. Of a few nobody takes
notice, but after a restart of the server hundreds come at once, and all who are inside would get
nothing until each had been looked at.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

AT_ONCE: Final = 4
"""Who passes in a round of the event loop. With one, those who join on a busy machine, whose
rounds are long, take four times as long."""

MOST: Final = 4096
"""Who may wait; what is beyond is dropped, and comes again by itself (RFC 6347, section 4.2.4)."""


Later = Callable[[Callable[[], None]], object]
"""Calls back when others have had their turn: `asyncio`'s `call_soon`."""


class Turnstile:
    """Some pass in each round of the event loop, in the order in which they came."""

    def __init__(self, later: Later) -> None:
        self._later = later
        self._waiting: deque[Callable[[], object]] = deque()
        self._free = AT_ONCE  # in this round
        self._counting = False

    def put(self, go: Callable[[], object]) -> bool:
        """Have `go` called when it is its turn, perhaps right now; False if too many wait."""
        if len(self._waiting) >= MOST:
            return False
        self._waiting.append(go)
        self._let_in()
        return True

    def _let_in(self) -> None:
        if self._waiting and not self._counting:
            # First: those behind one that raises are not to wait for the next who comes.
            self._counting = True
            self._later(self._begin_round)
        while self._waiting and self._free:
            self._free -= 1
            self._waiting.popleft()()

    def _begin_round(self) -> None:
        self._counting = False
        self._free = AT_ONCE
        self._let_in()
