"""Who speaks."""

import random
from itertools import pairwise

from mcu.audio.floor import HOLD, REPORT_EVERY, Floor
from mcu.media import TICK_NS
from mcu.messages import Speaker

SPEECH, NOISE = 25, 70


class Room:
    """A floor with a clock, and what it reported."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.now = 1_000_000_000
        self.reports: list[tuple[int, tuple[Speaker, ...]]] = []

    def pass_time(self, ms: int, **levels: int) -> None:
        for _ in range(ms // 20):
            self.now += TICK_NS
            speakers = self.floor.update(self.now, levels)
            if speakers is not None:
                self.reports.append((self.now, speakers))

    @property
    def names(self) -> list[list[str]]:
        return [[one.member for one in speakers] for _, speakers in self.reports]


def test_speech_is_reported_after_a_tenth_of_a_second_and_held() -> None:
    room = Room()
    room.pass_time(1000, an=NOISE)
    begin = room.now
    room.pass_time(80, an=SPEECH)
    assert room.names == []
    room.pass_time(920, an=SPEECH)
    end = room.now
    room.pass_time(2000, an=NOISE)
    assert room.names == [["an"], []]
    assert 80_000_000 < room.reports[0][0] - begin <= 120_000_000
    assert 0 <= room.reports[1][0] - end - HOLD <= 40_000_000


def test_a_click_or_a_cough_is_not_speech() -> None:
    room = Room()
    for _ in range(20):
        room.pass_time(60, an=15)
        room.pass_time(300, an=NOISE)
    assert room.names == []


def test_pauses_between_words_and_sentences_are_bridged() -> None:
    room = Room()
    rng = random.Random(1)
    room.pass_time(500, an=NOISE)
    for _ in range(60):
        room.pass_time(rng.randrange(120, 800, 20), an=SPEECH + rng.randrange(8))
        room.pass_time(rng.randrange(20, 700, 20), an=NOISE)
    assert room.names == [["an"]]


def test_packets_that_stop_are_silence() -> None:
    room = Room()
    room.pass_time(500, an=SPEECH)
    room.pass_time(1000)
    assert room.names == [["an"], []]


def test_a_noisy_room_is_not_a_speaker_but_who_speaks_in_it_is() -> None:
    room = Room()
    room.pass_time(60_000, fan=47)
    assert room.names == []
    room.pass_time(1000, fan=30)
    assert room.names == [["fan"]]


def test_a_long_speech_and_a_steady_tone_stay() -> None:
    room = Room()
    room.pass_time(300_000, an=SPEECH)
    assert room.names == [["an"]]


def test_loudest_first_without_flapping() -> None:
    room = Room()
    rng = random.Random(2)
    room.pass_time(1000, an=30, binh=22, chi=40)
    assert room.names[-1] == ["binh", "an"] or room.names[-1] == ["binh", "an", "chi"]
    before = len(room.reports)
    for _ in range(500):
        room.pass_time(20, an=25 + rng.randrange(5), binh=22 + rng.randrange(5))
    assert len(room.reports) - before <= 2
    room.pass_time(1000, an=15, binh=30)
    assert room.names[-1][:2] == ["an", "binh"]


def test_at_most_five_reports_a_second() -> None:
    room = Room()
    rng = random.Random(3)
    names = [f"m{i}" for i in range(12)]
    until = dict.fromkeys(names, 0)
    for tick in range(3000):
        for name in names:
            if until[name] <= tick and rng.random() < 0.02:
                until[name] = tick + rng.randrange(8, 20)
        room.pass_time(20, **{n: SPEECH if until[n] > tick else NOISE for n in names})
    times = [at for at, _ in room.reports]
    assert len(times) > 30
    assert min(b - a for a, b in pairwise(times)) >= REPORT_EVERY


def test_nothing_is_reported_twice_and_levels_are_given() -> None:
    room = Room()
    room.pass_time(5000, an=SPEECH, binh=60)
    assert len(room.reports) == 1
    (speaker,) = room.reports[0][1]
    assert speaker.member == "an"
    assert SPEECH <= speaker.level < 127


def test_a_muted_member_is_off_the_floor_at_once() -> None:
    room = Room()
    room.pass_time(1000, an=SPEECH, binh=SPEECH)
    room.floor.forget("an")
    room.pass_time(40, binh=SPEECH)
    assert room.names[-1] == ["binh"]
    room.floor.forget("nobody")
