"""Both ends of a session on loopback, with handlers that remember."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from mcu import clock
from mcu.media import Codec, Encoded, Growing, Sink, VoicePacket
from mcu.messages import LineQuality, MemberKind
from mcu.rtc.client import Client
from mcu.rtc.handler import Track
from mcu.rtc.port import Port, PortConfig
from mcu.rtc.session import Session
from tests.patience import PATIENCE
from tests.rtc.material import encoded

OPUS = bytes.fromhex("fcfffe")
"""20 ms of silence in Opus: CELT, stereo, one frame."""


class Remembering:
    """A handler that keeps all it is told."""

    def __init__(self) -> None:
        self.connected = 0
        self.closed: list[str] = []
        self.voice: list[VoicePacket] = []
        self.frames: dict[Track, list[Encoded]] = {track: [] for track in Track}
        self.growing: list[Growing] = []
        self.keyframe_requests: list[Track] = []
        self.quality: list[LineQuality] = []
        self.changed = asyncio.Event()

    def on_connected(self) -> None:
        self.connected += 1
        self.changed.set()

    def on_closed(self, reason: str) -> None:
        self.closed.append(reason)
        self.changed.set()

    def on_voice(self, packet: VoicePacket) -> None:
        self.voice.append(packet)
        self.changed.set()

    def on_frame(self, track: Track, frame: Encoded) -> None:
        self.frames[track].append(frame)
        self.changed.set()

    def on_growing(self, frame: Growing) -> None:
        self.growing.append(frame)
        self.changed.set()

    def on_keyframe_request(self, track: Track) -> None:
        self.keyframe_requests.append(track)
        self.changed.set()

    def on_overrun(self, loss: float) -> bool:
        return False

    def on_quality(self, quality: LineQuality) -> None:
        self.quality.append(quality)
        self.changed.set()

    async def until_frames(self, count: int, track: Track = Track.CAMERA) -> None:
        await self.until(lambda: len(self.frames[track]) >= count)

    async def until_voice(self, count: int) -> None:
        await self.until(lambda: len(self.voice) >= count)

    async def until_closed(self) -> None:
        await self.until(lambda: self.closed)

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait for what is told to this handler to make a condition true."""
        async with asyncio.timeout(seconds):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@dataclass
class Ends:
    """A client and its session, each with its handler."""

    client: Client
    session: Session
    near: Remembering = field(default_factory=Remembering)
    """What the client was told."""
    far: Remembering = field(default_factory=Remembering)
    """What the server was told."""


@asynccontextmanager
async def listening(host: str = "127.0.0.1", **config: Any) -> AsyncIterator[Port]:
    port = Port(PortConfig(host=host, **config))
    await port.open()
    try:
        yield port
    finally:
        await port.close()


@asynccontextmanager
async def calling(
    port: Port,
    kind: MemberKind = MemberKind.POINT,
    *,
    make: type[Client] = Client,
    **client: Any,
) -> AsyncIterator[Ends]:
    """Offer, answer, connect; close at the end."""
    near, far = Remembering(), Remembering()
    made = make(handler=near, kind=kind, **client)
    session = await port.accept(made.offer(), kind, far)
    ends = Ends(made, session, near, far)
    try:
        await made.answer(session.answer)
        await far.until(lambda: far.connected)
        yield ends
    finally:
        await made.close()


async def send(sink: Sink | None, frames: list[Encoded], pause: float = 0.001) -> None:
    """Deliver frames with the time of now, one shortly after the other."""
    assert sink is not None
    for frame in frames:
        now = clock.now()
        assert sink.deliver(Encoded(frame.codec, frame.data, now, frame.keyframe))
        await asyncio.sleep(pause)


def voice(count: int) -> list[Encoded]:
    return [Encoded(Codec.OPUS, OPUS + bytes([number]), 0) for number in range(count)]


def pictures(codec: Codec = Codec.VP8) -> list[Encoded]:
    return encoded(codec)
