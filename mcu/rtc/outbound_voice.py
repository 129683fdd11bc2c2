"""An outgoing voice: Opus packets in, RTP packets out, with copies of those before where asked."""

from collections import deque

from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, Encoded
from mcu.rtc.outbound import Outbound, Write
from mcu.rtc.packet import SEQUENCE_MASK, TIMESTAMP_MASK, write_header
from mcu.rtc.red import MAX_COPY, MAX_OFFSET, Copy, write_red


class AudioOutbound(Outbound):
    """One voice sent: an Opus packet is a payload as it is (RFC 7587, section 4.2).

    With a `red_type`, each packet may bring `copies` of the ones before it (RFC 2198).
    """

    __slots__ = ("_copies", "_past", "_payload_type", "_red_type")

    def __init__(
        self,
        payload_type: int,
        ssrc: int,
        write: Write,
        *,
        extension: bytes = b"",
        red_type: int | None = None,
    ) -> None:
        super().__init__(ssrc, SAMPLE_RATE, write, extension)
        self._payload_type = payload_type
        self._red_type = red_type
        self._past: deque[tuple[int, bytes]] = deque()
        self._copies = 0

    @property
    def copies(self) -> int:
        """How many of the packets before go with each one, where `takes_copies`."""
        return self._copies

    @copies.setter
    def copies(self, count: int) -> None:
        if count != self._copies:
            self._copies = count
            self._past.clear()

    @property
    def takes_copies(self) -> bool:
        """Whether the receiver takes copies."""
        return self._red_type is not None

    def deliver(self, frame: Encoded) -> bool:
        """Send one packet; False if it could not be written."""
        data = frame.data
        payload_type = self._payload_type
        timestamp = frame.pts * SAMPLE_RATE // NS_PER_S
        if self._copies and self._red_type is not None:
            data = self._with_copies(timestamp, data)
            payload_type = self._red_type
        header = write_header(
            self._first,
            payload_type,
            self._sequence & SEQUENCE_MASK,
            (self._offset + timestamp) & TIMESTAMP_MASK,
            self.ssrc,
        )
        if not self._write(header + self._extension + data):
            self._past.clear()  # the copies of a packet are of those numbered just before it
            return False
        self._sequence += 1
        self.packets += 1
        self.octets += len(data)
        return True

    def _with_copies(self, timestamp: int, data: bytes) -> bytes:
        """Put the last packets' payloads before this one's; keep it for those to come."""
        past = self._past
        while past and timestamp - past[0][0] > MAX_OFFSET:
            past.popleft()
        copies = [Copy(timestamp - when, one) for when, one in past]
        if len(data) > MAX_COPY:
            past.clear()
        else:
            past.append((timestamp, data))
            if len(past) > self._copies:
                past.popleft()
        return write_red(self._payload_type, copies, data)
