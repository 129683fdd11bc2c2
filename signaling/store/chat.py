"""What was said in writing, and the files in it; they belong to the record of the meeting."""

from datetime import datetime

from sqlalchemy import func, select

from signaling.meeting.chat import Chat, ChatFile, ChatMessage
from signaling.store.database import Database
from signaling.store.models import ChatLine, SentFile


class ChatLog:
    """Adds and reads lines of chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, meeting: str, said: Chat, *, point: str, name: str, text: str, now: datetime
    ) -> ChatMessage:
        """Keep a line and return it with its number."""
        line = ChatLine(
            meeting_id=meeting,
            point_id=point or None,
            name=name,
            to=said.to,
            text=text,
            question=said.question,
            file_id=said.file or None,
            ref=said.ref,
            sent_at=now,
        )
        async with self._database.session() as session:
            session.add(line)
            await session.flush()
            file = await session.get(SentFile, said.file) if said.file else None
            return _message(line, file)

    async def last(self, meeting: str, count: int) -> list[ChatMessage]:
        """Return the newest lines, oldest of them first."""
        query = (
            select(ChatLine, SentFile)
            .outerjoin(SentFile, SentFile.id == ChatLine.file_id)
            .where(ChatLine.meeting_id == meeting)
            .order_by(ChatLine.id.desc())
            .limit(count)
        )
        async with self._database.session() as session:
            rows = (await session.execute(query)).all()
            return [_message(row.ChatLine, row.SentFile) for row in rows][::-1]

    # Files.

    async def add_file(self, file: SentFile) -> None:
        """Keep what is known of a file that was brought up."""
        async with self._database.session() as session:
            session.add(file)

    async def file(self, meeting: str, file: str) -> SentFile | None:
        """Return what is known of a file of a meeting."""
        async with self._database.session() as session:
            found = await session.get(SentFile, file)
            return found if found is not None and found.meeting_id == meeting else None

    async def lines_with(self, file: str) -> list[ChatMessage]:
        """Return the lines in which a file was sent."""
        query = (
            select(ChatLine, SentFile)
            .join(SentFile, SentFile.id == ChatLine.file_id)
            .where(SentFile.id == file)
        )
        async with self._database.session() as session:
            rows = (await session.execute(query)).all()
            return [_message(row.ChatLine, row.SentFile) for row in rows]

    async def brought(self, meeting: str, sender: str | None = None) -> tuple[int, int]:
        """Return how many files, of how many bytes, a meeting has, or one sender of it."""
        query = select(func.count(), func.coalesce(func.sum(SentFile.bytes), 0)).where(
            SentFile.meeting_id == meeting
        )
        if sender is not None:
            query = query.where(SentFile.sender == sender)
        async with self._database.session() as session:
            number, size = (await session.execute(query)).one()
            return number, size


def _message(line: ChatLine, file: SentFile | None) -> ChatMessage:
    return ChatMessage(
        id=line.id,
        point=line.point_id or "",
        name=line.name,
        text=line.text,
        sent=line.sent_at.isoformat(timespec="milliseconds"),
        ref=line.ref,
        to=line.to,
        question=line.question,
        file=None if file is None else ChatFile(id=file.id, name=file.name, bytes=file.bytes),
    )
