"""The marks that other tests judge by are themselves put through what a mixer does to them."""

import wave
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from mcu.media import SAMPLE_RATE, Codec
from tests.clips import (
    COLOURS,
    beeps,
    cards,
    colour_clip,
    decode_pictures,
    decode_sound,
    find_colour,
    onsets,
    read_counter,
    rgb,
    sine,
    tone,
    tone_levels,
    write_wav,
    write_y4m,
)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
def test_numbers_survive_codec_and_scaling(codec: Codec) -> None:
    clip = colour_clip("blue", seconds=0.4, codec=codec, bitrate=200_000, first=65_530)
    assert [frame.keyframe for frame in clip] == [True] + [False] * 9
    assert [frame.pts for frame in clip[:2]] == [0, 40_000_000]
    for index, picture in enumerate(decode_pictures(clip)):
        number = (65_530 + index) % 65_536
        assert read_counter(picture) == number
        small = cv2.resize(picture, (160, 90), interpolation=cv2.INTER_AREA).astype(np.uint8)
        assert read_counter(small) == number


def test_card_is_found_in_a_mixed_picture() -> None:
    [card] = decode_pictures(colour_clip("magenta", seconds=0.04))
    canvas = np.full((720, 1280, 3), 20, np.uint8)
    canvas[210:354, 600:856] = cv2.resize(card, (256, 144), interpolation=cv2.INTER_LINEAR)
    canvas[330:354, 600:700] = 11  # a name plate over its lower left corner
    area = find_colour(canvas, "magenta")
    assert area is not None
    assert np.allclose(area, (600, 210, 256, 144), atol=2)
    assert read_counter(area.cut(canvas)) == 0
    assert find_colour(canvas, "green") is None


def test_colours_are_not_taken_for_each_other() -> None:
    for colour in COLOURS:
        [picture] = decode_pictures(colour_clip(colour, seconds=0.04))
        assert [other for other in COLOURS if find_colour(picture, other)] == [colour]


def test_damaged_number_is_refused() -> None:
    [card] = decode_pictures(colour_clip("red", seconds=0.04, first=4711))
    assert read_counter(card) == 4711
    card[120:150, 130:170] = 255 - card[120:150, 130:170]
    assert read_counter(card) is None
    assert read_counter(np.zeros((90, 160, 3), np.uint8)) is None
    assert read_counter(np.full((90, 160, 3), 255, np.uint8)) is None


def test_cards_cost_little_to_tell_apart() -> None:
    first, second = cards("cyan", 640, 360, 2)
    assert first.shape == (540, 640)
    assert not np.array_equal(first, second)


def test_levels_of_tones() -> None:
    pcm = sine(440, 0.5, 0.25) + sine(660, 0.5, 0.025)
    levels = tone_levels(pcm, [440, 660, 550])
    assert levels[440] == pytest.approx(-12, abs=0.2)
    assert levels[660] == pytest.approx(-32, abs=0.2)
    assert levels[550] < -70


def test_tone_is_opus_with_its_level() -> None:
    packets = tone(440, 0.2)
    assert [packet.pts for packet in packets[:2]] == [0, 20_000_000]
    assert len(packets) == 10
    assert packets[5].level == 15  # a sine of a quarter: -12 dB, and 3 dB for its shape
    pcm = decode_sound(packets)
    assert tone_levels(pcm[4800:], [440])[440] == pytest.approx(-12, abs=1)


def test_onsets_of_beeps() -> None:
    pcm = beeps(3)
    assert onsets(np.abs(pcm), 1 / SAMPLE_RATE, 0.5) == pytest.approx([0, 1, 2], abs=0.001)
    assert onsets(np.zeros(10), 1, 1) == []


def test_files_for_fake_devices(tmp_path: Path) -> None:
    camera, microphone = tmp_path / "camera.y4m", tmp_path / "microphone.wav"
    write_y4m(camera, "lime", width=320, height=180, fps=10, seconds=2)
    write_wav(microphone, 500, seconds=2, beep=True)
    with av.open(camera) as container:
        pictures = [rgb(frame) for frame in container.decode(video=0)]
    assert [read_counter(picture) for picture in pictures] == list(range(20))
    bright = np.array([picture.mean() for picture in pictures])
    assert onsets(bright - bright.min(), 0.1, 0.5) == pytest.approx([0, 1], abs=0.01)
    assert find_colour(pictures[5], "lime") is not None
    with wave.open(str(microphone)) as file:
        assert (file.getframerate(), file.getnframes()) == (SAMPLE_RATE, 2 * SAMPLE_RATE)
