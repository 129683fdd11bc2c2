import logging
import threading
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.media import Codec, Encoded, Picture
from mcu.video.colour import Colour
from mcu.video.decoder import MAX_JOBS, DecodeError, Decoder, DecoderPool, OversizeError
from tests.video.material import colour_at, near, stream

EACH = pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264, Codec.VP9])


def luma(picture: Picture | None) -> int:
    assert picture is not None
    return int(np.median(picture.y))


@EACH
def test_every_frame_in_its_order(codec: Codec) -> None:
    decoder = Decoder()
    pictures = [decoder.decode(frame) for frame in stream(codec)]
    assert [luma(one) for one in pictures] == pytest.approx(list(range(40, 220, 15)), abs=2)
    assert [one.pts for one in pictures if one] == [frame.pts for frame in stream(codec)]
    first = pictures[0]
    assert first is not None
    assert (first.width, first.height) == (160, 90)
    assert first.u.shape == first.v.shape == (45, 80)


@EACH
def test_pictures_outlive_their_decoder(codec: Codec) -> None:
    """Planes are views of libav's memory: a held picture must never be written over."""
    decoder = Decoder()
    frames = stream(codec)
    first = decoder.decode(frames[0])
    assert first is not None
    before = first.y.copy()
    for _ in range(5):
        for frame in frames:
            decoder.decode(frame)
    del decoder
    assert np.array_equal(first.y, before)


@EACH
def test_nothing_before_a_keyframe(codec: Codec) -> None:
    decoder = Decoder()
    keyframe, *deltas = stream(codec)
    assert [decoder.decode(frame) for frame in deltas] == [None] * len(deltas)
    assert decoder.decode(keyframe) is not None
    assert decoder.decode(deltas[0]) is not None


@EACH
def test_after_an_error_it_goes_on_from_a_keyframe(codec: Codec) -> None:
    decoder = Decoder()
    keyframe, *deltas = stream(codec)
    decoder.decode(keyframe)
    with pytest.raises(DecodeError):
        decoder.decode(Encoded(codec, b"\xfe" * 60, 0, keyframe=True))
    assert decoder.decode(deltas[0]) is None
    assert decoder.decode(keyframe) is not None
    assert luma(decoder.decode(deltas[0])) == pytest.approx(55, abs=2)


def test_the_codec_may_change() -> None:
    decoder = Decoder()
    vp8, h264 = stream(Codec.VP8), stream(Codec.H264)
    assert decoder.decode(vp8[0]) is not None
    assert decoder.decode(h264[1]) is None
    assert luma(decoder.decode(h264[0])) == pytest.approx(40, abs=2)
    assert luma(decoder.decode(vp8[0])) == pytest.approx(40, abs=2)


@EACH
def test_the_size_may_change(codec: Codec) -> None:
    decoder = Decoder()
    for size in ((160, 90), (320, 180), (90, 160), (162, 92)):
        picture = decoder.decode(stream(codec, (60,), size)[0])
        assert picture is not None
        assert (picture.width, picture.height) == size
        assert luma(picture) == pytest.approx(60, abs=2)


def test_an_oversize_keyframe_is_refused_before_it_is_decoded() -> None:
    bomb = bytes([0x10, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F]) + bytes(100)
    with pytest.raises(OversizeError, match="16383×16383"):
        Decoder().decode(Encoded(Codec.VP8, bomb, 0))
    large = stream(Codec.H264, (60,), (2048, 1152))[0]
    with pytest.raises(OversizeError, match="2048×1152"):
        Decoder().decode(large)


@EACH
def test_full_hd_is_not_oversize(codec: Codec) -> None:
    assert Decoder().decode(stream(codec, (60,), (1920, 1080))[0]) is not None


def test_a_declared_size_is_not_trusted() -> None:
    """libav's own limit holds where the first parameter set lies about what follows."""
    small = stream(Codec.H264, (60,), (64, 64))[0]
    large = stream(Codec.H264, (60,), (2048, 1152))[0]
    with pytest.raises(DecodeError):
        Decoder().decode(Encoded(Codec.H264, small.data + large.data, 0))


def test_empty_frames_do_no_harm() -> None:
    decoder = Decoder()
    keyframe, delta, *_ = stream(Codec.VP8)
    assert decoder.decode(keyframe) is not None
    assert decoder.decode(Encoded(Codec.VP8, b"", 0, keyframe=False)) is None
    assert decoder.decode(delta) is not None


def test_sound_is_refused() -> None:
    with pytest.raises(DecodeError, match="opus"):
        Decoder().decode(Encoded(Codec.OPUS, b"\x78" * 40, 0))


@pytest.mark.parametrize(
    ("layout", "options"),
    [
        ("yuvj420p", {"color_range": "pc"}),
        ("yuv422p", {"profile": "high422"}),
        ("yuv444p", {"profile": "high444"}),
        ("yuv420p10le", {"profile": "high10"}),
    ],
)
def test_other_pixel_formats_become_i420_in_limited_range(
    layout: str, options: dict[str, str]
) -> None:
    red = Colour(100, 94, 192)
    rgb = np.full((90, 160, 3), (200, 60, 30), np.uint8)
    full = layout == "yuvj420p"
    frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format=layout, dst_color_range=2 if full else 1
    )
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = 160, 90, layout
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"tune": "zerolatency", "preset": "superfast", **options}
    frame.pts = 0
    data = bytes(encoder.encode(frame)[0])
    picture = Decoder().decode(Encoded(Codec.H264, data, 0))
    assert picture is not None
    assert near(colour_at(picture, 80, 44), red, 3)


@EACH
@settings(max_examples=60)
@given(
    damage=st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 400), st.integers(0, 255)), max_size=30
    ),
    rubbish=st.binary(max_size=60),
    flags=st.integers(0, 4095),
)
def test_bad_data_raises_nothing_else(
    codec: Codec, damage: list[tuple[int, int, int]], rubbish: bytes, flags: int
) -> None:
    frames = [bytearray(frame.data) for frame in stream(codec)]
    for number, place, value in damage:
        if place < len(frames[number]):
            frames[number][place] = value
    frames.insert(3, bytearray(rubbish))
    decoder = Decoder()
    for number, data in enumerate(frames):
        keyframe = number == 0 or bool(flags >> number & 1)
        try:
            picture = decoder.decode(Encoded(codec, bytes(data), number, keyframe))
        except DecodeError:
            continue
        assert picture is None or picture.y.size


def test_a_fault_in_a_job_does_not_end_its_worker(caplog: pytest.LogCaptureFixture) -> None:
    def fault() -> None:
        raise ZeroDivisionError

    pool = DecoderPool(1)
    done = threading.Event()
    with caplog.at_level(logging.ERROR):
        worker = pool.seat()
        worker.submit(fault)
        worker.submit(done.set)
        assert done.wait(5)
    pool.close()
    assert "a decoding job failed" in caplog.text


def test_a_worker_takes_no_more_than_it_can_do() -> None:
    pool = DecoderPool(1)
    worker = pool.seat()
    started, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        go_on.wait(5)

    worker.submit(hold)
    assert started.wait(5)
    taken = [worker.submit(lambda: None) for _ in range(MAX_JOBS + 2)]
    go_on.set()
    pool.close()
    assert taken == [True] * MAX_JOBS + [False] * 2


def test_members_are_spread_and_closing_finishes_the_work() -> None:
    pool = DecoderPool(2)
    a, b, c = pool.seat(), pool.seat(), pool.seat()
    assert a is not b
    assert c in {a, b}
    other = b if c is a else a
    pool.leave(a)
    pool.leave(b)
    pool.leave(c)
    assert (a.seats, b.seats) == (0, 0)
    done: list[int] = []
    for number in range(100):
        other.submit(lambda number=number: done.append(number))  # type: ignore[misc]
    pool.close()
    assert done == list(range(100))
    with pytest.raises(ValueError, match="at least one"):
        DecoderPool(0)


@pytest.mark.parametrize("interlaced", [True, False])
def test_interlaced_pictures_have_no_teeth(interlaced: bool) -> None:
    """A bright bar that has moved between the two fields, as a hardware codec sends it."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = 320, 192, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"tune": "zerolatency", "crf": "10"}
    if interlaced:
        encoder.options |= {"x264-params": "tff=1"}
    planes = np.full((288, 320), 128, np.uint8)
    planes[:192] = 60
    planes[0:192:2, 80:160] = 200
    planes[1:192:2, 160:240] = 200
    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.pts = 0
    (packet, *_) = encoder.encode(frame) or encoder.encode(None)
    picture = Decoder().decode(Encoded(Codec.H264, bytes(packet), 0, keyframe=True))
    assert picture is not None
    rows = picture.y[40:150, 120].astype(int)
    teeth = int(abs(rows[1:] - rows[:-1]).max())
    assert teeth < 12 if interlaced else teeth > 100
