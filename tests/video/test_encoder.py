import av
import numpy as np
import pytest

from mcu.media import Codec, Encoded
from mcu.video.canvas import Canvas
from mcu.video.decoder import Decoder
from mcu.video.encoder import Encoder
from mcu.video.layout import Rect
from tests.video.material import BLUE, GREEN, GREY, RED, colour_at, near

EACH = pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264, Codec.VP9])
SIZE = (320, 180)
HALVES = (Rect(0, 0, 160, 180), Rect(160, 0, 160, 180))


def encoder(codec: Codec, bitrate: int = 500_000) -> Encoder:
    return Encoder(codec, *SIZE, fps=25, bitrate=bitrate)


@EACH
def test_what_is_decoded_has_the_colours_of_the_canvas(codec: Codec) -> None:
    canvas = Canvas(*SIZE)
    canvas.fill(HALVES[0], RED)
    canvas.fill(HALVES[1], BLUE)
    data, keyframe = encoder(codec).encode(canvas.frame, 0, keyframe=True)
    assert keyframe
    picture = Decoder().decode(Encoded(codec, data, 0))
    assert picture is not None
    assert near(colour_at(picture, 80, 90), RED, 4)
    assert near(colour_at(picture, 240, 90), BLUE, 4)


@EACH
def test_the_canvas_may_be_painted_on_when_encode_returns(codec: Codec) -> None:
    """No encoder may look at the canvas later: there is only one, and it is painted in place."""
    canvas, one = Canvas(*SIZE), encoder(codec)
    decoder = Decoder()
    for number in range(30):
        ink = (RED, GREEN, BLUE)[number % 3]
        canvas.fill(Rect(0, 0, *SIZE), ink)
        data, keyframe = one.encode(canvas.frame, number, keyframe=number == 0)
        canvas.fill(Rect(0, 0, *SIZE), GREY)
        picture = decoder.decode(Encoded(codec, data, number, keyframe))
        assert picture is not None
        assert near(colour_at(picture, 160, 90), ink, 6)


@EACH
def test_keyframes_come_when_asked_for_and_not_by_themselves(codec: Codec) -> None:
    canvas, one = Canvas(*SIZE), encoder(codec)
    keyframes = []
    for number in range(150):
        # Cuts that other settings would answer with keyframes.
        canvas.fill(Rect(0, 0, *SIZE), (RED, GREEN)[number // 10 % 2])
        data, keyframe = one.encode(canvas.frame, number, keyframe=number in {0, 70})
        if keyframe:
            keyframes.append(number)
            picture = Decoder().decode(Encoded(codec, data, 0))
            assert picture is not None
    assert keyframes == [0, 70]


def test_h264_keyframes_carry_their_parameter_sets_and_one_slice() -> None:
    canvas, one = Canvas(*SIZE), encoder(Codec.H264)
    for number in range(3):
        data, _ = one.encode(canvas.frame, number, keyframe=True)
        assert data.startswith(b"\0\0\0\1")
        kinds = [unit[0] & 31 for unit in data.split(b"\0\0\1")[1:]]
        assert [kind for kind in kinds if kind != 6] == [7, 8, 5]
        profile, constraints = data[data.index(b"\0\0\1\x67") + 4 :][:2]
        assert profile == 66  # Baseline …
        assert constraints & 0x40  # … and constrained, as 42e01f in SDP promises
    data, keyframe = one.encode(canvas.frame, 3, keyframe=False)
    assert not keyframe
    assert [unit[0] & 31 for unit in data.split(b"\0\0\1")[1:]] == [1]


def test_h264_says_its_colours() -> None:
    data, _ = encoder(Codec.H264).encode(Canvas(*SIZE).frame, 0, keyframe=True)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.options = {"flags": "low_delay"}
    frame = decoder.decode(av.Packet(data))[0]
    assert (frame.color_range, frame.color_primaries) == (1, 6)


@EACH
def test_bitrate_and_burst_are_bounded(codec: Codec) -> None:
    """Noise is the worst there is: more detail than any bitrate can carry, new in every frame."""
    bitrate, fps = 500_000, 25
    canvas, one = Canvas(*SIZE), encoder(codec, bitrate)
    rng = np.random.default_rng(1)
    sizes = []
    for number in range(100):
        canvas.y[:] = rng.integers(60, 190, canvas.y.shape)
        data, _ = one.encode(canvas.frame, number, keyframe=number % 25 == 0)
        sizes.append(len(data) * 8)
    assert sum(sizes[25:]) / 75 * fps < bitrate * 1.25
    # The first of VP9 knows nothing of the picture.
    assert sizes[0] < bitrate * 0.55
    assert max(sizes[1:]) < bitrate * 0.5
