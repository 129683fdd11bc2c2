"""Pages that turn by themselves and by hand, while people come and go."""

from hypothesis import given
from hypothesis import strategies as st

from mcu.video.paging import DWELL_NS, STRIP_DWELL_NS, Pager, dwell, on_page
from tests.video.material import SECOND

COUNTS = st.integers(1, 16)
TIMES = st.integers(0, 10**13)


@given(st.integers(0, 400), st.integers(1, 25))
def test_everybody_is_on_one_page(count: int, places: int) -> None:
    turns = [on_page(page, count, places) for page in range(-(-count // places))]
    assert sorted(number for turn in turns for number in turn) == list(range(count))


def test_how_long_a_page_stays() -> None:
    assert (dwell(25), dwell(5)) == (DWELL_NS, STRIP_DWELL_NS)
    assert (dwell(25, 30), dwell(5, 0)) == (30 * SECOND, 0)


@given(COUNTS, TIMES, COUNTS)
def test_who_comes_or_goes_turns_no_page(count: int, now: int, later: int) -> None:
    pager = Pager(0)
    page = pager.at(now, count, DWELL_NS)
    pager.settle(now, count, DWELL_NS)
    pager.clip(later)
    assert pager.at(now, later, DWELL_NS) == min(page, later - 1)
    # Nor does it give the page more time than it had.
    left = DWELL_NS - now % DWELL_NS
    assert pager.at(now + left, later, DWELL_NS) == (min(page, later - 1) + 1) % later


@given(COUNTS, TIMES, st.sampled_from([1, -1]))
def test_a_page_that_was_turned_to_stays_as_long_as_any(count: int, now: int, by: int) -> None:
    pager = Pager(0)
    page = pager.at(now, count, DWELL_NS)
    pager.settle(now, count, DWELL_NS)
    pager.turn(by, now, count)
    for later in (0, DWELL_NS - 1):
        assert pager.at(now + later, count, DWELL_NS) == (page + by) % count


@given(COUNTS, TIMES)
def test_by_hand_alone_no_page_turns_by_itself(count: int, now: int) -> None:
    pager = Pager(0)
    assert pager.at(now, count, 0) == 0
    pager.turn(1, now, count)
    assert pager.at(now + 10**12, count, 0) == 1 % count


@given(COUNTS, TIMES, TIMES)
def test_a_page_that_is_yet_to_begin_is_shown_until_it_has_had_its_time(
    count: int, since: int, now: int
) -> None:
    """A take that waits for its pictures is looked at before it begins."""
    pager = Pager(since)
    now = min(now, since)
    assert pager.at(now, count, DWELL_NS) == 0
    pager.settle(now, count, DWELL_NS)
    assert pager.at(since + DWELL_NS - 1, count, DWELL_NS) == 0
    assert pager.at(since + DWELL_NS, count, DWELL_NS) == 1 % count


@given(COUNTS, TIMES, TIMES)
def test_a_page_has_its_time_from_when_it_is_begun(count: int, since: int, now: int) -> None:
    pager = Pager(since)
    pager.begin(now)
    assert pager.at(now + DWELL_NS - 1, count, DWELL_NS) == 0
    assert pager.at(now + DWELL_NS, count, DWELL_NS) == 1 % count
