"""Who shares content in a meeting: one point at a time, shown to all the others."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from signaling.audience import Audience
from signaling.meeting.actor import Actor, Right
from signaling.meeting.room import Room
from signaling.pointing import Pointing
from signaling.problem import ProblemError
from signaling.protocol import Code, Pointed, SharingChanged
from signaling.stage import Stage


class SharingStage:
    """Keeps room, node and listeners in step about it."""

    def __init__(
        self,
        room: Room,
        audience: Audience,
        stage: Stage,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._room = room
        self._audience = audience
        self._stage = stage
        self._pointing = Pointing(audience, stage, spawn)

    async def begin(self, point: str, at: datetime, *, take: bool, film: bool = False) -> None:
        """Show a point's content to all; `take`: in place of another's. Raises ProblemError."""
        if self._room.chair(point).session is None:
            raise ProblemError(Code.SESSION_UNKNOWN)
        before = self._room.sharing
        if not self._room.share(point, at, take=take, film=film):
            raise ProblemError(Code.SHARING_TAKEN)
        if self._room.sharing is not before:
            if before is None or before.point != point:
                self._pointing.clear()
            await self._present()

    async def end(self, point: str) -> None:
        """Show a point's content no more, if it was shown."""
        if self._room.unshare(point):
            self._pointing.clear()
            await self._present()

    def point(self, actor: Actor, at: Pointed | None) -> None:
        """Show where somebody points; None: he does not any more. Raises ProblemError."""
        sharing = self._room.sharing
        if sharing is None:
            return  # it has just ended, which he will see in a moment
        own = actor.point == sharing.point and actor.may(Right.SHARE)
        if not own and not actor.may(Right.POINTER):
            raise ProblemError(Code.FORBIDDEN)
        self._pointing.move(actor, at)

    def close(self) -> None:
        """Tell nothing more."""
        self._pointing.close()

    async def _present(self) -> None:
        sharing = self._room.sharing
        self._audience.tell(SharingChanged(sharing=sharing), key="sharing")
        film = sharing is not None and sharing.film
        await self._stage.present(sharing.point if sharing else None, film=film)
