"""Large frames leave over a while, whole and in order; a keyframe overtakes what waits."""

from dataclasses import replace
from itertools import pairwise

import pytest

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded, Growing
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.inbound import VideoInbound
from mcu.rtc.line import Coding
from mcu.rtc.outflow import BURST, MAX_WAITING
from mcu.rtc.pace import FIRST_RATE, LEAST_RATE, STRETCH
from mcu.rtc.paced import MOST_HELD_MS, PacedOutbound
from mcu.rtc.packet import MARKER, parse_rtp
from mcu.rtc.payload import payloads

POLL = 5_000_000
MS = 1_000_000
SSRC, RTX_SSRC = 4711, 4712


class Line:
    """A paced stream, and what left of it at which time."""

    def __init__(self, delay_id: int | None = None) -> None:
        self.now = NS_PER_S
        self.open = True
        self.sent: list[tuple[int, bytes]] = []
        self.woken = 0
        self.stream = PacedOutbound(
            [Coding(Codec.VP8, 96, 97)],
            SSRC,
            RTX_SSRC,
            self._write,
            delay_id=delay_id,
            on_waiting=self._wake,
        )
        self.stream.poll(self.now)

    def _write(self, *packets: bytes) -> int:
        if not self.open:
            return 0
        self.sent += [(self.now, packet) for packet in packets]
        return len(packets)

    def _wake(self) -> None:
        self.woken += 1

    def deliver(self, size: int, *, keyframe: bool = False) -> bool:
        first = b"\x10\x02\x00\x9d\x01\x2a\x00\x05\xd0\x02" if keyframe else b"\x11"
        data = first + bytes(size - len(first))
        return self.stream.deliver(Encoded(Codec.VP8, data, self.now, keyframe))

    def run(self, seconds: float, estimate: int | None = None) -> None:
        end = self.now + round(seconds * NS_PER_S)
        self.stream.estimate = estimate
        while self.now < end:
            self.now += POLL
            self.stream.poll(self.now)

    def received(self) -> list[Encoded]:
        """What a receiver makes of it; nothing may be missing."""
        inbound = VideoInbound({96: Codec.VP8}, {97: 96}, 1)
        frames = []
        for now, packet in self.sent:
            frames += inbound.receive(parse_rtp(packet), now)
            assert not inbound.poll(now + 1) or not frames
        return frames


def octets(packets: list[tuple[int, bytes]]) -> int:
    return sum(len(packet) for _, packet in packets)


def test_a_small_frame_leaves_at_once() -> None:
    line = Line()
    assert line.deliver(10_000, keyframe=True)
    assert [len(frame.data) for frame in line.received()] == [10_000]
    assert not line.stream.poll(line.now)
    assert not line.woken
    assert not line.stream.page_left(line.now), "it would tell nothing of the line"


@pytest.mark.parametrize(
    ("estimate", "rate"),
    [(None, FIRST_RATE), (2_000_000, 2_000_000), (50_000, LEAST_RATE), (10**8, FIRST_RATE)],
)
def test_a_page_leaves_at_the_pace_of_the_line(estimate: int | None, rate: int) -> None:
    line = Line()
    begin = line.now
    line.deliver(200_000, keyframe=True)
    line.run(2.0, estimate)
    assert [len(frame.data) for frame in line.received()] == [200_000]
    expected = (200_000 - BURST) * 8 / rate
    assert (line.sent[-1][0] - begin) / NS_PER_S == pytest.approx(expected, rel=0.1)
    for start in range(begin, line.now, 50 * POLL):
        part = [one for one in line.sent if start <= one[0] < start + 50 * POLL]
        assert octets(part) <= BURST + 0.25 * rate / 8 + 2500


def test_a_film_leaves_as_it_comes_whatever_pages_have_shown() -> None:
    line = Line()
    line.stream.play(120 * MS, 8_000_000)
    line.deliver(100_000, keyframe=True)
    line.run(0.12, estimate=500_000)
    assert len(line.received()) == 1
    line.stream.play(0, 0)
    line.deliver(100_000)
    line.run(0.12, estimate=500_000)
    assert len(line.received()) == 1


def test_how_long_it_is_held_is_in_each_packet() -> None:
    line = Line(delay_id=6)
    line.deliver(1_000, keyframe=True)
    line.stream.play(120 * MS, 0)
    line.deliver(1_000)
    held = [parse_rtp(packet).extensions[6] for _, packet in line.sent]
    # In steps of 10 ms, 12 bits for the least and the most.
    assert held == [bytes(3), (12 << 12 | MOST_HELD_MS // 10).to_bytes(3)]


def test_each_page_teaches_the_pace_of_the_next() -> None:
    line = Line()
    took = []
    for number in range(3):
        begin = line.now
        assert line.deliver(200_000, keyframe=True)
        assert line.woken == number + 1
        while line.stream.poll(line.now):
            assert not line.stream.page_left(line.now)
            line.now += POLL
        took.append(line.now - begin)
        assert line.stream.page_left(line.now)
        assert not line.stream.page_left(line.now), "once for each page"
        report = line.stream.sender_report(line.now, line.now / NS_PER_S)
        sent = report.sender_info.ntp_timestamp >> 16 & 0xFFFF_FFFF
        line.now += 8_000_000
        block = RtcpReceiverInfo(SSRC, 0, 0, 200 * (number + 1), 0, sent, 0)
        line.stream.receiver_report(block, line.now)
        assert line.stream.rtt_ms is None, "of a page it tells nothing that others may go by"
    assert took[1] < 0.6 * took[0]
    assert took[2] <= took[1]


def test_frames_keep_their_order_and_only_the_last_packet_is_marked() -> None:
    line = Line()
    line.deliver(50_000, keyframe=True)
    line.deliver(30_000)
    line.deliver(20_000)
    line.run(1.0)
    assert [len(frame.data) for frame in line.received()] == [50_000, 30_000, 20_000]
    assert sum(bool(packet[1] & MARKER) for _, packet in line.sent) == 3


def test_a_keyframe_takes_the_place_of_what_waits() -> None:
    line = Line()
    line.deliver(100_000, keyframe=True)
    line.run(0.05)
    line.deliver(90_000)
    line.deliver(40_000, keyframe=True)
    line.run(1.0)
    assert [len(frame.data) for frame in line.received()] == [40_000]
    numbers = [int.from_bytes(packet[2:4]) for _, packet in line.sent]
    steps = {(b - a) & 0xFFFF for a, b in pairwise(numbers)}
    assert steps == {1}, "no gap that would be repaired in vain"


def test_what_waits_is_bounded() -> None:
    line = Line()
    line.deliver(300_000, keyframe=True)
    taken = [line.deliver(100_000) for _ in range(10)]
    assert taken == [True] * 4 + [False] * 6
    assert line.stream.refused == 6
    assert 300_000 + 4 * 100_000 - octets(line.sent) <= MAX_WAITING + 100_000
    line.run(3.0)
    assert line.deliver(100_000)


def test_a_frame_leaves_while_it_comes_in() -> None:
    line = Line()
    line.deliver(2_000, keyframe=True)
    line.run(0.5)
    page = Encoded(Codec.VP8, b"\x11" + bytes(99_999), line.now, keyframe=False)
    parts = payloads(page)
    growing = Growing(Codec.VP8, line.now, parts[:10])
    woken = line.woken
    line.stream.begin(growing)
    assert line.woken > woken
    for at in range(10, len(parts) - 1):
        line.run(0.005)
        growing.grow(parts[at : at + 1])
    line.run(0.02)
    assert len(line.sent) == 2 + len(parts) - 1, "all that is there has left"
    assert not line.stream.page_left(line.now)
    growing.end(parts[-1:])
    assert line.stream.deliver(replace(page, grown=growing))
    assert line.deliver(500), "and another one behind it"
    line.run(0.02)
    assert line.stream.page_left(line.now)
    assert [len(frame.data) for frame in line.received()] == [2_000, 100_000, 500]
    marked = [bool(packet[1] & MARKER) for _, packet in line.sent[2:-1]]
    assert marked == [False] * (len(parts) - 1) + [True]
    # So has what is sent again.
    numbers = [int.from_bytes(packet[2:4]) for _, packet in line.sent[2:-1]]
    before = len(line.sent)
    line.stream.retransmit(numbers, line.now)
    again = [packet for _, packet in line.sent[before:]]
    assert [bool(packet[1] & MARKER) for packet in again] == marked[: len(again)]


def test_a_frame_that_is_lost_on_its_way_to_us_breaks_off() -> None:
    line = Line()
    line.deliver(2_000, keyframe=True)
    growing = Growing(Codec.VP8, line.now, [b"\x10" + bytes(1000)] * 20)
    line.stream.begin(growing)
    line.run(0.1)
    growing.lost = True
    line.run(0.01)
    assert line.stream.broken
    assert not line.stream.waits
    assert not line.deliver(500), "nothing but a keyframe is of use"
    assert line.deliver(3_000, keyframe=True)
    assert [len(frame.data) for frame in line.received()] == [2_000, 3_000]


def test_who_is_sent_something_else_meanwhile_needs_no_end() -> None:
    line = Line()
    line.deliver(2_000, keyframe=True)
    growing = Growing(Codec.VP8, line.now, [b"\x10" + bytes(1000)] * 20)
    line.stream.begin(growing)
    line.run(0.01)
    line.deliver(3_000, keyframe=True)
    growing.lost = True
    line.run(0.1)
    assert not line.stream.broken
    assert [len(frame.data) for frame in line.received()] == [2_000, 3_000]


def test_much_that_waits_teaches_before_it_ends() -> None:
    line = Line()
    line.stream.limit = LEAST_RATE
    line.deliver(300_000, keyframe=True)
    begin = line.now
    while not line.stream.page_left(line.now):
        line.now += POLL
        assert line.stream.poll(line.now)
    assert line.now - begin == pytest.approx(STRETCH, abs=2 * POLL)
    line.run(0.3)
    assert not line.stream.page_left(line.now), "one report at a time"


def test_what_left_in_parts_can_be_sent_again() -> None:
    line = Line()
    line.deliver(100_000, keyframe=True)
    line.run(0.5)
    lost = [int.from_bytes(packet[2:4]) for _, packet in line.sent]
    before = len(line.sent)
    assert line.stream.retransmit([lost[0], lost[20], lost[-1]], line.now) == 3
    again = [packet for _, packet in line.sent[before:]]
    assert [int.from_bytes(packet[12:14]) for packet in again] == [lost[0], lost[20], lost[-1]]
    assert [bool(packet[1] & MARKER) for packet in again] == [False, False, True]


def test_without_a_way_nothing_is_kept() -> None:
    line = Line()
    line.open = False
    line.deliver(100_000, keyframe=True)
    line.open = True
    line.run(1.0)
    assert line.sent == []


def test_a_frame_that_breaks_off_is_followed_by_a_keyframe_only() -> None:
    line = Line()
    assert line.deliver(100_000, keyframe=True)
    line.run(0.05)
    line.open = False
    line.run(0.05)
    line.open = True
    assert line.stream.broken
    sent = len(line.sent)
    assert not line.deliver(2_000), "it leans on what the receiver does not know to be missing"
    assert len(line.sent) == sent
    assert line.deliver(5_000, keyframe=True)
    assert line.deliver(2_000)
    line.run(0.1)
    assert [len(frame.data) for frame in line.received()] == [5_000, 2_000]


def test_a_frame_that_cannot_be_written_is_not_taken() -> None:
    line = Line()
    line.open = False
    assert not line.deliver(2_000, keyframe=True)
    assert not line.deliver(2_000)


def test_another_codec_is_refused() -> None:
    line = Line()
    assert not line.stream.deliver(Encoded(Codec.H264, b"x", line.now, True))
