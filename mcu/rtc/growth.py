"""Which frame of a stream is coming in, for those who are sent it as it comes. Pure.

A page of text takes a browser a third of a second to send, and as long again to whoever is sent it
only when it is whole. So its packets are sent on in their order as they come. They are cut anew, as
those of every frame: VP8 and VP9 may be cut anywhere, so the beginning of a frame makes the
beginning of its packets. H.264 may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from mcu.media import Codec, Encoded, Growing
from mcu.rtc import vp8, vp9
from mcu.rtc.payload import FORMATS, MAX_PAYLOAD
from mcu.rtc.reassembly import Opened
from mcu.rtc.start import Start

Show = Callable[[list[Encoded], int], None]
"""Takes the frames of a stream that are whole at a time (ns)."""

OnGrowing = Callable[[Growing], None]
"""Takes a frame that has begun to come in."""

FIRST: Final = 12
"""Packets from which a frame is worth it: what is smaller is whole before anybody has looked."""

STEP: Final = 4
"""Packets by which it grows: it is looked at every few milliseconds."""

_BARE: Final[Mapping[Codec, Callable[[bytes], bytes]]] = {
    Codec.VP8: vp8.bare,
    Codec.VP9: vp9.bare,
}


class Incoming(Protocol):
    """A stream that comes in: `mcu.rtc.inbound.VideoInbound`."""

    @property
    def opened(self) -> Opened | None:
        """The frame that is coming in, as far as it has."""
        ...


class Growth:
    """Follows one incoming stream. A keyframe does not grow: who waits for one takes it whole."""

    def __init__(self) -> None:
        self._growing: Growing | None = None
        self._captured = 0
        self._read = 0  # packets of the open frame that are in there:
        self._data = b""

    def settle(self, frames: list[Encoded]) -> None:
        """Take the frames that have just become whole; the one that grew is made to say so."""
        growing = self._growing
        if growing is None:
            return
        for at, frame in enumerate(frames):
            if frame.captured == self._captured:
                growing.end(_cut(frame.codec, frame.data)[len(growing.parts) :])
                frames[at] = replace(frame, grown=growing)
                self._growing = None
                return

    def follow(self, opened: Opened | None, now: int) -> Growing | None:
        """Take what there is of the open frame, after `settle`; return one that begins to grow."""
        growing = self._growing
        if growing is not None and (opened is None or opened.captured != self._captured):
            growing.lost = True
            growing = self._growing = None
        if opened is None:
            return None
        if growing is None:
            return self._begin(opened, now)
        if len(opened.payloads) >= self._read + STEP:
            self._grow(growing, opened)
        return None

    def _begin(self, opened: Opened, now: int) -> Growing | None:
        if len(opened.payloads) < FIRST or opened.codec not in _BARE:
            return None
        if FORMATS[opened.codec].start(opened.payloads[0]) is Start.YES:
            return None
        growing = Growing(opened.codec, now, captured=opened.captured)
        self._captured, self._read, self._data = opened.captured, 0, b""
        if not self._grow(growing, opened):
            return None
        self._growing = growing
        return growing

    def _grow(self, growing: Growing, opened: Opened) -> bool:
        """Cut what has come into packets but for the last, which may become longer."""
        bare = _BARE[opened.codec]
        try:
            self._data += b"".join(map(bare, opened.payloads[self._read :]))
        except ValueError:
            return False  # rubbish: no frame will be made of it
        self._read = len(opened.payloads)
        growing.grow(_cut(opened.codec, self._data)[len(growing.parts) : -1])
        return True


def as_it_grows(show: Show, picture: Incoming, on_growing: OnGrowing | None) -> Show:
    """Return what shows frames as `show` does, and tells of those that have begun to come in."""
    if on_growing is None:
        return show
    growth = Growth()

    def show_growing(whole: list[Encoded], now: int) -> None:
        growth.settle(whole)
        show(whole, now)
        begun = growth.follow(picture.opened, now)
        if begun is not None:
            on_growing(begun)

    return show_growing


def _cut(codec: Codec, data: bytes) -> list[bytes]:
    return FORMATS[codec].packetise(data, MAX_PAYLOAD)
