"""One control connection: a reader, a bounded writer and a heartbeat."""

import asyncio
from contextlib import suppress
from typing import Literal

import msgspec
from aiohttp import WSMsgType, web
from msgspec import structs

from signaling import logs
from signaling.acts import Acts
from signaling.farewell import BYES
from signaling.limits import Bucket
from signaling.live import Live
from signaling.meeting.actor import NOBODY
from signaling.meeting.commands import Command
from signaling.meeting.permissions import can, leads
from signaling.meeting.told import Done
from signaling.outbox import Outbox
from signaling.problem import ProblemError
from signaling.protocol import (
    VERSION,
    AnyClientMessage,
    Bye,
    ClientMessage,
    Close,
    Code,
    Hello,
    Leave,
    MeetingSummary,
    Ping,
    Pong,
    Seat,
    ServerMessage,
    Welcome,
)
from signaling.services import Services
from signaling.tokens import Claims

log = logs.logger(__name__)

MAX_MESSAGE, LEADING_MESSAGE = 16 * 1024, 96 * 1024
"""Bytes of a message, and of one of those who lead: a view names 500 points, and all again in their
order, each by up to 64 characters."""

HELLO_S = 5.0
PING_S = 2.0
SILENCE_S = 5.0
WRITE_S = 5.0
"""Seconds that one write may be blocked before its reader is too slow."""

FLUSH_S = 1.0
"""Seconds in which what waits must be written once the connection ends."""

CLOSE_S = 1.0
"""Seconds in which the far end should answer our closing frame."""

RATE, BURST = 20.0, 60.0
"""Messages a second, sustained and at once."""

LEADING_RATE, LEADING_BURST = 50.0, 150.0
"""The same of who leads: a key that is held down repeats 30 times a second."""

Socket = web.WebSocketResponse[Literal[False]]
"""One that gives text as the bytes that came."""

DECODER = msgspec.json.Decoder(AnyClientMessage)
ENCODER = msgspec.json.Encoder()

CLOSES = {
    "replaced": Close.REPLACED,
    "left": Close.LEFT,
    "shutdown": Close.SHUTDOWN,
    "ended": Close.LEFT,
    "removed": Close.LEFT,
}
"""Reason of `bye` → close code."""

REF_MAX = 64
"""Characters of a client's own id that are given back."""

NO_HELLO = {Code.HELLO_MISSING, Code.MESSAGE_INVALID, Code.VERSION_UNSUPPORTED}


class EndError(Exception):
    """Ends the connection with a close code; None where nobody is there to read it."""

    def __init__(self, code: Close | None) -> None:
        super().__init__(code.name if code else "gone")
        self.code = code


class Control:
    """The connection of a point, or of a console, for everything but media."""

    def __init__(
        self, socket: Socket, transport: asyncio.Transport | None, services: Services
    ) -> None:
        self.point = ""
        self.actor = NOBODY
        self._socket = socket
        self._transport = transport
        self._services = services
        self._outbox = Outbox()
        self._loop = asyncio.get_running_loop()
        self.heard = self._loop.time()
        """When anything last came from the client."""
        self._listening = False
        self._bucket = Bucket(RATE, BURST, self.heard)
        self._most = MAX_MESSAGE
        self._code: Close | None = None
        self._hopeless = asyncio.Event()

    # What the meeting calls.

    def send(self, data: bytes, key: str | None = None) -> None:
        """Queue a message. A reader for whom there is no room any more is given up."""
        if self._code is None and not self._outbox.put(data, key):
            self._hopeless.set()

    def end(self, bye: Bye) -> None:
        """Say goodbye, then close."""
        if self._code is None:
            self.send(ENCODER.encode(bye))
            self._finish(CLOSES[bye.reason])

    def refused(self, problem: ProblemError) -> None:
        """Say why whoever is here may not be any more, then close."""
        if self._code is None:
            self._tell(problem.message("hello"))
            self._finish(Close.TOKEN)

    def renewed(self) -> None:
        """Close, so that the client comes again and is told its other rights."""
        if self._code is None:
            self._finish(Close.RENEWED)

    # Its life.

    async def run(self) -> Close | None:
        """Serve until either side ends it; returns the close code, None if the client ended it."""
        code: Close | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for part in (self._serve, self._write, self._beat, self._watch):
                    group.create_task(part())
        except* EndError as ends:
            first = ends.exceptions[0]
            code = first.code if isinstance(first, EndError) else None
        await self._close(code)
        return code

    async def _serve(self) -> None:
        """Greet, then carry out what comes."""
        try:
            claims, live = await self._greet()
        except ProblemError as problem:
            self._tell(problem.message("hello"))
            self._finish(Close.HELLO_MISSING if problem.code in NO_HELLO else Close.TOKEN)
            return
        try:
            self.point = claims.point
            self.actor = live.actor(claims)
            if leads(self.actor.role):
                self._bucket = Bucket(LEADING_RATE, LEADING_BURST, self.heard)
                self._most = LEADING_MESSAGE
            self._tell(self._welcome(live))
            live.attach(self)
            account = self.actor.account
            log.info("control connected", meeting=live.id, point=self.point, account=account)
            acts = Acts(live, self.point, self.actor, self._services)
            with self._services.standing.followed(self, claims):
                # Ahead of its acts: nobody is told of its seat otherwise than it was welcomed.
                await live.wait(self.point)
                while self._code is None:
                    await self._step(live, acts)
        finally:
            live.detach(self)

    async def _greet(self) -> tuple[Claims, Live]:
        """Wait for `hello`; return what its token says and opens. Raises ProblemError."""
        try:
            async with asyncio.timeout(HELLO_S):
                hello = _decode(await self._receive())
        except TimeoutError:
            raise ProblemError(Code.HELLO_MISSING) from None
        if not isinstance(hello, Hello):
            raise ProblemError(Code.HELLO_MISSING)
        if hello.version != VERSION:
            raise ProblemError(Code.VERSION_UNSUPPORTED)
        claims = self._services.tokens.check(hello.token, self._services.clock())
        claims = await self._services.standing.check(claims)
        return claims, await self._services.meetings.opened(claims)

    def _welcome(self, live: Live) -> Welcome:
        room = live.room
        return Welcome(
            meeting=MeetingSummary(id=room.id, title=room.title, present=room.present),
            you=self.point,
            seats=self._seats(live),
            recording=room.recording,
            sharing=room.sharing,
            chat=live.writing.history(self.point, leading=leads(self.actor.role)),
            speaking=list(live.speaking.points),
            server_time=self._services.clock().isoformat(timespec="milliseconds"),
            can=can(self.actor),
            starts=live.starts.isoformat() if live.starts else None,
        )

    def _seats(self, live: Live) -> list[Seat]:
        """Return every seat; our own in the lobby if we have to wait, which is kept in a moment.

        Who was told nothing of it would knock in vain.
        """
        seats = live.room.seats
        if not live.conduct.state.holds(self.point):
            return seats
        return [
            structs.replace(seat, state="lobby") if seat.point == self.point else seat
            for seat in seats
        ]

    async def _step(self, live: Live, acts: Acts) -> None:
        """Read one message and carry it out; one that cannot be is answered with an error."""
        about = ref = ""
        try:
            data = await self._receive()
            named = _named(data)
            about = named.type[:32]
            ref = named.ref[:REF_MAX] if isinstance(named.ref, str) else ""
            message = _decode(data)
            self._services.metrics.received.labels(about).inc()
            match message:
                case Ping():
                    self._tell(Pong(t=message.t))
                case Leave():
                    if self.point:
                        live.leave(self.point)
                    self.end(BYES["left"])
                case Command():
                    await live.backstage.admit(message, self.actor, live.conduct.state)
                    seq = await live.conduct.chamber.act(message, self.actor)
                    if ref:
                        self._tell(Done(ref=ref, seq=seq))
                case _:
                    await acts.carry_out(message)
        except ProblemError as problem:
            self._tell(problem.message(about, ref))
            if problem.code is Code.RATE_LIMITED:
                self._finish(Close.RATE_LIMITED)
        except EndError:
            raise
        except Exception:
            log.exception("message failed", meeting=live.id, point=self.point, type=about)
            self._tell(ProblemError(Code.INTERNAL).message(about, ref))

    async def _receive(self) -> bytes:
        """Return the next message. Raises ProblemError, and EndError once the client has gone."""
        while True:
            self._listening = True
            frame = await self._socket.receive()
            self._listening = False
            self.heard = self._loop.time()
            if frame.type is WSMsgType.PONG:
                continue
            if self._bucket.take(self.heard):
                raise ProblemError(Code.RATE_LIMITED)
            if frame.type is WSMsgType.TEXT:
                if len(frame.data) > self._most:
                    raise EndError(Close.TOO_LARGE)
                return bytes(frame.data)
            if frame.type is WSMsgType.BINARY:
                raise ProblemError(Code.MESSAGE_INVALID, "Messages are text frames.")
            if frame.type is not WSMsgType.PING:
                # Closed by the client, or by aiohttp because a frame was too large (1009).
                raise EndError(None)
            await self._socket.pong(frame.data)

    async def _write(self) -> None:
        """Write what waits, in order; the end of the outbox is the end of the connection."""
        while (data := await self._outbox.get()) is not None:
            await self._put(WSMsgType.TEXT, data)
        raise EndError(self._code)

    async def _beat(self) -> None:
        """Ping every 2 s; a client that is silent for 5 s has gone.

        A round counts as 2 s however late it comes: what is late then is this server, and what
        its clients have answered meanwhile is still unread. So it is while an act is carried out,
        which takes as long as the database does.
        """
        heard, silent = self.heard, 0.0
        while True:
            await asyncio.sleep(PING_S)
            silent = silent + PING_S if self._listening and self.heard == heard else 0.0
            heard = self.heard
            if silent > SILENCE_S:
                raise EndError(None)
            await self._put(WSMsgType.PING, b"")

    async def _put(self, kind: WSMsgType, data: bytes) -> None:
        """Write one frame. Raises EndError where it cannot be written."""
        try:
            async with asyncio.timeout(WRITE_S):
                await self._socket.send_frame(data, kind)
        except TimeoutError:
            raise EndError(Close.TOO_SLOW) from None
        except ConnectionError:
            raise EndError(None) from None

    async def _watch(self) -> None:
        """End the connection of a reader that does not keep up."""
        await self._hopeless.wait()
        raise EndError(self._code or Close.TOO_SLOW)

    def _finish(self, code: Close) -> None:
        """Write what waits, then close; nothing more is taken."""
        self._code = code
        self._outbox.close()
        self._loop.call_later(FLUSH_S, self._hopeless.set)

    async def _close(self, code: Close | None) -> None:
        """Close in good form where somebody may still read it, then make sure."""
        if code is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await self._socket.close(code=code)
        if self._transport is not None:
            self._transport.abort()

    def _tell(self, message: ServerMessage) -> None:
        self.send(ENCODER.encode(message))


class Named(msgspec.Struct):
    """All that can be said of a message that does not fit."""

    type: str = ""
    ref: object = ""


def _named(data: bytes) -> Named:
    """Return the `type` and the `ref` that a message names, "" where it names none."""
    try:
        return msgspec.json.decode(data, type=Named)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return Named()


def _decode(data: bytes) -> ClientMessage:
    """Return what a message says. Raises ProblemError."""
    try:
        message: ClientMessage = DECODER.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise ProblemError(Code.MESSAGE_INVALID, str(error)) from None
    return message
