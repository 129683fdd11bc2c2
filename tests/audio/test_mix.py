"""Sums, levels and the limiter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.audio.mix import CEILING, levels, limit, mix_minus
from mcu.media import TICK_SAMPLES
from tests.audio.sounds import Samples, biggest_step, distortion, frames, tone


def limited(sound: Samples | np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> Samples:
    """Run a whole sound, in int32, through one limiter."""
    gains = np.ones(1, np.float32)
    out = []
    for frame in sound.reshape(-1, 1, TICK_SAMPLES).astype(np.int32):
        pcm, gains = limit(frame, gains)
        out.append(pcm[0])
    return np.concatenate(out)


def test_levels_follow_rfc_6464() -> None:
    full = np.full(TICK_SAMPLES, 32767, np.int16)
    sine = tone(500, 0.02, 32767)
    rows = np.stack([full, sine, sine // 10, np.zeros(TICK_SAMPLES, np.int16)])
    assert levels(rows) == [0, 3, 23, 127]
    assert levels(np.empty((0, TICK_SAMPLES), np.int16)) == []


@given(st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_mix_minus_is_the_sum_without_one(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pcm = rng.integers(-32768, 32768, (count, TICK_SAMPLES)).astype(np.int16)
    mixes = mix_minus(pcm, [None, *range(count)])
    assert (mixes[0] == pcm.astype(np.int64).sum(axis=0)).all()
    for i in range(count):
        assert (mixes[1 + i] == np.delete(pcm, i, 0).astype(np.int64).sum(axis=0)).all()


def test_one_voice_passes_bit_for_bit() -> None:
    sound = tone(440, 1, CEILING)
    assert (limited(sound) == sound).all()


def test_a_full_scale_voice_is_hardly_touched() -> None:
    sound = tone(440, 1, 32767)
    heard = limited(sound)
    assert 0.96 < np.abs(heard).max() / np.abs(sound).max() < 1
    assert distortion(heard[4800:], [440]) < -60


def test_ten_full_scale_voices_are_not_clipped() -> None:
    """Nothing above the ceiling, hardly anything at it, and little that was not put in."""
    hertz = [300.0 + 170 * i for i in range(10)]
    total = np.sum([tone(one, 2, 32767).astype(np.int32) for one in hertz], axis=0)
    assert np.abs(total).max() > 150_000
    heard = limited(total)
    assert np.abs(heard).max() <= CEILING
    assert (np.abs(heard) >= CEILING - 1).mean() < 0.002
    assert distortion(heard[9600:], hertz) < -38
    clipped = np.clip(total, -32768, 32767).astype(np.int16)
    assert distortion(clipped[9600:], hertz) > -15


def test_the_limiter_lets_go_slowly_and_completely() -> None:
    loud, soft = tone(400, 0.5, 32767).astype(np.int32) * 4, tone(400, 3, 5000)
    heard = limited(np.concatenate([loud, soft]))[len(loud) :]
    gains = np.abs(frames(heard)).max(axis=1) / np.abs(frames(soft)).max(axis=1)
    decibels = 20 * np.log10(gains)
    assert decibels[0] == pytest.approx(-12.2, abs=0.5)
    assert (np.diff(decibels) <= 0.25).all()
    assert decibels[50] == pytest.approx(-12.2 + 10, abs=0.7)
    assert (heard[-48_000:] == soft[-48_000:]).all()


def test_a_sudden_blast_does_not_click_or_clip() -> None:
    """A blast in the middle of a tick, forty times what fits."""
    soft, blast = tone(400, 0.2, 3000), tone(90, 0.21, 30_000).astype(np.int32) * 40
    total = np.concatenate([soft[:-300].astype(np.int32), blast])
    heard = limited(total[: len(total) // TICK_SAMPLES * TICK_SAMPLES])
    assert np.abs(heard).max() <= CEILING
    assert biggest_step(heard[: len(soft) - 400]) < 2 * biggest_step(soft)


@given(
    st.lists(st.integers(-400_000, 400_000), min_size=1, max_size=40),
    st.floats(0.01, 1),
)
def test_no_input_gets_through_the_ceiling(steps: list[int], gain: float) -> None:
    mix = np.resize(np.repeat(np.array(steps, np.int32), 24), (1, TICK_SAMPLES))
    pcm, gains = limit(mix, np.array([gain], np.float32))
    assert np.abs(pcm.astype(np.int32)).max() <= CEILING
    assert 0 < gains[0] <= 1


def test_rows_do_not_influence_each_other() -> None:
    quiet, loud = tone(500, 0.02, 5000).astype(np.int32), tone(300, 0.02, 30_000).astype(np.int32)
    pcm, gains = limit(np.stack([quiet, loud * 5]), np.ones(2, np.float32))
    assert (pcm[0] == quiet).all()
    assert gains[0] == 1
    assert gains[1] < 0.3
