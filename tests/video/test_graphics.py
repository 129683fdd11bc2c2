"""What is written over the people: legible, of the right words, and drawn no more than needed."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.media import Plane
from mcu.scene import Bar, Countdown, Layout, Overlay, Poll, Scene, Timer
from mcu.video import colour, label
from mcu.video.announcement import (
    LINES,
    READ_NS,
    Room,
    announcement,
)
from mcu.video.badge import Clock, Urgency, clock, clock_of, on_air
from mcu.video.canvas import Canvas
from mcu.video.colour import Colour
from mcu.video.compose import Composer
from mcu.video.emblem import Emblem
from mcu.video.font import Weight, font
from mcu.video.graphics import Graphics, Written, place, written
from mcu.video.label import Header
from mcu.video.layout import Ground, Rect, arrange
from mcu.video.paragraph import Typeface, wrap
from mcu.video.plates import corner, inset_of, plate_on, raised, readable
from mcu.video.poll import percent
from mcu.video.program import Program
from mcu.video.rest import at_rest
from mcu.video.tile import connection_lost
from tests.video.material import (
    GREY,
    RED,
    SECOND,
    colour_at,
    emblem_png,
    flat,
    middle,
    near,
    photo,
    shown,
)

STAGE = arrange(0, 1280, 720).stage
NOON = 1_800_000_000.0
WORDS = "Đề nghị các điểm cầu ổn định chỗ ngồi; hội nghị tiếp tục sau giờ giải lao. "


def over(overlay: Overlay, elapsed: int = 0, now: float = NOON) -> Canvas:
    """A red canvas with an overlay on it."""
    canvas = Canvas(1280, 720)
    canvas.fill(Rect(0, 0, 1280, 720), Colour(82, 90, 240))
    return Graphics(1280, 720).over(canvas, written(overlay, "Kỳ họp", elapsed, now))


def bright(plane: Plane) -> int:
    return int((plane > 180).sum())


BARS = st.lists(
    st.builds(Bar, text=st.sampled_from([WORDS, "Tán thành", ""]), count=st.integers(0, 400)),
    max_size=10,
).map(tuple)
OVERLAYS = st.builds(
    Overlay,
    announcement=st.integers(0, 400).map(lambda length: (WORDS * 6)[:length]),
    countdown=st.none() | st.builds(Countdown, until=st.just(NOON + 4000), text=st.just(WORDS)),
    poll=st.none()
    | st.builds(
        Poll,
        question=st.sampled_from(["Thông qua?", WORDS, WORDS * 4]),
        voted=st.just(112),
        voters=st.just(114),
        bars=BARS,
        verdict=st.sampled_from(["", "Được thông qua", WORDS]),
    ),
)


@settings(max_examples=40, deadline=None)
@given(OVERLAYS, st.sampled_from([(1280, 720), (1920, 1080), (640, 360)]))
def test_nothing_that_is_written_hides_anything_else(
    overlay: Overlay, size: tuple[int, int]
) -> None:
    stage = arrange(0, *size).stage
    placed = place(written(overlay, "Kỳ họp", 0, NOON), stage, size[1])
    rects = [Rect(one.x, one.y, one.sprite.width, one.sprite.height) for one in placed]
    assert all(rect.within(stage) == rect for rect in rects)
    assert not any(one.meets(other) for one, other in combinations(rects, 2))
    if len(rects) == 1:
        assert rects[0].y >= stage.y + stage.h / 3, "who speaks is seen above it"


BARS_OF_TWO = (Bar(text="Tán thành", count=104), Bar(text="Không tán thành", count=8))
ASKED = "Thông qua Nghị quyết về dự toán ngân sách nhà nước trên địa bàn tỉnh năm 2027?"


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (640, 360)])
@pytest.mark.parametrize("counting", [None, Countdown(until=NOON + 754)])
@pytest.mark.parametrize("announced", ["", WORDS, WORDS * 6])
@pytest.mark.parametrize(
    ("bars", "verdict"), [((), ""), (BARS_OF_TWO, "Nghị quyết được thông qua"), (None, "")]
)
def test_all_that_there_may_be_takes_a_third_of_the_picture(
    bars: tuple[Bar, ...] | None,
    verdict: str,
    announced: str,
    counting: Countdown | None,
    size: tuple[int, int],
) -> None:
    poll = Poll(question=ASKED, voted=112, voters=114, bars=bars or (), verdict=verdict)
    stage = arrange(0, *size).stage
    overlay = Overlay(
        announcement=announced, countdown=counting, poll=poll if bars is not None else None
    )
    placed = place(written(overlay, "Kỳ họp", 0, NOON), stage, size[1])
    if not placed:
        return
    bottom = stage.y + stage.h
    assert bottom - min(one.y for one in placed) <= size[1] / 3
    assert max(one.y + one.sprite.height for one in placed) == bottom
    foot = [one for one in placed if one.y + one.sprite.height == bottom]
    assert foot[-1].x + foot[-1].sprite.width == stage.x + stage.w
    assert len({one.y for one in foot}) == 1
    assert all(one.sprite.height >= 26 * size[1] // 720 for one in placed)


@pytest.mark.parametrize(
    ("overlay", "left"),
    [
        (Overlay(countdown=Countdown(until=NOON + 754)), False),
        (Overlay(announcement=WORDS * 2), True),
    ],
)
def test_of_a_row_that_is_covered_no_scalps_are_left(overlay: Overlay, *, left: bool) -> None:
    arrangement = arrange(25, 1280, 720)
    tiles = [shown(flat(RED, rect.w, rect.h))._replace(on_air=True) for rect in arrangement.tiles]
    composer = Composer(1280, 720)
    composer.compose(Header("Kỳ họp", "14:05", False), arrangement, tiles)
    said = written(overlay, "", 0, NOON)
    floor = min(one.y for one in place(said, STAGE, 720))
    over = Graphics(1280, 720).over(composer.canvas, said, arrangement, tiles)
    cut = next(rect for rect in arrangement.tiles if rect.y < floor < rect.y + rect.h)
    whole = [rect for rect in arrangement.tiles if rect.y + rect.h <= floor]
    picture = photo(over)
    above = picture.v[cut.y // 2 : floor // 2]
    assert (above > 200).any() == left, "with room for its name, or not at all"
    assert all(near(colour_at(picture, *middle(rect)), RED) for rect in whole)


@pytest.mark.parametrize("emblem", [None, Emblem(emblem_png())])
@pytest.mark.parametrize("announced", ["", WORDS])
def test_a_countdown_stands_free_on_the_rest_screen(emblem: Emblem | None, announced: str) -> None:
    rest = Overlay(
        hold="Chưa bắt đầu", countdown=Countdown(until=NOON + 754), announcement=announced
    )
    said = written(rest, WORDS, 0, NOON, emblem)
    screen, *others = place(said, STAGE, 720)
    assert (screen.x, screen.y, screen.sprite.width, screen.sprite.height) == STAGE
    words = np.flatnonzero((screen.sprite.y > 100).any(axis=1)) + STAGE.y
    digits = others[-1]
    assert words.max() < digits.y
    floor = min((one.y for one in others[:-1]), default=STAGE.y + STAGE.h)
    assert digits.y + digits.sprite.height <= floor


@pytest.mark.parametrize("layout", [Layout.FULL, Layout.PIP, Layout.GRID])
def test_at_rest_nobody_is_seen_not_even_at_the_edge(layout: Layout) -> None:
    shot = Program(Scene(layout=layout), ("a", "b"), (1280, 720), 0).shot(0)
    tiles = [shown(flat(RED, rect.w, rect.h)) for rect in shot.arrangement.tiles]
    composer = Composer(1280, 720)
    composer.compose(*at_rest((Header("Kỳ họp", "14:05", True), shot.arrangement, tiles)))
    rest = Overlay(hold="Hội nghị tạm nghỉ")
    assert bright(composer.canvas.y[100:]) == 0, "and nothing is said of who has come"
    over = Graphics(1280, 720).over(composer.canvas, written(rest, "Kỳ họp", 0, NOON))
    mark = np.count_nonzero(over.v > 200)
    assert 0 < mark < 100, "no red but that of the recording mark"


@pytest.mark.parametrize("layout", [Layout.SIDE, Layout.GRID, Layout.FULL])
@settings(max_examples=20, deadline=None)
@given(floor=st.integers(100, 340))
def test_names_stand_on_what_would_hide_them(layout: Layout, floor: int) -> None:
    scene = Scene(layout=layout, main=("0",))
    arrangement = Program(scene, [str(n) for n in range(9)], (1280, 720), 0).shot(0).arrangement
    tiles = [shown(flat(RED, rect.w, rect.h)) for rect in arrangement.tiles]
    names = raised(arrangement, tiles, 2 * floor, 720)
    for rect in arrangement.tiles:
        plate = plate_on(tiles[0].plate, readable(rect, arrangement), 720)
        assert plate is not None
        x, y = corner(plate, readable(rect, arrangement), inset_of(rect, 720))
        own = [one for one in names if one.x == x and rect.y <= one.y < rect.y + rect.h]
        hidden = y + plate.height > 2 * floor
        if not hidden or 2 * floor <= rect.y:
            assert not own
        elif y < 2 * floor or 2 * floor - rect.y > rect.h * 3 // 4:
            assert len(own) == 1, "none is cut"
        assert all(one.y + one.sprite.height == 2 * floor for one in own)
        assert not hidden or not own or own[0].y <= y, "nothing of the other is left to be seen"


@pytest.mark.parametrize("height", [84, 90, 110, 130, 150])
def test_a_name_that_is_raised_hides_nothing_of_a_placard(height: int) -> None:
    """A placard of a row that keeps its size is cut `height` pixels below its upper edge."""
    said = Written(announcement="Giải lao")
    (band,) = place(said, STAGE, 720)
    rect = Rect(200, band.y - height, 300, 168)
    arrangement = Ground(1280, 720).lay([Rect(46, 70, 100, 56), rect])
    away = shown(None)._replace(notice=connection_lost(12 * SECOND), hand=True)
    tiles = [shown(None, ""), away]
    composer = Composer(1280, 720)
    composer.compose(Header("Kỳ họp", "14:05", False), arrangement, tiles)
    over = Graphics(1280, 720).over(composer.canvas, said, arrangement, tiles)
    plate = plate_on(away.plate, rect, 720)
    notice = label.notice(away.notice, rect.w, rect.h, 720, ground=False) if away.notice else None
    assert plate is not None
    assert notice is not None
    sheet = Canvas(notice.width, notice.height)
    sheet.fill(Rect(0, 0, notice.width, notice.height), colour.TILE)
    sheet.blend(notice, 0, 0)
    x, name = rect.x + (rect.w - notice.width) // 4 * 2, band.y - plate.height
    rows = over.y[rect.y : name, x : x + notice.width]
    places = range(0, rows.shape[0] - notice.height + 1, 2)
    found = any(np.array_equal(rows[at : at + notice.height], sheet.y) for at in places)
    assert found
    hand = over.y[rect.y : rect.y + 60, rect.x : rect.x + 60]
    assert (hand > 180).any(), "other marks stay"


def test_no_frame_looks_out_from_under_a_band() -> None:
    ground = Ground(1280, 720)
    tiles = [shown(flat(GREY, STAGE.w, STAGE.h))._replace(on_air=True)]
    arrangement = ground.lay([STAGE])
    composer = Composer(1280, 720)
    composer.compose(Header("Kỳ họp", "14:05", False), arrangement, tiles)
    said = written(Overlay(announcement="Giải lao"), "", 0, NOON)
    (band,) = place(said, STAGE, 720)
    assert (composer.canvas.v[band.y // 2 :] > 190).any()
    over = Graphics(1280, 720).over(composer.canvas, said, arrangement, tiles)
    assert not (over.v[band.y // 2 + 6 :] > 190).any()
    beside = np.delete(over.v, np.s_[STAGE.x // 2 : (STAGE.x + STAGE.w) // 2], axis=1)
    assert (beside[: band.y // 2] > 190).any()
    assert not (beside[band.y // 2 :] > 190).any(), "nor beside its round corners"


def test_without_anything_written_there_is_no_copy() -> None:
    canvas = Canvas(1280, 720)
    graphics = Graphics(1280, 720)
    nothing = written(Overlay(timers=(Timer(member="a", until=NOON),)), "Kỳ họp", 0, NOON)
    assert graphics.over(canvas, nothing) is canvas


def test_it_lies_on_the_tiles_and_leaves_them_as_they_were() -> None:
    canvas = Canvas(1280, 720)
    graphics = Graphics(1280, 720)
    before = photo(canvas)
    said = written(Overlay(announcement="Giải lao 15 phút"), "", 0, NOON)
    copy = graphics.over(canvas, said)
    assert not np.array_equal(copy.y, before.y)
    assert np.array_equal(canvas.y, before.y)
    assert np.array_equal(copy.y[: STAGE.y + STAGE.h // 2], before.y[: STAGE.y + STAGE.h // 2])
    first = photo(copy)
    again = graphics.over(canvas, said)
    assert np.array_equal(again.y, first.y), "blended once, not over and over"
    assert graphics.drawn == 1


def test_a_countdown_is_drawn_once_a_second() -> None:
    canvas = Canvas(1280, 720)
    graphics = Graphics(1280, 720)
    overlay = Overlay(countdown=Countdown(until=NOON + 300))
    pictures = set()
    for tick in range(50):  # two seconds of pictures
        said = written(overlay, "", tick * 40_000_000, NOON + 0.01 + tick / 25)
        pictures.add(graphics.over(canvas, said).y.tobytes())
    assert graphics.drawn == 2
    assert len(pictures) == 2
    assert written(overlay, "", 0, NOON + 1).countdown == ("Hội nghị bắt đầu sau", "04:59")
    assert written(overlay, "", 0, NOON + 400).countdown == ("Hội nghị bắt đầu sau", "00:00")


@settings(max_examples=30)
@given(st.integers(1, 500))
def test_an_announcement_has_three_lines_at_most_and_leaves_nothing_out(length: int) -> None:
    text = (WORDS * 7)[:length]
    band = announcement(text, 0, Room(STAGE.w, 240), 720)
    assert band.height <= 720 * 0.25
    face = Typeface(Weight.SEMIBOLD, 26)
    lines = face.lines(text, STAGE.w - 60)
    assert " ".join(lines) == " ".join(text.split())
    assert all(face.width(line) <= STAGE.w - 60 for line in lines)
    assert -(-len(lines) // LINES) <= 3


def test_a_long_announcement_is_read_page_by_page() -> None:
    text = (WORDS * 7)[:500]
    pages = [over(Overlay(announcement=text), elapsed=n * READ_NS).y.tobytes() for n in range(4)]
    assert pages[0] != pages[1]
    assert len(set(pages)) in (2, 3)
    short = [
        over(Overlay(announcement="Giải lao"), elapsed=n * READ_NS).y.tobytes() for n in (0, 1)
    ]
    assert short[0] == short[1]


def test_letters_are_large_enough_on_a_picture_of_360_lines() -> None:
    """Every mark of Vietnamese is apart from its letter there: none is as the bare one."""
    face = font(Weight.SEMIBOLD, 13)

    def ink(letter: str) -> bytes:
        return bytes(face.getmask(letter))

    for family in ("aàáảãạăằắẳẵặâầấẩẫậ", "oòóỏõọôồốổỗộơờớởỡợ", "eèéẻẽẹêềếểễệ", "dđ"):
        assert len({ink(letter) for letter in family}) == len(family)


@pytest.mark.parametrize("word", ["nghiêng" * 40, "a", "", "x" * 500])
def test_words_that_are_too_long_are_broken(word: str) -> None:
    lines = wrap(word, lambda line: len(line) <= 20)
    assert "".join(lines) == word
    assert all(len(line) <= 20 for line in lines)


def test_a_result_has_bars_as_long_as_its_counts() -> None:
    bars = (Bar(text="Tán thành", count=75), Bar(text="Không tán thành", count=25))
    canvas = over(
        Overlay(poll=Poll(question="Thông qua?", voted=100, voters=114, bars=bars, verdict="Đạt"))
    )
    lengths = []
    for row in canvas.y[STAGE.y : STAGE.y + STAGE.h]:
        runs = np.flatnonzero(np.diff(np.concatenate([[0], (row > 190).view(np.int8), [0]])))
        lengths.append(max((b - a for a, b in zip(runs[::2], runs[1::2], strict=True)), default=0))
    longest = sorted({n for n in lengths if n > 150})
    assert longest[-1] == pytest.approx(3 * longest[0], rel=0.05)


def test_a_running_vote_is_low_and_shows_no_bars() -> None:
    canvas = over(Overlay(poll=Poll(question="Thông qua Nghị quyết?", voted=57, voters=114)))
    upper = canvas.y[STAGE.y : STAGE.y + STAGE.h // 2, STAGE.x : STAGE.x + STAGE.w]
    assert (upper == 82).all(), "the speaker's face is free"
    more = over(Overlay(poll=Poll(question="Thông qua Nghị quyết?", voted=58, voters=114)))
    assert not np.array_equal(canvas.y, more.y)


def test_the_hold_screen_hides_everybody() -> None:
    canvas = over(Overlay(hold="Hội nghị tạm nghỉ"))
    part = canvas.v[
        STAGE.y // 2 : (STAGE.y + STAGE.h) // 2, STAGE.x // 2 : (STAGE.x + STAGE.w) // 2
    ]
    assert (part < 140).all(), "no red is left"
    assert bright(canvas.y) > 2000
    wall = photo(canvas)
    assert near(colour_at(wall, STAGE.x + 4, STAGE.y + STAGE.h - 4), colour.CANVAS)


def test_a_speaker_s_clock_turns_amber_then_red() -> None:
    timer = Timer(member="a", until=NOON + 180, warning=30)
    assert clock_of(timer, NOON) == Clock("Còn 03:00", Urgency.CALM)
    assert clock_of(timer, NOON + 150) == Clock("Còn 00:30", Urgency.WARNING)
    assert clock_of(timer, NOON + 195) == Clock("Quá giờ 00:15", Urgency.OVER)
    paused = Timer(member="a", left=3725)
    assert clock_of(paused, NOON + 9999) == Clock("Còn 1:02:05", Urgency.CALM)
    grounds = [int(clock(Clock("Còn 00:30", one), 24).v[3, 8]) for one in Urgency]
    assert grounds[2] == on_air(24).v[3, 8]
    assert len(set(grounds)) == 3


def test_per_cent_is_written_as_in_vietnamese() -> None:
    assert percent(2, 3) == "66,7%"
    assert percent(1, 2) == "50%"
    assert percent(0, 1) == "0%"
