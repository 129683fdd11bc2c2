import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.video.bitstream import coded_size
from tests.video.material import stream

SIZES = [(160, 90), (640, 360), (1280, 720), (322, 178)]


@pytest.mark.parametrize("size", SIZES)
def test_vp8(size: tuple[int, int]) -> None:
    keyframe, delta = stream(Codec.VP8, (40, 50), size)
    assert coded_size(keyframe) == size
    assert coded_size(delta) is None


@pytest.mark.parametrize("size", SIZES)
def test_h264_in_whole_macroblocks(size: tuple[int, int]) -> None:
    keyframe, delta = stream(Codec.H264, (40, 50), size)
    assert coded_size(keyframe) == tuple(-(-value // 16) * 16 for value in size)
    assert coded_size(delta) is None


@pytest.mark.parametrize("size", SIZES)
def test_vp9(size: tuple[int, int]) -> None:
    keyframe, delta = stream(Codec.VP9, (40, 50), size)
    assert coded_size(keyframe) == size
    assert coded_size(delta) is None


@pytest.mark.parametrize("header", ["92498342", "a2498342", "82498343", "824983", "82498342e0"])
def test_other_vp9_than_that_of_profile_0_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match=r"VP9|cut off"):
        coded_size(Encoded(Codec.VP9, bytes.fromhex(header), 0))


def test_the_largest_size_that_vp8_can_declare() -> None:
    header = bytes([0x10, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0xFF, 0xFF, 0xFF])
    assert coded_size(Encoded(Codec.VP8, header, 0)) == (16383, 16383)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264, Codec.VP9])
@given(data=st.binary(max_size=80))
def test_rubbish(codec: Codec, data: bytes) -> None:
    for start in (
        b"",
        b"\x82\x49\x83\x42",
        b"\x10\0\0\x9d\x01\x2a",
        b"\0\0\1\x67\x42",
        b"\0\0\0\1\x67\x64",
    ):
        try:
            size = coded_size(Encoded(codec, start + data, 0))
        except ValueError:
            continue
        assert size is None or (size[0] >= 0 and size[1] >= 0)
