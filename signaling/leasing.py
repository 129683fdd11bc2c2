"""Has this server lead a meeting only while no other one does, where several share a database."""

import asyncio
import secrets
import socket
from collections.abc import Callable, Collection

from signaling import logs
from signaling.codes import Code
from signaling.config import Config
from signaling.lease import BEAT_S, Watch
from signaling.problem import ProblemError
from signaling.store.leases import Leases
from signaling.unbroken import unbroken

log = logs.logger(__name__)

RETRY_S = "2"


def holder(config: Config) -> str:
    """Return by what others know this server: the machine and its media port.

    No two that live can have both, and a server that is started again finds its own leases.
    """
    media = config.media
    # Without a port of its own it is nobody's successor.
    port = media.udp_port or secrets.token_hex(4)
    return f"{socket.gethostname()}/{media.udp_host}:{port}"[:200]


class Leasing:
    """The leases of one server."""

    def __init__(self, leases: Leases, name: str) -> None:
        self._leases = leases
        self._watch = Watch(name)
        self._taken: list[Callable[[str], None]] = []

    @property
    def name(self) -> str:
        """By what others know this server."""
        return self._watch.holder

    async def take(self, meeting: str) -> None:
        """Take a meeting. Raises ProblemError (meeting_elsewhere) while another server leads it."""
        mark = await self._leases.find(meeting)
        if self._watch.free(meeting, mark, _now()) and await self._leases.take(
            meeting, self.name, mark
        ):
            if mark is not None and mark.holder != self.name:
                log.warning("meeting taken over", meeting=meeting, server=mark.holder)
                for callback in self._taken:
                    callback(meeting)
            return
        raise ProblemError(Code.MEETING_ELSEWHERE, headers={"Retry-After": RETRY_S})

    def on_taken(self, callback: Callable[[str], None]) -> None:
        """Call `callback` with each meeting that is taken over from a server that has died."""
        self._taken.append(callback)

    async def keep(self, led: Callable[[], Collection[str]], lost: Callable[[str], None]) -> None:
        """Beat for the meetings that are led, for ever; tell of each that another has taken."""
        while True:
            try:
                for meeting in await unbroken(self.beat(led())):
                    lost(meeting)
            except Exception:
                # Without the database nobody else can take over, either.
                log.exception("no beat")
            await asyncio.sleep(BEAT_S)

    async def beat(self, meetings: Collection[str]) -> frozenset[str]:
        """Say that we live, and look who else does; return what we do not lead any more."""
        ours = await self._leases.beat(self.name, meetings) if meetings else frozenset()
        self._watch.look(await self._leases.all(), _now())
        return frozenset(meetings) - ours

    async def release(self, meeting: str) -> None:
        """Leave a meeting to whoever comes first."""
        await self._leases.release(meeting, self.name)

    async def elsewhere(self) -> frozenset[str]:
        """Return the meetings that others lead, or have led until they died."""
        return frozenset(
            meeting
            for meeting, mark in (await self._leases.all()).items()
            if mark.holder != self.name
        )


def _now() -> float:
    return asyncio.get_running_loop().time()
