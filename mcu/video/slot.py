"""A member's place on the canvas: its newest picture and everything that is said about it."""

from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import Final, NamedTuple

from mcu import clock
from mcu.media import Encoded, Picture
from mcu.messages import Plate
from mcu.video import tile
from mcu.video.bars import Bars
from mcu.video.decoder import Worker
from mcu.video.intake import Defer, Intake
from mcu.video.light import Light
from mcu.video.planes import copied
from mcu.video.scale import fit
from mcu.video.tile import Tile

Size = tuple[int, int]
"""Width and height in luma pixels."""

NOTICED_NS = 5 * clock.NS_PER_S
"""Time within which a dead line is noticed: it died with the last picture that came in it."""


STILL_NS = 3 * clock.NS_PER_S
"""Time for which somebody who was woken may be shown as last seen, dimmed: it takes a second on a
bad line until the picture moves, and a page that turns is not to be black until then."""

MAX_COMING: Final = 25
"""Pictures that wait to be due; a second's, where less than half of one is ever held back."""

LENT: Final = 2
"""Pictures held back in the memory of their decoder, which uses it again but gives none back: on a
long lossy line ten are, of 640×360 three MiB. On a good line none waits for longer than a tick."""

Fitted = tuple[Picture, Mapping[Size, Picture]]
"""A picture, and the same scaled for each size of tile that shows it."""


class Shown(NamedTuple):
    """How a screen shows a member: the size of its tile, that which it is about to have, and
    whether exposure and white balance are brought nearer to those of others.
    """

    size: Size
    soon: Size | None = None
    even: bool = False


class Slot:
    """Where pictures of one member arrive; screens look in at every tick and never wait.

    However many screens show a member, its pictures are decoded once, as large as the largest wants
    them.

    Everything but `put` is called on the event loop.
    """

    def __init__(
        self,
        plate: Plate,
        worker: Worker,
        request_keyframe: Callable[[], None],
        defer: Defer,
        now: Callable[[], int] = clock.now,
    ) -> None:
        self.plate = plate
        self.why_off = tile.CAMERA_OFF
        """What a tile says while `camera_off`."""
        self.muted = False
        self.speaking = False
        self.worker = worker
        self.intake = Intake(worker, self.put, request_keyframe, defer)
        self._now = now
        self._shown: Fitted | None = None
        self._bars, self._light = Bars(), Light()  # used on the decoder's thread
        # Put in by the decoder's thread, taken out by the loop.
        self._coming: deque[Fitted] = deque(maxlen=MAX_COMING)
        self._arrived: Fitted | None = None  # the newest that was due when it came
        self._still: Picture | None = None
        self._screens: dict[Hashable, Shown] = {}
        # As the screens want it, for the decoder's thread: pictures are scaled as they come.
        self._sizes: tuple[Size, ...] = ()
        self._evened = False
        self._woken = 0
        self._camera_off = False
        self._awake = True
        self._close_up: Size | None = None
        self._previewed = False
        self._connected = False
        self._disconnected_at: int | None = None

    @property
    def connected(self) -> bool:
        """Whether the member has a live media session."""
        return self._connected

    @connected.setter
    def connected(self, connected: bool) -> None:
        if self._connected and not connected:
            now = self._now()
            self.advance(now)
            shown = self._shown
            recent = shown is not None and now - shown[0].pts < NOTICED_NS
            self._disconnected_at = shown[0].pts if shown and recent else now
        self._connected = connected

    @property
    def camera_off(self) -> bool:
        """Whether no picture is to come, as the member has switched his camera off or his line is
        too narrow: nothing of it is decoded or shown.
        """
        return self._camera_off

    @camera_off.setter
    def camera_off(self, off: bool) -> None:
        before = self._open
        self._camera_off = off
        if off:
            self._still = None
        self._opened(before)

    @property
    def awake(self) -> bool:
        """Whether the member is on a screen or soon will be; nobody decodes what nobody sees."""
        return self._awake

    def show(self, screen: Hashable, shown: Shown | None) -> None:
        """Take how a screen shows the member from now on; None is not at all."""
        if self._screens.get(screen) == shown and self._awake == bool(self._screens):
            return
        if shown is None:
            self._screens.pop(screen, None)
        else:
            self._screens[screen] = shown
        on = self._screens.values()
        self._sizes = tuple(dict.fromkeys(one.size for one in on))
        self._evened = any(one.even for one in on)
        self._wake(bool(on))

    def _wake(self, awake: bool) -> None:
        now = self._now()
        self.advance(now)
        before, shown, still = self._open, self._shown, self._still
        self._awake = awake
        self._opened(before)
        if self._open != before:
            self._still = _smallest(shown) if shown else still
            self._woken = now

    @property
    def close_up(self) -> Size | None:
        """Size in which one person looks at the member, on screen or not; None for not at all."""
        return self._close_up

    @close_up.setter
    def close_up(self, size: Size | None) -> None:
        before, self._close_up = self._open, size
        self._opened(before)

    @property
    def previewed(self) -> bool:
        """Whether stills of the member are wanted, on screen or not."""
        return self._previewed

    @previewed.setter
    def previewed(self, previewed: bool) -> None:
        before, self._previewed = self._open, previewed
        self._opened(before)

    @property
    def wanted(self) -> Size | None:
        """Size of the picture that would be of use on the canvas now or soon; None for none."""
        if not self._open or not self._awake:
            return None
        screens = self._screens.values()
        return max((max(one.size, one.soon or one.size) for one in screens), default=None)

    @property
    def settled(self) -> bool:
        """Whether it is known on which screens the member is: they say so at their next tick."""
        return self._awake == bool(self._screens)

    def awaited(self, now: int) -> bool:
        """Whether a picture may be expected that is not there yet."""
        self.advance(now)
        return self._connected and not self._camera_off and self._shown is None

    def newest(self, now: int) -> Picture | None:
        """Return the newest picture as it came; None where no camera is on, or none has come."""
        self.advance(now)
        return self._shown[0] if self._shown and self._connected else None

    def hold(self, now: int) -> int:
        """How much later (ns) pictures are shown than their line allows; 0 when none come."""
        shown = self._shown
        live = self._open and shown is not None and now - shown[0].pts < tile.STALE_NS
        return self.intake.playout.hold if live else 0

    def decode(self, frame: Encoded) -> None:
        """Have a frame of the member's camera decoded; the picture comes to `put`."""
        if self._open:
            self.intake.take(frame)

    def put(self, picture: Picture) -> None:
        """Show a picture from its `pts` on, without black bars; the newest that is due wins.

        Called by one thread at a time.
        """
        picture = self._bars.cut(picture)
        early = picture.pts > self._now()
        if early and len(self._coming) >= LENT:
            picture = copied(picture)
        fitted = {size: fit(picture, *size) for size in self._sizes}
        if self._evened:
            fitted = {size: self._light.even(one) for size, one in fitted.items()}
        if early:
            self._coming.append((picture, fitted))
        elif self._arrived is None or picture.pts >= self._arrived[0].pts:
            # After a stall many come at once, of which the last alone is seen. To keep the others
            # until the loop looks in would cost memory for good: the decoder uses it again, but
            # gives none back.
            self._arrived = picture, fitted

    def clear(self) -> None:
        """Begin anew, without picture or decoder: a new connection takes the seat over."""
        self.intake.reset()
        self._coming.clear()
        self._arrived = self._shown = self._still = None

    def tile(self, now: int, size: Size | None = None) -> Tile:
        """Return what a tile of a size shows at the time `now` (ns).

        The picture has that size if it was expected, else the one that it came in.
        """
        self.advance(now)
        picture = self._picture(size)
        live = True
        notice = None
        if not self._connected:
            picture = None
            since = self._disconnected_at
            notice = tile.CONNECTING if since is None else tile.connection_lost(now - since)
        elif self._camera_off:
            picture = None
            notice = self.why_off
        elif picture is None and now - self._woken < STILL_NS and self._still and self._awake:
            picture = self._still
            live = False
        elif picture is None:
            notice = tile.WAITING
        elif now - picture.pts >= tile.STALE_NS:
            live = False
            notice = tile.picture_lost(now - picture.pts)
        return Tile(
            picture=picture,
            live=live,
            notice=notice,
            plate=self.plate,
            muted=self.muted and self._connected,
            speaking=self.speaking and self._connected and not self.muted,
        )

    def advance(self, now: int) -> None:
        """Go on to the newest picture that is due, and let go of those before it."""
        coming = self._coming
        while coming and coming[0][0].pts <= now:
            self._show(coming.popleft())
        if self._arrived is not None:
            self._show(self._arrived)

    def _show(self, due: Fitted) -> None:
        if self._shown is None or due[0].pts >= self._shown[0].pts:
            self._shown = due

    def _picture(self, size: Size | None) -> Picture | None:
        """Return the picture, scaled if that was done for this size."""
        if self._shown is None:
            return None
        picture, fitted = self._shown
        return picture if size is None else fitted.get(size, picture)

    @property
    def _open(self) -> bool:
        used = self._awake or self._previewed or self._close_up is not None
        return used and not self._camera_off

    def _opened(self, before: bool) -> None:
        """Drop the picture when nobody is to see it, and ask for a fresh one when somebody is."""
        if self._open == before:
            return
        self.clear()
        if self._open and self._connected:
            self.intake.ask(self._now())


def _smallest(shown: Fitted) -> Picture:
    """Return a picture in the least of its sizes: it is to be kept for long."""
    picture, fitted = shown
    return fitted[min(fitted)] if fitted else picture
