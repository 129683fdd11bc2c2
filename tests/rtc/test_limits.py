"""Token buckets: nobody gets more than his share, whatever he tries; who waits gets it again."""

from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.rtc import limits
from mcu.rtc.limits import MAX_SOURCES, Allowance, Sources

_waits = st.lists(st.integers(0, NS_PER_S), max_size=200)


@given(_waits, st.integers(1, 1000), st.integers(1, 100))
def test_never_more_than_the_burst_and_the_rate(waits: list[int], rate: int, burst: int) -> None:
    allowance = Allowance(rate, burst)
    now = begun = 10**15
    taken = 0
    for wait in waits:
        now += wait
        taken += allowance.take(now)
        assert taken <= burst + (now - begun) * rate / NS_PER_S + 1


def test_a_burst_at_once_then_the_rate() -> None:
    allowance = Allowance(10, 5)
    now = 10**15
    assert [allowance.take(now) for _ in range(7)] == [True] * 5 + [False] * 2
    assert not allowance.take(now + NS_PER_S // 10 - 1)
    assert allowance.take(now + NS_PER_S // 10)
    assert [allowance.take(now + 60 * NS_PER_S) for _ in range(6)] == [True] * 5 + [False]


def test_what_was_refused_costs_nothing() -> None:
    """Who floods is served again as soon as who waited."""
    allowance = Allowance(10, 1)
    now = 10**15
    for step in range(1000):
        allowance.take(now + step)
    assert allowance.take(now + NS_PER_S // 10)


def test_many_tokens_are_a_debt() -> None:
    allowance = Allowance(1000, 1000)
    now = 10**15
    assert allowance.take(now, 1500)
    assert not allowance.take(now + NS_PER_S // 2 - 1)
    assert allowance.take(now + NS_PER_S // 2 + NS_PER_S // 1000)


def test_sources_are_counted_by_address_and_bounded() -> None:
    sources = Sources(1, 2)
    now = 10**15
    assert [sources.take("192.0.2.1", now) for _ in range(3)] == [True, True, False]
    assert sources.take("192.0.2.2", now)
    for number in range(MAX_SOURCES + 10):
        sources.take(f"10.0.{number >> 8}.{number & 255}", now)
    assert len(sources) == MAX_SOURCES


def test_a_network_of_ipv6_is_one_source() -> None:
    sources = Sources(1, 2)
    now = 10**15
    taken = [sources.take(f"2001:db8:1:2::{number}", now) for number in range(3)]
    assert taken == [True, True, False]
    assert sources.take("2001:db8:1:3::1", now)
    assert sources.take("fe80::1%eth0", now)


def test_an_honest_browser_never_meets_a_limit() -> None:
    """A minute of the most that browsers do: 1080p, a lossy line, checks as fast as they go."""
    media, reports, checks = limits.media(), limits.reports(), limits.checks()
    frames = limits.frames()
    now = 10**15
    for second in range(60):
        for step in range(1000):
            at = now + second * NS_PER_S + step * NS_PER_S // 1000
            assert media.take(at)
            assert step % 20 or reports.take(at, 200)
            assert step % 48 or checks.take(at)
            assert step % 17 or frames.take(at)
