"""A sink that moves between renditions: no picture missing, none twice, nobody else disturbed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.patience import Patience
from mcu.rtc.inbound import VideoInbound
from mcu.rtc.line import Coding
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.packet import RtpPacket, parse_rtp
from mcu.video.canvas import Canvas
from mcu.video.decoder import Decoder
from mcu.video.ladder import Rung
from mcu.video.rendition import KeyframeGate, Rendition
from mcu.watch import BESIDE, Watch

TICK = 40_000_000
HEIGHTS = (720, 360, 180)
TAKEN = (Codec.VP8,)
CODINGS = (Coding(Codec.VP8, 96, 97), Coding(Codec.VP9, 98, 99))


@dataclass
class Screen:
    """A far end: remembers the height, time and kind of what it takes."""

    takes: bool = True
    frames: list[tuple[int, int, bool]] = field(default_factory=list)

    def deliver(self, frame: Encoded) -> bool:
        if self.takes:
            self.frames.append((int(frame.data), frame.pts, frame.keyframe))
        return self.takes

    @property
    def heights(self) -> list[int]:
        return [height for height, _, _ in self.frames]

    def check(self) -> None:
        """What it took can be decoded, and no two pictures have the same time."""
        shown, last = 0, -1
        for height, pts, keyframe in self.frames:
            assert keyframe or height == shown
            assert pts > last
            shown, last = height, pts


class Mixer:
    """Publishes numbers instead of pictures as a mixer would, in the order given, while watched."""

    def __init__(self, order: Sequence[int] = HEIGHTS) -> None:
        self.gates = {height: KeyframeGate() for height in order}
        self.fanouts = {height: Fanout(gate.request) for height, gate in self.gates.items()}
        self.made: list[int] = []
        self.now = 0

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        return self.fanouts[height or 720]

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        return taken[0]

    def tick(self, count: int = 1) -> None:
        for _ in range(count):
            self.now += TICK
            watched = [one for one in self.fanouts if self.fanouts[one].watched]
            for height in watched:
                gate = self.gates[height]
                keyframe = gate.opens(self.now)
                if keyframe:
                    gate.passed(self.now)
                self.made.append(height)
                data = str(height).encode()
                self.fanouts[height].publish(Encoded(Codec.VP8, data, self.now, keyframe))


orders = pytest.mark.parametrize("order", [HEIGHTS, HEIGHTS[::-1]], ids=["full first", "full last"])


@orders
@pytest.mark.parametrize("crowded", [False, True])
def test_the_picture_goes_on_until_the_other_begins(order: Sequence[int], crowded: bool) -> None:
    """With others there it waits for the coalesced keyframe; alone it is there with the next."""
    mixer, screen = Mixer(order), Screen()
    other = Screen()
    if crowded:
        Watch(other, TAKEN, mixer).move(360)
    watch = Watch(screen, TAKEN, mixer)
    watch.move(720)
    mixer.tick(5)
    watch.move(360)
    mixer.tick(20)
    screen.check()
    other.check()
    assert screen.heights[0] == 720
    assert screen.heights[-1] == watch.height == 360
    ticks = {pts // TICK for _, pts, _ in screen.frames}
    assert ticks == set(range(1, 26)), "a picture of every tick"
    assert len(screen.frames) <= 26
    assert not mixer.fanouts[720].watched
    if crowded:
        assert len(other.frames) == 25
    else:
        assert mixer.made.count(360) == 20, "nothing is made before anybody watches it"
    assert (watch.delivered, watch.dropped) == (len(screen.frames), 0)


@orders
def test_two_keyframes_of_one_tick_have_two_times(order: Sequence[int]) -> None:
    mixer, screen = Mixer(order), Screen()
    watch = Watch(screen, TAKEN, mixer)
    watch.move(360)
    mixer.tick(20)
    watch.move(720)
    watch.request_keyframe()  # of what it sees: 360 makes one in the same tick
    mixer.tick(2)
    screen.check()
    if order[0] == 180:  # 360 was published first
        assert [frame[1] for frame in screen.frames[-3:-1]] == [21 * TICK, 21 * TICK + BESIDE]
    assert screen.heights[-1] == 720


def test_sound_only_is_at_once_and_comes_back() -> None:
    mixer, screen = Mixer(), Screen()
    watch = Watch(screen, TAKEN, mixer)
    watch.move(720)
    mixer.tick(3)
    watch.move(0)
    assert watch.height == 0
    mixer.tick(10)
    assert len(screen.frames) == 3
    assert mixer.made == [720] * 3
    watch.request_keyframe()  # a late wish for what is gone does no harm
    watch.move(180)
    mixer.tick(2)
    screen.check()
    assert screen.heights[3:] == [180, 180]


def test_who_changes_his_mind_stays() -> None:
    mixer, screen, other = Mixer(), Screen(), Screen()
    Watch(other, TAKEN, mixer).move(360)
    watch = Watch(screen, TAKEN, mixer)
    watch.move(720)
    mixer.tick()
    watch.move(360)
    mixer.tick()
    watch.move(180)
    watch.move(720)
    mixer.tick(30)
    assert screen.heights == [720] * 32
    assert 180 not in mixer.made
    watch.close()
    assert [one for one in mixer.fanouts if mixer.fanouts[one].watched] == [360]


def test_who_takes_nothing_holds_nobody_up() -> None:
    """A member on a dead line, on the way down, beside nine who see the same."""
    mixer = Mixer()
    others = [Screen() for _ in range(9)]
    for number, one in enumerate(others):
        Watch(one, TAKEN, mixer).move(HEIGHTS[number % 3])
    slow = Screen()
    watch = Watch(slow, TAKEN, mixer)
    for height in (720, 360, 180):
        slow.takes = height == 720
        watch.move(height)
        mixer.tick(50)
    for number, one in enumerate(others):
        one.check()
        assert set(one.heights) == {HEIGHTS[number % 3]}
        assert len(one.frames) == 150
        assert sum(keyframe for _, _, keyframe in one.frames) <= 10
    slow.takes = True
    mixer.tick(15)
    slow.check()
    assert slow.heights[-1] == 180
    assert watch.dropped > 0


@given(
    st.permutations(HEIGHTS),
    st.lists(st.tuples(st.sampled_from((0, *HEIGHTS)), st.integers(0, 20), st.booleans())),
)
def test_any_walk(order: Sequence[int], walk: list[tuple[int, int, bool]]) -> None:
    mixer, screen, still = Mixer(order), Screen(), Screen()
    Watch(still, TAKEN, mixer).move(360)
    watch = Watch(screen, TAKEN, mixer)
    wanted = 0
    for height, ticks, ask in walk:
        before = len(screen.frames)
        watch.move(height)
        wanted = height
        if ask:
            watch.request_keyframe()
        showing = watch.height
        mixer.tick(ticks)
        if showing:
            assert len(screen.frames) - before >= ticks, "a picture of every tick"
        if height == 0:
            assert len(screen.frames) == before
    mixer.tick(14)
    screen.check()
    assert watch.height == wanted
    assert watch.delivered == len(screen.frames)
    watch.close()
    assert sum(len(one.subscriptions) for one in mixer.fanouts.values()) == 1
    assert len(still.frames) * TICK == mixer.now


@pytest.mark.parametrize("vp9", [False, True], ids=["one codec", "two codecs"])
def test_packets_and_their_time_go_on_across_a_move(vp9: bool) -> None:
    """What the far end sees: one stream, without a hole that it would ask to be filled."""
    codecs = (Codec.VP8, Codec.VP9)
    sent: list[RtpPacket] = []

    def write(*packets: bytes) -> int:
        sent.extend(map(parse_rtp, packets))
        return len(packets)

    outbound = VideoOutbound(CODINGS, 1, 2, write)
    rungs = {180: Rung(360, 180, 300_000), 90: Rung(180, 90, 300_000, vp9=vp9)}
    renditions = {height: Rendition(rung.codec(codecs), rung, 25) for height, rung in rungs.items()}
    canvases = {height: Canvas(height * 2, height) for height in renditions}

    class Pair:
        def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
            assert height
            assert renditions[height].codec is codec
            return renditions[height].fanout

        def codec(self, taken: Sequence[Codec], height: int) -> Codec:
            return rungs[height].codec(taken)

    watch = Watch(outbound, codecs, Pair())
    for tick in range(40):
        if tick in {0, 10, 25}:
            watch.move(90 if tick == 10 else 180)
        for height, rendition in renditions.items():
            if rendition.fanout.watched:
                frame = rendition.encode(canvases[height].frame, tick, tick * TICK)
                rendition.fanout.publish(frame)
    numbers = [packet.sequence for packet in sent]
    assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(len(numbers))]
    times = [packet.timestamp for packet in sent if packet.marker]
    steps = {(b - a) & 0xFFFF_FFFF for a, b in pairwise(times)}
    assert steps <= {3600, 90, 3510}, "a tick, or two pictures of one"
    assert {packet.payload_type for packet in sent} == ({96, 98} if vp9 else {96})
    received = VideoInbound({one.payload_type: one.codec for one in CODINGS}, {}, 2)
    frames = [frame for packet in sent for frame in received.receive(packet, 0)]
    decoder = Decoder()
    pictures = [decoder.decode(frame) for frame in frames]
    heights = [picture.height for picture in pictures if picture]
    assert len(heights) == len(times) >= 40
    assert sorted({*heights[:10]}) == [180]
    assert 90 in heights
    assert heights[-1] == 180


def test_one_that_always_asks_is_heard_ever_more_rarely() -> None:
    """A line that brings no keyframe whole; after some calm the next wish is heard at once."""
    patience = Patience()
    step = NS_PER_S // 5
    heard = [at * step / NS_PER_S for at in range(100) if patience.allows(at * step)]
    assert heard[:5] == [0, 0.6, 1.6, 3.6, 7.6]
    assert len(heard) == 8
    assert patience.allows(40 * NS_PER_S)
    assert not patience.allows(40 * NS_PER_S + step)
    assert patience.allows(41 * NS_PER_S)
