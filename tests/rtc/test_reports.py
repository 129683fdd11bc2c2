"""Sender and receiver reports: loss, round trip and lip sync, from both ends."""

import pytest

from mcu.clock import NS_PER_S
from mcu.rtc.feedback import RtcpReceiverInfo, RtcpSenderInfo, RtcpSrPacket
from mcu.rtc.receive import ReceiveLog
from mcu.rtc.reports import ReceiverReports, SenderReports, ntp_time
from tests.rtc.material import MS

WALL = 1_800_000_000.25


def log_of(*sequences: int) -> ReceiveLog:
    log = ReceiveLog(90_000)
    for one in sequences:
        log.receive(one & 0xFFFF, 0, 0)
    return log


def test_ntp_begins_in_1900() -> None:
    assert ntp_time(0) == 2_208_988_800 << 32
    assert ntp_time(0.5) & 0xFFFFFFFF == 1 << 31
    assert ntp_time(2**36) < 1 << 64  # the era goes round in 2036


def test_the_round_trip_is_that_of_the_line_alone() -> None:
    sender, receiver = SenderReports(1), ReceiverReports()
    report = sender.build(5 * NS_PER_S, WALL, 0, 1, 1)
    # 40 ms there, 300 ms until the receiver reports, 60 ms back; its clock is its own.
    receiver.sender_report(report, 900 * NS_PER_S)
    block = receiver.build(1, log_of(1), 900 * NS_PER_S + 300 * MS)
    sender.receive(block, 5 * NS_PER_S + 400 * MS)
    assert sender.rtt_ms == pytest.approx(100, abs=0.1)


def test_a_block_that_names_no_report_of_ours_measures_nothing() -> None:
    sender = SenderReports(1)
    sender.build(0, WALL, 0, 1, 1)
    sender.receive(RtcpReceiverInfo(1, 64, 5, 9, 3, lsr=0, dlsr=0), NS_PER_S)
    assert sender.rtt_ms is None
    assert sender.loss == 0.25
    assert sender.jitter == 3


def test_the_loss_is_of_a_second_however_often_it_is_reported() -> None:
    """Browsers report along with what they ask for: of ten packets, of which they lack four."""
    sender = SenderReports(1)
    highest = lost = 0
    for at in range(200):  # 20 ms apart
        highest += 4
        fraction = 0
        if at % 5 == 0:
            lost += 1
            fraction = 64
        sender.receive(RtcpReceiverInfo(1, fraction, lost, highest, 0, 0, 0), at * 20 * MS)
        if at >= 50:
            assert sender.loss == pytest.approx(0.05, abs=0.01)


def test_counts_that_cannot_be_are_no_loss() -> None:
    sender = SenderReports(1)
    sender.receive(RtcpReceiverInfo(1, 0, 0, 100, 0, 0, 0), 0)
    sender.receive(RtcpReceiverInfo(1, 0, -50, 200, 0, 0, 0), NS_PER_S)
    assert sender.loss == 0
    sender.receive(RtcpReceiverInfo(1, 0, 5000, 250, 0, 0, 0), 2 * NS_PER_S)
    assert sender.loss == 1
    sender.receive(RtcpReceiverInfo(1, 0, 5000, 0, 0, 0, 0), 3 * NS_PER_S)
    assert sender.loss == 1, "a count that goes back says nothing"


def test_a_delay_that_cannot_be_is_no_round_trip() -> None:
    sender = SenderReports(1)
    report = sender.build(0, WALL, 0, 1, 1)
    lsr = report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
    sender.receive(RtcpReceiverInfo(1, 0, 0, 0, 0, lsr, dlsr=2 * 65536), NS_PER_S)
    assert sender.rtt_ms is None


def test_old_reports_are_forgotten() -> None:
    sender = SenderReports(1)
    blocks = []
    for at in range(100):
        report = sender.build(at * NS_PER_S, WALL + at, 0, 1, 1)
        lsr = report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
        blocks.append(RtcpReceiverInfo(1, 0, 0, 0, 0, lsr, 0))
    sender.receive(blocks[0], 100 * NS_PER_S)
    assert sender.rtt_ms is None
    sender.receive(blocks[-1], 100 * NS_PER_S)
    assert sender.rtt_ms == 1000


def test_counts_go_round_at_32_bits() -> None:
    report = SenderReports(1).build(0, WALL, 0, (1 << 32) + 5, (1 << 32) + 6)
    assert (report.sender_info.packet_count, report.sender_info.octet_count) == (5, 6)
    assert bytes(report)


def test_a_block_tells_the_loss_of_its_interval() -> None:
    receiver = ReceiverReports()
    log = log_of(*(one for one in range(100) if one % 4))
    block = receiver.build(7, log, 0)
    assert block.ssrc == 7
    assert block.fraction_lost == 24 * 256 // 99  # the first packet lost is not known of
    assert block.packets_lost == 24
    assert block.highest_sequence == 99
    for one in range(100, 200):
        log.receive(one, 0, 0)
    block = receiver.build(7, log, 0)
    assert (block.fraction_lost, block.packets_lost) == (0, 24)


def test_late_packets_make_no_negative_fraction() -> None:
    receiver = ReceiverReports()
    log = log_of(1, 2, 5)
    receiver.build(7, log, 0)
    log.receive(3, 0, 0)
    log.receive(4, 0, 0)
    block = receiver.build(7, log, 0)
    assert (block.fraction_lost, block.packets_lost) == (0, 0)
    assert bytes(block)


def test_a_block_without_a_sender_report_says_so() -> None:
    block = ReceiverReports().build(7, log_of(0xFFFF, 0x10000), NS_PER_S)
    assert (block.lsr, block.dlsr) == (0, 0)
    assert block.highest_sequence == 0x10000


def test_delays_fit_their_field() -> None:
    receiver = ReceiverReports()
    receiver.sender_report(RtcpSrPacket(1, RtcpSenderInfo(1 << 40, 0, 0, 0)), 0)
    assert bytes(receiver.build(1, log_of(1), 1_000_000 * NS_PER_S))
