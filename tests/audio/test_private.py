"""Private talk, and what the house lets be heard: judged by what each of them hears."""

import numpy as np
import pytest

from mcu.audio.house import FADE, House
from mcu.audio.sounds import MUSIC_DB, bell, music
from mcu.media import SAMPLE_RATE, TICK_SAMPLES
from tests.audio.sounds import Samples, power_at, tone
from tests.audio.test_mixer import Ear, Hall, Member

FLOOR, OPERATOR, TECHNICIAN = 641, 1523, 2617
SENT = power_at(tone(330, 1, 6000), 330)


def heard(member: Member | Ear) -> Samples:
    ear = member.ear if isinstance(member, Member) else member
    return ear.sound[-SAMPLE_RATE:]


def hall() -> tuple[Hall, Member, Member, Member, Ear]:
    """A speaker, an operator and a technician who are muted, and a recorder."""
    one = Hall()
    speaker = one.join("speaker", tone(FLOOR, 1, 6000))
    operator = one.join("operator", tone(OPERATOR, 1, 6000))
    technician = one.join("technician", tone(TECHNICIAN, 1, 6000))
    operator.voice.muted = technician.voice.muted = True
    recorder = Ear()
    one.mixer.listen(recorder)
    return one, speaker, operator, technician, recorder


def test_two_hear_each_other_and_the_meeting_more_softly_and_nobody_else_does() -> None:
    one, speaker, operator, technician, recorder = hall()
    one.mixer.talk("operator", "technician")
    one.go(150)
    assert power_at(heard(operator), TECHNICIAN) > SENT - 3
    assert power_at(heard(technician), OPERATOR) > SENT - 3
    for member in (operator, technician):
        assert power_at(heard(member), FLOOR) == pytest.approx(SENT - 12, abs=1.5)
    assert power_at(heard(operator), OPERATOR) < SENT - 30, "nobody hears himself"
    for other in (speaker, recorder):
        for hertz in (OPERATOR, TECHNICIAN):
            assert power_at(heard(other), hertz) < SENT - 50
    assert power_at(heard(recorder), FLOOR) > SENT - 3
    assert {one.member for report in one.reports for one in report} == {"speaker"}


def test_after_it_all_is_as_before() -> None:
    one, _, operator, technician, recorder = hall()
    one.mixer.talk("operator", "technician")
    one.go(60)
    one.mixer.talk("operator", None)
    one.go(100)
    for member in (operator, technician):
        assert power_at(heard(member), FLOOR) > SENT - 3
        assert power_at(heard(member), OPERATOR) < SENT - 50
        assert power_at(heard(member), TECHNICIAN) < SENT - 50
    technician.voice.muted = False
    one.go(100)
    assert power_at(heard(recorder), TECHNICIAN) > SENT - 3


def test_who_was_on_air_is_taken_off_for_as_long() -> None:
    one, speaker, operator, _, recorder = hall()
    one.go(60)
    one.mixer.talk("operator", "speaker")
    one.go(100)
    assert power_at(heard(operator), FLOOR) > SENT - 3
    assert power_at(heard(recorder), FLOOR) < SENT - 50
    one.mixer.talk("operator", None)
    one.go(100)
    assert power_at(heard(recorder), FLOOR) > SENT - 3
    assert power_at(heard(speaker), FLOOR) < SENT - 30


def test_another_talk_ends_the_one_before_and_those_who_come_back_are_in_theirs() -> None:
    one, speaker, operator, technician, _ = hall()
    one.mixer.talk("operator", "technician")
    one.mixer.talk("operator", "speaker")
    one.go(100)
    assert power_at(heard(operator), TECHNICIAN) < SENT - 50
    one.leave(speaker)
    again = one.join("speaker", tone(FLOOR, 1, 6000))
    again.voice.muted = True
    one.go(100)
    assert power_at(heard(operator), FLOOR) > SENT - 3
    assert power_at(heard(technician), FLOOR) < SENT - 50


def test_a_bell_is_heard_by_all_and_ends() -> None:
    one = Hall()
    silent, recorder = one.join("an"), Ear()
    one.mixer.listen(recorder)
    one.go(20)
    one.mixer.house.ring(bell())
    one.go(200)
    for ear in (silent.ear, recorder):
        sound = ear.sound
        stroke = sound[20 * TICK_SAMPLES : 70 * TICK_SAMPLES]
        assert np.abs(stroke).max() > 3000
        assert power_at(stroke, 659.26) > power_at(stroke, 900) + 20
        assert np.abs(sound[-20 * TICK_SAMPLES :]).max() < 20


def test_music_comes_and_goes_softly_at_its_level() -> None:
    house, ticks = House(), 150
    house.play(music())
    begin = np.concatenate([house.tick()[0] for _ in range(ticks)]).astype(np.float64)
    assert np.abs(begin[:TICK_SAMPLES]).max() < 100
    rms = [np.sqrt(np.mean(np.square(part))) for part in np.split(begin, 6)]
    assert rms[0] < rms[1] < rms[3]
    house.play(None)
    end = [house.tick() for _ in range(round(FADE * 50) + 2)]
    assert end[-1] == [], "and costs nothing then"
    whole = music().astype(np.float64)
    level = 20 * np.log10(np.sqrt(np.mean(np.square(whole))) / 32768)
    assert level == pytest.approx(MUSIC_DB, abs=0.1)
    assert len(whole) % TICK_SAMPLES == 0
    steps = np.abs(np.diff(whole))
    assert abs(whole[0] - whole[-1]) <= steps.max(), "its end goes on at its beginning"
