"""A voice on a thin line on which pages turn: it does not wait behind them."""

import random

import numpy as np
import pytest

from mcu.clock import NS_PER_S
from mcu.media import Codec
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.line import Coding
from mcu.rtc.paced import PacedOutbound
from mcu.rtc.packet import parse_rtp
from signaling.bench.line import Conditions, Line
from tests.rtc.material import MS, frame

PAGE, FIRST = 160_000, 270_000  # bytes of a page that is turned to, and of a keyframe
PEOPLE = 2_000  # bytes of their picture each 40 ms: 360 lines
SRTP = bytes(16)


class Reader:
    """A reader behind a line, his voices, and what he reports, each second."""

    def __init__(self, rate: int) -> None:
        self.line = Line(Conditions(delay_ms=20, rate=rate), random.Random(1))
        self.now = NS_PER_S
        self.stream = PacedOutbound([Coding(Codec.VP8, 96, 97)], 1, 2, self._write)
        self.stream.limit = 100_000_000
        self.waited: list[float] = []
        self._report: tuple[int, int] | None = None  # the last, and when it came
        self._got = self._high = self._low = 0

    def _write(self, *packets: bytes) -> int:
        for one in packets:
            self.line.push(b"c" + one + SRTP, self.now)
        return len(packets)

    def tell(self) -> None:
        report = self.stream.sender_report(self.now, self.now / NS_PER_S)
        stamp = report.sender_info.ntp_timestamp >> 16 & 0xFFFF_FFFF
        self.line.push(b"r" + stamp.to_bytes(4) + bytes(60), self.now)

    def receive(self) -> None:
        for packet in self.line.pop(self.now):
            if packet[:1] == b"v":
                self.waited.append((self.now - int.from_bytes(packet[1:9])) / MS - 20)
            elif packet[:1] == b"r":
                self._report = int.from_bytes(packet[1:5]), self.now
            elif packet[:1] == b"c":
                number = parse_rtp(packet[1 : -len(SRTP)]).sequence
                if not self._high:
                    self._low = self._high = 0x10000 + number - 1
                self._high += (number - self._high + 0x8000 & 0xFFFF) - 0x8000
                self._got += 1

    def answer(self) -> None:
        if self._report is None or not self._high:
            return
        expected = max(self._high - self._low, 1)
        lost = max(0, min(255, 256 * (expected - self._got) // expected))
        stamp, came = self._report
        delay = (self.now - came) * 65536 // NS_PER_S
        self._low, self._got = self._high, 0
        block = RtcpReceiverInfo(1, lost, 0, self._high, 0, stamp, delay)
        self.stream.receiver_report(block, self.now + 20 * MS)

    def live(self, seconds: int) -> None:
        """Speak, show people, and turn a page every four seconds."""
        for tick in range(seconds * 100):
            self.now += 10 * MS
            self.receive()
            if not tick % 2:
                self.line.push(b"v" + self.now.to_bytes(8) + bytes(110), self.now)
                self.stream.poll(self.now)
                if self.stream.page_left(self.now):
                    self.tell()
            if not tick % 4:
                for _ in range(2):
                    self.line.push(b"p" + bytes(PEOPLE // 2 + 40), self.now)
            if not tick % 400:
                size = PAGE if tick else FIRST
                self.stream.deliver(frame(Codec.VP8, tick, size, keyframe=not tick))
            elif not tick % 20 and tick % 400 < 80:
                self.stream.deliver(frame(Codec.VP8, tick, 2_000, keyframe=False))
            if not tick % 100:
                if not self.stream.keeps_quiet(self.now):
                    self.tell()
                self.answer()


@pytest.mark.parametrize("rate", [1_500_000, 2_000_000, 3_000_000])
def test_it_learns_how_fast_pages_may_go_beside_a_voice(rate: int) -> None:
    reader = Reader(rate)
    reader.live(20)
    reader.waited.clear()
    reader.live(40)
    assert len(reader.waited) > 0.99 * 40 * 50
    assert np.quantile(reader.waited, 0.95) < 120
    assert np.quantile(reader.waited, 0.99) < 160


def test_a_good_line_has_pages_at_once() -> None:
    reader = Reader(20_000_000)
    reader.live(20)
    assert reader.stream.rate > 10_000_000
