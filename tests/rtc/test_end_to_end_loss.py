"""A picture over bad lines, from `VideoOutbound` to `VideoInbound`, with time as data.

`python -m tests.rtc.lossy_link` prints the figures of many more lines. The thresholds here leave
room for another seed: where a request for a keyframe is lost, the picture stands 300 ms longer.
"""

from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.payload import FORMATS, MAX_PAYLOAD
from tests.rtc.lossy_link import Exchange, Line, Outcome, Synthetic
from tests.rtc.material import MS

SECONDS = 30
BOTH = pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


def both_ways(line: Line, *, seconds: float = SECONDS, seed: int = 1, **camera: int) -> Outcome:
    return Exchange(line, line, Synthetic(**camera), seed=seed).run(seconds)  # type: ignore[arg-type]


@BOTH
def test_a_good_line_costs_no_feedback(codec: Codec) -> None:
    line = Line(delay=20)
    outcome = Exchange(line, line, Synthetic(codec)).run(SECONDS)
    outcome.assert_decodable()
    assert outcome.fraction == 1
    assert (outcome.plis, outcome.again, outcome.keyframes) == (0, 0, 1)
    assert outcome.delay_ms(1) <= 25
    assert outcome.rtt_ms == pytest.approx(50, abs=1)  # two ticks of 5 ms included


@BOTH
@SEEDS
def test_ten_percent_lost_at_100_ms_of_round_trip(codec: Codec, seed: int) -> None:
    """Loss both ways, so that requests and retransmissions are lost as well."""
    line = Line(delay=50, loss=0.1)
    outcome = Exchange(line, line, Synthetic(codec), seed=seed).run(SECONDS)
    outcome.assert_decodable()
    assert outcome.fraction > 0.9
    assert outcome.delay_ms(0.5) < 220
    assert outcome.delay_ms(0.95) < 450
    assert outcome.plis <= 6
    assert outcome.again < 0.12 * outcome.packets


@SEEDS
def test_ten_percent_lost_on_a_short_line_is_hardly_seen(seed: int) -> None:
    outcome = both_ways(Line(delay=20, loss=0.1), seed=seed)
    outcome.assert_decodable()
    assert outcome.fraction > 0.96
    assert outcome.delay_ms(0.5) < 100
    assert outcome.delay_ms(0.95) < 220


@SEEDS
def test_a_fifth_lost_leaves_a_moving_picture(seed: int) -> None:
    outcome = both_ways(Line(delay=20, loss=0.2), seed=seed)
    outcome.assert_decodable()
    assert len(outcome.shown) / SECONDS > 15
    assert outcome.again < 0.3 * outcome.packets


@SEEDS
def test_a_long_line_that_reorders(seed: int) -> None:
    """A repair comes at the first try or too late, so it is sent twice."""
    outcome = both_ways(Line(delay=150, jitter=10, loss=0.05), seed=seed)
    outcome.assert_decodable()
    assert outcome.fraction > 0.99
    assert outcome.delay_ms(0.95) < 550
    assert outcome.again < 0.12 * outcome.packets


def test_pictures_sent_twice_need_no_repairs_on_a_long_line() -> None:
    """Held back for 245 ms, as Chromium was seen to do there. At 5 % the delay shows it best."""

    def sent(loss: float, *, ahead: bool) -> list[Outcome]:
        line = Line(delay=150, jitter=10, loss=loss)
        outcomes = []
        for seed in range(1, 5):
            exchange = Exchange(line, line, seed=seed)
            exchange.sender.ahead = ahead
            outcomes.append(exchange.run(SECONDS))
            outcomes[-1].assert_decodable()
        return outcomes

    once, twice = (sent(0.05, ahead=ahead) for ahead in (False, True))
    assert min(one.delay_ms(0.5) for one in once) > 400
    assert max(one.delay_ms(0.5) for one in twice) < 200, "no round trip is in it"
    once, twice = (sent(0.1, ahead=ahead) for ahead in (False, True))
    assert sum(one.frozen(245) for one in twice) < sum(one.frozen(245) for one in once) / 2


def test_reordering_alone_costs_next_to_nothing() -> None:
    outcome = both_ways(Line(delay=30, jitter=15))
    outcome.assert_decodable()
    assert outcome.fraction == 1
    assert outcome.plis == 0
    assert outcome.again < 0.01 * outcome.packets
    assert outcome.delay_ms(1) < 60


def test_without_rtx_repair_is_as_good() -> None:
    line = Line(delay=50, loss=0.1)
    outcome = Exchange(line, line, rtx=False).run(SECONDS)
    outcome.assert_decodable()
    assert outcome.fraction > 0.9


@pytest.mark.parametrize("seconds", [2, 5])
def test_a_cut_line_is_back_with_the_first_keyframe(seconds: int) -> None:
    """Too much is missing to be asked for after five, too old after two."""
    line = Line(delay=20, cut=(10_000, 10_000 + seconds * 1000))
    outcome = both_ways(line)
    outcome.assert_decodable()
    shown = [one.pts for one in outcome.shown]
    gap, at = max((b - a, a) for a, b in pairwise(shown))
    assert gap < seconds * NS_PER_S + 160 * MS
    assert outcome.keyframes == 2
    assert outcome.plis <= 2
    assert shown[-1] - at > 10_000_000_000


def test_a_slow_line_recovers_from_a_cut() -> None:
    """Repairs and a keyframe of 20 kB queue up behind each other: 3 s of a line of 100 kbit/s."""
    slow = Line(delay=30, rate=100, queue=8000, cut=(10_000, 11_000))
    outcome = Exchange(slow, Line(delay=30), Synthetic(fps=10, size=500, key_size=20_000)).run(60)
    outcome.assert_decodable()
    assert outcome.keyframes <= 4
    assert outcome.fraction > 0.9
    assert outcome.shown[-1].data == list(outcome.sent)[-1]


class Encoder:
    """A camera with a real encoder: a square that moves over noise, and a band that flickers."""

    fps = 25

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.pictures: list[av.VideoFrame] = []
        name = "libvpx" if codec is Codec.VP8 else "libx264"
        context = av.CodecContext.create(name, "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = 160, 120, "yuv420p"
        context.time_base = Fraction(1, 1_000_000_000)
        context.framerate = Fraction(25)
        context.bit_rate = 800_000
        context.gop_size = 100_000
        if codec is Codec.VP8:
            context.options = {"deadline": "realtime", "cpu-used": "-8", "lag-in-frames": "0"}
        else:
            context.options = {
                "preset": "superfast",
                "tune": "zerolatency",
                "x264-params": "annexb=1",
            }
        self._context = context
        self._noise = np.random.default_rng(1).integers(60, 120, (120, 160), dtype=np.uint8)

    def encode(self, number: int, now: int, *, keyframe: bool) -> Encoded:
        planes = np.full((180, 160), 128, np.uint8)
        planes[:120] = np.roll(self._noise, number, axis=1)
        left = number * 3 % 120
        planes[40:80, left : left + 40] = 235
        # No two frames may be coded alike.
        planes[96:104, 8:152] = np.random.default_rng(number).integers(0, 256, (8, 144))
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture.pts = now
        picture.time_base = Fraction(1, 1_000_000_000)
        if keyframe:
            picture.pict_type = av.video.frame.PictureType.I
        self.pictures.append(picture)
        (packet,) = self._context.encode(picture)
        form = FORMATS[self.codec]
        # As the receiver writes it: x264's start codes have three bytes or four, ours four.
        data, is_keyframe = form.join(form.packetise(bytes(packet), MAX_PAYLOAD))
        return Encoded(self.codec, data, now, is_keyframe)


@BOTH
def test_what_a_decoder_makes_of_it(codec: Codec) -> None:
    """Every frame that is shown decodes to the picture that was sent."""
    camera = Encoder(codec)
    line = Line(delay=40, loss=0.15)
    outcome = Exchange(line, line, camera).run(20)
    outcome.assert_decodable()
    assert outcome.keyframes > 1, "the line is too good to test anything"
    assert outcome.fraction > 0.5
    decoder = av.CodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    decoder.options = {"flags": "low_delay"}
    decoded = [one for frame in outcome.shown for one in decoder.decode(av.Packet(frame.data))]
    decoded += decoder.decode(None)
    place = {data: at for at, data in enumerate(outcome.sent)}
    for frame, picture in zip(outcome.shown, decoded, strict=True):
        sent = camera.pictures[place[frame.data]].to_ndarray()[:120].astype(int)
        assert np.abs(picture.to_ndarray()[:120] - sent).mean() < 8, place[frame.data]
