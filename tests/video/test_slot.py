import weakref
from collections.abc import Iterator

import pytest

from mcu.media import Codec
from mcu.messages import Plate
from mcu.video.decoder import DecoderPool
from mcu.video.label import Notice
from mcu.video.slot import LENT, STILL_NS, Shown, Size, Slot
from mcu.video.tile import duration
from tests.video.material import BLUE, GREEN, RED, SECOND, flat, stream

PLATE = Plate(title="UBND huyện Hải Hậu")


class Bench:
    """A slot with a clock set by hand."""

    def __init__(self, pool: DecoderPool) -> None:
        self.now = 0
        self.asked = 0
        self.slot = Slot(PLATE, pool.seat(), self.ask, lambda f, *a: f(*a), lambda: self.now)
        self.slot.connected = True

    def ask(self) -> None:
        self.asked += 1

    def show(self, size: Size | None, screen: str = "program") -> None:
        self.slot.show(screen, Shown(size) if size else None)

    def size(self, now: int, wanted: Size) -> Size:
        picture = self.slot.tile(now, wanted).picture
        assert picture is not None
        return picture.width, picture.height

    def says(self, now: int) -> str:
        notice = self.slot.tile(now).notice
        return notice.text if notice else ""


@pytest.fixture
def bench() -> Iterator[Bench]:
    pool = DecoderPool(1)
    yield Bench(pool)
    pool.close()


def test_the_newest_picture_wins(bench: Bench) -> None:
    old, new = flat(RED, pts=1), flat(GREEN, pts=2)
    bench.slot.put(new)
    bench.slot.put(old)
    assert bench.slot.tile(2).picture is new


def test_a_picture_is_shown_when_it_is_due(bench: Bench) -> None:
    now, later = flat(RED, pts=1), flat(GREEN, pts=5)
    bench.slot.put(now)
    bench.slot.put(later)
    assert bench.slot.tile(4).picture is now
    assert bench.slot.tile(5).picture is later
    bench.slot.put(flat(BLUE, pts=7))
    bench.slot.clear()
    assert bench.slot.tile(8).picture is None


def test_of_those_that_are_late_the_newest_is_kept(bench: Bench) -> None:
    bench.now = SECOND
    kept = []
    for pts in range(20):
        late = flat(RED, pts=pts)
        kept.append(weakref.ref(late.y))
        bench.slot.put(late)
        del late
    assert [one() is not None for one in kept] == [False] * 19 + [True]
    bench.slot.put(flat(BLUE, pts=SECOND + 5))
    assert bench.slot.newest(SECOND + 4) is not None
    assert kept[-1]() is not None
    assert bench.slot.newest(SECOND + 5) is not None
    bench.slot.put(flat(GREEN, pts=SECOND))
    assert [one() for one in kept] == [None] * 20


def test_pictures_that_wait_leave_the_memory_of_their_decoder(bench: Bench) -> None:
    """It would be the decoder's for good."""
    lent = []
    for number in range(1, 21):
        picture = flat(GREEN, pts=number)
        lent += [weakref.ref(one) for one in (picture.y, picture.u, picture.v)]
        bench.slot.put(picture)
    del picture
    assert sum(one() is not None for one in lent) <= 3 * LENT
    for number in range(1, 21):
        shown = bench.slot.tile(number).picture
        assert shown is not None
        assert shown.pts == number
        assert (shown.y == flat(GREEN).y).all()


def test_nothing_is_held_where_nothing_comes(bench: Bench) -> None:
    bench.slot.intake.playout.hold = 100
    assert bench.slot.hold(0) == 0
    bench.slot.put(flat(RED, pts=0))
    bench.slot.tile(0)
    assert bench.slot.hold(SECOND) == 100
    assert bench.slot.hold(3 * SECOND) == 0
    bench.slot.camera_off = True
    assert bench.slot.hold(SECOND) == 0


def test_before_the_first_picture(bench: Bench) -> None:
    assert bench.slot.tile(0).picture is None
    assert bench.says(0) == "Đang chờ hình…"


def test_a_stopped_picture_does_not_look_live(bench: Bench) -> None:
    bench.slot.put(flat(RED, pts=10 * SECOND))
    assert bench.slot.tile(10 * SECOND).live
    assert bench.slot.tile(12 * SECOND - 1).live
    stale = bench.slot.tile(13 * SECOND)
    assert not stale.live
    assert stale.picture is not None
    assert bench.says(12 * SECOND) == "Mất hình 2 giây"
    assert bench.says(13 * SECOND) == "Mất hình 3 giây"
    bench.slot.put(flat(RED, pts=13 * SECOND))
    assert bench.slot.tile(13 * SECOND).live


def test_a_stopped_tile_is_painted_once_a_second(bench: Bench) -> None:
    bench.slot.put(flat(RED))
    looks = [bench.slot.tile(5 * SECOND + part * SECOND // 4) for part in range(4)]
    assert all(one.looks_like(looks[0]) for one in looks)
    assert not bench.slot.tile(6 * SECOND).looks_like(looks[0])


def test_a_lost_connection_shows_no_stale_picture(bench: Bench) -> None:
    bench.slot.put(flat(RED))
    bench.slot.muted = True
    bench.slot.speaking = True
    bench.now = 5 * SECOND
    bench.slot.connected = False
    lost = bench.slot.tile(17 * SECOND)
    assert lost.picture is None
    assert lost.notice == Notice("Mất kết nối 12 giây", alert=True)
    assert not lost.speaking
    assert not lost.muted
    bench.slot.connected = False
    assert bench.says(18 * SECOND) == "Mất kết nối 13 giây"


def test_a_line_died_with_its_last_picture_not_when_it_was_noticed(bench: Bench) -> None:
    bench.slot.put(flat(RED, pts=6 * SECOND))
    bench.now = 10 * SECOND
    bench.slot.connected = False
    assert bench.says(10 * SECOND) == "Mất kết nối 4 giây"


def test_somebody_who_was_never_there_is_not_lost() -> None:
    pool = DecoderPool(1)
    slot = Slot(PLATE, pool.seat(), lambda: None, lambda f, *a: f(*a))
    notice = slot.tile(0).notice
    assert notice is not None
    assert notice.text == "Đang kết nối…"
    pool.close()


def test_muted_members_do_not_speak(bench: Bench) -> None:
    bench.slot.speaking = True
    assert bench.slot.tile(0).speaking
    bench.slot.muted = True
    assert not bench.slot.tile(0).speaking
    assert bench.slot.tile(0).muted


def test_camera_off_and_on(bench: Bench) -> None:
    bench.slot.put(flat(RED))
    bench.slot.camera_off = True
    assert bench.slot.tile(0).picture is None
    assert bench.says(0) == "Camera đang tắt"
    frame = stream(Codec.VP8)[0]
    bench.slot.decode(frame)
    assert bench.asked == 0
    bench.slot.camera_off = False
    assert bench.says(0) == "Đang chờ hình…"
    assert bench.asked == 1


def test_those_off_screen_are_not_decoded_and_ask_when_they_wake(bench: Bench) -> None:
    bench.slot.put(flat(RED))
    bench.show(None)
    assert bench.slot.tile(0).picture is None
    bench.slot.decode(stream(Codec.VP8)[1])
    assert bench.asked == 0
    bench.show((200, 112))
    assert bench.asked == 1
    bench.show((200, 112))
    assert bench.asked == 1


def test_who_is_woken_is_shown_as_last_seen_until_the_picture_moves(bench: Bench) -> None:
    bench.show((200, 112))
    bench.slot.put(flat(RED, 320, 180, pts=SECOND))
    bench.now = 2 * SECOND
    bench.show(None)
    assert bench.slot.tile(bench.now).picture is None
    bench.now = 100 * SECOND
    bench.show((200, 112))
    still = bench.slot.tile(bench.now)
    assert still.picture is not None
    assert (still.picture.width, still.picture.height) == (200, 112), "not the original is kept"
    assert not still.live
    assert bench.says(bench.now) == ""
    bench.slot.put(flat(GREEN, pts=bench.now))
    assert bench.slot.tile(bench.now).live
    # Nothing moves: it does not pass for the present for long.
    bench.show(None)
    bench.show((200, 112))
    assert bench.slot.tile(bench.now + STILL_NS - 1).picture is not None
    assert bench.slot.tile(bench.now + STILL_NS).picture is None
    assert bench.says(bench.now + STILL_NS) == "Đang chờ hình…"


def test_no_still_of_a_camera_that_is_off_or_of_another_connection(bench: Bench) -> None:
    for camera_off in (True, False):
        bench.slot.put(flat(RED, pts=SECOND))
        bench.show(None)
        if camera_off:
            bench.slot.camera_off = True
            bench.slot.camera_off = False
        else:
            bench.slot.clear()
        bench.show((200, 112))
        assert bench.slot.tile(0).picture is None


def test_pictures_are_scaled_as_they_come(bench: Bench) -> None:
    bench.show((360, 202))
    bench.slot.put(flat(BLUE, 640, 360))
    assert bench.size(0, (360, 202)) == (360, 202)
    # The grid changes before the next picture comes: the original is scaled, not the small one.
    bench.show((546, 308))
    assert bench.size(0, (546, 308)) == (640, 360)


def test_each_screen_has_its_size_of_a_picture_that_is_decoded_once(bench: Bench) -> None:
    bench.show((960, 540))
    bench.show((256, 144), "beside")
    bench.slot.put(flat(BLUE, 1280, 720))
    assert bench.slot.wanted == (960, 540), "the largest is asked for"
    assert bench.size(0, (960, 540)) == (960, 540)
    assert bench.size(0, (256, 144)) == (256, 144)
    bench.show(None)
    assert bench.slot.wanted == (256, 144)
    bench.show(None, "beside")
    assert not bench.slot.awake


def test_a_new_connection_starts_without_the_old_picture(bench: Bench) -> None:
    bench.slot.put(flat(RED, pts=100))
    bench.slot.clear()
    assert bench.slot.tile(100).picture is None
    bench.slot.put(flat(GREEN, pts=50))
    assert bench.slot.tile(100).picture is not None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "0 giây"),
        (0.9, "0 giây"),
        (59.9, "59 giây"),
        (60, "1 phút"),
        (3599, "59 phút"),
        (3600, "1 giờ 0 phút"),
        (7500, "2 giờ 5 phút"),
    ],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert duration(int(seconds * SECOND)) == words
