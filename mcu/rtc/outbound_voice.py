"""An outgoing voice: Opus packets in, RTP packets out, with copies of those before where asked."""

from collections import deque
from collections.abc import Hashable, Sequence

from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, Encoded
from mcu.rtc.outbound import Outbound, Shared, Write
from mcu.rtc.packet import level_extension
from mcu.rtc.red import MAX_COPY, MAX_OFFSET, Copy, write_red


class AudioOutbound(Outbound):
    """One voice sent: an Opus packet is a payload as it is (RFC 7587, section 4.2).

    With a `red_type`, each packet may bring `copies` of the ones before it (RFC 2198). Where
    `level_id` is the number of that header extension, each says how loud it is (RFC 6464), as those
    of browsers do: who mixes it need not decode it to know.
    """

    __slots__ = ("_copies", "_past", "_payload_type", "_red_type", "level_id")

    def __init__(
        self,
        payload_type: int,
        ssrc: int,
        write: Write,
        *,
        extension: bytes = b"",
        red_type: int | None = None,
        shared: Shared | None = None,
    ) -> None:
        super().__init__(ssrc, SAMPLE_RATE, write, extension, shared)
        self._payload_type = payload_type
        self._red_type = red_type
        self._past: deque[tuple[int, bytes]] = deque()
        self._copies = 0
        self.level_id: int | None = None

    @property
    def copies(self) -> int:
        """How many of the packets before go with each one, where `takes_copies`."""
        return self._copies

    @copies.setter
    def copies(self, count: int) -> None:
        if count != self._copies:
            self._copies = count
            self._past.clear()
            self.fall_out()

    @property
    def takes_copies(self) -> bool:
        """Whether the receiver takes copies."""
        return self._red_type is not None

    @property
    def step(self) -> Hashable:
        """Its payload type, None as long as its packets bring copies that are its own."""
        return None if self._copies else self._payload_type

    def parts(self, frame: Encoded) -> Sequence[bytes]:
        """Return a frame's payloads: itself."""
        return (frame.data,)

    def joins(self, frame: Encoded, parts: Sequence[bytes]) -> int | None:
        """Return the payload type if `deliver` would send just these parts."""
        return None if self._copies else self._payload_type

    def deliver(self, frame: Encoded) -> bool:
        """Send one packet; False if it could not be written."""
        data, payload_type = frame.data, self._payload_type
        if self.level_id is not None:
            self.extension = level_extension(self.level_id, frame.level)
        if self._copies and self._red_type is not None:
            data = self._with_copies(frame.pts * SAMPLE_RATE // NS_PER_S, data)
            payload_type = self._red_type
        if self._send((data,), 1, payload_type, frame.pts):
            return True
        self.break_off()
        return False

    def break_off(self) -> None:
        """Forget what went before: the copies of a packet are of those numbered just before it."""
        self._past.clear()

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
