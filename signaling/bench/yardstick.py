"""What the server's figures are held against: FFmpeg doing the bare codec work of the same meeting.

FFmpeg reads as many copies of the clip as there are points from files in real time, decodes them,
stacks them to a 1280×720 grid and encodes that once. It has no network, no encryption, no loss to
repair, no sound and no names to draw: a floor in spirit, and the same on whatever machine
both run on.
"""

import asyncio
import contextlib
import math
import shutil
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av

from mcu.media import Codec, Encoded
from signaling.bench.processes import usage

WARM_UP_S = 3.0

_ENCODERS = {
    Codec.VP8: ["libvpx", "-deadline", "realtime", "-cpu-used", "-8", "-lag-in-frames", "0"],
    Codec.H264: [
        "libx264",
        "-preset",
        "superfast",
        "-tune",
        "zerolatency",
        "-profile:v",
        "baseline",
    ],
}


async def ffmpeg_cores(
    clip: Sequence[Encoded], fps: int, points: int, seconds: float
) -> float | None:
    """Return the cores FFmpeg takes; None where there is no ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-") as folder:
        source = Path(folder) / "clip.mkv"
        _write(source, clip, fps)
        return await _cores(program, source, points, clip[0].codec, seconds)


async def _cores(program: str, source: Path, points: int, codec: Codec, seconds: float) -> float:
    process = await asyncio.create_subprocess_exec(
        program, *_arguments(source, points, codec), stdin=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.sleep(WARM_UP_S)
        before = usage(process.pid).cpu
        await asyncio.sleep(seconds)
        return (usage(process.pid).cpu - before) / seconds
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _arguments(source: Path, points: int, codec: Codec) -> list[str]:
    side = math.ceil(math.sqrt(points))
    width, height = 1280 // side // 2 * 2, 720 // side // 2 * 2
    arguments = ["-hide_banner", "-loglevel", "error", "-filter_complex_threads", "1"]
    for _ in range(points):
        arguments += ["-re", "-stream_loop", "-1", "-threads", "1", "-i", str(source)]
    scaled = "".join(f"[{i}:v]scale={width}:{height}[s{i}];" for i in range(points))
    inputs = "".join(f"[s{i}]" for i in range(points))
    places = "|".join(f"{i % side * width}_{i // side * height}" for i in range(points))
    stack = f"{inputs}xstack=inputs={points}:layout={places}," if points > 1 else "[s0]"
    return [
        *arguments,
        "-filter_complex",
        f"{scaled}{stack}scale=1280:720[out]",
        *("-map", "[out]", "-r", "25", "-threads", "1", "-b:v", "1500k", "-g", "100000"),
        *("-c:v", *_ENCODERS[codec], "-f", "null", "-"),
    ]


def _write(path: Path, clip: Sequence[Encoded], fps: int) -> None:
    with av.open(path, "w") as container:
        stream = container.add_mux_stream(
            "vp8" if clip[0].codec is Codec.VP8 else "h264", rate=fps, width=640, height=360
        )
        stream.time_base = Fraction(1, fps)
        for number, frame in enumerate(clip):
            packet = av.Packet(frame.data)
            packet.stream = stream
            packet.pts = packet.dts = number
            packet.time_base = Fraction(1, fps)
            packet.is_keyframe = frame.keyframe
            container.mux(packet)
