"""What members are asked to send: enough at once, less with patience, and seldom anything new."""

from hypothesis import given
from hypothesis import strategies as st

from mcu.ask import CLASSES, LAZY, NEVER, PATIENCE, STRETCH, Asker, Tile, Uplink, suiting
from mcu.messages import Ask
from mcu.video.layout import arrange

S = 1_000_000_000

tiles: st.SearchStrategy[Tile] = st.none() | st.tuples(st.integers(2, 2000), st.integers(2, 1200))


class Sender:
    """Does what it is asked for."""

    def __init__(self) -> None:
        self.asker = Asker(25)
        self.sends: Ask
        self.asked = 0
        self.now = 0

    def see(self, tile: Tile, *, audio: bool = True, after: int = 0) -> None:
        self.now += after
        ask = self.asker.judge(tile, audio, self.now)
        if ask is not None:
            self.sends = ask
            self.asked += 1

    @property
    def size(self) -> tuple[int, int]:
        return self.sends.width, self.sends.height


def tile_of(count: int) -> tuple[int, int]:
    rect = arrange(count, 1280, 720).tiles[0]
    return rect.w, rect.h


def test_each_grid_is_asked_for_in_the_size_of_its_tiles() -> None:
    sizes, rates = [], []
    for count in (1, 2, 4, 6, 9, 12, 16, 20, 25):
        sender = Sender()
        sender.see(tile_of(count))
        sizes.append(sender.size)
        rates.append((sender.sends.fps, sender.sends.bitrate // 1000))
    assert [width for width, _ in sizes] == [1104, 576, 544, 384, 352, 288, 256, 224, 208]
    assert all(height == width * 9 / 16 for width, height in sizes)
    assert rates[0] == (25, 1800)
    assert rates[1:3] == [(25, 600)] * 2
    assert rates[3:5] == [(25, 350)] * 2
    assert rates[5:] == [(25, 200), *[(15, 120)] * 3]


@given(st.integers(2, 1920), st.integers(-8, 8))
def test_a_cameras_picture_of_that_size_covers_the_tile(width: int, off: int) -> None:
    """By so little more that nobody misses what is cut off; other shapes are shown whole."""
    height = max(2, round(width * 9 / 16) + off)
    size = suiting((width, height))
    across, down = min(size.width, size.height * 16 / 9), min(size.height, size.width * 9 / 16)
    if abs(width - height * 16 / 9) <= 4 and height <= 1080:
        assert 0 <= across - width <= 4 + 16 / 9
        assert 0 <= down - height <= 4
    elif width * 9 > height * 16:
        assert (size.width, size.height) == (width, min(height, 1080))
    else:
        across = min(height * 16 / 9, width * 4 / 3, 1920)
        assert 0 <= size.width - across < 1, "its sides are cut off"
        assert size.height == min(height, 1080)


def test_more_at_once_and_less_after_a_while() -> None:
    sender = Sender()
    sender.see(tile_of(9))
    sender.see(tile_of(1), after=1)
    assert sender.size == (1104, 621)
    sender.see(tile_of(9), after=1)
    assert sender.size == (1104, 621)
    assert sender.asker.due == sender.now + LAZY
    sender.see(tile_of(9), after=LAZY - 1)
    assert sender.size == (1104, 621)
    sender.see(tile_of(9), after=1)
    assert sender.size == (352, 198)
    assert sender.asker.due == NEVER


def test_a_little_more_or_less_waits_for_longer() -> None:
    for before, after in ((25, 20), (20, 25), (9, 12), (12, 9), (2, 4)):
        sender = Sender()
        sender.see(tile_of(before))
        first = sender.size
        sender.see(tile_of(after), after=1)
        assert sender.asker.due == sender.now + PATIENCE
        sender.see(tile_of(after), after=PATIENCE - 1)
        assert sender.size == first
        sender.see(tile_of(after), after=1)
        assert sender.size == suiting(tile_of(after))[:2] != first


def test_what_was_judged_sooner_is_not_put_off_by_what_comes_later() -> None:
    sender = Sender()
    sender.see(tile_of(9))
    sender.see(tile_of(12), after=1)
    sender.see(tile_of(25), after=1)
    assert sender.asker.due == sender.now + LAZY, "much less is wanted now"
    due = sender.asker.due
    sender.see(tile_of(12), after=1)
    assert sender.asker.due == due
    sender.see(tile_of(9), after=1)
    assert sender.asker.due == NEVER, "all is well"


def test_who_changes_with_others_does_not_do_so_at_one_moment() -> None:
    hasty, slow = Asker(25), Asker(25, S)
    for one in (hasty, slow):
        one.judge(tile_of(20), True, 0)
        one.judge(tile_of(25), True, 0)
    assert (hasty.due, slow.due) == (PATIENCE, PATIENCE + S)
    assert slow.judge(tile_of(25), True, PATIENCE) is None
    assert hasty.judge(tile_of(25), True, PATIENCE) is not None


@given(st.lists(st.integers(0, 3 * S), min_size=24, max_size=24))
def test_a_hall_that_fills_asks_seldom(pauses: list[int]) -> None:
    """However the others come in: tiles become smaller eight times, and nobody asks as often."""
    sender = Sender()
    for count, pause in enumerate([0, *pauses], 1):
        until = sender.now + pause
        while sender.asker.due <= until:
            sender.see(tile_of(max(count - 1, 1)), after=sender.asker.due - sender.now)
        sender.see(tile_of(count), after=until - sender.now)
    assert sender.asked <= 2 + sender.now // LAZY
    assert sender.asked <= 9


def test_a_page_that_is_turned_back_soon_asks_nothing() -> None:
    sender = Sender()
    sender.see(tile_of(25))
    for _ in range(5):
        sender.see(None, after=S)
        sender.see(tile_of(25), after=S)
    assert sender.asked == 1
    sender.see(None, after=S)
    sender.see(None, after=LAZY)
    assert sender.sends == Ask(width=0, height=0, fps=0, bitrate=0, audio=True)
    sender.see(tile_of(25), after=1)
    assert sender.size == (208, 117)


def test_who_is_not_seen_when_coming_sends_nothing() -> None:
    sender = Sender()
    sender.see(None, audio=False)
    assert sender.sends == Ask(width=0, height=0, fps=0, bitrate=0, audio=False)


def test_sound_follows_at_once_and_leaves_the_picture_alone() -> None:
    sender = Sender()
    sender.see(tile_of(4))
    before = sender.size
    sender.see(tile_of(4), audio=False)
    assert (sender.sends.audio, sender.size) == (False, before)
    sender.see(tile_of(4), audio=True)
    assert (sender.sends.audio, sender.size) == (True, before)


def test_no_faster_than_the_canvas() -> None:
    ask = Asker(20).judge(tile_of(1), True, 0)
    assert ask is not None
    assert ask.fps == 20


def test_a_tile_that_goes_back_and_forth_asks_nothing() -> None:
    sender = Sender()
    sender.see(tile_of(20))
    for _ in range(5):
        sender.see(tile_of(25), after=S)
        sender.see(tile_of(16), after=S)
        sender.see(tile_of(20), after=S)
    assert sender.asked == 1


@given(st.lists(st.tuples(tiles, st.booleans(), st.integers(0, 5 * S)), min_size=1))
def test_always_enough_and_in_the_end_no_more(
    needs: list[tuple[Tile, bool, int]],
) -> None:
    sender = Sender()
    for tile, audio, after in needs:
        sender.see(tile, audio=audio, after=after)
        assert sender.sends.audio is audio
        most = CLASSES[-1]
        if tile is not None:
            assert sender.sends.width >= min(tile[0] / STRETCH, most.width / STRETCH)
            assert sender.sends.height >= min(tile[1] / STRETCH, most.height / STRETCH)
        assert sender.asker.due > sender.now
    # Judged again when it says so, it comes to rest.
    tile, audio, _ = needs[-1]
    for _ in range(2):
        if sender.asker.due != NEVER:
            sender.see(tile, audio=audio, after=sender.asker.due - sender.now)
    assert sender.asker.due == NEVER
    assert sender.size == suiting(tile)[:2]


def test_who_saves_sends_little_in_a_large_tile_and_nothing_in_none() -> None:
    asker = Asker(25)
    large = tile_of(1)
    full = asker.judge(large, True, 0)
    assert full
    assert full.width == 1104
    assert asker.judge(large, True, S, saves=True) is None, "a moment's choice costs no keyframe"
    asked = asker.judge(large, True, asker.due, saves=True)
    assert asked == Ask(width=256, height=144, fps=15, bitrate=120_000, audio=True)
    nothing = asker.judge(None, True, 4 * S, saves=True) or asker.judge(
        None, True, 4 * S + LAZY, saves=True
    )
    assert nothing
    assert nothing.width == 0
    assert asker.judge(large, True, 9 * S) == full, "all of it again at once"


def test_a_thin_line_is_asked_for_a_narrow_voice_and_a_slow_picture() -> None:
    asker = Asker(25)
    full = asker.judge(tile_of(1), True, 0)
    slow = Ask(width=256, height=144, fps=5, bitrate=30_000, audio=True, narrow=True)
    assert asker.judge(tile_of(1), True, 1, thin=True) == slow, "at once: it is full"
    assert asker.judge(tile_of(1), True, 2, thin=True) is None
    assert asker.judge(tile_of(1), True, 3) == full
    nothing = Asker(25).judge(None, True, 0, thin=True)
    assert nothing == Ask(width=0, height=0, fps=0, bitrate=0, audio=True, narrow=True)


def test_a_line_is_thin_up_if_it_is_down_and_nothing_shows_otherwise() -> None:
    uplink = Uplink()
    said = []
    for height, bitrate_up in (
        (720, 40_000),  # it may be muted
        (0, 500_000),  # only the way down is bad
        (0, 120_000),  # a voice and a picture take less
        (0, 45_000),
        (144, 60_000),
        (144, 200_000),  # it has sent what waited
        (180, 60_000),
    ):
        uplink.judge(height, bitrate_up)
        said.append((uplink.thin, uplink.pictures))
    wide, voice, slow = (False, True), (True, False), (True, True)
    assert said == [wide, wide, wide, voice, slow, slow, wide]
