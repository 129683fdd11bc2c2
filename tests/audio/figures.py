"""Figures for FIGURES.md: `python -m tests.audio.figures`.

First what a tick costs (CPU time of this thread, Opus at 32 kbit/s and complexity 5, speech from
everybody, every talker hears all but himself), then what the jitter buffer makes of lines, then how
Vietnamese speech is understood after a bad line up and another one down, as `bench speech` scores
it, but in simulated time.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from mcu.audio import desk, encoder
from mcu.audio.jitter import JitterBuffer
from mcu.audio.mixer import AudioMixer
from mcu.audio.opus import Encoder
from mcu.audio.rendition import NARROW, NARROW_PROTECTED, PLAIN, PROTECTED, Rendition
from mcu.audio.voice import VoiceDecoder
from mcu.media import TICK_NS, TICK_SAMPLES, Encoded, VoicePacket
from mcu.rtc.answer import VOICE_BITRATE
from signaling.bench.hearing import judge
from signaling.bench.line import Conditions
from tests.audio.call import call
from tests.audio.lines import MS, Line, listen
from tests.audio.sounds import frames, speech

TICKS = 500
spent: defaultdict[str, int] = defaultdict(int)


class Nobody:
    """A sink that costs nothing."""

    def deliver(self, frame: Encoded) -> bool:
        return True


def timed(owner: Any, name: str, label: str) -> None:
    """Add up the time spent in a function."""
    function: Callable[..., Any] = getattr(owner, name)

    def wrapper(*args: Any) -> Any:
        begin = time.thread_time_ns()
        try:
            return function(*args)
        finally:
            spent[label] += time.thread_time_ns() - begin

    setattr(owner, name, wrapper)


def tick_cost(talkers: int, silent: int, max_speakers: int, packets: list[bytes]) -> None:
    mixer = AudioMixer(on_speakers=lambda _: None, max_speakers=max_speakers)
    voices = [mixer.add(f"talker {i}") for i in range(talkers)]
    for voice in voices:
        mixer.listen(Nobody(), voice.member)
    for i in range(silent):
        mixer.add(f"silent {i}")
        mixer.listen(Nobody(), f"silent {i}")
    mixer.listen(Nobody())
    for tick in range(100 + TICKS):
        if tick == 100:
            spent.clear()
            encodes = mixer.encodes
        begin = time.thread_time_ns()
        now = 10**12 + tick * TICK_NS
        for i, voice in enumerate(voices):
            payload = packets[(tick + i * 37) % len(packets)]
            voice.put(VoicePacket(tick, tick * TICK_SAMPLES, payload, now - 3 * MS))
        mixer.tick(now)
        spent["all"] += time.thread_time_ns() - begin
    us = {label: ns / TICKS / 1000 for label, ns in spent.items()}
    rest = us["all"] - us["decode"] - us["mix"] - us["encode"]
    print(
        f"{talkers:3} talk {silent:3} silent, {max_speakers:2} mixed at most:"
        f" {us['all']:5.0f} µs a tick = {us['all'] / 2e4:.3f} core;"
        f" decode {us['decode']:4.0f}, mix {us['mix']:3.0f}, encode {us['encode']:4.0f}"
        f" ({(mixer.encodes - encodes) / TICKS:.1f}), rest {rest:3.0f}"
    )


def line_figures(name: str, line: Line, ticks: int = 3000) -> None:
    buffer = JitterBuffer()
    heard = listen(buffer, line.packets(ticks), ticks)
    print(
        f"{name:22} delay {statistics.mean(heard.delays):5.0f} ms, at the end"
        f" {statistics.mean(heard.delays[-50:]):4.0f}; concealed {heard.share:6.2%},"
        f" from FEC {buffer.stats.fec_samples / ticks / TICK_SAMPLES:6.2%}"
    )


def speech_figures(name: str, line: Conditions) -> None:
    loss = round(line.loss * 100)
    ways: dict[str, dict[str, Any]] = {
        "nothing": {},
        "FEC": {"packet_loss": loss, "rendition": PROTECTED, "bitrate": VOICE_BITRATE},
        "copies: 1 and FEC up, 2 down": {
            "packet_loss": loss,
            "bitrate": VOICE_BITRATE,
            "up_copies": 1,
            "down_copies": 2,
        },
    }
    clean = call(rounds=3)
    for way, options in ways.items():
        heard = call(line, line, rounds=3, **options)
        score = judge(clean.sound, heard.sound)
        print(f"{name:14} {way:30} STOI {score.stoi:.3f}, PESQ {score.pesq}")


def narrow_figures(kbps: int, loss: float, rendition: Rendition) -> None:
    clean = call(rounds=3)
    line = Conditions(delay_ms=20, rate=kbps * 1000, loss=loss)
    heard = call(down=line, rounds=3, rendition=rendition)
    score = judge(clean.sound, heard.sound)
    print(
        f"{kbps:3} kbit/s down, {loss:3.0%} lost, {rendition.bitrate // 1000} kbit/s in"
        f" {20 * rendition.ticks} ms: STOI {score.stoi:.3f}, PESQ {score.pesq};"
        f" {heard.kbps:.0f} kbit/s with headers"
    )


def main() -> None:
    speaker = Encoder()
    packets = [speaker.encode(frame) for frame in frames(speech())]
    timed(VoiceDecoder, "render", "decode")
    timed(Encoder, "encode", "encode")
    for owner, name in ((desk, "mix_minus"), (desk, "levels"), (encoder, "limit")):
        timed(owner, name, "mix")
    for talkers in (4, 9, 16, 25):
        tick_cost(talkers, 0, 9, packets)
    tick_cost(25, 0, 25, packets)
    tick_cost(3, 400, 9, packets)
    line_figures("perfect", Line())
    for scale in (5, 10, 20, 40):
        line_figures(f"jitter {scale} ms", Line(jitter=scale))
    line_figures("10 % loss", Line(loss=0.1))
    line_figures("10 % loss, jitter 10", Line(loss=0.1, jitter=10))
    line_figures("200 ppm fast, 10 min", Line(ppm=200, jitter=5), 30_000)
    line_figures("200 ppm slow, 10 min", Line(ppm=-200, jitter=5), 30_000)
    for loss in (0.05, 0.1, 0.2):
        speech_figures(f"20 ms, {loss:.0%}", Conditions(delay_ms=20, loss=loss))
    speech_figures("150±10 ms, 5%", Conditions(delay_ms=150, jitter_ms=10, loss=0.05))
    for kbps in (100, 50):
        narrow_figures(kbps, 0.0, PLAIN)
        narrow_figures(kbps, 0.0, NARROW)
        narrow_figures(kbps, 0.1, NARROW_PROTECTED)


if __name__ == "__main__":
    main()
