"""The log of every meeting: lines are added and read, never changed."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from signaling.meeting.actor import Actor
from signaling.meeting.business import VoteCancelled, VoteCast, VoteClosed, VoteOpened
from signaling.meeting.entry import AnyEvent, Entry
from signaling.meeting.votes import Ballot
from signaling.store.database import Database
from signaling.store.models import LogEntry, UrnRow
from signaling.store.urn import Seal, SpoiledError, Urn

EVENT: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
ACTOR = msgspec.json.Decoder(Actor)


class Kept(NamedTuple):
    """What is known of a sitting: its number (from 1), its lines, its secret ballots.

    Of the votes in `spoiled` the ballots are not those that were cast: they cannot be counted.
    """

    sitting: int
    entries: list[Entry]
    ballots: list[Ballot]
    spoiled: frozenset[str] = frozenset()


class SupersededError(Exception):
    """Another server has gone on with the meeting: this one leads it no more."""


class EventLog:
    """Adds and reads lines. One server writes a meeting's log at a time: of two that try, the one
    that comes later fails on the number of the line, or on a sitting that is newer."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._seal = Seal(key)

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

        def keep(session: Session) -> None:
            newest = session.scalar(_newest(meeting))
            if newest is not None and newest > sitting:
                raise SupersededError(f"{meeting}: sitting {newest} follows {sitting}")
            session.add_all(lines)
            self._put(session, meeting, sitting, entries, ballots)

        try:
            await self._database.write(keep)
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
            sitting = await session.scalar(_newest(meeting))
            if sitting is None:
                return Kept(0, [], [])
            lines = await session.scalars(
                select(LogEntry)
                .where(LogEntry.meeting_id == meeting, LogEntry.sitting == sitting)
                .order_by(LogEntry.seq)
            )
            entries = [_entry(line) for line in lines]
            urns = await session.scalars(
                select(UrnRow).where(UrnRow.meeting_id == meeting, UrnRow.sitting == sitting)
            )
            ballots, spoiled = self._counted(entries, list(urns))
            return Kept(sitting, entries, ballots, spoiled)

    # Secret votes.

    def _put(
        self,
        session: Session,
        meeting: str,
        sitting: int,
        entries: Sequence[Entry],
        ballots: Sequence[Ballot],
    ) -> None:
        """Put ballots into the urns of their votes; those of votes that are over are destroyed."""
        for vote in {ballot.vote for ballot in ballots}:
            row = session.get(UrnRow, (meeting, sitting, vote))
            urn = self._seal.open(row.sealed, _name(row)) if row else Urn()
            counts = Counter(urn.counts)
            counts.update(ballot.option for ballot in ballots if ballot.vote == vote)
            new = UrnRow(meeting_id=meeting, sitting=sitting, vote=vote)
            urn = Urn(dict(counts), urn.voters + _cast(entries)[vote])
            new.sealed = self._seal.close(urn, _name(new))
            session.merge(new)
        over = [
            one.event.vote for one in entries if isinstance(one.event, VoteClosed | VoteCancelled)
        ]
        if over:
            session.execute(
                delete(UrnRow).where(
                    UrnRow.meeting_id == meeting,
                    UrnRow.sitting == sitting,
                    UrnRow.vote.in_(over),
                )
            )

    def _counted(
        self, entries: Sequence[Entry], rows: Sequence[UrnRow]
    ) -> tuple[list[Ballot], frozenset[str]]:
        """Return the ballots of votes that run, and the votes whose urn is not as it was left."""
        urns: dict[str, Urn] = {}
        for row in rows:
            with suppress(SpoiledError):
                urns[row.vote] = self._seal.open(row.sealed, _name(row))
        cast = _cast(entries)
        secret = _running(entries)
        whole = {vote for vote in secret if urns.get(vote, Urn()).voters == cast[vote]}
        ballots = [
            Ballot(vote=vote, option=option)
            for vote in sorted(whole & urns.keys())
            for option, count in sorted(urns[vote].counts.items())
            for _ in range(count)
        ]
        return ballots, frozenset(secret - whole)


def _name(row: UrnRow) -> str:
    return f"{row.meeting_id}/{row.sitting}/{row.vote}"


def _cast(entries: Sequence[Entry]) -> Counter[str]:
    """Return how many points have voted, by vote."""
    return Counter(one.event.vote for one in entries if isinstance(one.event, VoteCast))


def _running(entries: Sequence[Entry]) -> set[str]:
    """Return the secret votes that are not over."""
    running: set[str] = set()
    for entry in entries:
        match entry.event:
            case VoteOpened(secret=True):
                running.add(entry.event.vote)
            case VoteClosed() | VoteCancelled():
                running.discard(entry.event.vote)
            case _:
                pass
    return running


def _newest(meeting: str) -> Select[int | None]:
    return select(func.max(LogEntry.sitting)).where(LogEntry.meeting_id == meeting)


def _entry(line: LogEntry) -> Entry:
    return Entry(
        seq=line.seq,
        at=line.at,
        actor=ACTOR.decode(line.actor),
        event=EVENT.decode(line.event),
    )
