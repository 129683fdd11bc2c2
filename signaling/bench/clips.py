"""What a benchmark's points send: pictures that cost the bits they are meant to, and a voice."""

from collections.abc import Iterator

import cv2
import msgspec
import numpy as np

from mcu.media import SAMPLE_RATE, Codec, Encoded
from signaling.demo import encode
from signaling.demo.encode import I420
from signaling.demo.testcard import with_counter


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What each point that is seen sends."""

    width: int = 640
    height: int = 360
    fps: int = 25
    bitrate: int = 500_000


SECONDS = 8
"""Length of a clip; it is played in a loop that begins with its only keyframe."""

LOUDEST = 4000
"""Amplitude of a tone's fundamental where it is loudest."""

FAINTEST = 0.3
"""The same where it is faintest, by `LOUDEST`."""

_SCROLL = 2  # pixels a frame: slow enough to be predicted, too much to be skipped


def picture_clip(codec: Codec, width: int, height: int, fps: int, bitrate: int) -> list[Encoded]:
    """A moving texture with numbered frames, encoded at about `bitrate` bit/s."""
    shown = frames(width, height, fps * SECONDS)
    return encode.pictures(shown, codec=codec, fps=fps, bitrate=bitrate)


def voice_clip(frequency: float) -> list[Encoded]:
    """A tone with overtones that swells four times a second, as speech does."""
    time = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * frequency * n * time) / n for n in range(1, 6))
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * time)
    return encode.sound((tone * swell * 4000).astype(np.int16))


def tone_clip(frequency: int, *, bitrate: int, packet_loss: int) -> list[Encoded]:
    """A voice that never pauses, so that each missing tick of it shows; with FEC against loss (%).

    `frequency` is a multiple of 50 Hz: then it has whole periods in a tick. A tone that did not
    swell would get no FEC, because libopus takes it for noise.
    """
    time = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * frequency * n * time) / n for n in range(1, 6))
    swell = (1 + FAINTEST) / 2 - (1 - FAINTEST) / 2 * np.cos(2 * np.pi * 4 * time)
    pcm = (tone * swell * LOUDEST).astype(np.int16)
    return encode.sound(pcm, bitrate=bitrate, packet_loss=packet_loss)


def frames(width: int, height: int, count: int) -> Iterator[I420]:
    """A moving texture with grain, numbered from 0."""
    dice = np.random.default_rng(7)
    coarse = dice.integers(40, 200, (height // 12, width // 6), np.uint8)
    texture = cv2.resize(coarse, (width * 2, height), interpolation=cv2.INTER_CUBIC)
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    for number in range(count):
        left = number * _SCROLL % width
        grain = dice.integers(0, 6, (height, width), np.uint8)
        planes[:height] = texture[:, left : left + width] + grain
        yield with_counter(planes, number)
