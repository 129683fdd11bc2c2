"""Who is on the canvas, who is about to be, and who waits for what: in a time of the test's own."""

from collections import deque
from collections.abc import Callable, Iterator

import pytest

from mcu.messages import Plate
from mcu.scene import Layout, Pinned, Scene
from mcu.video.decoder import DecoderPool
from mcu.video.paging import DWELL_NS, WAKE_NS
from mcu.video.program import Shot
from mcu.video.seating import DRAW_PATIENCE, PATIENCE, Seating
from mcu.video.slot import Slot
from mcu.video.voice_switch import LEAD_NS
from tests.video.material import BLUE, MS, SECOND, flat
from tests.video.test_rotation import later, nothing

SIZE = (1280, 720)
FULL = Scene(layout=Layout.FULL, main=("b",))
"""Of somebody who is small, or not there at all, before."""


def awake(slot: Slot) -> bool:
    """Whether he is to send, at this moment."""
    return slot.awake and slot.wanted is not None


class Hall:
    """A seating in which names are drawn when the test says so, and a time that it sets."""

    def __init__(self, pool: DecoderPool) -> None:
        self.now = 0
        self.draws = True
        """Whether names are drawn at once."""
        self.titled = True
        self._waiting: deque[Callable[[], None]] = deque()
        self._worker = pool._workers[0]
        self.seating = Seating(*SIZE, 0, submit=self._submit, titled=self._title)

    def _submit(self, job: Callable[[], None]) -> bool:
        if self.draws:
            job()
        else:
            self._waiting.append(job)
        return True

    def _title(self, _shot: Shot, _scene: Scene) -> bool:
        return self.titled

    def draw(self) -> None:
        while self._waiting:
            self._waiting.popleft()()

    def add(
        self, *members: str, sends: bool = True, order: int = 0, at_once: bool = True
    ) -> list[Slot]:
        slots = []
        for member in members:
            slot = Slot(Plate(title=member), self._worker, nothing, later, lambda: self.now)
            slot.connected = True
            self.seating.add(member, slot, order, self.now, at_once=at_once)
            if sends:
                self.send(member)
            slots.append(slot)
        return slots

    def send(self, *members: str) -> None:
        for member in members:
            self.seating.slots[member].put(flat(BLUE, pts=self.now))

    def remove(self, *members: str, at_once: bool = True) -> None:
        for member in members:
            self.seating.remove(member, self.now, at_once=at_once)

    def tick(self, after: int = 40 * MS) -> tuple[str, ...]:
        """Go on; return who is on the canvas."""
        self.now += after
        self.seating.advance(self.now)
        return self.seats

    @property
    def seats(self) -> tuple[str, ...]:
        return self.seating.shot(self.now).seats

    def show(self, scene: Scene) -> None:
        self.seating.show(scene, self.now)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    pool = DecoderPool(1)
    yield pool
    pool.close()


@pytest.fixture
def hall(pool: DecoderPool) -> Hall:
    return Hall(pool)


def test_seats_are_by_order_and_then_by_name(hall: Hall) -> None:
    hall.add("c", "a", order=1)
    hall.add("d", order=0)
    hall.add("b", order=1)
    assert hall.tick() == ("d", "a", "b", "c")
    assert hall.seating.unseen == ()


def test_a_take_waits_for_every_picture_and_for_nobody_who_sends_none(hall: Hall) -> None:
    hall.add("a", *(f"z{number:02}" for number in range(25)))
    hall.tick()
    (late, other) = hall.add("b", "c", sends=False)
    asked = Scene(layout=Layout.TWO, main=("b", "c"))
    hall.show(asked)
    assert hall.tick()[0] == "a"
    assert late.awake, "it is asked for its picture meanwhile"
    hall.send("b")
    assert hall.tick()[0] == "a", "the other one is not there"
    other.camera_off = True
    assert hall.tick() == ("b", "c")
    kept = Pinned(member="gone", plate=Plate(title="away"))
    hall.show(Scene(layout=Layout.GRID, main=("b",), pinned=(kept,)))
    hall.tick()
    hall.send(*hall.seating.slots)
    assert hall.tick()[0] == "gone", "nor for who is away"


def test_a_take_waits_for_who_is_only_about_to_wake(hall: Hall) -> None:
    """His last picture is of long ago."""
    hall.add("a", "b")
    hall.show(Scene(layout=Layout.FULL, main=("a",)))
    hall.tick()
    hall.tick()
    asleep = hall.seating.slots["b"]
    assert not awake(asleep)
    hall.show(FULL)
    assert hall.tick() == ("a",)
    assert awake(asleep)
    hall.send("b")
    assert hall.tick() == ("b",)


@pytest.mark.parametrize("what", ["names", "title"])
def test_a_take_waits_for_what_is_written_and_not_for_long(hall: Hall, what: str) -> None:
    hall.add("a", "b")
    hall.tick()
    hall.draws, hall.titled = what == "title", what == "names"
    hall.show(FULL)
    begun = hall.now
    hall.send("b")
    assert hall.tick() == ("a", "b")
    assert hall.tick(begun + PATIENCE - 1 - hall.now) == ("a", "b")
    assert hall.seating.on_screen != FULL == hall.seating.scene
    assert hall.tick(1) == ("b",)
    hall.show(Scene())
    hall.titled = True
    hall.tick(1)
    hall.draw()
    hall.send("a")
    assert hall.tick(1) == ("a", "b"), "and is at once where all is drawn"


def test_the_same_scene_again_waits_no_longer(hall: Hall) -> None:
    hall.add("a", "b")
    hall.tick()
    hall.add("c", sends=False)
    asked = Scene(layout=Layout.FULL, main=("c",))
    takes = hall.seating.takes
    for _ in range(4):
        hall.show(asked)
        hall.tick(PATIENCE // 4)
    assert hall.seats == ("c",)
    hall.show(asked)
    hall.tick()
    assert hall.seating.takes == takes + 1, "what is shown is not taken again"


@pytest.mark.parametrize("leaves", [False, True])
def test_who_comes_or_goes_changes_seats_when_names_are_drawn(hall: Hall, leaves: bool) -> None:
    hall.add("a", "b")
    assert hall.tick() == ("a", "b")
    takes, begun = hall.seating.takes, hall.now
    hall.draws = False
    if leaves:
        hall.remove("b", at_once=False)
        after: tuple[str, ...] = ("a",)
    else:
        (came,) = hall.add("c", at_once=False)
        after = ("a", "b", "c")
    assert hall.tick() == ("a", "b")
    if not leaves:
        assert came.awake, "he is asked for his picture meanwhile"
    assert hall.tick(begun + DRAW_PATIENCE - 1 - hall.now) == ("a", "b")
    assert hall.tick(1) == after, "but not for long"
    hall.draw()
    hall.draws = True
    hall.tick()
    hall.add("0", at_once=False)
    assert hall.tick() == ("0", *after)
    assert hall.seating.takes == takes, "that is no other scene"


def test_who_comes_after_another_makes_nobody_wait_longer(hall: Hall) -> None:
    hall.add("a", "b")
    hall.tick()
    hall.draws = False
    begun = hall.now
    for name in "cdef":
        hall.add(name, at_once=False)
        hall.tick(DRAW_PATIENCE // 5)
    assert hall.seats == ("a", "b")
    assert hall.tick(begun + DRAW_PATIENCE - hall.now) == ("a", "b", "c", "d", "e", "f")


@pytest.mark.parametrize("at_once", [False, True])
def test_a_scene_that_waits_knows_who_comes_and_goes(hall: Hall, at_once: bool) -> None:
    hall.add("a", "b", "d")
    hall.tick()
    hall.add("c", sends=False)
    hall.show(Scene(layout=Layout.SIDE, main=("c",)))
    hall.tick()
    hall.remove("b", at_once=at_once)
    hall.add("e", at_once=at_once)
    hall.send("c")
    assert hall.tick() == ("c", "a", "d", "e")


def test_who_has_left_is_nobody_and_shows_nothing(hall: Hall) -> None:
    hall.add("a")
    (slot,) = hall.add("b")
    hall.tick()
    assert awake(slot)
    assert hall.seating.remove("b", hall.now) is slot
    assert not awake(slot)
    assert slot.wanted is None
    assert hall.seating.remove("b", hall.now) is None
    assert hall.tick() == ("a",)


def test_who_is_on_the_canvas_and_on_the_next_sends_for_the_larger_tile(hall: Hall) -> None:
    a, b, c = hall.add("a", "b", "c", sends=False)
    hall.tick()
    small = hall.seating.shot(hall.now).arrangement.tiles[0]
    assert a.wanted == b.wanted == (small.w, small.h)
    hall.show(Scene(layout=Layout.SIDE, main=("b",)))
    hall.tick()
    large = hall.seating.preview(hall.seating.scene, hall.now).arrangement.tiles[0]
    assert large.w > small.w
    assert (a.wanted, b.wanted) == ((small.w, small.h), (large.w, large.h))
    assert b._sizes == ((small.w, small.h),), "it is shown as small as it is"
    hall.send("a", "b", "c")
    hall.tick()
    strip = hall.seating.shot(hall.now).arrangement.tiles[1]
    assert (a.wanted, c.wanted) == ((strip.w, strip.h),) * 2


def test_those_on_the_next_page_are_awake_before_it_turns(hall: Hall) -> None:
    names = [f"{number:02}" for number in range(30)]
    slots = hall.add(*names)
    hall.tick(0)
    first = hall.tick(DWELL_NS - WAKE_NS - 1)
    coming = [slot for name, slot in zip(names, slots, strict=True) if name not in first]
    assert hall.seating.unseen == tuple(names[25:])
    assert not any(one.awake for one in coming)
    takes = hall.seating.takes
    assert hall.tick(1) == first
    assert all(one.awake for one in coming)
    assert hall.seating.takes == takes
    assert hall.tick(WAKE_NS)[:5] == tuple(names[25:])
    for _ in range(5):
        hall.tick()
    assert hall.seating.takes == takes + 1, "another page is one"
    assert hall.seating.unseen == ()


def test_nothing_is_said_anew_where_nothing_changes(hall: Hall) -> None:
    hall.add("a", "b")
    hall.tick()
    turns, takes = hall.seating.turns, hall.seating.takes
    for _ in range(50):
        hall.tick()
    assert (hall.seating.turns, hall.seating.takes) == (turns, takes)


def test_a_canvas_at_rest_wants_nobody_until_it_goes_on(hall: Hall) -> None:
    slots = hall.add("a", "b")
    hall.tick()
    turns = hall.seating.turns
    for _ in range(3):
        hall.seating.rest()
    assert hall.seating.turns == turns + 1
    assert [one.wanted for one in slots] == [None, None]
    hall.tick()
    assert all(one.wanted for one in slots)


def test_pages_begin_anew_after_a_rest(hall: Hall) -> None:
    hall.add(*(f"{number:02}" for number in range(30)))
    first = hall.tick(0)
    hall.seating.rest()
    assert hall.tick(DWELL_NS // 2) == first
    assert hall.tick(DWELL_NS - 1) == first, "of its time none has gone by at rest"
    assert hall.tick(1) != first


def test_a_scene_that_follows_the_voice_is_taken_once_for_each_voice(hall: Hall) -> None:
    hall.add("a", "b", "c")
    hall.show(Scene(layout=Layout.LECTURE, voice=True))
    hall.tick()
    takes = hall.seating.takes
    hall.seating.heard(["stranger", "b"], hall.now)
    hall.tick(LEAD_NS - 1)
    assert hall.seats == ("a",)
    hall.tick(1)
    hall.send("b")
    assert hall.tick() == ("b",)
    for _ in range(50):
        hall.tick()
    assert hall.seating.takes == takes + 1
    hall.remove("b")
    hall.send("a")
    hall.tick()
    hall.send("a")
    assert hall.tick() == ("a",)
    hall.add("b")
    hall.tick()
    assert hall.tick() == ("a",), "who has left and comes back has not spoken"


def test_a_voice_takes_nothing_where_no_scene_follows_it(hall: Hall) -> None:
    hall.add("a", "b")
    hall.tick()
    takes = hall.seating.takes
    hall.seating.heard(["b"], hall.now)
    for _ in range(5):
        hall.tick(LEAD_NS)
    assert hall.seating.takes == takes


def test_who_speaks_without_a_picture_is_waited_for_once(hall: Hall) -> None:
    hall.add("a")
    hall.show(Scene(layout=Layout.LECTURE, voice=True))
    hall.tick()
    hall.add("b", sends=False)
    hall.seating.heard(["b"], hall.now)
    hall.tick(LEAD_NS)
    for _ in range(4):
        assert hall.seats == ("a",)
        hall.tick(PATIENCE // 4)
    assert hall.seats == ("b",)


def test_a_page_stays_from_when_it_is_seen_on(hall: Hall) -> None:
    names = [f"{number:02}" for number in range(30)]
    hall.add(*names)
    hall.tick(0)
    hall.add("b", sends=False, order=-1)
    hall.show(Scene(layout=Layout.SIDE, main=("b",), dwell=20))
    hall.tick(PATIENCE // 2)
    hall.send("b")
    first = hall.tick()
    assert first[0] == "b"
    assert hall.tick(20 * SECOND - 1) == first
    assert hall.tick(1) != first


def test_a_placard_is_not_its_member(hall: Hall) -> None:
    kept = Pinned(member="gone", plate=Plate(title="away"))
    hall.add(*(f"{number:02}" for number in range(3)))
    hall.show(Scene(layout=Layout.GRID, pinned=(kept,)))
    assert hall.tick()[0] == "gone"
    hall.show(Scene(layout=Layout.FULL, main=("01",)))
    hall.tick()
    hall.send("01")
    assert hall.tick() == ("01",)
    hall.add("gone")
    assert hall.seating.unseen == ("gone",)


def test_a_scene_says_whether_its_pictures_are_evened(hall: Hall) -> None:
    (slot,) = hall.add("a")
    hall.tick()
    assert not slot._evened
    hall.show(Scene(even=True))
    hall.tick()
    hall.tick()
    assert slot._evened


def test_settled_is_what_has_all_its_pictures(hall: Hall) -> None:
    hall.add("a", sends=False)
    hall.tick()
    assert not hall.seating.settled(hall.now)
    hall.send("a")
    assert hall.seating.settled(hall.now)
