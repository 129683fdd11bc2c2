"""Payload formats: frames to payloads and back, by our own reader and by aiortc's."""

import aiortc.codecs
import pytest
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from hypothesis import example, given
from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.rtc import h264, vp8, vp9
from mcu.rtc.payload import FORMATS, MAX_PAYLOAD, payloads
from mcu.rtc.start import Start
from tests.rtc.material import (
    annex_b,
    encoded,
    frame,
    h264_frame,
    nal,
    vp8_frame,
    vp9_frame,
)

MIME = {Codec.VP8: "video/VP8", Codec.H264: "video/H264"}


def nal_units(frame: bytes) -> list[bytes]:
    """The NAL units of a frame, whatever its start codes."""
    return [one.rstrip(b"\0") for one in frame.split(b"\0\0\1")[1:]]


def read_by_aiortc(codec: Codec, made: tuple[bytes, ...]) -> bytes:
    parameters = RTCRtpCodecParameters(mimeType=MIME[codec], clockRate=90000)
    return b"".join(aiortc.codecs.depayload(parameters, one) for one in made)


@given(size=st.integers(1, 5000), keyframe=st.booleans())
@example(1, True)
@example(MAX_PAYLOAD - 1, True)
@example(MAX_PAYLOAD, True)
@example(200_000, False)
def test_vp8_there_and_back(size: int, keyframe: bool) -> None:
    data = vp8_frame(1, size, keyframe=keyframe)
    made = vp8.packetise(data, MAX_PAYLOAD)
    assert max(map(len, made)) <= MAX_PAYLOAD
    assert len(made) == -(-size // (MAX_PAYLOAD - 1))
    assert vp8.join(made) == (data, keyframe)
    assert read_by_aiortc(Codec.VP8, tuple(made)) == data
    assert vp8.start(made[0]) is (Start.YES if keyframe else Start.NO)


@given(
    sizes=st.lists(st.integers(2, 3000) | st.integers(2, 40), min_size=1, max_size=12),
    short=st.booleans(),
    idr=st.booleans(),
)
@example([200_000], False, True)
@example([MAX_PAYLOAD, MAX_PAYLOAD - 3, MAX_PAYLOAD - 2, MAX_PAYLOAD + 1], True, False)
def test_h264_there_and_back(sizes: list[int], short: bool, idr: bool) -> None:
    units = [nal(1, at, size) for at, size in enumerate(sizes)]
    if idr:
        units[-1] = bytes([0x65]) + units[-1][1:]
    code = b"\0\0\1" if short else b"\0\0\0\1"
    made = h264.packetise(b"".join(code + unit for unit in units), MAX_PAYLOAD)
    assert max(map(len, made)) <= MAX_PAYLOAD
    data, keyframe = h264.join(made)
    assert data == annex_b(units)
    assert keyframe is idr
    assert read_by_aiortc(Codec.H264, tuple(made)) == data


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264, Codec.VP9])
def test_what_encoders_make_there_and_back(codec: Codec) -> None:
    made = encoded(codec)
    assert sum(one.keyframe for one in made) >= 2
    for one in made:
        form = FORMATS[codec]
        cut = payloads(one)
        data, keyframe = form.join(cut)
        assert keyframe is one.keyframe
        assert (form.start(cut[0]) is Start.YES) is one.keyframe
        if codec is Codec.H264:
            assert nal_units(data) == nal_units(one.data)
        else:
            assert data == one.data


def test_payloads_are_made_once_for_everybody() -> None:
    one, other = (frame(Codec.VP8, at, 4000, keyframe=True) for at in (1, 2))
    first = payloads(one)
    assert payloads(one) is first
    assert payloads(other) is not first
    assert payloads(one) == first


def test_what_is_no_frame_has_no_payloads() -> None:
    assert payloads(Encoded(Codec.VP8, b"", 0)) == ()
    assert payloads(Encoded(Codec.H264, b"no start code", 0)) == ()
    assert payloads(Encoded(Codec.H264, bytes(40), 0)) == ()


def test_vp8_is_sent_without_picture_id() -> None:
    made = vp8.packetise(vp8_frame(1, 3000, keyframe=True), MAX_PAYLOAD)
    assert [one[0] for one in made] == [0x10, 0, 0]


@pytest.mark.parametrize(
    "descriptor",
    ["10", "9000", "908001", "90808001", "904001", "902001", "901001", "90f080010203"],
)
def test_vp8_descriptors_that_others_send(descriptor: str) -> None:
    content = vp8_frame(1, 20, keyframe=True)
    payload = bytes.fromhex(descriptor) + content
    assert vp8.join([payload]) == (content, True)
    assert vp8.start(payload) is Start.YES


def test_vp8_partitions_may_begin_packets() -> None:
    content = vp8_frame(1, 30, keyframe=False)
    parts = [b"\x10" + content[:10], b"\x11" + content[10:20], b"\x01" + content[20:]]
    assert vp8.join(parts) == (content, False)


@pytest.mark.parametrize(
    "made",
    [
        [b"\x00\x01"],  # no beginning
        [b"\x11\x01"],  # begins with the second partition
        [b"\x10\x01", b"\x10\x01"],  # two beginnings
        [b"\x10"],  # nothing behind the descriptor
        [b"\x10\x01", b"\x80"],
        [b"\x90\x80"],
        [b"\x90\x80\x80\x01"],
        [b"\x90\xf0\x80\x01\x02\x03"],
    ],
)
def test_vp8_rubbish_is_refused(made: list[bytes]) -> None:
    with pytest.raises(ValueError, match="VP8"):
        vp8.join(made)


@given(size=st.integers(1, 5000), keyframe=st.booleans())
@example(1, True)
@example(MAX_PAYLOAD - 1, False)
@example(MAX_PAYLOAD, True)
@example(200_000, False)
def test_vp9_there_and_back(size: int, keyframe: bool) -> None:
    data = vp9_frame(1, size, keyframe=keyframe)
    made = vp9.packetise(data, MAX_PAYLOAD)
    assert max(map(len, made)) <= MAX_PAYLOAD
    assert len(made) == -(-size // (MAX_PAYLOAD - 1))
    assert vp9.join(made) == (data, keyframe)
    assert vp9.start(made[0]) is (Start.YES if keyframe else Start.NO)
    assert {vp9.start(one) for one in made[1:]} <= {Start.NO}


def test_vp9_says_where_a_frame_begins_and_ends_and_if_it_leans_on_others() -> None:
    heads = {
        keyframe: [one[0] for one in vp9.packetise(vp9_frame(1, 3000, keyframe=keyframe), 1200)]
        for keyframe in (True, False)
    }
    assert heads == {True: [0x08, 0x00, 0x04], False: [0x48, 0x40, 0x44]}
    assert vp9.packetise(vp9_frame(1, 9, keyframe=True), 1200)[0][0] == 0x0C


@pytest.mark.parametrize(
    "descriptor",
    [
        "0c",
        "8c7f",  # PictureID
        "8cffff",  # of 15 bits
        "2c0001",  # layers and TL0PICIDX
        "bcffff00",  # layers in flexible mode, where TL0PICIDX is missing
        "0e18" + "050002d0" + "01" + "0401",  # a structure: one size, a group of one picture
        "8effff18" + "050002d0" + "02" + "00" + "080102",  # of two, the second with two P_DIFFs
        "0e20",  # a structure of nothing but a count of layers
    ],
)
def test_vp9_descriptors_that_others_send(descriptor: str) -> None:
    content = vp9_frame(1, 20, keyframe=True)
    payload = bytes.fromhex(descriptor) + content
    assert vp9.join([payload]) == (content, True)
    assert vp9.start(payload) is Start.YES


def test_vp9_differences_of_flexible_mode_are_passed_over() -> None:
    content = vp9_frame(1, 20, keyframe=False)
    assert vp9.join([bytes.fromhex("dcffff0302") + content]) == (content, False)


@pytest.mark.parametrize(
    "made",
    [
        [b"\x04\x82"],  # no beginning
        [b"\x08\x82"],  # no end
        [b"\x0c\x82", b"\x0c\x82"],  # two layers
        [b"\x08\x82", b"\x04"],  # nothing behind the descriptor
        [b"\x8c\xff\x01"],
        [b"\x0e\xf8"],
        [b"\x5c\x01\x01\x01"],  # differences without end
    ],
)
def test_vp9_rubbish_is_refused(made: list[bytes]) -> None:
    with pytest.raises(ValueError, match="VP9"):
        vp9.join(made)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("0882", Start.YES),
        ("4886", Start.NO),
        ("0082", Start.NO),  # not the first
        ("4882", Start.NO),  # the descriptor says that it leans on others
        ("0886", Start.NO),  # the frame says so
        ("088a", Start.NO),  # shows an earlier frame again
        ("08b0", Start.NO),  # profile 3, which nobody is told to send
        ("0802", Start.NO),  # no VP9
        ("08", Start.NO),
    ],
)
def test_where_vp9_can_begin(payload: str, expected: Start) -> None:
    assert vp9.start(bytes.fromhex(payload)) is expected


SLICE = nal(1, 1, 3000)
FRAGMENTS = h264.packetise(annex_b([SLICE]), MAX_PAYLOAD)


@pytest.mark.parametrize(
    "made",
    [
        FRAGMENTS[1:],
        FRAGMENTS[:-1],
        [FRAGMENTS[0], *FRAGMENTS],
        [FRAGMENTS[0], FRAGMENTS[1], SLICE[:50]],
        [FRAGMENTS[0], bytes([0x7C, 0x45]) + b"x"],  # the end of another type of unit
        [bytes([0x7C, 0xC1]) + b"x"],  # beginning and end at once
        [bytes([0x7C, 0x81])],
        [b"\x78\x00"],  # STAP-A cut short in a length
        [b"\x78\x00\x04abc"],
        [b"\x78\x00\x00"],
        [b"\x79abc"],  # STAP-B, interleaved
        [b"\x60abc"],  # type 0
        [b"\x7fabc"],  # type 31
    ],
)
def test_h264_rubbish_is_refused(made: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"H\.264"):
        h264.join(made)


def test_h264_small_units_share_a_packet() -> None:
    made = h264.packetise(h264_frame(1, 100, keyframe=True), MAX_PAYLOAD)
    assert len(made) == 1
    assert made[0][0] == 0x78  # STAP-A of the greatest importance within
    assert h264.start(made[0]) is Start.YES


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (nal(7, 1, 10), Start.YES),
        (nal(8, 1, 10), Start.NO),
        (nal(6, 1, 10), Start.NO),
        (nal(1, 1, 10), Start.NO),
        (nal(5, 1, 10), Start.IF_FIRST),
        (bytes([0x7C, 0x85, 1]), Start.IF_FIRST),  # FU-A begins with an IDR slice
        (bytes([0x7C, 0x05, 1]), Start.NO),  # it goes on
        (bytes([0x7C]), Start.NO),
        (b"\x78\x00\x02\x67\x01", Start.YES),
        (b"\x78\x00\x02\x65\x01", Start.IF_FIRST),
        (b"\x78\x00\x09\x67", Start.NO),
        (b"\x00", Start.NO),
    ],
)
def test_where_h264_can_begin(payload: bytes, expected: Start) -> None:
    assert h264.start(payload) is expected


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=6))
def test_any_payloads_are_a_frame_or_a_value_error(made: list[bytes]) -> None:
    for form in FORMATS.values():
        form.start(made[0])
        try:
            data, _ = form.join(made)
        except ValueError:
            continue
        assert data


@given(st.binary(max_size=4000), st.sampled_from([20, MAX_PAYLOAD]))
def test_any_bytes_can_be_cut(data: bytes, limit: int) -> None:
    for form in FORMATS.values():
        assert all(0 < len(one) <= limit for one in form.packetise(data, limit))
