"""Who is large while the picture follows the voice."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mcu.video.voice_switch import BREATH_NS, HOLD_NS, LEAD_NS, VoiceSwitch
from tests.video.material import MS, SECOND


def talked(*turns: tuple[float, str]) -> VoiceSwitch:
    """A switch that has heard these, each from a second on; "" is silence."""
    switch = VoiceSwitch()
    for at, speaker in turns:
        switch.heard([speaker] if speaker else [], int(at * SECOND))
    return switch


def test_a_sentence_makes_large_and_a_cough_does_not() -> None:
    switch = talked((0, "a"))
    assert switch.judge(LEAD_NS - 1) is None
    assert switch.judge(LEAD_NS) == "a"
    switch.heard(["b"], 10 * SECOND)
    switch.heard(["a"], 10 * SECOND + 400 * MS)
    assert switch.judge(20 * SECOND) == "a"


def test_a_breath_does_not_begin_a_sentence_anew_and_silence_does() -> None:
    switch = talked((0, "a"), (0.8, ""), (1.2, "a"))
    assert switch.judge(LEAD_NS) == "a"
    switch = talked((0, "a"), (0.5, ""), (3, "a"))
    assert switch.judge(3 * SECOND + LEAD_NS - 1) is None
    assert switch.judge(3 * SECOND + LEAD_NS) == "a"
    assert talked((0, "a"), (0.5, "")).judge(BREATH_NS * 5) is None


@given(st.lists(st.integers(0, LEAD_NS - 1), max_size=6))
def test_to_be_told_of_the_same_voice_again_begins_nothing_anew(again: list[int]) -> None:
    switch = talked((0, "a"))
    for now in sorted(again):
        switch.heard(["a", "b"], now)
    assert switch.judge(LEAD_NS) == "a"


@given(st.integers(0, LEAD_NS - 1), st.just(BREATH_NS) | st.integers(1, 2 * BREATH_NS), st.data())
def test_a_breath_is_counted_from_its_begin(spoke: int, pause: int, data: st.DataObject) -> None:
    """However often it is told that nobody speaks."""
    switch = talked((0, "a"))
    more = st.lists(st.integers(spoke, spoke + pause), max_size=4)
    for now in (spoke, *sorted(data.draw(more))):
        switch.heard([], now)
    switch.heard(["a"], spoke + pause)
    if pause <= BREATH_NS:
        assert switch.judge(max(LEAD_NS, spoke + pause)) == "a"
    elif spoke + BREATH_NS < LEAD_NS:  # else a has led for long enough in the breath itself
        assert switch.judge(spoke + pause + LEAD_NS - 1) is None
        assert switch.judge(spoke + pause + LEAD_NS) == "a"


@given(st.integers(HOLD_NS, 100 * HOLD_NS))
def test_who_was_large_for_long_gives_way_as_soon_as_another_has_led(spoke: int) -> None:
    switch = talked((0, "a"))
    assert switch.judge(LEAD_NS) == "a"
    assert switch.judge(LEAD_NS + spoke) == "a"
    switch.heard(["b"], LEAD_NS + spoke)
    assert switch.judge(LEAD_NS + spoke + LEAD_NS - 1) == "a"
    assert switch.judge(LEAD_NS + spoke + LEAD_NS) == "b"


def test_whoever_is_large_stays_for_a_while() -> None:
    switch = talked((0, "a"))
    assert switch.judge(2 * SECOND) == "a"
    switch.heard(["b", "a"], 2 * SECOND)
    assert switch.judge(2 * SECOND + HOLD_NS - 1) == "a"
    assert switch.judge(2 * SECOND + HOLD_NS) == "b"


def test_whoever_has_left_is_not_large() -> None:
    switch = talked((0, "a"))
    switch.judge(2 * SECOND)
    switch.gone("a")
    assert switch.judge(3 * SECOND) is None
    switch.heard(["b"], 3 * SECOND)
    assert switch.judge(3 * SECOND + LEAD_NS) == "b"


def test_however_all_talk_at_once_nobody_is_large_for_less_than_the_hold() -> None:
    chance = random.Random(4)
    switch, changes, before = VoiceSwitch(), [], None
    for tick in range(25 * 300):
        now = tick * 40 * MS
        if chance.random() < 0.1:
            switch.heard(chance.sample("abcd", chance.randint(0, 3)), now)
        chosen = switch.judge(now)
        if chosen != before:
            changes.append(now)
            before = chosen
    assert len(changes) > 5
    assert all(later - sooner >= HOLD_NS for sooner, later in pairwise(changes))
