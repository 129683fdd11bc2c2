"""Who gets which stream of Opus packets, and how a listener changes from one to another unheard.

All whose own voice is not in the mix share one encode. Who is in the mix has an encode of his own,
without himself. A listener's decoder predicts each frame from the last, so packets of another
encoder would be heard as a short blur. Therefore:

- **shared → own** (he begins to speak): his encoder takes over the shared encoder's state, before
  it encodes anything. His decoder cannot tell the two apart.
- **own → shared** (he has been silent): his encoder is kept for `HOLD` after his voice has left
  the mix. In that time both encode the same sound and forget their differences: what he then hears
  differs by the codec's own noise. Where nobody shared, his encoder becomes the shared one.

While his own voice is in the mix, what would be `PLAIN` is `OWN`, which is cheaper to encode,
unless his line loses packets. libopus makes that change, and the one back at the beginning of
`HOLD`, within a packet.

There is a shared encode of each rendition that anybody gets. Who is moved from one to another goes
on with the state of the encoder that he comes from if he is the first there, else hears a blur.
"""

from collections.abc import Collection, Set
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.audio.mix import limit
from mcu.audio.opus import Encoder
from mcu.audio.rendition import OWN, PLAIN, Rendition
from mcu.media import Codec, Encoded, Pcm

Audience = Set[tuple[str | None, Rendition]]
"""Who listens, by the member whose own voice has to be left out (None: nobody's), and to what."""

HOLD: Final = 15
"""Ticks (300 ms) of an own encode after the own voice has left the mix; 5 would do to converge."""


class Stream:
    """One encoder, the limiter's gain before it, and the ticks of a packet that is not yet full."""

    __slots__ = ("ducked", "encoder", "gain", "pts", "rendition", "rest", "waiting")

    def __init__(self) -> None:
        self.encoder = Encoder()
        self.rendition = PLAIN
        self._begin()

    def _begin(self) -> None:
        self.gain = 1.0
        self.ducked = 1.0
        self.rest = 0  # ticks since the own voice was in the mix
        self.waiting: list[Pcm] = []
        self.pts = 0

    def reset(self, rendition: Rendition) -> None:
        """Begin anew, for somebody else."""
        self.rendition = rendition
        self.encoder.reset()
        self._begin()

    def become(self, other: "Stream", rendition: Rendition) -> None:
        """Go on exactly where another stream is, with a rendition that may differ from its."""
        self.rendition = rendition
        self.encoder.become(other.encoder)
        self.gain = other.gain
        self.ducked = other.ducked
        self.rest = 0
        same = rendition.ticks == other.rendition.ticks
        self.waiting = other.waiting.copy() if same else []
        self.pts = other.pts

    def duck(self, mix: NDArray[np.int32], gain: float) -> None:
        """Turn a tick of the mix down to a gain, in place; it changes over a tick, unheard."""
        before, self.ducked = self.ducked, gain
        if before != 1 or gain != 1:
            mix[:] = mix * np.linspace(before, gain, len(mix))

    def encode(self, sound: Pcm, pts: int, *, last: bool) -> Encoded | None:
        """Take one tick; return the packet that it completes. `last`: all packets end with it."""
        waiting = self.waiting
        if not waiting:
            self.pts = pts
        waiting.append(sound)
        if len(waiting) < self.rendition.ticks and not last:
            return None
        self.encoder.bitrate = self.rendition.bitrate
        self.encoder.packet_loss = self.rendition.packet_loss
        self.encoder.wideband = self.rendition.wideband
        self.encoder.waveform = self.rendition.waveform
        whole = sound if len(waiting) == 1 else np.concatenate(waiting)
        waiting.clear()
        return Encoded(Codec.OPUS, self.encoder.encode(whole), self.pts)


class Streams:
    """The shared streams, by rendition, and those of the members who are heard."""

    def __init__(self) -> None:
        self.shared: dict[Rendition, Stream] = {}
        self.own: dict[str, Stream] = {}
        self._spare: list[Stream] = []
        self._audience: Audience = frozenset()
        self._listening: dict[str, Rendition] = {}  # by the audience
        self._sharing: tuple[set[str], set[Rendition]] | None = None  # by those who have their own

    def assign(
        self, heard: Collection[str], audience: Audience, lossy: Collection[str] = ()
    ) -> None:
        """Decide for one tick, given who is in the mix and who listens to what.

        Those whose lines are `lossy` get what suits them, and nothing else.
        """
        if audience is not self._audience:
            self._audience = audience
            self._listening = {who: what for who, what in audience if who is not None}
            self._sharing = None
        listening = self._listening
        for member in heard:
            if member in listening and member not in self.own:
                self.own[member] = self._start(listening[member])
        for member, stream in tuple(self.own.items()):
            stream.rest = 0 if member in heard else stream.rest + 1
            if member not in listening:
                self._spare.append(self.own.pop(member))
                continue
            stream.rendition = listening[member]
            if stream.rendition is PLAIN and not stream.rest and member not in lossy:
                stream.rendition = OWN
            if stream.rest > HOLD:
                del self.own[member]
                if stream.rendition in self.shared:
                    self._spare.append(stream)
                else:
                    self.shared[stream.rendition] = stream
        sharing = self._find_sharing()
        for rendition in sharing - self.shared.keys():
            self.shared[rendition] = self._start(rendition)
        for rendition in self.shared.keys() - sharing:
            self._spare.append(self.shared.pop(rendition))

    def _find_sharing(self) -> set[Rendition]:
        """Return what is listened to by those who have no stream of their own."""
        owners = set(self.own)
        if self._sharing is None or self._sharing[0] != owners:
            self._sharing = owners, {what for who, what in self._audience if who not in owners}
        return self._sharing[1]

    def _start(self, rendition: Rendition) -> Stream:
        """Return a stream that goes on where a shared one is: of that rendition, or else any."""
        stream = self._spare.pop() if self._spare else Stream()
        before = self.shared.get(rendition) or next(iter(self.shared.values()), None)
        if before is None:
            stream.reset(rendition)
        else:
            stream.become(before, rendition)
        return stream


def encode(
    mixes: NDArray[np.int32], streams: list[Stream], pts: int, *, last: bool
) -> list[Encoded | None]:
    """Limit and encode row i of (k, 960) with stream i, k > 0; None where a packet is not full.

    `last`: this tick is the last of a `CYCLE`, in which all packets become full.
    """
    gains = np.array([one.gain for one in streams], np.float32)
    pcm, gains = limit(mixes, gains)
    packets = []
    for stream, sound, gain in zip(streams, pcm, gains.tolist(), strict=True):
        stream.gain = gain
        packets.append(stream.encode(sound, pts, last=last))
    return packets
