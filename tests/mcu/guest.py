"""A member of a conference on a real node, what it gets, and what the node says of it."""

import asyncio
from typing import TypeVar

import av

from mcu.clock import now
from mcu.media import Codec, Encoded, VoicePacket
from mcu.messages import Event, Join, MemberKind, Plate
from mcu.node import Node
from mcu.rtc.client import Client, Silent, Track
from tests.clips import colour_clip, tone
from tests.patience import PATIENCE

E = TypeVar("E", bound=Event)

TONES = {"red": 440.0, "green": 620.0, "blue": 870.0}


class Events:
    """What a node said, and a way to wait for what it will say."""

    def __init__(self, node: Node) -> None:
        self.seen: list[Event] = []
        self._news = asyncio.Event()
        node.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        self.seen.append(event)
        self._news.set()

    async def wait(self, kind: type[E], member: str | None = None) -> E:
        """Return the newest event of a kind, and of a member where one is named."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in reversed(self.seen):
                    if isinstance(event, kind) and member in (None, getattr(event, "member", None)):
                        return event
                self._news.clear()
                await self._news.wait()


class Ear(Silent):
    """A client's handler that keeps what it gets."""

    def __init__(self) -> None:
        self.sound: list[bytes] = []
        self.pictures: list[Encoded] = []
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.more = asyncio.Event()
        self.asked = False
        """Whether a keyframe is wanted of who hears."""

    def on_keyframe_request(self, track: Track) -> None:
        self.asked = True

    def on_voice(self, packet: VoicePacket) -> None:
        self.sound.append(packet.payload)
        self.more.set()

    def on_frame(self, track: Track, frame: Encoded) -> None:
        assert track is Track.CAMERA
        self.pictures.append(frame)
        self.more.set()

    def on_closed(self, reason: str) -> None:
        self.closed.set_result(reason)

    async def until(self, pictures: int = 0, sound: int = 0) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.pictures) < pictures or len(self.sound) < sound:
                self.more.clear()
                await self.more.wait()


class Guest:
    """A member that plays a colour and a tone in a loop."""

    def __init__(
        self,
        name: str,
        kind: MemberKind = MemberKind.POINT,
        *,
        video: Codec | None = Codec.VP8,
        also: tuple[Codec, ...] = (),
        conference: str = "c",
    ) -> None:
        self.name = name
        self.kind = kind
        self.conference = conference
        self.ear = Ear()
        self.client = Client(handler=self.ear, kind=kind, video=video, also=also)
        self.played = self.refused = 0
        """Packets of sound that were given to the client, and those that it did not take."""
        self._playing: asyncio.Task[None] | None = None

    async def join(self, node: Node) -> str:
        join = Join(
            conference=self.conference,
            member=self.name,
            kind=self.kind,
            plate=Plate(title=f"UBND {self.name}"),
            offer=self.client.offer(),
        )
        joined = await node.join(join)
        await self.client.answer(joined.answer)
        if self.name in TONES:
            self._playing = asyncio.create_task(self._play())
        return joined.session

    async def leave(self) -> None:
        if self._playing:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)
        await self.client.close()

    def way(self, node: Node) -> str:
        """Say how far its voice has come, from its player to the mixer: for one that is missed."""
        playing = self._playing
        ended = playing is not None and playing.done() and repr(playing)
        member = node._conferences[self.conference].members.get(self.name)
        voice = member.voice if member is not None else None
        connection = member.connection if member is not None else None
        said = [
            f"{self.name}: {self.played} packets played, {self.refused} refused, ended: {ended}",
            f"heard {len(self.ear.sound)}, closed: {self.ear.closed.done()}",
        ]
        if connection is not None:
            channel = connection.session._channel
            said.append(f"connected: {channel.connected}, bytes in: {channel.bytes_in}")
        if voice is not None:
            buffer = voice._jitter
            said.append(
                f"level -{voice.level}, claim {voice.claim}, muted: {voice.muted}, "
                f"private: {voice.private}, decoding: {voice.decoding}, live: {voice.live}, "
                f"delay {buffer.delay} of {buffer.target}, {buffer.stats}"
            )
        return "; ".join(said)

    async def _play(self) -> None:
        assert self.client.audio
        pictures = colour_clip(self.name, seconds=4)
        sound = tone(TONES[self.name], 4)
        begin, shown = now(), 0
        for index in range(1 << 30):
            due = begin + index * 20_000_000
            await asyncio.sleep(max(0.0, (due - now()) / 1e9))
            packet = sound[index % len(sound)]
            stamped = Encoded(Codec.OPUS, packet.data, due, level=packet.level)
            self.played += 1
            self.refused += not self.client.audio.deliver(stamped)
            if index % 2 == 0 and self.client.video:
                if self.ear.asked:
                    self.ear.asked, shown = False, 0  # the clip begins with its keyframe
                frame = pictures[shown % len(pictures)]
                shown += 1
                self.client.video.deliver(Encoded(frame.codec, frame.data, due, frame.keyframe))


def decode(frames: list[Encoded]) -> list[av.VideoFrame]:
    decoder = av.VideoCodecContext.create("vp8", "r")
    return [picture for frame in frames for picture in decoder.decode(av.Packet(frame.data))]
