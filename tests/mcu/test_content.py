"""The rules of shared content: whose frames go where, and what a line is given of them."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from msgspec import structs

from mcu.beside import PACE, POOR, Beside
from mcu.content import (
    LEAST_BETWEEN_KEYFRAMES,
    LOW,
    WHOLE,
    ContentStage,
    Detail,
    Step,
    first_step,
    steps,
)
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.rung import RungChooser
from mcu.video.ladder import Rung, ladder
from tests.mcu.slow_line import SlowLine

LADDER = ladder(1280, 720, 25, 1_500_000)
MS = 1_000_000
WAY = 30 * MS
"""From when a picture is captured until it is here."""


class Redrawn:
    """Stands for what encodes anew: fan-outs that publish nothing by themselves."""

    def __init__(self) -> None:
        self.fanouts: dict[tuple[Codec, Detail], Fanout] = {}
        self.taken: list[Encoded] = []
        self.resets = 0

    def rendition(self, codec: Codec, detail: Detail) -> Fanout:
        return self.fanouts.setdefault((codec, detail), Fanout(lambda: None))

    def take(self, frame: Encoded) -> None:
        self.taken.append(frame)

    def reset(self) -> None:
        self.resets += 1


@dataclass
class Sink:
    frames: list[Encoded] = field(default_factory=list)

    def deliver(self, frame: Encoded) -> bool:
        self.frames.append(frame)
        return True


class Stage:
    """A stage on a clock of the test's, with those who watch in `codec`."""

    def __init__(self) -> None:
        self.now = 10**12
        self.asked: list[str] = []
        self.changes = 0
        self.film_changes = 0
        self.lag: int | None = None
        """From when something is captured until its sound is in the mix."""
        self.redrawn = Redrawn()
        self.stage = ContentStage(
            self.redrawn,
            request_keyframe=self.asked.append,
            on_changed=self._changed,
            on_film=self._film_changed,
            heard=lambda _, captured: None if self.lag is None else captured + self.lag,
            now=lambda: self.now,
        )
        self.sink = Sink()

    def _changed(self) -> None:
        self.changes += 1
        if self.stage.source:
            self.stage.rendition(self.stage.source).subscribe(self.sink)

    def _film_changed(self) -> None:
        self.film_changes += 1

    def put(self, member: str, *, keyframe: bool, after: int = 0, codec: Codec = Codec.VP8) -> None:
        self.now += after
        self.stage.put(member, Encoded(codec, b"x", self.now, keyframe, captured=self.now - WAY))

    @property
    def got(self) -> list[bool]:
        """Of the frames that were delivered, which were keyframes."""
        return [frame.keyframe for frame in self.sink.frames]


def test_only_what_the_presenter_sends_is_shown_and_from_a_keyframe_on() -> None:
    one = Stage()
    one.put("a", keyframe=True)
    assert one.got == []
    one.stage.present("a")
    assert one.asked == ["a"], "what he had sent before was not looked at"
    one.put("a", keyframe=False)
    one.put("b", keyframe=True)
    assert one.got == []
    one.put("a", keyframe=True)
    one.put("a", keyframe=False)
    assert one.got == [True, False]
    assert [frame.keyframe for frame in one.redrawn.taken] == [True, False]


def test_pages_leave_slower_where_very_many_watch() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    assert one.stage.pace == WHOLE
    for _ in range(399):
        one.stage.rendition(Codec.VP8).subscribe(Sink())
    assert one.stage.pace == WHOLE // 400


def test_when_another_takes_over_nothing_of_the_first_is_left() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    one.stage.present("b")
    assert one.stage.source is None
    assert one.asked[-1] == "b"
    one.put("a", keyframe=True, after=MS)
    one.put("b", keyframe=True, after=MS, codec=Codec.H264)
    assert [frame.codec for frame in one.sink.frames] == [Codec.VP8, Codec.H264]
    one.stage.present(None)
    one.put("b", keyframe=True)
    assert len(one.sink.frames) == 2
    assert one.redrawn.resets == one.changes == 5


def test_to_be_asked_again_changes_nothing() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    one.stage.present("a")
    assert one.stage.source is Codec.VP8
    assert one.asked == ["a"]


def test_the_presenter_is_asked_for_a_keyframe_a_second_at_most() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    one.asked.clear()
    for _ in range(9):
        one.now += 100 * MS
        one.stage.request_keyframe()
        one.put("a", keyframe=False)
    assert one.asked == []
    one.put("a", keyframe=False, after=100 * MS)
    assert one.asked == ["a"], "the wish was kept"
    one.put("a", keyframe=True, after=100 * MS)
    one.put("a", keyframe=False, after=2 * LEAST_BETWEEN_KEYFRAMES)
    assert one.asked == ["a"], "and is fulfilled"


def test_who_comes_while_the_page_stands_still_need_not_wait() -> None:
    """No frame comes by which a kept wish could be remembered."""
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    one.now += 60 * LEAST_BETWEEN_KEYFRAMES
    one.asked.clear()
    one.stage.rendition(Codec.VP8).subscribe(Sink())
    assert one.asked == ["a"]


def test_frames_that_come_at_once_keep_their_order_in_time() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    for _ in range(3):
        one.put("a", keyframe=False)
    assert all(b.pts - a.pts >= MS for a, b in pairwise(one.sink.frames))


def test_other_codecs_and_poor_lines_get_it_redrawn() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    full = one.stage.rendition(Codec.VP8, Detail.FULL)
    assert full.watched, "forwarded"
    assert one.stage.rendition(Codec.VP8) is full
    for codec, detail in ((Codec.H264, Detail.FULL), (Codec.VP8, Detail.LOW)):
        redrawn = one.redrawn.fanouts.get((codec, detail))
        assert one.stage.rendition(codec, detail) is not full
        assert redrawn is None


def test_steps_give_up_people_before_text() -> None:
    ways = steps(LADDER)
    assert [(step.height, step.detail) for step in ways] == [
        (720, Detail.FULL),
        (360, Detail.FULL),
        (360, Detail.LOW),
        (180, Detail.LOW),
        (0, Detail.LOW),
    ]
    assert all(a.bitrate > b.bitrate for a, b in pairwise(ways))


@pytest.mark.parametrize(
    ("line", "expected"),
    [(None, (720, Detail.FULL)), (405_000, (180, Detail.LOW)), (109_350, (0, Detail.LOW))],
)
def test_a_share_begins_within_what_the_line_carries(
    line: int | None, expected: tuple[int, Detail]
) -> None:
    step = steps(LADDER)[first_step(steps(LADDER), line)]
    assert (step.height, step.detail) == expected


def test_a_line_for_sound_alone_stays_one() -> None:
    assert first_step(steps(LADDER), 0) == len(steps(LADDER))


@pytest.mark.parametrize(("rate", "most"), [(600_000, Detail.LOW), (5_000_000, Detail.FULL)])
def test_a_line_gets_the_content_that_it_carries(rate: int, most: Detail) -> None:
    """The line is judged on both pictures together; content is there all the time."""
    line = SlowLine(rate=rate, ladder=steps(LADDER))
    line.run(8)
    details = []
    for _ in range(300):
        line.run(2)
        step = line.chooser.rung
        assert isinstance(step, Step), "never sound alone"
        details.append(step.detail)
    assert details.count(most) >= 0.9 * len(details)


def test_a_burst_is_no_sign_of_a_poor_line() -> None:
    """A page is sent in one report; what the receiver believes follows what came before it."""
    ways = steps(LADDER)
    chooser = RungChooser(ways, 0, text=True)
    line = SlowLine(rate=10e6)
    quality = line.report()
    for number, (down, estimate) in enumerate(
        [(500_000, 700_000), (1_700_000, 690_000), (1_700_000, 680_000)] * 5
    ):
        report = structs.replace(quality, bitrate_down=down, estimate_down=estimate)
        chooser.judge(report, (number + 1) * 2 * 10**9)
        assert chooser.rung is ways[0]


def test_sound_only_is_without_content_too() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    sink = Sink()
    pace: list[int] = []
    beside = Beside(
        sink,
        [Codec.VP8],
        one.stage,
        ladder=LADDER,
        people=RungChooser(LADDER, 0),
        pace=pace.append,
        play=lambda *_: None,
        now=0,
    )
    assert beside.move(refused=0, now=0) == 720
    one.put("a", keyframe=True, after=MS)
    assert len(sink.frames) == 1
    assert pace == [WHOLE], "as fast as it goes"
    beside.limit(0)
    assert beside.move(refused=0, now=0) == 0
    one.put("a", keyframe=True, after=MS)
    assert len(sink.frames) == 1


def test_one_line_that_is_too_slow_costs_the_others_few_keyframes() -> None:
    class Slow(Sink):
        """Takes a keyframe and nothing that follows."""

        def deliver(self, frame: Encoded) -> bool:
            return frame.keyframe

    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    one.stage.rendition(Codec.VP8).subscribe(Slow())
    one.asked.clear()
    keyframes = 0
    for _ in range(25 * 20):
        keyframe = bool(one.asked)
        keyframes += keyframe
        one.asked.clear()
        one.put("a", keyframe=keyframe, after=40 * MS)
    assert 3 <= keyframes <= 8, "in 20 seconds"


def test_a_line_that_refuses_content_gets_few_bits_of_it_for_a_while() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    pace: list[int] = []
    beside = Beside(
        Sink(),
        [Codec.VP8],
        one.stage,
        ladder=LADDER,
        people=RungChooser(LADDER, 0),
        pace=pace.append,
        play=lambda *_: None,
        now=0,
    )
    for refused, at in ((7, 0), (8, 2), (8, 2 + POOR - 1), (8, 2 + POOR)):
        assert beside.move(refused=refused, now=at) == 720
    assert pace == [WHOLE, PACE * LOW, PACE * LOW, WHOLE], "what an earlier share met is no matter"


def beside(people: RungChooser[Rung]) -> Beside:
    return Beside(
        Sink(),
        [Codec.VP8],
        Stage().stage,
        ladder=LADDER,
        people=people,
        pace=lambda _: None,
        play=lambda *_: None,
        now=0,
    )


@pytest.mark.parametrize(
    ("height", "expected"),
    [(720, (720, Detail.FULL)), (360, (360, Detail.LOW)), (200, (180, Detail.LOW)), (0, None)],
)
def test_who_saves_data_gets_content_in_few_bits(
    height: int, expected: tuple[int, Detail] | None
) -> None:
    one = beside(RungChooser(LADDER, 0))
    one.limit(height)
    step = one.rungs.rung
    assert (step and (step.height, step.detail)) == expected


def learn(rate: float, people: RungChooser[Rung]) -> Beside:
    """Share for two minutes on a line of so many bits per second."""
    one = beside(people)
    slow = SlowLine(rate=rate, ladder=steps(LADDER))
    slow.chooser = one.rungs
    for _ in range(60):
        slow.now += 2 * 10**9
        one.judge(slow.report(), slow.now)
    return one


def test_what_a_line_was_found_to_carry_holds_after_the_share() -> None:
    """It became narrow meanwhile: the people's picture does not begin from the top again."""
    people = RungChooser(LADDER, 0)
    shared = learn(400_000, people)
    assert shared.rungs.height < 360
    assert people.height == 180
    assert people.successor(120 * 10**9).height == 180, "nothing of it is old"
    again = beside(people)
    assert again.rungs.carries <= people.carries


def test_a_share_that_goes_well_costs_the_people_nothing() -> None:
    """Text took bits from the people when it began, and not because the line was too narrow."""
    people = RungChooser(LADDER, 0, 1)
    one = beside(people)
    line = SlowLine(rate=5e6, ladder=steps(LADDER))
    line.chooser = one.rungs
    one.judge(line.report(), 2 * 10**9)
    assert one.rungs.height == 180
    assert people.height == 360


def test_a_line_that_became_good_during_a_share_has_the_full_picture_after_it() -> None:
    people = RungChooser(LADDER, 0, 2)
    learn(5e6, people)
    assert people.height == 720


def test_a_burst_at_another_address_is_no_sign_either() -> None:
    ways = steps(LADDER)
    chooser = RungChooser(ways, 0, text=True)
    quality = structs.replace(SlowLine(rate=10e6).report(), estimate_down=None)
    chooser.judge(structs.replace(quality, moved=True), 0)
    for number, (down, estimate) in enumerate(
        [(500_000, 700_000), (1_700_000, 690_000), (1_700_000, 680_000)] * 5
    ):
        report = structs.replace(quality, bitrate_down=down, estimate_down=estimate)
        chooser.judge(report, (number + 4) * 2 * 10**9)
        assert chooser.rung is ways[0]
