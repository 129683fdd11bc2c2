"""The secured way of one peer: DTLS, SRTP, and the streams that go through it."""

import asyncio
import functools
import logging
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

from mcu.rtc.batch import Batches
from mcu.rtc.handler import SessionHandler
from mcu.rtc.limits import Excess, handshake, media, reports
from mcu.rtc.line import Line
from mcu.rtc.path import Path
from mcu.rtc.seam import MAX_SEALED, Certificate, Datagram, Dtls, DtlsError, Opener, Sealer
from mcu.rtc.streams import Streams
from mcu.rtc.turnstile import Turnstile

log = logging.getLogger(__name__)

_RTCP: Final = range(192, 224)
"""Second byte of RTCP: its packet types, where RTP has a marker and payload type 64…95, which
nobody uses for that reason (RFC 5761, section 4)."""


def _refuse(_packets: Sequence[bytes]) -> NoReturn:
    raise ValueError("no keys yet")


_NO_KEYS: Final = Sealer(_refuse, _refuse)


class Channel:
    """Media of one peer over DTLS-SRTP (RFC 5764), on the path that ICE has selected.

    Its owner carries the datagrams: it sets `path`, gives what comes in to `receive_dtls` and
    `receive_media`, and calls `start` when the peer may be spoken to. It hears of the outcome by
    `on_connected`, or by `on_ended` with a reason: "failed", or "left" when the peer hangs up.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        fingerprints: Sequence[tuple[str, str]],
        handler: SessionHandler,
        *,
        certificate: Certificate,
        server: bool,
        cname: str,
        excess: Excess | None = None,
        batches: Batches | None = None,
        on_connected: Callable[[], None],
        on_ended: Callable[[str], None],
        on_waiting: Callable[[], None] | None = None,
    ) -> None:
        self.path: Path | None = None
        self.sealer = _NO_KEYS
        self.connected = False
        self.bytes_in = 0
        self.written = 0
        """Bytes sent, but for those of streams in step, which count them together."""
        self.media_heard = 0
        """When RTP last came (ns), 0 before any."""
        self.refused = 0
        """Packets that were not authentic, or of one stream too many."""
        self._excess = excess = excess or Excess()
        self._media, self._reports, self._flights = media(), reports(), handshake()
        self.flooded = False
        """Whether the peer ever sent more than is read."""
        self.streams = Streams(
            lines,
            handler,
            self.write,
            self.write_rtcp,
            cname=cname,
            excess=excess,
            shared=None if batches is None else (self, batches),
            on_waiting=on_waiting,
        )
        self._batches = batches
        self._on_connected = on_connected
        self._on_ended = on_ended
        self._opener: Opener | None = None
        self._handshake: asyncio.Task[None] | None = None
        self._dtls = Dtls(
            certificate,
            fingerprints,
            server=server,
            send=self._send_dtls,
            on_closed=lambda: on_ended("left"),
        )

    @property
    def bytes_out(self) -> int:
        """Bytes of all datagrams of media that were sent."""
        return self.written + sum(one.carried for one in self.streams.outbound.values())

    def start(self) -> None:
        """Begin the handshake; a second call does nothing."""
        if self._handshake is None:
            self._handshake = asyncio.create_task(self._shake_hands())

    async def close(self) -> None:
        """Say goodbye as far as the peer can hear it. Nothing is sent or taken afterwards."""
        if self._batches is not None:
            self._batches.forget()
            for one in self.streams.outbound.values():
                one.end()
        if self.connected:
            self.streams.say_goodbye()
        self.connected = False
        if self._handshake is not None:
            self._handshake.cancel()
            await asyncio.gather(self._handshake, return_exceptions=True)
        await self._dtls.close()
        self.path = None

    def receive_dtls(self, datagram: bytes, now: int, turns: Turnstile | None = None) -> None:
        """Take a datagram that begins with 20…63 (RFC 7983); a handshake's when it is its turn."""
        feed = functools.partial(self._dtls.feed, datagram)
        if not self._flights.take(now):
            self._excess.handshakes += 1
        elif turns is None or self.connected:
            feed()
        elif not turns.put(feed):
            self._excess.handshakes += 1

    def receive_media(self, datagram: Datagram, size: int, now: int) -> bool:
        """Take a datagram that begins with 128…191; False if it is not the peer's."""
        opener = self._opener
        data = datagram.data
        if opener is None:
            return False
        if data[1] in _RTCP:
            packet = opener.rtcp(datagram, size)
            if packet is not None:
                self.bytes_in += size
                if self._reports.take(now, size):
                    self.streams.receive_rtcp(packet, now)
                else:
                    self._excess.reports += 1
                    self.flooded = True
                return True
        # libsrtp keeps a state for each SSRC that was ever authentic, so the number is bounded.
        elif self.streams.admits(int.from_bytes(data[8:12])):
            packet = opener.rtp(datagram, size)
            if packet is not None:
                self.bytes_in += size
                self.media_heard = now
                # Not before it is proved to be the peer's: nobody else is to use its share up.
                if self._media.take(now):
                    self.streams.receive_rtp(packet, now, datagram.arrived)
                else:
                    self._excess.media += 1
                    self.flooded = True
                return True
        self.refused += 1
        return False

    def write(self, *packets: bytes) -> int:
        """Seal RTP packets and send them in order; return how many left, the others did not."""
        path = self.path
        if path is None:
            return 0
        left = 0
        try:
            for begin in range(0, len(packets), MAX_SEALED):
                for train, size in self.sealer.rtp(packets[begin : begin + MAX_SEALED]):
                    self.written += len(train)
                    cars = path.send_train(train, size)
                    left += cars
                    if cars * size < len(train):
                        return left
        except ValueError:
            pass  # not connected yet, or a retransmission from before the replay window
        return left

    def write_rtcp(self, packet: bytes) -> bool:
        """Seal a compound of RTCP packets and send it; False if it did not leave."""
        path = self.path
        if path is None or not self.connected:
            return False
        ((sealed, _),) = self.sealer.rtcp((packet,))
        self.written += len(sealed)
        return path.send(sealed)

    def _send_dtls(self, datagram: bytes) -> None:
        if self.path is not None:
            self.path.send(datagram)

    async def _shake_hands(self) -> None:
        try:
            self.sealer, self._opener = await self._dtls.handshake()
            self.connected = True
            self._on_connected()
            await self._dtls.completed()
        except DtlsError:
            self._on_ended("failed")
        except Exception:
            log.exception("handshake broke")
            self._on_ended("failed")
