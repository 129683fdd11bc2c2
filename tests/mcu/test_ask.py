"""What members are asked to send: enough at once, less with patience, and seldom anything new."""

from hypothesis import given
from hypothesis import strategies as st

from mcu.ask import CLASSES, LAZY, NEVER, STRETCH, Asker, Tile, Uplink
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


def test_each_grid_has_its_class() -> None:
    widths = []
    for count in (1, 2, 4, 6, 9, 12, 16, 25):
        sender = Sender()
        sender.see(tile_of(count))
        widths.append(sender.sends.width)
    assert widths == [1280, 640, 640, 480, 480, 320, 256, 256]


def test_more_at_once_and_less_after_a_while() -> None:
    sender = Sender()
    sender.see(tile_of(9))
    sender.see(tile_of(1), after=1)
    assert sender.size == (1280, 720)
    sender.see(tile_of(9), after=1)
    assert sender.size == (1280, 720)
    assert sender.asker.due == sender.now + LAZY
    sender.see(tile_of(9), after=LAZY - 1)
    assert sender.size == (1280, 720)
    sender.see(tile_of(9), after=1)
    assert sender.size == (480, 270)
    assert sender.asker.due == NEVER


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
    assert sender.size == (256, 144)


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


def test_a_tile_that_changes_a_little_asks_nothing() -> None:
    """Around each border between two classes: the way up and the way down are apart."""
    for smaller in CLASSES[1:-1]:
        sender = Sender()
        width, height = smaller.width, smaller.height
        sender.see((width + 1, height))
        sender.see((width, height), after=1)
        sender.see((width, height), after=LAZY)
        asked = sender.asked
        for _ in range(3):
            for part in (0.98, 1.02, STRETCH - 0.01):
                sender.see((int(width * part), int(height * part)), after=2 * LAZY)
                sender.see((int(width * part), int(height * part)), after=2 * LAZY)
        assert sender.asked == asked, smaller


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
            assert sender.sends.width >= min(tile[0] / STRETCH, most.width)
            assert sender.sends.height >= min(tile[1] / STRETCH, most.height)
        assert sender.asker.due > sender.now
    # Judged again when it says so, it comes to rest.
    tile, audio, _ = needs[-1]
    for _ in range(2):
        if sender.asker.due != NEVER:
            sender.see(tile, audio=audio, after=sender.asker.due - sender.now)
    assert sender.asker.due == NEVER
    if tile is None:
        assert sender.size == (0, 0)
    else:
        holds = [one for one in CLASSES if one.width >= tile[0] and one.height >= tile[1]]
        assert sender.sends.width <= (holds or CLASSES[-1:])[0].width


def test_who_saves_sends_little_in_a_large_tile_and_nothing_in_none() -> None:
    asker = Asker(25)
    large = tile_of(1)
    full = asker.judge(large, True, 0)
    assert full
    assert full.width == 1280
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
        (0, 45_000),
        (144, 60_000),
        (144, 200_000),  # it has sent what waited
        (180, 60_000),
    ):
        uplink.judge(height, bitrate_up)
        said.append((uplink.thin, uplink.pictures))
    wide, voice, slow = (False, True), (True, False), (True, True)
    assert said == [wide, wide, voice, slow, slow, wide]
