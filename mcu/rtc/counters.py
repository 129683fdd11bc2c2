"""What came in over one m-line, counted for the quality of the line."""

from typing import Final, NamedTuple

from mcu.media import Encoded

_FREEZE: Final = 150_000_000  # ns; with the rule below as W3C's webrtc-stats define freezeCount


class InboundCounters(NamedTuple):
    """What has come in since the m-line began, over all streams that it has carried.

    `expected` and `received` count packets before repair, `octets` the headers and payloads of
    all, `frames` what was whole and could be decoded. For sound a frame is a packet.
    `freezes` count how often loss made the picture stand still: a frame came later than three times
    the usual distance, and than 150 ms more than that, and packets had gone missing.
    """

    expected: int = 0
    received: int = 0
    octets: int = 0
    frames: int = 0
    keyframes: int = 0
    freezes: int = 0

    def since(self, earlier: "InboundCounters") -> "InboundCounters":
        """What came in between two readings."""
        return InboundCounters(
            self.expected - earlier.expected,
            self.received - earlier.received,
            self.octets - earlier.octets,
            self.frames - earlier.frames,
            self.keyframes - earlier.keyframes,
            self.freezes - earlier.freezes,
        )

    @property
    def loss(self) -> float:
        """Fraction of the packets that were lost, 0…1, before repair."""
        if self.expected <= 0:
            return 0.0
        # Packets that came late may belong to the interval before.
        return min(max(0.0, 1 - self.received / self.expected), 1.0)


NOTHING: Final = InboundCounters()


class Cadence:
    """Counts frames, keyframes and freezes of one picture."""

    __slots__ = ("_distance", "_last", "frames", "freezes", "keyframes", "troubled")

    def __init__(self) -> None:
        self._last: int | None = None
        self._distance = 0  # ns between frames, the mean of about the last eight
        self.troubled = False  # packets went missing since the last frame
        self.frames = 0
        self.keyframes = 0
        self.freezes = 0

    @property
    def usual(self) -> int:
        """Nanoseconds between frames of late; 0 before the second."""
        return self._distance

    def count(self, frame: Encoded) -> None:
        """Take note of a frame that has become whole at its `pts`."""
        self.frames += 1
        self.keyframes += frame.keyframe
        if self._last is not None:
            distance = frame.pts - self._last
            usual = self._distance
            if self.troubled and distance > max(3 * usual, usual + _FREEZE):
                self.freezes += 1
            self._distance += (distance - usual) // 8
        self._last = frame.pts
        self.troubled = False
