"""A recording on disk: appended to, brought to safety now and then, finished in one small write."""

import os
import threading
from pathlib import Path
from typing import Self

from mcu.record import boxes

SYNC_INTERVAL = 2.0
"""Seconds between two calls of fdatasync: what a power cut can take beyond a killed process."""

COVER_AT = len(boxes.file_type())
"""Where in the file the 16 bytes lie that make a growing file a finished one."""


class RecordFile:
    """A file that only grows, whatever is written to it in pieces that are whole.

    Each piece goes to the operating system at once, past any buffer of ours: it survives a
    `kill -9` from then on. Against a power cut a thread of its own calls fdatasync every
    2 s, because on a busy disk that call may take longer than a writer may wait.
    """

    def __init__(self, descriptor: int, length: int = 0) -> None:
        self.length = length
        self._descriptor = descriptor
        self._failure: OSError | None = None
        self._closing = threading.Event()
        self._syncing = threading.Thread(target=self._sync, name="record sync", daemon=True)
        self._syncing.start()

    @classmethod
    def reopen(cls, path: Path, length: int) -> Self:
        """Open a file that was never finished, and go on after its first `length` bytes."""
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        os.pwrite(descriptor, boxes.uncovered(), COVER_AT)
        os.fdatasync(descriptor)
        os.ftruncate(descriptor, length)
        return cls(descriptor, length)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new file and its folder; FileExistsError rather than write over a record."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return cls(descriptor)

    def free(self) -> int:
        """Bytes left on the disk."""
        disk = os.fstatvfs(self._descriptor)
        return disk.f_bavail * disk.f_frsize

    def append(self, piece: bytes) -> None:
        """Write a piece; on OSError (disk full, disk broken) the file is as it was before.

        Its first 8 bytes, size and kind of a box, are written last: whoever reads the file
        meanwhile, or after a crash, finds zeros there, which all readers take for the end.
        """
        if self._failure:
            raise self._failure
        try:
            self._write(piece[8:], self.length + 8)
            self._write(piece[:8], self.length)
        except OSError:
            os.ftruncate(self._descriptor, self.length)
            raise
        self.length += len(piece)

    def finish(self, index: bytes) -> None:
        """Make the growing file a finished one, so that at every moment it is one of the two.

        The index is on the disk before the 16 bytes that make it count, and these
        are within one sector.
        """
        size = self.length - COVER_AT
        self.append(index)
        os.fdatasync(self._descriptor)
        os.pwrite(self._descriptor, boxes.covered(size), COVER_AT)
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Close the file; it is finished or not."""
        self._closing.set()
        self._syncing.join()
        os.close(self._descriptor)

    def _write(self, data: bytes, offset: int) -> None:
        rest = memoryview(data)
        while rest:
            written = os.pwrite(self._descriptor, rest, offset)
            rest, offset = rest[written:], offset + written

    def _sync(self) -> None:
        while not self._closing.wait(SYNC_INTERVAL):
            try:
                os.fdatasync(self._descriptor)
            except OSError as error:
                self._failure = error
