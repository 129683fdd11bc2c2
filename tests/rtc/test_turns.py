"""What many are sent leaves some packets at a time, and whatever happens meanwhile is right."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from errno import EAGAIN

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcu.media import Codec, Encoded, deliver_all
from mcu.rtc.packet import RtpPacket
from mcu.rtc.path import Outlet, Path
from mcu.rtc.payload import payloads
from mcu.rtc.tail import LARGE
from tests.rtc.crowd import MANY, SHA1, Holder, Member, Room, real_outbox
from tests.rtc.material import MS, frame

Deliver = Callable[[Encoded, Sequence[Holder]], object]

TURN = 20
"""Packets, of two to four members here."""

MOST_POLLS = 10_000
"""Many more than any script takes, of a turn each at least."""


def deliver_each(one: Encoded, holders: Sequence[Holder]) -> None:
    for holder in holders:
        holder.sink.deliver(one)


def picture(number: int, size: int = 9000) -> Encoded:
    return frame(Codec.VP8, number, size, keyframe=True)


@pytest.fixture(autouse=True)
def _little_room() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mcu.rtc.blocks.ROOM", 30_000)
        yield


@pytest.fixture
def room() -> Iterator[Room]:
    with closing(Room(real_outbox(), turn=TURN)) as made:
        made.add(20)
        yield made


def videos(room: Room) -> list[Holder]:
    return [Holder(one.video) for one in room.members]


def voices(room: Room) -> list[Holder]:
    return [Holder(one.voice) for one in room.members]


def take(room: Room) -> list[int]:
    return [len(one.take()) for one in room.members]


@pytest.mark.parametrize("deliver", [deliver_all, deliver_each])
def test_sound_waits_for_no_picture(room: Room, deliver: Deliver) -> None:
    deliver(picture(0), videos(room))
    room.turn()
    came = take(room)
    assert 0 < came.count(8) < 9, "not much at a time"
    deliver(Encoded(Codec.OPUS, b"x", 0), voices(room))
    room.turn()
    more = take(room)
    assert min(more) == 1
    room.come()
    assert [sum(all_) for all_ in zip(came, more, take(room), strict=True)] == [9] * 20


def test_what_is_under_way_leaves_before_the_next(room: Room) -> None:
    for number in range(3):
        deliver_all(picture(number), videos(room))
    room.come()
    for member in room.members:
        numbers = [one.sequence for one in member.take()]
        assert numbers == [(numbers[0] + at) & 0xFFFF for at in range(24)]
        assert member.video.packets == 24


def test_who_falls_short_in_the_middle_goes_back(room: Room) -> None:
    unlucky, mover = room.members[-1], room.members[-2]
    begin = unlucky.video.sequence
    deliver_all(picture(0), videos(room))

    def full(*_: object) -> int:
        raise BlockingIOError(EAGAIN, "full")

    way = unlucky.path
    assert way is not None
    unlucky.path = Path(Outlet(full, full, fileno=room.outlet.fileno), way.address)
    with closing(Member(18, room.batches, room.outlet, "127.0.0.1")) as elsewhere:
        mover.path = elsewhere.path
        room.come()
        assert [len(mover.take()), len(elsewhere.take())] == [0, 8]
    assert take(room) == [8] * 18 + [0, 0]
    assert (unlucky.video.sequence, unlucky.video.packets, unlucky.video.octets) == (begin, 0, 0)
    assert not unlucky.video.keeps(begin)
    assert unlucky.video.step is None, "it is sent nothing but a keyframe"
    unlucky.path = way
    deliver_all(picture(1), videos(room))
    room.come()
    assert [one.sequence for one in unlucky.take()] == [(begin + at) & 0xFFFF for at in range(8)]


def test_who_falls_out_before_their_turn_goes_on_behind_it(room: Room) -> None:
    room.add(MANY, kind=SHA1)  # whose turn comes after that of all the others
    last = room.members[-1]
    deliver_all(picture(0), videos(room))
    last.video.forget()
    deliver_all(picture(1), videos(room))
    room.come()
    numbers = [one.sequence for one in last.take()]
    assert numbers == [(numbers[0] + at) & 0xFFFF for at in range(16)]
    assert last.video.packets == 16


Act = tuple[str, int]

acts: st.SearchStrategy[list[tuple[Act, int]]] = st.lists(
    st.tuples(
        st.one_of(
            st.tuples(st.just("picture"), st.integers(1, 2 * LARGE * 1199)),
            st.tuples(st.sampled_from(["sound", "poll", "ahead", "copies"]), st.integers(0, 40)),
            st.tuples(st.sampled_from(["without", "again", "forget", "gone"]), st.integers(0, 40)),
        ),
        st.integers(0, 6),
    ),
    max_size=20,
)


class Clock:
    """When what waits in a room is polled: as often as it takes, which is no time of the script."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._now = 0

    def poll(self) -> bool:
        """Have some 20 ms pass; whether anything waits still."""
        self._now += 20 * MS
        self._room.batches.poll(self._now)
        alone = [one.video.poll(self._now) for one in self._room.members]
        return any(alone) or any(one.video.march.tail.waits for one in self._room.members)

    def run(self, take: Callable[[], None]) -> None:
        """Have nothing wait any more; the end of it may be under way. `take` what has come."""
        for _ in range(MOST_POLLS):
            if not self.poll():
                return
            self._room.turn()
            take()  # before there is more than a socket holds
        raise AssertionError("something waits for ever")


def carry_out(room: Room, script: list[tuple[Act, int]], *, at_once: bool) -> list[object]:
    """Carry out a script, with some turns behind each act or all; return what came of it.

    How much of a large picture leaves at a poll is a matter of turns too, so all of it has to
    have left before what depends on how much that is.
    """
    now = pictures = 0
    clock = Clock(room)
    forgot: set[int] = set()
    got: list[list[RtpPacket]] = [[] for _ in room.members]
    shown: list[list[bytes]] = [[] for _ in room.members]

    def take() -> None:
        for all_, one in zip(got, room.members, strict=True):
            all_.extend(one.take())

    def show(picture: Encoded, seeing: Sequence[Member]) -> None:
        deliver_all(picture, [Holder(one.video) for one in seeing])
        for packets, one in zip(shown, room.members, strict=True):
            if one in seeing:
                packets.extend(payloads(picture))

    for (act, value), turns in script:
        now += 20 * MS
        member = room.members[value % len(room.members)]
        if act == "picture":
            show(picture(pictures, value), room.members)
            pictures += 1
        elif act == "sound":
            deliver_all(Encoded(Codec.OPUS, bytes(1 + value), now), voices(room))
        elif act == "poll":
            clock.poll()
        elif act == "ahead":
            clock.run(take)
            room.come()  # what leaves from now on goes twice, whenever it was delivered
            member.video.ahead = not member.video.ahead
        elif act == "copies":
            member.voice.copies = 1 - member.voice.copies
        elif act == "without":
            show(picture(pictures), [one for one in room.members if one is not member])
            pictures += 1
        elif act == "again":
            clock.run(take)
            room.come()  # nobody asks again for what is on its way
            newest = member.video.sequence - 20
            member.video.retransmit([newest - at for at in range(3)], now)
        elif act == "forget":
            clock.run(take)  # what waits would not leave at all
            if member.video.ahead:
                room.come()  # what leaves after it would go twice
            member.video.forget()
            forgot.add(member.video.ssrc)
        else:
            room.batches.forget()
        if at_once:
            room.come()
        else:
            all(room.turn() for _ in range(turns))
        take()
    clock.run(take)
    room.come()
    take()
    for all_, packets, one in zip(got, shown, room.members, strict=True):
        assert [packet.payload for packet in all_ if packet.ssrc == one.video.ssrc] == packets
    return [
        (
            sorted(all_, key=lambda packet: packet.ssrc),
            (one.video.packets, one.video.octets, one.video.sequence, one.voice.sequence),
            # Of what was on its way when it forgot, it keeps what left after that.
            one.video.ssrc not in forgot
            and [one.video.keeps((one.video.sequence - at) & 0xFFFF) for at in range(200)],
        )
        for all_, one in zip(got, room.members, strict=True)
    ]


@settings(max_examples=30)
@given(acts)
@example([(("picture", 2383), 0), (("ahead", MANY), 0)])  # falls out before it is anybody's turn
@example([(("picture", 29_523), 0), (("poll", 0), 0), (("poll", 0), 0)])  # no turn for what waits
@example([(("picture", 29_523), 9), (("picture", 1), 9), (("without", 3), 0), (("poll", 0), 0)])
def test_some_at_a_time_as_all_at_once(script: list[tuple[Act, int]]) -> None:
    rooms = Room(real_outbox(), turn=TURN), Room(real_outbox())
    for room in rooms:
        room.add(MANY)
        room.add(MANY, kind=SHA1)
    with closing(rooms[0]), closing(rooms[1]):
        for one, other in zip(rooms[0].members, rooms[1].members, strict=True):
            for stream, twin in ((one.video, other.video), (one.voice, other.voice)):
                twin.sequence, twin.offset = stream.sequence, stream.offset
            other.video._rtx_sequence = one.video._rtx_sequence
        slow = carry_out(rooms[0], script, at_once=False)
        assert slow == carry_out(rooms[1], script, at_once=True)
