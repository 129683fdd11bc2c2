"""What a member is to send: what its tile shows, and no more. Pure.

A picture that comes in the size of its tile is copied: nothing of it is lost, and it costs a third
less than one of the next usual size, which has more to decode and is scaled. But each change of
size costs the sender a keyframe. Much more is asked for at once, because somebody looks at it; much
less after a while, because what was just there is often wanted again; a little more or less after a
longer while. So a picture is never smaller than its tile by more than `STRETCH`, and never by
anything for long.
"""

from math import ceil
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S
from mcu.messages import Ask
from mcu.video import ladder
from mcu.video.layout import SIDES

NEVER: Final = 1 << 63
"""A time (ns) that does not come."""

LAZY: Final = 2 * NS_PER_S
"""Nanoseconds for which much less must be needed before less is asked for: several points that come
together, or an operator who looks at a page and goes back, change nothing."""

MUCH: Final = 0.5
"""A picture of which at most this part of the pixels is needed is much too large."""

PATIENCE: Final = 4 * NS_PER_S
"""Nanoseconds for which another size must be needed, where what comes is nearly right. While many
come one after another, tiles become a little smaller with every few of them."""

STRETCH: Final = 1.3
"""How far a picture may be enlarged in its tile for that long. A tile of the next larger grid is
wider by a quarter at most: nobody sees that from where people sit."""

CAMERA: Final = 16, 9
"""The shape of most cameras' pictures, and of all tiles but a pair and those drawn."""

NEARLY: Final = 4
"""Pixels by which a tile may be wider than such a picture, or less wide, and is filled by it."""


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
"""Which rates suit sizes up to these: so many bits make a talking head clean. What is smaller by a
fifth is as good with as many bits, and 1.5 dB worse with fewer in proportion.

On a canvas of 1280×720 one point alone is asked for 1104×621, up to 4 points are for 544×306, 9 for
352×198, 12 for 288×162, 25 for 208×117."""

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

    def __init__(self, fps: int, spread: int = 0) -> None:
        """Take the canvas's pictures a second, and by how much (ns) to be more patient.

        Members whose tiles change together are not all to send a keyframe at one moment.
        """
        self._fps = fps
        self._spread = spread
        self.asked: Ask | None = None
        """What the member was asked for last."""
        self.due = NEVER
        """When (ns) to judge again although nothing has changed."""
        self._sends = NOTHING

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
        suits = suiting(tile)
        if suits == self._sends:
            self.due = NEVER
        elif self.asked is None or _grown(self._sends, suits) or now >= self.due:
            self._sends, self.due = suits, NEVER
        else:
            less = suits.width * suits.height <= MUCH * self._sends.width * self._sends.height
            self.due = min(self.due, now + (LAZY if less else PATIENCE) + self._spread)
        sends = self._sends != NOTHING
        chosen = PREVIEW if preview and not sends else self._sends
        width, height, fps, bitrate = STILL if thin and sends else chosen
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


def suiting(tile: Tile) -> SizeClass:
    """Return the size that fills a tile, with the rates of the smallest class that holds it.

    A camera's picture of that size covers the tile and is hardly larger: its edge is cut off, and
    in a narrow tile its sides. One of another shape fits into it.
    """
    if tile is None:
        return NOTHING
    width, height = tile
    across, down = CAMERA
    if abs(width * down - height * across) <= NEARLY * down:
        width, height = (
            max(width, ceil(height * across / down)),
            max(height, ceil(width * down / across)),
        )
    elif width * down < height * across:
        # A camera's picture is wider there, and its sides are left out.
        width = min(ceil(height * across / down), ceil(width / (1 - SIDES)))
    most = CLASSES[-1]
    holding = (one for one in CLASSES if one.width >= tile[0] and one.height >= tile[1])
    _, _, fps, bitrate = next(holding, most)
    return SizeClass(min(width, most.width), min(height, most.height), fps, bitrate)


def _grown(sends: SizeClass, suits: SizeClass) -> bool:
    """Whether what is sent would have to be enlarged by more than `STRETCH`."""
    return suits.width > sends.width * STRETCH or suits.height > sends.height * STRETCH
