"""The log of every meeting: lines are added and read, never changed."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.meeting.actor import Actor
from signaling.meeting.entry import AnyEvent, Entry
from signaling.meeting.votes import Ballot
from signaling.store.database import Database
from signaling.store.models import LogEntry, SecretBallot

EVENT: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
ACTOR = msgspec.json.Decoder(Actor)


class Kept(NamedTuple):
    """What is known of a sitting: its number (from 1), its lines, its secret ballots."""

    sitting: int
    entries: list[Entry]
    ballots: list[Ballot]


class SupersededError(Exception):
    """Another server has gone on with the meeting: this one leads it no more."""


class EventLog:
    """Adds and reads lines. One server writes a meeting's log at a time: of two that try, the one
    that comes later fails on the number of the line, or on a sitting that is newer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self,
        meeting: str,
        sitting: int,
        entries: Sequence[Entry],
        ballots: Sequence[Ballot] = (),
    ) -> None:
        """Keep lines and ballots, all or none of them. Raises SupersededError."""
        lines = [
            LogEntry(
                meeting_id=meeting,
                sitting=sitting,
                seq=entry.seq,
                at=entry.at,
                actor=msgspec.json.encode(entry.actor).decode(),
                event=msgspec.json.encode(entry.event).decode(),
            )
            for entry in entries
        ]
        papers = [
            SecretBallot(
                id=secrets.token_hex(16),
                meeting_id=meeting,
                sitting=sitting,
                vote=ballot.vote,
                option=ballot.option,
            )
            for ballot in ballots
        ]
        try:
            async with self._database.session() as session:
                newest = await _newest(session, meeting)
                if newest is not None and newest > sitting:
                    raise SupersededError(f"{meeting}: sitting {newest} follows {sitting}")
                session.add_all([*lines, *papers])
        except IntegrityError:
            if not await self._kept(meeting, sitting, entries):
                raise
            raise SupersededError(f"{meeting}: line {entries[0].seq} is there already") from None

    async def _kept(self, meeting: str, sitting: int, entries: Sequence[Entry]) -> bool:
        """Whether one of the lines is in the log already."""
        async with self._database.session() as session:
            query = select(LogEntry.seq).where(
                LogEntry.meeting_id == meeting,
                LogEntry.sitting == sitting,
                LogEntry.seq.in_([entry.seq for entry in entries]),
            )
            return await session.scalar(query.limit(1)) is not None

    async def last(self, meeting: str) -> Kept:
        """Return the newest sitting; number 0 if there was none."""
        async with self._database.session() as session:
            sitting = await _newest(session, meeting)
            if sitting is None:
                return Kept(0, [], [])
            lines = await session.scalars(
                select(LogEntry)
                .where(LogEntry.meeting_id == meeting, LogEntry.sitting == sitting)
                .order_by(LogEntry.seq)
            )
            papers = await session.scalars(
                select(SecretBallot).where(
                    SecretBallot.meeting_id == meeting, SecretBallot.sitting == sitting
                )
            )
            return Kept(
                sitting,
                [_entry(line) for line in lines],
                [Ballot(vote=paper.vote, option=paper.option) for paper in papers],
            )


async def _newest(session: AsyncSession, meeting: str) -> int | None:
    return await session.scalar(
        select(func.max(LogEntry.sitting)).where(LogEntry.meeting_id == meeting)
    )


def _entry(line: LogEntry) -> Entry:
    return Entry(
        seq=line.seq,
        at=line.at,
        actor=ACTOR.decode(line.actor),
        event=EVENT.decode(line.event),
    )
