"""The jitter buffer against lines of every kind, in simulated time."""

import random
import statistics
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.audio.jitter import MAX_HELD, MAX_PACKETS, JitterBuffer
from mcu.audio.opus import packet_samples
from mcu.audio.plan import Part
from mcu.media import TICK_NS, TICK_SAMPLES, VoicePacket
from mcu.transit import to_ns
from tests.audio.lines import DTX, FRAME, MS, NO_FEC, Heard, Line, listen

MINUTE = 3000


def in_order(heard: Heard, line: Line, payloads: list[bytes]) -> list[int]:
    """Numbers of the packets played, when each packet has a payload of its own."""
    number = {payload: i for i, payload in enumerate(payloads)}
    pieces = [piece for plan in heard.plans if plan for piece in plan.pieces]
    return [number[piece.payload] for piece in pieces if piece.part is Part.PACKET]


def distinct(count: int) -> list[bytes]:
    return [FRAME + i.to_bytes(4, "big") for i in range(count)]


@pytest.mark.parametrize(
    ("line", "mean_ms", "share"),
    [
        pytest.param(Line(), 30, 0, id="perfect"),
        pytest.param(Line(phase=MS // 10), 30, 0, id="perfect, just before the tick"),
        pytest.param(Line(phase=19 * MS), 30, 0, id="perfect, just after the tick"),
        pytest.param(Line(uniform=30), 50, 0.001, id="30 ms uniform"),
        pytest.param(Line(jitter=5), 35, 0.005, id="5 ms exponential"),
        pytest.param(Line(jitter=10), 60, 0.005, id="10 ms exponential"),
        pytest.param(Line(jitter=20), 100, 0.01, id="20 ms exponential"),
        pytest.param(Line(jitter=40), 190, 0.01, id="40 ms exponential, much reordering"),
        pytest.param(Line(loss=0.1), 45, 0.02, id="10 % loss"),
        pytest.param(Line(loss=0.1, jitter=10), 75, 0.02, id="10 % loss and jitter"),
    ],
)
def test_a_line(line: Line, mean_ms: float, share: float) -> None:
    heard = listen(JitterBuffer(), line.packets(MINUTE), MINUTE)
    assert len(heard.delays) >= MINUTE - 8
    assert statistics.mean(heard.delays) <= mean_ms
    assert heard.share <= share


def test_every_tick_is_exactly_one_tick_long() -> None:
    """What the plans decode, less what they squeeze, is what is played: nothing piles up."""
    heard = listen(JitterBuffer(), Line(jitter=20, loss=0.05).packets(MINUTE), MINUTE)
    decoded = played = 0
    for plan in heard.plans:
        if plan is not None:
            decoded += sum(piece.samples for piece in plan.pieces)
            played += TICK_SAMPLES * (1 + plan.squeeze)
            assert 0 <= decoded - played < 2 * TICK_SAMPLES


def test_lost_packets_come_from_the_copy_in_the_next() -> None:
    buffer = JitterBuffer()
    line = Line(loss=0.1)
    heard = listen(buffer, line.packets(MINUTE), MINUTE)
    lost = MINUTE * TICK_SAMPLES - heard.count(Part.PACKET)
    assert heard.count(Part.FEC) > 0.85 * lost
    assert heard.count(Part.FEC) == buffer.stats.fec_samples


def test_without_fec_a_loss_is_concealed_and_costs_no_delay() -> None:
    line = Line()
    packets = [line.packet(i, i * TICK_NS, NO_FEC) for i in range(MINUTE) if i % 10]
    heard = listen(JitterBuffer(), packets, MINUTE)
    assert heard.count(Part.FEC) == 0
    assert heard.share == pytest.approx(0.1, abs=0.01)
    assert statistics.mean(heard.delays[500:]) <= 20


def test_a_voice_waits_for_its_picture() -> None:
    """And hurries back when the picture waits for nothing any more."""
    buffer = JitterBuffer()
    buffer.least = 120 * MS
    line = Line()
    packets = line.packets(3000)
    held = listen(buffer, packets[:1000], 1000)
    assert 120 <= statistics.mean(held.delays[500:]) < 160
    assert held.share < 0.01
    buffer.least = 0
    back = listen(buffer, packets[1000:], 2000, start=1000 * TICK_NS)
    assert statistics.mean(back.delays[-500:]) <= 40


def test_reordered_packets_are_played_in_order() -> None:
    line = Line()
    payloads = distinct(500)
    rng = random.Random(3)
    packets = [
        line.packet(i, i * TICK_NS + (30 * MS if rng.random() < 0.2 else 0), payloads[i])
        for i in range(500)
    ]
    packets.sort(key=lambda one: one.arrived)
    numbers = in_order(heard := listen(JitterBuffer(), packets, 520), line, payloads)
    assert numbers == sorted(numbers)
    assert len(numbers) > 490
    assert heard.share < 0.03


def test_duplicates_change_nothing() -> None:
    packets = Line(jitter=5).packets(1000)
    once, twice = JitterBuffer(), JitterBuffer()
    doubled = [copy for one in packets for copy in (one, one)]
    assert listen(once, packets, 1000).plans == listen(twice, doubled, 1000).plans
    assert twice.stats.duplicate == 1000
    # Copies that come a second later, when their turn is over, are not late but known.
    later = [VoicePacket(p.sequence, p.timestamp, p.payload, p.arrived + 10**9) for p in packets]
    mixed = sorted([*packets, *later], key=lambda one: one.arrived)
    third = JitterBuffer()
    assert listen(third, mixed, 1000).plans == listen(JitterBuffer(), packets, 1000).plans
    assert third.stats.late == once.stats.late


@pytest.mark.parametrize("ppm", [-200, 200])
@pytest.mark.parametrize("jitter", [0, 5])
def test_sender_clocks_are_followed(ppm: float, jitter: float) -> None:
    """Ten minutes are 120 ms of drift: six frames have to go or to come."""
    heard = listen(JitterBuffer(), Line(ppm=ppm, jitter=jitter).packets(30_000), 30_000)
    assert statistics.mean(heard.delays) <= 40
    assert statistics.mean(heard.delays[-500:]) <= 45
    assert heard.share <= 0.004


@pytest.mark.parametrize("quiet", [True, False])
def test_the_delay_returns_to_normal_after_a_stall(quiet: bool) -> None:
    """300 ms stand still and come at once: no word is lost, and the delay is soon as before."""
    line = Line()
    payloads = distinct(2000)
    packets = [
        line.packet(i, (max(i, 515) if 500 <= i < 515 else i) * TICK_NS - 7 * MS, payloads[i])
        for i in range(2000)
    ]
    buffer = JitterBuffer()
    heard = listen(buffer, packets, 2000, lambda tick: quiet and tick % 50 < 10)
    assert max(heard.delays[480:560]) >= 200
    assert len(in_order(heard, line, payloads)) > 1990
    assert buffer.stats.late == 0
    seconds = 4 if quiet else 20  # then of a window in which the line was bad
    assert statistics.mean(heard.delays[500 + seconds * 50 :]) <= 60
    assert heard.delays[-1] <= 30


def test_a_loud_voice_is_hurried_only_when_it_lags_far_behind() -> None:
    line = Line()
    packets = [
        line.packet(i, (520 if 500 <= i < 520 else i) * TICK_NS - 7 * MS) for i in range(1500)
    ]
    buffer = JitterBuffer()
    heard = listen(buffer, packets, 1500, lambda tick: False)
    squeezes = [tick for tick, plan in enumerate(heard.plans) if plan and plan.squeeze]
    assert len(squeezes) >= 15
    assert min(b - a for a, b in pairwise(squeezes)) == 5
    assert heard.delays[-1] <= 40


def test_dtx_is_silence_not_loss() -> None:
    """A second of talk, two of silence with a packet each 400 ms, and so on."""
    line = Line()
    packets, sequence = [], 0
    for i in range(1500):
        talks = i % 150 < 50
        if talks or i % 20 == 0 or i % 150 == 50:
            packet = line.packet(i, i * TICK_NS - 7 * MS, FRAME if talks else DTX)
            packets.append(VoicePacket(sequence, packet.timestamp, packet.payload, packet.arrived))
            sequence += 1
    buffer = JitterBuffer()
    heard = listen(buffer, packets, 1500)
    silent = sum(plan is None for plan in heard.plans)
    assert silent > 800
    assert buffer.stats.concealed_samples == 0
    assert buffer.stats.fec_samples == 0
    assert buffer.stats.late == 0
    assert statistics.mean(heard.delays) <= 45


def test_dtx_on_a_jittery_line_starts_each_sentence_with_the_right_delay() -> None:
    line = Line(jitter=15)
    sent = line.packets(MINUTE)
    talk = [one for one in sent if (one.sequence // 50) % 2]
    renumbered = {one: i for i, one in enumerate(sorted(p.sequence for p in talk))}
    packets = [VoicePacket(renumbered[p.sequence], p.timestamp, p.payload, p.arrived) for p in talk]
    buffer = JitterBuffer()
    heard = listen(buffer, packets, MINUTE, lambda tick: False)
    begins = sum(plan is not None and plan.first for plan in heard.plans)
    assert 28 <= begins <= 34
    # At most the concealment with which each of the 30 sentences ends, and a little.
    assert buffer.stats.concealed_samples <= 30 * 5 * TICK_SAMPLES * 1.1


def test_a_voice_that_stops_fades_and_then_costs_nothing() -> None:
    buffer = JitterBuffer()
    heard = listen(buffer, Line().packets(100), 200)
    assert heard.plans[-1] is None
    assert not buffer.live
    last = max(tick for tick, plan in enumerate(heard.plans) if plan is not None)
    assert last < 110
    plan = heard.plans[last]
    assert plan is not None
    assert plan.last


def test_late_packets_are_dropped_and_the_delay_learns_from_them() -> None:
    line = Line()
    packets = [line.packet(i, i * TICK_NS + (90 * MS if i % 10 == 0 else 0)) for i in range(1500)]
    packets.sort(key=lambda one: one.arrived)
    buffer = JitterBuffer()
    heard = listen(buffer, packets, 1500)
    assert buffer.stats.late > 0
    assert heard.delays[-1] >= 90
    assert Heard(heard.plans[500:]).share == 0


@pytest.mark.parametrize("sequence", [0, 40_000, 2**31])
def test_a_sender_that_begins_anew_is_heard_again(sequence: int) -> None:
    old = Line().packets(200)
    new = Line(first_sequence=sequence, first_timestamp=7_000_000).packets(200, 200 * TICK_NS)
    buffer = JitterBuffer()
    heard = listen(buffer, [*old, *new], 400)
    assert buffer.stats.restarts == 1
    assert Heard(heard.plans[210:]).count(Part.PACKET) >= 185 * TICK_SAMPLES
    ends = [tick for tick, plan in enumerate(heard.plans) if plan and plan.last]
    assert ends
    assert abs(ends[0] - 200) <= 2


def test_one_stray_packet_disturbs_nothing() -> None:
    packets = Line().packets(300)
    stray = VoicePacket(9_000_000, 0, FRAME, packets[100].arrived)
    clean = listen(JitterBuffer(), packets, 300)
    buffer = JitterBuffer()
    assert listen(buffer, [*packets[:100], stray, *packets[100:]], 300).plans == clean.plans
    assert buffer.stats.strange == 1


@pytest.mark.parametrize("payload", [b"", bytes([0xFF, 0x3F]), bytes([0x7B, 0])])
def test_rubbish_costs_one_concealed_frame(payload: bytes) -> None:
    line = Line()
    packets = [line.packet(i, i * TICK_NS, payload if i == 100 else NO_FEC) for i in range(200)]
    buffer = JitterBuffer()
    heard = listen(buffer, packets, 200)
    assert buffer.stats.bad == 1
    assert Heard(heard.plans[:190]).count(Part.CONCEAL) == TICK_SAMPLES


@pytest.mark.parametrize(("toc", "samples"), [(0x70, 480), (0x18, 2880), (0x10, 1920), (0xE0, 120)])
def test_packets_of_other_durations(toc: int, samples: int) -> None:
    payload = bytes([toc, 0]) + bytes(40)
    assert packet_samples(payload) == samples
    duration = samples * TICK_NS // TICK_SAMPLES
    count = 10 * TICK_NS * 50 // duration + 1
    packets = [VoicePacket(i, i * samples, payload, i * duration) for i in range(count)]
    heard = listen(JitterBuffer(), packets, 500)
    assert heard.share == 0
    assert heard.count(Part.PACKET) >= 490 * TICK_SAMPLES


@pytest.mark.parametrize("backlog", [10, 25, 40])
def test_a_sender_with_a_backlog_is_heard_at_once(backlog: int) -> None:
    """Encoders that start before the connection is up send what they have kept all at once."""
    line = Line()
    packets = [line.packet(i, max(i, backlog) * TICK_NS - line.phase) for i in range(MINUTE)]
    heard = listen(JitterBuffer(), packets, MINUTE)
    assert heard.count(Part.PACKET) >= (MINUTE - backlog - 1) * TICK_SAMPLES
    assert heard.share < 0.01
    assert statistics.mean(heard.delays[2000:]) <= 40


def test_a_dump_of_packets_is_bounded() -> None:
    line = Line()
    buffer = JitterBuffer()
    for i in range(5000):
        buffer.put(line.packet(i, 1000))
    assert len(buffer._held) <= MAX_HELD // TICK_SAMPLES
    heard = listen(buffer, [], 200, start=TICK_NS)
    assert heard.plans[-1] is None


def test_packets_that_all_claim_the_same_time_are_bounded() -> None:
    buffer = JitterBuffer()
    for i in range(5000):
        buffer.put(VoicePacket(i, 1000, FRAME, i))
    assert len(buffer._held) <= MAX_PACKETS
    listen(buffer, [], 10, start=2 * TICK_NS)
    assert not buffer._held


def test_a_clock_that_runs_mad_is_bounded() -> None:
    buffer = JitterBuffer()
    heard = listen(buffer, Line(ppm=200_000).packets(MINUTE), MINUTE)
    assert max(heard.delays) <= 850


@pytest.mark.parametrize("ppm", [-50_000, -100_000])
def test_a_sender_that_cannot_keep_up_is_still_heard(ppm: float) -> None:
    """As a browser on a machine without power to spare, which sends 45 packets in a second."""
    heard = listen(JitterBuffer(), Line(ppm=ppm).packets(MINUTE), MINUTE)
    assert heard.count(Part.PACKET) > 0.8 * MINUTE * TICK_SAMPLES


def test_after_a_sleep_of_ours_the_delay_comes_back() -> None:
    """We did not run for 300 ms: the packets wait, nothing is lost, and the lag is shed."""
    line = Line()
    buffer = JitterBuffer()
    packets = line.packets(1000)
    first = [p for p in packets if p.arrived <= 300 * TICK_NS]
    listen(buffer, first, 300)
    rest = [p for p in packets if p.arrived > 300 * TICK_NS]
    heard = listen(buffer, rest, 600, start=315 * TICK_NS)
    assert heard.delays[0] >= 300
    assert heard.delays[-1] <= 30
    assert heard.count(Part.CONCEAL) <= TICK_SAMPLES


def test_stop_ends_at_once_and_a_new_start_needs_no_learning() -> None:
    line = Line(jitter=10)
    packets = line.packets(1000)
    buffer = JitterBuffer()
    listen(buffer, [p for p in packets if p.arrived <= 500 * TICK_NS], 500)
    buffer.stop()
    plan = buffer.get(500 * TICK_NS)
    assert plan is not None
    assert plan.last
    assert buffer.get(501 * TICK_NS) is None
    for packet in packets:
        if 500 * TICK_NS < packet.arrived <= 600 * TICK_NS:
            buffer.note(packet)
    rest = [p for p in packets if p.arrived > 600 * TICK_NS]
    heard = listen(buffer, rest, 300, start=601 * TICK_NS)
    begin = next(tick for tick, plan in enumerate(heard.plans) if plan)
    assert begin <= 4
    assert heard.share < 0.01


@given(
    st.lists(
        st.tuples(
            st.integers(0, 200), st.integers(0, 400_000), st.integers(0, 4000), st.booleans()
        ),
        max_size=60,
    )
)
def test_nothing_breaks_it(rubbish: list[tuple[int, int, int, bool]]) -> None:
    """Any packets at any time: every tick is answered with exactly one tick, within bounds."""
    buffer = JitterBuffer()
    packets = [
        VoicePacket(sequence, timestamp, FRAME if good else b"\xff", arrived * MS)
        for sequence, timestamp, arrived, good in rubbish
    ]
    packets.sort(key=lambda one: one.arrived)
    decoded = played = 0
    for plan in listen(buffer, packets, 250).plans:
        assert sum(one.end - one.start for one in buffer._held) <= 60 * TICK_SAMPLES
        if plan is None:
            continue
        if plan.first:
            decoded = played = 0
        decoded += sum(piece.samples for piece in plan.pieces)
        played += TICK_SAMPLES * (1 + plan.squeeze)
        assert decoded >= played
        assert all(piece.samples % 120 == 0 and piece.samples > 0 for piece in plan.pieces)
        assert len(plan.pieces) <= 20


def test_when_something_is_heard_is_known_before_it_is() -> None:
    """By the delay of what is played: a film's pictures are stamped with it."""
    buffer = JitterBuffer()
    payloads = distinct(50)
    begin, way = 5000, 47 * MS
    spoken = [to_ns(begin + number * TICK_SAMPLES) for number in range(50)]
    assert buffer.heard(spoken[0]) is None, "it is silent"
    played = {}
    for number, payload in enumerate(payloads):
        now = number * TICK_NS + way
        buffer.put(VoicePacket(number, begin + number * TICK_SAMPLES, payload, now))
        plan = buffer.get(now + MS)
        if plan is not None:
            (piece,) = plan.pieces
            played[payloads.index(piece.payload)] = now + MS
            told = [buffer.heard(spoken[one]) for one in played]
            assert told == pytest.approx(list(played.values()), abs=MS // 1000)
    assert len(played) > 40
