"""Opus in ISO BMFF (Encapsulation of Opus in ISO Base Media File Format, version 0.8.2)."""

import struct

from mcu.media import SAMPLE_RATE, TICK_SAMPLES
from mcu.record.boxes import TrackHead, box

DELAY = 312
"""Samples by which libopus' output lags its input (6.5 ms, OPUS_GET_LOOKAHEAD at 48 kHz)."""

SILENCE = b"\xf8\xff\xfe"
"""One mono frame of 20 ms of digital silence (CELT, full band; RFC 6716, section 3.1)."""


def head() -> TrackHead:
    """The sound track of a recording: one frame of 20 ms after another."""
    return TrackHead(2, SAMPLE_RATE, b"soun", _entry(), skip=DELAY, ticks=TICK_SAMPLES)


def _entry() -> bytes:
    """The `Opus` sample entry of one mono track; `dOps` says what OpusHead says (RFC 7845)."""
    dops = struct.pack(">BBHIhB", 0, 1, DELAY, SAMPLE_RATE, 0, 0)
    return box(b"Opus", struct.pack(">6xH8xHH4xI", 1, 1, 16, SAMPLE_RATE << 16), box(b"dOps", dops))
