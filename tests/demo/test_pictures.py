"""What is drawn: it moves, it loops, lips follow the sound, and no two points look the same."""

import math
from functools import partial
from itertools import pairwise

import cv2
import numpy as np
import pytest

from signaling.demo import rooms
from signaling.demo.cast import ROLES
from signaling.demo.clip import AbandonedError, Studio
from signaling.demo.drawing import Layer, over
from signaling.demo.encode import I420
from signaling.demo.people import Person
from signaling.demo.pictures import CYCLE, FPS, HEIGHT, WIDTH, Film, Scene, Seat
from tests.clips import decode_pictures

COUNT = round(CYCLE * FPS)
SCENE = Scene(
    rooms.curtain,
    partial(rooms.table, "#4c3a2c", 430, 552),
    (Seat(Person("short", "suit", "#4a4640", "#2f5a86")),),
)


@pytest.fixture(scope="module")
def film() -> Film:
    return Film(SCENE)


@pytest.fixture(scope="module")
def silent(film: Film) -> list[I420]:
    return list(film.cycle())


def difference(one: I420, other: I420) -> float:
    return float(np.abs(one[:HEIGHT].astype(int) - other[:HEIGHT]).mean())


def test_cycle_moves_and_ends_where_it_begins(silent: list[I420]) -> None:
    assert {frame.shape for frame in silent} == {(HEIGHT * 3 // 2, WIDTH)}
    assert len(silent) == COUNT
    steps = [difference(*pair) for pair in pairwise(silent)]
    assert difference(silent[0], silent[COUNT // 4]) > 2 * np.median(steps) > 0
    assert difference(silent[-1], silent[0]) <= 1.5 * max(steps[:10])


def test_lips_follow_the_sound(film: Film, silent: list[I420]) -> None:
    # Where the mouth is, from the first picture to the last, and a part that speech never moves.
    mouth = (slice(170, 205), slice(295, 345))
    still = (slice(20, 60), slice(20, 120))
    opened = [0.0] * COUNT
    opened[50:60] = [1.0] * 10
    changed = [
        number
        for number, frame in enumerate(film.cycle(opened))
        if np.abs(frame[mouth].astype(int) - silent[number][mouth]).mean() > 2
    ]
    assert changed == list(range(50, 60))
    frames = list(film.cycle(opened))
    assert np.array_equal(frames[55][still], silent[55][still])


def test_no_two_points_look_the_same() -> None:
    pictures = [next(Film(role.scene).cycle()) for role in ROLES]
    for n, one in enumerate(pictures):
        for other in pictures[:n]:
            assert difference(one, other) > 15


def test_clip_is_what_was_drawn() -> None:
    role = ROLES[0]
    clip = Studio(role, lambda: False).rest()
    assert [frame.keyframe for frame in clip.pictures] == [True] + [False] * (COUNT - 1)
    assert len(clip.sounds) == CYCLE * 50
    assert sum(len(frame.data) for frame in clip.pictures) * 8 / CYCLE < 700_000
    drawn = list(Film(role.scene).cycle())
    shown = decode_pictures(clip.pictures)
    for number in (0, 1, COUNT - 1):
        wanted = cv2.cvtColor(drawn[number], cv2.COLOR_YUV2RGB_I420)
        error = np.mean((wanted.astype(float) - shown[number]) ** 2)
        assert 10 * math.log10(255**2 / error) > 34


def test_drawing_stops_when_nobody_waits() -> None:
    with pytest.raises(AbandonedError):
        Studio(ROLES[0], lambda: True).rest()


def test_layers_mix_by_opacity() -> None:
    below, above = Layer(20, 20), Layer(20, 20)
    below.box(-5, -5, 25, 25, "#ff0000")
    above.oval(10, 10, 10, 10, "#0000ff", opacity=0.5)
    sheet = below.finish()
    over(sheet, above.finish())
    assert sheet[0, 0] == pytest.approx([1, 0, 0, 1], abs=0.01)
    assert sheet[10, 10] == pytest.approx([0.5, 0, 0.5, 1], abs=0.01)


def test_shapes_beyond_the_edge_are_cut() -> None:
    layer = Layer(10, 10)
    layer.polygon([(-50, -50), (5, -50), (5, 60), (-50, 60)], "#00ff00", blur=1)
    drawn = layer.finish()
    assert drawn[5, 0] == pytest.approx([0, 1, 0, 1], abs=0.02)
    assert drawn[5, 9, 3] < 0.02
