"""Shared content: one member's picture, at full size, to all the others on a line of its own.

It is forwarded as it was encoded to whoever takes its codec, which costs nothing and loses nothing.
Everybody else, and those whose line does not carry it, get it encoded anew, once for all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, Protocol

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.fanout import Fanout
from mcu.lips import Lips
from mcu.media import Codec, Encoded, Growing
from mcu.video.ladder import Rung

LEAST_BETWEEN_KEYFRAMES: Final = NS_PER_S
"""Nanoseconds between keyframes that the presenter is asked for: one of a full screen of text is
100 to 250 kB, for him as for everybody who watches."""

APART: Final = 1_000_000
"""Nanoseconds by which frames are stamped apart at least. Several come at once when the packet they
waited for has been sent again, and two of one time would be taken for one."""

FORWARDED: Final = 1_000_000
"""Bits per second that a line must have left for what is forwarded. Pages hardly move: it is the
changes from one to the next that take more, for a second."""

FILM: Final = 2_500_000
"""The same for a film of 1280×720: what the pages of rooms send of one at most."""

FILM_HOLD: Final = 80_000_000
"""Nanoseconds by which a film's picture waits for its sound at least, where it is shown: that has
waited for its late packets, been mixed and waits again, which a picture that is forwarded has not.
How much more it is, pages find out by the stamps of both."""

WHOLE: Final = 800_000_000
"""Bits per second at which pages leave to all who watch together: most servers have 1 Gbit/s."""

LOW: Final = 150_000
"""Bits per second of the rendition for poor lines: a page full of small text is there at once,
blurred, and clear after three seconds in VP8 and six in H.264."""

MEDIUM: Final = 500_000
"""Bits per second of a film that is made smaller, for most of the lines that do not carry it."""


class Detail(IntEnum):
    """How much of the content a member is sent, each more than the one before.

    Pages always have their full size, a film always moves.
    """

    NONE = 0
    LOW = 1
    """Pages in few bits: a new one is blurred first."""
    SMALL = 2
    """A film of 180 rows, in as few bits."""
    MEDIUM = 3
    """A film of 360 rows."""
    FULL = 4
    """As it was sent, or pages nearly so in another codec."""


BITRATES: Final = {Detail.LOW: LOW, Detail.SMALL: LOW, Detail.MEDIUM: MEDIUM}
"""Bits per second of what is made anew of the content for lines that do not carry it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a line carries at once: people at a `height` (0: none) and content at a `detail`."""

    height: int
    detail: Detail
    bitrate: int


def steps(ladder: tuple[Rung, ...], *, film: bool = False) -> tuple[Step, ...]:
    """Return the steps of a line while pages or a film are shared, the best first.

    A smaller picture of the people makes room for content first; faces are the first to go, at once
    where they would no longer move: that would make no room to speak of. A film is made smaller
    before that, twice: all look at it, and in the bits of pages it would not move.
    """
    forwarded, least = (FILM, Detail.SMALL) if film else (FORWARDED, Detail.LOW)
    small = [one for one in ladder[1:] if one.moves]
    return (
        *(Step(one.height, Detail.FULL, one.bitrate + forwarded) for one in ladder[:2]),
        *(Step(one.height, Detail.MEDIUM, one.bitrate + MEDIUM) for one in small if film),
        *(Step(one.height, least, one.bitrate + LOW) for one in small[film:]),
        Step(0, least, LOW),
    )


def first_step(steps: tuple[Step, ...], line: int | None) -> int:
    """Return the index of the step to begin with on a line that carries `line` bits per second.

    None: it carries the best picture, and nothing speaks against more. A line that was already too
    narrow for that gets content without getting more bits, as long as people leave any to save.
    """
    if line is None:
        return 0
    if not line:
        return len(steps)
    fitting = (index for index, step in enumerate(steps) if step.bitrate <= line)
    return next(fitting, len(steps) - 1)


class Redrawn(Protocol):
    """What encodes content anew; `mcu.video.redraw.Redraw`."""

    def rendition(self, codec: Codec, detail: Detail) -> Fanout:
        """Return where a rendition is published."""
        ...

    def take(self, frame: Encoded) -> None:
        """Take a frame of the content; only looked at while somebody watches."""

    def reset(self) -> None:
        """Forget the picture: another's content comes from now on."""


class ContentStage:
    """Who presents, and the ways of his content.

    `request_keyframe` asks a member for a keyframe of its content. `on_changed` is called when
    content begins, ends, becomes another's or comes in another codec: then all subscriptions are
    void, and `source` says whether there is anything to subscribe to. `on_film` is called when
    pages become a film or a film pages: what is subscribed to goes on. `heard` says when a member's
    sound is in the mix (ns) that was taken with a frame of its content, by `Encoded.captured`.
    """

    def __init__(
        self,
        redrawn: Redrawn,
        *,
        request_keyframe: Callable[[str], None],
        on_changed: Callable[[], None],
        on_film: Callable[[], None] = lambda: None,
        heard: Callable[[str, int], int | None] = lambda _member, _captured: None,
        now: Callable[[], int] = clock.now,
    ) -> None:
        self.presenter: str | None = None
        self.film = False
        """Whether content is a film, which moves and is heard; else it is pages."""
        self.source: Codec | None = None
        """What the content comes in; None while there is none."""
        self._redrawn = redrawn
        self._request_keyframe = request_keyframe
        self._on_changed = on_changed
        self._on_film = on_film
        self._heard = heard
        self._now = now
        self._forwarded = Fanout(self.request_keyframe, costly=True)
        self._newest = self._keyframe = -LEAST_BETWEEN_KEYFRAMES
        self._wanted = False
        self._growing: Growing | None = None
        self._lips = Lips()
        self._stamp = -LEAST_BETWEEN_KEYFRAMES  # of the newest frame

    def present(self, member: str | None, *, film: bool = False) -> None:
        """Show a member's content from now on, None: nobody's; it may become a `film` later."""
        changed, self.film = film != self.film, film
        if changed:
            self._lips = Lips()
        if member == self.presenter:
            if changed and self.source is not None:
                self._on_film()
            return
        self.presenter = member
        self._lips = Lips()
        self._begin(None)
        if member is not None:
            # He may have begun before we were told to look.
            self._keyframe = self._now() - LEAST_BETWEEN_KEYFRAMES
            self.request_keyframe()

    def put(self, member: str, frame: Encoded) -> None:
        """Take a frame from a member; only the presenter's are shown."""
        if member != self.presenter:
            return
        if frame.codec is not self.source:
            if not frame.keyframe:
                self.request_keyframe()
                return
            self._keyframe = frame.pts  # it answers those who will ask for one as they subscribe
            self._begin(frame.codec)
        if frame.keyframe:
            self._keyframe = frame.pts
            self._wanted = False
        elif self._wanted:
            self.request_keyframe()
        grown = frame.grown
        if grown is not None and grown is self._growing:
            self._growing = None
            frame = replace(frame, pts=grown.pts, stamp=grown.stamp)
        else:
            frame = replace(frame, pts=max(frame.pts, self._newest + APART))
            frame = replace(frame, stamp=self._time(frame))
        self._newest = frame.pts
        self._forwarded.publish(frame)
        self._redrawn.take(frame)

    def begin(self, member: str, frame: Growing) -> None:
        """Take a frame that still comes in: it is forwarded as it comes."""
        if member != self.presenter or frame.codec is not self.source:
            return
        frame.pts = max(frame.pts, self._newest + APART)
        self._newest = frame.pts
        frame.stamp = self._time(frame)
        self._growing = frame
        self._forwarded.begin(frame)

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where content is published in a codec; `height` is a `Detail`.

        So content is a ladder like any other, whose pictures all have the same size.
        """
        detail = Detail.FULL if height is None else Detail(height)
        if codec is self.source and detail is Detail.FULL:
            return self._forwarded
        return self._redrawn.rendition(codec, detail)

    @property
    def hold(self) -> int:
        """Nanoseconds by which content is to be shown later than it comes."""
        return FILM_HOLD if self.film else 0

    @property
    def behind(self) -> int:
        """By how many ns the presenter's sound is mixed before the film's picture has come."""
        return self._lips.behind if self.film else 0

    @property
    def floor(self) -> int:
        """Bits per second at which content leaves at the least; pages at what a line has shown."""
        return 2 * FILM if self.film else 0

    @property
    def pace(self) -> int:
        """Bits per second at which a page may leave for one of those who watch."""
        return WHOLE // max(len(self._forwarded.subscriptions), 1)

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec in which who takes these gets content at a `Detail`, best as it is."""
        as_it_is = height == Detail.FULL and self.source in taken
        return self.source if self.source and as_it_is else taken[0]

    def request_keyframe(self) -> None:
        """Ask the presenter for a keyframe; so soon after one that the wish is kept for later."""
        self._wanted = True
        early = self._now() - self._keyframe < LEAST_BETWEEN_KEYFRAMES
        if self.presenter is not None and not early:
            self._request_keyframe(self.presenter)

    def _time(self, frame: Encoded | Growing) -> int:
        """Return the time in the mix that a frame belongs to; of pages, when it has come."""
        stamp = frame.pts
        if self.film and self.presenter is not None and frame.captured is not None:
            heard = self._heard(self.presenter, frame.captured)
            stamp = self._lips.stamp(frame.captured, frame.pts, heard)
        self._stamp = max(stamp, self._stamp + APART)
        return self._stamp

    def _begin(self, codec: Codec | None) -> None:
        self.source = codec
        if self._growing is not None:
            self._growing.lost = True  # whoever is sent it is not to wait for the rest
            self._growing = None
        self._wanted = False
        self._forwarded = Fanout(self.request_keyframe, costly=True)
        self._redrawn.reset()
        self._on_changed()
