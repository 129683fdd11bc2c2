"""Who gets which stream of Opus packets, and how a listener changes from one to another unheard.

All whose own voice is not in the mix share one encode. Who is in the mix has an encode of his own,
without himself. A listener's decoder predicts each frame from the last, so packets of another
encoder would be heard as a short blur. Therefore:

- **shared → own** (he begins to speak): his encoder takes over the shared encoder's state, before
  it encodes anything. His decoder cannot tell the two apart.
- **own → shared** (he has been silent): his encoder is kept for `HOLD` after his voice has left
  the mix. In that time both encode the same sound and forget their differences: what he then hears
  differs by the codec's own noise. Where nobody shared, the shared encoder takes over his state.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.audio.mix import levels, limit
from mcu.audio.opus import Encoder
from mcu.media import Codec, Encoded

HOLD: Final = 15
"""Ticks (300 ms) of an own encode after the own voice has left the mix; 5 would do to converge."""

FEC_FROM: Final = 6
"""Percent: at our bitrate libopus adds FEC only when told to expect at least so much loss."""


class Stream:
    """One encoder and the limiter's gain before it."""

    __slots__ = ("encoder", "gain", "rest")

    def __init__(self) -> None:
        self.encoder = Encoder()
        self.gain = 1.0
        self.rest = 0  # ticks since the own voice was in the mix

    def become(self, other: "Stream") -> None:
        """Go on exactly where another stream is."""
        self.encoder.become(other.encoder)
        self.gain = other.gain
        self.rest = 0


class Streams:
    """The shared stream and those of the members who are heard."""

    def __init__(self) -> None:
        self.shared = Stream()
        self.own: dict[str, Stream] = {}
        self.sharing = False
        """Whether anybody gets the shared stream this tick."""
        self._spare: list[Stream] = []

    def assign(self, heard: Collection[str], listening: Collection[str | None]) -> None:
        """Decide for one tick, given who is in the mix and who listens (None: somebody else)."""
        for member in heard:
            if member not in self.own and member in listening:
                self.own[member] = stream = self._spare.pop() if self._spare else Stream()
                stream.become(self.shared)
        shared = self.sharing
        for member in list(self.own):
            stream = self.own[member]
            stream.rest = 0 if member in heard else stream.rest + 1
            if stream.rest > HOLD or member not in listening:
                self._spare.append(self.own.pop(member))
                if not shared and member in listening:
                    self.shared.become(stream)
                    shared = True
        self.sharing = any(member not in self.own for member in listening)


def encode(
    mixes: NDArray[np.int32], streams: list[Stream], pts: int, packet_loss: int
) -> list[Encoded]:
    """Limit and encode row i of (k, 960) with stream i; k > 0.

    `packet_loss`: percent to protect against by FEC, which costs bits and a third more time.
    """
    gains = np.array([one.gain for one in streams], np.float32)
    pcm, gains = limit(mixes, gains)
    packets = []
    for stream, sound, gain, level in zip(streams, pcm, gains, levels(pcm), strict=True):
        stream.gain = float(gain)
        stream.encoder.packet_loss = max(packet_loss, FEC_FROM) if packet_loss else 0
        packets.append(Encoded(Codec.OPUS, stream.encoder.encode(sound), pts, level=level))
    return packets
