"""Test sources that can be recognised after mixing, and what recognises them."""

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from mcu.audio.opus import Decoder
from mcu.media import SAMPLE_RATE, Codec, Encoded, Pcm
from signaling.demo import encode
from signaling.demo.encode import I420
from signaling.demo.testcard import (
    COLOURS,
    WHITE,
    Rgb,
    cards,
    colour_clip,
    read_counter,
    with_counter,
)

__all__ = ["COLOURS", "Area", "Rgb", "cards", "colour_clip", "read_counter", "with_counter"]


def rgb(frame: av.VideoFrame) -> Rgb:
    """A decoded picture in RGB."""
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


class Screen:
    """Decodes the VP8 or H.264 frames of one stream as they come."""

    def __init__(self, codec: Codec) -> None:
        self._decoder = av.VideoCodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")

    def show(self, frames: Sequence[Encoded]) -> list[av.VideoFrame]:
        """Decode the next frames; what is wrong with one is told."""
        shown: list[av.VideoFrame] = []
        for number, frame in enumerate(frames):
            try:
                shown += self._decoder.decode(av.Packet(frame.data))
            except av.error.InvalidDataError as error:
                error.add_note(
                    f"frame {number} of {len(frames)}, {len(frame.data)} bytes, "
                    f"keyframe {frame.keyframe}, pts {frame.pts}: {frame.data[:12].hex()}"
                )
                raise
        return shown

    def end(self) -> list[av.VideoFrame]:
        """Show what the decoder has kept back."""
        return self._decoder.decode(None)


def decode_pictures(frames: Sequence[Encoded]) -> list[Rgb]:
    """Decode VP8 or H.264 frames."""
    screen = Screen(frames[0].codec)
    return [rgb(picture) for picture in (*screen.show(frames), *screen.end())]


def decode_sound(packets: Sequence[Encoded]) -> Pcm:
    """Decode Opus packets; as with any Opus decoder the sound comes 6.5 ms late."""
    decoder = Decoder()
    return np.concatenate([decoder.decode(packet.data).copy() for packet in packets])


class Area(NamedTuple):
    """A rectangle of a picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def cut(self, picture: Rgb) -> Rgb:
        return picture[self.top : self.top + self.height, self.left : self.left + self.width]


def find_colour(picture: Rgb, colour: str, tolerance: int = 36) -> Area | None:
    """Where the largest area of a colour of `COLOURS` lies; None below 0.1 % of it."""
    wanted = np.array(COLOURS[colour], np.int16)
    near = np.abs(picture.astype(np.int16) - wanted).max(axis=2) <= tolerance
    _, _, found, _ = cv2.connectedComponentsWithStats(near.astype(np.uint8), connectivity=4)
    areas = found[1:]  # the first is all that is not near
    if not len(areas):
        return None
    left, top, width, height, pixels = map(int, areas[areas[:, 4].argmax()])
    if pixels < picture.shape[0] * picture.shape[1] / 1000:
        return None
    return Area(left, top, width, height)


def sine(frequency: float, seconds: float, amplitude: float = 0.25) -> Pcm:
    """A sine at 48 kHz; amplitude 1 is full scale."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (np.sin(2 * np.pi * frequency * time) * amplitude * 32767).astype(np.int16)


def tone(frequency: float, seconds: float, amplitude: float = 0.25) -> list[Encoded]:
    """A sine as Opus packets of 20 ms; pts from 0."""
    return encode.sound(sine(frequency, seconds, amplitude))


def beeps(
    seconds: int, frequency: float = 1000, length: float = 0.1, amplitude: float = 0.5
) -> Pcm:
    """Silence with a beep at the beginning of each second."""
    beep = sine(frequency, length, amplitude)
    pcm = np.zeros((seconds, SAMPLE_RATE), np.int16)
    pcm[:, : beep.size] = beep
    return pcm.ravel()


def tone_levels(
    pcm: NDArray[np.generic], frequencies: Sequence[float], rate: int = SAMPLE_RATE
) -> dict[float, float]:
    """The level of each frequency in dB below a full-scale sine: one Fourier bin each (Goertzel).

    The Hann window keeps a loud tone out of the bins of others at least 4 / duration (Hz) away.
    """
    samples = pcm.astype(np.float64).ravel() / 32768
    window = np.hanning(samples.size)
    time = np.arange(samples.size) / rate
    levels = {}
    for frequency in frequencies:
        found = np.sum(samples * window * np.exp(-2j * np.pi * frequency * time))
        amplitude = 2 * abs(found) / window.sum()
        levels[frequency] = float(20 * np.log10(max(amplitude, 1e-6)))
    return levels


def onsets(loudness: NDArray[np.generic], step: float, quiet: float) -> list[float]:
    """Times in seconds at which a signal with one value each `step` rises above half its peak.

    Between two onsets it must have been below half for `quiet` seconds. For beeps (of absolute
    samples) and flashes (of brightness) alike.
    """
    values = loudness.astype(np.float64)
    if not values.size or values.max() <= 0:
        return []
    above = np.flatnonzero(values > values.max() / 2)
    first = np.concatenate(([True], np.diff(above) > max(1, quiet / step)))
    return [float(index * step) for index in above[first]]


def flashing_cards(colour: str, width: int, height: int, fps: int, seconds: int) -> Iterator[I420]:
    """Numbered cards of one colour; in the first 0.1 s of each second all but the code is white."""
    white = np.full((height * 3 // 2, width), 128, np.uint8)
    white[:height] = WHITE
    for number, card in enumerate(cards(colour, width, height, fps * seconds)):
        flash = number % fps < fps / 10
        yield with_counter(white, number) if flash else card


def write_y4m(
    path: Path, colour: str, *, width: int = 640, height: int = 360, fps: int = 25, seconds: int = 4
) -> None:
    """A camera for Chromium (`--use-file-for-fake-video-capture`), which plays it in a loop.

    It shows `flashing_cards`; the sound that belongs to it is `write_wav` with `beep`.
    """
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        for card in flashing_cards(colour, width, height, fps, seconds):
            file.write(b"FRAME\n")
            file.write(card.tobytes())


def write_wav(
    path: Path, frequency: float, *, seconds: int = 4, beep: bool = False, amplitude: float = 0.25
) -> None:
    """A microphone for Chromium (`--use-file-for-fake-audio-capture`), which plays it in a loop.

    A steady tone of `amplitude`; with `beep` it sounds in the first 0.1 s of each second only.
    """
    pcm = beeps(seconds, frequency) if beep else sine(frequency, seconds, amplitude)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm.tobytes())
