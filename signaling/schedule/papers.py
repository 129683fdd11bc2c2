"""The papers of meetings: PDF files beside the database, taken as they come and given with care."""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from signaling import logs
from signaling.play_keys import PlayKeys
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.protocol import Paper, Readers
from signaling.store.papers import PaperStore
from signaling.store.schedule_models import PaperRow

log = logs.logger(__name__)

LARGEST = 50 * 2**20
"""Bytes of a paper."""

MOST = 200
"""Papers of one meeting."""

HEAD, TAIL = b"%PDF-", b"%%EOF"
"""How a PDF file begins and, within its last KiB, ends (ISO 32000-2, 7.5.2 and 7.5.5)."""

TAIL_WITHIN = 1024

CHUNK_S = 20.0
"""Seconds in which the next part of a file must come."""


class Papers:
    """Takes, lists and finds papers."""

    def __init__(
        self, store: PaperStore, folder: Path, keys: PlayKeys, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._folder = folder
        self._keys = keys
        self._clock = clock

    async def add(
        self,
        meeting: str,
        chunks: AsyncIterator[bytes],
        *,
        said: int = 0,
        title: str,
        item: str,
        readers: Readers,
        by: str,
    ) -> Paper:
        """Keep a file that says it has `said` bytes; 0 is unknown.

        Raises ProblemError: paper_invalid, paper_too_large, plan_invalid.
        """
        if said > LARGEST:
            raise ProblemError(Code.PAPER_TOO_LARGE)
        if await self._store.count(meeting) >= MOST:
            raise ProblemError(Code.PLAN_INVALID, f"A meeting has {MOST} papers at most.")
        paper = secrets.token_hex(12)
        path = self._path(paper)
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            size, digest = await _write(part, chunks)
            await asyncio.to_thread(part.rename, path)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)
        row = PaperRow(
            id=paper,
            meeting_id=meeting,
            item=item,
            title=title,
            readers=readers,
            bytes=size,
            sha256=digest,
            added_at=self._clock(),
            added_by=by,
        )
        try:
            await self._store.add(row)
        except BaseException:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            raise
        log.info("paper added", meeting=meeting, paper=paper, bytes=size)
        return self._told(row)

    async def of_meeting(self, meeting: str, *, leader: bool) -> list[Paper]:
        """Return the papers that somebody may read, in the order of the agenda."""
        rows = await self._store.of_meeting(meeting)
        return [self._told(row) for row in rows if leader or row.readers == "all"]

    async def file(self, paper: str, key: str) -> tuple[Path, str]:
        """Return a paper's file and title. Raises ProblemError unless the key opens it."""
        row = await self._store.find(paper) if self._opens(paper, key) else None
        if row is None or not await asyncio.to_thread(self._path(paper).is_file):
            raise ProblemError(Code.PAPER_UNKNOWN)
        return self._path(paper), row.title

    async def remove(self, meeting: str, paper: str) -> None:
        """Forget a paper and its file. Raises ProblemError: paper_unknown."""
        if not await self._store.remove(meeting, paper):
            raise ProblemError(Code.PAPER_UNKNOWN)
        await asyncio.to_thread(self._path(paper).unlink, missing_ok=True)
        log.info("paper removed", meeting=meeting, paper=paper)

    def _opens(self, paper: str, key: str) -> bool:
        return self._keys.opens(key, paper, self._clock())

    def _path(self, paper: str) -> Path:
        return self._folder / f"{paper}.pdf"

    def _told(self, row: PaperRow) -> Paper:
        return Paper(
            id=row.id,
            title=row.title,
            item=row.item,
            readers=row.readers,
            bytes=row.bytes,
            sha256=row.sha256,
            added=row.added_at.isoformat(timespec="seconds"),
            url=f"/papers/{row.id}.pdf?k={self._keys.issue(row.id, self._clock())}",
        )


async def _write(path: Path, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
    """Write what comes; return its size and SHA-256. Raises ProblemError for what is no PDF."""
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for chunk in _in_time(chunks):
            size += len(chunk)
            if size > LARGEST:
                raise ProblemError(Code.PAPER_TOO_LARGE)
            if len(head) < len(HEAD):
                head = (head + chunk)[: len(HEAD)]
                if not HEAD.startswith(head):
                    raise ProblemError(Code.PAPER_INVALID)
            tail = (tail + chunk)[-TAIL_WITHIN:]
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(_flush, file)
    finally:
        await asyncio.to_thread(file.close)
    if head != HEAD or TAIL not in tail:
        raise ProblemError(Code.PAPER_INVALID)
    return size, digest.hexdigest()


def _flush(file: BinaryIO) -> None:
    """Have what was written on the disk before it is renamed."""
    file.flush()
    os.fsync(file.fileno())


async def _in_time(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give parts as they come; end with a problem where none comes any more."""
    while True:
        try:
            async with asyncio.timeout(CHUNK_S):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise ProblemError(Code.REQUEST_INVALID, "The file did not come.", status=408) from None
        yield chunk
