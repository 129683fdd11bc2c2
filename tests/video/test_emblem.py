"""The emblem before the title: of the right colours, in its place, sharp on small pictures too."""

import numpy as np
import pytest

from mcu.scene import Overlay
from mcu.video import colour, label
from mcu.video.canvas import Canvas
from mcu.video.colour import Colour
from mcu.video.compose import Composer
from mcu.video.emblem import WIDEST, Emblem
from mcu.video.graphics import Graphics, written
from mcu.video.label import Header
from mcu.video.layout import arrange, even
from mcu.video.reduced import Reduced
from mcu.video.sprite import Sketch
from tests.video.material import colour_at, emblem_png, near, photo

GOLD, RED = colour.colour("#ffd700"), colour.colour("#da251d")
PLACE = arrange(1, 1280, 720).header


def said(emblem: Emblem | None, title: str = "Kỳ họp thứ mười") -> Header:
    return Header(title, "14:05", recording=False, emblem=emblem)


def shown(header: Header) -> Canvas:
    composer = Composer(1280, 720)
    composer.compose(header, arrange(0, 1280, 720), [])
    return composer.canvas


def part(canvas: Canvas, ink: Colour) -> float:
    """How much of the emblem's place has a colour, more or less."""
    x, y, h = (value // 2 for value in (PLACE.x, PLACE.y, PLACE.h))
    place = np.s_[y : y + h, x : x + h]
    close = [
        abs(one[place].astype(int) - n) < 20 for one, n in ((canvas.u, ink.u), (canvas.v, ink.v))
    ]
    return float((close[0] & close[1]).mean())


def test_it_stands_before_the_title_in_its_own_colours() -> None:
    canvas = shown(said(Emblem(emblem_png())))
    wall = photo(canvas)
    middle = PLACE.x + PLACE.h // 2, PLACE.y + PLACE.h // 2
    assert near(colour_at(wall, *middle), GOLD)
    assert near(colour_at(wall, PLACE.x + 8, middle[1]), RED)
    assert near(colour_at(wall, PLACE.x, PLACE.y), colour.CANVAS), "nothing is where it has nothing"
    without = shown(said(None))
    assert part(without, RED) == part(without, GOLD) == 0
    right = np.s_[PLACE.y : PLACE.y + PLACE.h, PLACE.x + PLACE.w // 2 :]
    assert np.array_equal(canvas.y[right], without.y[right]), "clock and marks stay where they are"


def test_it_is_told_apart_on_360_lines() -> None:
    canvas = shown(said(Emblem(emblem_png())))
    small = Canvas(640, 360)
    frame = Reduced(640, 360).of(canvas)
    small.y[:] = frame.to_ndarray()[:360, :640]
    rows = small.y[PLACE.y // 2 : (PLACE.y + PLACE.h) // 2, PLACE.x // 2 : (PLACE.x + PLACE.h) // 2]
    middle = rows[rows.shape[0] // 2].astype(int)
    # Rim, ground, star, ground, rim: bright and dark by turns.
    turns = np.flatnonzero(np.diff((middle > (GOLD.y + RED.y) // 2).astype(int)))
    assert len(turns) >= 4


def test_it_is_drawn_once_and_anew_for_another() -> None:
    emblem = Emblem(emblem_png())
    assert label.header(said(emblem), 1188, 36) is label.header(said(emblem), 1188, 36)
    assert emblem.drawn(36) is emblem.drawn(36)
    composer = Composer(1280, 720)
    pictures = []
    for one in (emblem, emblem, None, Emblem(emblem_png(200))):
        composer.compose(said(one), arrange(0, 1280, 720), [])
        pictures.append(composer.canvas.y.tobytes())
    assert pictures[0] == pictures[1] != pictures[2] != pictures[3]


@pytest.mark.parametrize(("side", "wide"), [(64, 1), (400, 2), (100, WIDEST), (100, 12), (2000, 1)])
def test_any_shape_fits_and_leaves_the_title_its_place(side: int, wide: int) -> None:
    emblem = Emblem(emblem_png(side, wide=wide))
    for height in (18, 36, 54, 116):
        h, w, _ = emblem.drawn(height).shape
        assert (h % 2, w % 2) == (0, 0)
        assert max(h, w / WIDEST) <= height
        assert h >= height - 2 or w >= WIDEST * height - 2
        assert w / h == pytest.approx(wide, rel=0.25) or h == 2
    long = label.header(said(emblem, "Kỳ họp thứ mười hai, HĐND tỉnh " * 5), 1188, 36)
    assert (long.width, long.height) == (1188, 36)


def test_it_is_over_the_title_while_people_wait() -> None:
    def waiting(emblem: Emblem | None) -> Canvas:
        overlay = Overlay(hold="Hội nghị tạm nghỉ")
        text = written(overlay, "Kỳ họp thứ mười", 0, 0.0, emblem)
        return Graphics(1280, 720).over(Canvas(1280, 720), text)

    def gold(canvas: Canvas) -> float:
        return float((abs(canvas.u.astype(int) - GOLD.u) < 8).sum())

    assert gold(waiting(None)) == 0
    assert gold(waiting(Emblem(emblem_png()))) > 500
    shown_now = written(Overlay(announcement="Giải lao"), "", 0, 0.0, Emblem(emblem_png()))
    assert shown_now.emblem is None, "while people are seen the header has it"


def test_what_is_transparent_colours_no_edge() -> None:
    """The corners of many a logo are white and fully transparent: no halo may come of that."""
    pixels = Emblem(emblem_png(256)).drawn(even(36))
    sketch = Sketch(36, 36)
    sketch.lay(sketch.box((0, 0, 36, 36)), colour.CANVAS)
    sketch.image(0, 0, pixels)
    edge = np.concatenate([sketch.sprite().y[0, :8], sketch.sprite().y[:8, 0]])
    assert edge.max() <= colour.CANVAS.y + 2


def test_what_is_no_picture_is_an_error() -> None:
    for rubbish in (b"", b"GIF89a", emblem_png()[:60]):
        with pytest.raises(OSError, match=r"identify|truncated|broken|chunk"):
            Emblem(rubbish)
