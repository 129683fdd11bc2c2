"""Who moves to an address has to show that he receives there."""

from mcu.clock import NS_PER_S
from mcu.rtc.consent import GUESSES, PATIENCE, UNPROVED, Consent

T = 10**15
LATE = T + PATIENCE + 1


def moved(*, sent: int = 0, strange: int = 0) -> Consent:
    """One that has just moved."""
    consent = Consent()
    consent.move(T, sent, strange)
    return consent


def test_where_the_handshake_was_nothing_has_to_be_shown() -> None:
    assert Consent().holds(T, sent=10**12, named=0, strange=10**6)


def test_little_is_sent_to_where_nobody_answers() -> None:
    consent = moved(sent=10**9)
    assert consent.holds(LATE, 10**9 + UNPROVED, T - 1, 0)
    assert not consent.holds(LATE, 10**9 + UNPROVED + 1, T - 1, 0), "named before the move"


def test_large_pictures_have_some_time() -> None:
    assert moved().holds(T + PATIENCE, 20 * UNPROVED, 0, 0)
    assert not moved().holds(T + PATIENCE + 1, 20 * UNPROVED, 0, 0)


def test_sound_alone_has_minutes() -> None:
    assert moved().holds(T + 60 * NS_PER_S, 60 * 5_000, 0, 0)


def test_who_names_what_was_sent_there_may_have_more() -> None:
    consent = moved()
    for step in range(1, 60):
        at = T + step * PATIENCE
        assert consent.holds(at, step * UNPROVED, named=at - 1, strange=0)
    last, sent = T + 59 * PATIENCE, 59 * UNPROVED
    assert consent.holds(last + PATIENCE + 1, sent + UNPROVED, last - 1, 0)
    assert not consent.holds(last + PATIENCE + 1, sent + UNPROVED + 1, last - 1, 0), "it goes on"


def test_moving_on_pays_no_debt() -> None:
    consent = Consent()
    for step in range(10):
        consent.move(T + step * NS_PER_S, step * UNPROVED // 8, 0)
    assert not consent.holds(T + 9 * NS_PER_S, 9 * UNPROVED // 8, 0, 0)


def test_guessing_ends_it() -> None:
    assert moved(strange=7).holds(T, 0, 0, 7 + GUESSES)
    assert not moved(strange=7).holds(T, 0, 0, 7 + GUESSES + 1)
