"""Simulated lines: packets and their arrivals as data, and what a jitter buffer makes of them."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mcu.audio.jitter import JitterBuffer
from mcu.audio.plan import Part, Plan
from mcu.media import TICK_NS, TICK_SAMPLES, VoicePacket

MS = 1_000_000
FRAME = bytes([0x78, 0x40]) + bytes(60)
"""Opus by its first bytes: hybrid fullband, one mono frame of 20 ms, with a copy of the last."""

NO_FEC = bytes([0x78, 0x00]) + bytes(60)
DTX = bytes([0x78])


@dataclass
class Line:
    """A sender of one 20 ms packet after the other, and the way to us."""

    seed: int = 1
    loss: float = 0.0
    ppm: float = 0.0
    jitter: float = 0.0  # ms, scale of an exponential delay on top of the fixed one
    uniform: float = 0.0  # ms, width of a uniform delay
    first_sequence: int = 100
    first_timestamp: int = 50_000
    phase: int = 7 * MS  # from a packet's arrival to the next tick, at first

    def packets(self, count: int, start: int = 0) -> list[VoicePacket]:
        """Return `count` packets in the order of their arrival."""
        rng = random.Random(self.seed)
        sent = []
        for i in range(count):
            # Our clock's view of a sender whose clock runs `ppm` fast.
            at = start + round(i * TICK_NS / (1 + self.ppm / 1e6)) - self.phase
            at += round(rng.uniform(0, self.uniform) * MS)
            if self.jitter:
                at += round(rng.expovariate(1 / self.jitter) * MS)
            if rng.random() >= self.loss:
                sent.append(self.packet(i, at))
        return sorted(sent, key=lambda one: one.arrived)

    def packet(self, index: int, arrived: int, payload: bytes = FRAME) -> VoicePacket:
        """Return packet number `index`, numbered from 0."""
        return VoicePacket(
            sequence=self.first_sequence + index,
            timestamp=self.first_timestamp + index * TICK_SAMPLES,
            payload=payload,
            arrived=arrived,
            level=None,
        )


@dataclass
class Heard:
    """What came out."""

    plans: list[Plan | None] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)  # ms, of each tick that played something

    def count(self, part: Part) -> int:
        """How many samples of a kind were played."""
        pieces = [piece for plan in self.plans if plan for piece in plan.pieces]
        return sum(piece.samples for piece in pieces if piece.part is part)

    @property
    def share(self) -> float:
        """Share of made-up sound in all."""
        made_up = self.count(Part.CONCEAL)
        return made_up / (made_up + self.count(Part.PACKET) + self.count(Part.FEC))


def listen(
    buffer: JitterBuffer,
    packets: Iterable[VoicePacket],
    ticks: int,
    quiet: Callable[[int], bool] = lambda tick: tick % 50 < 10,
    start: int = 0,
) -> Heard:
    """Run a buffer on a clock for a number of ticks; as if the voice paused every second."""
    heard = Heard()
    waiting = list(packets)
    for tick in range(ticks):
        now = start + tick * TICK_NS
        while waiting and waiting[0].arrived <= now:
            buffer.put(waiting.pop(0))
        plan = buffer.get(now, quiet=quiet(tick))
        heard.plans.append(plan)
        if plan is not None:
            heard.delays.append(buffer.delay / MS)
    return heard
