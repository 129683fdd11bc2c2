"""The choice of those who are mixed."""

import random

from mcu.audio.loudest import HOLD, Loudest

SPEECH, NOISE, PAUSE = 25, 90, 60


def test_there_is_room_for_all_up_to_the_limit() -> None:
    loudest: Loudest[int] = Loudest(9)
    assert loudest.choose({i: SPEECH + i for i in range(9)}) == set(range(9))


def test_the_first_loud_tick_is_mixed() -> None:
    loudest: Loudest[str] = Loudest(3)
    for _ in range(100):
        assert loudest.choose({"an": NOISE}) == set()
    assert loudest.choose({"an": PAUSE}) == {"an"}


def test_a_pause_is_mixed_and_a_second_of_silence_is_not() -> None:
    loudest: Loudest[str] = Loudest(3)
    loudest.choose({"an": SPEECH})
    mixed = [loudest.choose({"an": NOISE}) == {"an"} for _ in range(2 * HOLD)]
    assert mixed == [True] * (HOLD - 1) + [False] * (HOLD + 1)


def test_the_loudest_get_the_places() -> None:
    loudest: Loudest[int] = Loudest(3)
    levels = {i: 50 - 5 * i for i in range(8)}
    for _ in range(10):
        chosen = loudest.choose(levels)
    assert chosen == {5, 6, 7}


def test_equals_do_not_take_each_others_places() -> None:
    loudest: Loudest[int] = Loudest(4)
    rng = random.Random(1)
    first = loudest.choose(dict.fromkeys(range(12), SPEECH))
    changes = 0
    for _ in range(1500):
        now = loudest.choose({i: SPEECH + rng.randrange(8) for i in range(12)})
        changes += now != first
        first = now
    assert changes <= 5


def test_who_speaks_up_takes_the_place_of_who_pauses() -> None:
    loudest: Loudest[str] = Loudest(1)
    for _ in range(50):
        assert loudest.choose({"an": SPEECH, "binh": NOISE}) == {"an"}
    taken = [loudest.choose({"an": NOISE, "binh": SPEECH}) == {"binh"} for _ in range(30)]
    assert taken[-1]
    assert not taken[0]


def test_who_is_gone_is_forgotten() -> None:
    loudest: Loudest[str] = Loudest(1)
    loudest.choose({"an": SPEECH})
    assert loudest.choose({"binh": PAUSE}) == {"binh"}
    assert loudest.choose({}) == set()


def test_never_more_than_the_limit() -> None:
    loudest: Loudest[int] = Loudest(5)
    rng = random.Random(4)
    for _ in range(2000):
        levels = {i: rng.randrange(128) for i in range(30) if rng.random() < 0.8}
        assert len(loudest.choose(levels)) <= 5
