"""Plays a role's clips into a media session, cycle after cycle, on time."""

from collections.abc import Sequence

from mcu.clock import NS_PER_S
from mcu.media import TICK_NS, Encoded, Sink
from signaling.demo import cast
from signaling.demo.clip import Clip
from signaling.demo.pictures import CYCLE, FPS
from signaling.protocol import Ask, PictureAsked

CYCLE_NS = round(CYCLE * NS_PER_S)
PICTURE_NS = NS_PER_S // FPS

ANYTHING = Ask(picture=PictureAsked(width=640, height=360, fps=FPS, kbps=1000), audio=True)
"""What a player takes itself to be asked for before it is asked."""

STALL = NS_PER_S // 2
"""Being late by more than this (ns), a player begins anew instead of catching up."""


class Player:
    """What one point sends. `epoch` (ns) is when the play began, the same for all points.

    A clip begins with its only keyframe. When one is asked for, the clip of listening begins
    anew at once: it differs from whatever is shown by a movement of a few pixels, so the answer is
    immediate and a clip needs no further keyframes, at which its picture would pulse.
    """

    def __init__(self, role: int, epoch: int) -> None:
        self.picture: Sink | None = None
        self.sound: Sink | None = None
        self.asked = ANYTHING
        """What the server can use; pictures are of one size."""
        self._role = role
        self._epoch = epoch
        self._rest: Clip | None = None
        self._talks: dict[int, Clip] = {}
        self._cycle = -1
        self._shown = _Reel((), PICTURE_NS, 0)
        self._heard = _Reel((), TICK_NS, 0)

    def learn(self, rest: Clip) -> None:
        """Take the clip of listening; without it nothing is sent."""
        self._rest = rest

    def learn_sentence(self, number: int, talk: Clip) -> None:
        """Take the clip of a sentence; until then the point listens when its turn comes."""
        self._talks[number] = talk

    def connect(self, picture: Sink | None, sound: Sink | None, now: int) -> None:
        """Send to these sinks from now on; None: no more."""
        self.picture, self.sound = picture, sound
        self.refresh(now)

    def obey(self, ask: Ask) -> None:
        """Send nothing that is not asked for, from now on."""
        self.asked = ask

    def refresh(self, now: int) -> None:
        """Begin with a keyframe, now."""
        if self._rest:
            self._shown = _Reel(self._rest.pictures, PICTURE_NS, now)

    def play(self, now: int) -> None:
        """Send all that is due at `now` (ns of the monotonic clock)."""
        if self._rest is None:
            return
        cycle = (now - self._epoch) // CYCLE_NS
        wish = cast.wish(self._role, cycle)
        if cycle != self._cycle:
            self._cycle = cycle
            self._begin(cycle, self._rest)
        if max(self._shown.late(now), self._heard.late(now)) > STALL:
            self._shown = _Reel(self._rest.pictures, PICTURE_NS, now)
            self._heard = _Reel(self._rest.sounds, TICK_NS, now)
        self._shown.play(now, self.picture if wish.camera and self.asked.picture else None)
        self._heard.play(now, self.sound if self.asked.audio and not wish.muted else None)

    def _begin(self, cycle: int, rest: Clip) -> None:
        """Begin the clip of a cycle where the cycle begins."""
        line = cast.line(cycle)
        clip = rest
        if line is not None and line.role == self._role:
            clip = self._talks.get(line.sentence, rest)
        start = self._epoch + cycle * CYCLE_NS
        self._shown = _Reel(clip.pictures, PICTURE_NS, start)
        self._heard = _Reel(clip.sounds, TICK_NS, start)


class _Reel:
    """Frames to be sent one after another from `start` (ns), `step` apart, over and over."""

    def __init__(self, frames: Sequence[Encoded], step: int, start: int) -> None:
        self._frames = frames
        self._step = step
        self._due = start
        self._next = 0

    def late(self, now: int) -> int:
        """How long (ns) the next frame has been due."""
        return now - self._due if self._frames else 0

    def play(self, now: int, sink: Sink | None) -> None:
        """Send what is due; without a sink it passes unseen."""
        while self._frames and self._due <= now:
            frame = self._frames[self._next]
            if sink is not None:
                sink.deliver(
                    Encoded(frame.codec, frame.data, self._due, frame.keyframe, frame.level)
                )
            self._due += self._step
            self._next = (self._next + 1) % len(self._frames)
