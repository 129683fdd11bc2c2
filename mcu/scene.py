"""What the control plane wants to be seen: who is where on the canvas, and what is written on it.

Plain data, as in `mcu.messages`. Moments are seconds of Unix time, because they are those of the
wall clocks that people look at; all else in the media plane is monotonic.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations
from typing import Final

from mcu.messages import Message, Plate


class Layout(StrEnum):
    """How tiles are arranged. *Main* tiles are large; the others have a page of smaller ones."""

    AUTO = "auto"
    """Who is on air large with a strip to the right, all in a grid while nobody is."""

    GRID = "grid"
    """All in tiles of one size."""

    SIDE = "side"
    """Main tiles (one at least), and a strip to their right; three have the others as `THREE`."""

    BOTTOM = "bottom"
    """One main tile, and a strip of one row under it."""

    TWO = "two"
    """Two main tiles beside each other, of 4:3 so as to be large, and nobody else."""

    THREE = "three"
    """Three main tiles, and the others small in the fourth corner."""

    LECTURE = "lecture"
    """One alone, under the header."""

    FULL = "full"
    """One, on the whole canvas."""

    PIP = "pip"
    """One on the whole canvas, and another one small in its corner."""

    CONTENT_SPEAKER = "content_speaker"
    """Where content and people are in one picture, both of them; the people's own picture is as in
    `LECTURE`."""

    CONTENT_STRIP = "content_strip"
    """Where content and people are in one picture, a strip of them; the people's own picture is as
    in `SIDE`."""

    CUSTOM = "custom"
    """The boxes of the scene."""


class Part(StrEnum):
    """Who is in a box of one's own layout."""

    MAIN = "main"
    """One of the main members, in their order."""

    SEAT = "seat"
    """One of the others, page by page."""

    CONTENT = "content"
    """What is shared, where content and people are in one picture."""


UNITS_ACROSS: Final = 160
UNITS_DOWN: Final = 90
"""The canvas in units, of 8 pixels on 720 lines: boxes drawn in them are even and alike in every
size, and 16 by 9 of them are the shape of a camera's picture."""

LEAST_WIDTH: Final = 16
LEAST_HEIGHT: Final = 9
"""A smaller box has no room for a name of 18 pixels."""

MOST_BOXES: Final = 25
"""As many as a grid has tiles."""

SAFE_LEFT: Final = 6
SAFE_TOP: Final = 3
SAFE_TOP_BELOW_HEADER: Final = 8
SAFE_BOTTOM: Final = 87
"""Units within which boxes lie, for TV sets that crop. The right edge is as far in as the left."""


class Box(Message, frozen=True, kw_only=True):
    """A rectangle of one's own layout in units of the canvas. `over`: it may lie over others.

    Tiles are half a unit smaller on each side, so that boxes which touch have a gap between them.
    """

    x: int
    y: int
    w: int
    h: int
    part: Part = Part.SEAT
    over: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is the canvas from edge to edge."""
        return (self.x, self.y, self.w, self.h) == (0, 0, UNITS_ACROSS, UNITS_DOWN)

    def meets(self, other: "Box") -> bool:
        """Whether both have some of the canvas in common."""
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h


class Flaw(StrEnum):
    """Why boxes make no layout."""

    COUNT = "count"
    """None, or more than there may be, or content more than once."""

    SMALL = "small"
    OUTSIDE = "outside"
    """Beyond the safe area; only a box of the whole canvas may be."""

    OVERLAP = "overlap"
    """Two boxes meet of which the later is not `over`."""


def flaw(boxes: Sequence[Box], *, header: bool) -> Flaw | None:
    """Return what is wrong with a layout of one's own; None where nothing is."""
    contents = sum(box.part is Part.CONTENT for box in boxes)
    if not 1 <= len(boxes) <= MOST_BOXES or contents > 1 or contents == len(boxes):
        return Flaw.COUNT
    top = SAFE_TOP_BELOW_HEADER if header else SAFE_TOP
    for box in boxes:
        if box.w < LEAST_WIDTH or box.h < LEAST_HEIGHT:
            return Flaw.SMALL
        across = box.x >= SAFE_LEFT and box.x + box.w <= UNITS_ACROSS - SAFE_LEFT
        if not box.whole and not (across and top <= box.y and box.y + box.h <= SAFE_BOTTOM):
            return Flaw.OUTSIDE
    if any(below.meets(box) and not box.over for below, box in combinations(boxes, 2)):
        return Flaw.OVERLAP
    return None


class Pinned(Message, frozen=True, kw_only=True):
    """A member whose seat is kept, with the name that stands there while it is not in."""

    member: str
    plate: Plate


class Scene(Message, frozen=True, kw_only=True):
    """What is on the canvas, and who sits where.

    `main` are large, in this order. Main places that they leave free are for those `on_air`, then,
    with `voice`, for who speaks, then for the first of the others. Those `on_air` are framed and
    labelled wherever they sit. The others are seated in the `order` that is given, then as they
    joined; `pinned` ones come first and are on every page, here or not. Those `hidden` are in no
    place at all. A page stays for `dwell`
    seconds (None: as long as suits the layout, 0: until it is turned); `turn` counts the pages
    turned by hand. `fade`: one scene goes over into the next instead of being cut. `even`: exposure
    and white balance of the pictures are brought nearer to each other.
    """

    layout: Layout = Layout.AUTO
    boxes: tuple[Box, ...] = ()
    main: tuple[str, ...] = ()
    on_air: tuple[str, ...] = ()
    voice: bool = False
    pinned: tuple[Pinned, ...] = ()
    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    dwell: int | None = None
    turn: int = 0
    fade: bool = True
    plates: bool = True
    header: bool = True
    ticker: str = ""
    even: bool = False


class View(Message, frozen=True, kw_only=True):
    """A scene that some members see in place of the one that everybody sees."""

    name: str
    members: tuple[str, ...]
    scene: Scene


class Countdown(Message, frozen=True, kw_only=True):
    """The time left until a moment, large; `text` says what comes then."""

    until: float
    text: str = "Hội nghị bắt đầu sau"


class Timer(Message, frozen=True, kw_only=True):
    """How long a member may still speak: until a moment, or, as its clock stands, `left` seconds.

    In the last `warning` seconds it is amber, beyond its end red.
    """

    member: str
    until: float | None = None
    left: float = 0.0
    warning: float = 30.0


class Bar(Message, frozen=True, kw_only=True):
    """One option of a vote and how many chose it."""

    text: str
    count: int


class Poll(Message, frozen=True, kw_only=True):
    """A vote: while it runs, how many of the `voters` have `voted`, then also the result.

    `bars` is empty until there is a result; `verdict` says in words what it came to.
    """

    question: str
    voted: int
    voters: int
    bars: tuple[Bar, ...] = ()
    verdict: str = ""


class Overlay(Message, frozen=True, kw_only=True):
    """All that is written on the canvas beside names; what is empty or None is not there.

    `hold` hides the people: the meeting has not begun, or rests, as the text says. `hands` are the
    members who have raised one.
    """

    announcement: str = ""
    countdown: Countdown | None = None
    poll: Poll | None = None
    timers: tuple[Timer, ...] = ()
    hold: str = ""
    hands: tuple[str, ...] = ()
