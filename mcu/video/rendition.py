"""A rendition: the canvas in one codec and size, encoded once for all, and only while watched."""

from dataclasses import replace
from fractions import Fraction

import av

from mcu.clock import NS_PER_S
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.video.encoder import Encoder
from mcu.video.ladder import Rung

KEYFRAME_INTERVAL_NS = NS_PER_S // 2
"""Keyframes are made at most this often, however many viewers ask: each costs all viewers bits."""

KEYFRAME_MAX_NS = 10 * NS_PER_S
"""A keyframe is made at least this often, asked for or not. It heals a decoder that went wrong
without noticing, lets recordings be sought in, and costs 3 % of the bitrate."""

IDLE_NS = 3 * NS_PER_S
"""An encoder is kept this long when the last viewer has left: reloading a page takes less."""


class KeyframeGate:
    """Decides which frame becomes a keyframe. Requests are coalesced. Times in ns.

    Keyframes are made `least` apart, however many ask, and at least every `most`.
    """

    def __init__(self, least: int = KEYFRAME_INTERVAL_NS, most: int = KEYFRAME_MAX_NS) -> None:
        self._least = least
        self._most = most
        self._wanted = False
        self._last: int | None = None

    def request(self) -> None:
        """Ask for a keyframe; any thread."""
        self._wanted = True

    def opens(self, now: int) -> bool:
        """Whether the frame made now is to be a keyframe."""
        if self._last is None:
            return True
        since = now - self._last
        return since >= self._most or (self._wanted and since >= self._least)

    def reset(self) -> None:
        """Begin anew: a fresh encoder can make nothing else."""
        self._last = None

    def passed(self, now: int) -> None:
        """Note that a keyframe is being made now: it answers all requests made so far."""
        self._wanted = False
        self._last = now


class Rendition:
    """One encoder, of the canvas's size or a smaller one, and those who watch it.

    `encode` runs on the canvas's thread, everything else on the loop. `encoded` and `keyframes`
    count frames.
    """

    def __init__(
        self, codec: Codec, rung: Rung, fps: int, gate: KeyframeGate | None = None
    ) -> None:
        if codec is Codec.OPUS:
            raise ValueError(f"no rendition is made in {codec}")
        self.codec = codec
        self.rung = rung
        self.encoded = 0
        self.keyframes = 0
        self._fps = Fraction(fps, rung.stride)
        self._number = -1
        self._gate = gate or KeyframeGate()
        self._encoder: Encoder | None = None
        self._watched_at = 0
        self.fanout = Fanout(self._gate.request)

    @property
    def idle(self) -> bool:
        """Whether the rendition holds no encoder."""
        return self._encoder is None

    def due(self, tick: int) -> bool:
        """Whether this tick makes a frame; one that was skipped is made up for by the next."""
        return tick // self.rung.stride > self._number

    def take(self, tick: int) -> None:
        """Have a tick that is due make a frame, although another may be being made."""
        self._number = tick // self.rung.stride

    def encode(self, frame: av.VideoFrame, tick: int, pts: int) -> Encoded:
        """Encode a picture of the rung's size at the time `pts` (ns), on a tick that is due."""
        rung = self.rung
        number = tick // rung.stride
        self._number = max(self._number, number)
        encoder = self._encoder
        if encoder is None:
            encoder = self._encoder = Encoder(
                self.codec, rung.width, rung.height, self._fps, rung.bitrate, burst=rung.burst
            )
            self._gate.reset()
        wanted = self._gate.opens(pts)
        if wanted:
            self._gate.passed(pts)
        data, keyframe = encoder.encode(frame, self._moment(number), keyframe=wanted)
        self.encoded += 1
        self.keyframes += keyframe
        return Encoded(self.codec, data, pts, keyframe)

    def _moment(self, _number: int) -> int:
        """When the encoder is told that a picture is taken, in periods; rising.

        Pictures that are left out leave their bits to nobody. Where there is no time for all of
        them, larger ones would take still more: many packets, which are sent over a while.
        """
        return self.encoded

    def resize(self, width: int, height: int) -> None:
        """Make pictures of another size from now on (on the thread that encodes)."""
        if (width, height) != (self.rung.width, self.rung.height):
            self.rung = replace(self.rung, width=width, height=height)
            self.begin_anew()

    def begin_anew(self) -> None:
        """Lean on nothing made so far: a keyframe is next (on the thread that encodes)."""
        self._encoder = None

    def rest(self, now: int) -> None:
        """Free the encoder some time after the last viewer has left."""
        if self.fanout.watched:
            self._watched_at = now
        elif self._encoder is not None and now - self._watched_at >= IDLE_NS:
            self._encoder = None
