"""The encoders: libvpx (VP8, VP9) and libx264, set up for a live picture of many small ones.

Measured at 1280×720, 1.5 Mbit/s, one thread, on nine moving pictures (talking head, street,
cartoon), ms a frame and dB of luma PSNR:

    =====================  =====  ======     ====================  =====  ======
    libvpx `cpu-used`      ms     dB         libx264 `preset`      ms     dB
    =====================  =====  ======     ====================  =====  ======
    -4                     11.2   38.3       ultrafast             2.9    34.2
    -6                     5.9    37.9       **superfast**         4.5    37.4
    **-8**                 5.1    37.8       veryfast              8.2    37.9
    -10                    4.8    37.3
    -12                    4.5    36.8
    -16                    3.7    34.1
    8 (libvpx's choice)    11.4   38.3
    =====================  =====  ======     ====================  =====  ======

Below the marked ones quality falls faster than cost.

VP9 is for few bits; `diemcau bench picture` compares all of them, and AV1, at those.
"""

from fractions import Fraction
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from mcu.media import Codec

_VP9_SPEEDS = ((320 * 180, "4"), (640 * 360, "5"), (1 << 32, "7"))
"""Pixels up to which a speed is taken, by growing size."""

_ENDLESS = 1 << 24
"""Group of pictures: keyframes are made when they are asked for, never by count."""

BURST: Final = 0.3
"""Seconds of the bitrate that a keyframe may take: 7.5 frames of 25 a second."""


class Encoder:
    """One encoder; `encode` is called on one thread, with each tick's number once and rising."""

    def __init__(
        self,
        codec: Codec,
        width: int,
        height: int,
        fps: int | Fraction,
        bitrate: int,
        *,
        burst: float = BURST,
    ) -> None:
        if codec is Codec.VP8:
            name, options = _vp8(bitrate, round(100 * burst * fps))
        elif codec is Codec.VP9:
            name, options = _vp9(bitrate, burst, round(100 * burst * fps), width * height)
        else:
            name, options = _h264(bitrate, burst, fps)
        context = av.CodecContext.create(name, "w")
        if not isinstance(context, VideoCodecContext):
            raise TypeError(f"{name} is not an encoder of pictures")
        context.width = width
        context.height = height
        context.pix_fmt = "yuv420p"
        context.time_base = 1 / Fraction(fps)
        context.framerate = Fraction(fps)
        context.bit_rate = bitrate
        context.gop_size = _ENDLESS
        # More threads would save delay but no work, and the canvas has a thread already.
        context.thread_count = 1
        context.colorspace = Colorspace.ITU601
        context.color_range = ColorRange.MPEG
        context.color_primaries = ColorPrimaries.SMPTE170M
        context.color_trc = ColorTrc.SMPTE170M
        context.options = options
        self._context = context

    def encode(self, frame: av.VideoFrame, tick: int, *, keyframe: bool) -> tuple[bytes, bool]:
        """Encode a frame; return its bytes and whether it is a keyframe.

        The frame's memory is free to be painted on again when this returns.
        """
        frame.pts = tick
        frame.time_base = self._context.time_base
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        packets = self._context.encode(frame)
        if len(packets) != 1:
            raise RuntimeError(f"{len(packets)} packets for one frame: the encoder has delay")
        return bytes(packets[0]), packets[0].is_keyframe


def _vp8(bitrate: int, intra: int) -> tuple[str, dict[str, str]]:
    """Settings as libwebrtc has them for one layer (libvpx_vp8_encoder.cc), where not said."""
    return "libvpx", {
        "deadline": "realtime",
        # Negative: this speed, whatever the machine has to do; positive would adapt to load.
        "cpu-used": "-8",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        # Whoever loses a frame asks for a keyframe, so frames may lean on all before them.
        "error-resilient": "0",
        # Skips blocks that hardly change. libwebrtc has 1; 500 takes 9 % less time for a grid of 16
        # pictures and 2 % less for nine, and shows the same (-0.05 to +0.05 dB). 1000 is no faster.
        "static-thresh": "500",
        # Noise is removed, if at all, where it is made: this one costs 1 ms a frame.
        "noise-sensitivity": "0",
        # Minimum = maximum is libvpx's constant bitrate. 0.6 s of buffer as libwebrtc's.
        "minrate": str(bitrate),
        "maxrate": str(bitrate),
        "bufsize": str(bitrate * 6 // 10),
        "undershoot-pct": "100",
        "overshoot-pct": "15",
        "qmin": "2",
        # libwebrtc stops at 56 and drops frames instead; here a busy grid turns softer and goes on.
        "qmax": "63",
        # What a keyframe may take, in percent of a frame's share.
        "max-intra-rate": str(intra),
    }


def _vp9(bitrate: int, burst: float, intra: int, pixels: int) -> tuple[str, dict[str, str]]:
    """Settings as for VP8, but for the speed: it has to earn its cost, and that falls with size.

    Measured on nine pictures, most of them talking heads, with a keyframe every other second:

        ========  ======  ==========  =============  ================  =======
        size      kbit/s  `cpu-used`  ms (VP8)       dB more than VP8  SSIM
        ========  ======  ==========  =============  ================  =======
        320×180   109     4           3.6 (0.5)      1.3               + 0.015
        320×180   109     5           1.6 (0.5)      0.5               + 0.006
        640×360   405     4           8.0 (1.4)      1.4               + 0.011
        640×360   405     5           4.8 (1.4)      0.8               + 0.009
        1280×720  1200    7           9.0 (5.0)      0.9               + 0.006
        ========  ======  ==========  =============  ================  =======

    Without keyframes it is half a dB more. Speeds below 4 are no real-time ones: 30 ms at 180p.
    """
    return "libvpx-vp9", {
        "deadline": "realtime",
        "cpu-used": next(speed for most, speed in _VP9_SPEEDS if pixels <= most),
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "error-resilient": "0",
        # Bits go where they were lacking, a little in each frame (cyclic refresh, as libwebrtc).
        "aq-mode": "3",
        "minrate": str(bitrate),
        "maxrate": str(bitrate),
        "bufsize": str(bitrate * 6 // 10),
        # The first keyframe takes half of what the buffer holds at the beginning, and none later.
        "rc_init_occupancy": str(round(bitrate * burst)),
        "undershoot-pct": "100",
        "overshoot-pct": "15",
        "qmin": "2",
        "qmax": "63",
        "max-intra-rate": str(intra),
    }


def _h264(bitrate: int, burst: float, fps: int | Fraction) -> tuple[str, dict[str, str]]:
    """Constrained Baseline, which every browser receives (RFC 7742, section 6.2)."""
    kbit = bitrate // 1000
    parameters = {
        # No delay: one slice and one thread a frame, no lookahead, no B-frames (zerolatency).
        "threads": 1,
        "sliced-threads": 0,
        # Keyframes are ours to give, also when all pictures change at once.
        "scenecut": 0,
        "keyint": "infinite",
        # At most a quarter of a second of buffer: a keyframe is 25–45 kB at 1.5 Mbit/s, at the
        # price of 0.1 dB against 0.6 s; with that they reach 50 kB and stall a line that just fits.
        "vbv-maxrate": kbit,
        # Where pictures are rare, two of them at least.
        "vbv-bufsize": round(kbit * min(burst, max(0.25, float(2 / fps)))),
    }
    return "libx264", {
        "preset": "superfast",
        "tune": "zerolatency",
        "profile": "baseline",
        # A keyframe that one asks for is an IDR with its parameter sets: joiners start from it.
        "forced-idr": "1",
        "x264-params": ":".join(f"{key}={value}" for key, value in parameters.items()),
    }
