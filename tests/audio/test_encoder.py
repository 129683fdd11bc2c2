"""Shared and own streams, and the change from one to the other."""

import numpy as np
import pytest

from mcu.audio.encoder import HOLD, Streams, encode
from mcu.audio.opus import Decoder
from mcu.audio.rendition import OWN, PLAIN, PROTECTED, Rendition
from tests.audio.sounds import Samples, frames, segmental_snr, speech, tone

DELAY = 312
"""Samples by which libopus is late."""


class Meeting:
    """Drives the streams with ready-made sums: `room` is everybody else, `an` is one member."""

    def __init__(self, *listening: str | None, rendition: Rendition = PLAIN) -> None:
        self.streams = Streams()
        self.audience = audience(*listening, rendition=rendition)
        self.packets: dict[str | None, list[bytes]] = {one: [] for one in listening}

    def tick(self, room: Samples, an: Samples | None) -> None:
        streams = self.streams
        streams.assign([] if an is None else ["an"], self.audience)
        everybody = room.astype(np.int32) + (0 if an is None else an)
        mixes = [room if an is not None else everybody for _ in streams.own]
        mixes += [everybody for _ in streams.shared]
        made = encode(
            np.stack(mixes).astype(np.int32),
            [*streams.own.values(), *streams.shared.values()],
            0,
            last=True,
        )
        by_name = dict(zip([*streams.own, *(None for _ in streams.shared)], made, strict=True))
        for one, packets in self.packets.items():
            packet = by_name.get(one) or by_name[None]
            assert packet is not None
            packets.append(packet.data)


def audience(
    *listening: str | None, rendition: Rendition = PLAIN
) -> frozenset[tuple[str | None, Rendition]]:
    return frozenset((one, rendition) for one in listening)


def decoded(packets: list[bytes]) -> Samples:
    decoder = Decoder()
    return np.concatenate([decoder.decode(packet).copy() for packet in packets])


def test_to_speak_is_a_fork_that_nobody_hears() -> None:
    """`an` speaks from tick 100 on; without himself he hears what he would have heard anyway."""
    room = frames(speech())[:200]
    own_voice = frames(tone(300, 4, 3000))
    with_fork, without = (Meeting("an", None, rendition=PROTECTED) for _ in range(2))
    for i, sound in enumerate(room):
        with_fork.tick(sound, own_voice[i] if i >= 100 else None)
        without.tick(sound, None)
    assert [*with_fork.streams.own] == ["an"]
    # Bit for bit: his decoder cannot know that the encoder changed.
    assert with_fork.packets["an"] == without.packets["an"]
    assert with_fork.packets[None] != without.packets[None]


@pytest.mark.parametrize("begin", [30, 60, 100, 250])
def test_what_those_hear_who_are_heard_is_as_good(begin: int) -> None:
    """Their encode is another kind; neither that nor the change there and back may be heard."""
    room = frames(speech())
    own_voice = frames(tone(300, 8, 3000))
    end = begin + 60
    meeting, steady = Meeting("an", None), Meeting("an", None)
    for i in range(end + HOLD + 20):
        meeting.tick(room[i], own_voice[i] if begin <= i < end else None)
        steady.tick(room[i], None)
    said = room.reshape(-1)
    heard, expected = decoded(meeting.packets["an"]), decoded(steady.packets["an"])
    for first, last in ((begin - 1, begin + 4), (begin, end), (end - 1, end + 4)):
        at, later = slice(first * 960, last * 960), slice(first * 960 + DELAY, last * 960 + DELAY)
        assert segmental_snr(said[at], heard[later]) > segmental_snr(said[at], expected[later]) - 1


def test_on_a_lossy_line_the_voice_is_encoded_with_its_model() -> None:
    streams = Streams()
    streams.assign(["an", "binh"], audience("an", "binh"), lossy={"an"})
    assert [one.rendition for one in streams.own.values()] == [PLAIN, OWN]
    streams.assign(["an", "binh"], audience("an", "binh"))
    assert [one.rendition for one in streams.own.values()] == [OWN, OWN]


@pytest.mark.parametrize("others", [True, False])
def test_back_to_the_shared_stream_is_not_heard(others: bool) -> None:
    room = frames(speech())
    own_voice = frames(tone(300, 4, 3000))
    meeting, steady = (Meeting("an", None) if others else Meeting("an") for _ in range(2))
    end = 60
    for i in range(end + HOLD + 60):
        meeting.tick(room[i], own_voice[i] if 10 <= i < end else None)
        steady.tick(room[i], None)
    assert meeting.streams.own == {}
    change = end + HOLD
    heard, expected = decoded(meeting.packets["an"]), decoded(steady.packets["an"])
    at = slice((change - 2) * 960, (change + 20) * 960)
    assert segmental_snr(expected[at], heard[at]) > (12 if others else 20)


def test_short_pauses_do_not_change_the_stream() -> None:
    streams = Streams()
    for i in range(500):
        streams.assign(["an"] if i % 20 < 20 - HOLD else [], audience("an", None))
        assert "an" in streams.own
    for _ in range(HOLD + 1):
        streams.assign([], audience("an", None))
    assert streams.own == {}


def test_only_listeners_get_streams() -> None:
    streams = Streams()
    streams.assign(["an", "binh"], audience("binh"))
    assert [*streams.own] == ["binh"]
    assert not streams.shared
    streams.assign(["an", "binh"], audience())
    assert streams.own == {}
    assert not streams.shared


def test_who_is_not_a_member_shares() -> None:
    streams = Streams()
    streams.assign(["an"], audience("an", None))
    assert [*streams.own] == ["an"]
    assert [*streams.shared] == [PLAIN]


def test_streams_are_used_again() -> None:
    streams = Streams()
    streams.assign(["an"], audience("an"))
    first = streams.own["an"]
    streams.assign([], audience())
    streams.assign(["binh"], audience("binh"))
    assert streams.own["binh"] is first
    assert first.gain == 1
