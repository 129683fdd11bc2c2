"""From the monotonic clock to the time of a recording: where zero is, what fills a gap."""

from collections import deque

from mcu.clock import NS_PER_S
from mcu.media import TICK_NS, Codec, Encoded

PATIENCE = NS_PER_S // 2
"""How long the first picture waits for the first sound, which says how the 20 ms grid lies."""

_HELD_SOUND = 50  # frames: more sound than any encoder lags behind with its first picture


class Start:
    """Holds frames back until it is known where the recording begins.

    It begins with the first keyframe. Zero is that frame's pts, moved back by less than 20 ms to
    where a sound frame begins: so sound needs no offset, and only the very first picture
    is shown a moment early. `pictures` are those held, from the keyframe on.
    """

    def __init__(self) -> None:
        self.pictures: list[Encoded] = []
        self._sounds: deque[Encoded] = deque(maxlen=_HELD_SOUND)

    def add(self, frame: Encoded) -> bool:
        """Hold a frame; True once zero can be told. Pictures before the first keyframe go."""
        if frame.codec is Codec.OPUS:
            self._sounds.append(frame)
        elif frame.keyframe or self.pictures:
            self.pictures.append(frame)
        if not self.pictures:
            return False
        waited = self.pictures[-1].pts - self.pictures[0].pts
        return bool(self._sounds) or waited >= PATIENCE

    @property
    def zero(self) -> int:
        """The pts (ns) at which the recording begins; needs a keyframe."""
        first = self.pictures[0].pts
        phase = (first - self._sounds[0].pts) % TICK_NS if self._sounds else 0
        return first - phase

    def held(self) -> list[Encoded]:
        """What was held and belongs to the recording, in order of time."""
        sounds = [frame for frame in self._sounds if frame.pts >= self.zero]
        return sorted([*self.pictures, *sounds], key=lambda frame: frame.pts)


class SoundGrid:
    """The grid of 20 ms on which sound frames lie without gap or overlap.

    Players tell sound by counting samples, not by time stamps: after a gap Chromium would play
    all that follows too early. So a gap is filled with frames of silence, and a frame
    whose place is taken is refused.
    """

    def __init__(self, zero: int) -> None:
        self._next = zero

    @property
    def end(self) -> int:
        """The pts (ns) up to which the grid is filled."""
        return self._next

    def place(self, pts: int) -> int | None:
        """Silent frames needed before a frame of this pts; None if it comes too late.

        A frame takes the place that is nearest to it, so it is never moved by more than 10 ms.
        """
        missing = (pts - self._next + TICK_NS // 2) // TICK_NS
        if missing < 0:
            return None
        self._next += (missing + 1) * TICK_NS
        return missing

    def fill(self, until: int) -> int:
        """Silent frames needed so that all sound before `until` (ns) is there."""
        missing = max(0, (until - self._next) // TICK_NS)
        self._next += missing * TICK_NS
        return missing
