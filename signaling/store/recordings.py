"""The list of recordings: what was recorded when, and where it lies."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from signaling.store.database import Database
from signaling.store.models import Meeting, Recording, RecordingState


class RecordingLog:
    """Adds, ends and reads recordings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, recording: str, *, meeting: str, path: str, now: datetime) -> None:
        """Keep that a recording has started."""
        row = Recording(
            id=recording, meeting_id=meeting, path=path, started_at=now, state="running"
        )
        async with self._database.session() as session:
            session.add(row)

    async def end(
        self, recording: str, *, state: RecordingState, seconds: float, size: int, at: datetime
    ) -> None:
        """Keep how a recording has ended."""
        async with self._database.session() as session:
            await session.execute(
                update(Recording)
                .where(Recording.id == recording)
                .values(state=state, seconds=seconds, bytes=size, ended_at=at)
            )

    async def remove(self, recording: str) -> None:
        """Forget a recording of which there is no file."""
        async with self._database.session() as session:
            row = await session.get(Recording, recording)
            if row is not None:
                await session.delete(row)

    async def find(self, recording: str) -> Recording | None:
        """Return one recording."""
        async with self._database.session() as session:
            return await session.get(Recording, recording)

    async def of_meeting(self, meeting: str) -> tuple[str, Sequence[Recording]]:
        """Return the meeting's title ("" if there is none) and its recordings, newest first."""
        query = (
            select(Recording)
            .where(Recording.meeting_id == meeting)
            .order_by(Recording.started_at.desc(), Recording.id.desc())
        )
        async with self._database.session() as session:
            found = await session.get(Meeting, meeting)
            return found.title if found else "", (await session.scalars(query)).all()

    async def running(self) -> Sequence[Recording]:
        """Return the recordings whose end nobody has kept."""
        query = select(Recording).where(Recording.state == "running")
        async with self._database.session() as session:
            return (await session.scalars(query)).all()
