"""RTCP: aiortc's packet classes, what we read from them, and how they are put into datagrams.

Reports travel as compounds with a CNAME (RFC 3550, section 6.1), NACK and PLI alone in reduced-size
packets (RFC 5506), which the answer offers as `a=rtcp-rsize`.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpByePacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
    unpack_remb_fci,
)

__all__ = [
    "AnyRtcpPacket",
    "RtcpByePacket",
    "RtcpPsfbPacket",
    "RtcpReceiverInfo",
    "RtcpRrPacket",
    "RtcpRtpfbPacket",
    "RtcpSdesPacket",
    "RtcpSenderInfo",
    "RtcpSourceInfo",
    "RtcpSrPacket",
    "compound",
    "estimated_bitrate",
    "goodbye",
    "keyframe_requests",
    "nack",
    "nacked",
    "parse_rtcp",
    "pli",
    "reduced_size",
    "report_blocks",
]

MAX_NACKED: Final = 250
"""Sequence numbers in one NACK: if no two of them share an entry, 1,000 bytes."""

_CNAME: Final = 1  # RFC 3550, section 6.5.1
_TRANSPORT_FEEDBACK: Final = (b"\x8f\xcd", b"\xaf\xcd")
"""How transport-wide feedback begins (`mcu.rtc.transport_cc`), without and with padding. We do not
number what we send, so there is nothing in it for us."""

_FIR_ENTRY: Final = struct.Struct("!L4x")  # RFC 5104, section 4.3.1.1


def parse_rtcp(data: bytes) -> list[AnyRtcpPacket]:
    """Read a datagram of RTCP packets, compound or not; ValueError if any of it is rubbish.

    Packets of types that we do not use (XR, APP, transport-wide feedback) are left out.
    """
    if any(head in data for head in _TRANSPORT_FEEDBACK):
        data = _without_transport_feedback(data)
    try:
        return RtcpPacket.parse(data)
    except (struct.error, IndexError) as error:
        # aiortc checks lengths in most places, not in all.
        raise ValueError(f"RTCP packet is cut short: {error}") from error


def _without_transport_feedback(data: bytes) -> bytes:
    """Leave out what aiortc would read as a NACK, and refuse, with all else, where it is padded."""
    kept = bytearray()
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4]) * 4
        if data[at : at + 2] not in _TRANSPORT_FEEDBACK:
            kept += data[at:end]
        at = end
    return bytes(kept)


def compound(
    report: RtcpSrPacket | RtcpRrPacket, cname: str, feedback: Iterable[AnyRtcpPacket] = ()
) -> bytes:
    """Join a report, its sender's CNAME (at most 255 bytes) and any feedback, in that order."""
    source = RtcpSourceInfo(ssrc=report.ssrc, items=[(_CNAME, cname.encode())])
    return reduced_size((report, RtcpSdesPacket(chunks=[source]), *feedback))


def reduced_size(packets: Iterable[AnyRtcpPacket]) -> bytes:
    """Join packets without a report in front (RFC 5506, section 3)."""
    return b"".join(map(bytes, packets))


def goodbye(ssrcs: Sequence[int], cname: str) -> bytes:
    """Say that streams end: an empty report, the CNAME and BYE (RFC 3550, section 6.6)."""
    return compound(RtcpRrPacket(ssrc=ssrcs[0]), cname, [RtcpByePacket(sources=list(ssrcs))])


def nack(local_ssrc: int, media_ssrc: int, missing: Sequence[int]) -> list[AnyRtcpPacket]:
    """Ask for packets again (RFC 4585, section 6.2.1).

    `missing` are unwrapped sequence numbers, ascending; all beyond `MAX_NACKED` are left out. Two
    packets result where the numbers go round, because aiortc's bit mask cannot reach across.
    """
    packets: list[AnyRtcpPacket] = []
    lap: list[int] = []
    for sequence in missing[:MAX_NACKED]:
        number = sequence & 0xFFFF
        if lap and number < lap[-1]:
            packets.append(RtcpRtpfbPacket(RTCP_RTPFB_NACK, local_ssrc, media_ssrc, lap))
            lap = []
        lap.append(number)
    if lap:
        packets.append(RtcpRtpfbPacket(RTCP_RTPFB_NACK, local_ssrc, media_ssrc, lap))
    return packets


def nacked(packet: AnyRtcpPacket) -> list[int]:
    """The 16-bit sequence numbers that a packet asks for, empty if it is no NACK."""
    if isinstance(packet, RtcpRtpfbPacket) and packet.fmt == RTCP_RTPFB_NACK:
        return [sequence & 0xFFFF for sequence in packet.lost]
    return []


def pli(local_ssrc: int, media_ssrc: int) -> AnyRtcpPacket:
    """Ask for a keyframe (RFC 4585, section 6.3.1)."""
    return RtcpPsfbPacket(RTCP_PSFB_PLI, local_ssrc, media_ssrc)


def keyframe_requests(packet: AnyRtcpPacket) -> list[int]:
    """The SSRCs of which a packet wants a keyframe, by PLI or FIR (RFC 5104, section 4.3.1)."""
    if not isinstance(packet, RtcpPsfbPacket):
        return []
    if packet.fmt == RTCP_PSFB_PLI:
        return [packet.media_ssrc]
    if packet.fmt == RTCP_PSFB_FIR:
        whole = len(packet.fci) // _FIR_ENTRY.size * _FIR_ENTRY.size
        return [ssrc for (ssrc,) in _FIR_ENTRY.iter_unpack(packet.fci[:whole])]
    return []


def estimated_bitrate(packet: AnyRtcpPacket) -> int | None:
    """Bits per second that the peer believes it can receive, None if the packet does not say.

    REMB (draft-alvestrand-rmcat-remb-03): of pictures, without IP and UDP.
    """
    if not isinstance(packet, RtcpPsfbPacket) or packet.fmt != RTCP_PSFB_APP:
        return None
    try:
        bitrate, _ = unpack_remb_fci(packet.fci)
    except (ValueError, struct.error):  # another application's, or cut short
        return None
    return bitrate


def report_blocks(packet: AnyRtcpPacket) -> list[RtcpReceiverInfo]:
    """What the peer says of streams it receives, from its sender or receiver report."""
    return packet.reports if isinstance(packet, RtcpSrPacket | RtcpRrPacket) else []
