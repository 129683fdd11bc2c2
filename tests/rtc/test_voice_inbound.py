"""The incoming voice: numbers unwrapped, repeats dropped, levels read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import VoicePacket
from mcu.rtc.feedback import (
    RtcpSenderInfo,
    RtcpSrPacket,
)
from mcu.rtc.inbound import AudioInbound
from mcu.rtc.packet import RtpPacket
from tests.rtc.material import (
    H264,
    MS,
    VP8,
)
from tests.rtc.receiver import LOCAL, RUBBISH


def voice(sequence: int, timestamp: int, *, ssrc: int = 5, level: int | None = None) -> RtpPacket:
    extensions = {} if level is None else {1: bytes([level])}
    return RtpPacket(
        111, False, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, b"opus", extensions
    )


def test_voice_is_unwrapped_and_repeats_are_dropped() -> None:
    stream = AudioInbound(111, 1, LOCAL)
    heard = [
        stream.receive(voice(0xFFFE + at, 0xFFFFFF00 + at * 960), at * 20 * MS)
        for at in (0, 1, 3, 2, 3)
    ]
    assert [one for packets in heard for one in packets] == [
        VoicePacket(0xFFFE + at, 0xFFFFFF00 + at * 960, b"opus", at * 20 * MS)
        for at in (0, 1, 3, 2)
    ]
    counters = stream.counters
    assert (counters.expected, counters.received, counters.octets) == (4, 4, 64)


@pytest.mark.parametrize(("byte", "level"), [(0x80, 0), (0x05, 5), (0xFF, 127)])
def test_the_senders_level_is_read(byte: int, level: int) -> None:
    [heard] = AudioInbound(111, 1, LOCAL).receive(voice(1, 0, level=byte), 0)
    assert heard.level == level
    [deaf] = AudioInbound(111, None, LOCAL).receive(voice(1, 0, level=byte), 0)
    assert deaf.level is None


def test_other_payloads_are_no_voice() -> None:
    stream = AudioInbound(111, 1, LOCAL)
    assert not stream.receive(replace(voice(1, 0), payload_type=13), 0)
    assert not stream.receive(replace(voice(1, 0), payload=b""), 0)
    [heard] = stream.receive(voice(2, 960), 0)
    assert heard.sequence == 2


@pytest.mark.parametrize("ssrc", [5, 6])
def test_a_voice_that_begins_again_goes_on(ssrc: int) -> None:
    """By a jump in the numbers or by another SSRC, it looks like a gap of the time passed."""
    stream = AudioInbound(111, None, LOCAL)
    for at in range(10):
        [before] = stream.receive(voice(100 + at, at * 960), at * 20 * MS)
    start = 180 * MS + NS_PER_S
    heard = [
        one
        for at in range(4)
        for one in stream.receive(voice(40_000 + at, 7 + at * 960, ssrc=ssrc), start + at * 20 * MS)
    ]
    first = heard[0]
    assert first.sequence == before.sequence + 1
    assert first.timestamp == before.timestamp + 48_000 + (960 if ssrc == 5 else 0)
    assert [one.sequence - first.sequence for one in heard] == list(range(len(heard)))
    assert [one.timestamp - first.timestamp for one in heard] == [
        at * 960 for at in range(len(heard))
    ]
    assert not stream.receive(voice(105, 5 * 960), start + 100 * MS)  # a straggler
    assert stream.counters.loss == 0


def test_voice_reports() -> None:
    stream = AudioInbound(111, None, LOCAL)
    assert stream.receiver_info(0) is None
    for at in range(0, 100, 2):
        stream.receive(voice(at, at * 960), at * 20 * MS)
    stream.sender_report(RtcpSrPacket(5, RtcpSenderInfo(0x12345678_9ABCDEF0, 0, 0, 0)), 0)
    info = stream.receiver_info(NS_PER_S)
    assert info is not None
    assert (info.ssrc, info.lsr, info.dlsr, info.jitter) == (5, 0x56789ABC, 65536, 0)
    assert info.packets_lost == 49
    assert stream.counters.loss == pytest.approx(0.5, abs=0.01)
    assert stream.jitter_ms == 0


@given(st.lists(st.tuples(RUBBISH, st.integers(0, 100 * MS)), max_size=60))
def test_rubbish_is_no_voice(drawn: list[tuple[RtpPacket, int]]) -> None:
    stream = AudioInbound(VP8, 1, LOCAL, H264)
    now = 0
    for packet, pause in drawn:
        now += pause
        heard = stream.receive(replace(packet, extensions={1: packet.payload[:1]}), now)
        assert all(one.payload and one.arrived == now for one in heard)
        info = stream.receiver_info(now)
        assert info is None or bytes(info)
