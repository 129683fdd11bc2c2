"""The wrapper of libopus, with real packets."""

import random
from typing import Any

import numpy as np
import pytest

from mcu.audio.opus import (
    MAX_SAMPLES,
    BadPacketError,
    Decoder,
    Encoder,
    OpusError,
    has_fec,
    packet_samples,
)
from mcu.media import TICK_SAMPLES
from tests.audio.sounds import Samples, frames, power_at, segmental_snr, speech, tone


def encode(sound: Samples, packet_loss: int = 0) -> list[bytes]:
    encoder = Encoder()
    encoder.packet_loss = packet_loss
    return [encoder.encode(frame) for frame in frames(sound)]


def decode(packets: list[bytes]) -> Samples:
    decoder = Decoder()
    return np.concatenate([decoder.decode(packet).copy() for packet in packets])


def test_a_tone_comes_through() -> None:
    sound = tone(440, 1)
    heard = decode(encode(sound))
    assert heard.dtype == np.int16
    assert heard.shape == sound.shape
    assert power_at(heard[9600:], 440) == pytest.approx(power_at(sound[9600:], 440), abs=1)


def test_the_bitrate_is_that_of_a_voice() -> None:
    packets = encode(speech())
    kbps = sum(map(len, packets)) * 8 * 50 / len(packets) / 1000
    assert 15 < kbps < 36
    assert {packet_samples(packet) for packet in packets} == {TICK_SAMPLES}


@pytest.mark.parametrize(("loss", "gain"), [(0.1, 2.5), (0.2, 3)])
def test_fec_is_better_than_concealment(loss: float, gain: float) -> None:
    """Judged against the clean decode, only by what was lost and the echo of it."""
    packets = encode(speech(), packet_loss=10)
    clean = decode(packets)
    rng = random.Random(5)
    lost = {i for i in range(1, len(packets) - 1) if rng.random() < loss}
    results = {}
    for fec in (False, True):
        decoder = Decoder()
        heard = []
        for i, packet in enumerate(packets):
            if i not in lost:
                heard.append(decoder.decode(packet).copy())
            elif fec and i + 1 not in lost:
                heard.append(decoder.decode(packets[i + 1], fec=True).copy())
            else:
                heard.append(decoder.decode(None).copy())
        results[fec] = segmental_snr(clean, np.concatenate(heard))
    assert results[True] > results[False] + gain


def test_fec_is_there_when_loss_is_expected() -> None:
    with_fec = sum(has_fec(packet) for packet in encode(speech(), packet_loss=10))
    without = sum(has_fec(packet) for packet in encode(speech()))
    assert with_fec > len(frames(speech())) / 3
    assert without == 0


@pytest.mark.parametrize("samples", [120, 480, TICK_SAMPLES, 2880])
def test_concealment_is_as_long_as_asked(samples: int) -> None:
    decoder = Decoder()
    for packet in encode(tone(300, 0.2)):
        decoder.decode(packet)
    assert decoder.decode(None, samples=samples).shape == (samples,)


def test_a_fork_goes_on_exactly_where_the_other_is() -> None:
    """Half from one encoder and half from its fork sounds as if all came from one."""
    sound = frames(speech())
    one, other = Encoder(), Encoder()
    one.packet_loss = other.packet_loss = 10
    packets = [one.encode(frame) for frame in sound[:150]]
    for frame in frames(tone(700, 1)):
        other.encode(frame)
    other.become(one)
    assert other.packet_loss == 10
    forked = packets + [other.encode(frame) for frame in sound[150:300]]
    straight = packets + [one.encode(frame) for frame in sound[150:300]]
    assert forked == straight


def test_rubbish_raises_and_the_decoder_lives_on() -> None:
    rng = random.Random(1)
    packets = encode(tone(440, 1))
    decoder = Decoder()
    bad = 0
    for _ in range(3000):
        try:
            sound = decoder.decode(rng.randbytes(rng.randrange(80)))
            assert 0 < len(sound) <= MAX_SAMPLES
        except BadPacketError:
            bad += 1
    assert bad > 100
    heard = np.concatenate([decoder.decode(packet).copy() for packet in packets])
    assert power_at(heard[24_000:], 440) == pytest.approx(-12.2, abs=1)


@pytest.mark.parametrize("packet", [b"", bytes([0xFF, 0x3F]), bytes([0x7B, 0])])
def test_impossible_packets_are_refused(packet: bytes) -> None:
    with pytest.raises(BadPacketError):
        packet_samples(packet)
    with pytest.raises(BadPacketError):
        Decoder().decode(packet)


def test_reset_forgets() -> None:
    decoder = Decoder()
    for packet in encode(tone(440, 0.5)):
        decoder.decode(packet)
    decoder.reset()
    assert not decoder.decode(None).any()


def test_dtx_makes_tiny_packets_of_silence() -> None:
    encoder = Encoder(dtx=True)
    sizes = [len(encoder.encode(np.zeros(TICK_SAMPLES, np.int16))) for _ in range(60)]
    assert sum(size <= 2 for size in sizes) > 20


def test_what_is_not_a_tick_is_refused() -> None:
    encoder = Encoder()
    wrong: list[Any] = [
        np.zeros(480, np.int16),
        np.zeros(TICK_SAMPLES, np.int32),
        np.zeros(2 * TICK_SAMPLES, np.int16)[::2],
    ]
    for pcm in wrong:
        with pytest.raises(OpusError):
            encoder.encode(pcm)
