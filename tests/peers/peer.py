"""A WebRTC stack that is not ours, in a process of its own, and the media files it works with."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcu.media import Codec, Encoded
from tests.patience import PATIENCE


class PeerError(Exception):
    """The other stack reported an error or ended."""


@dataclass(slots=True)
class Peer:
    """A running peer that prints one JSON object per line."""

    process: asyncio.subprocess.Process

    async def says(self, *, seconds: float = PATIENCE, **wanted: object) -> dict[str, Any]:
        """Read on until an object has these fields with these values; returns it."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            while line := await self.process.stdout.readline():
                said: dict[str, Any] = json.loads(line)
                if "error" in said:
                    raise PeerError(said["error"])
                if all(said.get(name) == value for name, value in wanted.items()):
                    return said
        raise PeerError(f"ended before it said {wanted}")

    async def counts(self, *, seconds: float = PATIENCE, **least: int) -> dict[str, int]:
        """Read on until its counters are at least these; returns them all."""
        async with asyncio.timeout(seconds):
            while True:
                said = await self.says(seconds=seconds)
                count: dict[str, int] = said.get("count", {})
                if count and all(count[name] >= number for name, number in least.items()):
                    return count

    async def leave(self) -> dict[str, Any]:
        """Have it leave as its protocol wants it; returns its last words."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return await self.says(state="left")


@asynccontextmanager
async def running(*command: str | Path) -> AsyncIterator[Peer]:
    """Run a peer until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield Peer(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def write_ivf(path: Path, frames: Sequence[Encoded], *, width: int, height: int, fps: int) -> None:
    """Write VP8 frames as IVF, the format of libvpx's own tools."""
    head = struct.pack("<4sHH4sHHIII4x", b"DKIF", 0, 32, b"VP80", width, height, fps, 1, 0)
    with path.open("wb") as file:
        file.write(head)
        for number, frame in enumerate(frames):
            file.write(struct.pack("<IQ", len(frame.data), number) + frame.data)


def read_ivf(path: Path) -> list[Encoded]:
    """Read VP8 frames from IVF; a last one that is cut short is left out."""
    content = path.read_bytes()
    frames = []
    at = 32
    while at + 12 <= len(content):
        size, pts = struct.unpack_from("<IQ", content, at)
        data = content[at + 12 : at + 12 + size]
        at += 12 + size
        if len(data) == size:
            # The first bit of a VP8 frame is 0 in keyframes (RFC 6386, section 9.1).
            frames.append(Encoded(Codec.VP8, data, pts, keyframe=not data[0] & 1))
    return frames


def write_packets(path: Path, packets: Sequence[Encoded]) -> None:
    """Write sound packets, each after its length in two bytes, big endian."""
    path.write_bytes(b"".join(len(p.data).to_bytes(2, "big") + p.data for p in packets))


def read_packets(path: Path) -> list[Encoded]:
    """Read what `write_packets` writes."""
    content = path.read_bytes()
    packets = []
    at = 0
    while at + 2 <= len(content):
        size = int.from_bytes(content[at : at + 2], "big")
        packets.append(Encoded(Codec.OPUS, content[at + 2 : at + 2 + size], 0))
        at += 2 + size
    return packets
