"""Every layout with real clips, to be looked at: `python -m tests.video.sheets FOLDER`.

A sheet for each number of points and each size of canvas has all layouts, reduced; `--whole` writes
each of them in its own size besides, and as it is seen on a line for 360 lines. What is written
over the people has sheets of its own. Not a test: what is ugly is for people to see.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from mcu.clock import NS_PER_S
from mcu.media import Picture
from mcu.messages import Plate
from mcu.scene import Bar, Box, Countdown, Layout, Overlay, Part, Pinned, Poll, Scene
from mcu.video import colour, tile
from mcu.video.badge import Clock, Urgency
from mcu.video.canvas import Canvas
from mcu.video.colour import Colour
from mcu.video.compose import Composer
from mcu.video.emblem import Emblem
from mcu.video.font import Weight, font
from mcu.video.graphics import Graphics, written
from mcu.video.label import Header
from mcu.video.ladder import ladder
from mcu.video.layout import Arrangement, Rect, arrange, even
from mcu.video.program import Program
from mcu.video.record_view import RecordView
from mcu.video.reduced import Reduced
from mcu.video.rest import at_rest
from mcu.video.scale import fit
from mcu.video.sprite import Sketch
from mcu.video.tile import Tile
from signaling.bench.composite import Composite
from tests.video.material import emblem_png

Bgr = NDArray[np.uint8]
Clip = Sequence[Picture]

SIZES: Final = ((1280, 720), (1920, 1080))
COUNTS: Final = (1, 2, 3, 4, 5, 9, 25, 114)
COLUMNS: Final = 3
WHITE: Final = Colour(235, 128, 128)
SMALL: Final = (640, 360)
NOON: Final = 1_800_000_000.0
EMBLEM: Final = Emblem(emblem_png())
DRAWN: Final = (
    Box(x=6, y=8, w=112, h=63, part=Part.MAIN),
    *(Box(x=118, y=8 + 18 * row, w=32, h=18) for row in range(4)),
)
TITLE: Final = "Kỳ họp thứ mười hai, Hội đồng nhân dân tỉnh Nam Định khóa XIX, nhiệm kỳ 2021 - 2026"
UNITS: Final = ("UBND tỉnh Nam Định", "UBND huyện Trực Ninh", "UBND huyện Hải Hậu", "TX. Mỹ Lộc")
NAMES: Final = (
    "Nghĩa Hưng",
    "Giao Thủy",
    "Xuân Trường",
    "Nghĩa Lâm và Nghĩa Thắng",
    "Ý Yên",
    "Mỹ Lễ",
    "Đặng Hộ Lữ",
)
OFFICES: Final = ("Thường trực Tỉnh ủy", "Thường trực Hội đồng nhân dân tỉnh")

RESULT: Final = Poll(
    question="Thông qua Nghị quyết về dự toán ngân sách nhà nước trên địa bàn tỉnh năm 2027?",
    voted=112,
    voters=114,
    bars=(
        Bar(text="Tán thành", count=104),
        Bar(text="Không tán thành", count=5),
        Bar(text="Không biểu quyết", count=3),
    ),
    verdict="Nghị quyết được thông qua",
)
BREAK: Final = "Hội nghị giải lao 15 phút. Đề nghị các đại biểu trở lại hội trường lúc 9 giờ 30."
COUNTDOWN: Final = Countdown(until=NOON + 754)
OVERLAYS: Final[Mapping[str, Overlay]] = {
    "announcement": Overlay(announcement=BREAK),
    "countdown": Overlay(countdown=COUNTDOWN),
    "vote": Overlay(poll=Poll(question=RESULT.question, voted=58, voters=114)),
    "result": Overlay(poll=RESULT),
    "result-announcement": Overlay(poll=RESULT, announcement=BREAK),
    "rest": Overlay(hold="Hội nghị tạm nghỉ", announcement=BREAK),
    "rest-countdown": Overlay(hold="Hội nghị chưa bắt đầu", countdown=COUNTDOWN),
    "all": Overlay(poll=RESULT, announcement=BREAK, countdown=COUNTDOWN),
}


def cameras(clips: Sequence[Clip]) -> list[Clip]:
    """The clips as cameras send them: a face in 16:9, 4:3 and from a phone held upright."""
    face, street, cartoon = clips
    wide = [cut(one, 16 / 9) for one in face]
    return [
        wide,
        street,
        cartoon,
        [cut(one, 4 / 3) for one in face],
        wide,
        wide,
        cartoon,
        [cut(one, 9 / 16) for one in face],
    ]


def cut(picture: Picture, aspect: float) -> Picture:
    """The middle of a picture, as wide by its height as it is to be; of its upper part if wide."""
    h, w = even(min(picture.height, picture.width / aspect)), even(picture.height * aspect)
    w = min(w, picture.width)
    x, y = even((picture.width - w) / 2), even((picture.height - h) / 4)
    y -= y % 4
    luma = np.s_[y : y + h, x : x + w]
    chroma = np.s_[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
    return Picture(picture.y[luma], picture.u[chroma], picture.v[chroma], picture.pts)


def plate(number: int) -> Plate:
    """The name of a point: short ones, long ones, with and without a second line."""
    if number < len(UNITS):
        return Plate(title=UNITS[number], subtitle="Hội trường trung tâm" if number else "")
    if number % 10 == 9:
        return Plate(title=OFFICES[number // 10 % len(OFFICES)])
    return Plate(
        title=f"Ủy ban nhân dân xã {NAMES[number % len(NAMES)]}",
        subtitle="Nhà văn hóa trung tâm" if number % 3 else "",
    )


def shown(number: int, picture: Picture) -> Tile:
    """A point as it may be at any time: some have no picture, or an old one."""
    base = Tile(picture, True, None, plate(number), muted=number > 1, speaking=number == 1)
    if number == 0:
        return base._replace(on_air=True, clock=Clock("Còn 02:10", Urgency.CALM))
    if number % 6 == 3:
        base = base._replace(hand=True)
    if number % 11 == 5:
        away = tile.connection_lost(12 * NS_PER_S)
        return base._replace(picture=None, notice=away, emblem=EMBLEM, muted=False)
    if number % 11 == 7:
        return base._replace(picture=None, notice=tile.CAMERA_OFF)
    if number % 11 == 8:
        return base._replace(live=False, notice=tile.picture_lost(7 * NS_PER_S))
    return base


class Painted(NamedTuple):
    """A canvas with people on it, and where they are."""

    canvas: Canvas
    header: Header
    arrangement: Arrangement
    tiles: list[Tile]

    def under(self, overlay: Overlay) -> Canvas:
        """Return the canvas with something written over the people, who make room for it."""
        size = self.canvas.width, self.canvas.height
        said, graphics = written(overlay, TITLE, 0, NOON, EMBLEM), Graphics(*size)
        places = graphics.lift(said, self.arrangement, self.tiles)
        composer = Composer(*size)
        composer.compose(self.header, places, self.tiles)
        return graphics.over(composer.canvas, said, places, self.tiles)


def paint(clips: Sequence[Clip], layout: Layout, count: int, size: tuple[int, int]) -> Painted:
    """Paint a layout with so many points."""
    names = [f"{number:03}" for number in range(count)]
    boxes = DRAWN if layout is Layout.CUSTOM else ()
    absent = Pinned(member="chair", plate=Plate(title=OFFICES[0]))
    scene = Scene(
        layout=layout,
        boxes=boxes,
        main=("000",),
        on_air=("000",),
        pinned=(absent,) if count == 9 else (),
        ticker="Kỳ họp thứ mười hai, HĐND tỉnh khóa XIX" if count == 25 else "",
    )
    shot = Program(scene, names, size, 0).shot(0)
    arrangement, numbers = shot.arrangement, [int(n) if n != "chair" else -1 for n in shot.seats]
    tiles = []
    for number, rect in zip(numbers, arrangement.tiles, strict=True):
        if number < 0:
            tiles.append(tile.absent(absent.plate)._replace(emblem=EMBLEM))
            continue
        clip = clips[number % len(clips)]
        picture = fit(clip[(7 * number) % len(clip)], rect.w, rect.h)
        tiles.append(shown(number, picture))
    header = Header(TITLE, "14:05", True, 1, shot.pages, scene.ticker, emblem=EMBLEM)
    both = RecordView(ladder(*size, 25, 1_500_000), 25)
    both.content = page
    composer = Composer(*size)
    view = both.preview(scene, (header, arrangement, tiles))
    composer.compose(*view)
    return Painted(composer.canvas, *view)


@lru_cache
def page() -> Picture:
    """A page that somebody shares."""
    canvas = Canvas(1920, 1080)
    canvas.fill(Rect(0, 0, 1920, 1080), WHITE)
    top = 60
    for row, size in enumerate((54, 36, 28, 24, 20)):
        face = font(Weight.REGULAR, size)
        for line in range(3):
            sketch = Sketch(1760, even(size * 1.7))
            text = f"{row + 1}.{line + 1}. {TITLE}"
            sketch.lay(sketch.text(0, size * 1.2, text, face), colour.PLATE)
            canvas.blend(sketch.sprite(), 80, top)
            top += sketch.height
        top += 20
    return Picture(canvas.y, canvas.u, canvas.v, 0)


def rested(size: tuple[int, int]) -> Painted:
    """Paint the canvas of a meeting that rests."""
    header = Header(TITLE, "14:05", True, emblem=EMBLEM)
    composer = Composer(*size)
    view = at_rest((header, arrange(0, *size), []))
    composer.compose(*view)
    return Painted(composer.canvas, *view)


def bgr(frame: av.VideoFrame) -> Bgr:
    """Return a frame as OpenCV writes pictures."""
    return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def sheets(clips: Sequence[Clip], size: tuple[int, int]) -> Iterator[tuple[str, dict[str, Canvas]]]:
    """Everything there is on a canvas of a size, by the name of its sheet and its own."""
    for count in COUNTS:
        yield f"{count:03}", {layout: paint(clips, layout, count, size).canvas for layout in Layout}
    for layout in (Layout.SIDE, Layout.GRID):
        people = paint(clips, layout, 25, size)
        made = {}
        for name, overlay in OVERLAYS.items():
            under = rested(size) if overlay.hold else people
            made[name] = under.under(overlay)
        yield f"written-{layout}", made


def main() -> int:
    """Write the sheets; the exit code is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--whole", action="store_true", help="each layout in its own size, too")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    clips = cameras(Composite().clips)
    for size in SIZES:
        for title, painted in sheets(clips, size):
            name = f"{size[1]}p-{title}"
            small = [bgr(Reduced(*SMALL).of(one)) for one in painted.values()]
            small += [np.zeros_like(small[0])] * (-len(small) % COLUMNS)
            rows = [np.hstack(small[at : at + COLUMNS]) for at in range(0, len(small), COLUMNS)]
            cv2.imwrite(str(args.folder / f"{name}.png"), np.vstack(rows))
            if args.whole:
                for layout, one in painted.items():
                    cv2.imwrite(str(args.folder / f"{name}-{layout}.png"), bgr(one.frame))
    sys.stderr.write(f"{args.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
