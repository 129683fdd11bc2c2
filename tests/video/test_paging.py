from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.video.paging import DWELL_NS, WAKE_NS, awake_at, on_page, page_at

COUNTS = st.integers(0, 400)
TIMES = st.integers(0, 10**13)


@settings(deadline=None)
@given(COUNTS, TIMES)
def test_what_is_shown_is_awake_and_was_woken_before(count: int, now: int) -> None:
    shown = set(on_page(page_at(now, count), count))
    assert shown <= awake_at(now, count)
    for earlier in range(0, WAKE_NS, WAKE_NS // 5):
        assert shown <= awake_at(max(0, now - earlier), count) | set(
            on_page(page_at(max(0, now - earlier), count), count)
        )


@settings(deadline=None)
@given(COUNTS)
def test_everybody_has_a_turn(count: int) -> None:
    turns = [on_page(page_at(n * DWELL_NS, count), count) for n in range(-(-count // 25))]
    assert sorted(number for turn in turns for number in turn) == list(range(count))


def test_one_page_does_not_turn() -> None:
    assert {page_at(n * DWELL_NS, 25) for n in range(10)} == {0}
    assert awake_at(5 * DWELL_NS, 25) == frozenset(range(25))


def test_no_more_than_two_pages_are_awake() -> None:
    assert len(awake_at(0, 400)) == 25
    assert len(awake_at(DWELL_NS - 1, 400)) == 50
