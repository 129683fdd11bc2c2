"""The play and how it is performed, with a clock of the test's own."""

import pytest

from mcu.media import Codec, Encoded
from signaling.demo import cast
from signaling.demo.clip import Clip
from signaling.demo.pictures import CYCLE, FPS
from signaling.demo.player import CYCLE_NS, PICTURE_NS, STALL, Player
from signaling.demo.province import SYNTHETIC
from signaling.protocol import Ask, PictureAsked

MS = 1_000_000
EPOCH = 10 * CYCLE_NS
CYCLES = len(cast.PLAY)


def clip(name: bytes) -> Clip:
    pictures = [
        Encoded(Codec.VP8, name + bytes([n]), n * PICTURE_NS, n == 0)
        for n in range(round(CYCLE * FPS))
    ]
    sounds = [Encoded(Codec.OPUS, name, n * 20 * MS, level=9) for n in range(round(CYCLE * 50))]
    return Clip(tuple(pictures), tuple(sounds))


class Line:
    """Takes what a player sends."""

    def __init__(self) -> None:
        self.frames: list[Encoded] = []

    def deliver(self, frame: Encoded) -> bool:
        self.frames.append(frame)
        return True


class Stage:
    def __init__(self, role: int, epoch: int = EPOCH) -> None:
        self.now = EPOCH
        self.player = Player(role, epoch)
        self.picture, self.sound = Line(), Line()
        self.player.learn(clip(b"rest"))
        for number in range(len(cast.ROLES[role].sentences)):
            self.player.learn_sentence(number, clip(b"talk%d" % number))
        self.player.connect(self.picture, self.sound, self.now)

    def run(self, until: int, step: int = 10 * MS) -> None:
        while self.now < until:
            self.player.play(self.now)
            self.now += step


def test_what_is_not_asked_for_is_not_sent() -> None:
    stage = Stage(1)
    stage.run(EPOCH + 200 * MS)
    assert stage.picture.frames
    assert stage.sound.frames
    stage.player.obey(Ask(picture=None, audio=True))
    sent = len(stage.picture.frames), len(stage.sound.frames)
    stage.run(EPOCH + 400 * MS)
    assert len(stage.picture.frames) == sent[0]
    assert len(stage.sound.frames) > sent[1]
    stage.player.obey(Ask(picture=PictureAsked(width=256, height=144, fps=15, kbps=9), audio=False))
    sent = len(stage.picture.frames), len(stage.sound.frames)
    stage.run(EPOCH + 600 * MS)
    assert len(stage.picture.frames) > sent[0]
    assert len(stage.sound.frames) == sent[1]


def test_every_line_has_a_speaker_who_may_speak() -> None:
    for place, line in enumerate(cast.PLAY):
        if line is not None:
            cast.ROLES[line.role].sentences[line.sentence]
            wish = cast.wish(line.role, place)
            assert wish.camera
            assert not wish.muted
    speakers = {line.role for line in cast.PLAY if line}
    assert speakers == set(range(len(SYNTHETIC))) - {cast.LISTENER}


def test_one_is_muted_one_away_one_asks() -> None:
    wishes = [[cast.wish(role, place) for place in range(CYCLES)] for role in range(6)]
    assert all(wish.muted for wish in wishes[cast.LISTENER])
    assert {wish.camera for wish in wishes[cast.ABSENT]} == {True, False}
    raised = [place for place, wish in enumerate(wishes[cast.ASKER]) if wish.hand]
    spoken = [place for place, line in enumerate(cast.PLAY) if line and line.role == cast.ASKER]
    assert spoken == [raised[-1] + 1]
    assert cast.wish(cast.ASKER, raised[0] + 7 * CYCLES).hand


def test_frames_come_on_time() -> None:
    stage = Stage(3)
    stage.run(EPOCH + 2 * CYCLE_NS)
    pictures, sounds = stage.picture.frames, stage.sound.frames
    assert [frame.pts for frame in pictures] == [EPOCH + n * PICTURE_NS for n in range(300)]
    assert [frame.pts for frame in sounds] == [EPOCH + n * 20 * MS for n in range(600)]
    assert [n for n, frame in enumerate(pictures) if frame.keyframe] == [0, 150]
    assert {frame.level for frame in sounds} == {9}


def test_turns_are_taken() -> None:
    said: list[set[tuple[int, int]]] = [set() for _ in range(CYCLES)]
    for role in range(len(cast.ROLES)):
        stage = Stage(role)
        stage.run(EPOCH + CYCLES * CYCLE_NS, step=20 * MS)
        for frame in stage.sound.frames:
            if frame.data != b"rest":
                said[(frame.pts - EPOCH) // CYCLE_NS].add((role, int(frame.data[4:])))
    assert said == [{(line.role, line.sentence)} if line else set() for line in cast.PLAY]


def test_nothing_is_sent_that_was_switched_off() -> None:
    listener, late = Stage(cast.LISTENER), Stage(cast.ABSENT)
    for stage in (listener, late):
        stage.run(EPOCH + CYCLES * CYCLE_NS, step=20 * MS)
    assert listener.picture.frames
    assert not listener.sound.frames
    first = late.picture.frames[0]
    assert first.keyframe
    assert first.pts == EPOCH + len(cast.AWAY) * CYCLE_NS
    assert late.sound.frames[0].pts == EPOCH


def test_wish_for_a_keyframe_is_answered_at_once() -> None:
    stage = Stage(0)
    stage.run(EPOCH + 1_000 * MS)
    count = len(stage.picture.frames)
    stage.player.refresh(stage.now)
    stage.player.play(stage.now)
    answer = stage.picture.frames[count]
    assert answer.keyframe
    assert answer.data.startswith(b"rest")
    # The sound goes on, and the next cycle is where it would have been.
    stage.run(EPOCH + CYCLE_NS + 50 * MS)
    assert len(stage.sound.frames) == 303
    last = [frame for frame in stage.picture.frames if frame.keyframe][-1]
    assert last.pts == EPOCH + CYCLE_NS
    times = [frame.pts for frame in stage.picture.frames]
    assert times == sorted(times)


def test_whoever_connects_later_begins_with_a_keyframe() -> None:
    stage = Stage(1)
    stage.run(EPOCH + 700 * MS)
    line = Line()
    stage.player.connect(line, None, stage.now)
    stage.run(EPOCH + 900 * MS)
    assert line.frames[0].keyframe
    count = len(stage.sound.frames)
    stage.player.connect(None, None, stage.now)
    stage.run(EPOCH + 2_000 * MS)
    assert len(stage.sound.frames) == count


@pytest.mark.parametrize("pause", [STALL // 2, 4 * STALL])
def test_after_a_pause_nothing_is_missing_that_is_needed(pause: int) -> None:
    """A short one is caught up with, frame by frame; after a long one all begins anew."""
    stage = Stage(3)
    stage.run(EPOCH + 1_000 * MS)
    before = len(stage.picture.frames)
    stage.now += pause
    stage.player.play(stage.now)
    after = stage.picture.frames[before:]
    if pause < STALL:
        assert [frame.data[-1] for frame in after] == list(range(25, 25 + len(after)))
        assert len(after) > 5
    else:
        assert [frame.keyframe for frame in after] == [True]


def test_nothing_is_sent_before_there_is_a_picture() -> None:
    player, line = Player(0, EPOCH), Line()
    player.connect(line, line, EPOCH)
    player.play(EPOCH + 100 * MS)
    assert not line.frames
    player.learn(clip(b"rest"))
    player.play(EPOCH + 3_000 * MS)
    assert line.frames[0].keyframe
