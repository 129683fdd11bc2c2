"""Where a recording begins, and how sound stays in time."""

from mcu.media import TICK_NS, Codec, Encoded
from mcu.record.timeline import PATIENCE, SoundGrid, Start

MS = 1_000_000


def picture(pts: int, keyframe: bool = False) -> Encoded:
    return Encoded(Codec.H264, b"", pts, keyframe)


def sound(pts: int) -> Encoded:
    return Encoded(Codec.OPUS, b"", pts)


def test_begins_with_a_keyframe_on_the_grid_of_sound() -> None:
    start = Start()
    assert not start.add(sound(1_000 * MS))
    assert not start.add(picture(1_005 * MS))
    assert not start.add(sound(1_020 * MS))
    assert start.add(picture(1_050 * MS, keyframe=True))
    assert start.zero == 1_040 * MS
    assert start.held() == [picture(1_050 * MS, keyframe=True)]


def test_sound_that_came_before_its_picture_is_kept() -> None:
    start = Start()
    for number in range(60):
        start.add(sound(number * TICK_NS))
    start.add(picture(55 * TICK_NS + 1, keyframe=True))
    assert [frame.pts // TICK_NS for frame in start.held()] == [55, 55, 56, 57, 58, 59]


def test_first_picture_waits_for_sound_but_not_for_long() -> None:
    start = Start()
    assert not start.add(picture(0, keyframe=True))
    assert not start.add(picture(PATIENCE - 1))
    assert start.add(picture(PATIENCE))
    assert (start.zero, len(start.held())) == (0, 3)

    start = Start()
    start.add(picture(TICK_NS + 3 * MS, keyframe=True))
    assert start.add(sound(5 * TICK_NS))
    assert start.zero == TICK_NS


def test_grid_keeps_gaps_as_time() -> None:
    grid = SoundGrid(0)
    assert grid.place(0) == 0
    assert grid.place(TICK_NS) == 0
    assert grid.place(7 * TICK_NS) == 5
    assert grid.place(8 * TICK_NS) == 0


def test_grid_takes_jitter_and_refuses_what_comes_late() -> None:
    grid = SoundGrid(0)
    assert grid.place(9 * MS) == 0
    assert grid.place(11 * MS) == 0
    assert grid.place(31 * MS) == 0
    assert grid.place(31 * MS) is None
    assert grid.place(0) is None
    assert grid.place(60 * MS) == 0


def test_grid_is_filled_up_to_a_time() -> None:
    grid = SoundGrid(0)
    assert grid.fill(5 * TICK_NS - 1) == 4
    assert grid.fill(4 * TICK_NS) == 0
    assert grid.place(4 * TICK_NS) == 0
