"""When a repeating meeting takes place (RFC 5545, section 3.3.10), in the time of Vietnam. Pure.

The zone has had no daylight saving since 1945, so no local hour of a rule is skipped or doubled.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

ZONE_NAME = "Asia/Ho_Chi_Minh"
ZONE = ZoneInfo(ZONE_NAME)

LONGEST = 200
"""Characters of a rule."""

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
"""What a rule may say. The hour is that of the first meeting."""

FARTHEST = timedelta(days=20 * 366)
"""How long a rule is followed."""

CYCLE = 400
"""Years after which the calendar repeats, weekdays too: 146,097 days are whole weeks."""


class RuleError(ValueError):
    """A rule that cannot be followed; the message says why."""


def local(moment: datetime) -> datetime:
    """Return a moment as clocks in Vietnam show it, without an offset."""
    return moment.astimezone(ZONE).replace(tzinfo=None)


def checked(rule: str, start: datetime) -> str:
    """Return a rule in its plain form, without the prefix `RRULE:`. Raises RuleError."""
    plain = rule.strip().upper().removeprefix("RRULE:")
    if not occurrences(plain, start, since=start, until=start + FARTHEST, most=1):
        raise RuleError("there is no such day")
    return plain


def ended(rule: str, start: datetime, at: datetime) -> str:
    """Return a rule whose last meeting is the last one before `at`, or the very first.

    Raises RuleError.
    """
    parts = _parts(rule)
    before = occurrences(rule, start, since=start, until=at, most=2)
    rest = [f"{name}={value}" for name, value in parts.items() if name not in {"COUNT", "UNTIL"}]
    if len(before) < 2:
        return ";".join([*rest, "COUNT=1"])
    last = occurrences(rule, start, since=start, until=at, most=FARTHEST.days)[-1]
    return ";".join([*rest, f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"])


def rest(rule: str, start: datetime, at: datetime) -> str:
    """Return a rule as it goes on from `at`, where it is to be followed from there."""
    parts = _parts(rule)
    if "COUNT" not in parts:
        return rule
    gone = len(occurrences(rule, start, since=start, until=at))
    return counted(rule, -gone)


def counted(rule: str, more: int) -> str:
    """Return a rule that is followed so many times more, once at least, if it counts at all."""
    parts = _parts(rule)
    if "COUNT" in parts:
        parts["COUNT"] = str(min(1000, max(1, _number(parts, "COUNT") + more)))
    return ";".join(f"{name}={value}" for name, value in parts.items())


def bounded(rule: str) -> str:
    """Return a rule whose UNTIL is a moment in UTC, as DTSTART with a time zone asks for."""
    parts = _parts(rule)
    if "UNTIL" in parts:
        end = _end(parts["UNTIL"]).replace(tzinfo=ZONE)
        parts["UNTIL"] = f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


@dataclass(frozen=True, slots=True)
class Course:
    """When a series takes place: by a rule from a moment on, but not on some days.

    `ends` is when it was cancelled, if it was.
    """

    rule: str
    starts: datetime
    without: tuple[date, ...] = ()
    ends: datetime | None = None

    @property
    def effective(self) -> str:
        """The rule as it is followed now."""
        return self.rule if self.ends is None else ended(self.rule, self.starts, self.ends)

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """Return when it takes place from `since` until before `until`."""
        return occurrences(
            self.effective, self.starts, since=since, until=until, without=self.without
        )

    def slot(self, day: date) -> datetime:
        """Return when it takes place on one of its days."""
        return datetime.combine(day, local(self.starts).time(), ZONE)


def occurrences(
    rule: str,
    start: datetime,
    *,
    since: datetime,
    until: datetime,
    without: Collection[date] = (),
    most: int = 1000,
) -> list[datetime]:
    """Return when a meeting takes place from `since` until before `until`, at most so often.

    `start` is the first that may be, and gives the hour of all. `without` are days in Vietnam on
    which there is none. Months that lack the day of the rule are passed over (RFC 5545): who wants
    the last day of each month says BYMONTHDAY=-1. Raises RuleError.
    """
    parts = _parts(rule)
    first, last = local(start), min(local(until), local(start) + FARTHEST)
    if "UNTIL" in parts:
        last = min(last, _end(parts["UNTIL"]))
    count = _number(parts, "COUNT") if "COUNT" in parts else None
    wanted = (
        moment
        for naive in islice(_followed(parts, first, last), count)
        if naive.date() not in without and since <= (moment := naive.replace(tzinfo=ZONE)) < until
    )
    return list(islice(wanted, most))


def _parts(rule: str) -> dict[str, str]:
    """Return what a rule says, part by part. Raises RuleError."""
    if len(rule) > LONGEST:
        raise RuleError("the rule is too long")
    pairs = [part.partition("=") for part in rule.split(";")]
    parts = {name: value for name, _, value in pairs}
    unknown = parts.keys() - set(PARTS)
    if unknown or len(parts) != len(pairs):
        raise RuleError(f"only {', '.join(PARTS)}, each once")
    if parts.get("FREQ") not in FREQUENCIES:
        raise RuleError(f"FREQ is one of {', '.join(FREQUENCIES)}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError("COUNT or UNTIL, not both")
    if "INTERVAL" in parts:
        _number(parts, "INTERVAL")
    return parts


def _number(parts: dict[str, str], name: str) -> int:
    value = parts[name]
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1000):
        raise RuleError(f"{name} is 1 to 1000")
    return int(value)


def _end(value: str) -> datetime:
    """Return the last moment of UNTIL, which names a moment in UTC, a local one, or a whole day."""
    try:
        if value.endswith("Z"):
            return local(datetime.strptime(value, "%Y%m%dT%H%M%S%z"))
        if "T" in value:
            return datetime.strptime(value, "%Y%m%dT%H%M%S")
        return datetime.strptime(f"{value}T235959", "%Y%m%dT%H%M%S")
    except (ValueError, OverflowError):
        raise RuleError("UNTIL is like 20261231 or 20261231T235959Z") from None


def _followed(parts: dict[str, str], first: datetime, last: datetime) -> Iterator[datetime]:
    text = ";".join(
        f"{name}={value}" for name, value in parts.items() if name not in {"COUNT", "UNTIL"}
    )
    # The library looks for the next day to the year 9999, whatever the end: seconds for a rule that
    # never fits. So the rule is followed by the calendar of the last cycle that has room for it.
    later = max(0, (MAXYEAR - max(first, last).year) // CYCLE * CYCLE)
    try:
        rule = rrulestr(text, dtstart=first.replace(year=first.year + later))
        assert isinstance(rule, rrule)  # noqa: S101 — a single line without dates is one
        rule = rule.replace(until=last.replace(year=last.year + later))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise RuleError(f"not a rule of RFC 5545 ({error})") from None
    return (moment.replace(year=moment.year - later) for moment in rule)
