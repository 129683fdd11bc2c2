"""Keyframes in step: every member is sent the same packets, some at a time, and nobody is asked."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.media import Codec, Encoded, deliver_all
from mcu.rtc.payload import payloads
from mcu.rtc.spread import WIDE, SpreadOutbound
from mcu.rtc.tail import AT_ONCE, LEAST_RATE, MOST_BEHIND, MOST_DELAY, MOST_RATE
from tests.rtc.crowd import MANY, Holder, Member, Room, real_outbox
from tests.rtc.material import MS, frame

KEYFRAME = 45_000
USUAL = 7_000
NARROW = WIDE - 1


class Screen:
    """Members who are sent the mixed picture, and the time there."""

    def __init__(self, *, turn: int | None = None) -> None:
        self.room = Room(real_outbox()) if turn is None else Room(real_outbox(), turn=turn)
        self.now = 1_000 * MS
        self.number = 0
        self.heard: defaultdict[Member, list[bytes]] = defaultdict(list)

    def picture(self, size: int) -> Encoded:
        self.number += 1
        return replace(frame(Codec.VP8, self.number, size, keyframe=size > USUAL), pts=self.now)

    def show(self, size: int, to: Sequence[Member] | None = None) -> tuple[bytes, ...]:
        """Show a picture that has to be taken; return its packets."""
        picture = self.picture(size)
        seeing = self.room.members if to is None else to
        assert all(deliver_all(picture, [Holder(one.video) for one in seeing]))
        self.room.come()
        return tuple(payloads(picture))

    def poll(self) -> None:
        self.now += 10 * MS
        self.room.batches.poll(self.now)
        for one in self.room.members:
            one.video.poll(self.now)
        self.room.come()

    def drain(self) -> None:
        for _ in range(60):
            self.poll()

    def listen(self) -> None:
        """Take what has come to everybody, before it is too much for a socket."""
        self.room.come()
        for one in self.room.members:
            self.heard[one] += [packet.payload for packet in one.take()]

    def took(self, one: Member) -> list[bytes]:
        """Return what a member was sent: of each picture all, numbered on."""
        packets = one.take()
        first = packets[0].sequence
        assert [one.sequence for one in packets] == [
            (first + at) & 0xFFFF for at in range(len(packets))
        ]
        return [one.payload for one in packets]


@pytest.fixture
def screen() -> Iterator[Screen]:
    one = Screen()
    with closing(one.room):
        yield one


def test_a_keyframe_leaves_in_step_some_at_a_time(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = screen.room.add(MANY)

    def fail(*_: object) -> int:
        raise AssertionError("called")

    for name in ("deliver", "poll", "write", "sent"):
        monkeypatch.setattr(SpreadOutbound, name, fail)
    began = screen.now
    parts = screen.show(KEYFRAME)
    packets = [one.payload for one in members[0].take()]
    assert packets == list(parts[:AT_ONCE])
    while members[0].video.march.tail.waits:
        screen.now += 10 * MS
        screen.room.batches.poll(screen.now)
        screen.room.come()
        came = [one.payload for one in members[0].take()]
        assert len(came) <= AT_ONCE
        packets += came
    assert packets == list(parts)
    assert all(screen.took(one) == list(parts) for one in members[1:])
    seconds = (KEYFRAME - AT_ONCE * 1200) * 8 / MOST_RATE
    assert (screen.now - began) / 1e9 == pytest.approx(seconds, abs=0.03)


def calls(members: int) -> int:
    """How many functions of ours a keyframe and the pictures behind it take."""
    count = 0

    def note(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        if event == "call" and "/mcu/" in frame.f_code.co_filename:
            count += 1

    screen = Screen()
    with closing(screen.room):
        screen.room.add(members)
        screen.show(USUAL)
        pictures = [screen.picture(KEYFRAME), screen.picture(USUAL), screen.picture(USUAL)]
        holders = [Holder(one.video) for one in screen.room.members]
        sys.setprofile(note)
        try:
            for picture in pictures:
                deliver_all(picture, holders)
                for _ in range(4):
                    screen.now += 10 * MS
                    screen.room.batches.poll(screen.now)
                    screen.room.come()
        finally:
            sys.setprofile(None)
        assert not screen.room.members[0].video.march.tail.waits
    return count


def test_what_a_keyframe_takes_does_not_grow_with_those_inside() -> None:
    """But for the pace, which each of them is asked for, and for the memory that it is made in."""
    assert calls(8 * MANY) - calls(MANY) < 3 * 7 * MANY


def test_thin_lines_are_sent_it_more_slowly(screen: Screen) -> None:
    members = screen.room.add(2 * MANY)
    for one in members[:MANY]:
        one.video.estimate = NARROW
    screen.show(USUAL)
    assert len({one.video.march for one in members}) == 1, "of usual pictures all leaves at once"
    parts = screen.show(KEYFRAME)
    ended: dict[Member, int] = {}
    while len(ended) < len(members):
        screen.poll()
        for one in members:
            if not one.video.march.tail.waits:
                ended.setdefault(one, screen.now)
    assert len({one.video.march for one in members[:MANY]}) == 1
    assert {one.video.march for one in members[:MANY]} != {members[-1].video.march}
    spread = (KEYFRAME - AT_ONCE * 1200) * 8 * 1000 // LEAST_RATE
    assert (ended[members[0]] - ended[members[-1]]) / MS == pytest.approx(spread / 2, abs=20)
    assert all(screen.took(one)[-len(parts) :] == list(parts) for one in members)


def test_one_thin_line_is_nobody_elses_business(screen: Screen) -> None:
    *others, thin = screen.room.add(MANY + 1)
    thin.video.estimate = NARROW
    parts = screen.show(KEYFRAME)
    screen.drain()
    assert screen.took(thin) == list(parts)
    assert {one.video.march for one in others} == {others[0].video.march}
    thin.video.estimate = None
    screen.show(KEYFRAME)
    assert thin.video.march is others[0].video.march


def test_what_comes_meanwhile_stays_behind_for_all(screen: Screen) -> None:
    members = screen.room.add(MANY)
    sent = [*screen.show(KEYFRAME)]
    screen.poll()
    sent += screen.show(USUAL)
    sent += screen.show(KEYFRAME)
    screen.drain()
    sent += screen.show(USUAL)
    assert all(screen.took(one) == sent for one in members)


def test_who_falls_out_in_the_middle_goes_on_with_the_rest(screen: Screen) -> None:
    *others, one, gone, lost = screen.room.add(MANY + 3)
    sent = [*screen.show(KEYFRAME)]
    screen.poll()
    screen.poll()
    one.video.ahead = True
    gone.video.end()
    lost.path = None
    one.video.ahead = False
    screen.poll()
    assert {member.video.march for member in others} == {others[0].video.march}
    assert one.video.march is not others[0].video.march
    screen.drain()
    assert [screen.took(member) for member in (*others, one)] == [sent] * (MANY + 1)
    assert 0 < len(screen.took(lost)) < len(sent)
    assert lost.video.step is None
    screen.show(USUAL, [*others, one])
    assert one.video.march is others[0].video.march, "and comes back when nothing waits"


def test_who_forgets_in_the_middle_is_sent_nothing_of_the_rest(screen: Screen) -> None:
    *others, one = screen.room.add(MANY + 1)
    sent = [*screen.show(KEYFRAME)]
    screen.poll()
    screen.poll()
    one.video.forget()
    left = one.video.packets
    screen.drain()
    behind = [*screen.show(KEYFRAME)]
    screen.drain()
    behind += screen.show(USUAL)
    assert AT_ONCE <= left < len(sent)
    assert screen.took(one) == [*sent[:left], *behind]
    assert all(screen.took(member) == [*sent, *behind] for member in others)
    assert {member.video.march for member in screen.room.members} == {others[0].video.march}


def test_who_moves_to_another_picture_is_sent_the_rest_first(screen: Screen) -> None:
    members = screen.room.add(2 * MANY)
    staying, moving = members[:MANY], members[MANY:]
    few, many = moving[:2], moving[2:]
    sent = [*screen.show(KEYFRAME)]
    screen.poll()
    small = screen.show(USUAL, few)
    other = screen.show(USUAL, many)
    rest = screen.show(USUAL, staying)
    screen.drain()
    for group, behind in ((few, small), (many, other), (staying, rest)):
        assert all(screen.took(one) == [*sent, *behind] for one in group)


def test_who_joins_while_a_keyframe_leaves_comes_into_step_behind_it(screen: Screen) -> None:
    members = screen.room.add(2 * MANY)
    early, late = members[:MANY], members[MANY:]
    screen.show(KEYFRAME, early)
    screen.poll()
    pictures = [*screen.show(3 * USUAL)]
    assert early[0].video.march is not late[0].video.march
    screen.drain()
    pictures += screen.show(USUAL)
    assert len({one.video.march for one in members}) == 1
    assert all(screen.took(one) == pictures for one in late)


@pytest.mark.parametrize("turn", [1, 2 * MANY * AT_ONCE - 1])
def test_columns_share_what_may_leave_in_a_poll(turn: int) -> None:
    """While one burst is under way, or a turn has left, no other begins; each has its turn."""
    screen = Screen(turn=turn)
    with closing(screen.room):
        for _ in range(4):
            screen.room.add(MANY)  # each by a socket of its own
        parts = screen.show(KEYFRAME)
        marches = {one.video.march for one in screen.room.members}
        assert len(marches) == 4
        while any(march.tail.waits for march in marches):
            screen.now += 10 * MS
            before = sum(march.packets for march in marches)
            screen.room.batches.poll(screen.now)
            left = sum(march.packets for march in marches) - before
            assert left * MANY < turn + MANY * AT_ONCE
            screen.room.come()
        assert all(screen.took(one) == list(parts) for one in screen.room.members)


def test_a_fault_has_everybody_go_on_by_himself(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    members = screen.room.add(MANY)
    parts = screen.show(KEYFRAME)
    screen.poll()

    def fail(*_: object) -> int:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr("mcu.rtc.batch.Batch.lead", fail)
        screen.drain()
    assert "one by one" in caplog.text
    screen.drain()
    for one in members:
        packets = [packet.payload for packet in one.take()]
        assert packets[-1] == parts[-1]


def waited(screen: Screen) -> int:
    """For how long (ns) what waits has waited at most."""
    streams = [one.video for one in screen.room.members]
    tails = [tail._waiting for one in streams for tail in (one.march.tail, one._tail)]
    return max(screen.now - tail[0][2] if tail else 0 for tail in tails)


@pytest.mark.parametrize("columns", [1, 2, 5])
@pytest.mark.parametrize("every", [1, 4])
def test_nobody_waits_longer_because_of_other_columns(columns: int, every: int) -> None:
    """A burst takes a turn, or more; polls come every 10 ms, or on a busy machine every 40."""
    screen = Screen(turn=1)
    with closing(screen.room):
        for _ in range(columns):
            screen.room.add(MANY)
        sent: list[bytes] = []
        for tick in range(100):
            if tick % 4 == 0:
                sent += screen.show(KEYFRAME if tick == 0 else USUAL)
            screen.now += 10 * MS
            if tick % every == 0:
                screen.room.batches.poll(screen.now)
                screen.room.come()
            screen.listen()
            assert waited(screen) < MOST_DELAY
        assert waited(screen) == 0
        assert all(screen.heard[one] == sent for one in screen.room.members)


@settings(max_examples=10)
@given(st.lists(st.booleans(), min_size=1, max_size=8), st.booleans())
def test_nobody_is_further_behind_than_a_second(polls: list[bool], alone: bool) -> None:
    """However seldom anything leaves; then it is a keyframe that goes on, and all behind it."""
    screen = Screen()
    with closing(screen.room):
        holders = [Holder(one.video) for one in screen.room.add(1 if alone else MANY)]
        behind: list[bytes] = []  # the last keyframe, it and all after it
        wanted, given_up = True, 0
        for number in range(40):
            picture = screen.picture(3 * KEYFRAME if wanted else USUAL)
            (taken,) = set(deliver_all(picture, holders))
            assert taken or not wanted, "a keyframe goes on"
            wanted, given_up = not taken, given_up + (not taken)
            if taken:
                behind = [*([] if picture.keyframe else behind), *payloads(picture)]
            assert waited(screen) <= MOST_BEHIND
            screen.now += 40 * MS
            if polls[number % len(polls)]:
                screen.poll()
            screen.listen()
        if wanted:
            behind = [*screen.show(KEYFRAME)]
        for _ in range(30):
            screen.poll()
            screen.listen()
        assert given_up > 0 or any(polls)
        for one in screen.room.members:
            assert screen.heard[one][-len(behind) :] == behind
