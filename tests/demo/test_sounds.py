"""What is said: length, loudness, and a mouth that moves with it."""

import shutil

import numpy as np
import pytest

from mcu.media import SAMPLE_RATE, Pcm
from signaling.demo import sounds
from signaling.demo.cast import ROLES
from signaling.demo.pictures import CYCLE, FPS
from signaling.demo.sounds import LEAD, LOUDNESS, Voice

VOICE = Voice("m3", 150, 40, 110)
TEXT = "Kính thưa các đồng chí, hội nghị trực tuyến xin được bắt đầu."


def voiced(pcm: Pcm) -> Pcm:
    loud = np.flatnonzero(np.abs(pcm) > 300)
    return pcm[loud[0] : loud[-1] + 1]


@pytest.mark.parametrize("engine", ["espeak-ng", "none"])
def test_sentence_has_its_length_and_loudness(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "none":
        monkeypatch.setattr(shutil, "which", lambda _: None)
    elif shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    pcm = sounds.sentence(TEXT, VOICE, CYCLE)
    assert pcm.dtype == np.int16
    assert pcm.size == CYCLE * SAMPLE_RATE
    assert not np.abs(pcm[: round(LEAD * SAMPLE_RATE) - 1]).any()
    assert 2.5 < voiced(pcm).size / SAMPLE_RATE < CYCLE - LEAD
    rms = np.sqrt(np.mean(voiced(pcm).astype(float) ** 2)) / 32768
    assert 20 * np.log10(rms / LOUDNESS) == pytest.approx(0, abs=1)
    assert np.abs(pcm).max() < 32767


def test_engine_that_fails_is_replaced_by_a_hum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "espeak-ng")
    monkeypatch.setenv("PATH", "/nowhere")
    assert voiced(sounds.sentence(TEXT, VOICE, CYCLE)).size > SAMPLE_RATE


def test_long_text_is_faded_out() -> None:
    pcm = sounds.sentence(TEXT * 5, VOICE, 2.0)
    assert pcm.size == 2 * SAMPLE_RATE
    assert not pcm[-round(LEAD * SAMPLE_RATE) + 1 :].any()


def test_sentences_of_the_play_fit_a_cycle() -> None:
    for role in ROLES:
        for text in role.sentences:
            pcm = sounds.sentence(text, role.voice, CYCLE)
            assert voiced(pcm).size / SAMPLE_RATE < CYCLE - 2 * LEAD - 0.1, text


def test_voices_differ() -> None:
    assert len({role.voice.variant for role in ROLES}) == len(ROLES)
    assert len({role.voice.tone for role in ROLES}) == len(ROLES)


def test_mouth_opens_with_the_sound() -> None:
    pcm = sounds.silence(2)
    pcm[SAMPLE_RATE : SAMPLE_RATE * 3 // 2] = 8000
    opened = sounds.openness(pcm, FPS)
    assert len(opened) == 2 * FPS
    assert opened[: FPS - 1] == [0.0] * (FPS - 1)
    assert min(opened[FPS + 1 : FPS + 11]) == 1.0
    assert opened[-5:] == [0.0] * 5
    assert sounds.openness(sounds.silence(1), FPS) == [0.0] * FPS
