"""What requests for packets tell of a line, before any report does."""

import random

from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.lack import MANY, Lack


def test_most_of_a_keyframe_is_lacking() -> None:
    lack = Lack()
    first = [0xFFF0 + at & 0xFFFF for at in range(40) if at % 10]
    assert lack.ask(first[: MANY - 1]) == 0
    assert lack.ask(first[MANY - 1 :]) > 0.9


def test_what_is_asked_for_again_counts_once() -> None:
    lack = Lack()
    for _ in range(10):
        assert lack.ask(list(range(0, 60, 3))) == 0


def test_losses_at_random_are_told_as_what_they_are() -> None:
    chance = random.Random(1)
    lack = Lack()
    said = [lack.ask([at]) for at in range(3000) if chance.random() < 0.3]
    assert 0.2 < max(said) < 0.5


@given(st.lists(st.lists(st.integers(0, 0xFFFF), max_size=60), max_size=20))
def test_anything_may_be_asked_for(requests: list[list[int]]) -> None:
    lack = Lack()
    for one in requests:
        assert 0 <= lack.ask(one) <= 1
        assert len(lack._asked) <= 128
