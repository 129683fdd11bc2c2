"""The way of a packet to its m-line (RFC 9143, section 9.2): by SSRC, else by MID, else by type."""

from collections.abc import Callable
from typing import Final

from mcu.rtc.line import MID, Line
from mcu.rtc.packet import RtpPacket

MAX_SSRCS: Final = 64
"""Streams that one peer may begin in its life; a browser has three, and three of RTX."""

Take = Callable[[RtpPacket, int], None]
"""Takes a packet of its m-line at a time (ns)."""


class Routes:
    """Who takes which packet."""

    def __init__(self) -> None:
        self._by_ssrc: dict[int, Take | None] = {}
        self._by_mid: dict[bytes, Take] = {}
        self._by_type: dict[int, Take | None] = {}
        self._mid_extensions: set[int] = set()

    def add(self, line: Line, take: Take) -> None:
        """Give the packets of an m-line to `take`."""
        for ssrc in line.remote_ssrcs:
            self._by_ssrc[ssrc] = take
        if line.mid is not None and MID in line.extensions:
            self._mid_extensions.add(line.extensions[MID])
            self._by_mid[line.mid.encode()] = take
        for payload_type in line.payload_types:
            # Camera and content have the same types as a rule: then the type alone says nothing.
            self._by_type[payload_type] = None if payload_type in self._by_type else take

    def admits(self, ssrc: int) -> bool:
        """Whether a packet of this stream may be opened: it is known, or one more may be."""
        return ssrc in self._by_ssrc or len(self._by_ssrc) < MAX_SSRCS

    def find(self, packet: RtpPacket) -> Take | None:
        """Return who takes a packet; None if it cannot be told yet."""
        take = self._by_ssrc.get(packet.ssrc)
        if take is None:
            take = self._by_ssrc[packet.ssrc] = self._find_anew(packet)
        return take

    def _find_anew(self, packet: RtpPacket) -> Take | None:
        """Find the m-line of a stream that was not announced."""
        for identity in self._mid_extensions:
            mid = packet.extensions.get(identity)
            if mid is not None:
                return self._by_mid.get(mid)
        return self._by_type.get(packet.payload_type)
