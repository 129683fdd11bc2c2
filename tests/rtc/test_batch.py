"""What many are sent at once: each gets his own, sealed for him, whatever happens to the others."""

import ctypes
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from errno import EAGAIN, EINVAL

import pytest

from mcu.media import Codec, Encoded
from mcu.rtc.handler import Track
from mcu.rtc.mmsg import Outbox, SendMany, socket_name
from mcu.rtc.packet import RtpPacket
from mcu.rtc.path import Outlet, Path
from mcu.rtc.payload import payloads
from mcu.rtc.seam import Sealer
from mcu.rtc.spread import SpreadOutbound
from mcu.rtc.tail import LARGE
from tests.rtc.crowd import MANY, SHA1, Member, Room, real_outbox
from tests.rtc.ends import Ends, calling, listening, pictures, send, voice
from tests.rtc.material import MS, RTX, VP8, frame


@pytest.fixture
def room() -> Iterator[Room]:
    with closing(Room(real_outbox())) as made:
        yield made


def vp8(number: int, size: int = 5000, *, keyframe: bool = False) -> Encoded:
    return frame(Codec.VP8, number, size, keyframe=keyframe)


def check(
    stream: SpreadOutbound, first: int, packets: list[RtpPacket], sent: list[Encoded]
) -> None:
    """These packets are these pictures, numbered from `first`, and belong to the stream."""
    expected = [
        RtpPacket(
            VP8,
            place == len(payloads(one)) - 1,
            0,
            (stream.offset + one.pts * 9 // 100_000) & 0xFFFFFFFF,
            stream.ssrc,
            payload,
        )
        for one in sent
        for place, payload in enumerate(payloads(one))
    ]
    for at, packet in enumerate(expected):
        packet.sequence = (first + at) & 0xFFFF
    assert packets == expected


def test_each_gets_every_picture_in_order_by_either_ip(room: Room) -> None:
    room.add(MANY)
    room.add(MANY, "::1")
    room.add(MANY, kind=SHA1)
    room.add(1)
    begins = [one.video.sequence for one in room.members]
    sent = [vp8(number, 1000 + 2345 * number, keyframe=not number) for number in range(5)]
    for one in sent:
        assert all(room.show(one))
    for begin, member in zip(begins, room.members, strict=True):
        got = member.take()
        check(member.video, begin, got, sent)
        assert member.video.packets == len(got) == member.video.sequence - begin
        assert member.video.octets == sum(len(one.payload) for one in got)
    a, b, c = (room.members[at].bytes_out for at in (0, MANY, 2 * MANY))
    assert a == b == c + 6 * room.members[0].video.packets


def test_numbers_go_round(room: Room) -> None:
    """Also SRTP's, whose rollover counter both ends count by themselves (RFC 3711, 3.3.1)."""
    room.add(MANY)
    for number, one in enumerate(room.members):
        one.video.sequence = 65_536 - 4 + number
    begins = [one.video.sequence for one in room.members]
    sent = [vp8(number, keyframe=not number) for number in range(4)]
    for picture in sent:
        room.show(picture)
    for begin, member in zip(begins, room.members, strict=True):
        check(member.video, begin, member.take(), sent)


def test_sound_and_copies_of_it(room: Room) -> None:
    room.add(MANY + 1)
    *others, lossy = room.members
    begins = [one.voice.sequence for one in room.members]
    for tick in range(4):
        lossy.voice.copies = 1 if tick else 0
        packet = Encoded(Codec.OPUS, bytes([tick]) * 60, tick * 20 * MS)
        assert all(one.voice.deliver(packet) for one in room.members)
        room.come()
    for begin, member in zip(begins, others, strict=False):
        assert member.take() == [
            RtpPacket(
                111,
                False,
                (begin + tick) & 0xFFFF,
                (member.voice.offset + tick * 960) & 0xFFFFFFFF,
                member.voice.ssrc,
                bytes([tick]) * 60,
            )
            for tick in range(4)
        ]
    assert [one.payload_type for one in lossy.take()] == [111, 63, 63, 63]


def test_large_pictures_leave_over_a_while_all_the_same(room: Room) -> None:
    room.add(MANY)
    begins = [one.video.sequence for one in room.members]
    sent = [vp8(0, 45_000, keyframe=True), vp8(1, 3000)]
    assert len(payloads(sent[0])) > LARGE
    for one in sent:
        assert all(room.show(one))
    for poll in range(40):
        room.batches.poll(poll * 10 * MS)
        for member in room.members:
            member.video.poll(poll * 10 * MS)
        room.come()
    for begin, member in zip(begins, room.members, strict=True):
        check(member.video, begin, member.take(), sent)


def test_what_is_larger_than_the_room_leaves_too(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.add(MANY)
    monkeypatch.setattr("mcu.rtc.blocks.ROOM", 10_000)
    parts = tuple(bytes([number & 0xFF]) * 1100 for number in range(12))
    for one in room.members:
        room.batches.pictures.post(one.video, parts, len(parts), VP8, 0)
    room.come()
    for one in room.members:
        assert [packet.payload for packet in one.take()] == list(parts)


def test_a_picture_is_repaired_as_if_it_had_been_sent_alone(room: Room) -> None:
    room.add(MANY)
    for number in range(3):
        room.show(vp8(number, keyframe=not number))
    member = room.members[2]
    got = member.take()
    assert member.video.retransmit([got[6].sequence], now=0) == 1
    (again,) = member.take()
    assert (again.payload_type, again.timestamp) == (RTX, got[6].timestamp)
    assert again.payload == got[6].sequence.to_bytes(2) + got[6].payload


def test_pictures_sent_ahead_follow_the_next(room: Room) -> None:
    room.add(MANY)
    room.members[1].video.ahead = True
    for number in range(2):
        room.show(vp8(number, keyframe=not number))
    once, twice, *_ = (one.take() for one in room.members)
    assert [one.payload_type for one in once] == [VP8] * 10
    assert [one.payload_type for one in twice] == [VP8] * 10 + [RTX] * 5
    assert [one.payload[2:] for one in twice[10:]] == [one.payload for one in twice[:5]]


def test_who_leaves_in_the_middle_is_sent_nothing_more(room: Room) -> None:
    room.add(MANY)
    room.show(vp8(0, keyframe=True))
    gone = room.members[3]
    for one in room.members:
        one.take()
        assert one.video.deliver(vp8(1))
    begin = gone.video.sequence
    gone.path = None
    room.come()
    assert [len(one.take()) for one in room.members] == [5, 5, 5, 0] + [5] * (MANY - 4)
    assert gone.video.sequence == begin
    assert not gone.video.deliver(vp8(2))


def test_who_moves_in_the_middle_is_sent_it_there(room: Room) -> None:
    room.add(MANY)
    room.show(vp8(0, keyframe=True))
    mover = room.members[0]
    with closing(Member(0, room.batches, room.outlet, "127.0.0.1")) as elsewhere:
        for one in room.members:
            one.video.deliver(vp8(1))
        mover.path = elsewhere.path
        room.come()
        assert len(mover.take()) == 5
        assert len(elsewhere.take()) == 5


class Failing:
    """sendmmsg that sends to all but the one who is the nth, and to him with an error."""

    def __init__(self, nth: int, error: int) -> None:
        self._real: SendMany = real_outbox()._send_many
        self.nth = nth
        self.error = error
        self.calls = 0

    def __call__(self, fileno: int, messages: int, count: int, flags: int) -> int:
        self.calls += 1
        if self.nth == 0:
            self.nth = -1
            ctypes.set_errno(self.error)
            return -1
        if 0 < self.nth < count:
            count = self.nth
        self.nth -= count
        return self._real(fileno, messages, count, flags)


def test_what_does_not_leave_breaks_off_for_one_and_nobody_else() -> None:
    failing = Failing(-1, EAGAIN)
    with closing(Room(Outbox(failing))) as room:
        room.add(MANY)
        room.show(vp8(0, keyframe=True))
        unlucky = room.members[2]
        begin = unlucky.video.sequence

        def full(*_: object) -> int:
            raise BlockingIOError(EAGAIN, "full")

        assert unlucky.path is not None
        unlucky.path = Path(Outlet(full, full, fileno=room.outlet.fileno), unlucky.path.address)
        failing.nth = 2
        assert all(room.show(vp8(1)))
        assert [len(one.take()) for one in room.members] == [10, 10, 5] + [10] * (MANY - 3)
        assert unlucky.video.sequence == begin, "the receiver sees no gap"
        assert room.show(vp8(2)) == [True, True, False] + [True] * (MANY - 3)
        assert all(room.show(vp8(3, keyframe=True)))
        (*_, last) = unlucky.take()
        assert (last.sequence, last.marker) == ((begin + 4) & 0xFFFF, True)


def test_where_the_system_cannot_cut_trains_they_leave_one_by_one() -> None:
    failing = Failing(0, EINVAL)
    with closing(Room(Outbox(failing))) as room:
        room.add(MANY)

        def unable(*_: object) -> int:
            raise OSError(EINVAL, "no such option")

        first = room.members[0]
        assert first.path is not None
        plain = Outlet(room.outlet.sendto, unable, fileno=room.outlet.fileno)
        first.path = Path(plain, first.path.address)
        begin = first.video.sequence
        sent = [vp8(number, keyframe=not number) for number in range(3)]
        for one in sent:
            assert all(room.show(one))
        check(first.video, begin, first.take(), sent)
        assert not first.path.name
        assert [len(one.take()) for one in room.members[1:]] == [15] * (MANY - 1)


def test_who_has_no_keys_yet_breaks_off(room: Room) -> None:
    room.add(MANY)

    def refuse(_: object) -> list[tuple[memoryview, int]]:
        raise ValueError("no keys yet")

    early = room.members[0]
    early.sealer = Sealer(lambda _: [], refuse)
    room.show(vp8(0, keyframe=True))
    assert [len(one.take()) for one in room.members] == [0] + [5] * (MANY - 1)
    assert early.video.packets == 0


def test_an_address_as_the_system_has_it() -> None:
    assert socket_name(("192.0.2.1", 0x1234))[2:16] == bytes.fromhex("1234c0000201") + bytes(8)
    name = socket_name(("fe80::1%eth0", 0x1234, 5, 3))
    assert name[2:8] == bytes.fromhex("123400000005")
    assert name[8:24] == bytes.fromhex("fe80") + bytes(13) + b"\1"
    assert len(name) == len(socket_name(("192.0.2.1", 1))) == 28


async def test_real_peers_see_and_hear_what_is_sent_to_all() -> None:
    async with listening() as port, AsyncExitStack() as stack:
        every: list[Ends] = [await stack.enter_async_context(calling(port)) for _ in range(MANY)]
        for picture, sound in zip(pictures(), voice(12), strict=False):
            for ends in every:
                await send(ends.session.video, [picture], 0)
                await send(ends.session.audio, [sound], 0)
        for ends in every:
            await ends.near.until_voice(12)
            await ends.near.until_frames(len(pictures()))
            assert [one.data for one in ends.near.frames[Track.CAMERA]] == [
                one.data for one in pictures()
            ]
