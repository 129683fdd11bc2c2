"""A member behind a line, packet by packet in simulated time: mix, streams, line, ear, reports.

Everything but the line and the pictures' content is what runs in a meeting; who decides what is
sent are the choosers, by the reports that the line lets through.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec.structs import replace

from mcu.ahead import Ahead
from mcu.audio.mixer import AudioMixer
from mcu.audio.opus import Encoder
from mcu.audio.rendition import PLAIN, SoundChooser
from mcu.audio.voice import Voice
from mcu.beside import Beside
from mcu.clock import NS_PER_S
from mcu.media import TICK_NS, TICK_SAMPLES, Codec, Encoded, VoicePacket
from mcu.messages import MemberKind
from mcu.patience import Patience
from mcu.rtc.answer import choose
from mcu.rtc.client import Silent
from mcu.rtc.description import read_description
from mcu.rtc.handler import Track
from mcu.rtc.ice import Credentials
from mcu.rtc.line import Line as MediaLine
from mcu.rtc.line import Transport, write_description
from mcu.rtc.offer import agreed_lines, offered_lines
from mcu.rtc.quality import LineMeter
from mcu.rtc.streams import Streams
from mcu.rung import RungChooser
from mcu.video.ladder import Rung, ladder
from mcu.video.rendition import KeyframeGate
from signaling.bench.line import Conditions, Line
from tests.audio.sounds import frames, speech
from tests.rtc.material import frame

LADDER = ladder(1280, 720, 25, 1_500_000)
STEP = 5_000_000
TAG = bytes(10)
RTCP_TAG = bytes(14)


class Server(Silent):
    """Remembers that a keyframe was asked for, as `Watch` and `Rendition` do."""

    now = 0

    def __init__(self) -> None:
        self.on_content: Callable[[], None] = lambda: None
        self.gate = KeyframeGate()
        self.patience = Patience()

    def on_keyframe_request(self, track: Track) -> None:
        if track is Track.CONTENT:
            self.on_content()
        elif self.patience.allows(self.now):
            self.gate.request()


class Member(Silent):
    """Plays the sound, counts the pictures."""

    def __init__(self) -> None:
        self.voice = Voice("member", lambda _: None)
        self.frames = 0

    def on_voice(self, packet: VoicePacket) -> None:
        self.voice.put(packet)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        self.frames += 1


@dataclass
class Second:
    """What one second was like: shares of the sound, pictures, and the height chosen."""

    concealed: float
    silent: float
    fps: int
    height: int
    delay_ms: float

    @property
    def missing(self) -> float:
        return self.concealed + self.silent


@dataclass
class ThinLine:
    """A listener's connection; `line` is both ways. Change `down.conditions` at any time."""

    conditions: Conditions
    seed: int = 1
    now: int = 10**12
    seconds: list[Second] = field(default_factory=list)
    content: Codec | None = None
    ear: Callable[[], Member] = Member

    def __post_init__(self) -> None:
        self.down = Line(self.conditions, random.Random(self.seed))
        self.up = Line(self.conditions, random.Random(self.seed + 1))
        self.server, self.member = Server(), self.ear()
        far, near = lines(self.content)
        self.server.on_overrun = self._on_overrun  # type: ignore[method-assign]
        self.streams = Streams(
            far, self.server, self._down, self._down_rtcp, cname="a", on_waiting=lambda: None
        )
        self.ends = Streams(near, self.member, self._up, self._up_rtcp, cname="b")
        self.rungs: RungChooser[Rung] = RungChooser(LADDER, self.now)
        self.sounds = SoundChooser(takes_copies=True)
        self.ahead = Ahead()
        self.meter = LineMeter(self.streams, self.now)
        self.mixer = AudioMixer(on_speakers=lambda _: None)
        self.talker = self.mixer.add("talker")
        assert self.streams.audio
        self.listener = self.mixer.listen(self.streams.audio)
        self.octets = self.ticks = self.number = 0
        self.shown: Rung | None = None
        encoder = Encoder()
        self.said = [encoder.encode(one) for one in frames(speech())]
        self._suit()

    @property
    def rung(self) -> Rung | None:
        """What is sent of people."""
        return self.rungs.rung

    @property
    def height(self) -> int:
        return self.rung.height if self.rung else 0

    def run(self, seconds: int) -> list[Second]:
        """Let time go by; return what it was like, second by second."""
        for _ in range(seconds):
            self._second()
        return self.seconds[-seconds:]

    def _second(self) -> None:
        voice, ticks = self.member.voice, NS_PER_S // TICK_NS
        before, frames_before, silent = voice.stats.concealed_samples, self.member.frames, 0
        delay = 0.0
        for _ in range(ticks):
            silent += not self._tick()
            delay = voice.delay / 1e6
        concealed = (voice.stats.concealed_samples - before) / TICK_SAMPLES / ticks
        fps = self.member.frames - frames_before
        height = self.height
        self.seconds.append(Second(round(concealed, 3), silent / ticks, fps, height, delay))

    def _tick(self) -> bool:
        """Go on by a tick; whether anything was played."""
        self.ticks += 1
        payload = self.said[self.ticks % len(self.said)]
        packet = VoicePacket(self.ticks, self.ticks * TICK_SAMPLES, payload, self.now)
        self.talker.put(packet)
        self.mixer.tick(self.now)
        if self.ticks % 2:
            self._show(self.ticks // 2)
        for _ in range(TICK_NS // STEP):
            self._carry()
            self.now += STEP
        if not self.ticks % 5:
            self.streams.tick(self.now)
            self.ends.tick(self.now)
            if self.meter.is_due(self.now):
                self._judge()
        return self.member.voice.plan(self.now) is not None

    def _show(self, number: int) -> None:
        """Send the picture that is due, if one is."""
        rung = self.rung
        if rung is None or number % rung.stride or self.streams.video is None:
            self.shown = rung and self.shown
            return
        gate = self.server.gate
        if self.shown is not rung:
            gate.reset()
        keyframe = gate.opens(self.now)
        if keyframe:
            gate.passed(self.now)
        self.shown = rung
        share = rung.bitrate * rung.stride // 25 // 8
        size = max(int(rung.bitrate * rung.burst / 8), share) if keyframe else share
        self.number += 1
        made = frame(Codec.VP8, self.number, size, keyframe=keyframe)
        self.streams.video.deliver(Encoded(Codec.VP8, made.data, self.now, keyframe))

    def _on_overrun(self, loss: float) -> bool:
        if self.rungs.pause(loss):
            self.meter.hasten()
            self._suit()
            return True
        return False

    @property
    def judge(self) -> RungChooser[Rung] | Beside:
        """Who judges the line."""
        return self.rungs

    def _judge(self) -> None:
        quality = self.meter.read(0, self.octets, self.now)
        judge = self.judge
        copies = self.sounds.copies * PLAIN.bitrate + quality.copies_down
        sent_once = max(quality.bitrate_down - copies, 0)
        judge.judge(replace(quality, bitrate_down=sent_once), self.now)
        self.streams.restrain(congested=judge.congested)
        if judge.trying:
            self.meter.hasten()
        self.streams.send_ahead(ahead=self.ahead.judge(quality, judge.congested, self.now))
        self.sounds.judge(quality.loss_down, self.now)
        self._suit()

    def _suit(self) -> None:
        self.sounds.fit(self.height)
        self.mixer.suit(self.listener, self.sounds.rendition)
        if self.streams.audio:
            self.streams.audio.copies = self.sounds.copies

    def _carry(self) -> None:
        self.server.now = self.now
        for line, end in ((self.down, self.ends), (self.up, self.streams)):
            for data in line.pop(self.now):
                if 192 <= data[1] < 224:
                    end.receive_rtcp(data[: -len(RTCP_TAG)], self.now)
                else:
                    end.receive_rtp(data[: -len(TAG)], self.now)
            end.poll(self.now)

    def _down(self, *packets: bytes) -> int:
        for one in packets:
            self.octets += len(one) + len(TAG)
            self.down.push(one + TAG, self.now)
        return len(packets)

    def _down_rtcp(self, packet: bytes) -> bool:
        self.octets += len(packet) + len(RTCP_TAG)
        self.down.push(packet + RTCP_TAG, self.now)
        return True

    def _up(self, *packets: bytes) -> int:
        for one in packets:
            self.up.push(one + TAG, self.now)
        return len(packets)

    def _up_rtcp(self, packet: bytes) -> bool:
        self.up.push(packet + RTCP_TAG, self.now)
        return True


def lines(content: Codec | None = None) -> tuple[list[MediaLine], list[MediaLine]]:
    """What server and member agree on."""
    wanted = offered_lines(MemberKind.POINT, audio=True, video=Codec.VP8, content=content, also=())
    offer = _description(wanted, "actpass")
    chosen = choose(read_description(offer), MemberKind.POINT)
    far = [one for one in chosen if isinstance(one, MediaLine)]
    return far, agreed_lines(wanted, read_description(_description(far, "passive")))


def _description(lines: list[MediaLine], setup: str) -> str:
    transport = Transport(Credentials.new(), _FINGERPRINT, setup, (), lite=False)
    return write_description(lines, transport, session=1, cname="cname")


_FINGERPRINT = "sha-256 " + ":".join(["AB"] * 32)


def main() -> None:
    """Print what lines of a few rates are like."""
    for kbps in (600, 200, 100, 70, 50):
        line = ThinLine(Conditions(delay_ms=20, rate=kbps * 1000))
        seconds = line.run(90)
        print(f"{kbps} kbit/s")
        for number, one in enumerate(seconds, 1):
            if number < 20 or one.missing:
                print(f"  {number:3} {one}")
        print(f"  missing after 6 s: {sum(one.missing for one in seconds[6:]) / 84:.2%}")


if __name__ == "__main__":
    main()
