"""What the witness says of sound and pictures whose faults are known."""

from functools import cache

import pytest

from mcu.media import TICK_NS, Codec, Encoded, VoicePacket
from mcu.video.layout import Rect
from signaling.bench.clips import picture_clip, tone_clip
from signaling.bench.ear import Ear
from signaling.bench.measure import UNKNOWN
from signaling.bench.player import Player
from signaling.bench.witness import NS_PER_MS, Eye, buffered, frozen, quantiles

START = 10**12
TONE, OTHER = 150, 200
FRAME = 40 * NS_PER_MS


@cache
def tone() -> list[Encoded]:
    return tone_clip(TONE, bitrate=32_000, packet_loss=20)


def listened(lost: set[int], ticks: int = 200) -> Ear:
    """An ear that got a tone over a line that loses some of its packets."""
    ear = Ear({"tone": TONE, "other": OTHER})
    for number, packet in enumerate(tone()[:ticks]):
        now = START + number * TICK_NS
        if number not in lost:
            ear.voice.put(VoicePacket(number, number * 960, packet.data, now))
        ear.tick(now + 5 * NS_PER_MS)
        if number == 20:  # the jitter buffer has begun
            ear.reset()
    return ear


def test_all_is_heard_of_a_whole_voice_and_nothing_of_another() -> None:
    heard = listened(set()).report()
    assert heard.missing == {"tone": 0, "other": 1}
    assert heard.concealed == heard.repaired == heard.silent == 0
    assert heard.delay_ms is not None
    assert heard.delay_ms < 60


def test_single_losses_are_repaired_or_concealed() -> None:
    heard = listened(set(range(25, 200, 10))).report()
    assert heard.concealed + heard.repaired == pytest.approx(0.1, abs=0.02)
    assert heard.repaired > 0.02


def test_a_long_gap_is_missing_not_only_concealed() -> None:
    ear = listened(set(range(100, 150)))
    heard = ear.report()
    assert 0.2 < heard.missing["tone"] < 0.3
    assert ear.heard > START + 190 * TICK_NS


def test_a_new_connection_is_heard_too() -> None:
    ear = listened(set())
    ear.hang_up()
    for number, packet in enumerate(tone()[:50]):
        now = START + (300 + number) * TICK_NS
        ear.voice.put(VoicePacket(number + 7, number * 960 + 77, packet.data, now))
        ear.tick(now + 5 * NS_PER_MS)
    assert ear.report().missing["tone"] < 0.2


def test_pictures_are_counted_read_and_timed() -> None:
    clip = picture_clip(Codec.VP8, 320, 180, 25, 200_000)[:75]
    player = Player(clip, [])
    eye = Eye(Codec.VP8, {"tile": (Rect(0, 0, 320, 180), player)}, "tile", 320)
    eye.reset(START)
    for number, frame in enumerate(clip):
        sent = START + number * FRAME
        player.sent[number] = sent
        late = 500 * NS_PER_MS if number >= 50 else 30 * NS_PER_MS  # the line gets slower once
        eye.see(Encoded(frame.codec, frame.data, sent + late, frame.keyframe))
    seen = eye.report(START + 75 * FRAME + 500 * NS_PER_MS)
    assert seen.keyframes == 1
    assert seen.broken == 0
    assert seen.fps == pytest.approx(75 / 3.5, abs=0.1)
    assert seen.tile_fps["tile"] == seen.fps
    assert seen.longest_gap_ms == pytest.approx(510)
    assert seen.frozen == pytest.approx(0.51 / 3.5, abs=0.001)
    assert seen.frozen_buffered == 0  # it waits for the slower line from the beginning
    assert seen.tile_delay_ms["tile"].p50 == pytest.approx(30)
    assert seen.tile_delay_ms["tile"].p95 == pytest.approx(500)


@pytest.mark.parametrize("width", [320, 160])
def test_numbers_are_read_in_smaller_pictures_too(width: int) -> None:
    """As of a canvas four and eight times as wide."""
    clip = picture_clip(Codec.VP8, width, width * 9 // 16, 25, 100_000)[:25]
    player = Player(clip, [])
    canvas = 1280
    tile = Rect(0, 0, canvas, canvas * 9 // 16)
    eye = Eye(Codec.VP8, {"tile": (tile, player)}, "tile", canvas)
    eye.reset(START)
    for number, frame in enumerate(clip):
        player.sent[number] = START + number * FRAME
        eye.see(Encoded(frame.codec, frame.data, player.sent[number] + FRAME, frame.keyframe))
    seen = eye.report(START + 25 * FRAME)
    assert seen.tile_fps["tile"] == 25
    assert seen.heights == {width * 9 // 16: 1}


def test_what_cannot_be_decoded_is_counted() -> None:
    eye = Eye(Codec.VP8, {"tile": (Rect(0, 0, 32, 32), Player([], []))}, "tile", 32)
    eye.see(Encoded(Codec.VP8, b"\xff\xff\xff\xff\xff", START))
    assert eye.report(START + 1).broken == 1


def test_a_buffer_trades_delay_for_smoothness() -> None:
    sent = [number * FRAME for number in range(100)]
    delays = [(300 if number % 25 == 0 else 20) * NS_PER_MS for number in range(100)]
    arrivals = [at + delay for at, delay in zip(sent, delays, strict=True)]
    in_order = [max(arrivals[: number + 1]) for number in range(100)]
    late = [at - was for at, was in zip(in_order, sent, strict=True)]
    assert frozen(in_order) > 0.2
    assert frozen(buffered(0, in_order, late, sent[-1])) < 0.05
    assert buffered(5, [], [], 9) == [5, 9]


def test_too_few_delays_have_no_quantiles() -> None:
    assert quantiles([5]) == UNKNOWN


def test_a_long_line_is_no_freeze() -> None:
    """What is on its way when the measurement ends was sent, and is not missing."""
    late = 700 * NS_PER_MS
    arrivals = [START + number * FRAME for number in range(100)]
    shown = buffered(START, arrivals, [late] * 100, START + 100 * FRAME)
    assert frozen(shown) == 0
    assert shown[-1] - shown[0] == 100 * FRAME - late


def test_what_stands_still_at_the_end_is_frozen() -> None:
    arrivals = [START + number * FRAME for number in range(100)]
    shown = buffered(START, arrivals, [20 * NS_PER_MS] * 100, START + 150 * FRAME)
    assert frozen(shown) == pytest.approx(51 / 149.5, abs=0.001)
