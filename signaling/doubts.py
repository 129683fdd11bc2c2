"""Points of which nothing is heard: the node is to miss their media sooner."""

from collections.abc import Callable, Coroutine
from typing import Any

from signaling.audience import Audience
from signaling.meeting.room import Room
from signaling.stage import Stage


class Doubts:
    """The media sessions that are doubted."""

    def __init__(
        self,
        room: Room,
        audience: Audience,
        stage: Stage,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self.sessions: frozenset[str] = frozenset()
        self._room = room
        self._audience = audience
        self._stage = stage
        self._spawn = spawn

    def look(self, now: float) -> None:
        """See of whom nothing is heard now; called every second."""
        doubted = frozenset(
            session
            for point in self._audience.silent(now)
            if (session := self._room.chair(point).session) is not None
        )
        for session in doubted ^ self.sessions:
            self._spawn(self._stage.doubt(session, doubted=session in doubted))
        self.sessions = doubted
