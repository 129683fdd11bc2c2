"""The one UDP port of a node: everybody's datagrams, demultiplexed (RFC 7983)."""

import asyncio
import contextlib
import datetime
import logging
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from ipaddress import ip_address
from itertools import islice
from typing import Final
from weakref import WeakValueDictionary

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.messages import BadOfferError, BusyError, MemberKind, PortStats
from mcu.rtc import arrival
from mcu.rtc.batch import Batches
from mcu.rtc.blocks import Blocks
from mcu.rtc.description import read_description
from mcu.rtc.directory import Directory
from mcu.rtc.ice import Address, addressee, write_success
from mcu.rtc.limits import Excess, newcomers
from mcu.rtc.mmsg import Outbox, make_outbox
from mcu.rtc.path import Outlet
from mcu.rtc.seam import Certificate, Datagram
from mcu.rtc.session import Session, SessionHandler
from mcu.rtc.sockets import Sockets
from mcu.rtc.turnstile import Turnstile

log = logging.getLogger(__name__)

BATCH: Final = 64
"""Datagrams taken before others on the loop have their turn: about a millisecond."""

POLL: Final = 10_000_000
"""Nanoseconds between two looks at those who send pictures: NACKs wait no longer than that."""

POLLS: Final = 10
"""Polls in which all sessions are looked at once: reports, silence."""

PACES: Final = 2
"""Polls in which all those are sent more whose pictures leave over a while."""

SOME: Final = 64
"""Of these, sessions that are looked at before others on the loop have their turn."""

NAP: Final = 2 * NS_PER_S
"""Nanoseconds without a poll from which on nobody is to blame for not being heard: the process
stood still. What came meanwhile is read a batch at a time, and polls have their turn in between."""

_RENEWAL: Final = datetime.timedelta(days=1)
"""How long before its end a certificate is replaced for new sessions; it is good for 30 days."""

# First byte of a datagram (RFC 7983, section 7).
_STUN: Final = range(4)
_DTLS: Final = range(20, 64)
_MEDIA: Final = range(128, 192)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortConfig:
    """Where a port listens and how much it takes on.

    `host` is one address, or "" for all that the machine has, IPv4 and IPv6. `public_addresses` are
    told to clients instead of the machine's own, where a 1:1 NAT stands before it.
    """

    host: str = ""
    port: int = 0
    public_addresses: tuple[str, ...] = ()
    max_sessions: int = 1000


@dataclass(slots=True)
class PortCounters:
    """Datagrams since the port was opened, and what was wrong with those that were dropped."""

    received: int = 0
    strangers: int = 0
    """From an address, or to a user fragment, that no session has."""
    forged: int = 0
    """To or from a session, but not authentic."""
    errors: int = 0
    """Errors of receiving."""
    excess: Excess = field(default_factory=Excess)


class Port:
    """One UDP port, shared by all sessions."""

    def __init__(self, config: PortConfig) -> None:
        self.counters = PortCounters()
        self.sessions: Directory[Session] = Directory()
        self._config = config
        self._certificate = Certificate.generateCertificate()
        self._sockets = Sockets(config.host, config.port, self._read)
        self._datagram = Datagram()
        self._newcomers = newcomers()
        self._turnstile = Turnstile(lambda go: asyncio.get_running_loop().call_soon(go))
        self._ticking: asyncio.Task[None] | None = None
        self._outbox: Outbox | None = None
        self._blocks = Blocks()
        self._companies: WeakValueDictionary[str, Batches] = WeakValueDictionary()
        self._active: set[Session] = set()
        """Sessions to be polled, because media came from them."""
        self._waiting: dict[Session, None] = {}
        """Sessions to which a picture is sent over a while."""

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Addresses and ports that clients are told."""
        public = self._config.public_addresses
        if not public:
            return self._sockets.addresses
        numbers = [self._sockets.number(ip_address(one).version) for one in public]
        return [(one, number) for one, number in zip(public, numbers, strict=True) if number]

    @property
    def unsent(self) -> int:
        """Datagrams that the system would not send: full buffers, no route."""
        return self._sockets.unsent

    def stats(self) -> PortStats:
        """Count the datagrams since the port was opened."""
        counters = self.counters
        return PortStats(
            received=counters.received,
            strangers=counters.strangers,
            forged=counters.forged,
            unsent=self.unsent,
            **asdict(counters.excess),
        )

    async def open(self) -> None:
        """Bind the sockets and begin to read; raises OSError if the address is not to be had."""
        self._sockets.open()
        self._outbox = make_outbox()
        self._ticking = asyncio.create_task(self._tick(), name="port ticks")

    async def close(self) -> None:
        """End all sessions ("closed"), then the port."""
        for session in self.sessions:
            await session.close()
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        self._sockets.close()

    async def turn(self) -> None:
        """Wait until an offer may be looked at; raises BusyError if too many wait."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._turnstile.put(lambda: None if turn.done() else turn.set_result(None)):
            raise BusyError("too many join at once")
        await turn

    async def accept(
        self, offer: str, kind: MemberKind, handler: SessionHandler, company: str = ""
    ) -> Session:
        """Make a session of an offer; raises BadOfferError, or BusyError when the port is full.

        Those of one `company` are sent the same things, and wait for each other alone.
        """
        if len(self.sessions) >= self._config.max_sessions:
            raise BusyError(f"{len(self.sessions)} sessions are all that this port takes")
        description = read_description(offer)
        if description.lite:
            raise BadOfferError("both sides are ICE-lite: nobody would begin")
        self._sockets.refresh()
        if self._certificate.expires - _RENEWAL < datetime.datetime.now(datetime.UTC):
            self._certificate = Certificate.generateCertificate()
        return Session(
            description,
            kind,
            handler,
            self.sessions,
            certificate=self._certificate,
            addresses=self.addresses,
            excess=self.counters.excess,
            batches=self._batches(company),
            wake=self._wake,
            now=clock.now(),
        )

    def _batches(self, company: str) -> Batches | None:
        """Return what sends to a company, which is kept as long as one of it is here."""
        if self._outbox is None:
            return None
        batches = self._companies.get(company)
        if batches is None:
            later = asyncio.get_running_loop().call_soon
            batches = Batches.of(self._outbox, later, self._blocks)
            self._companies[company] = batches
        return batches

    def _wake(self, session: Session) -> None:
        self._waiting[session] = None

    def _read(self, one: socket.socket, outlet: Outlet) -> None:
        """Take what has come in, at most a batch: the loop calls again when there is more."""
        datagram = self._datagram
        for _ in range(BATCH):
            try:
                size, address = arrival.receive(one, datagram)
            except BlockingIOError:
                return
            except OSError:
                self.counters.errors += 1
                return
            self.receive(datagram, size, address, outlet, clock.now())

    def receive(
        self, datagram: Datagram, size: int, address: Address, outlet: Outlet, now: int
    ) -> None:
        """Give a datagram to the session it belongs to, if it does to any."""
        self.counters.received += 1
        first = datagram.data[0] if size else 255
        if first in _STUN:
            self._receive_stun(datagram.view[:size], address, outlet, now)
            return
        found = self.sessions.at(address)
        if found is None:
            self.counters.strangers += 1
            return
        session, path = found
        try:
            if first in _MEDIA:
                if session.receive_media(datagram, size, now):
                    session.heard = path.heard = now
                    self._active.add(session)
                else:
                    self.counters.forged += 1
            elif first in _DTLS:
                session.receive_dtls(bytes(datagram.view[:size]), now, self._turnstile)
        except Exception:
            self._broke(session)

    def _receive_stun(
        self, datagram: memoryview, address: Address, outlet: Outlet, now: int
    ) -> None:
        """Answer a check, if it comes from the peer of a session; nothing else is answered."""
        ufrag = addressee(datagram)
        session = self.sessions.named(ufrag) if ufrag is not None else None
        if ufrag is None or session is None:
            self.counters.strangers += 1
            return
        if not self._may_check(session, address, now):
            self.counters.excess.checks += 1
            return
        checked = session.check(bytes(datagram), ufrag)
        if checked is None:
            self.counters.forged += 1
            return
        request, generation, password = checked
        path = session.prove(outlet, address, generation, now)
        self.sessions.reach(session, path)
        path.send(write_success(request, password, address))
        if request.nominates:
            session.nominate(path, request.priority, now)

    def _may_check(self, session: Session, address: Address, now: int) -> bool:
        """Whether a check is looked at: its signature takes 40 µs, and anybody may forge it."""
        known = self.sessions.at(address)
        if known is not None:
            owner, path = known
            if owner is session:
                return path.checks.take(now)
            if now - path.heard < owner.patience:
                return False  # a member that is there loses its address to nobody
        return session.first_checks.take(now) and self._newcomers.take(address[0], now)

    async def _tick(self) -> None:
        turn = 0
        last = clock.now()
        async for due in clock.ticks(POLL):
            if due - last > NAP:
                for session in self.sessions:
                    session.excuse(due)
            last = due
            for batches in tuple(self._companies.values()):
                batches.poll(clock.now())
            for some in self.waiting(turn):
                self.pace(some, clock.now())
                await asyncio.sleep(0)
            now = clock.now()
            self.poll(now)
            await asyncio.sleep(0)
            self.tick(clock.now(), turn)
            turn += 1

    def waiting(self, turn: int) -> Iterator[Sequence[Session]]:
        """Return those to whom a picture is sent over a while, every other each time, by `SOME`.

        Of 400 members the loop would otherwise hear nothing else for 10 ms.
        """
        waiting = tuple(self._waiting)[turn % PACES :: PACES]
        return (waiting[at : at + SOME] for at in range(0, len(waiting), SOME))

    def pace(self, waiting: Iterable[Session], now: int) -> None:
        """Send on what is sent to these over a while."""
        for session in waiting:
            try:
                waits = session.pace(now)
            except Exception:
                waits = self._broke(session)
            if not waits:
                self._waiting.pop(session, None)

    def poll(self, now: int) -> None:
        """Let those ask for missing packets to whom some may be missing."""
        for session in tuple(self._active):
            try:
                expecting = session.poll(now)
            except Exception:
                expecting = self._broke(session)
            if not expecting:
                self._active.discard(session)

    def tick(self, now: int, turn: int) -> None:
        """Do what else is due, in every tenth session each time."""
        for session in islice(self.sessions, turn % POLLS, None, POLLS):
            try:
                if session.is_due(now) and session.tick(now):
                    self._active.add(session)
            except Exception:
                self._broke(session)

    def _broke(self, session: Session) -> bool:
        """End a session whose code raised: one session's fault is not everybody's."""
        log.exception("session broke", extra={"session": session.id})
        session.end("failed")
        return False
