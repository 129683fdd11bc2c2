"""Whatever is taken meanwhile, everybody has a turn, and no page is turned in vain."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.messages import Plate
from mcu.scene import Layout, Pinned, Scene
from mcu.video.decoder import DecoderPool
from mcu.video.paging import DWELL_NS, STRIP_DWELL_NS
from mcu.video.program import Program
from mcu.video.seating import Seating
from mcu.video.slot import Slot
from tests.video.material import SECOND

SIZE = (1280, 720)
POINTS = [f"p{number:02}" for number in range(30)]
TICK = SECOND // 5


def nothing() -> None:
    """Ask nobody for a keyframe."""


def later(callback: Callable[..., object], *args: object) -> None:
    """Call nothing: no frame comes."""


class Hall:
    """A seating with slots whose pictures have come."""

    def __init__(self, count: int, pool: DecoderPool) -> None:
        self.now = 0
        self.seating = Seating(*SIZE, 0)
        for number in range(count):
            worker = pool._workers[0]
            slot = Slot(Plate(title=f"{number}"), worker, nothing, later, self._clock)
            self.seating.add(POINTS[number], slot, number, 0)

    def _clock(self) -> int:
        return self.now

    def run(self, until: int, each: Callable[[int], None]) -> None:
        """Go on, tick by tick."""
        while self.now < until:
            self.now += TICK
            each(self.now)
            self.seating.advance(self.now)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    pool = DecoderPool(1)
    yield pool
    pool.close()


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 20), st.sampled_from([Layout.SIDE, Layout.BOTTOM]))
def test_where_speakers_follow_each_other_quickly_all_are_seen(
    pool: DecoderPool, every: int, layout: Layout
) -> None:
    """A speaker every `every` half seconds; a page of a strip stays for eight seconds."""
    hall, seen = Hall(30, pool), set[str]()
    speakers = POINTS[:4]

    def take(now: int) -> None:
        speaker = speakers[now // (every * SECOND // 2) % len(speakers)]
        hall.seating.show(Scene(layout=layout, on_air=(speaker,)), now)
        seen.update(hall.seating.shot(now).seats)

    pages = hall.seating.preview(Scene(layout=layout, on_air=("p00",)), 0).pages
    hall.run((pages + 1) * STRIP_DWELL_NS, take)
    assert seen == set(POINTS)
    assert hall.seating.unseen == ()


def test_a_page_stays_as_long_as_without_what_is_taken_meanwhile() -> None:
    first = Program(Scene(layout=Layout.GRID), POINTS, SIZE, 0)
    later = Program(Scene(layout=Layout.GRID, on_air=("p01",)), POINTS, SIZE, 10 * SECOND)
    later.follow(first, 10 * SECOND)
    later.begin(11 * SECOND)
    for now in (11 * SECOND, DWELL_NS - 1, DWELL_NS, 2 * DWELL_NS - 1, 2 * DWELL_NS):
        assert later.shot(now).page == first.shot(now).page
    by_hand = Program(Scene(layout=Layout.GRID, dwell=0), POINTS, SIZE, 0)
    again = Program(Scene(layout=Layout.GRID), POINTS, SIZE, 1000 * SECOND)
    again.follow(by_hand, 1000 * SECOND)
    again.begin(1001 * SECOND)
    assert again.shot(1000 * SECOND + DWELL_NS).page == 0, "what was turned by hand has had no time"
    assert again.shot(1001 * SECOND + DWELL_NS).page == 1
    other = Program(Scene(layout=Layout.SIDE), POINTS, SIZE, 11 * SECOND)
    other.follow(first, 11 * SECOND)
    other.begin(12 * SECOND)
    assert other.shot(12 * SECOND + STRIP_DWELL_NS - 1).page == 0, "another form begins anew"


def test_a_page_that_is_turned_while_a_scene_waits_for_its_pictures_is_turned(
    pool: DecoderPool,
) -> None:
    hall = Hall(30, pool)
    for slot in hall.seating.slots.values():
        slot.connected = True  # without pictures: a take waits for a second
    hall.run(2 * SECOND, lambda _: None)
    begun = hall.now
    hall.seating.show(Scene(layout=Layout.SIDE, main=("p29",)), begun)
    hall.seating.show(Scene(layout=Layout.SIDE, main=("p29",), turn=1), begun + TICK)
    hall.run(begun + 2 * SECOND, lambda _: None)
    shot = hall.seating.shot(hall.now)
    assert (shot.seats[0], shot.page) == ("p29", 1)


@given(st.integers(0, 12), st.sampled_from([Layout.SIDE, Layout.BOTTOM, Layout.GRID]))
def test_however_many_seats_are_kept_all_the_others_have_one_turn_each(
    kept: int, layout: Layout
) -> None:
    pinned = tuple(Pinned(member=one, plate=Plate(title=one)) for one in POINTS[30 - kept :])
    scene = Scene(layout=layout, main=("p00",), pinned=pinned, hidden=("p05",), dwell=10)
    program = Program(scene, POINTS, SIZE, 0)
    first = program.shot(0)
    places = len(Program(Scene(layout=layout, main=("p00",)), POINTS, SIZE, 0).shot(0).seats)
    turns = Counter[str]()
    for page in range(first.pages):
        seats = program.shot(page * 10 * SECOND).seats
        assert len(seats) == len(set(seats)) <= places
        turns.update(seats)
    assert "p05" not in turns, "who is hidden is nowhere"
    large = "" if layout is Layout.GRID else "p00"
    others = {*POINTS} - {one.member for one in pinned} - {large, "p05"}
    assert [turns[one] for one in others] == [1] * len(others)


def test_who_comes_or_goes_turns_no_page_and_gives_none_more_time() -> None:
    more = [*POINTS, *map(str, range(40))]
    program = Program(Scene(layout=Layout.GRID, dwell=10), more, SIZE, 0)
    assert (program.shot(12 * SECOND).page, program.shot(12 * SECOND).pages) == (1, 3)
    tried = program.trial(POINTS, 25 * SECOND)
    assert (tried.page, tried.pages) == (1, 2)
    assert program.shot(25 * SECOND).page == 2, "a trial changes nothing"
    program.seat(POINTS, 25 * SECOND)
    assert program.shot(25 * SECOND).page == 1, "there is no third page any more: the last one"
    assert program.shot(30 * SECOND - 1).page == 1
    assert program.shot(30 * SECOND).page == 0, "which has had half of its time before"


def test_who_comes_back_has_not_been_shown_again(pool: DecoderPool) -> None:
    hall = Hall(30, pool)
    hall.run(SECOND, lambda _: None)
    assert hall.seating.unseen == tuple(POINTS[25:])
    slot = hall.seating.remove("p00", hall.now)
    assert slot is not None
    hall.seating.add("p00", slot, 99, hall.now)  # last in the order now
    hall.run(2 * SECOND, lambda _: None)
    assert hall.seating.unseen == (*POINTS[26:], "p00")
