"""What a member is to send: what its tile shows, and no more. Pure.

Pictures come in a few classes. A tile that grows a little mostly stays within the class it had, and
nothing new is asked: each change of size costs the sender a keyframe. More is asked for at once,
because somebody looks at it; less only after a while, because what was just there is often wanted
again. So a picture is never smaller than its tile by more than `STRETCH`, which nobody sees.
"""

from typing import Final, NamedTuple

from mcu.clock import NS_PER_S
from mcu.messages import Ask
from mcu.video import ladder

NEVER: Final = 1 << 63
"""A time (ns) that does not come."""

LAZY: Final = 2 * NS_PER_S
"""Nanoseconds for which less must be needed before less is asked for: several points that come
together, or an operator who looks at a page and goes back, change nothing."""

STRETCH: Final = 1.1
"""How far a picture may be enlarged in its tile before more is asked for. Nobody sees that from
where people sit, and a tile at the edge between two classes does not go back and forth."""


class SizeClass(NamedTuple):
    """A size (pixels) with the rate (pictures a second, bits a second) that suits it."""

    width: int
    height: int
    fps: int
    bitrate: int


NOTHING: Final = SizeClass(0, 0, 0, 0)

CLASSES: Final = (
    NOTHING,
    SizeClass(256, 144, 15, 120_000),
    SizeClass(320, 180, 25, 200_000),
    SizeClass(480, 270, 25, 350_000),
    SizeClass(640, 360, 25, 600_000),
    SizeClass(960, 540, 25, 1_000_000),
    SizeClass(1280, 720, 25, 1_800_000),
    SizeClass(1920, 1080, 25, 3_000_000),
)
"""By size. On a canvas of 1280×720 one point alone is asked for 1280×720, up to 4 points are for
640×360, 9 for 480×270, 12 for 320×180, 25 for 256×144. So many bits make a talking head clean."""

SAVING: Final = CLASSES[1]
"""The most that is asked of a member who wants to save: with its sound 150 kbit/s, of 1,800 alone.
Others see it blurred in a large tile, which its people chose when they chose to save."""

STILL: Final = SizeClass(256, 144, 5, 30_000)
"""What fits beside a narrow voice into 100 kbit/s."""

PREVIEW: Final = SizeClass(160, 90, 1, 30_000)
"""For stills of a member who is not on screen: small, and as new as the last second. To decode one
is nearly all that a still costs; with two a second it took 0.0005 core."""

THIN: Final = 120_000
"""Bits per second up that are a sign of a thin line where the line down is one: wide voice and the
least picture of a browser take 90."""

Tile = tuple[int, int] | None
"""Width and height of a tile (pixels); None: nobody sees the member now or soon."""


class Asker:
    """What one member was asked for, and what it shall be asked for next."""

    def __init__(self, fps: int) -> None:
        self.due = NEVER
        """When (ns) to judge again although nothing has changed."""
        self._fps = fps
        self.asked: Ask | None = None
        """What the member was asked for last."""
        self._class = 0
        self._less_at: int | None = None

    def judge(
        self,
        tile: Tile,
        audio: bool,
        now: int,
        *,
        saves: bool = False,
        thin: bool = False,
        preview: bool = False,
    ) -> Ask | None:
        """Return what to ask for; None while the last one stands.

        `audio`: whether the member may be heard, which follows at once both ways. `saves`: it is to
        send little, however large its tile is; `thin`: next to nothing, and a narrow voice.
        `preview`: a little is wanted although there is no tile.
        """
        if tile is not None and saves:
            tile = min(tile[0], SAVING.width), min(tile[1], SAVING.height)
        least = _holding(tile, STRETCH)
        enough = _holding(tile, 1.0)
        if least > self._class or self.asked is None:
            self._class = least
            self._less_at = None
        elif enough >= self._class:
            self._less_at = None
        elif self._less_at is None:
            self._less_at = now + LAZY
        elif now >= self._less_at:
            self._class = enough
            self._less_at = None
        self.due = NEVER if self._less_at is None else self._less_at
        chosen = PREVIEW if preview and not self._class else CLASSES[self._class]
        width, height, fps, bitrate = STILL if thin and self._class else chosen
        ask = Ask(
            width=width,
            height=height,
            fps=min(fps, self._fps),
            bitrate=bitrate,
            audio=audio,
            narrow=thin,
        )
        if ask == self.asked:
            return None
        self.asked = ask
        return ask


class Uplink:
    """Whether a line carries little but a voice on the way up, too.

    The line down is what is known well. Lines are seldom wider on the way up, and where one is,
    what comes shows it: a browser sends as much as it believes to fit.
    """

    def __init__(self) -> None:
        self.thin = False
        """Whether it is so."""
        self.pictures = True
        """Whether any picture fits beside the voice."""

    def judge(self, height: int, bitrate_up: int) -> None:
        """Take the height of the pictures that the line down carries, and what came up it."""
        self.thin = height <= ladder.STILL and (self.thin or bitrate_up < THIN)
        self.pictures = not self.thin or height > 0


def _holding(tile: Tile, stretch: float) -> int:
    """Return the number of the smallest class that fills a tile when enlarged by `stretch`."""
    if tile is None:
        return 0
    width, height = tile
    for number, one in enumerate(CLASSES):
        if one.width * stretch >= width and one.height * stretch >= height:
            return number
    return len(CLASSES) - 1
