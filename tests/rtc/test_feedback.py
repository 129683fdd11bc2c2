"""RTCP: written, read, refused."""

import struct

import pytest
from aiortc.rtp import pack_remb_fci
from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.feedback import (
    MAX_NACKED,
    RtcpByePacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    compound,
    estimated_bitrate,
    goodbye,
    keyframe_requests,
    nack,
    nacked,
    parse_rtcp,
    pli,
    reduced_size,
    report_blocks,
)

BLOCK = RtcpReceiverInfo(2, 25, -3, 70_000, 90, 0x12345678, 65536)


def test_a_compound_has_a_report_the_cname_and_feedback() -> None:
    report = RtcpSrPacket(1, RtcpSenderInfo(1 << 60, 2, 3, 4), [BLOCK])
    data = compound(report, "điểm cầu", [pli(1, 2)])
    first, second, third = parse_rtcp(data)
    assert first == report
    assert report_blocks(first) == [BLOCK]
    assert isinstance(second, RtcpSdesPacket)
    assert second.chunks[0].ssrc == 1
    assert second.chunks[0].items == [(1, "điểm cầu".encode())]
    assert third == RtcpPsfbPacket(1, 1, 2)
    # The types as a wire-tap sees them: SR, SDES, PSFB (RFC 3550, section 12.1; RFC 4585).
    assert (data[1], data[-11]) == (200, 206)


def test_reduced_size_has_no_report() -> None:
    assert parse_rtcp(reduced_size([pli(1, 2), *nack(1, 2, [7])])) == [
        RtcpPsfbPacket(1, 1, 2),
        RtcpRtpfbPacket(1, 1, 2, [7]),
    ]


def test_goodbye_names_all_streams() -> None:
    report, _, bye = parse_rtcp(goodbye([1, 2], "x"))
    assert report == RtcpRrPacket(1)
    assert bye == RtcpByePacket([1, 2])


@given(st.sets(st.integers(0xFE00, 0x10200), max_size=MAX_NACKED))
def test_nacks_ask_for_what_is_missing_across_the_wrap(missing: set[int]) -> None:
    packets = nack(1, 2, sorted(missing))
    data = reduced_size(packets)
    assert len(data) <= 1100
    asked = [one for packet in parse_rtcp(data) for one in nacked(packet)]
    assert sorted(asked) == sorted(one & 0xFFFF for one in missing)


def test_a_nack_is_bounded() -> None:
    apart = list(range(0, 40 * MAX_NACKED, 20))
    packets = nack(1, 2, apart)
    assert [one for packet in packets for one in nacked(packet)] == apart[:MAX_NACKED]


def test_a_nack_may_reach_over_the_wrap() -> None:
    entry = struct.pack("!BBHLLHH", 0x81, 205, 3, 1, 2, 0xFFFF, 1)
    assert nacked(parse_rtcp(entry)[0]) == [0xFFFF, 0]


def test_only_nacks_are_nacks() -> None:
    other = struct.pack("!BBHLLHH", 0x83, 205, 3, 1, 2, 5, 1)  # TMMBR
    assert nacked(parse_rtcp(other)[0]) == []
    assert nacked(pli(1, 2)) == []


def test_keyframes_are_asked_for_by_pli_and_fir() -> None:
    assert keyframe_requests(pli(1, 2)) == [2]
    fir = RtcpPsfbPacket(4, 1, 0, struct.pack("!LB3xLB3x", 5, 1, 6, 1))
    assert keyframe_requests(parse_rtcp(bytes(fir))[0]) == [5, 6]
    assert keyframe_requests(RtcpPsfbPacket(4, 1, 0, b"1234")) == []
    assert keyframe_requests(RtcpPsfbPacket(15, 1, 0, b"REMB")) == []
    assert keyframe_requests(RtcpRrPacket(1)) == []


@given(st.integers(0, 1 << 40))
def test_an_estimate_is_read_from_remb(bitrate: int) -> None:
    remb = RtcpPsfbPacket(15, 1, 0, pack_remb_fci(bitrate, [5, 6]))
    estimate = estimated_bitrate(parse_rtcp(bytes(remb))[0])
    assert estimate is not None
    assert bitrate * 0.9999 <= estimate <= bitrate  # 18 bits of mantissa


def test_what_is_no_estimate() -> None:
    assert estimated_bitrate(RtcpPsfbPacket(15, 1, 0, b"AFB!    ")) is None
    assert estimated_bitrate(RtcpPsfbPacket(15, 1, 0, b"REMB")) is None
    assert estimated_bitrate(RtcpPsfbPacket(15, 1, 0, b"REMB\3\0\1\2")) is None
    assert estimated_bitrate(pli(1, 2)) is None
    assert estimated_bitrate(RtcpRrPacket(1)) is None


def test_types_that_we_do_not_use_are_left_out() -> None:
    extended = struct.pack("!BBHL", 0x80, 207, 1, 1)
    assert parse_rtcp(extended + bytes(RtcpRrPacket(1))) == [RtcpRrPacket(1)]


@pytest.mark.parametrize("data", ["00", "80c9", "80c90001", "40c9000100000001", "81c9000100000001"])
def test_rubbish_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="RTCP"):
        parse_rtcp(bytes.fromhex(data))


@given(st.integers(0, 255), st.integers(199, 208), st.binary(max_size=60))
def test_any_bytes_are_packets_or_a_value_error(first: int, kind: int, body: bytes) -> None:
    body += bytes(-len(body) % 4)
    try:
        packets = parse_rtcp(struct.pack("!BBH", first, kind, len(body) // 4) + body)
    except ValueError:
        return
    for packet in packets:
        nacked(packet)
        keyframe_requests(packet)
        estimated_bitrate(packet)
        report_blocks(packet)
