"""The receive log: numbers unwrapped, repeats told, losses counted, jitter measured."""

from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.receive import WINDOW, ReceiveLog
from tests.rtc.material import FRAME_NS, MS

RATE = 90_000


def take(log: ReceiveLog, *sequences: int) -> list[int | None]:
    return [log.receive(one & 0xFFFF, one * 3600 & 0xFFFFFFFF, one * FRAME_NS) for one in sequences]


def test_in_order_across_the_wrap() -> None:
    log = ReceiveLog(RATE)
    assert take(log, *range(65_530, 65_550)) == list(range(65_530, 65_550))
    assert (log.expected, log.received, log.lost) == (20, 20, 0)


def test_late_packets_keep_their_place_and_count_once() -> None:
    log = ReceiveLog(RATE)
    assert take(log, 65_534, 65_537, 65_535, 65_535, 65_537) == [65_534, 65_537, 65_535, None, None]
    assert (log.expected, log.received, log.lost) == (4, 3, 1)


def test_a_packet_from_before_the_first_moves_the_beginning() -> None:
    log = ReceiveLog(RATE)
    assert take(log, 2, 3) == [2, 3]
    assert log.receive(0xFFFF, 0, 0) == -1
    assert (log.expected, log.received) == (5, 3)


def test_a_packet_older_than_the_window_is_refused() -> None:
    log = ReceiveLog(RATE)
    take(log, 10_000)
    assert take(log, 10_000 + WINDOW, 10_001, 10_000) == [10_000 + WINDOW, 10_001, None]


def test_one_stray_number_is_no_restart() -> None:
    log = ReceiveLog(RATE)
    assert take(log, 100, 101, 30_000, 102, 30_001, 103) == [100, 101, None, 102, None, 103]
    assert log.restarts == 1
    assert log.lost == 0


def test_two_packets_in_a_row_elsewhere_are_a_restart() -> None:
    log = ReceiveLog(RATE)
    take(log, 100, 101)
    first, second, third = take(log, 30_000, 30_001, 30_002)
    assert first is None
    assert second is not None
    assert second > 101 + (1 << 16)
    assert second & 0xFFFF == 30_001
    assert third == second + 1
    assert log.restarts == 2
    assert (log.expected, log.received) == (4, 4)
    # Backwards, too, and the stream's old packets are none of the new one's.
    fourth, fifth, old = take(log, 5, 6, 30_002)
    assert fourth is None
    assert fifth is not None
    assert fifth > third
    assert old is None


@given(st.permutations(range(60)), st.integers(0, 0xFFFF))
def test_any_order_counts_every_packet_once(order: list[int], first: int) -> None:
    log = ReceiveLog(RATE)
    numbers = take(log, *(first + one for one in order), *(first + one for one in order))
    assert sorted(
        one - min(n for n in numbers if n is not None) for one in numbers[:60] if one is not None
    ) == list(range(60))
    assert numbers[60:] == [None] * 60
    assert (log.expected, log.received) == (60, 60)


def test_jitter_of_an_even_stream_is_none() -> None:
    log = ReceiveLog(RATE)
    take(log, *range(100))
    assert log.jitter == 0


def test_jitter_follows_rfc_3550() -> None:
    log = ReceiveLog(RATE)
    expected = 0.0
    for at in range(400):
        late = (at % 2) * 5  # ms: |D| is 5 ms from each packet to the next
        log.receive(at, at * 3600, at * FRAME_NS + late * MS)
        expected += ((5 if at else 0) - expected) / 16
    assert abs(log.jitter_ms - expected) < 0.1
    assert abs(log.jitter - expected * 90) < 9


def test_jitter_survives_the_wrap_of_the_clock() -> None:
    log = ReceiveLog(RATE)
    for at in range(40):
        log.receive(at, (0xFFFFFFFF - 20 * 3600 + at * 3600) & 0xFFFFFFFF, at * FRAME_NS)
    assert log.jitter == 0
