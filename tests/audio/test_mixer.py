"""The whole way of sound: members send Opus, and what each of them hears is judged by ear."""

import asyncio
from itertools import pairwise

import numpy as np
import pytest

from mcu.audio.mixer import AudioMixer, Listener
from mcu.audio.opus import Decoder, Encoder
from mcu.audio.voice import Voice
from mcu.media import SAMPLE_RATE, TICK_NS, TICK_SAMPLES, Codec, Encoded, VoicePacket
from mcu.messages import Speaker
from tests.audio.sounds import Samples, biggest_step, distortion, frames, power_at, tone
from tests.patience import PATIENCE

NOTES = [317, 463, 641, 881, 1171, 1523, 2011, 2617, 3299]
"""No harmonic series: Opus takes evenly spaced tones for one voice and fills its gaps."""


class Ear:
    """A sink that decodes what it gets."""

    def __init__(self) -> None:
        self.packets: list[Encoded] = []
        self.takes = True

    def deliver(self, frame: Encoded) -> bool:
        if self.takes:
            self.packets.append(frame)
        return self.takes

    @property
    def sound(self) -> Samples:
        decoder = Decoder()
        return np.concatenate([decoder.decode(one.data).copy() for one in self.packets])


class Member:
    """A point that sends a looped sound and hears the mix."""

    def __init__(self, mixer: AudioMixer, name: str, sound: Samples | None) -> None:
        self.name = name
        self.voice: Voice = mixer.add(name)
        self.ear = Ear()
        self.listener: Listener = mixer.listen(self.ear, name)
        self._encoder = Encoder()
        self._frames = None if sound is None else frames(sound)
        self._sent = 0

    def send(self, now: int) -> None:
        if self._frames is None:
            return
        payload = self._encoder.encode(self._frames[self._sent % len(self._frames)])
        self.voice.put(VoicePacket(self._sent, self._sent * TICK_SAMPLES, payload, now - 5_000_000))
        self._sent += 1


class Hall:
    """A mixer on a simulated clock, with members."""

    def __init__(self, max_speakers: int = 9) -> None:
        self.reports: list[tuple[Speaker, ...]] = []
        self.mixer = AudioMixer(on_speakers=self.reports.append, max_speakers=max_speakers)
        self.members: list[Member] = []
        self.now = 10**12

    def join(self, name: str, sound: Samples | None = None) -> Member:
        member = Member(self.mixer, name, sound)
        self.members.append(member)
        return member

    def leave(self, member: Member) -> None:
        self.members.remove(member)
        self.mixer.unlisten(member.listener)
        self.mixer.remove(member.name)

    def go(self, ticks: int) -> None:
        for _ in range(ticks):
            for member in self.members:
                member.send(self.now)
            self.mixer.tick(self.now)
            self.now += TICK_NS


@pytest.mark.parametrize("count", [2, 6, 9])
def test_each_hears_all_others_and_not_himself(count: int) -> None:
    hall = Hall()
    notes = NOTES[:count]
    members = [hall.join(f"m{hz}", tone(hz, 1, 3000)) for hz in notes]
    viewer = Ear()
    hall.mixer.listen(viewer)
    hall.go(150)
    sent = power_at(tone(330, 1, 3000), 330)
    for own, member in zip(notes, members, strict=True):
        heard = member.ear.sound[-SAMPLE_RATE:]
        for hz in notes:
            if hz == own:
                assert power_at(heard, hz) < sent - 30  # the codec, not the mix: that is exact
            else:
                assert power_at(heard, hz) > sent - 4
    for hz in notes:
        assert power_at(viewer.sound[-SAMPLE_RATE:], hz) > sent - 4


def test_nobody_hears_himself_from_the_first_word_on() -> None:
    """Nor when he begins, pauses and stops: at no time is his own tone in what he gets."""
    hall = Hall()
    talk = np.concatenate([tone(810, 1, 9000), np.zeros(2 * SAMPLE_RATE, np.int16)])
    member = hall.join("an", talk)
    hall.join("binh", tone(450, 1, 3000))
    hall.go(700)
    heard = member.ear.sound
    for at in range(0, len(heard) - 9600, 4800):
        assert power_at(heard[at : at + 9600], 810) < -60


def test_ten_full_scale_voices_do_not_clip() -> None:
    """The mix of ten shouting is as clean as that of ten speaking: the codec is all one hears."""
    notes = [float(hz) for hz in (*NOTES, 3990)]
    noise = {}
    for peak in (2000, 32_000):
        hall = Hall(max_speakers=10)
        for hz in notes:
            hall.join(f"m{hz}", tone(hz, 1, peak))
        viewer = Ear()
        hall.mixer.listen(viewer)
        hall.go(200)
        heard = viewer.sound[-2 * SAMPLE_RATE :]
        assert (np.abs(heard) >= 32_700).mean() < 0.0005
        noise[peak] = distortion(heard, notes)
    assert noise[32_000] < noise[2000] + 3


def test_a_single_voice_comes_through_unchanged_in_level() -> None:
    hall = Hall()
    hall.join("an", tone(440, 1, 12_000))
    other = hall.join("binh")
    hall.go(150)
    heard = other.ear.sound[-SAMPLE_RATE:]
    assert power_at(heard, 440) == pytest.approx(power_at(tone(440, 1, 12_000), 440), abs=0.5)


def test_encodes_are_shared() -> None:
    """Three talk, forty listen, and a recorder: four encodes."""
    hall = Hall()
    for hz in NOTES[:3]:
        hall.join(f"m{hz}", tone(hz, 1))
    for i in range(40):
        hall.join(f"silent{i}")
    recorder = Ear()
    hall.mixer.listen(recorder)
    hall.go(100)
    before, decoded = hall.mixer.encodes, hall.mixer.decodes
    hall.go(50)
    assert hall.mixer.encodes - before == 50 * 4
    assert hall.mixer.decodes - decoded == 50 * 3
    shared = {id(member.ear.packets[-1]) for member in hall.members[3:]}
    assert shared == {id(recorder.packets[-1])}
    assert len({id(member.ear.packets[-1]) for member in hall.members}) == 4


def test_nobody_listens_nothing_is_encoded() -> None:
    hall = Hall()
    member = hall.join("an", tone(440, 1))
    hall.mixer.unlisten(member.listener)
    hall.mixer.unlisten(member.listener)
    hall.go(50)
    assert hall.mixer.encodes == 0
    assert hall.mixer.decodes > 40
    assert [one.member for one in hall.reports[-1]] == ["an"]


def test_silence_is_sent_all_the_time() -> None:
    hall = Hall()
    member = hall.join("an")
    hall.go(100)
    assert len(member.ear.packets) == 100
    assert np.abs(member.ear.sound).max() <= 3


def test_pts_are_the_ticks() -> None:
    hall = Hall()
    member = hall.join("an")
    hall.join("binh", tone(440, 1, 8000))
    hall.go(60)
    hall.now += 3 * TICK_NS  # three ticks that could not be made
    hall.go(40)
    pts = [one.pts for one in member.ear.packets]
    assert len(pts) == 100
    assert all((at - pts[0]) % TICK_NS == 0 for at in pts)
    assert [b - a for a, b in pairwise(pts)].count(4 * TICK_NS) == 1
    assert hall.mixer.late == 3
    assert hall.mixer.ticks == 100
    last = member.ear.packets[-1]
    assert last.codec is Codec.OPUS
    assert last.keyframe


def test_the_muted_are_not_decoded_and_heard_within_100_ms_after() -> None:
    hall = Hall()
    talker = hall.join("an", tone(440, 1))
    listener = hall.join("binh")
    hall.go(50)
    talker.voice.muted = True
    hall.go(100)
    before = hall.mixer.decodes
    hall.go(100)
    assert hall.mixer.decodes == before
    assert power_at(listener.ear.sound[-48_000:], 440) < -80
    talker.voice.muted = False
    muted = len(listener.ear.sound)
    hall.go(20)
    heard = listener.ear.sound[muted:]
    first = int(np.argmax(np.abs(heard) > 2000))
    assert 0 < first <= 4800


def test_joining_muting_and_leaving_do_not_click() -> None:
    hall = Hall()
    listener = hall.join("binh")
    first = hall.join("an", tone(310, 1, 6000))
    hall.go(50)
    second = hall.join("chi", tone(510, 1, 6000))
    hall.go(33)
    first.voice.muted = True
    hall.go(33)
    first.voice.muted = False
    second.voice.clear()
    hall.go(33)
    hall.leave(first)
    hall.go(33)
    hall.leave(second)
    hall.go(33)
    steps = 6000 * 2 * np.pi * (310 + 510) / SAMPLE_RATE
    assert biggest_step(listener.ear.sound) < 1.5 * steps


def test_who_rejoins_under_the_same_name_is_heard() -> None:
    hall = Hall()
    listener = hall.join("binh")
    hall.go(3)
    for _ in range(3):
        member = hall.join("an", tone(440, 1))
        hall.go(40)
        with pytest.raises(ValueError, match="an"):
            hall.mixer.add("an")
        hall.leave(member)
    hall.join("an", tone(690, 1))
    hall.go(80)
    heard = listener.ear.sound[-48_000:]
    assert power_at(heard, 690) > -15
    assert power_at(heard, 440) < -70
    hall.mixer.remove("nobody")


def test_only_the_loudest_are_mixed_where_many_talk() -> None:
    hall = Hall(max_speakers=3)
    peaks = [1000, 1000, 1000, 9000, 9000, 9000]
    members = [
        hall.join(f"m{hz}", tone(hz, 1, peak)) for hz, peak in zip(NOTES, peaks, strict=False)
    ]
    hall.go(150)
    soft = members[0].ear.sound[-SAMPLE_RATE:]
    for hz in NOTES[3:6]:
        assert power_at(soft, hz) > -15
    for hz in NOTES[:3]:
        # What the codec leaves beside loud tones is -51 to -56 dB, by the processor's vector units.
        assert power_at(soft, hz) < power_at(tone(hz, 1, 1000), hz) - 15
    # Who is not in the mix shares: three own encodes and one for all others.
    assert len({id(member.ear.packets[-1]) for member in members}) == 4
    before = hall.mixer.encodes
    hall.go(10)
    assert hall.mixer.encodes - before == 40


def test_who_speaks_is_reported_loudest_first() -> None:
    hall = Hall()
    hall.join("an", tone(440, 1, 2000))
    binh = hall.join("binh", tone(570, 1, 20_000))
    hall.join("chi")
    hall.go(60)
    assert [one.member for one in hall.reports[-1]] == ["binh", "an"]
    binh.voice.muted = True
    hall.go(15)
    assert [one.member for one in hall.reports[-1]] == ["an"]
    hall.leave(binh)
    hall.go(60)
    assert [one.member for one in hall.reports[-1]] == ["an"]


def test_a_slow_sink_disturbs_nobody() -> None:
    hall = Hall()
    slow, quick = hall.join("an"), hall.join("binh")
    slow.ear.takes = False
    hall.go(30)
    assert (len(slow.ear.packets), len(quick.ear.packets)) == (0, 30)


def test_a_sink_may_leave_while_it_is_served() -> None:
    hall = Hall()

    class Leaver:
        def __init__(self) -> None:
            self.got = 0

        def deliver(self, frame: Encoded) -> bool:
            self.got += 1
            for one in listeners:
                hall.mixer.unlisten(one)
            return True

    sinks = [Leaver(), Leaver()]
    listeners = [hall.mixer.listen(sink) for sink in sinks]
    hall.go(5)
    assert [sink.got for sink in sinks] == [1, 0]


async def test_the_real_tick_runs_on_time_and_ends_clean() -> None:
    """On the real clock: half a second, packets 20 ms apart."""
    mixer = AudioMixer(on_speakers=lambda _: None)
    ear = Ear()
    voice = mixer.add("an")
    listener = mixer.listen(ear, "binh")
    running = asyncio.create_task(mixer.run())
    encoder, sound = Encoder(), frames(tone(440, 1))
    enough = asyncio.Event()

    class Counting:
        def __init__(self) -> None:
            self.count = 0

        def deliver(self, frame: Encoded) -> bool:
            payload = encoder.encode(sound[self.count % 50])
            voice.put(VoicePacket(self.count, self.count * TICK_SAMPLES, payload, frame.pts))
            self.count += 1
            if self.count == 25:
                enough.set()
            return True

    counting = Counting()
    mixer.listen(counting)
    await asyncio.wait_for(enough.wait(), PATIENCE)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    mixer.unlisten(listener)
    pts = [one.pts for one in ear.packets]
    assert all((at - pts[0]) % TICK_NS == 0 for at in pts)
    assert len(pts) >= 25
