"""What a mixer would give the recorder: flashes and beeps at the same instants."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, Codec, Encoded
from signaling.demo import encode
from tests.clips import beeps, flashing_cards, onsets, read_counter, rgb

FPS = 25
BASE = 1_000 * NS_PER_S + 7_654_321
"""The monotonic clock at the first picture: anything but 0."""

SOUND_AHEAD = 193_000_000
"""By how much the first sound frame is earlier: it was there before the picture, off its grid."""


def pictures(seconds: int, *, keyframe_every: int = 50) -> list[Encoded]:
    """H.264; flashes in the first 0.1 s of each second after `BASE`."""
    cards = flashing_cards("blue", 320, 180, FPS, seconds)
    clip = encode.pictures(
        cards, codec=Codec.H264, fps=FPS, bitrate=300_000, keyframe_every=keyframe_every
    )
    return [replace(frame, pts=frame.pts + BASE) for frame in clip]


def sounds(seconds: int) -> list[Encoded]:
    """Opus; beeps in the first 0.1 s of each second after `BASE`."""
    ahead = np.zeros(SOUND_AHEAD * SAMPLE_RATE // NS_PER_S, np.int16)
    packets = encode.sound(np.concatenate((ahead, beeps(seconds))))
    return [replace(packet, pts=packet.pts + BASE - SOUND_AHEAD) for packet in packets]


def meeting(seconds: int) -> list[Encoded]:
    """Both, in the order in which a mixer gives them."""
    return sorted([*pictures(seconds), *sounds(seconds)], key=lambda frame: frame.pts)


class Played:
    """A file as a player sees it: picture and sound with their times in seconds."""

    def __init__(self, path: Path) -> None:
        self.numbers: list[int | None] = []
        self.times: list[float] = []
        self.bright: list[float] = []
        chunks: list[tuple[float, np.ndarray]] = []
        with av.open(path) as file:
            for frame in file.decode(file.streams.video[0], file.streams.audio[0]):
                if isinstance(frame, av.VideoFrame):
                    picture = rgb(frame)
                    self.numbers.append(read_counter(picture))
                    self.times.append(frame.time or 0.0)
                    self.bright.append(float(picture.mean()))
                elif isinstance(frame, av.AudioFrame):
                    chunks.append((frame.time or 0.0, frame.to_ndarray().ravel()))
        self.seconds = chunks[-1][0] + chunks[-1][1].size / SAMPLE_RATE
        # Sound where its time stamps say, so that a gap or an overlap would show.
        self.pcm = np.zeros(round(self.seconds * SAMPLE_RATE) + SAMPLE_RATE)
        for time, chunk in chunks:
            at = round(time * SAMPLE_RATE)
            self.pcm[at : at + chunk.size] = chunk

    def flashes(self) -> list[float]:
        """When the picture becomes white."""
        values = np.array(self.bright)
        rising = onsets(values - values.min(), 1, 4)
        return [self.times[int(index)] for index in rising]

    def beeps(self) -> list[float]:
        """When the beep begins."""
        return onsets(np.abs(self.pcm), 1 / SAMPLE_RATE, 0.5)

    def assert_in_step(self, seconds: int) -> None:
        """In each of the first `seconds`, flash and beep come at the same moment."""
        flashes, beeps = (np.array(found[:seconds]) for found in (self.flashes(), self.beeps()))
        assert len(flashes) == len(beeps) == seconds
        # The first flash may be shown a moment early, see `mcu.record.timeline.Start`.
        assert np.abs(flashes - beeps).max() <= 0.020
        assert np.abs(flashes - beeps)[1:].max(initial=0) <= 0.003
        assert np.allclose(np.diff(beeps), 1, atol=0.002)
