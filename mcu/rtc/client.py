"""A WebRTC client: for the demo, the load generator and the tests.

It offers, controls ICE and takes either DTLS role. Frames to send come encoded. What comes in is
delivered encoded, or only counted without being opened, so that one process carries hundreds.
"""

import asyncio
import contextlib
import functools
import secrets
import socket
from collections.abc import Sequence
from typing import Final

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded, Growing, Sink, VoicePacket
from mcu.messages import BadOfferError, LineQuality, MemberKind
from mcu.rtc.channel import Channel
from mcu.rtc.controlling import Controlling
from mcu.rtc.description import read_description
from mcu.rtc.fragment import read_fragment, write_fragment
from mcu.rtc.handler import SessionHandler, Track
from mcu.rtc.ice import Credentials, read_candidates
from mcu.rtc.line import AUDIO_LEVEL, Transport, write_description
from mcu.rtc.offer import agreed_lines, offered_lines
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.packet import HEADER_SIZE, MARKER, in_line
from mcu.rtc.path import Outlet, Path
from mcu.rtc.quality import LineMeter
from mcu.rtc.seam import Certificate, Datagram
from mcu.rtc.tally import Tally
from mcu.rtc.wire import Wire

__all__ = ["Client", "SessionHandler", "Silent", "Tally", "Track", "Wire"]

CONNECT_LIMIT: Final = 10 * NS_PER_S
"""Nanoseconds from the answer until DTLS must be up."""

SILENCE_LIMIT: Final = 10 * NS_PER_S
"""Nanoseconds without an answer to our checks after which the server is gone."""

_STREAM_TICK: Final = NS_PER_S // 10
_MAX_PATHS: Final = 8
_RTCP: Final = range(192, 224)  # RFC 5761, section 4


class Silent:
    """A handler that takes no notice of anything; see `SessionHandler`."""

    def on_connected(self) -> None:
        """Media flows."""

    def on_closed(self, reason: str) -> None:
        """It is over."""

    def on_voice(self, packet: VoicePacket) -> None:
        """Sound came."""

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """A picture came."""

    def on_growing(self, frame: Growing) -> None:
        """A frame of content began to come."""

    def on_keyframe_request(self, track: Track) -> None:
        """The server cannot decode what we send."""

    def on_overrun(self, loss: float) -> bool:
        """A burst did not arrive."""
        return False

    def on_quality(self, quality: LineQuality) -> None:
        """The line was measured."""


@functools.cache
def _own_certificate() -> Certificate:
    """One for all clients of the process: only its fingerprint counts, and each costs time."""
    return Certificate.generateCertificate()


class Client:
    """One member's end. `audio`, `video` and `content` take what is to be sent, once connected.

    `kind` and the codecs say what is offered; None leaves an m-line out, `also` are codecs that can
    be received beside the one sent. With `opens` false what
    comes in is only counted, in `tallies` by track (None: sound), which costs little. Many clients
    may share a `wire`. `source` is the local address to call from.
    """

    def __init__(
        self,
        *,
        handler: SessionHandler | None = None,
        kind: MemberKind = MemberKind.POINT,
        audio: bool = True,
        video: Codec | None = Codec.VP8,
        content: Codec | None = None,
        also: Sequence[Codec] = (),
        opens: bool = True,
        setup: str = "actpass",
        wire: Wire | None = None,
        certificate: Certificate | None = None,
        source: str | None = None,
    ) -> None:
        self.audio: AudioOutbound | None = None
        self.video: Sink | None = None
        self.content: Sink | None = None
        self.tallies: dict[Track | None, Tally] = {}
        self._handler = handler or Silent()
        self._offered = offered_lines(kind, audio=audio, video=video, content=content, also=also)
        self._opens = opens
        self._setup = setup
        self._wire = wire or Wire()
        self._certificate = certificate or _own_certificate()
        self._source = source
        self._number = secrets.randbits(62)
        self._cname = secrets.token_urlsafe(12)
        self._credentials = Credentials.new()
        self._channel: Channel | None = None
        self._ice: Controlling | None = None
        self._sockets: dict[Path, socket.socket] = {}
        self._tallied: dict[int, tuple[Tally, frozenset[int | None], bool]] = {}
        self._meter: LineMeter | None = None
        self._deadline = self._heard = self._tick_due = 0
        self._outcome: asyncio.Future[None] | None = None  # of what is waited for
        self._reason: str | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether media flows."""
        return self._channel is not None and self._channel.connected

    def offer(self) -> str:
        """The offer; the same each time."""
        return write_description(
            self._offered,
            Transport(
                self._credentials, self._certificate.fingerprint, self._setup, (), lite=False
            ),
            session=self._number,
            cname=self._cname,
        )

    async def answer(self, sdp: str) -> None:
        """Take the answer and connect.

        Raises BadOfferError if the answer makes no sense, ConnectionError if there is no way.
        """
        answer = read_description(sdp)
        lines = agreed_lines(self._offered, answer)
        self._channel = Channel(
            lines,
            answer.fingerprints,
            self._handler,
            certificate=self._certificate,
            server=answer.setup == "active",
            cname=self._cname,
            on_connected=self._connected,
            on_ended=self.end,
        )
        streams = self._channel.streams
        self.audio, self.video, self.content = streams.audio, streams.video, streams.content
        for line in lines:
            if line.track is None and self.audio is not None:
                self.audio.level_id = line.extensions.get(AUDIO_LEVEL)
            tally = self.tallies[line.track] = Tally()
            types = frozenset(
                one for coding in line.codings for one in (coding.payload_type, coding.red_type)
            )
            for ssrc in line.remote_ssrcs:
                self._tallied[ssrc] = (tally, types, line.track is None)
        self._outcome = asyncio.get_running_loop().create_future()
        self._heard = clock.now()
        self._deadline = self._heard + CONNECT_LIMIT
        self._wire.join(self)
        try:
            self._call(Credentials(answer.ufrag, answer.password), answer.candidates)
            await self._outcome
        except BaseException:
            await self.close("failed")
            raise

    def restart(self, source: str | None = None) -> str:
        """Begin an ICE restart, from another local address: the fragment for the server."""
        self._source = source
        self._credentials = Credentials.new()
        return write_fragment(self._credentials, (), self._offered[0], lite=False)

    async def restarted(self, fragment: str) -> None:
        """Take the server's fragment and move; media goes on by the old way until then.

        Raises BadOfferError and ConnectionError as `answer` does.
        """
        read = read_fragment(fragment)
        if read.credentials is None or self._channel is None:
            raise BadOfferError("the fragment has no credentials, or there is nothing to restart")
        self._outcome = asyncio.get_running_loop().create_future()
        self._call(read.credentials, read.candidates)
        await self._outcome

    def inject(self, packet: bytes) -> bool:
        """Seal and send RTP or RTCP as it is, sense or not; False if it did not leave.

        It shows what a server makes of a member that is broken or means harm.
        """
        if self._channel is None:
            return False
        if packet[1] in _RTCP:
            return self._channel.write_rtcp(packet)
        return self._channel.write(packet) > 0

    async def close(self, reason: str = "closed") -> None:
        """Leave; only the first call does anything."""
        if self._reason is not None:
            return
        self._reason = reason
        try:
            if self._channel is not None:
                await self._channel.close()
            for path in tuple(self._sockets):
                self._hang_up(path)
            await self._wire.leave(self)
        finally:
            self._handler.on_closed(reason)
            if self._outcome is not None and not self._outcome.done():
                self._outcome.set_exception(ConnectionError(reason))
                self._outcome.exception()  # nobody may be waiting

    def end(self, reason: str) -> None:
        """Close from where nobody can wait for it."""
        if self._ending is None and self._reason is None:
            self._ending = asyncio.create_task(self.close(reason))

    # -- ICE -------------------------------------------------------------------------------------

    def _call(self, remote: Credentials, candidates: Sequence[str]) -> None:
        """Check every candidate from a socket of its own."""
        paths: list[Path] = []
        for address in read_candidates(candidates)[:_MAX_PATHS]:
            with contextlib.suppress(OSError):  # no route, or a family that we have not
                one = self._wire.connect(address, self._source)
                path = Path(Outlet(one.sendto, one.sendmsg), address)
                self._wire.read(one, functools.partial(self._receive, path), self._count)
                self._sockets[path] = one
                paths.append(path)
        if not paths:
            raise ConnectionError("the server offers no address that can be reached from here")
        now = clock.now()
        self._ice = Controlling(self._credentials, remote, paths, now)
        self._ice.tick(now)

    def _settle(self, channel: Channel, path: Path) -> None:
        """Use the path that ICE has selected, and no other."""
        channel.path = path
        for other in [one for one in self._sockets if one is not path]:
            self._hang_up(other)
        if channel.connected:
            self._arrived()
        channel.start()

    def _hang_up(self, path: Path) -> None:
        self._wire.disconnect(self._sockets.pop(path))

    def _connected(self) -> None:
        if self._channel is not None and self._opens:
            now = clock.now()
            self._meter = LineMeter(self._channel.streams, now)
        self._handler.on_connected()
        self._arrived()

    def _arrived(self) -> None:
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(None)

    # -- datagrams and time, from the wire -------------------------------------------------------

    def _count(self, train: memoryview, size: int, now: int) -> bool:
        """Count packets of a stream that came in one go; False if they are to be looked at."""
        if self._opens or len(train) < HEADER_SIZE or train[0] < 128 or train[1] in _RTCP:
            return False
        line = in_line(train, size)
        if line is None:
            return False
        sequence, packets, second, ssrc = line
        entry = self._tallied.get(ssrc)
        if entry is None:
            return False
        tally, payload_types, sound = entry
        if second & ~MARKER not in payload_types or (sound and packets > 1):
            return False
        time = int.from_bytes(train[4:8]) if sound else None
        ends = sound or second >= MARKER
        tally.count_line(sequence, packets, len(train), now, ends=ends, time=time)
        return True

    def _receive(self, path: Path, datagram: Datagram, size: int, now: int) -> None:
        """Take a datagram from the server."""
        channel, ice = self._channel, self._ice
        if channel is None or ice is None or not size:
            return
        data = datagram.data
        first = data[0]
        if first >= 128:
            if self._opens or data[1] in _RTCP:
                if channel.receive_media(datagram, size, now):
                    self._heard = now
            elif (entry := self._tallied.get(int.from_bytes(data[8:12]))) is not None:
                tally, payload_types, sound = entry
                if data[1] & 0x7F in payload_types:
                    tally.count(data, size, now, sound=sound)
        elif first >= 20:
            channel.receive_dtls(bytes(datagram.view[:size]), now)
        elif ice.receive(bytes(datagram.view[:size]), path, now):
            self._heard = now
            if ice.selected is not None and ice.selected is not channel.path:
                self._settle(channel, ice.selected)

    def tick(self, now: int) -> None:
        """Do what is due; called by the wire."""
        channel, ice = self._channel, self._ice
        if channel is None or ice is None or self._reason is not None:
            return
        ice.tick(now)
        if not channel.connected:
            if now > self._deadline:
                self.end("failed")
            return
        if now - self._heard > SILENCE_LIMIT:
            self.end("timeout")
        if self._opens:
            channel.streams.poll(now)
        if now >= self._tick_due:
            self._tick_due = now + _STREAM_TICK
            channel.streams.tick(now)
            if self._meter is not None and self._meter.is_due(now):
                self._handler.on_quality(self._meter.read(channel.bytes_in, channel.bytes_out, now))
