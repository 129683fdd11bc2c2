"""Has the meetings that are alive here show the emblems of units as they are now.

Any server on the database may be the one that was given another. So each that has meetings asks
now and then for the digests of all, which are a few bytes for each unit that has an emblem.
"""

import asyncio
from collections.abc import Callable, Collection

from signaling import logs
from signaling.live import Live
from signaling.store.emblems import Emblems
from signaling.unbroken import unbroken

log = logs.logger(__name__)

LOOK_S = 3.0
"""Seconds between two looks: an emblem is no order, but whoever changes one waits for it."""


class EmblemsShown:
    """Keeps meetings and the table of emblems in step."""

    def __init__(self, emblems: Emblems, living: Callable[[], Collection[Live]]) -> None:
        self._emblems = emblems
        self._living = living
        self._seen: dict[str, str] = {}

    async def keep(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await unbroken(self.look())
            except Exception:
                log.exception("emblems not looked at")

    async def look(self) -> None:
        """Show what has changed since the last look, if anything is alive to show it."""
        living = list(self._living())
        if not living:
            return
        digests = dict(await self._emblems.digests())
        if digests != self._seen:
            for live in living:
                await self.show(live)
            self._seen = digests

    async def show(self, live: Live) -> None:
        """Show in a meeting what it is to show by now."""
        await live.backstage.show_emblems(await self._emblems.of_meeting(live.id))
