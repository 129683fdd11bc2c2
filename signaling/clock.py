"""The time of day, for records and tokens; what lasts is measured with the loop's own clock."""

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """Return the time of day, in UTC."""
    return datetime.now(UTC)
