"""Stills of points, kept as evidence of who attended."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from signaling.keeping import keep
from signaling.live import Live
from signaling.meeting.actor import Actor
from signaling.meeting.business import RollEvidence


class Evidence:
    """Keeps stills in a folder of its own for each meeting, and a line of the log for each."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    async def keep(self, live: Live, actor: Actor) -> None:
        """Keep a still of each point that is present. Raises ProblemError, OSError."""
        shots = await live.backstage.stills.of_all(live.conduct.state.seats.present())
        kept = await asyncio.to_thread(self._write, live.id, shots)
        await live.conduct.chamber.attest(kept, actor)

    def path(self, live: Live, file: str) -> Path | None:
        """Return where a still is that the log names; None if it names no such one."""
        known = {one.file for one in live.conduct.state.roll.evidence.values()}
        return self._folder / live.id / file if file in known else None

    def _write(self, meeting: str, shots: dict[str, bytes]) -> list[RollEvidence]:
        folder = self._folder / meeting
        at = f"{self._clock():%Y%m%dT%H%M%S%fZ}"
        kept = []
        for point, picture in shots.items():
            file = f"{at}-{point}.jpg"
            keep(folder / file, picture)
            digest = hashlib.sha256(picture).hexdigest()
            kept.append(RollEvidence(point=point, file=file, sha256=digest))
        return kept
