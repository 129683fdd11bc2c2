"""An ear: it plays what a point hears, and says how much of it was not there."""

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np

from mcu.audio.voice import Voice
from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, TICK_SAMPLES, Pcm, VoicePacket
from signaling.bench.clips import FAINTEST, LOUDEST
from signaling.demo.encode import level

NS_PER_MS: Final = 1_000_000


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Sound, as shares of the time 0…1.

    `concealed`: made up by the decoder; `repaired`: from the copy in the next packet; `silent`:
    not played at all. `missing`: the tones that should be there are not.
    `delay_ms` and `delay_p95_ms` are what the jitter buffer adds, `late_ms` how much later packets
    came than the fastest: what the line adds, be it behind pages. None where nothing came.
    """

    concealed: float
    repaired: float
    silent: float
    missing: dict[str, float]
    delay_ms: float | None
    delay_p95_ms: float | None
    late_ms: dict[str, float | None]


class Ear:
    """Plays a voice as a browser would, with this project's jitter buffer in place of NetEq.

    `tones` are the frequencies (Hz) of the `tone_clip`s to listen for.
    """

    def __init__(self, tones: Mapping[str, int]) -> None:
        self.voice = Voice("", lambda _: None)
        time = np.arange(TICK_SAMPLES) * (2j * np.pi / SAMPLE_RATE)
        self._tones = {name: np.exp(-time * hz) for name, hz in tones.items()}
        self.sound: Pcm = np.zeros(TICK_SAMPLES, np.int16)
        """What the last tick played."""
        self.heard = 0
        """When a tone was heard last (ns)."""
        self.late = 0
        """How much later (ns) than the fastest of all packets one came since the last tick."""
        self._fastest: int | None = None
        self.reset()

    def reset(self) -> None:
        """Begin a measurement."""
        stats = self.voice.stats
        self._before = (stats.played_samples, stats.fec_samples, stats.concealed_samples)
        self._ticks = self._silent = 0
        self._missing = dict.fromkeys(self._tones, 0)
        self._delays: list[int] = []
        self._transits: list[int] = []

    def put(self, packet: VoicePacket) -> None:
        """Take a packet from the network."""
        if not packet.copy:
            transit = packet.arrived - packet.timestamp * NS_PER_S // SAMPLE_RATE
            self._transits.append(transit)
            fastest = self._fastest
            self._fastest = transit if fastest is None else min(transit, fastest)
            self.late = max(self.late, transit - self._fastest)
        self.voice.put(packet)

    def hang_up(self) -> None:
        """The next packets come from a new connection. What was counted before is forgotten."""
        self.voice.clear()
        self._before = (0, 0, 0)
        self._fastest = None

    def tick(self, now: int) -> None:
        """Play the 20 ms that are due."""
        plan = self.voice.plan(now)
        self.late = 0
        self._ticks += 1
        if plan is None:
            self._silent += 1
            self.sound[:] = 0
        else:
            self.voice.decoder.render(plan, self.sound)
            self._delays.append(self.voice.delay)
        self.voice.level = level(self.sound)
        for name, wave in self._tones.items():
            if amplitude(self.sound, wave) < LOUDEST * FAINTEST / 2:
                self._missing[name] += 1
            else:
                self.heard = now

    def report(self) -> Heard:
        """Say what was heard since `reset`."""
        stats = self.voice.stats
        now = (stats.played_samples, stats.fec_samples, stats.concealed_samples)
        _, repaired, concealed = (
            (after - before) / TICK_SAMPLES / max(self._ticks, 1)
            for after, before in zip(now, self._before, strict=True)
        )
        least = min(self._transits, default=0)
        late = [one - least for one in self._transits]
        return Heard(
            concealed=round(concealed, 4),
            repaired=round(repaired, 4),
            silent=round(self._silent / max(self._ticks, 1), 4),
            missing={n: round(c / max(self._ticks, 1), 4) for n, c in self._missing.items()},
            delay_ms=_ms(self._delays, 0.5),
            delay_p95_ms=_ms(self._delays, 0.95),
            late_ms={"p50": _ms(late, 0.5), "p95": _ms(late, 0.95), "max": _ms(late, 1.0)},
        )


def _ms(times: list[int], part: float) -> float | None:
    """Return a quantile of nanoseconds in ms, None of none."""
    return round(float(np.quantile(times, part)) / NS_PER_MS, 1) if times else None


def amplitude(sound: Pcm, wave: np.ndarray[tuple[int], np.dtype[np.complex128]]) -> float:
    """Return how much of a tone is in a tick: `wave` is its conjugate phasor, shape (960,)."""
    return float(2 * abs(np.dot(sound, wave)) / TICK_SAMPLES)
