"""The log of every meeting: lines are added and read, never changed."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import func, select

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


class EventLog:
    """Adds and reads lines. One server writes a meeting's log at a time: a second one that tries
    fails on the number of the line."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self,
        meeting: str,
        sitting: int,
        entries: Sequence[Entry],
        ballots: Sequence[Ballot] = (),
    ) -> None:
        """Keep lines and ballots, all or none of them."""
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
        async with self._database.session() as session:
            session.add_all([*lines, *papers])

    async def last(self, meeting: str) -> Kept:
        """Return the newest sitting; number 0 if there was none."""
        async with self._database.session() as session:
            sitting = await session.scalar(
                select(func.max(LogEntry.sitting)).where(LogEntry.meeting_id == meeting)
            )
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


def _entry(line: LogEntry) -> Entry:
    return Entry(
        seq=line.seq,
        at=line.at,
        actor=ACTOR.decode(line.actor),
        event=EVENT.decode(line.event),
    )
