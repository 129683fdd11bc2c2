"""However many come at once: a few pass in a round of the event loop, and all in their order."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc import turnstile
from mcu.rtc.turnstile import AT_ONCE, Turnstile


class Rounds:
    """An event loop, of which only the rounds count."""

    def __init__(self) -> None:
        self._due: list[Callable[[], None]] = []

    def later(self, due: Callable[[], None]) -> None:
        self._due.append(due)

    def next(self) -> bool:
        due, self._due = self._due, []
        for one in due:
            one()
        return bool(due)


@given(st.lists(st.integers(0, 3 * AT_ONCE), max_size=9))
def test_a_few_pass_in_a_round_in_the_order_in_which_they_came(coming: list[int]) -> None:
    rounds, passed, count = Rounds(), list[int](), 0
    gate = Turnstile(rounds.later)
    for some in coming:
        before, waited = len(passed), count - len(passed)
        rounds.next()
        for _ in range(some):
            assert gate.put(partial(passed.append, count))
            count += 1
        assert len(passed) - before == min(waited + some, AT_ONCE), "no more, and nobody in vain"
    while rounds.next():
        pass
    assert passed == list(range(count))


def test_the_line_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstile, "MOST", 2)
    rounds, passed = Rounds(), list[int]()
    gate = Turnstile(rounds.later)
    taken = [gate.put(partial(passed.append, one)) for one in range(AT_ONCE + 3)]
    assert taken == [True] * (AT_ONCE + 2) + [False]
    assert passed == list(range(AT_ONCE))
    while rounds.next():
        pass
    assert passed == list(range(AT_ONCE + 2))


def test_those_behind_one_that_raises_pass_as_well() -> None:
    rounds, passed = Rounds(), list[int]()
    gate = Turnstile(rounds.later)

    def fall() -> None:
        raise ArithmeticError

    for one in range(AT_ONCE):
        gate.put(partial(passed.append, one))
    gate.put(fall)
    gate.put(partial(passed.append, AT_ONCE))
    with pytest.raises(ArithmeticError):
        rounds.next()
    rounds.next()
    assert passed == list(range(AT_ONCE + 1))
