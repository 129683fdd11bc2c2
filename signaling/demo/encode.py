"""Clips encoded once, so that sending them costs packets only."""

from collections.abc import Iterable
from fractions import Fraction
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from mcu.audio.opus import BITRATE, Encoder
from mcu.clock import NS_PER_S
from mcu.media import TICK_NS, TICK_SAMPLES, Codec, Encoded, Pcm

I420 = NDArray[np.uint8]
"""A picture with its three planes below each other, shape (height * 3 / 2, width)."""

_CODERS = {
    # What browsers do: real-time VP8; baseline H.264 without delay. Both in one pass on one thread.
    # A keyframe takes what libwebrtc gives one at 25 fps: 7.5 frames' worth, 0.3 s of the bitrate.
    Codec.VP8: (
        "libvpx",
        {
            "deadline": "realtime",
            "cpu-used": "-6",
            "error-resilient": "1",
            "max-intra-rate": "750",
        },
    ),
    Codec.H264: ("libx264", {"preset": "superfast", "tune": "zerolatency", "profile": "baseline"}),
}


def pictures(
    frames: Iterable[I420],
    *,
    codec: Codec,
    fps: int,
    bitrate: int,
    keyframe_every: int = 0,
    quantizers: tuple[int, int] | None = None,
) -> list[Encoded]:
    """Encode pictures of one size; pts from 0 in steps of 1 / `fps`.

    The first frame is a keyframe, and so is each `keyframe_every`-th (0: no other). `quantizers`
    limits the coarseness from below and above, in steps of the codec.
    """
    encoder: av.VideoCodecContext | None = None
    encoded: list[Encoded] = []
    packets: list[av.Packet[av.VideoStream]] = []
    for number, planes in enumerate(frames):
        if encoder is None:
            encoder = _encoder(codec, planes, fps, bitrate, quantizers)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = number
        if keyframe_every and number % keyframe_every == 0:
            frame.pict_type = av.video.frame.PictureType.I
        packets += encoder.encode(frame)
    if encoder:
        packets += encoder.encode(None)
    for packet in packets:
        pts = (packet.pts or 0) * NS_PER_S // fps
        encoded.append(Encoded(codec, bytes(packet), pts, packet.is_keyframe))
    return encoded


def sound(pcm: Pcm, *, bitrate: int = BITRATE, packet_loss: int = 0) -> list[Encoded]:
    """Encode whole ticks of sound as Opus; pts from 0 in steps of 20 ms.

    `packet_loss` is the loss to protect against with FEC, in percent.
    """
    encoder = Encoder(bitrate=bitrate)
    encoder.packet_loss = packet_loss
    ticks = pcm[: pcm.size // TICK_SAMPLES * TICK_SAMPLES].reshape(-1, TICK_SAMPLES)
    return [
        Encoded(Codec.OPUS, encoder.encode(tick), number * TICK_NS, level=level(tick))
        for number, tick in enumerate(np.ascontiguousarray(ticks))
    ]


def level(pcm: Pcm) -> int:
    """Loudness in -dBov, 0…127 (RFC 6464, section 3)."""
    power = float(np.mean(np.square(pcm.astype(np.float64))))
    if power < 1e-3:
        return 127
    return int(np.clip(round(-10 * np.log10(power / 32768.0**2)), 0, 127))


def _encoder(
    codec: Codec, planes: I420, fps: int, bitrate: int, quantizers: tuple[int, int] | None
) -> av.VideoCodecContext:
    name, options = _CODERS[codec]
    encoder = cast(av.VideoCodecContext, av.CodecContext.create(name, "w"))
    encoder.height, encoder.width = planes.shape[0] * 2 // 3, planes.shape[1]
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, fps)
    encoder.framerate = Fraction(fps)
    encoder.bit_rate = bitrate
    encoder.gop_size = 1 << 16
    encoder.thread_count = 1
    if quantizers:
        encoder.qmin, encoder.qmax = quantizers
    encoder.options = options
    return encoder
