"""A line with a rate, a queue and losses, as reports on it look: no packets, time as data."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mcu.clock import NS_PER_S
from mcu.messages import LineQuality
from mcu.rung import RungChooser, Size, sound_beside
from mcu.video.ladder import ladder

LADDER = ladder(1280, 720, 25, 1_500_000)
REPORT = 2 * NS_PER_S
STEPS = 20


@dataclass
class SlowLine:
    """Bits per second, round trip and queue in ms, fraction lost at random; all may be changed.

    `moving` is the part of its rung's bitrate that the picture takes. `estimates` is whether the
    receiver sends REMB: after libwebrtc's rules, 0.85 of what arrives when a queue grows, else 8 %
    more a second up to 1.5 of it.
    """

    rate: float = 10e6
    rtt: float = 20.0
    queue: float = 300.0
    loss: float = 0.0
    jitter: float = 2.0
    moving: float = 1.0
    estimates: bool = True
    seed: int = 1
    now: int = 0
    waiting: float = 0.0
    estimate: float = 0.0
    ladder: Sequence[Size] = LADDER
    heights: list[int] = field(default_factory=list)
    trouble: int = 0
    """Reports with a loss above a third: the voice suffers."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.chooser: RungChooser[Any] = RungChooser(self.ladder, self.now)

    def run(self, seconds: float) -> list[int]:
        """Let time go by; return the height after each report."""
        count = round(seconds * NS_PER_S / REPORT)
        for _ in range(count):
            self.now += REPORT
            report = self.report()
            self.trouble += report.loss_down > 1 / 3
            self.chooser.judge(report, self.now)
            self.heights.append(self.chooser.height)
        return self.heights[-count:]

    def report(self) -> LineQuality:
        """What two seconds of the chosen rung come to."""
        bitrate = self.chooser.rung.bitrate if self.chooser.rung else 0
        picture = bitrate * self.moving * self.random.uniform(0.9, 1.0)
        sent = picture + sound_beside(self.chooser.height) * 0.8
        step = REPORT / NS_PER_S / STEPS
        lost = 0.0
        before = self.waiting
        for _ in range(STEPS):
            self.waiting = max(0.0, self.waiting + (sent - self.rate) * step)
            over = max(0.0, self.waiting - self.rate * self.queue / 1e3)
            self.waiting -= over
            lost += over
        overflow = lost / (sent * step * STEPS)
        # Of one second's packets.
        packets = 50 + picture / 8 / 1100
        chance = self.random.gauss(self.loss, (self.loss / packets) ** 0.5)
        loss = min(1.0, overflow + (1 - overflow) * max(0.0, chance))
        arrived = picture * (1 - loss)
        if not self.estimate:
            self.estimate = arrived
        elif self.waiting > before or self.waiting > self.rate * 0.05:
            self.estimate = min(self.estimate, 0.85 * arrived)
        elif picture:
            self.estimate = min(self.estimate * 1.16, 1.5 * arrived + 10_000)
        return LineQuality(
            loss_up=0.0,
            loss_down=loss,
            rtt_ms=self.rtt
            + self.waiting / self.rate * 1e3
            + abs(self.random.gauss(0, self.jitter)),
            jitter_ms=1.0,
            bitrate_up=300_000,
            bitrate_down=round(sent),
            fps_up=25.0,
            estimate_down=round(self.estimate) if self.estimates else None,
        )
