"""A meeting's conference on the node: opened with the first who comes, ended with the meeting."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from mcu.messages import (
    Emblems,
    Headroom,
    Join,
    Joined,
    MemberSettings,
    OpenConference,
    Preview,
    UnknownConferenceError,
    UnknownSessionError,
    Vp9,
)
from mcu.scene import Scene
from signaling import config, logs
from signaling.door import Door
from signaling.meeting.directions import Directions

log = logs.logger(__name__)


class Stage:
    """One conference. What is asked of it while it is not open is no error, and does nothing."""

    def __init__(self, meeting: str, title: str, node: Door, media: config.Media) -> None:
        self._node = node
        self._meeting = meeting
        self._lock = asyncio.Lock()
        self._opened = False
        self.directions = Directions()
        """What the mixer is to do, as soon as there is one."""
        self._told = Directions()
        self._emblems = Emblems()
        self._spec = OpenConference(
            conference=meeting,
            title=title,
            width=media.width,
            height=media.height,
            fps=media.fps,
            bitrate=media.bitrate,
            vp9=Vp9(media.vp9),
            reserve=media.views_reserve,
        )

    async def join(self, join: Join, *, camera: bool, seat: Callable[[Joined], None]) -> Joined:
        """Bring a member in, and `seat` it at once. Raises the node's errors."""
        # One at a time, so that the last to join is also the last that the room hears of.
        async with self._lock:
            if not self._opened:
                log.info("meeting opened", meeting=self._meeting, title=self._spec.title)
            await self._node.open(self._spec)
            if not self._opened:
                self._opened = True
                self._told = Directions()
                if self._emblems.pictures:
                    await self._node.emblems(self._meeting, self._emblems)
                await self._tell()
            joined = await self._node.join(join)
            if not camera:
                off = MemberSettings(camera_off=True)
                await self._node.settings(self._meeting, join.member, off)
            seat(joined)
        return joined

    async def set(self, point: str, settings: MemberSettings) -> None:
        """Enforce settings of a point."""
        if self._opened:
            await _quietly(self._node.settings(self._meeting, point, settings))

    async def present(self, point: str | None, *, film: bool = False) -> None:
        """Show a point's content to all the others, pages or a film; None is nobody's."""
        if self._opened:
            await _quietly(self._node.present(self._meeting, point, film=film))

    async def point(self, at: tuple[int, int] | None) -> None:
        """Draw a pointer where content and people are one picture; in ten-thousandths of it."""
        if self._opened:
            await _quietly(self._node.point(self._meeting, at))

    async def direct(self, wanted: Directions) -> None:
        """Have the mixer do what the rules come to; also once the conference opens."""
        self.directions = wanted
        if self._opened:
            await _quietly(self._tell())

    async def show_emblems(self, emblems: Emblems) -> None:
        """Show these emblems and no others, also once the conference opens."""
        before, self._emblems = self._emblems, emblems
        if self._opened and emblems != before:
            await _quietly(self._node.emblems(self._meeting, emblems))

    async def _tell(self) -> None:
        """Tell the node what is different."""
        told, self._told = self._told, self.directions
        wanted, name = self._told, self._meeting
        if wanted.scene != told.scene:
            await self._node.show(name, wanted.scene)
        if wanted.views != told.views:
            await self._node.views(name, wanted.views)
        if wanted.overlay != told.overlay:
            await self._node.overlay(name, wanted.overlay)
        if wanted.music != told.music:
            await self._node.hold(name, music=wanted.music)
        if wanted.cued != told.cued:
            await self._node.cue(name, wanted.cued)

    async def chime(self) -> None:
        """Ring the bell."""
        if self._opened:
            await _quietly(self._node.chime(self._meeting))

    async def talk(self, talker: str, point: str | None) -> None:
        """Let a member and a point hear each other in private; None ends it."""
        if self._opened:
            await _quietly(self._node.talk(self._meeting, talker, point))

    async def watch(self, points: tuple[str, ...]) -> None:
        """Have stills of these points at hand, and of no others that are off screen."""
        if self._opened:
            await _quietly(self._node.watch(self._meeting, points))

    async def still(self, point: str, width: int) -> bytes | None:
        """Return the newest picture of a point as JPEG; None where there is none."""
        try:
            return await self._node.still(self._meeting, point, width) if self._opened else None
        except UnknownConferenceError:
            return None

    async def headroom(self) -> Headroom | None:
        """Return what the machine has left for further scenes; None while there is no picture."""
        try:
            return await self._node.headroom(self._meeting) if self._opened else None
        except UnknownConferenceError:
            return None

    async def preview(self, scene: Scene) -> Preview | None:
        """Return how a scene would look; None while there is no picture at all."""
        try:
            return await self._node.preview(self._meeting, scene) if self._opened else None
        except UnknownConferenceError:
            return None

    async def remove(self, point: str, still: Callable[[], bool]) -> None:
        """Take a point and its tile out, unless it has come back while we waited."""
        async with self._lock:
            if self._opened and still():
                await _quietly(self._node.remove(self._meeting, point))

    async def dismiss(self, session: str) -> None:
        """End a media session."""
        await _quietly(self._node.leave(session, "closed"))

    async def doubt(self, session: str, *, doubted: bool) -> None:
        """Have a session missed sooner, or not any more."""
        await _quietly(self._node.doubt(session, doubted=doubted))

    async def end(self) -> None:
        """End the conference, if it is open."""
        async with self._lock:
            if self._opened:
                self._opened = False
                await _quietly(self._node.end(self._meeting))
                log.info("meeting closed", meeting=self._meeting)


async def _quietly(call: Coroutine[Any, Any, None]) -> None:
    """Await a call whose object may have gone by itself meanwhile."""
    try:
        await call
    except (UnknownConferenceError, UnknownSessionError):
        return
