"""What a record shows while content is shared."""

import numpy as np
import pytest

from mcu.media import Codec, Encoded, Picture
from mcu.messages import Plate
from mcu.scene import Box, Layout, Part, Scene
from mcu.video.decoder import DecoderPool
from mcu.video.label import Header
from mcu.video.ladder import ladder
from mcu.video.layout import Rect, arrange, beside_content
from mcu.video.layout.content import with_speaker
from mcu.video.record_view import RecordView, View
from mcu.video.slot import Slot
from mcu.video.tile import Tile
from tests.video.material import (
    BLUE,
    GREEN,
    RED,
    SECOND,
    colour_at,
    flat,
    middle,
    near,
    photo,
    shown,
)

HEADER = Header("Hội nghị", "14:05", recording=True)
PLACES = 7
PLAIN = Scene()


class Sink:
    def deliver(self, frame: Encoded) -> bool:
        return True


class Meeting:
    """People on the canvas, the record of them, and content that is shared."""

    def __init__(self, count: int, content: Picture | None = None) -> None:
        pool = DecoderPool(1)
        worker = pool.seat()
        pool.close()
        self.seats = [
            Slot(Plate(title=f"{n}"), worker, lambda: None, lambda *_: None) for n in range(count)
        ]
        self.view = RecordView(ladder(1280, 720, 25, 1_500_000), 25)
        self.view.content = lambda: content
        self.subscription = self.view.rendition(Codec.H264).subscribe(Sink())
        self.now = SECOND

    def tiles(self, *speaking: int) -> list[Tile]:
        return [
            shown(flat(RED), title=str(n), speaking=n in speaking) for n in range(len(self.seats))
        ]

    def seen(self, *speaking: int, scene: Scene = PLAIN) -> View | None:
        """What is in the picture."""
        tiles = self.tiles(*speaking)
        view = HEADER, arrange(len(tiles), 1280, 720), tiles
        return self.view.gather(scene, view, self.seats, self.now)

    def people(self, *speaking: int) -> list[int]:
        """Who is beside the content while these speak, a second later."""
        self.now += SECOND
        scene = self.seen(*speaking)
        assert scene
        return [int(tile.plate.title) for tile in scene[2][1:]]


def test_there_is_no_scene_without_content_or_recorder() -> None:
    one = Meeting(2)
    assert one.seen() is None
    one = Meeting(2, flat(BLUE))
    one.view.rendition(Codec.H264).unsubscribe(one.subscription)
    assert one.seen() is None


def test_who_speaks_is_there_and_nobody_else_moves() -> None:
    one = Meeting(25, flat(BLUE))
    assert one.people() == [0, 1, 2, 3, 4, 5]
    assert one.people(20) == [0, 1, 2, 3, 4, 20]
    assert one.people() == [0, 1, 2, 3, 4, 20], "and stays"
    assert one.people(0, 22) == [0, 1, 2, 3, 20, 22]
    one.view.presenter = one.seats[24]
    assert one.people(5) == [0, 1, 5, 20, 22, 24]
    for n in range(10, 20):
        people = one.people(n)
    assert people == [15, 16, 17, 18, 19, 24], "those who spoke last, and who shares"


@pytest.mark.parametrize("size", [(64, 36), (1920, 1080), (500, 707), (1, 1)])
def test_content_of_any_size_is_whole_and_people_are_beside_it(size: tuple[int, int]) -> None:
    one = Meeting(3, flat(BLUE, *size))
    scene = one.seen()
    assert scene
    one.view.paint(scene)
    picture = photo(one.view._composer.canvas)
    content, *people = beside_content(3, 1280, 720).tiles
    assert near(colour_at(picture, *middle(content)), BLUE)
    for rect in people:
        assert near(colour_at(picture, *middle(rect)), RED)


def test_nothing_of_what_is_shared_is_cut_off() -> None:
    page = flat(GREEN, 1920, 1080)
    page.u[:, :16], page.v[:, :16] = BLUE.u, BLUE.v
    one = Meeting(1, page)
    scene = one.seen()
    assert scene
    content = scene[1].tiles[0]
    assert content.w * 9 < content.h * 16, "in a place narrower than the page"
    one.view.paint(scene)
    edge = colour_at(photo(one.view._composer.canvas), content.x + 4, content.y + content.h // 2)
    assert abs(edge.u - BLUE.u) < 3


def test_who_points_is_seen_where_he_points_and_nowhere_else() -> None:
    one = Meeting(1, flat(BLUE))
    content = beside_content(1, 1280, 720).tiles[0]
    scene = one.seen()
    assert scene
    one.view.paint(scene)
    before = photo(one.view._composer.canvas)
    one.view.pointer = (2_500, 5_000)
    scene = one.seen()
    assert scene
    one.view.paint(scene)
    pointed = photo(one.view._composer.canvas)
    rows, columns = np.nonzero(pointed.y != before.y)
    assert abs(columns.mean() - (content.x + content.w / 4)) < 3
    assert abs(rows.mean() - (content.y + content.h / 2)) < 3
    assert near(colour_at(pointed, round(columns.mean()), round(rows.mean())), BLUE), "a ring"
    one.view.pointer = None
    scene = one.seen()
    assert scene
    one.view.paint(scene)
    assert np.array_equal(photo(one.view._composer.canvas).y, before.y)


def test_another_size_leaves_nothing_of_the_one_before() -> None:
    one = Meeting(1, flat(BLUE, 1600, 900))
    first = one.seen()
    one.view.content = lambda: flat(GREEN, 300, 900)
    second = one.seen()
    assert first
    assert second
    one.view.paint(first)
    one.view.paint(second)
    picture = photo(one.view._composer.canvas)
    assert not (picture.u > 200).any(), "no blue"


def test_a_scene_says_who_is_beside_the_content_and_where_it_is() -> None:
    one = Meeting(3, flat(BLUE))
    speaker = one.seen(2, scene=Scene(layout=Layout.CONTENT_SPEAKER))
    assert speaker
    assert speaker[1] == with_speaker(1, 1280, 720)
    assert [tile.plate.title for tile in speaker[2]] == ["", "2"]
    boxes = (
        Box(x=6, y=8, w=96, h=54, part=Part.CONTENT),
        Box(x=104, y=8, w=48, h=27, part=Part.MAIN),
    )
    drawn = one.seen(scene=Scene(layout=Layout.CUSTOM, boxes=boxes))
    assert drawn
    assert drawn[1].tiles[0] == Rect(52, 68, 760, 424)
    assert len(drawn[1].tiles) == 4, "and the tiles of the canvas"


def test_pages_of_people_are_not_taken_for_those_of_what_is_shared() -> None:
    one = Meeting(25, flat(BLUE))
    header = HEADER._replace(page=2, pages=5)
    view = header, arrange(25, 1280, 720), one.tiles()
    content = Box(x=6, y=8, w=96, h=54, part=Part.CONTENT)
    turned = Scene(layout=Layout.CUSTOM, boxes=(content, Box(x=104, y=8, w=48, h=27)))
    assert one.view.preview(Scene(layout=Layout.CONTENT_STRIP), view)[0].pages == 1
    assert one.view.preview(turned, view)[0].pages == 5


def test_a_preview_has_the_content_where_its_scene_has_a_place_for_it() -> None:
    one = Meeting(3, flat(BLUE))
    view = HEADER, arrange(3, 1280, 720), one.tiles()
    assert one.view.preview(Scene(), view) is view
    assert len(one.view.preview(Scene(layout=Layout.CONTENT_STRIP), view)[2]) == 4
    one.view.content = lambda: None
    assert one.view.preview(Scene(layout=Layout.CONTENT_STRIP), view) is view
