"""A stock aiortc peer, an implementation of its own, joins a port."""

import asyncio
from contextlib import suppress

import av
import pytest
from aiortc import (
    MediaStreamTrack,
    RTCPeerConnection,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack

from mcu import clock
from mcu.media import Codec, Encoded
from mcu.messages import MemberKind
from mcu.rtc.client import Client
from mcu.rtc.handler import Track
from tests.patience import PATIENCE
from tests.rtc.ends import OPUS, Remembering, listening, pictures
from tests.rtc.stock import joined, on_loopback


@pytest.fixture(autouse=True)
def _on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    on_loopback(monkeypatch)


def prefer(transceiver: RTCRtpTransceiver, codec: Codec) -> None:
    known = RTCRtpSender.getCapabilities("video")
    assert known is not None
    transceiver.setCodecPreferences([one for one in known.codecs if one.name == codec.value])


def decoded(frames: list[Encoded], name: str) -> int:
    """How many of the frames a decoder makes pictures of."""
    context = av.CodecContext.create(name, "r")
    assert isinstance(context, av.VideoCodecContext)
    return sum(len(context.decode(av.Packet(one.data))) for one in frames)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
async def test_it_sends(codec: Codec) -> None:
    async with listening() as port:
        peer = RTCPeerConnection()
        peer.addTrack(AudioStreamTrack())
        transceiver = peer.addTransceiver(VideoStreamTrack(), direction="sendonly")
        prefer(transceiver, codec)
        async with joined(port, peer, MemberKind.SOURCE) as (_, far):
            await far.until_frames(5)
            await far.until_voice(5)
            frames = far.frames[Track.CAMERA]
            assert frames[0].keyframe
            assert {one.codec for one in frames} == {codec}
            assert decoded(frames, "vp8" if codec is Codec.VP8 else "h264") >= 4
            assert far.voice[1].timestamp - far.voice[0].timestamp == 960


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
async def test_it_receives(codec: Codec) -> None:
    async with listening() as port:
        peer = RTCPeerConnection()
        tracks: list[MediaStreamTrack] = []
        peer.on("track", tracks.append)
        peer.addTransceiver("audio", direction="recvonly")
        transceiver = peer.addTransceiver("video", direction="recvonly")
        prefer(transceiver, codec)
        async with joined(port, peer, MemberKind.VIEWER) as (session, _):
            assert session.video_codecs[0] is codec
            audio, video = session.audio, session.video
            assert audio is not None
            assert video is not None

            async def play() -> None:
                for frame in pictures(codec) * 20:
                    now = clock.now()
                    video.deliver(Encoded(codec, frame.data, now, frame.keyframe))
                    for number in range(2):
                        audio.deliver(Encoded(Codec.OPUS, OPUS, now + number * 20_000_000))
                    await asyncio.sleep(0.04)

            playing = asyncio.create_task(play())
            async with asyncio.timeout(PATIENCE):
                heard, seen = [one for one in tracks if one.kind == "audio"], tracks[-1]
                samples = await heard[0].recv()
                picture = await seen.recv()
            assert isinstance(samples, av.AudioFrame)
            assert isinstance(picture, av.VideoFrame)
            assert (picture.width, picture.height) == (320, 240)
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing


async def test_a_point_with_a_data_channel_goes_both_ways() -> None:
    """The data channel is rejected, the rest works."""
    async with listening() as port:
        peer = RTCPeerConnection()
        tracks: list[MediaStreamTrack] = []
        peer.on("track", tracks.append)
        peer.createDataChannel("chat")
        peer.addTrack(AudioStreamTrack())
        peer.addTrack(VideoStreamTrack())
        async with joined(port, peer, MemberKind.POINT) as (session, far):
            await far.until_frames(2)
            assert session.video is not None
            session.request_keyframe(Track.CAMERA)
            await far.until(lambda: sum(one.keyframe for one in far.frames[Track.CAMERA]) > 1)


async def test_our_client_calls_a_stock_peer() -> None:
    """A full ICE agent answers our offer: it is controlled, and checks as well."""
    near = Remembering()
    client = Client(handler=near, kind=MemberKind.SOURCE)
    peer = RTCPeerConnection()
    tracks: list[MediaStreamTrack] = []
    peer.on("track", tracks.append)
    await peer.setRemoteDescription(RTCSessionDescription(client.offer(), "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    async with asyncio.timeout(PATIENCE):
        await client.answer(peer.localDescription.sdp)
        for frame in pictures():
            assert client.video is not None
            client.video.deliver(Encoded(frame.codec, frame.data, clock.now(), frame.keyframe))
            await asyncio.sleep(0.01)
        with suppress(MediaStreamError):
            picture = await next(one for one in tracks if one.kind == "video").recv()
            assert isinstance(picture, av.VideoFrame)
            assert picture.width == 320
    await client.close()
    await peer.close()
    assert near.closed == ["closed"]
