"""Which meetings a point's permanent link opens, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from signaling.schedule.opening import Invited, Opening, When, opening
from signaling.schedule.protocol import State

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def planned(name: str = "m", state: State = "announced", days: int = 0) -> Invited:
    starts = START + timedelta(days=days)
    return Invited(id=name, title=name, when=When(starts, 120, state))


def ids(found: Opening) -> list[str]:
    return [one.id for one in found.meetings]


@pytest.mark.parametrize(
    ("minutes", "opens"),
    [(-61, False), (-60, True), (0, True), (120, True), (359, True), (360, False)],
)
def test_a_meeting_opens_an_hour_before_until_hours_after(minutes: int, opens: bool) -> None:
    found = opening([planned()], START + timedelta(minutes=minutes))
    assert found.opens("m") is opens
    assert (found.next is not None) is (minutes < -60)


@pytest.mark.parametrize("state", ["draft", "held", "cancelled"])
def test_what_nobody_was_told_of_or_what_is_over_opens_nothing(state: State) -> None:
    for now in (START, START - timedelta(days=1)):
        assert opening([planned(state=state)], now) == Opening((), None)


def test_what_runs_is_open_whatever_was_planned() -> None:
    early = START - timedelta(days=1)
    unplanned = Invited(id="u", title="u")
    some = [planned("m"), planned("held", "held"), planned("gone", "cancelled"), unplanned]
    assert ids(opening(some, early, lambda _: True)) == ["held", "m", "u"]
    assert ids(opening(some, early)) == []
    assert ids(opening([Invited(id="free", title="f", free=True)], early)) == ["free"]


def test_they_come_soonest_first_and_the_next_is_told() -> None:
    some = [planned("c", days=3), planned("b", days=1), planned("a"), planned("d", "draft", 1)]
    found = opening(some, START)
    assert ids(found) == ["a"]
    assert found.next is not None
    assert found.next.id == "b"
