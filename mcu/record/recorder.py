"""The recorder: two sinks, a bounded queue, and one thread that writes a growing MP4 file.

It subscribes like any viewer and gets what viewers get. H.264 goes into the file as it is, and so
does the sound: Opus, not AAC, because

* the mix is Opus already. AAC would be a second lossy encoding of a record that is kept for
  years, and costs a further encoder for each meeting;
* what plays it is common: Chromium, Firefox, FFmpeg (and so VLC and mpv) and GStreamer were tried.
  For older players a copy with AAC can be made from the record at any time; the reverse would
  not bring back what was lost;
* Opus is an open standard, with its decoder in the RFC (6716): it will stay readable.

The file is written by `mcu.record.muxer` rather than by libavformat, whose muxer holds packets back
to interleave them (a silent track delays the other, and a crash takes both), leaves gaps in the
sound, which browsers close up, and keeps some 80 bytes a sample in memory to finish a file.
"""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from mcu.clock import NS_PER_S
from mcu.media import Encoded, Sink
from mcu.record.writer import Writer

log = logging.getLogger(__name__)

QUEUE_FRAMES = 1500
"""Frames that may wait for the disk: 20 s of a meeting, about 4 MB."""

KEYFRAME_INTERVAL = 8 * NS_PER_S
"""Media time between keyframes, for seeking: longer than needed by anyone who watches live."""

KEYFRAME_RETRY = NS_PER_S
"""Media time after which a keyframe that did not come is asked for again."""

RESERVE = 256 << 20
"""Bytes of disk that stay free: a full disk would harm the database, and with it the meeting."""

STOP_PATIENCE = 1.0
"""Seconds that `stop` waits for the disk; the thread then finishes the file by itself."""


class Recorder:
    """Records one conference to one file, which must not exist yet.

    `video` is subscribed to an H.264 fan-out, `audio` listens to the mix; both are called
    on the event loop. `request_keyframe` asks the encoder for one. `on_error` is called on the loop
    once, with a text for the log, when nothing more can be written; what was written
    before stays and plays. `reserve` is the free disk space in bytes at which recording ends.
    """

    def __init__(
        self,
        path: Path,
        *,
        request_keyframe: Callable[[], None],
        on_error: Callable[[str], None],
        reserve: int = RESERVE,
    ) -> None:
        self._inbox = _Inbox()
        self.video: Sink = _Pictures(self._inbox, request_keyframe)
        self.audio: Sink = self._inbox
        self._path = path
        self._on_error = on_error
        self._reserve = reserve
        self._writer: Writer | None = None
        self.written = asyncio.Event()
        """Set while nobody writes the file: where the disk is slow, only some time after `stop`."""
        self.written.set()

    @property
    def seconds(self) -> float:
        """Duration of what is in the file."""
        return self._writer.seconds if self._writer else 0.0

    @property
    def bytes(self) -> int:
        """Size of the file."""
        return self._writer.bytes if self._writer else 0

    @property
    def frames(self) -> int:
        """Frames of picture and sound that were taken."""
        return self._inbox.taken

    @property
    def dropped(self) -> int:
        """Frames that are not in the file: the disk was too slow, or they came too late."""
        return self._inbox.dropped + (self._writer.late if self._writer else 0)

    async def start(self) -> None:
        """Make the file and begin; OSError if it cannot be made or the disk is full."""
        self._writer = await asyncio.to_thread(Writer, self._path, self._reserve)
        self._inbox.open()
        self.written.clear()
        # A daemon: a disk that hangs must not keep a server from ending.
        threading.Thread(
            target=self._run,
            args=(self._writer, asyncio.get_running_loop()),
            name=f"record {self._path.stem}",
            daemon=True,
        ).start()

    async def stop(self) -> None:
        """Finish the file, within a second on a disk that works; stopping twice does no harm."""
        self._inbox.close()
        try:
            await asyncio.wait_for(self.written.wait(), STOP_PATIENCE)
        except TimeoutError:
            log.warning("recording is finished later", extra={"path": str(self._path)})

    def _run(self, writer: Writer, loop: asyncio.AbstractEventLoop) -> None:
        """Do all of the thread's work; whatever goes wrong here must not reach the meeting."""
        error = None
        try:
            while frame := self._inbox.get():
                writer.take(frame)
            writer.finish()
        except Exception as fault:
            error = str(fault) or repr(fault)
            self._inbox.close()
            log.exception("recorder failed", extra={"path": str(self._path)})
            with contextlib.suppress(OSError):
                writer.rescue()
        with contextlib.suppress(RuntimeError):  # the loop may have ended meanwhile
            loop.call_soon_threadsafe(self._ended, error)

    def _ended(self, error: str | None) -> None:
        self.written.set()
        if error:
            self._on_error(error)


class _Inbox:
    """The bounded queue between the event loop and the thread."""

    def __init__(self) -> None:
        self.taken = 0
        self.dropped = 0
        self._open = False
        # One place more, so that the end can always be said.
        self._queue: queue.Queue[Encoded | None] = queue.Queue(QUEUE_FRAMES + 1)

    def deliver(self, frame: Encoded) -> bool:
        """Take a frame for the thread; False if the disk is behind or the recorder has ended."""
        if not self._open or self._queue.qsize() >= QUEUE_FRAMES:
            self.dropped += 1
            return False
        self._queue.put_nowait(frame)
        self.taken += 1
        return True

    def get(self) -> Encoded | None:
        """Wait for the next frame; None once the inbox is closed and empty."""
        return self._queue.get()

    def open(self) -> None:
        """Take frames from now on."""
        self._open = True

    def close(self) -> None:
        """Take no more frames."""
        if self._open:
            self._open = False
            with contextlib.suppress(queue.Full):  # both sides may close at the same moment
                self._queue.put_nowait(None)


class _Pictures:
    """The sink of the picture: asks for a keyframe when players had none for long."""

    def __init__(self, inbox: _Inbox, request_keyframe: Callable[[], None]) -> None:
        self._inbox = inbox
        self._request_keyframe = request_keyframe
        self._due = 0

    def deliver(self, frame: Encoded) -> bool:
        if frame.keyframe:
            self._due = frame.pts + KEYFRAME_INTERVAL
        elif frame.pts >= self._due:
            self._due = frame.pts + KEYFRAME_RETRY
            self._request_keyframe()
        return self._inbox.deliver(frame)
