"""The door of the media plane: conferences on this machine, their members, and events."""

import asyncio
import errno
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from mcu import clock, heap
from mcu.conference import Conference
from mcu.connection import Connection
from mcu.heap import Tidying
from mcu.messages import (
    BusyError,
    ConferenceStats,
    Emblems,
    Event,
    Headroom,
    Join,
    Joined,
    MemberSettings,
    OpenConference,
    PortStats,
    Preview,
    RecordingFile,
    StaleSessionError,
    UnknownConferenceError,
    UnknownSessionError,
)
from mcu.processors import Processors
from mcu.record.recovery import recover
from mcu.rtc.port import Port, PortConfig
from mcu.scene import Overlay, Scene, View
from mcu.video.decoder import DecoderPool

log = logging.getLogger(__name__)


class NodeConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What a node needs to know of its machine.

    `host` is the address of the one UDP port ("" for all addresses), `port` its number (0: any
    free one), `public_addresses` what is offered to clients (empty: the machine's own addresses),
    `max_members` the number of sessions after which a join is refused, `recordings` a directory.
    `decode_threads` may be 0: then there is one for every two processors.
    """

    host: str = ""
    port: int = 0
    public_addresses: tuple[str, ...] = ()
    max_members: int = 1000
    recordings: str = "recordings"
    decode_threads: int = 0


def decoders(processors: float) -> int:
    """Return how many threads decode on so many processors: as few as can do it.

    They, the loop and the canvas hand the interpreter's lock to each other. Of 16 points of 640×360
    two on two processors take 0.1 core more than one, which could decode 50.
    """
    return max(1, int(processors) // 2)


class Node:
    """All conferences of this machine behind one UDP port.

    Every method takes and gives values of `mcu.messages` and raises its errors; events are told
    to subscribers on the event loop.
    """

    def __init__(self, config: NodeConfig) -> None:
        self._config = config
        self._port = Port(
            PortConfig(
                host=config.host,
                port=config.port,
                public_addresses=config.public_addresses,
                max_sessions=config.max_members,
            )
        )
        self._processors = Processors()
        self._decoders = DecoderPool(config.decode_threads or decoders(self._processors.count))
        self._tidying = Tidying()
        self._conferences: dict[str, Conference] = {}
        self._connections: dict[str, Connection] = {}
        self._subscribers: list[Callable[[Event], None]] = []
        self._written: dict[str, asyncio.Event] = {}
        """Recordings that were not measured yet; the event: nobody writes the file any more."""
        self._closed = asyncio.Event()

    async def start(self) -> None:
        """Open the UDP port; OSError if it is taken."""
        await self._port.open()

    async def close(self) -> None:
        """End all conferences, then the port, then the threads."""
        try:
            for name in list(self._conferences):
                await self.end(name)
            await self._port.close()
            self._decoders.close()
            await self._tidying.close()
        finally:
            self._closed.set()

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Addresses and UDP ports that clients are told."""
        return self._port.addresses

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call `callback` with every event; the returned function ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def has(self, conference: str) -> bool:
        """Whether a conference of that name is open here."""
        return conference in self._conferences

    async def open(self, spec: OpenConference) -> None:
        """Open a conference; opening it again changes nothing."""
        if spec.conference in self._conferences:
            return
        conference = Conference(spec, self._decoders, self._processors, self._emit)
        self._conferences[spec.conference] = conference
        conference.start()
        log.info("conference opened", extra={"conference": spec.conference})

    async def end(self, conference: str) -> None:
        """Close a conference and everything in it."""
        ending = self._conference(conference)
        del self._conferences[conference]
        await ending.close()
        log.info("conference ended", extra={"conference": conference})

    async def join(self, join: Join) -> Joined:
        """Bring a member in. Raises BadOfferError, BusyError or UnknownConferenceError."""
        await self._port.turn()
        conference = self._conference(join.conference)
        if len(self._connections) >= self._config.max_members:
            raise BusyError(f"{len(self._connections)} sessions are connected")
        connection, earlier = await conference.join(join, self._port, self._ended)
        session = connection.session
        self._connections[session.id] = connection
        if earlier is not None:
            await earlier.session.close("replaced")
        return Joined(session=session.id, answer=session.answer, etag=session.etag)

    async def leave(self, session: str, reason: str = "left") -> None:
        """End one media session; the member keeps its tile until it is removed."""
        await self._connection(session).session.close(reason)

    async def trickle(self, session: str, etag: str, fragment: str) -> None:
        """Take candidates of the ICE generation `etag` (RFC 9725, section 4.3.1)."""
        current = self._connection(session).session
        if etag != current.etag:
            raise StaleSessionError(session)
        current.trickle(fragment)

    async def restart(self, session: str, fragment: str) -> tuple[str, str]:
        """Restart ICE; returns our fragment and the new ETag (RFC 9725, section 4.3.2)."""
        current = self._connection(session).session
        answer = current.restart(fragment)
        return answer, current.etag

    async def doubt(self, session: str, *, doubted: bool) -> None:
        """Say whether nothing is heard of a session's member but media: it is missed sooner."""
        self._connection(session).session.doubt(doubted=doubted)

    async def settings(self, conference: str, member: str, settings: MemberSettings) -> None:
        """Enforce settings of a member; for one who is not there it is no error."""
        seated = self._conference(conference).members.get(member)
        if seated:
            seated.apply(settings)

    async def remove(self, conference: str, member: str) -> None:
        """Take a member and its tile out."""
        await self._conference(conference).remove(member)

    async def present(self, conference: str, member: str | None, *, film: bool = False) -> None:
        """Show a member's content to all the others, pages or a film; None is nobody's."""
        self._conference(conference).present(member, film=film)

    async def point(self, conference: str, at: tuple[int, int] | None) -> None:
        """Draw a pointer on the content, where it is in one picture with people.

        `at` is in ten-thousandths of the content's width and height; None: no pointer.
        """
        self._conference(conference).video.record.pointer = at

    async def show(self, conference: str, scene: Scene) -> None:
        """Go over to a scene, or to what is different in it."""
        self._conference(conference).video.show(scene)

    async def views(self, conference: str, views: tuple[View, ...]) -> None:
        """Show these scenes to some members in place of the program, and no others.

        Each is made while one of them is here and the machine has room; else they see the program.
        """
        self._conference(conference).views.set(views, clock.now())

    async def headroom(self, conference: str) -> Headroom:
        """Return what this machine has left, and what one more view would take."""
        return self._conference(conference).views.headroom(clock.now())

    async def preview(self, conference: str, scene: Scene, width: int = 640) -> Preview:
        """Return how a scene would look if it were shown now."""
        return await self._conference(conference).video.preview(scene, width)

    async def overlay(self, conference: str, overlay: Overlay) -> None:
        """Write this on the canvas, in place of what was there."""
        self._conference(conference).video.overlay(overlay)

    async def emblems(self, conference: str, emblems: Emblems) -> None:
        """Show these emblems, and no others. Raises OSError for what is no picture."""
        await self._conference(conference).emblems(emblems)

    async def still(self, conference: str, member: str, width: int = 320) -> bytes | None:
        """Return the newest picture of a member as JPEG; None where there is none to be seen."""
        return await self._conference(conference).video.still(member, width)

    async def watch(self, conference: str, members: tuple[str, ...]) -> None:
        """Have stills of these members at hand, also while they are off screen."""
        self._conference(conference).watch(members)

    async def cue(self, conference: str, member: str | None) -> None:
        """Have a member send as if it were on air, and report what comes; None is nobody."""
        self._conference(conference).cue(member)

    async def talk(self, conference: str, a: str, b: str | None) -> None:
        """Let two hear each other, whom nobody else hears then; None ends it."""
        self._conference(conference).talk(a, b)

    async def chime(self, conference: str) -> None:
        """Ring a bell to all."""
        await self._conference(conference).chime()

    async def hold(self, conference: str, *, music: bool) -> None:
        """Play music to all, or end it."""
        await self._conference(conference).hold(music=music)

    async def start_recording(self, conference: str, recording: str) -> str:
        """Record to a growing file, whose path is returned; OSError if it cannot be made."""
        recorded = self._conference(conference)
        path = Path(self._config.recordings) / f"{recording}.mp4"
        self._written[recording] = await recorded.start_recording(recording, path)
        return str(path)

    async def stop_recording(self, conference: str) -> None:
        """Finish the recording, if one runs."""
        await self._conference(conference).stop_recording()

    async def recover_recording(self, path: str) -> RecordingFile:
        """Measure a file, and finish it where a crash cut it off; OSError.

        Where its recorder waits for the disk, this waits for the recorder: two who finish a file
        spoil it. When the node closes before, the file stays as a crash would leave it.
        """
        await self._let_go(Path(path))
        found = await asyncio.to_thread(recover, Path(path))
        return RecordingFile(
            path=path, seconds=found.seconds, bytes=found.bytes, interrupted=found.interrupted
        )

    async def _let_go(self, path: Path) -> None:
        written = self._written.get(path.stem)
        if written is None:
            return
        ends = [asyncio.create_task(one.wait()) for one in (written, self._closed)]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
        if not written.is_set():
            raise OSError(errno.EBUSY, "the disk has not taken it yet", str(path))
        self._written.pop(path.stem, None)

    def statistics(self) -> tuple[ConferenceStats, ...]:
        """Counters of every conference."""
        return tuple(conference.stats() for conference in self._conferences.values())

    def traffic(self) -> PortStats:
        """Counters of the UDP port."""
        return self._port.stats()

    def memory_used(self) -> int | None:
        """Bytes of the C library in use by this process; None where it does not tell."""
        return heap.in_use()

    def _conference(self, name: str) -> Conference:
        try:
            return self._conferences[name]
        except KeyError:
            raise UnknownConferenceError(name) from None

    def _connection(self, session: str) -> Connection:
        try:
            return self._connections[session]
        except KeyError:
            raise UnknownSessionError(session) from None

    def _ended(self, connection: Connection) -> None:
        self._connections.pop(connection.session.id, None)
        self._tidying.soon(len(self._connections))

    def _emit(self, event: Event) -> None:
        for callback in list(self._subscribers):
            callback(event)
