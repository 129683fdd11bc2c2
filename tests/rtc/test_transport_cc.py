"""Transport-wide feedback: all that came is listed, with its time, in good time and good size."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.feedback import RtcpRrPacket, parse_rtcp
from mcu.rtc.nack import NEVER
from mcu.rtc.transport_cc import INTERVAL, MAX_LISTED, MAX_MESSAGES, WINDOW, TransportLog
from tests.rtc.material import MS
from tests.rtc.transport_reader import LAP, TICK, Listing, read_listing

MAX_SIZE = 1200
T0 = 1000 * 64 * MS


def listings(log: TransportLog, now: int) -> list[Listing]:
    return [read_listing(one) for one in log.feedback(now)]


def log_of(*arrivals: tuple[int, int]) -> TransportLog:
    """A log of packets by number and time (ns)."""
    log = TransportLog(0x01020304)
    for number, at in arrivals:
        log.receive(number, 0x0A0B0C0D, at)
    return log


def written(*arrivals: tuple[int, int]) -> bytes:
    (message,) = log_of(*arrivals).feedback(1 << 61)
    return message


def body(*arrivals: tuple[int, int]) -> str:
    """Chunks and deltas in hexadecimal, behind the head."""
    return written(*arrivals)[20:].hex()


# Byte by byte, as the draft's section 3.1 draws it.


def test_a_message_byte_by_byte() -> None:
    assert written((0x1234, T0 + MS), (0x1235, T0 + 3 * MS), (0x1237, T0 + 4 * MS)).hex(" ", 2) == (
        "afcd 0006 "  # version, padding, FMT 15; PT 205; 6 words follow
        "0102 0304 0a0b 0c0d "  # our SSRC, the peer's
        "1234 0004 "  # from this number on, four of them
        "0003 e800 "  # 1000 × 64 ms, the first message
        "b400 "  # a vector of single bits: 1101, and ten that do not count
        "0408 0400 0003"  # 1, 2 and 1 ms in 250 µs; padding of three bytes
    )


def test_a_run_of_small_deltas() -> None:
    assert body(*((1 + at, T0 + at * 10 * MS) for at in range(6))) == "2006" + "00" + "28" * 5


def test_vectors_and_runs() -> None:
    def chunks(*steps: tuple[int, int]) -> list[str]:
        """Of packets that each come some numbers and milliseconds after the one before."""
        number, at, arrivals = 0, T0, []
        for step, pause in steps:
            number, at = number + step, at + pause * MS
            arrivals.append((number, at))
        message = written(*arrivals)
        deltas = sum(2 if not 0 <= pause < 64 else 1 for _, pause in steps)
        padding = message[-1] if message[0] & 0x20 else 0
        plain = message[20 : len(message) - padding - deltas].hex()
        return [plain[at : at + 4] for at in range(0, len(plain), 4)]

    one, big = (1, 1), (1, 100)
    assert chunks(*[one] * 14) == ["200e"]
    assert chunks(*[one] * 20) == ["2014"]
    assert chunks(one, (2, 1)) == ["a800"]  # 101
    assert chunks(one, big) == ["d800"]  # 01 10
    assert chunks(one, *[big] * 7) == ["daaa", "4001"]  # 01, and 10 six times; a run of one
    assert chunks(*[one] * 7, big) == ["2007", "4001"]
    assert chunks(one, (31, 1)) == ["a000", "0011", "2001"]  # 13 missing; 17 missing
    assert chunks(one, (20_001, 1)) == ["a000", "1fff", "1fff", "0e15", "2001"]


# What is listed.


def test_times_do_not_drift() -> None:
    """Rounding one by one would add up to 0.2 ms for each packet."""
    arrivals = [(at, T0 + at * (TICK * 4 - 50_000)) for at in range(150)]
    (listing,) = listings(log_of(*arrivals), 1 << 61)
    assert [listing.came[number] for number, _ in arrivals] == [
        at // TICK * TICK for _, at in arrivals
    ]


def test_what_has_been_listed_is_not_listed_again() -> None:
    log = log_of((7, T0), (8, T0 + MS))
    assert log.due == T0 + INTERVAL
    assert log.feedback(log.due - 1) == []
    (first,) = listings(log, log.due)
    assert log.due == NEVER
    assert log.feedback(T0 + 200 * MS) == []
    log.receive(11, 1, T0 + 300 * MS)
    (second,) = listings(log, T0 + 350 * MS)
    assert (list(first.came), list(second.came), second.missing) == ([7, 8], [11], [9, 10])
    assert (first.count, second.count) == (0, 1)


def test_a_late_packet_is_listed_with_all_behind_it() -> None:
    log = log_of((7, T0), (9, T0 + MS))
    assert listings(log, log.due)[0].missing == [8]
    log.receive(8, 1, T0 + 60 * MS)
    log.receive(10, 1, T0 + 61 * MS)
    (listing,) = listings(log, log.due)
    assert listing.came == {8: T0 + 60 * MS, 9: T0 + MS, 10: T0 + 61 * MS}


def test_repeated_and_ancient_packets_are_nothing() -> None:
    log = log_of((1000, T0), (1001, T0 + MS))
    listings(log, log.due)
    for number in (1000, 1001, 1001 - WINDOW):
        log.receive(number, 1, T0 + 100 * MS)
    assert listings(log, 1 << 61) == []
    log.receive(1001 - WINDOW + 1, 1, T0 + 100 * MS)
    assert len(listings(log, 1 << 61)[0].arrivals) == WINDOW


def test_before_the_first() -> None:
    log = log_of((0, T0), (0xFFFF, T0 + MS))
    (listing,) = listings(log, log.due)
    assert listing.came == {0xFFFF: T0 + MS, 0: T0}


def test_a_delta_that_is_too_long_begins_a_new_message() -> None:
    far = 0x7FFF * TICK
    assert len(listings(log_of((1, T0), (2, T0 + far)), 1 << 61)) == 1
    for late in (T0 + far + TICK, T0 - far - 2 * TICK):
        first, second = listings(log_of((1, T0), (2, late)), 1 << 61)
        assert first.came | second.came == {1: T0, 2: late}


def test_a_reference_time_goes_round() -> None:
    lap = LAP * 64 * MS
    (listing,) = listings(log_of((1, lap + 64 * MS + MS)), 1 << 61)
    assert listing.came == {1: 65 * MS}


@pytest.mark.parametrize("step", [1, 2, 15, 160])
@pytest.mark.parametrize("pause", [TICK, 70 * MS])
def test_size_is_bounded(step: int, pause: int) -> None:
    arrivals = [(at * step & 0xFFFF, T0 + at * pause) for at in range(2 * MAX_LISTED + 1)]
    first, second, third = listings(log_of(*arrivals), 1 << 61)
    assert max(first.size, second.size, third.size) <= MAX_SIZE
    assert first.came | second.came | third.came == dict(arrivals)


def test_a_flood_is_bounded_and_over_when_it_is_over() -> None:
    log = log_of(*((at & 0xFFFF, T0 + at) for at in range(100_000)))
    messages = log.feedback(T0 + INTERVAL)
    assert len(messages) <= MAX_MESSAGES
    log.receive(100_000 & 0xFFFF, 1, T0 + 200 * MS)
    found = [read_listing(one) for one in log.feedback(T0 + 300 * MS)]
    assert [100_000 & 0xFFFF in one.came for one in found] == [True]


def test_jumps_to_and_fro_are_bounded() -> None:
    chance = random.Random(1)
    log = log_of(*((chance.randrange(1 << 16), T0 + at) for at in range(20_000)))
    messages = log.feedback(1 << 61)
    assert len(messages) <= MAX_MESSAGES
    assert max(read_listing(one).size for one in messages) <= MAX_SIZE


@st.composite
def arrival_patterns(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Unwrapped numbers with times (ns), lost, late, repeated and paused here and there."""
    number = draw(st.integers(0, 0xFFFF))
    at = draw(st.integers(0, 40 * LAP * 64)) * MS
    arrivals = []
    count = draw(st.integers(1, 60))
    outage = draw(st.integers(0, 120))
    for place in range(count):
        number += 32_000 if place == outage else draw(st.sampled_from([1, 1, 1, 1, 2, 3, 16]))
        at += draw(st.sampled_from([0, 1, TICK, 3 * MS, 20 * MS, 64 * MS, 9000 * MS]))
        late = draw(st.sampled_from([0, 0, 0, 0, 1, 5, WINDOW - 1]))
        arrivals.append((number - late, at))
    return arrivals


@given(arrival_patterns(), st.data())
def test_all_that_came_is_listed_with_its_time(
    arrivals: list[tuple[int, int]], data: st.DataObject
) -> None:
    """What the peer knows after all messages is what came, first times counting, and no more."""
    log = TransportLog(1)
    known: dict[int, int] = {}
    missing: set[int] = set()
    messages: list[Listing] = []
    first = arrivals[0][0]
    truth: dict[int, int] = {}
    highest = first
    for number, at in arrivals:
        highest = max(highest, number)
        if number > highest - WINDOW:
            truth.setdefault(number, at)
        log.receive(number & 0xFFFF, 2, at)
        if data.draw(st.sampled_from([False, False, False, True])):
            messages += listings(log, at + INTERVAL)
    messages += listings(log, 1 << 62)
    reached = first
    for expected, message in enumerate(messages):
        assert message.count == expected & 0xFF
        assert message.size <= MAX_SIZE
        for number, when in message.arrivals:
            step = (number - reached) & 0xFFFF
            unwrapped = reached + (step if step < 1 << 15 else step - (1 << 16))
            reached = unwrapped
            if when is None:
                assert unwrapped not in known
                missing.add(unwrapped)
            else:
                assert known.setdefault(unwrapped, when) == when
    lap = LAP * 64 * MS
    assert set(known) == set(truth)
    for number, at in truth.items():
        # The wrap of the reference time loses laps; a delta may lead across it.
        assert (known[number] - at // TICK * TICK) % lap == 0
    assert missing.issuperset(set(range(min(truth), max(truth))).difference(truth))


# What a peer lists for us.


def test_lists_of_the_peers_are_left_out_and_nothing_with_them() -> None:
    report = RtcpRrPacket(5)
    padded, plain = written((1, T0)), written((1, T0), (2, T0))
    assert (padded[0], plain[0]) == (0xAF, 0x8F)
    for listing in (padded, plain):
        assert parse_rtcp(listing) == []
        assert parse_rtcp(bytes(report) + listing) == [report]
        assert parse_rtcp(listing + bytes(report)) == [report]


@given(st.binary(max_size=40))
def test_rubbish_that_begins_like_a_list(junk: bytes) -> None:
    try:
        parse_rtcp(b"\xaf\xcd" + junk)
        parse_rtcp(bytes(RtcpRrPacket(5)) + b"\x8f\xcd" + junk)
    except ValueError:
        pass
