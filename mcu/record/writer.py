"""The recorder's work off the event loop: frames into a muxer, its bytes into a file."""

import errno
import os
import time
from pathlib import Path

from mcu.media import Encoded
from mcu.record.file import RecordFile
from mcu.record.muxer import Muxer
from mcu.record.recovery import recover
from mcu.record.timeline import Start


class Writer:
    """Writes one recording; all calls block and are made by one thread.

    `reserve` is how many bytes of the disk stay free. `seconds` and `bytes` may be read by others.
    """

    def __init__(self, path: Path, reserve: int) -> None:
        """Make the file; OSError if it exists, cannot be made, or the disk is full."""
        self.seconds = 0.0
        self.bytes = 0
        self._path = path
        self._reserve = reserve
        self._created = int(time.time())
        self._start = Start()
        self._muxer: Muxer | None = None
        self._file = RecordFile.create(path)
        if self._full():
            self._discard()
            raise _no_space(path)

    @property
    def late(self) -> int:
        """Sound frames that came after their place had been filled with silence."""
        return self._muxer.late if self._muxer else 0

    def take(self, frame: Encoded) -> None:
        """Write a frame, or keep it until its fragment is full.

        Raises OSError when the disk is full or broken, h264.PictureError if the picture is of no
        use. Only `rescue` may be called then.
        """
        if self._muxer:
            self._write(self._muxer, self._muxer.add(frame))
        elif self._start.add(frame):
            self._muxer = self._begin()

    def finish(self) -> None:
        """Finish the file; one that never got a picture is removed."""
        if not self._start.pictures:
            self._discard()
            return
        muxer = self._muxer or self._begin()
        self._write(muxer, muxer.finish())
        self._file.finish(muxer.index())
        self._file.close()
        self.bytes = self._file.length

    def rescue(self) -> None:
        """After an error: finish the file with what is in it; OSError if that fails too."""
        self._file.close()
        recovered = recover(self._path)
        self.seconds, self.bytes = recovered.seconds, recovered.bytes

    def _begin(self) -> Muxer:
        muxer = Muxer(self._created, self._start.pictures[0].data, self._start.zero)
        self._write(muxer, muxer.begin())
        for frame in self._start.held():
            self._write(muxer, muxer.add(frame))
        return muxer

    def _write(self, muxer: Muxer, piece: bytes) -> None:
        if not piece:
            return
        if self._full():
            raise _no_space(self._path)
        self._file.append(piece)
        self.bytes = self._file.length
        self.seconds = muxer.seconds

    def _full(self) -> bool:
        return self._file.free() < self._reserve

    def _discard(self) -> None:
        self._file.close()
        self._path.unlink()


def _no_space(path: Path) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
