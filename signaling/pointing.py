"""Who points at what is shared: seen by all, and part of no record but the picture."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from signaling.audience import Audience
from signaling.meeting.actor import Actor
from signaling.paced import Paced
from signaling.protocol import Pointed, PointerMoved
from signaling.stage import Stage

INTERVAL_S: Final = 0.1
"""Seconds between two tellings: pages move the pointer smoothly from one place to the next."""

STAYS_S: Final = 5.0
"""Seconds after which a pointer that does not move is put away: whoever it was has turned to
something else, or has gone."""

NOWHERE: Final = PointerMoved(at=None)


class Pointing:
    """One pointer, of whoever moved it last. `spawn` runs what the node is told."""

    def __init__(
        self,
        audience: Audience,
        stage: Stage,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._audience = audience
        self._stage = stage
        self._spawn = spawn
        self._now = NOWHERE
        self._told = NOWHERE
        self._pace = Paced(INTERVAL_S, self._tell)
        self._end: asyncio.TimerHandle | None = None

    def move(self, actor: Actor, at: Pointed | None) -> None:
        """Somebody points there; None puts the pointer away, if it is his."""
        mine = (self._now.point, self._now.name) == (actor.point, actor.name)
        if at is not None:
            self._become(PointerMoved(at=at, point=actor.point, name=actor.name))
        elif mine:
            self.clear()

    def clear(self) -> None:
        """Nobody points any more."""
        self._become(NOWHERE)

    def close(self) -> None:
        """Tell nothing more."""
        self._pace.close()
        self._wait(None)

    def _become(self, moved: PointerMoved) -> None:
        self._now = moved
        self._wait(None if moved is NOWHERE else STAYS_S)
        if moved != self._told:
            self._pace.changed()

    def _wait(self, seconds: float | None) -> None:
        if self._end is not None:
            self._end.cancel()
        loop = asyncio.get_running_loop
        self._end = None if seconds is None else loop().call_later(seconds, self.clear)

    def _tell(self) -> None:
        self._told = self._now
        self._audience.tell(self._now, key="pointer")
        at = self._now.at
        self._spawn(self._stage.point(None if at is None else (at.x, at.y)))
