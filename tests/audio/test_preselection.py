"""Who is decoded: as few as can be heard, and nobody is lost by what he or another claims."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from mcu.audio.mix import levels
from mcu.audio.mixer import MAX_SPEAKERS, AudioMixer
from mcu.audio.opus import Decoder, Encoder
from mcu.audio.plan import Part, Piece, Plan, Resume
from mcu.audio.preselection import LIES, PROBE, Preselection
from mcu.audio.voice import VoiceDecoder
from mcu.media import TICK_NS, TICK_SAMPLES, Encoded, VoicePacket
from mcu.messages import Speaker
from tests.audio.sounds import Samples, biggest_step, frames, power_at, segmental_snr, speech, tone

SECOND = 50
SILENT = np.zeros(TICK_SAMPLES * SECOND, np.int16)
Claim = Callable[[int], int | None]


def honest(level: int) -> int | None:
    return level


def says(claim: int | None) -> Claim:
    return lambda _: claim


class Sender:
    """A member with a loop of sound, who claims something of its level."""

    def __init__(self, mixer: AudioMixer, name: str, sound: Samples, claim: Claim) -> None:
        self.voice = mixer.add(name)
        self.sound = sound
        self._claim = claim
        self._encoder = Encoder()
        self._sent = 0

    def send(self, now: int) -> None:
        ticks = frames(self.sound)
        frame = ticks[self._sent % len(ticks)]
        claim = self._claim(levels(frame[None])[0])
        payload = self._encoder.encode(frame)
        timestamp = self._sent * TICK_SAMPLES
        self.voice.put(VoicePacket(self._sent, timestamp, payload, now - 5_000_000, claim))
        self._sent += 1


class Hall:
    """Senders and one who only listens, in simulated time."""

    def __init__(self) -> None:
        self.speakers: tuple[Speaker, ...] = ()
        self.mixer = AudioMixer(on_speakers=self._hear)
        self.mixer.listen(self)
        self.senders: list[Sender] = []
        self.packets: list[bytes] = []
        self._tick = 0

    def _hear(self, speakers: tuple[Speaker, ...]) -> None:
        self.speakers = speakers

    def deliver(self, frame: Encoded) -> bool:
        self.packets.append(frame.data)
        return True

    def join(self, name: str, sound: Samples, claim: Claim = honest) -> Sender:
        sender = Sender(self.mixer, name, sound, claim)
        self.senders.append(sender)
        return sender

    def run(self, ticks: int) -> float:
        """Return how many packets were decoded in a tick, on average."""
        before = self.mixer.decodes
        for _ in range(ticks):
            self._tick += 1
            now = self._tick * TICK_NS
            for sender in self.senders:
                sender.send(now)
            self.mixer.tick(now)
        return (self.mixer.decodes - before) / ticks

    def sound(self, last: int) -> Samples:
        decoder = Decoder()
        ticks = [decoder.decode(one).copy() for one in self.packets]
        return np.concatenate(ticks[-last:])


@pytest.mark.parametrize(("claim", "most"), [(honest, MAX_SPEAKERS + 1), (says(None), 25.5)])
def test_of_25_who_talk_the_loudest_are_decoded(claim: Claim, most: float) -> None:
    """And of the others two in a hundred packets, to see that they say the truth."""
    hall = Hall()
    softer = 25 - MAX_SPEAKERS
    for number in range(25):
        hall.join(f"{number}", tone(300 + 40 * number, 1, 600 if number < softer else 3000), claim)
    hall.run(SECOND)
    assert most - 1 <= hall.run(4 * SECOND) <= most
    heard = hall.sound(SECOND)
    powers = [power_at(heard, 300 + 40 * number) for number in range(25)]
    assert min(powers[softer:]) > max(powers[:softer]) + 10


def test_who_is_silent_costs_next_to_nothing() -> None:
    hall = Hall()
    for number in range(25):
        hall.join(f"{number}", SILENT)
    assert hall.run(10 * SECOND) <= 25 / PROBE + 0.2


def test_muted_packets_are_not_decoded() -> None:
    hall = Hall()
    for number in range(5):
        hall.join(f"{number}", tone(440, 1)).voice.muted = True
    assert hall.run(2 * SECOND) == 0


@pytest.mark.parametrize("pause", [20, 60, 120])
def test_speech_sounds_as_it_does_without_claims(pause: int) -> None:
    """First syllables after a pause included: the decoder is in step when they come."""
    sounds = []
    talk = frames(speech())[:200].reshape(-1)
    loop = np.concatenate([talk, np.zeros(pause * TICK_SAMPLES, np.int16)])
    for claim in (honest, says(None)):
        hall = Hall()
        hall.join("an", loop, claim)
        hall.run(3 * (200 + pause))
        sounds.append(hall.sound(2 * (200 + pause)))
    assert segmental_snr(sounds[1], sounds[0]) > 12
    assert biggest_step(sounds[0]) <= 1.2 * biggest_step(sounds[1])


@pytest.mark.parametrize("claim", [127, 100, 70])
def test_who_says_that_he_is_silent_is_heard_all_the_same(claim: int) -> None:
    hall = Hall()
    hall.join("honest", tone(700, 1, 6000))
    hall.join("liar", tone(440, 1, 6000), says(claim))
    hall.run(PROBE + LIES + 10)
    hall.run(3 * SECOND)
    assert power_at(hall.sound(2 * SECOND), 440) > -20
    assert {one.member for one in hall.speakers} == {"honest", "liar"}


@pytest.mark.parametrize("claim", [0, 20])
def test_who_says_that_he_is_loud_takes_nobodys_place(claim: int) -> None:
    hall = Hall()
    for number in range(MAX_SPEAKERS + 3):
        hall.join(f"liar {number}", SILENT, says(claim))
    hall.run(2 * SECOND)
    hall.join("honest", tone(700, 1, 6000))
    hall.run(SECOND)
    assert power_at(hall.sound(SECOND // 2), 700) > -20
    hall.run(SECOND)
    assert [one.member for one in hall.speakers] == ["honest"]


def test_a_lie_now_and_then_is_forgiven() -> None:
    """An onset may fall into the packet before; such a sender is still believed."""
    chooser: Preselection[str] = Preselection(1)
    for tick in range(500):
        chooser.choose({"an": 30})
        chooser.check("an", 30, 60 if tick % 5 == 0 else 31)
    chosen = [chooser.choose({"an": 80})[0] for _ in range(200)]
    assert not chosen[-1]


def test_nobody_is_looked_at_for_ever() -> None:
    """Whoever goes and comes back is a new sender."""
    chooser: Preselection[str] = Preselection(1)
    for _ in range(2 * LIES):
        chooser.choose({"an": 127})
        chooser.check("an", 127, 20)
    assert "an" in chooser.choose({"an": 127})[0]
    chooser.choose({})
    chosen, probed = chooser.choose({"an": 127})
    assert not chosen
    assert probed == {"an"}


@pytest.mark.parametrize("ticks", [1, 2, 3])
def test_a_decoder_resumes_in_the_middle_of_a_packet(ticks: int) -> None:
    """With packets of 60 ms too: what is owed of the one that was left out is its end."""
    encoder, sound = Encoder(), tone(440, 2)
    size = ticks * TICK_SAMPLES
    payloads = [encoder.encode(one) for one in sound[: len(sound) // size * size].reshape(-1, size)]
    whole = np.concatenate([Decoder().decode(payloads[0]).copy()])
    assert whole.size == size
    rng = random.Random(ticks)
    decoder = VoiceDecoder()
    out = np.zeros(TICK_SAMPLES, np.int16)
    resume: Resume | None = None
    skipping = False
    for at, payload in enumerate(payloads):
        for part in range(ticks):
            pieces = (Piece(Part.PACKET, size, payload),) if part == 0 else ()
            owed = (ticks - 1 - part) * TICK_SAMPLES
            if rng.random() < 0.3:
                skipping = not skipping
            if skipping:
                resume = Resume(payload, owed)
                continue
            decoder.render(Plan(pieces), out, resume)
            if at > 2:
                assert np.abs(out.astype(int)).max() > 1000
            resume = None
