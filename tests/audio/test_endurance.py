"""Half an hour of talk from a clock that is not ours, and voices that come back from a pause."""

import statistics

import pytest

from mcu.audio.jitter import JitterBuffer
from mcu.audio.plan import Part
from mcu.audio.voice import Voice
from mcu.clock import NS_PER_S
from mcu.media import TICK_NS, TICK_SAMPLES, VoicePacket
from tests.audio.lines import FRAME, MS, Line, listen

HALF_HOUR = 30 * 60 * 50
MINUTES = 30


@pytest.mark.parametrize("ppm", [200, -200])
@pytest.mark.parametrize("jitter", [0, 5])
def test_a_clock_200_ppm_off_for_half_an_hour(ppm: float, jitter: float) -> None:
    """360 ms too many or too few: a frame left out or inserted every 100 s, and nothing else."""
    buffer = JitterBuffer()
    heard = listen(buffer, Line(ppm=ppm, jitter=jitter).packets(HALF_HOUR), HALF_HOUR - 20)
    tenth = len(heard.delays) // 10
    first, last = heard.delays[:tenth], heard.delays[-tenth:]
    assert statistics.mean(last) <= statistics.mean(first) + 5
    assert max(last) <= 75
    adjustments = buffer.stats.squeezed + buffer.stats.stretched
    assert adjustments <= (1 if jitter == 0 else 3) * MINUTES
    assert heard.share <= (0.0005 if jitter == 0 else 0.003)


@pytest.mark.parametrize("pause_s", [0.5, 1.5, 5, 60, 600])
@pytest.mark.parametrize("runs_on", [True, False])
@pytest.mark.parametrize("jitter", [0, 10])
def test_an_unmuted_voice_is_heard_within_100_ms(
    pause_s: float, runs_on: bool, jitter: float
) -> None:
    """A page that is muted sends nothing. Its RTP clock may run on meanwhile, or not."""
    voice = Voice("an", lambda _: None)
    line = Line(jitter=jitter)
    before = line.packets(200)
    voice_ticks(voice, before, 0, 210)
    voice.muted = True
    pause = int(pause_s * 50)
    voice_ticks(voice, [], 210, pause)
    voice.muted = False
    begin = 210 + pause
    skipped = (begin if runs_on else 200) * TICK_SAMPLES
    spoken = [
        VoicePacket(
            one.sequence + 200, one.timestamp + skipped, FRAME, one.arrived + begin * TICK_NS
        )
        for one in Line(seed=2, jitter=jitter).packets(100)
    ]
    concealed = voice.stats.concealed_samples
    heard = voice_ticks(voice, spoken, begin, 100)
    assert heard - spoken[0].arrived <= 100 * MS
    assert voice.stats.concealed_samples - concealed <= 2 * TICK_SAMPLES


def voice_ticks(voice: Voice, packets: list[VoicePacket], begin: int, ticks: int) -> int:
    """Play for some ticks; return when a packet was played first (ns)."""
    waiting = sorted(packets, key=lambda one: one.arrived)
    first = NS_PER_S * 10**6
    for tick in range(begin, begin + ticks):
        now = tick * TICK_NS
        while waiting and waiting[0].arrived <= now:
            voice.put(waiting.pop(0))
        plan = voice.plan(now)
        if plan and any(piece.part is Part.PACKET for piece in plan.pieces):
            first = min(first, now)
    return first
