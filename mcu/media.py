"""The nouns of the media plane.

One unit of time is used throughout: nanoseconds of the monotonic clock (`mcu.clock`). RTP
timestamps exist only inside `mcu.rtc`, and as a jitter buffer's ordering in `VoicePacket`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48_000
"""Samples per second of all sound inside the mixer."""

TICK_SAMPLES = 960
"""Samples of one audio tick: 20 ms, the Opus frame every browser sends."""

TICK_NS = 20_000_000
"""Nanoseconds of one audio tick."""

Plane = NDArray[np.uint8]
"""One plane of a picture, shape (height, width), values 16…235 (luma) or 16…240 (chroma)."""

Pcm = NDArray[np.int16]
"""Mono sound at `SAMPLE_RATE`, shape (n,)."""


class Codec(StrEnum):
    """A codec by its name in SDP (RFC 8866, section 6.6)."""

    VP8 = "VP8"
    H264 = "H264"
    VP9 = "VP9"
    OPUS = "opus"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in I420 (BT.601, limited range): luma (h, w), chroma (⌈h/2⌉, ⌈w/2⌉).

    The planes are never written to once the picture exists, so it may be shared by threads.
    """

    y: Plane
    u: Plane
    v: Plane
    pts: int

    @property
    def width(self) -> int:
        """Width in luma pixels."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """Height in luma pixels."""
        return int(self.y.shape[0])


class Growing:
    """A frame from the network that is sent on while it still comes in.

    `parts` are the packets that it leaves in, the first ones of all that it will have, the same
    objects for all members; they become more until it is `whole` or `lost`. `pts` is when its
    beginning had come; `captured` and `stamp` are as of `Encoded`.
    """

    __slots__ = ("captured", "codec", "lost", "octets", "parts", "pts", "stamp", "whole")

    def __init__(
        self,
        codec: Codec,
        pts: int,
        parts: Sequence[bytes] = (),
        *,
        captured: int | None = None,
        stamp: int | None = None,
    ) -> None:
        self.codec = codec
        self.pts = pts
        self.captured = captured
        self.stamp = stamp
        self.parts: list[bytes] = []
        self.octets = 0
        self.whole = False
        self.lost = False
        self.grow(parts)

    def grow(self, parts: Sequence[bytes]) -> None:
        """Take more of the frame."""
        self.parts += parts
        self.octets += sum(map(len, parts))

    def end(self, parts: Sequence[bytes]) -> None:
        """Take all that is left of the frame."""
        self.grow(parts)
        self.whole = True


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded frame: an Opus packet, a VP8 or VP9 frame, an H.264 access unit in Annex B.

    `pts` is in nanoseconds on the monotonic clock. `keyframe` is always true for sound. `level` is
    what a client says of the loudness of its voice, as RFC 6464 writes it: 0 (loudest) to 127
    (silence), in -dBov; a mix does not say. `captured` is when a picture from the network was
    taken, in ns on its sender's clock, which has any origin but never goes round; `pts` is then
    when it had arrived. `grown` is what was given of it before it was whole. `stamp` is the time of
    the sound that belongs to it, in the mix; None: that of its `pts`.
    """

    codec: Codec
    data: bytes
    pts: int
    keyframe: bool = True
    level: int = 127
    captured: int | None = None
    grown: Growing | None = None
    stamp: int | None = None


class VoicePacket(NamedTuple):
    """One Opus packet from the network, before the jitter buffer.

    `sequence` and `timestamp` (48 kHz) are unwrapped: they never go round. `arrived` is in
    nanoseconds. `level` is the sender's RFC 6464 level or None where it does not say. A `copy` came
    in a later packet (RFC 2198), in case that the packet itself is lost.
    """

    sequence: int
    timestamp: int
    payload: bytes
    arrived: int
    level: int | None = None
    copy: bool = False


class Sink(Protocol):
    """Whatever consumes encoded frames: a member's RTP stream, the recorder, a broadcast.

    `deliver` is called on the event loop, must not block and must not raise. A sink that is slow
    keeps a bounded queue of its own and says so by returning False: the frame was dropped, and
    the next thing it can use is a keyframe.
    """

    def deliver(self, frame: Encoded) -> bool:
        """Take one frame; False if it could not be taken."""
        ...


class Company(Protocol):
    """Hands a frame to many sinks of one kind at once, for less than one by one.

    A sink that can be served so has it as its `company`, an attribute that others need not have.
    """

    def deliver(self, frame: Encoded, sinks: Sequence[Any]) -> Sequence[bool]:
        """Give each of these sinks the frame; return which of them took it."""
        ...


class Taker(Protocol):
    """Whoever holds a sink."""

    sink: Sink


def deliver_all(frame: Encoded, takers: Sequence[Taker]) -> Sequence[bool]:
    """Give each one's sink a frame, in company where it has one; return which of them took it."""
    sinks = [one.sink for one in takers]
    found: list[Company | None] = [getattr(one, "company", None) for one in sinks]
    first = found[0] if found else None
    if first is not None and found.count(first) == len(found):
        return first.deliver(frame, sinks)
    took = [True] * len(sinks)
    companies: dict[Company, list[int]] = {}
    for place, company in enumerate(found):
        if company is None:
            # Not as it was above: one who has left meanwhile is given nothing.
            took[place] = takers[place].sink.deliver(frame)
        else:
            companies.setdefault(company, []).append(place)
    for company, places in companies.items():
        together = company.deliver(frame, [sinks[place] for place in places])
        for place, taken in zip(places, together, strict=True):
            took[place] = taken
    return took
