"""Who shares content in a meeting: one point at a time, shown to all the others."""

from datetime import datetime

from signaling.audience import Audience
from signaling.meeting.room import Room
from signaling.problem import ProblemError
from signaling.protocol import Code, SharingChanged
from signaling.stage import Stage


class SharingStage:
    """Keeps room, node and listeners in step about it."""

    def __init__(self, room: Room, audience: Audience, stage: Stage) -> None:
        self._room = room
        self._audience = audience
        self._stage = stage

    async def begin(self, point: str, at: datetime, *, take: bool) -> None:
        """Show a point's content to all; `take`: in place of another's. Raises ProblemError."""
        if self._room.chair(point).session is None:
            raise ProblemError(Code.SESSION_UNKNOWN)
        before = self._room.sharing
        if not self._room.share(point, at, take=take):
            raise ProblemError(Code.SHARING_TAKEN)
        if self._room.sharing is not before:
            await self._present()

    async def end(self, point: str) -> None:
        """Show a point's content no more, if it was shown."""
        if self._room.unshare(point):
            await self._present()

    async def _present(self) -> None:
        sharing = self._room.sharing
        self._audience.tell(SharingChanged(sharing=sharing), key="sharing")
        await self._stage.present(sharing.point if sharing else None)
