"""A lively picture to many, sent over a while: everybody can decode all that he is sent."""

import asyncio
import logging
import time
from contextlib import AsyncExitStack, suppress
from itertools import pairwise

import av
import numpy as np
import pytest
from aiortc import MediaStreamTrack, RTCPeerConnection
from aiortc.mediastreams import MediaStreamError

from mcu import clock
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.messages import MemberKind
from mcu.rtc.handler import Track
from mcu.rtc.payload import payloads
from mcu.rtc.session import Session
from mcu.rtc.tail import LARGE
from mcu.video.encoder import Encoder
from tests.patience import PATIENCE
from tests.rtc.crowd import MANY
from tests.rtc.ends import Ends, calling, listening
from tests.rtc.stock import joined, on_loopback

WIDTH, HEIGHT, FPS = 640, 360, 25
PICTURES, PAGE = 200, 25
JOINS = (60, 130)
"""Pictures before which one more comes in."""

HELD_UP = 7
"""After so many pictures the event loop does something else for long, and is behind in sending."""


class Stage:
    """An encoder whose keyframes are made when somebody needs one, and all that it has made."""

    def __init__(self) -> None:
        self.made: list[Encoded] = []
        self.out = Fanout(self._wish)
        self._wished = False
        self._encoder = Encoder(Codec.VP8, WIDTH, HEIGHT, FPS, 3_000_000, burst=1.0)
        self._random = np.random.default_rng(1)
        self._pages = self._random.integers(0, 256, (4, HEIGHT, WIDTH), np.uint8)

    def _wish(self) -> None:
        self._wished = True

    def add(self, session: Session) -> None:
        assert session.video is not None
        self.out.subscribe(session.video)

    def show(self) -> None:
        """Make one more picture, of the next page now and then, and send it."""
        at = len(self.made)
        page = self._pages[at // PAGE % len(self._pages)]
        planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        planes[:HEIGHT] = page // 2
        planes[:64, :64] = self._random.integers(0, 256, (64, 64), np.uint8)  # no two are the same
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        data, keyframe = self._encoder.encode(picture, at, keyframe=self._wished)
        self._wished = False
        self.made.append(Encoded(Codec.VP8, data, clock.now(), keyframe))
        self.out.publish(self.made[-1])


async def decode_all(track: MediaStreamTrack, shown: list[int | None]) -> None:
    """Have the stock peer decode all that it gets, to the end; `shown` is the times of pictures."""
    with suppress(MediaStreamError):
        while True:
            shown.append((await track.recv()).pts)


def newest(ends: Ends) -> bytes | None:
    """The last picture that has come."""
    frames = ends.near.frames[Track.CAMERA]
    return frames[-1].data if frames else None


@pytest.mark.alone
async def test_all_can_decode_all_that_they_are_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    on_loopback(monkeypatch)
    caplog.set_level(logging.WARNING)
    stage = Stage()
    every: list[Ends] = []
    async with listening() as port, AsyncExitStack() as stack:

        async def come() -> None:
            every.append(await stack.enter_async_context(calling(port)))
            stage.add(every[-1].session)

        for _ in range(MANY + 1):
            await come()
        peer = RTCPeerConnection()
        peer.addTransceiver("video", direction="recvonly")
        session, _ = await stack.enter_async_context(joined(port, peer, MemberKind.VIEWER))
        stage.add(session)
        receiver = peer.getTransceivers()[0].receiver
        shown: list[int | None] = []
        watching = asyncio.create_task(decode_all(receiver.track, shown))
        for number in range(PICTURES):
            if number in JOINS:
                await come()
            stage.show()
            if number % HELD_UP == 0:
                time.sleep(0.03)  # noqa: ASYNC251 - as a busy machine does
            await asyncio.sleep(0.005)
        async with asyncio.timeout(PATIENCE):
            while len(shown) <= PICTURES // 2:  # on a busy machine it is behind, and loses some
                stage.show()
                await asyncio.sleep(0.02)
        last = stage.made[-1].data
        for ends in every:
            await ends.near.until(lambda: newest(ends) == last)  # noqa: B023 - waited for at once
        lost = sum(getattr(one, "packetsLost", 0) for one in (await receiver.getStats()).values())
    await watching
    assert sum(len(payloads(one)) > LARGE for one in stage.made) > PICTURES // PAGE
    assert len(every) == MANY + 1 + len(JOINS)
    made = {one.data: at for at, one in enumerate(stage.made)}
    for ends in every:
        frames = ends.near.frames[Track.CAMERA]
        places = [made[one.data] for one in frames]
        assert frames[0].keyframe
        assert all(
            b == a + 1 or (b > a and frames[n].keyframe)
            for n, (a, b) in enumerate(pairwise(places), 1)
        ), places
    decoder = av.VideoCodecContext.create("vp8", "r")
    for one in stage.made:
        decoder.decode(av.Packet(one.data))
    # Where its socket was full, the stock peer decodes what has come of a picture.
    assert lost or not [one for one in caplog.records if "decode" in one.getMessage()]
