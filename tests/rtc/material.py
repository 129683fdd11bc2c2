"""Frames and packets for the tests of the RTP endpoints: made, drawn at random, or encoded."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache

import av
import numpy as np
from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.rtc.packet import RtpPacket
from mcu.rtc.payload import FORMATS

MS = 1_000_000

FRAME_NS = 40 * MS
VP8, H264, RTX, VP9 = 96, 98, 97, 100
CODECS = {VP8: Codec.VP8, H264: Codec.H264, VP9: Codec.VP9}
PAYLOAD_TYPES = {codec: payload_type for payload_type, codec in CODECS.items()}
SSRC = 0x11111111
RTX_SSRC = 0x22222222


def vp8_frame(number: int, size: int, *, keyframe: bool) -> bytes:
    """`size` bytes that differ from frame to frame, with VP8's P bit in the first."""
    body = np.random.default_rng(number).bytes(max(size - 1, 0))
    return bytes([0x10 | (not keyframe)]) + body


def vp9_frame(number: int, size: int, *, keyframe: bool) -> bytes:
    """`size` bytes that differ from frame to frame, behind the first of VP9's header."""
    body = np.random.default_rng(number).bytes(max(size - 1, 0))
    return bytes([0x82 | (0 if keyframe else 0x04)]) + body


def nal(kind: int, number: int, size: int) -> bytes:
    """A NAL unit of `size` bytes that holds no start code and does not end in zero."""
    body = np.random.default_rng(number).integers(1, 256, size - 1, dtype=np.uint8)
    return bytes([0x60 | kind]) + body.tobytes()


def annex_b(units: Iterable[bytes]) -> bytes:
    return b"".join(b"\0\0\0\1" + unit for unit in units)


def h264_frame(number: int, size: int, *, keyframe: bool) -> bytes:
    """An access unit with one slice of `size` bytes, an IDR's with its parameter sets."""
    if not keyframe:
        return annex_b([nal(1, number, size)])
    return annex_b([nal(7, number, 12), nal(8, number, 5), nal(5, number, size)])


def frame(codec: Codec, number: int, size: int, *, keyframe: bool) -> Encoded:
    return Encoded(
        codec, _MAKERS[codec](number, size, keyframe=keyframe), number * FRAME_NS, keyframe
    )


_MAKERS = {Codec.VP8: vp8_frame, Codec.H264: h264_frame, Codec.VP9: vp9_frame}


def packets(
    frames: Sequence[Encoded], first: int = 100, timestamp: int = 5000, limit: int = 1200
) -> list[RtpPacket]:
    """The packets of the frames, in order, 3,600 ticks (40 ms) from one frame to the next."""
    made: list[RtpPacket] = []
    for at, one in enumerate(frames):
        payloads = FORMATS[one.codec].packetise(one.data, limit)
        for place, payload in enumerate(payloads):
            made.append(
                RtpPacket(
                    PAYLOAD_TYPES[one.codec],
                    place == len(payloads) - 1,
                    (first + len(made)) & 0xFFFF,
                    (timestamp + at * 3600) & 0xFFFFFFFF,
                    SSRC,
                    payload,
                )
            )
    return made


def rtx(packet: RtpPacket, sequence: int = 0) -> RtpPacket:
    """The packet as a retransmission carries it (RFC 4588, section 4)."""
    return RtpPacket(
        RTX,
        packet.marker,
        sequence,
        packet.timestamp,
        RTX_SSRC,
        packet.sequence.to_bytes(2) + packet.payload,
    )


@st.composite
def streams(draw: st.DrawFn, keyframes: bool = True) -> list[Encoded]:
    """A few frames of one codec, the first a keyframe; later ones too if `keyframes`."""
    codec = draw(st.sampled_from([Codec.VP8, Codec.H264, Codec.VP9]))
    sizes = draw(st.lists(st.integers(2, 400), min_size=1, max_size=12))
    return [
        frame(codec, at, size, keyframe=not at or (keyframes and draw(st.booleans())))
        for at, size in enumerate(sizes)
    ]


def datas(frames: Iterable[Encoded]) -> list[bytes]:
    return [one.data for one in frames]


@cache
def encoded(codec: Codec, count: int = 12, width: int = 320, height: int = 240) -> list[Encoded]:
    """Real frames: noise that moves, with a keyframe in the middle that was asked for."""
    name = {Codec.VP8: "libvpx", Codec.VP9: "libvpx-vp9"}.get(codec, "libx264")
    encoder = av.CodecContext.create(name, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = width, height
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.bit_rate = 2_000_000
    if codec is not Codec.H264:
        encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    else:
        encoder.options = {"preset": "superfast", "tune": "zerolatency", "profile": "baseline"}
    noise = np.random.default_rng(1).integers(0, 256, (height, width * 2), dtype=np.uint8)
    made: list[Encoded] = []
    for at in range(count):
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        planes[:height] = noise[:, at : at + width] // (1 + at % 3)
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture.pts = at
        if at == count // 2:
            picture.pict_type = av.video.frame.PictureType.I
        made += [
            Encoded(codec, bytes(one), at * FRAME_NS, bool(one.is_keyframe))
            for one in encoder.encode(picture)
        ]
    return made
