"""Decoding: one decoder per member, a few threads for all of them."""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange

from mcu.media import Codec, Encoded, Picture
from mcu.threads import name_thread
from mcu.video.bitstream import coded_size
from mcu.video.interlaced import woven
from mcu.video.planes import views
from mcu.video.righted import righted

MAX_PIXELS = 1920 * 1088
"""Full HD, in whole macroblocks. No tile is larger, and a few bytes can declare 268 megapixels."""

MAX_JOBS = 256
"""Frames that may wait for one thread: about 130 ms of its time at 640×360. A machine that is
further behind must drop pictures, not collect them."""

_NAMES = {Codec.VP8: "vp8", Codec.H264: "h264", Codec.VP9: "vp9"}

_log = logging.getLogger(__name__)


class DecodeError(Exception):
    """A frame cannot be decoded; nothing can until the next keyframe."""


class OversizeError(DecodeError):
    """A keyframe declares more pixels than `MAX_PIXELS`."""


class Decoder:
    """Decodes the frames of one member, in the order in which they were sent.

    It begins with a keyframe; after an error, and when the codec changes, with the next keyframe.
    """

    def __init__(self) -> None:
        self._context: VideoCodecContext | None = None
        self._codec: Codec | None = None
        self._turn = 0

    def decode(self, frame: Encoded) -> Picture | None:
        """Return the picture of a frame, None if it has none. Raises DecodeError.

        Frames that come while the decoder waits for a keyframe are passed over (None).
        """
        if self._context is None or frame.codec is not self._codec:
            self._context = None
            if not frame.keyframe:
                return None
        try:
            return self._decode(frame)
        except DecodeError:
            self._context = None
            raise

    def _decode(self, frame: Encoded) -> Picture | None:
        if not frame.data:
            return None  # libav takes an empty packet for the end of the stream
        if frame.keyframe:
            _check_size(frame)
        if self._context is None:
            self._context = _open(frame.codec)
            self._codec = frame.codec
        try:
            decoded = self._context.decode(av.Packet(frame.data))
        except (av.FFmpegError, ValueError) as error:
            raise DecodeError(f"{frame.codec}: {error}") from error
        if not decoded:
            return None
        newest = decoded[-1]
        if newest.is_corrupt:
            raise DecodeError(f"{frame.codec}: a picture with missing parts")
        if frame.keyframe or newest.rotation:  # said once, it holds until the next keyframe
            self._turn = newest.rotation
        pixel = self._context.sample_aspect_ratio
        return righted(_picture(newest, frame.pts), self._turn, pixel)


Submit = Callable[[Callable[[], None]], bool]
"""Hands a job to another thread, and never waits; False if too many are waiting there."""


def at_once(job: Callable[[], None]) -> bool:
    """Do a job here and now, where nothing is kept waiting by that."""
    job()
    return True


class Worker:
    """One thread that does jobs in the order in which they were handed to it."""

    def __init__(self, name: str) -> None:
        self.seats = 0
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], None]) -> bool:
        """Have a job done; False if too many are waiting. Never waits."""
        if self._jobs.qsize() >= MAX_JOBS:
            return False
        self._jobs.put(job)
        return True

    def stop(self) -> None:
        """Finish what was handed in, then end; returns when the thread has ended."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        name_thread()
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:
                # A fault of ours in one member's job must not take the other members with it.
                _log.exception("a decoding job failed")


class DecoderPool:
    """The threads that decode for all members of all conferences, and one that draws.

    A member keeps its thread, so its frames stay in order without a lock; members are spread
    evenly. Close it after the conferences and before the event loop.
    """

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"{workers} decoder threads: at least one is needed")
        self._workers = tuple(Worker(f"decode-{n}") for n in range(workers))
        self.draughtsman = Worker("draw")
        """Draws what is written in pictures: names of 25 take 50 ms, in which neither a tick nor
        somebody's pictures are to wait."""

    def seat(self) -> Worker:
        """Give a member its thread: the one with the fewest members."""
        worker = min(self._workers, key=lambda one: one.seats)
        worker.seats += 1
        return worker

    def leave(self, worker: Worker) -> None:
        """Take a member's seat at its thread back."""
        worker.seats -= 1

    def close(self) -> None:
        """End all threads; what was handed in is finished first."""
        for worker in (*self._workers, self.draughtsman):
            worker.stop()


def _open(codec: Codec) -> VideoCodecContext:
    context = av.CodecContext.create(_NAMES.get(codec, codec), "r")
    if not isinstance(context, VideoCodecContext):
        raise DecodeError(f"{codec} is not a codec of pictures")
    # Threads inside libav would add a frame of delay each; the members are spread over ours.
    context.thread_count = 1
    # The second line of defence against a size that `coded_size` did not see.
    context.options = {"max_pixels": str(MAX_PIXELS), "flags": "low_delay"}
    return context


def _check_size(frame: Encoded) -> None:
    try:
        size = coded_size(frame)
    except ValueError as error:
        raise DecodeError(str(error)) from error
    if size is not None and size[0] * size[1] > MAX_PIXELS:
        raise OversizeError(f"{frame.codec} of {size[0]}×{size[1]} pixels")


def _picture(frame: VideoFrame, pts: int) -> Picture:
    if frame.format.name != "yuv420p" or frame.color_range == ColorRange.JPEG:
        frame = frame.reformat(format="yuv420p", dst_color_range=ColorRange.MPEG)
    picture = Picture(*views(frame), pts)
    return woven(picture) if frame.interlaced_frame else picture
