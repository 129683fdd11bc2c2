"""Who gets which form of the mix, and that a change of it is no gap."""

import shutil
from itertools import pairwise

import numpy as np
import pytest

from mcu.audio.mixer import LARGE, AudioMixer
from mcu.audio.opus import Decoder, Encoder, has_fec, packet_samples
from mcu.audio.rendition import (
    CALM_FOR,
    CYCLE,
    NARROW,
    NARROW_PROTECTED,
    PLAIN,
    PROTECTED,
    Rendition,
    SoundChooser,
)
from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, TICK_NS, TICK_SAMPLES, Encoded, VoicePacket
from signaling.bench.hearing import understood
from signaling.bench.line import Conditions
from tests.audio.call import Call, call
from tests.audio.sounds import Samples, frames, segmental_snr, speech

REPORT = 2 * NS_PER_S


class Ear:
    """A sink that keeps all."""

    def __init__(self) -> None:
        self.packets: list[Encoded] = []

    def deliver(self, frame: Encoded) -> bool:
        self.packets.append(frame)
        return True

    @property
    def sound(self) -> Samples:
        decoder = Decoder()
        return np.concatenate([decoder.decode(one.data).copy() for one in self.packets])

    def check_time(self) -> None:
        """Each packet begins where the one before it ends."""
        for one, after in pairwise(self.packets):
            assert after.pts - one.pts == packet_samples(one.data) * TICK_NS // TICK_SAMPLES


class Room:
    """One speaks, in simulated time."""

    def __init__(self) -> None:
        self.mixer = AudioMixer(on_speakers=lambda _: None)
        self.voice = self.mixer.add("an")
        encoder = Encoder()
        self._said = [encoder.encode(frame) for frame in frames(speech())]
        self._tick = 0

    def run(self, ticks: int, *, speak: bool = True) -> None:
        for _ in range(ticks):
            now = self._tick * TICK_NS
            if speak:
                payload = self._said[self._tick % len(self._said)]
                timestamp = self._tick * TICK_SAMPLES
                self.voice.put(VoicePacket(self._tick, timestamp, payload, now))
            self.mixer.tick(now)
            self._tick += 1


@pytest.mark.parametrize("member", ["an", "binh", None])
def test_a_move_is_neither_a_gap_nor_a_repetition(member: str | None) -> None:
    """Whether he speaks himself, is silent, or only watches."""
    room, ear, other = Room(), Ear(), Ear()
    if member == "binh":
        room.mixer.add("binh")
    listener = room.mixer.listen(ear, member)
    room.mixer.listen(other)
    for ticks, rendition in [(50, NARROW), (50, PROTECTED), (51, NARROW_PROTECTED), (52, PLAIN)]:
        room.run(ticks)
        room.mixer.suit(listener, rendition)
    room.run(53)
    ear.check_time()
    other.check_time()
    assert {packet_samples(one.data) for one in other.packets} == {TICK_SAMPLES}
    lengths = [packet_samples(one.data) // TICK_SAMPLES for one in ear.packets]
    assert [length for length, after in pairwise([*lengths, 0]) if length != after] == [
        1,
        3,
        1,
        3,
        1,
    ]
    assert sum(lengths) >= 254


def test_a_speaker_on_a_narrow_line() -> None:
    """To own encode and back, in the middle of packets of 60 ms."""
    room, ear = Room(), Ear()
    room.mixer.suit(room.mixer.listen(ear, "an"), NARROW)
    for speaking in range(12):
        room.run(37 + speaking, speak=bool(speaking % 2))
    ear.check_time()


def test_the_first_to_move_hears_no_blur() -> None:
    """The narrow encoder goes on where the plain one is."""
    sounds = []
    for moves in (True, False):
        room, ear = Room(), Ear()
        listener = room.mixer.listen(ear)
        room.run(99)
        if moves:
            room.mixer.suit(listener, Rendition(PLAIN.bitrate, 3, 0))
        room.run(99)
        sounds.append(ear.sound[: 192 * TICK_SAMPLES])
    moved, stayed = sounds
    around = slice(98 * TICK_SAMPLES, 106 * TICK_SAMPLES)
    assert segmental_snr(stayed[around], moved[around]) > 10


def lengths(ear: Ear) -> set[int]:
    """Milliseconds of the packets that have come since the last call."""
    packets, ear.packets = ear.packets, []
    return {packet_samples(one.data) * 20 // TICK_SAMPLES for one in packets}


def test_the_silent_of_a_large_meeting_get_fewer_packets_of_the_same_sound() -> None:
    room = Room()
    ears = {name: Ear() for name in ("an", "binh", "chi", "viewer")}
    for name in ("binh", "chi"):
        room.mixer.add(name)
    listeners = {
        name: room.mixer.listen(ear, None if name == "viewer" else name)
        for name, ear in ears.items()
    }
    room.mixer.suit(listeners["chi"], PLAIN, calm=False)
    crowd = [room.mixer.listen(Ear()) for _ in range(LARGE - len(ears) - 1)]
    room.run(CYCLE)
    assert [lengths(ear) for ear in ears.values()] == [{20}] * 4
    crowd.append(room.mixer.listen(Ear()))
    room.run(3 * CYCLE)
    assert [lengths(ear) for ear in ears.values()] == [{20}, {40}, {20}, {20}]
    for listener in crowd[: LARGE // 5]:
        room.mixer.unlisten(listener)
    room.run(CYCLE)
    assert lengths(ears["binh"]) == {40}, "one more or less does not make them change to and fro"
    room.mixer.unlisten(crowd[-1])
    room.run(CYCLE)
    assert lengths(ears["binh"]) == {20}


def test_who_begins_to_send_hears_at_once_what_is_said() -> None:
    room, ear = Room(), Ear()
    voice = room.mixer.add("binh")
    room.mixer.listen(ear, "binh")
    for _ in range(LARGE):
        room.mixer.listen(Ear())
    room.run(50)
    silence = Encoder().encode(np.zeros(TICK_SAMPLES, np.int16))
    for tick in range(50, 100):
        voice.put(VoicePacket(tick, tick * TICK_SAMPLES, silence, tick * TICK_NS))
        room.run(1)
    room.run(200)
    ear.check_time()
    long = [packet_samples(one.data) > TICK_SAMPLES for one in ear.packets]
    assert [one for one, after in pairwise([*long, None]) if one is not after] == [
        True,
        False,
        True,
    ]
    begun = next(one.pts for one, is_long in zip(ear.packets, long, strict=True) if not is_long)
    assert begun <= (50 + 2 * CYCLE) * TICK_NS


def test_each_rendition_is_encoded_once() -> None:
    room = Room()
    room.mixer.add("binh")
    listeners = [room.mixer.listen(Ear()) for _ in range(30)]
    for listener, rendition in zip(listeners, [PLAIN, PROTECTED, NARROW] * 10, strict=True):
        room.mixer.suit(listener, rendition)
    room.run(3)
    before = room.mixer.encodes
    room.run(300)
    assert room.mixer.encodes - before == 300 + 300 + 100


def test_one_lossy_line_changes_nothing_for_the_others() -> None:
    """Bit for bit: no FEC that they do not need, no bits less for the voice."""
    ears = []
    for lossy in (True, False):
        room, ear = Room(), Ear()
        room.mixer.listen(ear)
        listener = room.mixer.listen(protected := Ear())
        if lossy:
            room.mixer.suit(listener, PROTECTED)
        room.run(200)
        ears.append([one.data for one in ear.packets])
        assert any(has_fec(one.data) for one in protected.packets) is lossy
    assert ears[0] == ears[1]


def reports(
    chooser: SoundChooser, loss: float, count: int, *, begin: int, height: int = 720
) -> int:
    chooser.fit(height)
    for number in range(count):
        chooser.judge(loss, begin + number * REPORT)
    return begin + count * REPORT


def test_protection_follows_the_loss() -> None:
    chooser = SoundChooser(takes_copies=True)
    now = reports(chooser, 0.004, 5, begin=0)
    assert (chooser.rendition, chooser.copies) == (PLAIN, 0)
    now = reports(chooser, 0.04, 3, begin=now)
    assert (chooser.rendition, chooser.copies) == (PLAIN, 1)
    now = reports(chooser, 0.1, 2, begin=now)
    assert (chooser.rendition, chooser.copies) == (PLAIN, 2)
    now = reports(chooser, 0.0, 10, begin=now)
    assert chooser.copies == 1
    reports(chooser, 0.0, CALM_FOR // REPORT, begin=now)
    assert chooser.copies == 0


def test_without_copies_there_is_fec() -> None:
    chooser = SoundChooser(takes_copies=False)
    reports(chooser, 0.04, 3, begin=0)
    assert (chooser.rendition, chooser.copies) == (PROTECTED, 0)


@pytest.mark.parametrize("height", [0, 180])
@pytest.mark.parametrize("takes_copies", [True, False])
def test_with_a_small_picture_goes_narrow_sound(height: int, takes_copies: bool) -> None:
    chooser = SoundChooser(takes_copies=takes_copies)
    now = reports(chooser, 0.0, 1, begin=0, height=height)
    assert (chooser.rendition, chooser.copies) == (NARROW, 0)
    reports(chooser, 0.1, 1, begin=now, height=height)
    assert (chooser.rendition, chooser.copies) == (NARROW_PROTECTED, 0)
    reports(chooser, 0.1, 1, begin=now, height=360)
    assert chooser.rendition is not NARROW_PROTECTED


def narrow_line(rate: int, rendition: Rendition, loss: float = 0.0) -> Call:
    line = Conditions(delay_ms=20, rate=rate, loss=loss, queue_ms=300)
    return call(down=line, rendition=rendition)


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng speaks")
def test_fifty_kilobits_carry_a_clear_voice_twice() -> None:
    """With half of the line left: 25 kbit/s are enough for the voice and its headers."""
    clean = call()
    narrow = narrow_line(25_000, NARROW)
    assert narrow.kbps <= 24
    assert understood(clean.sound, narrow.sound) >= 0.96
    assert narrow.down.line.counts.overflowed == 0
    lossy = narrow_line(50_000, NARROW_PROTECTED, loss=0.1)
    assert lossy.kbps <= 25
    assert understood(clean.sound, lossy.sound) >= 0.92
    assert narrow.down.line.counts.pushed < 0.4 * len(clean.sound) / SAMPLE_RATE * 50
