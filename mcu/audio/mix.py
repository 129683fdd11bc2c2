"""The arithmetic of mixing: levels, sums, and a limiter, for all members at once.

Sound is int16, sums are int32: 65,536 full-scale voices fit (FreeSWITCH's mod_conference does the
same), so that taking a voice out of the sum gives exactly the sum without it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.media import TICK_SAMPLES, Pcm

Sum = NDArray[np.int32]
"""Sums of voices before the limiter."""

CEILING: Final = 31_800
"""What no output sample exceeds: 0.26 dB below full scale, room for the codec's overshoot.

A single voice peaks below it, or is turned down by less than anybody can hear.
"""

ATTACK: Final = 64
"""Samples (1.3 ms) over which the gain falls to what the tick's loudest sample needs."""

RELEASE: Final = 10 ** (0.2 / 20)
"""The gain's rise in one tick: 0.2 dB, 10 dB a second; slow enough not to be heard pumping."""

SILENCE: Final = 127
"""The level of silence (RFC 6464, section 3)."""

FADE: Final = 240
"""Samples (5 ms) over which a voice comes and goes, so that it does not click."""

_FULL_SCALE_POWER = 32768.0**2
_FALL = np.minimum(np.arange(1, TICK_SAMPLES + 1, dtype=np.float32) / ATTACK, 1)
_RISE = np.arange(1, TICK_SAMPLES + 1, dtype=np.float32) / TICK_SAMPLES
_RAMP = np.linspace(0, 1, FADE, endpoint=False, dtype=np.float32)


def levels(pcm: NDArray[np.int16]) -> list[int]:
    """Loudness of each row of (n, 960) as RFC 6464 writes it: 0 (full scale) to 127, in -dBov."""
    sound = pcm.astype(np.float32)
    power = np.einsum("ij,ij->i", sound, sound) / (pcm.shape[1] * _FULL_SCALE_POWER)
    decibels = -10 * np.log10(np.maximum(power, 1e-13))
    return [int(one) for one in np.clip(np.rint(decibels), 0, SILENCE)]


def mix_minus(pcm: NDArray[np.int16], without: list[int | None]) -> Sum:
    """Sum up the voices (n, 960); n may be 0.

    Row i of the result is the sum of all but voice `without[i]`, or of all where that is None.
    """
    mixes = np.empty((len(without), pcm.shape[1]), np.int32)
    mixes[:] = pcm.sum(axis=0, dtype=np.int32)
    rows = [row for row, voice in enumerate(without) if voice is not None]
    if rows:
        mixes[rows] -= pcm[[voice for voice in without if voice is not None]]
    return mixes


def limit(mixes: Sum, gains: NDArray[np.float32]) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Bring the rows of (k, 960) below `CEILING`; `gains` (k,) are those the last tick ended with.

    Returns the sound and the gains this tick ends with. The gain falls within `ATTACK` to what the
    loudest sample of the tick needs and rises by `RELEASE` a tick; where a peak comes before
    the fall is over, it is the peak that sets the gain. So nothing is ever clipped, and a tick
    without peaks at unity gain passes bit for bit.
    """
    peaks = np.abs(mixes).max(axis=1)
    if peaks.max() <= CEILING and gains.min() >= 1:
        return mixes.astype(np.int16), gains
    needed = np.minimum(1, CEILING / np.maximum(peaks, 1)).astype(np.float32)
    final = np.minimum(needed, gains * np.float32(RELEASE))
    falls = final < gains
    shape = np.where(falls[:, None], _FALL, _RISE)
    curve = gains[:, None] + (final - gains)[:, None] * shape
    if falls.any():
        envelope = np.maximum.accumulate(np.abs(mixes[falls]), axis=1)
        curve[falls] = np.minimum(curve[falls], CEILING / np.maximum(envelope, CEILING))
    return (mixes * curve).astype(np.int16), final


def fade_in(pcm: Pcm) -> None:
    """Let a tick of sound begin softly, in place."""
    pcm[:FADE] = pcm[:FADE] * _RAMP


def fade_out(pcm: Pcm) -> None:
    """Let a tick of sound end softly within its first samples, in place."""
    pcm[:FADE] = pcm[:FADE] * _RAMP[::-1]
    pcm[FADE:] = 0
