"""The line model, with time as data."""

import itertools
import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaling.bench.line import HEADERS, MAX_HELD, NS_PER_MS, NS_PER_S, Conditions, Line

sendings = st.lists(
    st.tuples(st.integers(0, 30 * NS_PER_MS), st.integers(2, 1200)), min_size=1, max_size=150
)
"""Pauses (ns) before each packet, and its size."""


def line(seed: int = 1, **conditions: Any) -> Line:
    return Line(Conditions(**conditions), random.Random(seed))


def packet(number: int, size: int = 2) -> bytes:
    return number.to_bytes(2, "big").ljust(size, b"\0")


def carry(one: Line, sent: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Send packets and return (when, number, size) of those that arrive, exactly when due."""
    arrived: list[tuple[int, int, int]] = []

    def take(until: int | None) -> None:
        while one.next_due is not None and (until is None or one.next_due <= until):
            due = one.next_due
            got = one.pop(due)
            assert got
            arrived.extend((due, int.from_bytes(data[:2], "big"), len(data)) for data in got)

    now = NS_PER_S
    for number, (pause, size) in enumerate(sent):
        now += pause
        take(now)
        one.push(packet(number, size), now)
    take(None)
    return arrived


def test_a_perfect_line_passes_all_at_once() -> None:
    one = line()
    one.push(b"a", 5)
    one.push(bytearray(b"b"), 5)
    assert one.next_due == 5
    assert one.pop(4) == []
    assert one.pop(5) == [b"a", b"b"]
    assert one.next_due is None


def test_delay_is_kept_to_the_nanosecond() -> None:
    one = line(delay_ms=20)
    one.push(b"a", 7)
    assert one.next_due == 20 * NS_PER_MS + 7
    assert one.pop(20 * NS_PER_MS + 6) == []
    assert one.pop(20 * NS_PER_MS + 7) == [b"a"]


@given(sendings, st.floats(0, 200), st.floats(0, 200), st.integers(0, 99))
def test_order_is_kept_where_no_reordering_is_asked_for(
    sent: list[tuple[int, int]], delay: float, jitter: float, seed: int
) -> None:
    arrived = carry(line(seed, delay_ms=delay, jitter_ms=jitter, loss=0.1), sent)
    numbers = [number for _, number, _ in arrived]
    assert numbers == sorted(numbers)


def test_jitter_reorders_where_asked_to_and_stays_within_its_bounds() -> None:
    sent = [(NS_PER_MS, 50)] * 500
    arrived = carry(line(delay_ms=50, jitter_ms=20, reorders=True), sent)
    numbers = [number for _, number, _ in arrived]
    assert len(numbers) == 500
    assert numbers != sorted(numbers)
    took = [due - NS_PER_S - (number + 1) * NS_PER_MS for due, number, _ in arrived]
    assert 30 * NS_PER_MS <= min(took) < 32 * NS_PER_MS
    assert 68 * NS_PER_MS < max(took) <= 70 * NS_PER_MS


@given(sendings, st.integers(20_000, 2_000_000), st.integers(0, 500))
def test_never_faster_than_the_rate(sent: list[tuple[int, int]], rate: int, queue: int) -> None:
    arrived = carry(line(rate=rate, queue_ms=queue), sent)
    for (before, _, _), (due, _, size) in itertools.pairwise(arrived):
        assert (due - before) * rate >= (size + HEADERS) * 8 * NS_PER_S


@given(sendings, st.integers(20_000, 2_000_000), st.integers(0, 500))
def test_nobody_waits_longer_than_the_queue_is(
    sent: list[tuple[int, int]], rate: int, queue: int
) -> None:
    one = line(rate=rate, queue_ms=queue)
    times, now = [], NS_PER_S
    for pause, _ in sent:
        now += pause
        times.append(now)
    for due, number, size in carry(one, sent):
        own = (size + HEADERS) * 8 * NS_PER_S / rate
        assert due - times[number] <= queue * NS_PER_MS + own + 1
    counts = one.counts
    assert counts.pushed == len(sent) == counts.passed + counts.overflowed


def test_a_full_queue_drops_what_comes_last() -> None:
    one = line(rate=80_000, queue_ms=100)  # 100 bytes last 10 ms
    for number in range(30):
        one.push(packet(number, 100 - HEADERS), 0)
    assert [data[1] for data in one.pop(NS_PER_S)] == list(range(11))
    assert one.counts.overflowed == 19


@settings(max_examples=20)
@given(st.floats(0.02, 0.4), st.sampled_from([None, 2.0, 5.0]), st.integers(0, 99))
def test_as_many_are_lost_as_asked_for(loss: float, burst: float | None, seed: int) -> None:
    one = line(seed, loss=loss, burst=burst)
    for number in range(8000):
        one.push(packet(number), number)
    # Five standard deviations; bursts make the deviation larger, by less than their length.
    deviation = (loss * (1 - loss) * 2 * (burst or 1) / 8000) ** 0.5
    assert one.counts.lost / 8000 == pytest.approx(loss, abs=5 * deviation)


def test_bursts_are_as_long_as_asked_for() -> None:
    for burst, expected in ((None, 1 / 0.9), (4.0, 4.0)):
        one = line(loss=0.1, burst=burst)
        numbers = [0]
        for number in range(1, 40_000):
            one.push(packet(number), number)
            numbers += [int.from_bytes(data) for data in one.pop(number)]
        steps = [b - a - 1 for a, b in itertools.pairwise(numbers)]
        gaps = [step for step in steps if step]
        assert sum(gaps) / len(gaps) == pytest.approx(expected, rel=0.1)


def test_all_may_be_lost() -> None:
    assert carry(line(loss=1), [(1, 9)] * 50) == []


def test_a_cut_stops_also_what_is_on_its_way() -> None:
    one = line(delay_ms=50)
    one.push(b"a", 0)
    one.conditions = Conditions(cut=True)
    one.push(b"b", 10)
    assert one.pop(NS_PER_S) == []
    assert one.counts.cut == 2
    one.conditions = Conditions()
    one.push(b"c", NS_PER_S)
    assert one.pop(NS_PER_S) == [b"c"]


def test_conditions_change_while_packets_are_on_the_way() -> None:
    one = line(delay_ms=100)
    one.push(b"a", 0)
    one.conditions = Conditions(delay_ms=1)
    one.push(b"b", 0)
    assert one.pop(99 * NS_PER_MS) == []  # without reordering nothing overtakes
    assert one.pop(100 * NS_PER_MS) == [b"a", b"b"]


def test_the_same_chance_gives_the_same_outcome() -> None:
    sent = [(NS_PER_MS, 100)] * 300
    results = [
        carry(line(3, delay_ms=20, jitter_ms=9, loss=0.1, rate=900_000), sent) for _ in range(2)
    ]
    assert results[0] == results[1]


def test_memory_is_bounded() -> None:
    one = line(delay_ms=1e9)
    for number in range(MAX_HELD + 10):
        one.push(b"", number)
    assert len(one) == MAX_HELD
    assert one.counts.overflowed == 10


@pytest.mark.parametrize(
    "wrong",
    [{"loss": 1.1}, {"delay_ms": -1}, {"rate": 0}, {"burst": 0.5}, {"loss": 0.9, "burst": 2.0}],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        line(**wrong)
