"""The mixed picture leaves in bursts that a line can take: whole, in order, and within bounds."""

from dataclasses import dataclass

import pytest

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.messages import MemberKind
from mcu.rtc.handler import Track
from mcu.rtc.inbound import VideoInbound
from mcu.rtc.line import Coding
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.packet import parse_rtp
from mcu.rtc.spread import SpreadOutbound
from mcu.rtc.tail import AT_ONCE, LATE, LEAST_RATE, MOST_DELAY, MOST_RATE
from tests.rtc.ends import calling, listening, send
from tests.rtc.lossy_link import Line, Pipe
from tests.rtc.material import MS, frame

POLL = 10_000_000
PICTURE = NS_PER_S // 25
CODINGS = [Coding(Codec.VP8, 96, 97)]
SSRCS = 4711, 4712

KEYFRAME = 45_000
QUIET, USUAL = 4_000, 7_400
"""Bytes of pictures: while the encoder makes up for a keyframe, and of 1.5 Mbit/s."""


def encoded(size: int, pts: int, *, keyframe: bool = False) -> Encoded:
    first = b"\x10\x02\x00\x9d\x01\x2a\x00\x05\xd0\x02" if keyframe else b"\x11"
    return Encoded(Codec.VP8, first + bytes(size - len(first)), pts, keyframe)


class Member:
    """A spread stream, what left of it at which time, and how often it asked to be polled."""

    def __init__(self) -> None:
        self.now = NS_PER_S
        self.open = True
        self.woken = 0
        self.sent: list[tuple[int, bytes]] = []
        self.stream = SpreadOutbound(CODINGS, *SSRCS, self._write, on_waiting=self._wake)

    def _wake(self) -> None:
        self.woken += 1

    def _write(self, *packets: bytes) -> int:
        if not self.open:
            return 0
        self.sent += [(self.now, packet) for packet in packets]
        return len(packets)

    def deliver(self, size: int, *, keyframe: bool = False) -> bool:
        return self.stream.deliver(encoded(size, self.now, keyframe=keyframe))

    def poll(self) -> bool:
        self.now += POLL
        return self.stream.poll(self.now)

    def received(self) -> list[Encoded]:
        inbound = VideoInbound({96: Codec.VP8}, {97: 96}, 1)
        return [one for now, data in self.sent for one in inbound.receive(parse_rtp(data), now)]


def test_a_usual_picture_leaves_at_once() -> None:
    member = Member()
    assert member.deliver(USUAL)
    assert len(member.sent) == 7
    assert not member.woken
    assert not member.poll()


def test_a_keyframe_leaves_over_a_while_and_whole() -> None:
    member = Member()
    member.stream.estimate = LEAST_RATE
    assert member.deliver(KEYFRAME, keyframe=True)
    assert len(member.sent) == AT_ONCE
    assert member.woken == 1
    while member.poll():
        pass
    (whole,) = member.received()
    assert whole.keyframe
    assert len(whole.data) == KEYFRAME
    seconds = (KEYFRAME - AT_ONCE * 1200) * 8 / LEAST_RATE
    assert (member.now - NS_PER_S) / NS_PER_S == pytest.approx(seconds, abs=0.03)


def test_what_comes_meanwhile_stays_behind() -> None:
    member = Member()
    member.deliver(KEYFRAME, keyframe=True)
    member.poll()
    assert member.deliver(USUAL)
    assert member.woken == 1
    while member.poll():
        pass
    assert [len(one.data) for one in member.received()] == [KEYFRAME, USUAL]
    assert member.deliver(USUAL)
    assert len(member.received()) == 3


def test_the_wait_is_bounded_whatever_comes() -> None:
    member = Member()
    member.stream.estimate = 100_000
    member.deliver(400_000, keyframe=True)
    while member.poll():
        pass
    assert member.now - NS_PER_S <= MOST_DELAY + 2 * POLL
    assert len(member.received()) == 1


def test_a_late_poll_sends_no_more_than_others() -> None:
    member = Member()
    member.deliver(KEYFRAME, keyframe=True)
    member.poll()
    member.now += NS_PER_S // 5
    assert member.poll()
    assert len(member.sent) <= AT_ONCE + MOST_RATE * LATE / NS_PER_S / 8 / 1200 + 1


def test_after_a_break_comes_a_keyframe_only() -> None:
    member = Member()
    member.deliver(KEYFRAME, keyframe=True)
    member.open = False
    while member.poll():
        pass
    member.open = True
    assert not member.deliver(USUAL)
    member.sent.clear()
    assert member.deliver(KEYFRAME, keyframe=True)
    while member.poll():
        pass
    assert [one.keyframe for one in member.received()] == [True]


@dataclass
class Crossing:
    """What a line makes of ten seconds: packets dropped, the longest way of a picture (ms)."""

    dropped: int = 0
    longest: float = 0.0


def crossing(rate: int, *, spread: bool) -> Crossing:
    """Send a picture of 1.5 Mbit/s, and sound, through a router with 60 ms of queue.

    Every two seconds somebody asks for a keyframe. The peer's estimate is what libwebrtc's is: a
    little less than the rate, and at most 1.5 of what comes.
    """
    pipe = Pipe(Line(rate=rate / 1000, queue=60), 1)
    found = Crossing()
    sent = 0
    began: dict[int, int] = {}
    now = 0

    def write(*packets: bytes) -> int:
        nonlocal sent
        sent += len(packets)
        for one in packets:
            pipe.send(one, now)
        return len(packets)

    pictures = VideoOutbound(CODINGS, *SSRCS, write)
    if spread:
        pictures = SpreadOutbound(CODINGS, *SSRCS, write, on_waiting=lambda: None)
        pictures.estimate = min(rate * 9 // 10, 2_250_000)
    arrived = 0
    for step in range(10_000):  # of a millisecond
        now = NS_PER_S + step * MS
        if step % 20 == 0:
            write(bytes(120))
        if step % 40 == 0:
            since = step % 2000
            size = KEYFRAME if not since else QUIET if since < 600 else USUAL
            began[now * 90_000 // NS_PER_S] = now
            assert pictures.deliver(encoded(size, now, keyframe=not since))
        if step % 10 == 3 and isinstance(pictures, SpreadOutbound):
            pictures.poll(now)
        for data in pipe.arrivals(now):
            arrived += 1
            if len(data) > 120:
                timestamp = (parse_rtp(data).timestamp - pictures.offset) & 0xFFFFFFFF
                found.longest = max(found.longest, (now - began[timestamp]) / MS)
    found.dropped = sent - arrived - len(pipe._way)
    return found


def test_keyframes_fit_a_short_queue() -> None:
    at_once = crossing(2_000_000, spread=False)
    spread = crossing(2_000_000, spread=True)
    assert at_once.dropped > 100
    assert spread.dropped == 0
    assert spread.longest < 1.2 * KEYFRAME * 8 / 2_000_000 * 1000


@pytest.mark.parametrize("rate", [4_000_000, 20_000_000, 100_000_000])
def test_on_a_wider_line_the_wait_is_bounded(rate: int) -> None:
    spread = crossing(rate, spread=True)
    assert spread.dropped == 0
    assert spread.longest < 150


async def test_a_port_sends_the_rest_of_a_keyframe() -> None:
    """To somebody who only watches, too, from whom nothing comes that would be looked after."""
    async with listening() as port, calling(port, MemberKind.VIEWER) as ends:
        assert ends.session not in port._waiting
        shown = frame(Codec.VP8, 0, KEYFRAME, keyframe=True)
        await send(ends.session.video, [shown])
        assert ends.session in port._waiting
        await ends.near.until_frames(1)
        assert ends.near.frames[Track.CAMERA][0].data == shown.data
        port.pace([ends.session], clock.now())
        assert ends.session not in port._waiting


@pytest.mark.parametrize("always", [True, False])
async def test_what_is_sent_twice_is_so_although_it_is_spread(always: bool) -> None:
    """Each burst goes again with the next: of all pictures, or of the first alone."""
    member = Member()
    member.stream.ahead, member.stream.begins_twice = always, not always
    assert member.deliver(KEYFRAME, keyframe=True)
    while member.poll():
        pass
    for _ in range(2):
        member.now += PICTURE
        assert member.deliver(QUIET)
    read = [parse_rtp(packet) for _, packet in member.sent]
    copies = [int.from_bytes(one.payload[:2]) for one in read if one.ssrc == SSRCS[1]]
    originals = [one for one in read if one.ssrc == SSRCS[0]]
    first, last = originals[0].timestamp, originals[-1].timestamp
    twice = [
        one for one in originals if one.timestamp == first or (always and one.timestamp != last)
    ]
    assert copies == [one.sequence for one in twice]
    assert len(copies) > 30


def test_what_is_given_up_is_neither_sent_nor_sent_again() -> None:
    member = Member()
    assert member.deliver(60_000, keyframe=True)
    member.poll()
    first = [parse_rtp(data).sequence for _, data in member.sent]
    member.stream.forget()
    assert not member.poll()
    assert not member.deliver(1_000), "it would lean on what was given up"
    member.now += NS_PER_S
    assert member.deliver(5_000, keyframe=True)
    assert member.stream.retransmit(first, member.now) == 0
    assert not member.stream.is_beyond_repair(first), "no keyframe more is needed for that"
    assert [len(one.data) for one in member.received()] == [5_000]
    later = parse_rtp(member.sent[-1][1]).sequence
    assert member.stream.retransmit([later], member.now) == 1
