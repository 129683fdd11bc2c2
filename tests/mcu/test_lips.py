"""Which sound belongs to which picture of a film."""

from itertools import pairwise

from mcu.clock import NS_PER_S
from mcu.lips import JUMP, Lips

MS = 1_000_000
EVERY = 40 * MS


class Film:
    """Pictures every 40 ms on a sender's clock that began long before ours."""

    def __init__(self) -> None:
        self.lips = Lips()
        self.captured = 9_000 * NS_PER_S
        self.now = 5 * NS_PER_S
        self.stamps: list[int] = []

    def play(self, pictures: int, *, wait: int | None, late: int = 0) -> None:
        """`wait` is from when a picture was taken until its sound is mixed; `late` its own way."""
        for _ in range(pictures):
            self.captured += EVERY
            self.now += EVERY
            heard = None if wait is None else self.now + wait
            self.stamps.append(self.lips.stamp(self.captured, self.now + late, heard) - self.now)

    def flat(self) -> bool:
        """Whether nothing has jumped."""
        return all(abs(a - b) <= EVERY // 10 for a, b in pairwise(self.stamps))


def test_a_picture_has_the_time_of_its_sound_whenever_it_comes() -> None:
    film = Film()
    for late in (30, 90, 30, 200, 35):
        film.play(1, wait=120 * MS, late=late * MS)
    assert film.stamps == [120 * MS] * 5


def test_until_its_sound_is_known_a_picture_is_of_when_it_came() -> None:
    film = Film()
    film.play(3, wait=None, late=30 * MS)
    assert film.stamps == [30 * MS] * 3
    film.play(1, wait=2 * NS_PER_S)
    film.play(1, wait=-2 * NS_PER_S, late=20 * MS)
    assert film.stamps[3:] == [0, 20 * MS], "no line makes two seconds"


def test_a_delay_that_changes_is_followed_evenly() -> None:
    film = Film()
    film.play(5, wait=100 * MS)
    film.play(40, wait=120 * MS)
    assert film.flat()
    assert film.stamps[-1] == 120 * MS
    film.play(40, wait=80 * MS)
    assert film.flat()
    assert film.stamps[-1] == 80 * MS


def test_a_great_change_is_followed_at_once() -> None:
    film = Film()
    film.play(5, wait=100 * MS)
    film.play(1, wait=100 * MS + JUMP)
    assert film.stamps[-1] == 100 * MS + JUMP


def test_silence_changes_nothing() -> None:
    film = Film()
    film.play(5, wait=100 * MS)
    film.play(50, wait=None)
    assert film.stamps[-1] == 100 * MS


def test_a_sound_that_is_mixed_before_its_picture_comes_is_told() -> None:
    film = Film()
    film.play(50, wait=60 * MS, late=200 * MS)
    assert film.lips.behind == 140 * MS
    assert film.stamps[-1] == 60 * MS
    film.play(50, wait=210 * MS, late=200 * MS)
    assert film.lips.behind == -10 * MS
