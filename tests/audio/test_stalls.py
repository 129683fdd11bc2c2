"""Voices after something stood still: the sender, the line, or we ourselves. In simulated time."""

from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.audio.jitter import JitterBuffer
from mcu.audio.pace import MAX_TARGET
from mcu.audio.plan import Part, Plan
from mcu.media import TICK_NS, TICK_SAMPLES, VoicePacket
from mcu.transit import to_samples
from tests.audio.lines import DTX, MS, NO_FEC

AGAIN: Final = MAX_TARGET + 200 * MS
"""Time (ns) until a voice must be heard again: the most that it may be held back, and a little."""

SETTLED: Final = 150
"""Packets in step before there is trouble, and after it."""


@dataclass
class Sender:
    """Talks, in packets of 20 ms, with troubles of many kinds. What it sends comes in order."""

    packets: list[VoicePacket] = field(default_factory=list)
    deaf: list[tuple[int, int]] = field(default_factory=list)
    """From when to when (ns) the listener does nothing at all."""
    now: int = 0  # ns
    way: int = 40 * MS
    sequence: int = 65_530
    timestamp: int = 2**32 - 5 * TICK_SAMPLES

    def talk(self, ticks: int) -> None:
        for _ in range(ticks):
            self._send(self.now + self.way)
            self._go_on()

    def stand_still(self, ticks: int) -> None:
        """Send all that was said meanwhile at once, afterwards."""
        end = self.now + ticks * TICK_NS
        for _ in range(ticks):
            self._send(end + self.way)
            self._go_on()

    def lag(self, ticks: int, times: int = 2) -> None:
        """Send ever later, as who has no time for all that he does; then go on from there."""
        for _ in range(ticks):
            self.way += (times - 1) * TICK_NS
            self.talk(1)

    def lose(self, ticks: int) -> None:
        for _ in range(ticks):
            self._go_on()

    def be_silent(self, ticks: int) -> None:
        """Discontinuous transmission: time goes on, numbers do not."""
        self._send(self.now + self.way, DTX)
        self._go_on()
        self.now += ticks * TICK_NS
        self.timestamp += ticks * TICK_SAMPLES

    def change_way(self, ms: int) -> None:
        self.way = max(self.way + ms * MS, MS)

    def set_clock(self, ms: int) -> None:
        self.timestamp += to_samples(ms * MS)

    def disorder(self, ticks: int) -> None:
        """Send each pair of packets the wrong way round."""
        for _ in range(ticks):
            at = len(self.packets)
            self.talk(2)
            first, second = self.packets[at:]
            self.packets[at:] = [
                second._replace(arrived=first.arrived),
                first._replace(arrived=second.arrived),
            ]

    def deafen(self, ticks: int) -> None:
        """Talk on to a listener who stands still."""
        self.deaf.append((self.now, self.now + ticks * TICK_NS))
        self.talk(ticks)

    def _send(self, arrived: int, payload: bytes = NO_FEC) -> None:
        arrived = max(arrived, self.packets[-1].arrived if self.packets else 0)
        packet = VoicePacket(self.sequence, self.timestamp, payload, arrived)
        self.packets.append(packet)

    def _go_on(self) -> None:
        self.now += TICK_NS
        self.sequence += 1
        self.timestamp += TICK_SAMPLES


def listen(sender: Sender, buffer: JitterBuffer) -> list[tuple[int, Plan | None]]:
    """Return the plans and when they were due, to a second after the last packet.

    Who stood still goes on with the tick that is due then, and finds what has come meanwhile: the
    ticks between are left out (`mcu.clock.ticks`).
    """
    plans = []
    waiting = list(reversed(sender.packets))
    end = sender.packets[-1].arrived + 50 * TICK_NS
    for now in range(0, end, TICK_NS):
        if any(begin <= now < end for begin, end in sender.deaf):
            continue
        while waiting and waiting[-1].arrived <= now:
            packet = waiting.pop()
            late = max(
                (e for b, e in sender.deaf if b <= packet.arrived < e), default=packet.arrived
            )
            buffer.put(packet._replace(arrived=late))
        plans.append((now, buffer.get(now)))
    return plans


def speaks(plan: Plan | None) -> bool:
    """Whether something is played that came in a packet."""
    return plan is not None and any(one.part is Part.PACKET for one in plan.pieces)


TROUBLES: Final = st.lists(
    st.one_of(
        st.tuples(st.just("talk"), st.integers(1, 100)),
        st.tuples(st.just("stand_still"), st.integers(5, 75)),
        st.tuples(st.just("lag"), st.integers(5, 75)),
        st.tuples(st.just("lose"), st.integers(1, 75)),
        st.tuples(st.just("be_silent"), st.integers(1, 75)),
        st.tuples(st.just("change_way"), st.integers(-1500, 1500)),
        st.tuples(st.just("set_clock"), st.integers(-3000, 3000)),
        st.tuples(st.just("disorder"), st.integers(1, 50)),
        st.tuples(st.just("deafen"), st.integers(2, 75)),
    ),
    min_size=1,
    max_size=6,
)


def in_trouble(troubles: list[tuple[str, int]]) -> tuple[Sender, int]:
    """Let somebody talk, have troubles, and talk; and from when (ns) his packets are in step."""
    sender = Sender()
    sender.talk(SETTLED)
    for trouble, much in troubles:
        getattr(sender, trouble)(much)
    begin = len(sender.packets)
    sender.talk(SETTLED)
    # What the way holds back comes with what was sent before.
    arrivals = [one.arrived for one in sender.packets[begin:]]
    return sender, next(one for one, after in pairwise(arrivals) if after - one == TICK_NS)


def longest_silence(sender: Sender, begin: int, buffer: JitterBuffer) -> int:
    """The most ticks in a row without a packet, from a time (ns) to the last packet's arrival."""
    end = sender.packets[-1].arrived
    heard = [speaks(plan) for now, plan in listen(sender, buffer) if begin <= now <= end]
    assert heard
    return max((len(list(run)) for speaking, run in groupby(heard) if not speaking), default=0)


@given(TROUBLES)
def test_a_voice_in_step_is_heard_whatever_was_before(troubles: list[tuple[str, int]]) -> None:
    sender, step = in_trouble(troubles)
    # A tick may be left out or put in where the delay changes.
    assert longest_silence(sender, step + AGAIN, JitterBuffer()) <= 1


@pytest.mark.parametrize("ticks", [5, 15, 25, 75])
@pytest.mark.parametrize(
    ("trouble", "forward"),
    [
        ("stand_still", 1),
        ("lag", 1),
        ("lose", 1),
        ("be_silent", 1),
        ("deafen", 1),
        ("change_way", 20),
        ("set_clock", -20),
    ],
)
def test_one_trouble_costs_a_fifth_of_a_second_at_most(
    trouble: str, forward: int, ticks: int
) -> None:
    sender, step = in_trouble([(trouble, ticks * forward)])
    assert longest_silence(sender, step + 200 * MS, JitterBuffer()) <= 1


@pytest.mark.parametrize("times", [2, 3, 5])
def test_what_comes_ever_later_is_played_all_the_same(times: int) -> None:
    """On a busy machine a backlog grows: all is late, but there is nothing that is not."""
    sender = Sender()
    sender.talk(SETTLED)
    sender.lag(SETTLED, times)
    buffer = JitterBuffer()
    assert longest_silence(sender, sender.packets[0].arrived + 50 * MS, buffer) < times
    assert buffer.stats.played_samples >= 0.95 * 2 * SETTLED * TICK_SAMPLES


@pytest.mark.parametrize("trouble", ["stand_still", "deafen", "disorder"])
def test_what_comes_within_the_longest_delay_is_not_lost(trouble: str) -> None:
    sender, _ = in_trouble([(trouble, MAX_TARGET // TICK_NS - 1)])
    buffer = JitterBuffer()
    listen(sender, buffer)
    assert buffer.stats.played_samples == len(sender.packets) * TICK_SAMPLES


def test_one_stray_packet_at_the_beginning_disturbs_nothing() -> None:
    """Of another stream, whose time is far ahead."""
    sender = Sender()
    sender.talk(SETTLED)
    first = sender.packets[0]
    sender.packets.insert(1, first._replace(sequence=9_000_000, timestamp=2**40))
    buffer = JitterBuffer()
    assert longest_silence(sender, first.arrived + 50 * MS, buffer) == 0
    assert buffer.stats.strange == 1
