"""A film is content that moves and is heard."""

from itertools import pairwise

import pytest

from mcu.beside import PACE, Beside
from mcu.content import FILM, FILM_HOLD, FORWARDED, LOW, MEDIUM, WHOLE, Detail, first_step, steps
from mcu.media import Codec, Growing
from mcu.rung import RungChooser
from mcu.video.ladder import Rung
from tests.mcu.test_content import LADDER, MS, WAY, Sink, Stage


class Watching:
    """One who watches what is shared, on a line that carries everything unless it is said."""

    def __init__(self, one: Stage, *, line: int | None = None, codec: Codec = Codec.VP8) -> None:
        self.held: list[int] = []
        self.paces: list[int] = []
        self.sink = Sink()
        people: RungChooser[Rung] = RungChooser(LADDER, 0)
        if line is not None:
            people.follow(line, 0)
        self.beside = Beside(
            self.sink,
            [codec],
            one.stage,
            ladder=LADDER,
            people=people,
            pace=self.paces.append,
            play=lambda hold, _: self.held.append(hold),
            now=0,
        )

    def move(self) -> int:
        return self.beside.move(refused=0, now=0)


@pytest.fixture
def one() -> Stage:
    stage = Stage()
    stage.stage.present("a")
    stage.put("a", keyframe=True)
    return stage


def test_a_film_takes_more_and_waits_for_its_sound(one: Stage) -> None:
    watching = Watching(one)
    pages = watching.beside.rungs.rung
    one.stage.present("a", film=True)
    watching.beside.suit(0)
    film = watching.beside.rungs.rung
    one.stage.present("a", film=True)
    one.stage.present("a")
    watching.beside.suit(0)
    assert pages is not None
    assert film is not None
    assert film.bitrate - pages.bitrate == FILM - FORWARDED
    assert watching.held == [0, FILM_HOLD, 0]
    assert one.film_changes == 2, "at each change and no other"
    one.stage.present("b")
    assert not one.stage.film


def test_pages_become_a_film_without_a_gap(one: Stage) -> None:
    watching = Watching(one)
    watching.move()
    one.put("a", keyframe=True, after=40 * MS)
    one.asked.clear()
    before = one.changes
    one.stage.present("a", film=True)
    watching.beside.suit(0)
    watching.move()
    for _ in range(3):
        one.put("a", keyframe=False, after=40 * MS)
    assert [frame.keyframe for frame in watching.sink.frames] == [True, False, False, False]
    assert one.asked == [], "nobody begins anew"
    assert one.changes == before


def test_a_poor_line_gets_a_film_smaller_and_moving(one: Stage) -> None:
    one.stage.present("a", film=True)
    given = {
        line: (step.height, step.detail)
        for line in (9_000_000, 3_000_000, 1_400_000, 700_000, 300_000, 200_000)
        for step in [steps(LADDER, film=True)[first_step(steps(LADDER, film=True), line)]]
    }
    assert given == {
        9_000_000: (720, Detail.FULL),
        3_000_000: (360, Detail.FULL),
        1_400_000: (360, Detail.MEDIUM),
        700_000: (180, Detail.MEDIUM),
        300_000: (180, Detail.SMALL),
        200_000: (0, Detail.SMALL),
    }
    ways = steps(LADDER, film=True)
    assert all(a.bitrate > b.bitrate for a, b in pairwise(ways))
    for line, detail, bitrate in (
        (1_400_000, Detail.MEDIUM, MEDIUM),
        (300_000, Detail.SMALL, LOW),
    ):
        watching = Watching(one, line=line)
        watching.move()
        assert one.redrawn.fanouts[Codec.VP8, detail].watched
        assert watching.paces == [PACE * bitrate]


def test_a_poor_line_gets_pages_again_after_a_film(one: Stage) -> None:
    one.stage.present("a", film=True)
    watching = Watching(one, line=300_000)
    watching.move()
    one.stage.present("a")
    watching.beside.suit(0)
    watching.move()
    assert one.redrawn.fanouts[Codec.VP8, Detail.LOW].watched


@pytest.mark.parametrize(
    ("height", "expected"), [(720, Detail.FULL), (360, Detail.MEDIUM), (200, Detail.SMALL)]
)
def test_who_saves_data_gets_a_film_smaller(one: Stage, height: int, expected: Detail) -> None:
    watching = Watching(one)
    watching.beside.limit(height)
    one.stage.present("a", film=True)
    watching.beside.suit(0)
    step = watching.beside.rungs.rung
    assert step is not None
    assert step.detail is expected


def test_a_film_in_another_codec_moves_too(one: Stage) -> None:
    """Pages in another codec have their full size, and five pictures a second."""
    watching = Watching(one, codec=Codec.H264)
    watching.move()
    assert one.redrawn.fanouts[Codec.H264, Detail.FULL].watched
    one.stage.present("a", film=True)
    watching.beside.suit(0)
    watching.move()
    assert one.redrawn.fanouts[Codec.H264, Detail.MEDIUM].watched
    assert watching.paces == [WHOLE, PACE * MEDIUM]


def test_pages_have_the_time_at_which_they_come(one: Stage) -> None:
    one.lag = 500 * MS
    one.put("a", keyframe=False, after=MS)
    assert [frame.stamp for frame in one.sink.frames] == [frame.pts for frame in one.sink.frames]


def test_a_film_has_the_time_of_its_sound(one: Stage) -> None:
    one.stage.present("a", film=True)
    one.put("a", keyframe=False, after=40 * MS)
    assert one.sink.frames[-1].stamp == one.now, "nothing is known of its sound yet"
    one.lag = 150 * MS
    for _ in range(5):
        one.put("a", keyframe=False, after=40 * MS)
        assert one.sink.frames[-1].stamp == one.now - WAY + 150 * MS
    assert one.redrawn.taken[-1].stamp == one.sink.frames[-1].stamp
    one.lag = None
    one.put("a", keyframe=False, after=40 * MS)
    assert one.sink.frames[-1].stamp == one.now - WAY + 150 * MS, "as before, while it is silent"
    assert one.stage.behind == WAY - 150 * MS


def test_time_goes_on_where_a_film_becomes_pages(one: Stage) -> None:
    one.stage.present("a", film=True)
    one.lag = 150 * MS
    for _ in range(3):
        one.put("a", keyframe=False, after=10 * MS)
    one.stage.present("a")
    for _ in range(30):
        one.put("a", keyframe=False, after=10 * MS)
    stamps = [frame.stamp or 0 for frame in one.sink.frames]
    assert all(a < b for a, b in pairwise(stamps))
    assert stamps[-1] == one.now


def test_a_frame_that_grows_has_the_time_of_its_sound_from_the_start(one: Stage) -> None:
    one.stage.present("a", film=True)
    one.lag = 150 * MS
    growing = Growing(Codec.VP8, one.now + MS, captured=one.now - WAY)
    one.stage.begin("a", growing)
    assert growing.stamp == one.now - WAY + 150 * MS
