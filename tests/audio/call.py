"""A voice's whole way in simulated time: speaker, line, mixer, line, listener.

Packets are written and read by the endpoints themselves; only the lines are models.
"""

import random
from dataclasses import dataclass, field

import numpy as np

from mcu.audio.mixer import AudioMixer
from mcu.audio.opus import Encoder
from mcu.audio.rendition import PLAIN, Rendition
from mcu.audio.voice import Voice
from mcu.media import TICK_NS, Codec, Encoded, Pcm
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.packet import parse_rtp
from mcu.rtc.voice import AudioInbound
from signaling.bench.line import Conditions, Line
from tests.audio.sounds import frames, speech

GOOD = Conditions()
MS = 1_000_000
STEP = 5 * MS
OPUS = 111
RED = 63
SRTP_TAG = bytes(10)


class Way:
    """One direction: an outbound stream, a line, an inbound stream, a voice."""

    def __init__(self, conditions: Conditions, seed: int, voice: Voice) -> None:
        self.line = Line(conditions, random.Random(seed))
        self.out = AudioOutbound(OPUS, 4711, self._write, red_type=RED)
        self.into = AudioInbound(OPUS, None, 1, RED)
        self.voice = voice
        self.now = 0
        self.octets = 0

    def _write(self, *packets: bytes) -> int:
        for packet in packets:
            self.octets += len(packet) + len(SRTP_TAG) + 28
            self.line.push(packet + SRTP_TAG, self.now)
        return len(packets)

    def deliver(self, frame: Encoded) -> bool:
        return self.out.deliver(frame)

    def arrive(self, now: int) -> None:
        self.now = now
        for data in self.line.pop(now):
            for packet in self.into.receive(parse_rtp(data[: -len(SRTP_TAG)]), now):
                self.voice.put(packet)


@dataclass
class Call:
    """What the listener heard, and what it took."""

    sound: Pcm
    up: Way
    down: Way
    delays: list[float] = field(default_factory=list)
    kbps: float = 0.0


def call(
    up: Conditions = GOOD,
    down: Conditions = GOOD,
    *,
    seed: int = 1,
    rounds: int = 2,
    packet_loss: int = 0,
    rendition: Rendition = PLAIN,
    bitrate: int = 32_000,
    up_copies: int = 0,
    down_copies: int = 0,
) -> Call:
    """Let somebody speak to somebody else. `packet_loss`: percent that the speaker protects
    against, as a browser does after a report; `rendition` is what the listener gets.
    """
    mixer = AudioMixer(on_speakers=lambda _: None)
    ear = Voice("ear", lambda _: None)
    uplink = Way(up, seed, mixer.add("speaker"))
    downlink = Way(down, seed + 1000, ear)
    mixer.suit(mixer.listen(downlink), rendition)
    uplink.out.copies = up_copies
    downlink.out.copies = down_copies
    encoder = Encoder(bitrate=bitrate)
    encoder.packet_loss = packet_loss
    said = frames(np.tile(speech(), rounds))
    extra = 100
    heard = np.zeros((len(said) + extra, said.shape[1]), np.int16)
    result = Call(heard.reshape(-1), uplink, downlink)
    start = 10**12
    for tick in range(len(said) + extra):
        due = start + tick * TICK_NS
        for now in range(due, due + TICK_NS, STEP):
            uplink.arrive(now)
            downlink.arrive(now)
        if tick < len(said):
            uplink.deliver(Encoded(Codec.OPUS, encoder.encode(said[tick]), due))
        mixer.tick(due + TICK_NS - STEP)
        plan = ear.plan(due + TICK_NS - STEP)
        if plan is not None:
            ear.decoder.render(plan, heard[tick])
            result.delays.append(ear.delay / MS)
    result.kbps = downlink.octets * 8 / (len(said) + extra) / 20
    return result
