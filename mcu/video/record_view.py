"""Content and people in one picture: the content large, and people beside it.

Most who take part get content and people as two pictures, each as far as their line carries it.
Whoever opens a record years later has a player that shows one picture, and so has who only watches
with a player of his own: they get both in one, with names, clock and title. It is made only while
somebody takes it and somebody shares; who shares never does, so that nobody films himself.
"""

from collections.abc import Callable, Sequence

from mcu.fanout import Fanout
from mcu.media import Codec, Picture
from mcu.scene import Box, Layout, Part, Scene
from mcu.video.canvas import Canvas
from mcu.video.compose import Composer
from mcu.video.label import Header
from mcu.video.ladder import Rung
from mcu.video.layout import Arrangement, Rect, beside_content, letterbox
from mcu.video.layout.content import with_speaker
from mcu.video.layout.forms import ground
from mcu.video.layout.free import drawn
from mcu.video.plates import NO_PLATE
from mcu.video.rendition import Rendition
from mcu.video.slot import Slot
from mcu.video.tile import Tile

View = tuple[Header, Arrangement, list[Tile]]
"""Everything that a canvas shows at one moment: one tile for each place."""


class RecordView:
    """The picture of both, in the sizes and bitrates of the canvas's.

    Without content it shows the canvas, so the way from one picture to the other never waits.
    `paint` is called on the canvas's thread, all else on the loop.

    Content is scaled linearly, as tiles are: OCR finds the same words in text of 13 pixels on a
    screen of 1920×1080 as after area scaling, which takes eight times as long.
    """

    def __init__(self, ladder: Sequence[Rung], fps: int) -> None:
        self.content: Callable[[], Picture | None] = lambda: None
        """Gives the newest picture of the content, of any size; None while there is none."""
        self.pointer: tuple[int, int] | None = None
        """Where somebody points at the content, in ten-thousandths of it."""
        self.place: Rect | None = None
        """Where the content is on the canvas now; None while it is not."""
        self.presenter: Slot | None = None
        """Whose content it is: he is in the strip whenever his page is shown."""
        self._rungs = {rung.height: rung for rung in ladder}
        self._full = ladder[0]
        self._fps = fps
        self._renditions: dict[tuple[Codec, int], Rendition] = {}
        self._size = ladder[0].width, ladder[0].height
        self._composer = Composer(*self._size)
        self._spoke: dict[Slot, int] = {}

    @property
    def made(self) -> tuple[Rendition, ...]:
        """All renditions that were ever asked for."""
        return tuple(self._renditions.values())

    @property
    def watched(self) -> bool:
        """Whether anybody takes both in one."""
        return any(one.fanout.watched for one in self._renditions.values())

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where it is published in a codec and a height; made on first use."""
        rung = self._rungs[height or self._full.height]
        rendition = self._renditions.get((codec, rung.height))
        if rendition is None:
            rendition = Rendition(codec, rung, self._fps)
            self._renditions[codec, rung.height] = rendition
        return rendition.fanout

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec in which who takes these gets a height."""
        return self._rungs[height].codec(taken)

    def gather(
        self, scene: Scene, view: View, seats: Sequence[Slot | None], now: int
    ) -> View | None:
        """Take down what is to be seen; None without content, or while nobody takes both.

        `view` is the canvas now, with its tiles for the `seats`; None is a seat kept for somebody
        who is not in.
        """
        content = self.content() if self.watched else None
        if content is None:
            self.place = None
            return None
        _, _, tiles = view
        here = [(slot, tile) for slot, tile in zip(seats, tiles, strict=True) if slot is not None]
        arrangement = self._arrange(scene, view, len(here))
        self.place = letterbox(content.width, content.height, arrangement.tiles[0])
        places = len(arrangement.tiles) - 1
        if _content_box(scene):
            people = tiles[:places]
        else:
            slots, shown = [slot for slot, _ in here], [tile for _, tile in here]
            people = self._choose(slots, shown, places, now)
        return _header(scene, view), arrangement, [_shared(content, self.pointer), *people]

    def preview(self, scene: Scene, view: View) -> View:
        """Return a view with the content in it, if that scene has a place for it."""
        content = self.content()
        wanted = scene.layout in {Layout.CONTENT_SPEAKER, Layout.CONTENT_STRIP}
        if content is None or not (wanted or _content_box(scene)):
            return view
        arrangement = self._arrange(scene, view, len(view[2]))
        people = view[2][: len(arrangement.tiles) - 1]
        return _header(scene, view), arrangement, [_shared(content, None), *people]

    def paint(self, view: View) -> Canvas:
        """Paint a view and return its canvas, the same object each time."""
        self._composer.compose(*view)
        return self._composer.canvas

    def _arrange(self, scene: Scene, view: View, people: int) -> Arrangement:
        """Return the places of the content, first, and of people."""
        box = _content_box(scene)
        if box is not None:
            arrangement = view[1]
            place = drawn(box, ground(scene, *self._size))
            return arrangement._replace(tiles=(place, *arrangement.tiles))
        if scene.layout is Layout.CONTENT_SPEAKER:
            return with_speaker(people, *self._size)
        return beside_content(people, *self._size)

    def _choose(
        self, seats: Sequence[Slot], tiles: Sequence[Tile], places: int, now: int
    ) -> list[Tile]:
        """Return the presenter and those who spoke last, in the order in which they are seated.

        So nobody moves until somebody speaks who is not there.
        """
        self._spoke = {
            slot: now if tile.speaking else self._spoke.get(slot, 0)
            for slot, tile in zip(seats, tiles, strict=True)
        }

        def rank(number: int) -> tuple[bool, int, int]:
            slot = seats[number]
            return slot is self.presenter, self._spoke[slot], -number

        first = sorted(range(len(seats)), key=rank, reverse=True)[:places]
        return [tiles[number] for number in sorted(first)]


def _content_box(scene: Scene) -> Box | None:
    """Return where an operator has drawn the content."""
    return next((one for one in scene.boxes if one.part is Part.CONTENT), None)


def _header(scene: Scene, view: View) -> Header:
    """Return the header; pages of people would be taken for those of what is shared, and only
    people in drawn boxes are turned.
    """
    return view[0] if _content_box(scene) else view[0]._replace(page=1, pages=1)


def _shared(content: Picture, pointer: tuple[int, int] | None) -> Tile:
    """Return the tile of content: a name over it would hide text; who shares it is beside."""
    tile = Tile(content, True, None, NO_PLATE, muted=False, speaking=False, content=True)
    return tile._replace(pointer=pointer)
