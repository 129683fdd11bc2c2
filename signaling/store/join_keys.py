"""The join keys of points. Only hashes are kept: a stolen database opens no meeting."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from signaling.schedule.opening import Invited, When
from signaling.store.database import Database
from signaling.store.models import Invitation, JoinKey, Meeting, Point
from signaling.store.schedule_models import PlanRow

SECRET_BYTES = 24
"""192 random bits, which nobody guesses; 32 characters keep the QR code coarse."""

MOST_MEETINGS = 200
"""Meetings of a point that are looked at, the latest first: a year of daily ones."""


def new_secret() -> str:
    """Return the secret of a new key."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """Return what is kept of a secret. It is random, so that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class JoinKeys:
    """Makes, finds and revokes join keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_point(self, point: str) -> Sequence[JoinKey]:
        """Return a point's keys, newest first."""
        query = select(JoinKey).where(JoinKey.point_id == point)
        async with self._database.session() as session:
            newest = query.order_by(JoinKey.created_at.desc(), JoinKey.id)
            return list(await session.scalars(newest))

    async def add(
        self, point: str, *, label: str, secret: str, by: str, now: datetime, renews: str | None
    ) -> JoinKey | None:
        """Keep a new key; the one that it renews is good for nothing from now on.

        None if there is no such key to renew.
        """
        row = JoinKey(
            id=secrets.token_hex(8),
            point_id=point,
            label=label,
            hash=digest(secret),
            created_at=now,
            created_by=by,
        )
        async with self._database.session() as session:
            if renews is not None:
                old = await session.get(JoinKey, renews)
                if old is None or old.point_id != point or old.revoked_at is not None:
                    return None
                old.revoked_at = now
            session.add(row)
        return row

    async def revoke(self, point: str, key: str, now: datetime) -> bool:
        """End a key; False if the point has no such key, or it has ended already."""
        async with self._database.session() as session:
            row = await session.get(JoinKey, key)
            if row is None or row.point_id != point or row.revoked_at is not None:
                return False
            row.revoked_at = now
        return True

    async def use(self, secret: str, now: datetime) -> tuple[str, Point] | None:
        """Return the key of a secret that is good, and its point; and keep that it was used."""
        async with self._database.session() as session:
            found = select(JoinKey).where(
                JoinKey.hash == digest(secret), JoinKey.revoked_at.is_(None)
            )
            row = await session.scalar(found)
            if row is None:
                return None
            row.used_at = now
            point = await session.get_one(Point, row.point_id)
            return None if point.retired else (row.id, point)

    async def good(self, keys: Collection[str]) -> frozenset[str]:
        """Return those keys, by their ids, that have not been revoked and whose point is there."""
        query = (
            select(JoinKey.id)
            .join(Point, Point.id == JoinKey.point_id)
            .where(JoinKey.id.in_(keys), JoinKey.revoked_at.is_(None), ~Point.retired)
        )
        async with self._database.session() as session:
            return frozenset(await session.scalars(query))

    async def invited(self, point: str) -> list[Invited]:
        """Return the meetings that a point is invited to, with when they are planned."""
        query = (
            select(Meeting, PlanRow)
            .join(Invitation, Invitation.meeting_id == Meeting.id)
            .outerjoin(PlanRow, PlanRow.meeting_id == Meeting.id)
            .where(Invitation.point_id == point)
            .order_by(func.coalesce(PlanRow.starts_at, Meeting.created_at).desc(), Meeting.id)
            .limit(MOST_MEETINGS)
        )
        async with self._database.session() as session:
            return [_invited(meeting, plan) for meeting, plan in await session.execute(query)]


def _invited(meeting: Meeting, plan: PlanRow | None) -> Invited:
    when = When(plan.starts_at, plan.minutes, plan.state) if plan else None
    return Invited(id=meeting.id, title=meeting.title, free=meeting.open, when=when)
