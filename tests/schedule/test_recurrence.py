"""When repeating meetings take place, across months, years and hours."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from signaling.schedule.recurrence import (
    FARTHEST,
    ZONE,
    RuleError,
    checked,
    ended,
    local,
    occurrences,
)

START = datetime(2026, 8, 31, 7, 30, tzinfo=ZONE)
"""The last day of a month; 00:30 in UTC."""


def days(rule: str, start: datetime = START, *, months: float = 12, without: str = "") -> list[str]:
    found = occurrences(
        rule,
        start,
        since=start,
        until=start + timedelta(days=30.5 * months),
        without=[date.fromisoformat(day) for day in without.split()],
    )
    assert all(local(one).time() == local(start).time() for one in found)
    return [f"{local(one):%m-%d}" for one in found]


def test_a_month_without_that_day_is_passed_over() -> None:
    assert days("FREQ=MONTHLY", months=11) == [
        "08-31",
        "10-31",
        "12-31",
        "01-31",
        "03-31",
        "05-31",
        "07-31",
    ]


def test_the_last_day_of_each_month() -> None:
    found = days("FREQ=MONTHLY;BYMONTHDAY=-1", months=6.9)
    assert found == ["08-31", "09-30", "10-31", "11-30", "12-31", "01-31", "02-28"]


def test_the_first_monday_of_each_month() -> None:
    assert days("FREQ=MONTHLY;BYDAY=1MO", months=4) == ["09-07", "10-05", "11-02", "12-07"]


def test_a_day_in_vietnam_is_the_day_before_in_utc() -> None:
    start = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # 23 November, 06:00, a Monday
    assert days("FREQ=WEEKLY;BYDAY=MO", start, months=1)[:2] == ["11-23", "11-30"]


def test_the_hour_stays_where_others_change_their_clocks() -> None:
    found = occurrences("FREQ=WEEKLY", START, since=START, until=START + timedelta(days=366))
    assert {one.utcoffset() for one in found} == {timedelta(hours=7)}
    assert {(b - a) for a, b in itertools.pairwise(found)} == {timedelta(days=7)}


def test_count_counts_from_the_first_and_not_from_since() -> None:
    since = START + timedelta(days=10)
    found = occurrences("FREQ=WEEKLY;COUNT=4", START, since=since, until=START + FARTHEST)
    assert [f"{one:%m-%d}" for one in found] == ["09-14", "09-21"]


@pytest.mark.parametrize("until", ["20260914", "20260914T003000Z", "20260914T073000"])
def test_until_is_included(until: str) -> None:
    assert days(f"FREQ=WEEKLY;UNTIL={until}") == ["08-31", "09-07", "09-14"]


def test_days_without_a_meeting_count_but_are_left_out() -> None:
    assert days("FREQ=WEEKLY;COUNT=3", without="2026-09-07") == ["08-31", "09-14"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weekly",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=²",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;COUNT=1;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=DAILY;" + "BYMONTH=1,2,3;" * 100,
    ],
)
def test_what_is_no_rule_for_a_meeting_is_refused(rule: str) -> None:
    with pytest.raises(RuleError):
        checked(rule, START)


def test_a_rule_is_kept_in_its_plain_form() -> None:
    assert checked(" rrule:freq=weekly;byday=mo ", START) == "FREQ=WEEKLY;BYDAY=MO"


RULES = [
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9",
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270101",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY",
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("after", [0, 1, 2, 5, 40])
def test_a_rule_that_is_ended_has_what_was_before_and_no_more(rule: str, after: int) -> None:
    until = START + timedelta(days=300)
    all_of_it = occurrences(rule, START, since=START, until=until)
    at = all_of_it[after] if after < len(all_of_it) else until
    shorter = checked(ended(rule, START, at), START)
    kept = occurrences(shorter, START, since=START, until=until)
    assert kept == all_of_it[: max(1, min(after, len(all_of_it)))]
