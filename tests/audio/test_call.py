"""Vietnamese speech over bad lines, from mouth to ear: what of it is understood."""

import functools
import shutil

import numpy as np
import pytest

from mcu.audio.rendition import PROTECTED
from mcu.media import SAMPLE_RATE
from mcu.rtc.answer import VOICE_BITRATE
from signaling.bench.hearing import understood
from signaling.bench.line import Conditions
from tests.audio.call import Call, call

spoken = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng speaks")

FIVE = Conditions(delay_ms=20, loss=0.05)
TEN = Conditions(delay_ms=20, loss=0.1)
TWENTY = Conditions(delay_ms=20, loss=0.2)
FAR = Conditions(delay_ms=150, jitter_ms=10, loss=0.05)


@functools.cache
def clean() -> Call:
    return call()


def made_up(one: Call) -> float:
    """Share of what the listener heard that no packet brought."""
    return one.down.voice.stats.concealed_samples / one.sound.size


@spoken
@pytest.mark.parametrize(
    ("line", "stoi"),
    [
        pytest.param(FIVE, 0.97, id="5 %"),
        pytest.param(TEN, 0.97, id="10 %"),
        pytest.param(TWENTY, 0.93, id="20 %"),
        pytest.param(FAR, 0.97, id="150 ms, 5 %"),
    ],
)
def test_copies_both_ways(line: Conditions, stoi: float) -> None:
    """As Chromium on a bad line has it: one copy and FEC up, two copies down."""
    heard = call(line, line, up_copies=1, packet_loss=round(line.loss * 100), down_copies=2)
    assert understood(clean().sound, heard.sound) >= stoi
    assert made_up(heard) <= 0.02


@spoken
@pytest.mark.parametrize(
    ("line", "stoi"),
    [
        pytest.param(TEN, 0.93, id="10 %"),
        pytest.param(TWENTY, 0.85, id="20 %"),
        pytest.param(FAR, 0.93, id="150 ms, 5 %"),
    ],
)
def test_fec_both_ways(line: Conditions, stoi: float) -> None:
    """As Firefox has it, which knows no copies."""
    loss = round(line.loss * 100)
    heard = call(line, line, packet_loss=loss, rendition=PROTECTED, bitrate=VOICE_BITRATE)
    assert understood(clean().sound, heard.sound) >= stoi


@spoken
def test_without_any_protection_it_would_not_do() -> None:
    """The scores tell good from bad: the same line with nothing done about it."""
    heard = call(TWENTY, TWENTY)
    assert understood(clean().sound, heard.sound) < 0.8


def test_copies_come_in_place_of_what_is_lost() -> None:
    one = call(TEN, rounds=3, up_copies=1)
    stats = one.up.voice.stats
    lost = one.up.line.counts.lost
    assert lost > 100
    assert 0.85 * lost <= stats.recovered <= lost
    assert stats.duplicate == stats.late == 0
    assert stats.concealed_samples <= 0.02 * one.sound.size


@spoken
@pytest.mark.parametrize("late_s", [0, 0.3, 2])
def test_the_scores_do_not_mind_when_it_was_heard(late_s: float) -> None:
    sound = clean().sound
    late = np.concatenate([np.zeros(int(late_s * SAMPLE_RATE), np.int16), sound])
    assert understood(sound, late) > 0.99
