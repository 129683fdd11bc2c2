"""How well speech can be understood after a line: STOI, and PESQ where it is installed.

Both compare what was heard with the same speech as it was before: over a clean line, or encoded.
A jitter buffer moves what it plays by whole ticks, so the two are first brought together piece by
piece: PESQ (ITU-T P.862) does so itself, STOI (Taal, 2011) does not.
"""

import importlib
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE, Pcm

RATE: Final = 16_000
"""Samples per second at which speech is judged: wide-band PESQ's rate; STOI takes 10 kHz of it."""

PIECE: Final = RATE // 2
"""Samples that are moved as one: STOI judges 0.384 s at a time."""

REACH: Final = RATE // 2
"""Samples by which a piece may have been moved against the whole, either way."""

LATEST: Final = 3 * RATE
"""Samples by which the whole may be late: the way through the meeting, on a busy machine."""

KEEP: Final = 1.1
"""How much better another place must fit than the last one, or the piece stays beside the last."""

Speech = NDArray[np.float64]
"""Mono speech at `RATE`."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """STOI is 0…1: at 0.85 nearly every word is understood. PESQ is 1…4.6 (wide band, MOS-LQO)."""

    stoi: float
    pesq: float | None
    """None where the package is not installed: it is built from C, `pip install pesq==0.0.4`."""


def judge(clean: Pcm, heard: Pcm) -> Score:
    """Compare speech (48 kHz) with the same speech over a clean line. Raises ImportError."""
    reference = _at_rate(clean)
    together = align(reference, _at_rate(heard))
    if not together.any():
        return Score(stoi=0.0, pesq=None)
    try:
        pesq: Any = importlib.import_module("pesq")
    except ImportError:
        quality = None
    else:
        quality = round(float(pesq.pesq(RATE, reference, together, "wb")), 2)
    return Score(stoi=_stoi(reference, together), pesq=quality)


def understood(clean: Pcm, heard: Pcm) -> float:
    """Only the STOI of `judge`, which takes a fifth of the time."""
    reference = _at_rate(clean)
    return _stoi(reference, align(reference, _at_rate(heard)))


def _stoi(reference: Speech, together: Speech) -> float:
    stoi: Any = importlib.import_module("pystoi")
    return round(float(stoi.stoi(reference, together, RATE)), 4)


def align(clean: Speech, heard: Speech) -> Speech:
    """Move the pieces of what was heard to where they are in the clean speech; same length."""
    room = LATEST + REACH + max(len(clean) - len(heard), 0) + PIECE
    whole = int(np.argmax(_fits(clean, np.pad(heard, (0, room))[: len(clean) + LATEST])))
    padded = np.pad(heard, (REACH, room))[whole:]
    together = np.zeros(len(clean))
    lag = 0
    for begin in range(0, len(clean), PIECE):
        piece = clean[begin : begin + PIECE]
        fits = _fits(piece, padded[begin : begin + len(piece) + 2 * REACH])
        best = int(np.argmax(fits)) - REACH
        if fits[best + REACH] > KEEP * fits[lag + REACH]:
            lag = best
        together[begin : begin + len(piece)] = padded[begin + lag + REACH :][: len(piece)]
    return together


def _fits(piece: Speech, around: Speech) -> Speech:
    """How well a piece fits at each place of what is around it, in the measure of correlation."""
    size = 1 << (len(around) + len(piece) - 1).bit_length()
    product = np.fft.rfft(around, size) * np.conj(np.fft.rfft(piece, size))
    return np.asarray(np.fft.irfft(product, size)[: len(around) - len(piece) + 1])


def _at_rate(pcm: Pcm) -> Speech:
    """Bring 48 kHz to `RATE`, by way of the spectrum."""
    count = len(pcm) * RATE // SAMPLE_RATE
    spectrum = np.fft.rfft(pcm.astype(np.float64))[: count // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, count)) * (RATE / SAMPLE_RATE)
