"""When missing packets are asked for, again, and no longer."""

from mcu.rtc.nack import MAX_MISSING, MAX_TRIES, NEVER, NackSchedule
from tests.rtc.material import MS


def schedule(*, rtt_ms: int | None = None) -> NackSchedule:
    nacks = NackSchedule()
    if rtt_ms is not None:
        nacks.measured(rtt_ms * MS, 0)
    return nacks


def asked(nacks: NackSchedule, *, start: int, stop: int) -> list[tuple[int, list[int]]]:
    """What is asked for when (ms), polled every millisecond."""
    return [(at, one) for at in range(start, stop) if (one := nacks.requests(at * MS, 100))]


def test_a_packet_that_is_only_late_is_not_asked_for() -> None:
    nacks = schedule()
    assert nacks.due == NEVER
    assert nacks.miss(5, 7, 0)
    assert asked(nacks, start=0, stop=9) == []
    nacks.arrive(5, 9 * MS)
    nacks.arrive(6, 9 * MS)
    assert asked(nacks, start=9, stop=400) == []
    assert nacks.due == NEVER


def test_a_lost_packet_is_asked_for_once_a_round_trip() -> None:
    nacks = schedule(rtt_ms=80)
    nacks.miss(5, 6, 0)
    assert [at for at, _ in asked(nacks, start=0, stop=300)] == [10, 100, 190, 280]
    assert nacks.repair(5, 300 * MS)
    assert not nacks.repair(5, 300 * MS)


def test_on_a_long_line_each_request_is_said_twice() -> None:
    """A packet that is lost again is repaired a round trip too late to be shown evenly."""
    nacks = schedule(rtt_ms=300)
    nacks.miss(5, 6, 0)
    assert [at for at, _ in asked(nacks, start=0, stop=700)] == [10, 30, 348, 368, 686]
    nacks = schedule(rtt_ms=300)
    nacks.miss(5, 6, 0)
    nacks.requests(10 * MS, 1)
    nacks.repair(5, 25 * MS)
    assert asked(nacks, start=25, stop=400) == []


def test_tries_are_limited() -> None:
    nacks = schedule(rtt_ms=1)
    nacks.miss(5, 6, 0)
    assert len(asked(nacks, start=0, stop=1000)) == MAX_TRIES


def test_the_oldest_come_first_and_the_rest_soon() -> None:
    nacks = schedule()
    nacks.miss(5, 12, 0)
    assert nacks.requests(10 * MS, 5) == [5, 6, 7, 8, 9]
    assert nacks.due <= 10 * MS
    assert nacks.requests(10 * MS, 5) == [10, 11]
    assert nacks.requests(10 * MS, 5) == []


def test_patience_follows_reordering_and_returns() -> None:
    nacks = schedule()
    calm = nacks.patience
    for at in range(0, 2000, 100):
        nacks.miss(at, at + 1, at * MS)
        nacks.arrive(at, (at + 25) * MS)  # on a path that reorders by 25 ms
    assert 25 * MS < nacks.patience <= 40 * MS
    nacks.miss(5000, 5001, 3000 * MS)
    assert nacks.requests(3026 * MS, 10) == []
    for at in range(6000, 16_000, 100):
        nacks.miss(at, at + 1, at * MS)
        nacks.repair(at, (at + 60) * MS)
    assert nacks.patience == calm


def test_the_round_trip_is_learnt_from_answers() -> None:
    nacks = schedule()
    for at in range(0, 1000, 100):
        nacks.miss(at, at + 1, at * MS)
        nacks.requests((at + 10) * MS, 10)
        nacks.repair(at, (at + 10 + 30) * MS)
    assert nacks.rtt == 30 * MS


def test_a_long_round_trip_is_learnt_though_answers_come_after_the_second_request() -> None:
    nacks = schedule()
    requests: list[int] = []
    for at in range(0, 5000, 1000):
        nacks.miss(at, at + 1, at * MS)
        requests.append(len(asked(nacks, start=at, stop=at + 310)))
        nacks.repair(at, (at + 310) * MS)
    assert requests[0] > 1
    assert requests[-1] == 2, "one and its echo"
    assert 290 * MS <= nacks.rtt <= 310 * MS


def test_without_rtx_an_answer_is_not_taken_for_reordering() -> None:
    nacks = NackSchedule(in_band=True)
    calm = nacks.patience
    nacks.miss(1, 2, 0)
    nacks.requests(10 * MS, 1)
    nacks.arrive(1, 60 * MS)
    assert nacks.patience == calm
    assert nacks.rtt == 50 * MS


def test_waiting_is_bounded_by_the_round_trip() -> None:
    nacks = schedule(rtt_ms=20)
    nacks.miss(1, 3, 0)
    nacks.miss(7, 8, 200 * MS)
    assert nacks.deadline == 400 * MS
    assert nacks.overdue(399 * MS) is None
    assert nacks.overdue(400 * MS) == 2
    nacks.forget(3)
    assert nacks.overdue(400 * MS) is None
    assert nacks.deadline == 600 * MS
    nacks.forget(7)
    assert 7 in nacks
    assert len(nacks) == 1
    # On a longer line eight tries must have time to be answered.
    longer = schedule(rtt_ms=120)
    longer.miss(1, 2, 0)
    tries = [at for at, _ in asked(longer, start=0, stop=longer.lifetime // MS)]
    assert len(tries) == 9
    assert tries[7] + 120 < longer.lifetime // MS < tries[8] + 120
    assert schedule(rtt_ms=2000).lifetime == 1200 * MS


def test_too_many_are_not_kept() -> None:
    nacks = schedule()
    assert nacks.miss(0, MAX_MISSING, 0)
    assert not nacks.miss(MAX_MISSING, MAX_MISSING + 1, 0)
    assert len(nacks) == MAX_MISSING
