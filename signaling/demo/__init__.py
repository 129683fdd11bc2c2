"""The demo: a province whose six synthetic points join like anybody."""

from datetime import datetime

from signaling.demo import province
from signaling.store.directory import Directory


async def seed(directory: Directory, now: datetime) -> None:
    """Add the province and its open meeting, where they are missing."""
    points = province.points()
    await directory.add_units(province.units())
    await directory.add_points(points)
    await directory.add_meeting(province.MEETING, title=province.TITLE, now=now, self_service=True)
    await directory.invite(province.MEETING, [point.id for point in points])
