"""What was said in writing; it belongs to the record of the meeting."""

from datetime import datetime

from sqlalchemy import select

from signaling.meeting.room import REMEMBERED
from signaling.protocol import ChatMessage
from signaling.store.database import Database
from signaling.store.models import ChatLine


class ChatLog:
    """Adds and reads lines of chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, meeting: str, *, point: str, name: str, text: str, ref: str, now: datetime
    ) -> ChatMessage:
        """Keep a line and return it with its number."""
        line = ChatLine(
            meeting_id=meeting, point_id=point, name=name, text=text, ref=ref, sent_at=now
        )
        async with self._database.session() as session:
            session.add(line)
            await session.flush()
            return _message(line)

    async def last(self, meeting: str, count: int = REMEMBERED) -> list[ChatMessage]:
        """Return the newest lines, oldest of them first."""
        query = (
            select(ChatLine)
            .where(ChatLine.meeting_id == meeting)
            .order_by(ChatLine.id.desc())
            .limit(count)
        )
        async with self._database.session() as session:
            return [_message(line) for line in await session.scalars(query)][::-1]


def _message(line: ChatLine) -> ChatMessage:
    return ChatMessage(
        id=line.id,
        point=line.point_id,
        name=line.name,
        text=line.text,
        sent=line.sent_at.isoformat(timespec="milliseconds"),
        ref=line.ref,
    )
