"""Redundant audio data, byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.red import MAX_COPIES, MAX_COPY, MAX_OFFSET, Copy, read_red, write_red

COPIES = st.lists(
    st.builds(Copy, st.integers(0, MAX_OFFSET), st.binary(max_size=MAX_COPY)), max_size=MAX_COPIES
)


def test_as_browsers_write_it() -> None:
    """RFC 2198, section 3: F, type, offset and length in 32 bits, then F and type in 8."""
    payload = bytes.fromhex("ef0f0003 6f") + b"oldnew"
    assert read_red(payload, 111) == (b"new", [Copy(960, b"old")])
    assert write_red(111, [Copy(960, b"old")], b"new") == payload


@given(COPIES, st.binary(max_size=1500))
def test_there_and_back(copies: list[Copy], data: bytes) -> None:
    assert read_red(write_red(111, copies, data), 111) == (data, copies)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="empty"),
        pytest.param(bytes.fromhex("ef0f00"), id="cut in a header"),
        pytest.param(bytes.fromhex("ef0f0003"), id="no last header"),
        pytest.param(bytes.fromhex("ef0f0003 6f") + b"ol", id="cut in a copy"),
        pytest.param(bytes.fromhex("ef0f0003 60") + b"oldnew", id="another payload type"),
        pytest.param(bytes.fromhex("ef0f0000") * (MAX_COPIES + 1) + b"\x6f", id="too many"),
    ],
)
def test_rubbish_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="RED"):
        read_red(payload, 111)


@given(st.binary(max_size=60))
def test_nothing_breaks_it(payload: bytes) -> None:
    try:
        data, copies = read_red(payload, 111)
    except ValueError:
        return
    assert len(data) + sum(len(one.data) for one in copies) < len(payload)
