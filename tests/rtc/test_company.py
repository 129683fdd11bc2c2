"""Served in company or each by himself: every member is sent the same packets."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded, Sink, deliver_all
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.packet import RtpPacket
from mcu.rtc.payload import payloads
from mcu.rtc.spread import SpreadOutbound
from mcu.rtc.tail import LARGE, LEAST_RATE
from tests.rtc.crowd import MANY, SHA1, Holder, Member, Room, real_outbox
from tests.rtc.material import MS, frame


def twins() -> tuple[Room, Room]:
    """Two rooms of the same members, in two convoys, whose numbers are about to go round."""
    rooms = Room(real_outbox()), Room(real_outbox())
    for room in rooms:
        room.add(MANY)
        room.add(MANY, kind=SHA1)
    for number, (one, other) in enumerate(zip(rooms[0].members, rooms[1].members, strict=True)):
        for stream, twin in ((one.video, other.video), (one.voice, other.voice)):
            stream.sequence = twin.sequence = 0xFFFF - number
            twin.offset = stream.offset
        other.video._rtx_sequence = one.video._rtx_sequence
    return rooms


def in_company(picture: Encoded, sinks: Sequence[Sink]) -> Sequence[bool]:
    return deliver_all(picture, [Holder(one) for one in sinks])


def one_by_one(picture: Encoded, sinks: Sequence[Sink]) -> Sequence[bool]:
    return [one.deliver(picture) for one in sinks]


Deliver = Callable[[Encoded, Sequence[Sink]], Sequence[bool]]
Step = tuple[str, int]

steps: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("picture"), st.integers(1, 3 * LARGE * 1199)),
        st.tuples(st.just("small"), st.integers(1, LARGE * 1100)),
        st.tuples(st.just("sound"), st.integers(1, 200)),
        st.tuples(st.just("poll"), st.integers(1, 60)),
        st.tuples(
            st.sampled_from(
                ["lost", "found", "ahead", "copies", "without", "again", "forget", "thin"]
            ),
            st.integers(0, 13),
        ),
    ),
    max_size=25,
)


def play(room: Room, script: list[Step], deliver: Deliver) -> list[object]:
    """Carry out a script; return what came of it."""
    paths = [one.path for one in room.members]
    results: list[object] = []
    pictures = now = 0
    for act, value in script:
        now += 20 * MS
        member = room.members[value % len(room.members)]
        if act in ("picture", "small"):
            # Keyframes, as who could not take the last one is given nothing else.
            picture = frame(Codec.VP8, pictures, value, keyframe=True)
            pictures += 1
            results.append(list(deliver(picture, [one.video for one in room.members])))
        elif act == "sound":
            packet = Encoded(Codec.OPUS, bytes([value]) * value, now)
            results.append(list(deliver(packet, [one.voice for one in room.members])))
        elif act == "poll":
            now += value * MS
            room.batches.poll(now)
            room.come()
            for one in room.members:
                one.video.poll(now)
        elif act == "lost":
            room.come()
            member.path = None
        elif act == "found":
            member.path = paths[value % len(paths)]
        elif act == "ahead":
            member.video.ahead = not member.video.ahead
        elif act == "without":
            picture = frame(Codec.VP8, pictures, 5000, keyframe=True)
            pictures += 1
            others = [one.video for one in room.members if one is not member]
            results.append(list(deliver(picture, others)))
        elif act == "again":
            newest = member.video.sequence - 1
            lost = [(newest - number * number) & 0xFFFF for number in range(6)]
            results.append(member.video.retransmit(lost, now))
            results.append(member.video.is_beyond_repair(lost))
        elif act == "thin":
            member.video.estimate = None if member.video.estimate else LEAST_RATE
        elif act == "forget":
            member.video.forget()
        else:
            member.voice.copies = 1 - member.voice.copies
        room.come()
        results.append([sort(one) for one in room.members])
    for one in room.members:
        numbers = range(one.video.sequence - 600, one.video.sequence + 5)
        kept = [number & 0xFFFF for number in numbers if one.video.keeps(number & 0xFFFF)]
        results.append((kept, one.video.packets, one.video.octets, one.voice.octets))
        results.append((one.video.copied, one.video.repaired, one.voice.sequence))
    return results


def sort(member: Member) -> list[list[RtpPacket]]:
    """What a member was sent, by stream: sound and pictures may leave in either order."""
    streams: dict[int, list[RtpPacket]] = {}
    for packet in member.take():
        streams.setdefault(packet.ssrc, []).append(packet)
    return [streams[ssrc] for ssrc in sorted(streams)]


@settings(max_examples=30)
@given(steps)
def test_in_company_as_one_by_one(script: list[Step]) -> None:
    together, alone = twins()
    with closing(together), closing(alone):
        assert play(together, script, in_company) == play(alone, script, one_by_one)


def test_who_is_served_in_company_is_not_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise AssertionError("called")

    with closing(Room(real_outbox())) as room:
        room.add(MANY)
        for kind in (SpreadOutbound, AudioOutbound):
            monkeypatch.setattr(kind, "deliver", fail)
            monkeypatch.setattr(kind, "sent", fail)
        picture = frame(Codec.VP8, 0, 5000, keyframe=True)
        assert all(in_company(picture, [one.video for one in room.members]))
        assert all(in_company(Encoded(Codec.OPUS, b"a", 0), [one.voice for one in room.members]))
        assert {len(one.take()) for one in room.members} == {1 + len(payloads(picture))}


def test_who_falls_out_is_behind_nobody_and_the_others_stay_in_step() -> None:
    with closing(Room(real_outbox())) as room:
        room.add(MANY + 1)
        streams = [one.video for one in room.members]
        first, *others = streams
        for number in range(3):
            in_company(frame(Codec.VP8, number, 5000, keyframe=True), streams)
        march = first.march
        assert march.members == set(streams)
        size, changes = march.carried, march.changes
        for one in room.members:
            one.video.ahead, one.voice.copies = False, 0
        assert march.changes == changes, "nothing new"
        first.ahead = True
        in_company(frame(Codec.VP8, 3, 5000, keyframe=True), streams)
        assert march.members == set(others)
        first.ahead = False
        in_company(frame(Codec.VP8, 4, 5000, keyframe=True), streams)
        assert march.members == set(streams)
        assert {one.packets for one in streams} == {5 * 5}
        assert [one.bytes_out for one in room.members[1:]] == [size // 3 * 5] * len(others)


def test_nothing_is_kept_for_ever_of_what_was_sent_before_they_fell_in() -> None:
    """Each would else hold pictures that nobody asks for any more."""
    with closing(Room(real_outbox())) as room:
        room.add(MANY)
        streams = [one.video for one in room.members]
        alone = frame(Codec.VP8, 0, 5000, keyframe=True)
        parts = payloads(alone)
        assert all(room.show(alone))
        for second in range(4):
            for number in range(25):
                in_company(frame(Codec.VP8, 1 + 25 * second + number, 100, keyframe=False), streams)
            for one in streams:
                one.sender_report(second * NS_PER_S, second)
        held_by_nobody = (*parts, b"")
        assert sys.getrefcount(parts) == sys.getrefcount(held_by_nobody)
