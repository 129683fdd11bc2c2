"""Shared and own streams, and the change from one to the other."""

import numpy as np
import pytest

from mcu.audio.encoder import HOLD, Streams, encode
from mcu.audio.opus import Decoder
from tests.audio.sounds import Samples, frames, segmental_snr, speech, tone


class Meeting:
    """Drives the streams with ready-made sums: `room` is everybody else, `an` is one member."""

    def __init__(self, *listening: str | None) -> None:
        self.streams = Streams()
        self.listening = frozenset(listening)
        self.packets: dict[str | None, list[bytes]] = {one: [] for one in listening}

    def tick(self, room: Samples, an: Samples | None) -> None:
        self.streams.assign([] if an is None else ["an"], self.listening)
        everybody = room.astype(np.int32) + (0 if an is None else an)
        own = [*self.streams.own]
        wanted = [*own, *([None] if self.streams.sharing else [])]
        mixes = np.stack([room if one and an is not None else everybody for one in wanted])
        streams = [self.streams.own[one] if one else self.streams.shared for one in wanted]
        made = dict(
            zip(wanted, encode(mixes.astype(np.int32), streams, 0, packet_loss=5), strict=True)
        )
        for one, packets in self.packets.items():
            packets.append((made.get(one) or made[None]).data)


def decoded(packets: list[bytes]) -> Samples:
    decoder = Decoder()
    return np.concatenate([decoder.decode(packet).copy() for packet in packets])


def test_to_speak_is_a_fork_that_nobody_hears() -> None:
    """`an` speaks from tick 100 on; without himself he hears what he would have heard anyway."""
    room = frames(speech())[:200]
    own_voice = frames(tone(300, 4, 3000))
    with_fork, without = Meeting("an", None), Meeting("an", None)
    for i, sound in enumerate(room):
        with_fork.tick(sound, own_voice[i] if i >= 100 else None)
        without.tick(sound, None)
    assert [*with_fork.streams.own] == ["an"]
    # Bit for bit: his decoder cannot know that the encoder changed.
    assert with_fork.packets["an"] == without.packets["an"]
    assert with_fork.packets[None] != without.packets[None]


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
    assert segmental_snr(expected[at], heard[at]) > (12 if others else 34)


def test_short_pauses_do_not_change_the_stream() -> None:
    streams = Streams()
    for i in range(500):
        streams.assign(["an"] if i % 20 < 20 - HOLD else [], {"an", None})
        assert "an" in streams.own
    for _ in range(HOLD + 1):
        streams.assign([], {"an", None})
    assert streams.own == {}


def test_only_listeners_get_streams() -> None:
    streams = Streams()
    streams.assign(["an", "binh"], {"binh"})
    assert [*streams.own] == ["binh"]
    assert not streams.sharing
    streams.assign(["an", "binh"], set())
    assert streams.own == {}
    assert not streams.sharing


def test_who_is_not_a_member_shares() -> None:
    streams = Streams()
    streams.assign(["an"], {"an", None})
    assert [*streams.own] == ["an"]
    assert streams.sharing


def test_streams_are_used_again() -> None:
    streams = Streams()
    streams.assign(["an"], {"an"})
    first = streams.own["an"]
    streams.assign([], set())
    streams.assign(["binh"], {"binh"})
    assert streams.own["binh"] is first
    assert first.gain == 1
