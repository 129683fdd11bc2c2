"""The meeting of which benchmarks of lines are made, without a server."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import pytest

from mcu import clock
from mcu.media import TICK_NS, TICK_SAMPLES, Codec, Encoded, VoicePacket
from mcu.rtc.client import Track
from signaling.bench import meeting
from signaling.bench.lines import CASES
from signaling.bench.meeting import GOOD, Meeting, prepare
from tests.audio.lines import FRAME

LATE = 400_000_000


@pytest.fixture(name="encoded")
def _encoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, ...]]]:
    """Return what clips were encoded for; they are empty."""
    encoded: list[tuple[Any, ...]] = []

    def encode(*what: Any, **how: Any) -> list[Encoded]:
        encoded.append((*what, *how.values()))
        return []

    for name in ("picture_clip", "tone_clip"):
        monkeypatch.setattr(meeting, name, encode)
    _forget()
    yield encoded
    _forget()


def _forget() -> None:
    meeting._pictures.cache_clear()
    meeting._voice.cache_clear()


def _meeting() -> Meeting:
    nobody = cast(Any, None)
    return Meeting(Codec.VP8, nobody, nobody, nobody, case=GOOD)


def _packet(number: int, late: int = 0) -> VoicePacket:
    return VoicePacket(number, number * TICK_SAMPLES, FRAME, number * TICK_NS + late)


@pytest.mark.usefixtures("encoded")
async def test_sound_that_waits_to_be_read_shows_that_there_is_no_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ticks are in time even then: their turn comes in each round of the loop."""
    one = _meeting()
    now = 0

    async def ticks(period: int) -> AsyncIterator[int]:
        nonlocal now
        for number in range(20):
            now = number * period
            yield now
            one.witness.on_voice(_packet(number, LATE if number == 15 else 0))

    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "ticks", ticks)
    one.witness.reset(0)
    await one._listen()
    assert one.held_up == LATE


@pytest.mark.usefixtures("encoded")
def test_who_only_listens_decodes_no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    witness = _meeting().witness
    seen: list[Encoded] = []
    monkeypatch.setattr(witness.eye, "see", seen.append)
    frame = Encoded(Codec.VP8, b"picture", 0, keyframe=True)
    witness.on_frame(Track.CAMERA, frame)
    assert seen == [frame]
    witness.looks = False
    witness.on_frame(Track.CAMERA, frame)
    assert seen == [frame]


def test_a_line_is_changed_without_encoding_anything(encoded: list[tuple[Any, ...]]) -> None:
    one = _meeting()
    prepare(Codec.VP8, CASES.values())
    before = list(encoded)
    assert before
    for case in CASES.values():
        one.send_as(case)
    assert encoded == before
