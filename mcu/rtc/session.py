"""One member's media session on the server: the ICE-lite side, from offer to goodbye."""

import asyncio
import functools
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Final

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.media import Codec, Sink
from mcu.messages import BadOfferError, MemberKind
from mcu.rtc.answer import choose
from mcu.rtc.batch import Batches
from mcu.rtc.channel import Channel
from mcu.rtc.consent import Consent
from mcu.rtc.description import Description
from mcu.rtc.directory import Directory
from mcu.rtc.fragment import read_fragment, write_fragment
from mcu.rtc.generations import Generations
from mcu.rtc.handler import SessionHandler, Track
from mcu.rtc.ice import Address, Credentials, Request
from mcu.rtc.limits import Excess, first_checks
from mcu.rtc.line import Line, Transport, write_description
from mcu.rtc.liveness import Liveness
from mcu.rtc.nack import LONG
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.paced import PacedOutbound
from mcu.rtc.path import Outlet, Path, Paths
from mcu.rtc.quality import LineMeter
from mcu.rtc.seam import Certificate, Datagram
from mcu.rtc.turnstile import Turnstile

log = logging.getLogger(__name__)

__all__ = ["Session", "SessionHandler", "Track"]

REST: Final = NS_PER_S // 2
"""Nanoseconds for which a session is left alone at most, of which nothing is due."""

SETUP_LIMIT: Final = 10 * NS_PER_S
"""Nanoseconds from the offer until DTLS must be up."""


class Session:
    """A peer that offered, and the media that goes both ways.

    Made by `mcu.rtc.port.Port.accept`. `audio`, `video` and `content` take what the peer is to
    receive and are None where it did not offer to; `video_codecs` are those that `video` takes,
    the first for whatever is not better in another. `wake` is called when `pace` has something to
    send, without which pictures leave at once.
    """

    def __init__(
        self,
        offer: Description,
        kind: MemberKind,
        handler: SessionHandler,
        directory: "Directory[Session]",
        *,
        certificate: Certificate,
        addresses: Sequence[tuple[str, int]],
        excess: Excess | None = None,
        batches: Batches | None = None,
        wake: Callable[["Session"], None] | None = None,
        now: int,
    ) -> None:
        self.id = secrets.token_urlsafe(12)
        self.etag = secrets.token_hex(8)
        self.paths = Paths()
        self.heard = now
        """When the peer last sent something authentic (ns)."""
        self.first_checks = first_checks()
        """For checks from addresses that have not been proved."""
        self._handler = handler
        self._directory = directory
        self._addresses = addresses
        self._generations = Generations(Credentials(offer.ufrag, offer.password))
        self._consent = Consent()
        self._home: Path | None = None  # where the handshake was
        self._called = 0  # when it was begun (ns)
        self._refused = False  # it moved to where nobody answered
        self._flooded = False
        self._deadline = now + SETUP_LIMIT
        self._due = 0  # when there is something to do again, unless something happens (ns)
        self._liveness = Liveness(now, expected=kind is not MemberKind.VIEWER)
        self._reason: str | None = None
        self._over = asyncio.Event()
        self._ending: asyncio.Task[None] | None = None
        self._on_waiting = None if wake is None else functools.partial(wake, self)
        self._negotiate(offer, kind, certificate, excess, batches)
        self._meter = LineMeter(self._channel.streams, now)
        directory.join(self, self._generations.active.ufrag)

    def _negotiate(
        self,
        offer: Description,
        kind: MemberKind,
        certificate: Certificate,
        excess: Excess | None,
        batches: Batches | None,
    ) -> None:
        """Make the channel for what is agreed on, and the answer that says so."""
        lines = choose(offer, kind)
        self._agreed = [line for line in lines if isinstance(line, Line)]
        # Where the offerer leaves the choice we begin, which RFC 5763, section 5, recommends: at
        # its first check, and with keys half a round trip after its answer. An encoder that cannot
        # be called, or cannot call, gets its wish (RFC 8842, section 5.3).
        server = offer.setup == "active"
        self._trips = 2 if server else 1
        cname = secrets.token_urlsafe(12)
        self._channel = Channel(
            self._agreed,
            offer.fingerprints,
            self._handler,
            certificate=certificate,
            server=server,
            cname=cname,
            excess=excess,
            batches=batches,
            on_connected=self._connected,
            on_ended=self.end,
            on_waiting=self._on_waiting,
        )
        self.audio: AudioOutbound | None = self._channel.streams.audio
        self.video: Sink | None = self._channel.streams.video
        self.content: PacedOutbound | None = self._channel.streams.content
        transport = Transport(
            credentials=self._generations.active,
            fingerprint=certificate.fingerprint,
            setup="passive" if server else "active",
            addresses=self._addresses,
            lite=True,
        )
        self.answer = write_description(lines, transport, session=secrets.randbits(62), cname=cname)

    @property
    def connected(self) -> bool:
        """Whether media flows."""
        return self._channel.connected

    @property
    def video_codecs(self) -> tuple[Codec, ...]:
        """The codecs of the picture that the peer receives, none if it receives none."""
        return self._sent(Track.CAMERA)

    @property
    def content_codecs(self) -> tuple[Codec, ...]:
        """The codecs of the content that the peer receives, none if it receives none."""
        return self._sent(Track.CONTENT)

    def _sent(self, track: Track) -> tuple[Codec, ...]:
        for line in self._agreed:
            if line.track is track and line.sends:
                return tuple(one.codec for one in line.codings)
        return ()

    @property
    def has_camera(self) -> bool:
        """Whether the peer may send a picture of its own."""
        return any(line.track is Track.CAMERA and line.receives for line in self._agreed)

    @property
    def patience(self) -> int:
        """Nanoseconds of silence after which the peer is gone, as it was until now."""
        return self._liveness.patience(
            self.heard, self._channel.media_heard, pictures=self._meter.pictures
        )

    def expect(self, now: int, *, media: bool) -> None:
        """Say whether the peer is to send media; one that is not may be silent for longer."""
        self._liveness.expect(now, media=media)

    def excuse(self, now: int) -> None:
        """Be patient anew: what the peer has sent until now waits to be read."""
        self._liveness.excuse(now)

    def doubt(self, *, doubted: bool) -> None:
        """Say whether the control plane hears nothing of the peer: then it is missed sooner."""
        self._liveness.doubted = doubted

    def pace_content(self, limit: int | None) -> None:
        """Send content at no more than so many bits per second from now on, None: as it goes."""
        if self._channel.streams.content is not None:
            self._channel.streams.content.limit = limit

    def play_content(self, hold: int, floor: int) -> None:
        """Have content shown `hold` ns after it comes, and sent at `floor` bit/s at the least."""
        if self._channel.streams.content is not None:
            self._channel.streams.content.play(hold, floor)

    def spoken(self, captured: int) -> int | None:
        """When what was said as content was `captured` was said, by `VoicePacket.timestamp` in ns.

        None while the peer's reports do not tell.
        """
        streams = self._channel.streams
        content, voice = streams.pictures.get(Track.CONTENT), streams.voice
        if content is None or voice is None:
            return None
        wall = content.wall(captured)
        return None if wall is None else voice.spoken(wall)

    def request_keyframe(self, track: Track) -> None:
        """Ask the peer for a keyframe; how often it is asked is limited."""
        self._due = 0
        self._channel.streams.request_keyframe(track, clock.now())

    def send_ahead(self, *, ahead: bool) -> None:
        """Send every picture twice from now on, or once: see `mcu.ahead`."""
        self._channel.streams.send_ahead(ahead=ahead)

    def restrain(self, *, congested: bool) -> None:
        """Say whether the way to the peer is full: then there is less room for repairs."""
        self._channel.streams.restrain(congested=congested)

    def hasten_quality(self) -> None:
        """Report the quality of the line sooner, once: more is sent now than it has carried."""
        self._meter.hasten()
        self._due = 0

    async def close(self, reason: str = "closed") -> None:
        """End the session and tell peer and handler; calls after the first only wait for it."""
        if self._reason is not None:
            await self._over.wait()
            return
        self._reason = reason
        # In this order: nothing comes in any more, the peer hears of it, then the owner.
        self._directory.leave(self)
        try:
            await self._channel.close()
        finally:
            self._over.set()
            self._handler.on_closed(reason)

    def end(self, reason: str) -> None:
        """Close from where nobody can wait for it."""
        if self._ending is None and self._reason is None:
            self._ending = asyncio.create_task(self.close(reason), name=f"end {self.id}")

    def _connected(self) -> None:
        now = clock.now()
        self._meter = LineMeter(self._channel.streams, now)
        self._home = self._channel.path
        video = self._channel.streams.video
        if video is not None:
            video.begins_twice = now - self._called >= self._trips * LONG
        self._handler.on_connected()

    # -- ICE -------------------------------------------------------------------------------------

    def trickle(self, fragment: str) -> None:
        """Take the peer's candidates; raises BadOfferError.

        They are only looked at: a lite agent is called, it calls nobody (RFC 8445, section 2.5).
        """
        self._generations.admit(read_fragment(fragment))

    def restart(self, fragment: str) -> str:
        """Begin a new ICE generation: return our fragment, change `etag` (RFC 9725, 4.3.3).

        Media goes on by the old path until the peer nominates one of the new generation (RFC 8445,
        section 9). Raises BadOfferError if the peer's credentials are missing or not new.
        """
        if not self._agreed or self._reason is not None:
            raise BadOfferError("there is no transport to restart")
        self._retire(self._generations.begin(read_fragment(fragment)))
        credentials = self._generations.newest
        self._directory.join(self, credentials.ufrag)
        self.etag = secrets.token_hex(8)
        return write_fragment(credentials, self._addresses, self._agreed[0], lite=True)

    def check(self, datagram: bytes, ufrag: str) -> tuple[Request, int, str] | None:
        """Return a connectivity check, its generation and our password; None if it is forged."""
        return self._generations.check(datagram, ufrag)

    def prove(self, outlet: Outlet, address: Address, generation: int, now: int) -> Path:
        """Return the path from `address`, which a check has just proved."""
        path = self.paths.prove(outlet, address, generation, now)
        self.heard = now
        if self._channel.path is None and not self._refused:
            # The first path serves until the peer nominates: browsers begin DTLS at once, and
            # Chromium nominates 50 ms later.
            self._move(path, now)
            self._called = self._called or now
            self._channel.start()
        return path

    def lose(self, path: Path) -> None:
        """Send nothing more to an address that somebody else has proved to be his."""
        self.paths.lose(path)
        if self._channel.path is path:
            self._channel.path = None

    def nominate(self, path: Path, priority: int, now: int) -> None:
        """Send by `path` from now on, as the peer wishes."""
        if self._refused and path is not self._home:
            return
        if self.paths.nominate(path, priority, now):
            self._move(path, now)
            self._retire(self._generations.activate(path.generation))

    def _move(self, path: Path, now: int) -> None:
        """Send by `path` from now on, as long as it shows that it arrives."""
        channel = self._channel
        if channel.path is not path:
            self._meter.move()
        channel.path = path
        if channel.connected and path is not self._home:
            self._consent.move(now, channel.bytes_out, channel.streams.strange)
            channel.streams.hasten_report()
            self._due = 0

    def _check_consent(self, now: int) -> None:
        """Go back to where the handshake was, for good, if nobody answers from elsewhere."""
        channel, home = self._channel, self._home
        streams = channel.streams
        if self._refused or not self._consent.asked:
            return
        if self._consent.holds(now, channel.bytes_out, streams.named, streams.strange):
            return
        self._refused = True
        log.warning("no answer from where a member moved to", extra={"session": self.id})
        channel.path = self.paths.selected = home if home in tuple(self.paths) else None

    def _retire(self, ufrags: list[str]) -> None:
        for ufrag in ufrags:
            self._directory.retire(ufrag)

    # -- datagrams and time, from the port -------------------------------------------------------

    def receive_dtls(self, datagram: bytes, now: int, turns: Turnstile) -> None:
        """Take a datagram of DTLS from a proved path."""
        self._channel.receive_dtls(datagram, now, turns)

    def receive_media(self, datagram: Datagram, size: int, now: int) -> bool:
        """Take SRTP or SRTCP; False if it is not authentic."""
        return self._channel.receive_media(datagram, size, now)

    def poll(self, now: int) -> bool:
        """Ask again for what is missing; False if nothing is until packets come."""
        return self._reason is None and self._channel.streams.poll(now)

    def pace(self, now: int) -> bool:
        """Send what is sent over a while, as `wake` has asked for; False if nothing is left."""
        return self._reason is None and self._channel.streams.pace(now)

    def is_due(self, now: int) -> bool:
        """Whether there may be something for `tick` to do; asked ten times a second."""
        return now >= self._due or self._channel.streams.urgent

    def tick(self, now: int) -> bool:
        """Do what is due: give up, or report. True: poll from now on."""
        polled = False
        self._due = now
        if not self.connected:
            if now > self._deadline:
                self.end("failed")
        elif self._liveness.silence(self.heard, now) > self.patience:
            self.end("timeout")
        else:
            polled = self._channel.streams.tick(now)
            self._check_consent(now)
            if self._channel.flooded and not self._flooded:
                self._flooded = True
                log.warning("member sends too much", extra={"session": self.id})
            if self._meter.is_due(now):
                self._handler.on_quality(
                    self._meter.read(self._channel.bytes_in, self._channel.bytes_out, now)
                )
            self._rest(now)
        return polled

    def _rest(self, now: int) -> None:
        """Leave it alone until the next report or reading, of 400 sessions ten times a second."""
        if not self._consent.asked:
            gone = self.heard + self.patience
            due = min(self._channel.streams.report_due, self._meter.due, gone)
            self._due = min(due, now + REST)
