"""RTP headers: read, written, refused."""

import aiortc.rtp
import pytest
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.packet import (
    MARKER,
    Head,
    RtpPacket,
    first_byte,
    level_extension,
    mid_extension,
    parse_rtp,
    playout_delay_extension,
    rtp_packets,
    write_header,
)

PLAIN = bytes([0x80, 0x80 | 96, 0x12, 0x34, 0, 0, 0, 9, 0xCA, 0xFE, 0xBA, 0xBE])


def test_a_plain_packet() -> None:
    packet = parse_rtp(PLAIN + b"voice")
    assert packet == RtpPacket(96, True, 0x1234, 9, 0xCAFEBABE, b"voice")
    assert packet.extensions == {}


def test_csrcs_extension_and_padding_surround_the_payload() -> None:
    data = bytes([0x80 | 0x20 | 0x10 | 2]) + PLAIN[1:] + b"csrccsrc"
    data += bytes.fromhex("bede0002 10ff 00 32010203 00") + b"picture" + bytes([0, 0, 3])
    packet = parse_rtp(data)
    assert packet.payload == b"picture"
    assert packet.extensions == {1: b"\xff", 3: b"\1\2\3"}


def test_one_byte_elements_end_at_id_15() -> None:
    extension = bytes.fromhex("bede0002 10aa f0 20bb 000000")
    packet = parse_rtp(b"\x90" + PLAIN[1:] + extension + b"x")
    assert packet.extensions == {1: b"\xaa"}
    assert packet.payload == b"x"


def test_two_byte_elements_may_be_empty_and_long() -> None:
    value = bytes(range(100, 132))
    body = bytes([1, 0, 0, 20, 32]) + value
    body += bytes(-len(body) % 4)
    extension = bytes.fromhex("1005") + (len(body) // 4).to_bytes(2) + body
    assert parse_rtp(b"\x90" + PLAIN[1:] + extension).extensions == {1: b"", 20: value}


def test_an_extension_of_another_kind_is_passed_over() -> None:
    packet = parse_rtp(b"\x90" + PLAIN[1:] + bytes.fromhex("abcd0001 12345678") + b"x")
    assert packet.extensions == {}
    assert packet.payload == b"x"


def test_a_packet_of_padding_alone_has_an_empty_payload() -> None:
    assert parse_rtp(b"\xa0" + PLAIN[1:] + bytes(254) + b"\xff").payload == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PLAIN[:-1],
        b"\x40" + PLAIN[1:],  # version 1
        b"\x81" + PLAIN[1:],  # a CSRC is promised
        b"\x90" + PLAIN[1:] + b"\xbe\xde\0",  # an extension is promised
        b"\x90" + PLAIN[1:] + bytes.fromhex("bede0002 10ff0000"),
        b"\x90" + PLAIN[1:] + bytes.fromhex("bede0001 13ff0000"),  # element of 4 bytes
        b"\x90" + PLAIN[1:] + bytes.fromhex("10000001 0105ff00"),
        b"\x90" + PLAIN[1:] + bytes.fromhex("10000001 00000001"),  # id without a length
        b"\xa0" + PLAIN[1:] + b"\0",  # padding of no bytes
        b"\xa0" + PLAIN[1:] + b"\2",  # more padding than packet
    ],
)
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="RTP"):
        parse_rtp(data)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_a_value_error(data: bytes) -> None:
    for one in (data, b"\xb3" + data, b"\x90" + data):
        try:
            packet = parse_rtp(one)
        except ValueError:
            continue
        assert one[0] >> 6 == 2
        assert packet.payload in one


@given(
    payload=st.binary(max_size=40),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    marker=st.booleans(),
    mid=st.none() | st.text("abcdef0123456789", min_size=1, max_size=16),
)
def test_what_is_written_is_read(
    payload: bytes, sequence: int, timestamp: int, marker: bool, mid: str | None
) -> None:
    extension = b"" if mid is None else mid_extension(4, mid)
    second = 96 | (MARKER if marker else 0)
    header = write_header(first_byte(extension), second, sequence, timestamp, 7)
    written = header + extension + payload
    packet = parse_rtp(written)
    extensions = {} if mid is None else {4: mid.encode()}
    assert packet == RtpPacket(96, marker, sequence, timestamp, 7, payload, extensions)
    # An independent reader says the same.
    known = aiortc.rtp.HeaderExtensionsMap()
    known.configure(
        RTCRtpParameters(
            headerExtensions=[
                RTCRtpHeaderExtensionParameters(id=4, uri="urn:ietf:params:rtp-hdrext:sdes:mid")
            ]
        )
    )
    other = aiortc.rtp.RtpPacket.parse(written, known)
    assert (other.sequence_number, other.payload, other.extensions.mid) == (sequence, payload, mid)


def test_the_playout_delay_is_read_as_it_was_written() -> None:
    extension = playout_delay_extension(6, 20, 400)
    header = write_header(first_byte(extension), 96, 1, 2, 3)
    packet = parse_rtp(header + extension + b"x")
    value = int.from_bytes(packet.extensions[6])
    assert (value >> 12, value & 0xFFF) == (2, 40)
    assert packet.payload == b"x"
    with pytest.raises(ValueError, match="id"):
        playout_delay_extension(15, 0, 0)


@pytest.mark.parametrize(("identity", "mid"), [(0, "a"), (15, "a"), (1, ""), (1, "x" * 17)])
def test_a_mid_that_does_not_fit_is_refused(identity: int, mid: str) -> None:
    with pytest.raises(ValueError, match="mid"):
        mid_extension(identity, mid)


@pytest.mark.parametrize("level", [0, 30, 127])
def test_a_level_is_written_with_the_bit_that_says_voice(level: int) -> None:
    [packet] = rtp_packets([b"opus"], Head(111, 1, 2, 3), level_extension(5, level))
    read = parse_rtp(packet)
    assert read.extensions == {5: bytes([0x80 | level])}
    assert read.payload == b"opus"


@pytest.mark.parametrize("identity", [0, 15])
def test_a_level_needs_an_id_of_four_bits(identity: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        level_extension(identity, 30)
