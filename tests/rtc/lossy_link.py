"""A line between two ends, in memory: delay, jitter, loss, rate and queue, with time as data."""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import Final, Protocol

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.feedback import (
    RtcpRrPacket,
    RtcpSrPacket,
    compound,
    keyframe_requests,
    nacked,
    parse_rtcp,
    reduced_size,
    report_blocks,
)
from mcu.rtc.inbound import VideoInbound
from mcu.rtc.line import Coding
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.packet import parse_rtp
from tests.rtc.material import MS, PAYLOAD_TYPES, RTX, RTX_SSRC, SSRC, frame

RTCP_SR: Final = 200
OVERHEAD: Final = 44  # bytes of IPv4, UDP and SRTP around a packet


@dataclass(frozen=True)
class Line:
    """One direction of a line: ms of delay and jitter, loss 0…1, kbit/s, ms of queue."""

    delay: float = 0
    jitter: float = 0
    loss: float = 0
    rate: float = 1e6
    queue: float = 1000
    cut: tuple[float, float] = (0, 0)  # ms


class Pipe:
    """Packets on their way through a `Line`. The same seed loses the same packets."""

    def __init__(self, line: Line, seed: int) -> None:
        self.line = line
        self.sent = 0
        self._random = random.Random(seed)
        self._free = 0.0  # when the transmitter has sent all before (ns)
        self._way: list[tuple[int, int, bytes]] = []

    def send(self, data: bytes, now: int) -> bool:
        line = self.line
        self.sent += 1
        lost = self._random.random() < line.loss
        jitter = self._random.uniform(-line.jitter, line.jitter)
        cut = line.cut[0] * MS <= now < line.cut[1] * MS
        begin = max(self._free, now)
        if begin - now > line.queue * MS or cut:
            return True  # a sender does not learn what becomes of a datagram
        self._free = begin + (len(data) + OVERHEAD) * 8 / line.rate * MS
        if not lost:
            due = int(self._free + max(0.0, line.delay + jitter) * MS)
            heapq.heappush(self._way, (due, self.sent, data))
        return True

    def arrivals(self, now: int) -> Iterator[bytes]:
        while self._way and self._way[0][0] <= now:
            yield heapq.heappop(self._way)[2]


@dataclass
class Outcome:
    """What became of a picture that was sent over a line."""

    sent: dict[bytes, Encoded] = field(default_factory=dict)
    shown: list[Encoded] = field(default_factory=list)
    plis: int = 0
    packets: int = 0
    again: int = 0
    rtt_ms: float | None = None

    @property
    def fraction(self) -> float:
        """Of the frames sent, how many were shown."""
        return len(self.shown) / len(self.sent)

    @property
    def keyframes(self) -> int:
        """How many keyframes were sent."""
        return sum(one.keyframe for one in self.sent.values())

    def delay_ms(self, quantile: float) -> float:
        """Quantile of the delay from a frame's being sent to its being whole and in order."""
        delays = sorted(one.pts - self.sent[one.data].pts for one in self.shown)
        return delays[min(int(quantile * len(delays)), len(delays) - 1)] / MS

    def frozen(self, hold_ms: float) -> float:
        """Share of the time in gaps of more than 200 ms, where pictures are held back for so long.

        It is counted from the fastest of them on; a buffer that follows the line is left out.
        """
        sent = [self.sent[one.data].pts for one in self.shown]
        delays = [one.pts - at for one, at in zip(self.shown, sent, strict=True)]
        hold = min(delays) + int(hold_ms * MS)
        held = [max(one.pts, at + hold) for one, at in zip(self.shown, sent, strict=True)]
        gaps = [b - a for a, b in pairwise(accumulate(held, max))]
        return sum(one for one in gaps if one > 200 * MS) / sum(gaps)

    def fps_min(self) -> int:
        """Frames shown in the poorest second of those in which frames were sent."""
        first, *_, last = (one.pts for one in self.sent.values())
        seconds = Counter((one.pts - first) // NS_PER_S for one in self.shown)
        return min(seconds[at] for at in range((last - first) // NS_PER_S))

    def assert_decodable(self) -> None:
        """Every frame shown is one that was sent, in order, and follows the one it refers to."""
        place = {data: at for at, data in enumerate(self.sent)}
        before = -1
        for one in self.shown:
            at = place[one.data]
            assert at > before
            assert one.keyframe is self.sent[one.data].keyframe
            assert one.keyframe or at == before + 1
            before = at


class Camera(Protocol):
    """Makes frames: the `number`th at `now` (ns), a keyframe where one is wanted."""

    @property
    def codec(self) -> Codec: ...

    @property
    def fps(self) -> int: ...

    def encode(self, number: int, now: int, *, keyframe: bool) -> Encoded: ...


@dataclass(frozen=True)
class Synthetic:
    """A camera whose frames are random bytes of these sizes."""

    codec: Codec = Codec.VP8
    fps: int = 25
    size: int = 7_500  # bytes: 1.5 Mbit/s
    key_size: int = 40_000

    def encode(self, number: int, now: int, *, keyframe: bool) -> Encoded:
        size = self.key_size if keyframe else self.size
        return replace(frame(self.codec, number, size, keyframe=keyframe), pts=now)


SYNTHETIC: Final = Synthetic()


class Exchange:
    """One picture on its way over a line, and feedback on its way back.

    The camera makes a keyframe at the start and where one is asked for; both ends look at the
    time every `tick_ms`. `seed` decides which packets are lost.
    """

    def __init__(
        self,
        down: Line,
        up: Line,
        camera: Camera = SYNTHETIC,
        *,
        rtx: bool = True,
        seed: int = 1,
        tick_ms: int = 5,
    ) -> None:
        self.now = NS_PER_S
        self.outcome = Outcome()
        self._camera = camera
        self._tick = tick_ms * MS
        self._there, self._back = Pipe(down, seed), Pipe(up, seed + 1)
        kind = PAYLOAD_TYPES[camera.codec]
        self.sender = VideoOutbound(
            [Coding(camera.codec, kind, RTX if rtx else None)],
            SSRC,
            RTX_SSRC,
            self._send,
        )
        self.receiver = VideoInbound({kind: camera.codec}, {RTX: kind} if rtx else {}, local_ssrc=9)
        self._number = 0
        self._wanted = True
        self._frame_due = self._report_due = self.now

    def run(self, seconds: float) -> Outcome:
        """Send for so long, and wait for a second for the repair of what was sent last."""
        end = self.now + int(seconds * NS_PER_S)
        while self.now < end + NS_PER_S:
            self._feedback_arrives()
            if self._frame_due <= self.now < end:
                self._send_frame()
            self._packets_arrive()
            self._say()
            self.now += self._tick
        self.outcome.packets = self.sender.packets
        self.outcome.again = self.sender.retransmitted
        self.outcome.rtt_ms = self.sender.rtt_ms
        return self.outcome

    def _send_frame(self) -> None:
        self._frame_due += NS_PER_S // self._camera.fps
        one = self._camera.encode(self._number, self.now, keyframe=self._wanted)
        self._number += 1
        self._wanted = False
        self.outcome.sent[one.data] = one
        assert self.sender.deliver(one)

    def _send(self, *packets: bytes) -> int:
        for packet in packets:
            self._there.send(packet, self.now)
        return len(packets)

    def _packets_arrive(self) -> None:
        for data in self._there.arrivals(self.now):
            if data[1] == RTCP_SR:
                report = parse_rtcp(data)[0]
                assert isinstance(report, RtcpSrPacket)
                self.receiver.sender_report(report, self.now)
                continue
            for one in self.receiver.receive(parse_rtp(data), self.now):
                self.outcome.shown.append(one)

    def _feedback_arrives(self) -> None:
        for data in self._back.arrivals(self.now):
            for packet in parse_rtcp(data):
                self.sender.retransmit(nacked(packet), self.now)
                self._wanted |= SSRC in keyframe_requests(packet)
                for block in report_blocks(packet):
                    self.sender.receiver_report(block, self.now)

    def _say(self) -> None:
        self.outcome.shown += self.receiver.release(self.now)
        if said := self.receiver.poll(self.now):
            self.outcome.plis += sum(bool(keyframe_requests(one)) for one in said)
            self._back.send(reduced_size(said), self.now)
        if self.now >= self._report_due:
            self._report_due += NS_PER_S
            report = self.sender.sender_report(self.now, self.now / NS_PER_S)
            self._there.send(compound(report, "sender"), self.now)
            if block := self.receiver.receiver_info(self.now):
                self._back.send(compound(RtcpRrPacket(9, [block]), "receiver"), self.now)


def main() -> None:
    """Print what becomes of 1.5 Mbit/s at 25 fps over lines of many kinds, 60 s each."""
    print("loss each way, ms of round trip: shown, ms of delay p50 p95 max, keyframes, sent again")
    for loss in (0.0, 0.02, 0.05, 0.1, 0.2, 0.3):
        for rtt in (20, 40, 100, 200, 300):
            line = Line(delay=rtt / 2, loss=loss)
            got = Exchange(line, line).run(60)
            got.assert_decodable()
            delays = " ".join(f"{got.delay_ms(one):4.0f}" for one in (0.5, 0.95, 1))
            print(
                f"{loss:4.0%} {rtt:4} ms: {got.fraction:7.2%}  {delays}  "
                f"{got.keyframes:3}  {got.again / got.packets:5.1%}"
            )


if __name__ == "__main__":
    main()
