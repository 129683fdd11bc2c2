"""Access units on their way into a file."""

import struct

import pytest

from mcu.record import h264
from mcu.record.h264 import PictureError
from tests.record.meeting import pictures

SPS, PPS, IDR, SLICE, DELIMITER = (
    b"\x67\x42\xc0\x1e",
    b"\x68\xce",
    b"\x65\x88",
    b"\x41\x9a",
    b"\x09\x10",
)
KNOWN = h264.ParameterSets(SPS, PPS, 320, 180)


def annex_b(*units: bytes) -> bytes:
    return b"".join(b"\0\0\0\1" + unit for unit in units)


def lengths(*units: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units)


def test_units_with_both_start_codes_and_padding() -> None:
    assert h264.units(b"\0\0\0\1" + SPS + b"\0\0\1" + IDR + b"\0\0\0\0\1" + SLICE + b"\0") == [
        SPS,
        IDR,
        SLICE,
    ]
    assert h264.units(b"") == []
    assert h264.units(b"\0\0\1") == []


def test_sample_leaves_out_what_the_entry_says() -> None:
    data = annex_b(DELIMITER, SPS, PPS, IDR)
    assert h264.sample(data, KNOWN) == lengths(IDR)


def test_changed_parameter_sets_stay_in_the_sample() -> None:
    changed = b"\x67\x42\xc0\x28"
    assert h264.sample(annex_b(changed, PPS, IDR), KNOWN) == lengths(changed, IDR)


def test_size_is_read_from_a_keyframe() -> None:
    first, second = pictures(1)[:2]
    found = h264.parameter_sets(first.data)
    assert (found.width, found.height) == (320, 180)
    assert (found.sps[0] & 31, found.pps[0] & 31) == (7, 8)
    with pytest.raises(PictureError):
        h264.parameter_sets(second.data)
    with pytest.raises(PictureError):
        h264.parameter_sets(annex_b(SPS, PPS, IDR))
