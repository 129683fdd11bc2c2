"""Cheap clients: points without a browser, joined through the same endpoint as anybody."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from urllib.parse import urljoin

import aiohttp
import numpy as np
from numpy.typing import NDArray

from mcu import clock
from mcu.media import Codec, Encoded, VoicePacket
from mcu.rtc.client import Client, Track
from signaling.bench.player import Conductor, Player
from tests.clips import Rgb, Screen, colour_clip, decode_pictures, decode_sound, rgb, tone

FPS = 25
HEARD_PACKETS = 400
"""Packets kept: 8 s of sound."""
UNSEEN_FRAMES = 1500
"""Frames kept until somebody looks: a minute."""


class CheapPoint(Player):
    """Sends one colour and one tone over and over, and keeps what it was sent lately.

    With `content` it takes what is shared, and can `share` a page itself.
    """

    def __init__(
        self,
        url: str,
        meeting: str,
        token: str,
        colour: str,
        hz: int,
        loud: float,
        *,
        content: bool = False,
    ):
        super().__init__(colour_clip(colour, seconds=2), tone(hz, 2, loud))
        self.client = Client(handler=self, video=Codec.VP8, content=Codec.VP8 if content else None)
        self.closed: str | None = None
        """Why the session ended, None while it lives."""
        self.pictures = 0
        """Mixed pictures that came."""
        self._endpoint = f"{url}/media/{meeting}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._resource = ""
        self._heard: deque[VoicePacket] = deque(maxlen=HEARD_PACKETS)
        self._unseen: deque[Encoded] = deque(maxlen=UNSEEN_FRAMES)
        self._screen = Screen(Codec.VP8)
        self._looking = asyncio.Lock()
        self._shown: Rgb | None = None
        self._sheet: Encoded | None = None  # that it shares
        self._page: Encoded | None = None  # that it is shown

    async def join(self) -> None:
        """Offer, take the answer, connect; raises what went wrong."""
        headers = self._headers | {"Content-Type": "application/sdp"}
        offer = self.client.offer()
        async with (
            aiohttp.ClientSession() as http,
            http.post(self._endpoint, data=offer, headers=headers) as response,
        ):
            answer = await response.text()
            assert response.status == 201, answer
            self._resource = urljoin(self._endpoint, response.headers["Location"])
        await self.client.answer(answer)

    async def leave(self) -> None:
        """Leave as PROTOCOL.md says."""
        async with (
            aiohttp.ClientSession() as http,
            http.delete(self._resource, headers=self._headers) as response,
        ):
            assert response.status == 200, await response.text()
        await self.client.close()

    def on_closed(self, reason: str) -> None:
        self.closed = reason

    def on_voice(self, packet: VoicePacket) -> None:
        self._heard.append(packet)

    def on_keyframe_request(self, track: Track) -> None:
        if track is Track.CAMERA:
            super().on_keyframe_request(track)
        elif self._sheet is not None:
            self.share(self._sheet)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        if track is Track.CONTENT:
            self._page = frame if frame.keyframe else self._page
            return
        if frame.keyframe:
            self._unseen.clear()
        self._unseen.append(frame)
        self.pictures += 1

    async def picture(self) -> Rgb | None:
        """Return the newest mixed picture; None before the first, and after too long a pause."""
        async with self._looking:
            frames = list(self._unseen)
            if len(frames) == UNSEEN_FRAMES and not frames[0].keyframe:
                if (channel := self.client._channel) is not None:
                    channel.streams.request_keyframe(Track.CAMERA, clock.now())
                return None
            self._unseen.clear()
            if frames:
                # In a thread: whoever holds up the loop holds up the points that play on it.
                self._shown = await asyncio.to_thread(self._look, frames)
            return self._shown

    def _look(self, frames: Sequence[Encoded]) -> Rgb:
        return rgb(self._screen.show(frames)[-1])

    def share(self, page: Encoded) -> None:
        """Send a page, which is one keyframe, and again when the server wants it."""
        assert self.client.content is not None
        self._sheet = page
        self.client.content.deliver(Encoded(page.codec, page.data, clock.now(), keyframe=True))

    async def page(self) -> Rgb | None:
        """Return the page that was shared last; None before the first."""
        if self._page is None:
            return None
        (page,) = await asyncio.to_thread(decode_pictures, [self._page])
        return page

    def sound(self, seconds: float) -> NDArray[np.float64]:
        """Return the newest mixed sound, −1…1 at 48 kHz."""
        newest = sorted(self._heard, key=lambda packet: packet.sequence)[-round(seconds * 50) :]
        packets = [Encoded(Codec.OPUS, packet.payload, packet.arrived) for packet in newest]
        return decode_sound(packets).astype(np.float64) / 32768


@asynccontextmanager
async def playing(points: Sequence[CheapPoint]) -> AsyncIterator[None]:
    """Join the points and play until the end of the block."""
    conductor = Conductor(FPS)
    for point in points:
        await point.join()
        conductor.add(point)
    task = asyncio.create_task(conductor.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for point in points:
            await point.client.close()
