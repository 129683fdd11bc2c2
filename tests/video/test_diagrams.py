"""The console draws layouts in small from a file: it says what the picture is laid out by.

`python -m tests.video.test_diagrams` writes it anew, after a change of layout that is meant.
"""

import json
import subprocess
from pathlib import Path
from typing import Final

import pytest

from mcu.scene import UNITS_ACROSS, UNITS_DOWN, Layout, Part, Scene
from mcu.video.label import Header
from mcu.video.ladder import ladder
from mcu.video.layout import Rect, letterbox
from mcu.video.program import Program
from mcu.video.record_view import RecordView
from tests.video.material import GREY, flat, shown

WEB: Final = Path(__file__).parents[2] / "web"
FILE: Final = WEB / "src" / "meeting" / "layouts.json"
SIZE: Final = (1280, 720)
POINTS: Final = 9
LAYOUTS: Final = [one for one in Layout if one is not Layout.CUSTOM]

Drawn = dict[str, float | str]


def drawn(layout: Layout) -> list[Drawn]:
    """Return where everything of a layout is, in units of the canvas."""
    members = [f"p{number}" for number in range(POINTS)]
    scene = Scene(layout=layout, on_air=() if layout is Layout.GRID else ("p0",))
    program = Program(scene, members, SIZE, 0)
    places, content = program.shot(0).arrangement, None
    mains = program.form.mains
    if layout in {Layout.CONTENT_SPEAKER, Layout.CONTENT_STRIP}:
        both = RecordView(ladder(*SIZE, 25, 1_500_000), 25)
        both.content = lambda: flat(GREY, 1920, 1080)
        tiles = [shown(flat(GREY)) for _ in places.tiles]
        _, places, _ = both.preview(scene, (Header("", "", recording=False), places, tiles))
        content, *people = places.tiles
        places = places._replace(tiles=tuple(people))
        mains = 1 if layout is Layout.CONTENT_SPEAKER else 0
    most = max(one.h for one in places.tiles)
    found = [
        unit(rect, Part.MAIN if number < mains and rect.h == most else Part.SEAT)
        for number, rect in enumerate(places.tiles)
    ]
    return [*([unit(letterbox(16, 9, content), Part.CONTENT)] if content else []), *found]


def unit(rect: Rect, part: Part) -> Drawn:
    across, down = SIZE[0] / UNITS_ACROSS, SIZE[1] / UNITS_DOWN
    x, y, w, h = rect
    return {"x": x / across, "y": y / down, "w": w / across, "h": h / down, "part": part.value}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_drawing_is_of_what_is_seen(layout: Layout) -> None:
    told = json.loads(FILE.read_text(encoding="utf-8"))
    assert set(told) == {str(one) for one in LAYOUTS}
    assert told[layout] == drawn(layout), "run python -m tests.video.test_diagrams"


def main() -> None:
    FILE.write_text(json.dumps({one: drawn(one) for one in LAYOUTS}), encoding="utf-8")
    subprocess.run(["npx", "biome", "format", "--write", str(FILE)], cwd=WEB, check=True)


if __name__ == "__main__":
    main()
