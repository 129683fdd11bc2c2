"""`diemcau bench picture`: how good the mixed picture is at few bits, codec by codec.

The canvas of nine points is encoded as the server does, with a keyframe asked for every other
second, decoded, and held against what it was before: PSNR and SSIM of luma, SSIM of the parts where
the name plates are, and the processor time of the encoder. AV1 is no codec of the server; it is
measured as SVT-AV1 offers it for such a use, to know what is passed over and what it would cost:
`kbps` above what was asked for and large `burst_ms`, the time that the largest frame takes of the
bitrate, are what a narrow line suffers from. `pages` says how soon a shared page can be read
(`paper`).
"""

import argparse
import os
import statistics
import time
from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import Protocol, cast

import av
import msgspec
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from mcu.media import Codec, Plane
from mcu.video.encoder import BURST, Encoder
from mcu.video.ladder import SHORT_BURST, SLOW, SMALL
from mcu.video.layout import Rect
from mcu.video.planes import views
from signaling.bench import measure
from signaling.bench.composite import Composite
from signaling.bench.fidelity import psnr, ssim
from signaling.bench.paper import Page, measure_page

FPS = 25
BITRATES = (300, 600, 1200)
"""kbit/s, as the targets have them."""

RUNGS = ((360, 405), (180, 109))
"""Height and kbit/s of the smaller pictures of 1.5 Mbit/s; `BITRATES` are measured at 720."""

CODECS = ("VP8", "H264", "VP9", "AV1")
KEYFRAME_EVERY_S = 2
SSIM_EVERY = 5
"""Frames from one whose SSIM is taken to the next: it costs more than the encoder."""

SETTLED = 10
"""Frames after which quality is judged: the first keyframe is not what one looks at for long."""

LEAST_TICKS = 2 * (SETTLED + SSIM_EVERY)
"""Ticks that have one to be judged, where each other one is a frame."""

_DECODERS = {"VP8": "vp8", "H264": "h264", "VP9": "vp9", "AV1": "libdav1d"}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one codec at one size and bitrate."""

    codec: str
    height: int
    fps: float
    asked_kbps: int
    kbps: int
    psnr: float
    ssim: float
    plates_ssim: float
    cpu_ms: float
    burst_ms: int


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, and where the pictures came from."""

    source: str
    frames: int
    results: list[Result]
    pages: list[Page]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--codec", choices=CODECS, action="append", help="only this one")
    parser.add_argument("--frames", type=int, default=150, help="ticks of the canvas")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    os.environ.setdefault("SVT_LOG", "0")  # it writes to standard error by itself
    composite = Composite()
    ticks = max(args.frames, LEAST_TICKS)
    sizes = [(720, rate) for rate in BITRATES] + list(RUNGS)
    results = []
    for height, rate in sizes:
        for codec in args.codec or CODECS:
            found = _measure(composite, codec, height, rate, ticks)
            results.append(found)
            if not args.json:
                measure.say([found])
    shared = [Codec(one) for one in args.codec or CODECS if one in list(Codec)]
    pages = [measure_page(codec, rate) for rate in BITRATES for codec in shared]
    measure.say([Results(source=composite.source, frames=ticks, results=results, pages=pages)])
    return 0


class Coder(Protocol):
    """What `mcu.video.encoder.Encoder` does."""

    def encode(self, frame: av.VideoFrame, tick: int, *, keyframe: bool) -> tuple[bytes, bool]:
        """Encode a frame."""
        ...


class SvtAv1:
    """SVT-AV1 for a live picture: no lookahead, constant bitrate, one job at a time."""

    def __init__(self, height: int, fps: Fraction, bitrate: int, burst: float) -> None:
        context = av.CodecContext.create("libsvtav1", "w")
        context.width, context.height = height * 16 // 9, height
        context.pix_fmt = "yuv420p"
        context.time_base, context.framerate = 1 / fps, fps
        context.bit_rate = bitrate
        context.gop_size = 1 << 24
        context.thread_count = 1
        buffer = round(burst * 1000)
        settings = {
            "rtc": 1,
            "pred-struct": 1,
            "rc": 2,
            "lp": 1,
            "tbr": bitrate // 1000,
            "buf-sz": buffer,
            "buf-initial-sz": buffer // 2,
            "buf-optimal-sz": buffer * 3 // 4,
        }
        parameters = ":".join(f"{name}={value}" for name, value in settings.items())
        context.options = {"preset": "10", "svtav1-params": parameters}
        self._context = context

    def encode(self, frame: av.VideoFrame, tick: int, *, keyframe: bool) -> tuple[bytes, bool]:
        """Encode a frame; RuntimeError if it does not come out at once."""
        frame.pts, frame.time_base = tick, self._context.time_base
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        packets = self._context.encode(frame)
        if len(packets) != 1:
            raise RuntimeError(f"{len(packets)} packets for one frame")
        return bytes(packets[0]), packets[0].is_keyframe


def _coder(codec: str, height: int, fps: Fraction, bitrate: int) -> Coder:
    burst = BURST if height > SMALL else SHORT_BURST
    if codec == "AV1":
        return SvtAv1(height, fps, bitrate, burst)
    return Encoder(Codec(codec), height * 16 // 9, height, fps, bitrate, burst=burst)


class Judge:
    """Decodes what a coder made and holds it against the originals."""

    def __init__(self, codec: str, plates: Sequence[Rect]) -> None:
        self.psnr: list[float] = []
        self.ssim: list[float] = []
        self.plates: list[float] = []
        self._decoder = cast(VideoCodecContext, av.CodecContext.create(_DECODERS[codec], "r"))
        self._decoder.thread_count = 1
        self._rects = plates
        self._originals: deque[Plane] = deque()
        self._seen = 0

    def take(self, original: Plane, data: bytes) -> None:
        """Judge a frame, or remember it if its decoder wants another first."""
        self._originals.append(original.copy())
        for frame in self._decoder.decode(av.Packet(data)):
            self._look(self._originals.popleft(), views(frame)[0])

    def _look(self, original: Plane, shown: Plane) -> None:
        self._seen += 1
        if self._seen <= SETTLED:
            return
        self.psnr.append(psnr(original, shown))
        if self._seen % SSIM_EVERY == 0:
            likeness = ssim(original, shown)
            self.ssim.append(float(likeness.mean()))
            self.plates += [
                float(likeness[y : y + h, x : x + w].mean()) for x, y, w, h in self._rects
            ]


def _measure(composite: Composite, codec: str, height: int, kbps: int, frames: int) -> Result:
    stride = 2 if height <= SLOW else 1
    fps = Fraction(FPS, stride)
    coder = _coder(codec, height, fps, kbps * 1000)
    judge = Judge(codec, composite.plates(height))
    every = round(KEYFRAME_EVERY_S * fps)
    sizes, spent = [], []
    for number, frame in enumerate(islice(composite.play(height, frames), 0, None, stride)):
        original = views(frame)[0]
        begun = time.process_time_ns()
        data, _ = coder.encode(frame, number, keyframe=number % every == 0)
        spent.append(time.process_time_ns() - begun)
        sizes.append(len(data))
        judge.take(original, data)
    return Result(
        codec=codec,
        height=height,
        fps=float(fps),
        asked_kbps=kbps,
        kbps=round(sum(sizes) * 8 / len(sizes) * fps / 1000),
        psnr=round(statistics.mean(judge.psnr), 2),
        ssim=round(statistics.mean(judge.ssim), 4),
        plates_ssim=round(statistics.mean(judge.plates), 4),
        cpu_ms=round(statistics.mean(spent) / 1e6, 2),
        burst_ms=round(max(sizes) * 8 / kbps),
    )
