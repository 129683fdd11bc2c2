"""Whatever is posted for whom, and in which turns: each stream's packets leave as they came."""

from collections.abc import Callable, Sequence
from contextlib import closing
from errno import EAGAIN

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.rtc.batch import Batch, Batches
from mcu.rtc.blocks import Blocks
from mcu.rtc.burst import Burst
from mcu.rtc.path import Outlet, Path
from mcu.rtc.payload import payloads
from mcu.rtc.seam import Sealer
from mcu.rtc.tail import AT_ONCE, LATE
from tests.rtc.crowd import MANY, Room, real_outbox
from tests.rtc.material import MS, VP8, datas, frame
from tests.rtc.receiver import inbound, receive

PARTS = [bytes([number]) * 9 for number in range(6)]


class Way:
    """A lane by which nothing leaves along with others."""

    path: Path | None = None
    sealer = Sealer(lambda _: [], lambda _: [])
    written = 0


class Noted:
    """A stream that keeps what it is to write, and can write the first `able` bursts only."""

    extension = b""

    def __init__(self, number: int, able: int) -> None:
        self.ssrc = self.sequence = self.offset = number
        self.posted = 0
        self.lane = Way()
        self.able = able
        self.given: list[bytes] = []
        self.written: list[bytes] = []
        self.broken = 0

    def burst(self, parts: Sequence[bytes], count: int, payload_type: int, pts: int) -> Burst:
        return Burst(parts, count, payload_type, pts, pts, len(parts[0]), marked=False)

    def write(self, burst: Burst) -> int:
        if len(self.written) == self.able:
            return 0
        self.written.append(burst.parts[0])
        return 1

    def sent(self, burst: Burst, count: int) -> None:
        raise AssertionError("each is sent alone")

    def break_off(self) -> None:
        self.broken += 1


@given(
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(PARTS)), max_size=60),
    st.lists(st.sampled_from([0, 1, 2, 99, 99, 99]), min_size=8, max_size=8),
)
def test_in_the_order_of_its_posts_up_to_what_cannot_leave(
    posts: list[tuple[int, bytes]], able: list[int]
) -> None:
    due: list[Callable[[], None]] = []
    batch = Batch(real_outbox(), due.append, Blocks())
    streams = [Noted(number, left) for number, left in enumerate(able)]
    for number, part in posts:
        stream = streams[number]
        stream.given.append(part)
        batch.post(stream, (part,), 1, VP8, 0)
    for one in due:
        one()
    for stream in streams:
        assert stream.written == stream.given[: stream.able]
        assert stream.broken == (len(stream.given) > stream.able), "once, and nothing after it"


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, MANY), max_size=2 * MANY), min_size=30, max_size=60))
def test_who_is_behind_in_a_picture_gets_it_in_order(polled: list[list[int]]) -> None:
    """Some are further than others in what leaves over a while, and catch up in one go."""
    sent = [
        frame(Codec.VP8, number, 1199 * AT_ONCE * bursts, keyframe=keyframe)
        for number, (bursts, keyframe) in enumerate([(7, True), (1, False), (3, False), (3, True)])
    ]
    with closing(Room(real_outbox())) as room:
        room.add(MANY + 1)
        receivers = [inbound() for _ in room.members]
        frames: list[list[Encoded]] = [[] for _ in room.members]

        def come() -> None:
            room.come()
            for got, receiver, member in zip(frames, receivers, room.members, strict=True):
                got.extend(receive(receiver, member.take(), step=0))

        waiting = list(sent)
        everybody = list(range(MANY + 1))
        for turn, some in enumerate([*polled, *[everybody] * 60]):
            if waiting and turn % 3 == 0:
                picture = waiting.pop(0)
                assert all(one.video.deliver(picture) for one in room.members)
            for number in some:
                room.members[number].video.poll(turn * 10 * MS)
            come()
        assert [datas(got) for got in frames] == [datas(sent)] * len(frames)


@pytest.mark.parametrize("bursts", [0, 1])
def test_what_breaks_off_is_not_gone_on_with(bursts: int) -> None:
    broken, *rest = (frame(Codec.VP8, at, 40_000, keyframe=at != 1) for at in range(3))

    def full(*_: object) -> int:
        raise BlockingIOError(EAGAIN, "full")

    with closing(Room(real_outbox())) as room:
        (member,) = room.add(1)
        way, nowhere = member.path, Path(Outlet(full, full), ("192.0.2.1", 9))
        if bursts:
            assert member.video.deliver(broken)
            room.come()
            assert member.video.poll(0)
            member.path = nowhere
            assert member.video.poll(LATE)
        else:
            member.path = nowhere
            assert member.video.deliver(broken)
        room.come()
        assert not member.video.poll(2 * LATE), "nothing waits any more"
        member.path = way
        assert [member.video.deliver(one) for one in rest] == [False, True]
        for turn in range(20):
            member.video.poll(turn * LATE)
            room.come()
        assert datas(receive(inbound(), member.take(), step=0)) == datas(rest[1:])
        assert member.video.packets == AT_ONCE * bursts + len(payloads(rest[1]))


def test_two_conferences_do_not_wait_for_each_other() -> None:
    """Both make their packets in the same memory, some at a time."""
    outbox, blocks = real_outbox(), Blocks()
    with closing(Room(outbox, turn=1)) as one, closing(Room(outbox, turn=1)) as other:
        for room in (one, other):
            room.batches = Batches.of(outbox, room._later, blocks, turn=1)
            room.add(MANY)
        pages = [frame(Codec.VP8, number, 3_000, keyframe=True) for number in range(2)]
        for page in pages:
            for room in (one, other):
                room.batches.pictures.deliver(page, [each.video for each in room.members])
            assert one.batches.pictures.busy, "who was first is not hurried"
            assert other.batches.pictures.busy
            while one.turn() | other.turn():
                pass
        for each in (*one.members, *other.members):
            came = [packet.payload for packet in each.take()]
            assert came == [part for page in pages for part in payloads(page)]
