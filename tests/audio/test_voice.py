"""One voice, from packets to sound."""

import ctypes
import random

import numpy as np
import pytest

from mcu.audio import opus
from mcu.audio.opus import Decoder, Encoder
from mcu.audio.voice import Voice, leave_out_a_tick
from mcu.media import TICK_NS, TICK_SAMPLES, VoicePacket
from tests.audio.sounds import (
    Samples,
    biggest_step,
    frames,
    power_at,
    segmental_snr,
    speech,
    tone,
)


class Talk:
    """A voice on a clock."""

    def __init__(self) -> None:
        self.woken = 0
        self.voice = Voice("an", self._wake)
        self.decodes = 0
        self.tick = 0
        self.heard: list[Samples] = []

    def _wake(self, voice: Voice) -> None:
        self.woken += 1

    def hear(self, packets: list[VoicePacket], ticks: int) -> None:
        waiting = list(packets)
        for _ in range(ticks):
            now = self.tick * TICK_NS
            while waiting and waiting[0].arrived <= now:
                self.voice.put(waiting.pop(0))
            out = np.full(TICK_SAMPLES, 99, np.int16)
            plan = self.voice.plan(now)
            if plan is None:
                out[:] = 0
            else:
                self.decodes += self.voice.decoder.render(plan, out)
            self.heard.append(out)
            self.tick += 1

    @property
    def sound(self) -> Samples:
        return np.concatenate(self.heard)


def packets_of(sound: Samples, *, start: int = 0, packet_loss: int = 10) -> list[VoicePacket]:
    encoder = Encoder()
    encoder.packet_loss = packet_loss
    return [
        VoicePacket(i, i * TICK_SAMPLES, encoder.encode(frame), start + i * TICK_NS)
        for i, frame in enumerate(frames(sound))
    ]


def test_a_voice_is_heard_as_a_decoder_alone_would_give_it() -> None:
    packets = packets_of(speech())
    talk = Talk()
    talk.hear(packets, 300)
    decoder = Decoder()
    straight = np.concatenate([decoder.decode(one.payload).copy() for one in packets[:250]])
    assert best_snr(straight, talk.sound) > 33  # 35 is what identical sounds get


def test_fec_improves_what_is_heard_at_ten_percent_loss() -> None:
    """The whole way, judged against the same way without loss."""
    results = {}
    for packet_loss in (0, 10):  # 0: no FEC in the packets
        packets = packets_of(speech(), packet_loss=packet_loss)
        rng = random.Random(11)
        kept = [one for i, one in enumerate(packets) if i < 40 or rng.random() >= 0.1]
        sounds = []
        for some in (packets, kept):
            talk = Talk()
            talk.hear(some, len(packets))
            sounds.append(talk)
        results[packet_loss] = best_snr(sounds[0].sound, sounds[1].sound)
    assert results[10] > results[0] + 2


def best_snr(clean: Samples, heard: Samples) -> float:
    """Segmental SNR in pieces of half a second, each at the delay that suits it."""
    total, size = [], 25 * TICK_SAMPLES
    for at in range(4 * size, len(clean) - 2 * size, size):
        piece = clean[at : at + size]
        if np.abs(piece).max() > 1000:
            shifts = range(-4 * TICK_SAMPLES, 5 * TICK_SAMPLES, TICK_SAMPLES)
            total.append(max(segmental_snr(piece, heard[at + s : at + s + size]) for s in shifts))
    return float(np.mean(total))


@pytest.mark.parametrize("milliseconds", [10, 40, 60])
def test_other_frame_lengths_are_heard_whole(milliseconds: int) -> None:
    """Packets cut and joined by hand: libopus' own 10 ms frames, and several in one packet."""
    sound = tone(450, 3)  # whole periods in a tick, should one be left out
    encoder = Encoder()
    single = [encoder.encode(frame) for frame in frames(sound)]
    if milliseconds == 10:
        packets, samples = ten_ms_packets(sound), 480
    else:
        count, samples = milliseconds // 20, milliseconds * 48
        packets = [join(single[i : i + count]) for i in range(0, len(single) - count, count)]
    step = samples * TICK_NS // TICK_SAMPLES
    talk = Talk()
    talk.hear([VoicePacket(i, i * samples, one, i * step) for i, one in enumerate(packets)], 140)
    heard = talk.sound[20 * TICK_SAMPLES : 130 * TICK_SAMPLES]
    assert power_at(heard, 450) == pytest.approx(-12.2, abs=0.5)
    assert biggest_step(heard) < 800


def ten_ms_packets(sound: Samples) -> list[bytes]:
    """CELT-only 10 ms frames of the same sound, by an encoder told so."""
    state = ctypes.create_string_buffer(opus._lib.opus_encoder_get_size(1))
    opus._lib.opus_encoder_init(state, 48_000, 1, opus._APPLICATION_VOIP)
    out = ctypes.create_string_buffer(1275)
    packets = []
    for half in sound.reshape(-1, 480):
        size = opus._lib.opus_encode(state, half.ctypes.data, 480, out, 1275)
        packets.append(ctypes.string_at(out, size))
    return packets


def join(packets: list[bytes]) -> bytes:
    """Put frames of equal configuration into one packet (RFC 6716, section 3.2.5: code 3, VBR)."""
    toc = packets[0][0] & 0xFC | 3
    bodies = [packet[1:] for packet in packets]
    sizes = b""
    for body in bodies[:-1]:
        n = len(body)
        sizes += bytes([n]) if n < 252 else bytes([252 + (n & 3), (n - 252 - (n & 3)) // 4])
    return bytes([toc, 0x80 | len(packets)]) + sizes + b"".join(bodies)


def test_mute_ends_softly_decodes_nothing_and_unmute_is_heard_at_once() -> None:
    packets = packets_of(tone(440, 6))
    talk = Talk()
    talk.hear(packets[:101], 101)
    talk.voice.muted = True
    decodes = talk.decodes
    talk.hear(packets[101:200], 99)
    assert talk.decodes == decodes
    assert not np.concatenate(talk.heard[102:]).any()
    talk.voice.muted = False
    talk.hear(packets[200:], 60)
    loud = next(i for i, frame in enumerate(talk.heard[200:]) if np.abs(frame).max() > 4000)
    assert loud <= 4  # 100 ms
    assert biggest_step(talk.sound) < 700  # the tone itself: 460


@pytest.mark.parametrize("lag", [0.0, 0.08, 1.0], ids=["kept", "slow", "stopped"])
@pytest.mark.parametrize("pause", [15, 40, 160, 400])
def test_who_was_silent_while_muted_is_heard_at_once(pause: int, lag: float) -> None:
    """Timestamps go on in the pause, lose 8 % (Chromium, encoding not active), or stand still."""
    packets = packets_of(tone(440, 4))
    talk = Talk()
    talk.hear(packets[:100], 100)
    talk.voice.muted = True
    talk.hear([], pause)
    lost = int(pause * lag) * TICK_SAMPLES
    later = [
        VoicePacket(
            p.sequence, p.timestamp + pause * TICK_SAMPLES - lost, p.payload,
            p.arrived + pause * TICK_NS,
        )
        for p in packets[100:]
    ]  # fmt: skip
    talk.hear(later[:1], 1)  # it may be there before the mixer knows
    talk.voice.muted = False
    talk.hear(later[1:], 60)
    heard = talk.heard[100 + pause :]
    assert next(i for i, frame in enumerate(heard) if np.abs(frame).max() > 4000) <= 4  # 100 ms
    assert talk.voice.delay < 3 * TICK_NS


def test_clear_forgets_the_sender_without_a_click() -> None:
    talk = Talk()
    talk.hear(packets_of(tone(440, 2)), 80)
    talk.voice.clear()
    assert talk.voice.live
    other = packets_of(tone(700, 2), start=81 * TICK_NS)
    renamed = [
        VoicePacket(p.sequence + 60_000, p.timestamp + 10**8, p.payload, p.arrived) for p in other
    ]
    talk.hear(renamed, 90)
    assert biggest_step(talk.sound) < 1000
    assert power_at(talk.sound[-48_000:], 700) > -14
    assert power_at(talk.sound[-48_000:], 440) < -60
    assert talk.voice.stats.restarts == 0


def test_rubbish_costs_a_concealed_frame_and_nothing_else() -> None:
    packets = packets_of(tone(440, 3))
    rng = random.Random(2)
    for i in range(60, 140, 10):
        one = packets[i]
        packets[i] = VoicePacket(one.sequence, one.timestamp, rng.randbytes(30), one.arrived)
    packets[145] = VoicePacket(145, 145 * TICK_SAMPLES, b"", 145 * TICK_NS)
    talk = Talk()
    talk.hear(packets, 150)
    for frame in talk.heard[6:60]:
        assert np.abs(frame).max() > 7000
    assert talk.voice.live


def test_a_left_out_tick_is_not_heard() -> None:
    """Speech with every tenth tick left out has no larger steps than before."""
    sound = frames(speech())
    out = np.empty(TICK_SAMPLES, np.int16)
    pieces = []
    for i in range(0, len(sound) - 11, 11):
        pieces += [*sound[i : i + 9]]
        leave_out_a_tick(np.concatenate(sound[i + 9 : i + 11]), out)
        pieces.append(out.copy())
    shorter = np.concatenate(pieces)
    assert len(shorter) < 0.92 * sound.size
    assert biggest_step(shorter) <= 1.1 * biggest_step(speech())


def test_a_left_out_tick_of_a_tone_keeps_it_whole() -> None:
    sound = tone(450, 0.04)  # nine periods in a tick: the parts are alike everywhere
    out = np.empty(TICK_SAMPLES, np.int16)
    leave_out_a_tick(sound, out)
    assert np.abs(out.astype(int) - sound[:TICK_SAMPLES]).max() <= 2
