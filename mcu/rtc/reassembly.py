"""Frames from packets: in order, whole, as soon as their last packet is there.

Two states. In step, packets are taken one after another and a frame leaves at its marker. Out of
step, packets are held and searched for the first one of a keyframe, because nothing else can be
decoded. A frame that will not become whole, for whatever reason, leads from the first state to the
second. A keyframe that is held whole leads past all that is missing before it.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S, Unwrapper
from mcu.media import Codec, Encoded
from mcu.rtc.packet import RtpPacket
from mcu.rtc.payload import FORMATS
from mcu.rtc.start import Start

VIDEO_RATE: Final = 90_000
"""Ticks per second of the RTP clock of every video codec."""

WINDOW: Final = 1024
"""Packets that a frame may have, and that are held behind a missing one: 1.2 MB."""

BACKLOG: Final = 256
"""Packets held out of step: a keyframe of 300 kB may wait for its first packet."""

_BEGINNING: Final = -1 << 32  # before every sequence number


class Opened(NamedTuple):
    """A frame that has begun: its payloads in order, up to now, and when it was taken."""

    codec: Codec
    captured: int
    payloads: Sequence[bytes]


class Reassembly:
    """The frames of one stream, from packets by their unwrapped sequence numbers.

    `codecs` are by payload type; packets of other types may be passed only with empty payloads.
    `in_step` is False while only a keyframe can help.
    """

    __slots__ = (
        "_clock",
        "_codecs",
        "_fresh",
        "_held",
        "_next",
        "_parts",
        "_refresh",
        "_timestamp",
        "_top",
        "_type",
        "_whole",
        "in_step",
    )

    def __init__(self, codecs: Mapping[int, Codec]) -> None:
        self._codecs = codecs
        self._clock = Unwrapper(32)
        self._next = _BEGINNING  # the lowest number that is still of use; in step, the next one
        self._top = _BEGINNING  # the highest number that was held
        # The newest keyframe that is held: its first packet, and the one up to which all are there.
        self._fresh = _BEGINNING, _BEGINNING
        self._whole = _BEGINNING  # the first packet of one before it that is held whole
        self._held: dict[int, RtpPacket] = {}
        self._parts: list[bytes] = []  # payloads of the open frame
        self._timestamp = 0  # of the open frame, and so is:
        self._type = -1  # its payload type; if none is open, that of the last one
        self._refresh = True  # no frame may leave before a keyframe
        self.in_step = False

    @property
    def frame_open(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._parts)

    @property
    def opened(self) -> Opened | None:
        """The frame that has begun, None if none has or a keyframe is waited for."""
        if not self._parts or self._refresh:
            return None
        return Opened(self._codecs[self._type], self._captured, self._parts)

    @property
    def keyframe_open(self) -> bool:
        """Whether the keyframe that was waited for is coming in."""
        return self._refresh and bool(self._parts)

    @property
    def hole(self) -> int | None:
        """The packet that all those held are waiting for, None if there is none."""
        return self._next if self._held and self.in_step else None

    @property
    def useful(self) -> int:
        """The lowest packet that is still of use."""
        return self._next

    def put(self, sequence: int, packet: RtpPacket, now: int) -> list[Encoded]:
        """Take one packet; return the frames that it makes whole, with `now` as their time."""
        frames: list[Encoded] = []
        if sequence == self._next and self.in_step:
            self._take(packet, now, frames)
        elif sequence >= self._next:
            self._hold(sequence, packet)
        if self._held:
            self._drain(now, frames)
        return frames

    def skip_hole(self, now: int) -> list[Encoded]:
        """Give up the frame that the hole is in; return those that need it no more."""
        frames: list[Encoded] = []
        self._fall_out(self._next + 1)
        self._drain(now, frames)
        return frames

    def supersede(self, now: int) -> list[Encoded]:
        """Go on with the newest keyframe behind the hole, if all of it is there."""
        frames: list[Encoded] = []
        first = self._fresh[0] if self._holds_newest() else self._whole
        if first > self._next:
            self._fall_out(first)
            self._drain(now, frames)
        return frames

    def _holds_newest(self) -> bool:
        """Whether all packets of the newest keyframe are held."""
        first, stop = self._fresh
        if first not in self._held:
            return False
        timestamp = self._held[first].timestamp
        whole = False
        while not whole and (packet := self._held.get(stop)):
            whole = packet.marker or (bool(packet.payload) and packet.timestamp != timestamp)
            stop += not whole
        self._fresh = first, stop
        return whole

    def _take(self, packet: RtpPacket, now: int, frames: list[Encoded]) -> None:
        """Take the next packet in order. An empty one is padding, sent to probe the line."""
        sequence = self._next
        payload = packet.payload
        if payload:
            if not self._parts:
                if packet.payload_type != self._type:  # another codec, another beginning
                    self._refresh = True
                    self._type = packet.payload_type
                self._timestamp = packet.timestamp
            elif packet.timestamp != self._timestamp or packet.payload_type != self._type:
                self._held[sequence] = packet
                self._top = max(self._top, sequence)
                self._end(now, frames, marked=False)
                return  # if still in step, the packet is the next one that is drained
            elif len(self._parts) == WINDOW:
                self._fall_out(sequence + 1)
                return
            self._parts.append(payload)
        self._next = sequence + 1
        if packet.marker and payload:
            self._end(now, frames, marked=True)

    def _end(self, now: int, frames: list[Encoded], *, marked: bool) -> None:
        """Let the open frame go, or fall out of step if it is not whole or not a beginning."""
        codec = self._codecs[self._type]
        form = FORMATS[codec]
        try:
            data, keyframe = form.join(self._parts)
        except ValueError:
            self._fall_out(self._next)
            return
        if (self._refresh and not keyframe) or (form.MARKER_ENDS_FRAME and not marked):
            self._fall_out(self._next)
            return
        self._parts = []
        self._refresh = False
        frames.append(Encoded(codec, data, now, keyframe, captured=self._captured))

    @property
    def _captured(self) -> int:
        """When the open frame was taken (ns), on its sender's clock."""
        return self._clock.unwrap(self._timestamp) * NS_PER_S // VIDEO_RATE

    def _hold(self, sequence: int, packet: RtpPacket) -> None:
        """Keep a packet that cannot be taken yet, within the bounds."""
        while self.in_step and sequence - self._next >= WINDOW:
            self._fall_out(self._next + 1)
        if not self.in_step and sequence - self._next >= BACKLOG:
            self._drop(sequence - BACKLOG + 1)
        self._held[sequence] = packet
        self._top = max(self._top, sequence)
        # The packet after it may be the first of a keyframe, which only this one shows.
        for one in (sequence, sequence + 1):
            if self._begins_keyframe(one):
                if not self.in_step:
                    self._fall_in(one)
                elif one > self._fresh[0]:
                    self._whole = self._fresh[0] if self._holds_newest() else self._whole
                    self._fresh = one, one
                return

    def _drain(self, now: int, frames: list[Encoded]) -> None:
        """Take held packets for as long as they follow one another."""
        while self.in_step and (packet := self._held.pop(self._next, None)):
            self._take(packet, now, frames)

    def _fall_out(self, first: int) -> None:
        """Drop the open frame and all before packet `first`; go on with a keyframe that is held."""
        self.in_step = False
        self._refresh = True
        self._parts = []
        self._drop(first)
        for sequence in range(first, self._top + 1 if self._held else first):
            if self._begins_keyframe(sequence):
                self._fall_in(sequence)
                return

    def _fall_in(self, sequence: int) -> None:
        """Be in step from this packet on, the first of a keyframe."""
        self._drop(sequence)
        self.in_step = True

    def _begins_keyframe(self, sequence: int) -> bool:
        """Whether a packet is held and the first of a keyframe."""
        packet = self._held.get(sequence)
        if packet is None or not packet.payload:
            return False
        start = FORMATS[self._codecs[packet.payload_type]].start(packet.payload)
        if start is Start.IF_FIRST:
            before = self._held.get(sequence - 1)
            return before is not None and before.timestamp != packet.timestamp
        return start is Start.YES

    def _drop(self, below: int) -> None:
        """Forget all packets before `below`."""
        if below - self._next <= len(self._held):
            for sequence in range(self._next, below):
                self._held.pop(sequence, None)
        else:
            self._held = {one: kept for one, kept in self._held.items() if one >= below}
        self._next = below
