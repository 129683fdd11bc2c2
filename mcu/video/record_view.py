"""What a record shows while content is shared: the content, large, and people beside it.

Those who take part get content and people as two pictures, each as far as their line carries it.
Whoever opens the file years later has a player that shows one picture, so the record has both in
one, with names, clock and title. It is made only while somebody records and somebody shares.
"""

from collections.abc import Callable, Sequence

import av

from mcu.media import Codec, Picture
from mcu.video.compose import Composer
from mcu.video.label import Header
from mcu.video.ladder import Rung
from mcu.video.layout import Arrangement, beside_content
from mcu.video.rendition import Rendition
from mcu.video.slot import Slot
from mcu.video.tile import Tile
from mcu.video.tiles import NO_PLATE

View = tuple[Header, Arrangement, list[Tile]]
"""Everything that a canvas shows at one moment: one tile for each place."""


class RecordView:
    """The record's picture, of the size and bitrate of the canvas's full one, in H.264.

    Without content it shows the canvas, so the way from one picture to the other never waits.
    `paint` is called on the canvas's thread, all else on the loop.

    Content is scaled linearly, as tiles are: OCR finds the same words in text of 13 pixels on a
    screen of 1920×1080 as after area scaling, which takes eight times as long.
    """

    def __init__(self, rung: Rung, fps: int) -> None:
        self.rendition = Rendition(Codec.H264, rung, fps)
        self.content: Callable[[], Picture | None] = lambda: None
        """Gives the newest picture of the content, of any size; None while there is none."""
        self.presenter: Slot | None = None
        """Whose content it is: he is in the strip whenever his page is shown."""
        self._size = rung.width, rung.height
        self._composer = Composer(rung.width, rung.height)
        self._spoke: dict[Slot, int] = {}

    def gather(
        self, header: Header, seats: Sequence[Slot | None], tiles: Sequence[Tile], now: int
    ) -> View | None:
        """Take down what is to be seen; None without content, or while nobody records it.

        `tiles` are those of the `seats`, which are on the canvas now; None is a seat kept for
        somebody who is not in.
        """
        content = self.content() if self.rendition.fanout.watched else None
        if content is None:
            return None
        here = [(slot, tile) for slot, tile in zip(seats, tiles, strict=True) if slot is not None]
        arrangement = beside_content(len(here), *self._size)
        # A name over the content would hide text; who shares it is in the strip.
        slots, shown = [slot for slot, _ in here], [tile for _, tile in here]
        people = self._choose(slots, shown, len(arrangement.tiles) - 1, now)
        shared = Tile(content, True, None, NO_PLATE, muted=False, speaking=False)
        return header, arrangement, [shared, *people]

    def paint(self, view: View) -> av.VideoFrame:
        """Paint a view and return its frame, the same object each time."""
        return self._composer.compose(*view)

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
