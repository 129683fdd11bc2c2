"""Content encoded anew, for other codecs and for poor lines: once for all.

Pages keep their full size, so that text can be read, and have few pictures; a film moves, and is
made smaller.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

import av

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.content import APART, LOW, MEDIUM, Detail
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded, Picture
from mcu.threads import name_thread
from mcu.video.canvas import Canvas
from mcu.video.decoder import DecoderPool
from mcu.video.intake import Intake
from mcu.video.ladder import SHORT_BURST, Rung
from mcu.video.layout import Rect, even, letterbox
from mcu.video.planes import copied
from mcu.video.rendition import KeyframeGate, Rendition
from mcu.video.scale import scale

FPS: Final = 15
"""Pictures per second of a film: half of what browsers make of one at best."""

SIZES: Final = {Detail.SMALL: (320, 180, LOW), Detail.MEDIUM: (640, 360, MEDIUM)}
"""Width and height of a film, which it stays within, and its bits per second."""

FULL_STRIDE: Final = 3
"""Every how many pictures of a film pages have one. They are turned, not played; each change is
whole within a fifth of a second."""

PAGES_FPS: Final = FPS // FULL_STRIDE
"""Pictures per second of pages."""

FULL_BITRATE: Final = 1_200_000
"""Bits per second in another codec than the content came in."""

LOW_STRIDE: Final = 6
"""The same of the low rendition: half as many, each twice as good."""

BURST: Final = 0.8
"""Seconds of the bitrate that a keyframe may take; what it lacks comes with the next pictures."""

LEAST_BETWEEN_KEYFRAMES: Final = 2 * NS_PER_S
"""Nanoseconds between keyframes that are asked for: each begins with a blur again."""

LEAST_BETWEEN_SIZES: Final = NS_PER_S
"""Nanoseconds for which a size is kept: each other one is a new encoder and a keyframe for all, and
a window that is being drawn larger has another in every picture."""

MOST_COMING: Final = 32
"""Pictures of a film that wait for their sound, at most: a second's. On most lines four do."""

LONGEST_BETWEEN_KEYFRAMES: Final = 3600 * NS_PER_S
"""Nanoseconds after which a keyframe comes unasked: text that has become clear is to stay so."""


class Thrifty(Rendition):
    """Leaves pictures out until those before are paid for.

    Text takes what it takes: at its coarsest a full page is 35 to 75 kB in VP8, two to four seconds
    of the low bitrate.
    """

    _free = 0.0  # the tick by which all that was sent is paid for

    def due(self, tick: int) -> bool:
        """Whether this tick makes a frame."""
        return super().due(tick) and tick >= self._free - BURST * FPS

    def encode(self, frame: av.VideoFrame, tick: int, pts: int) -> Encoded:
        """Encode a picture on a tick that is due."""
        encoded = super().encode(frame, tick, pts)
        cost = len(encoded.data) * 8 * FPS / self.rung.bitrate
        self._free = max(self._free, tick) + cost
        return encoded

    def _moment(self, number: int) -> int:
        """Text has the bits of all the time since the page before."""
        return number


class Redraw:
    """Decodes content while somebody needs it drawn again, and encodes it for them.

    Everything is called on the event loop.
    """

    def __init__(self, decoders: DecoderPool, request_keyframe: Callable[[], None]) -> None:
        self.viewed = False
        """Whether somebody looks at `picture`."""
        self._request_keyframe = request_keyframe
        self._decoders = decoders
        self._worker = decoders.seat()
        defer = asyncio.get_running_loop().call_soon_threadsafe
        self._intake = Intake(self._worker, self._put, request_keyframe, defer)
        self._decoding = False
        self._newest: Picture | None = None  # the decoder's thread replaces it as a whole
        self._coming: deque[Picture] = deque(maxlen=MOST_COMING)
        self._due: Picture | None = None
        self._source = 0
        self._canvases: dict[Detail, Canvas] = {}  # used on the encoder's thread
        self._size = 0, 0
        self._sized = -LEAST_BETWEEN_SIZES
        self._tick = 0
        self._renditions: dict[tuple[Codec, Detail], Rendition] = {}
        self._stamped: tuple[Picture, int] | None = None  # the last picture, and with what
        self._thread = ThreadPoolExecutor(1, "content", name_thread)

    @property
    def watched(self) -> bool:
        """Whether anybody needs what is made here."""
        return self.viewed or any(one.fanout.watched for one in self._renditions.values())

    @property
    def picture(self) -> Picture | None:
        """The picture of the content that is in step with the mix, while somebody needs it."""
        coming, now = self._coming, clock.now()
        while coming and (coming[0].pts <= now or len(coming) == MOST_COMING):
            self._due = coming.popleft()
        return self._due

    @property
    def encoded(self) -> int:
        """Frames encoded so far."""
        return sum(one.encoded for one in self._renditions.values())

    def rendition(self, codec: Codec, detail: Detail) -> Fanout:
        """Return where content is published in a codec; made on first use."""
        rendition = self._renditions.get((codec, detail))
        if rendition is None:
            rendition = self._renditions[codec, detail] = _rendition(codec, detail)
        return rendition.fanout

    def take(self, frame: Encoded) -> None:
        """Have a frame of the content decoded, if anybody needs it; it is due at its stamp."""
        if self.watched:
            self._decoding = True
            due = frame.pts if frame.stamp is None else frame.stamp
            self._intake.take(replace(frame, pts=due, captured=None))
        elif self._decoding:
            self._forget()

    def reset(self) -> None:
        """Forget the picture: what comes from now on is another's."""
        self._source += 1
        self._forget()

    async def run(self) -> None:
        """Encode until cancelled, while somebody watches and there is a picture.

        After a fault it may be called again, and counts on: what is due is told by the number.
        """
        loop = asyncio.get_running_loop()
        async for due in clock.ticks(NS_PER_S // FPS):
            self._tick += 1
            for one in self._renditions.values():
                one.rest(due)
            picture, source = self._newest, self._source
            if self.watched and picture is None:
                self._intake.ask(due)
                continue
            making = [
                (detail, one)
                for (_, detail), one in self._renditions.items()
                if one.fanout.watched and one.due(self._tick)
            ]
            if picture is None or not making or not self._takes_size(picture, due):
                continue
            frames = await loop.run_in_executor(
                self._thread, self._make, picture, making, self._tick, due
            )
            now, stamp = clock.now(), self._stamp(picture)
            for (detail, one), frame in zip(making, frames, strict=True):
                if source == self._source:
                    # Pages are stamped as they leave: a member may have been sent newer frames
                    # meanwhile.
                    film = stamp if detail in SIZES else None
                    one.fanout.publish(replace(frame, pts=now, stamp=film))
                else:
                    one.fanout.request_keyframe()  # what follows would lean on what nobody got

    def close(self) -> None:
        """Give the threads back, after `run` has ended."""
        self._forget()
        self._decoders.leave(self._worker)
        self._thread.shutdown(wait=True)

    def _forget(self) -> None:
        self._decoding = False
        self._intake.reset()
        self._coming.clear()
        self._newest = self._due = self._stamped = None

    def _takes_size(self, picture: Picture, now: int) -> bool:
        """Whether a picture has the size of the one before, or may have its own."""
        size = picture.width, picture.height
        if size != self._size:
            if now - self._sized < LEAST_BETWEEN_SIZES:
                return False
            self._size, self._sized = size, now
        return True

    def _put(self, picture: Picture) -> None:
        """Keep the newest picture and those that wait for their sound (on the decoder's thread)."""
        self._newest = picture
        if self.viewed and picture.pts > clock.now():
            # In memory of its own, or its decoder needs more of it, the longer they wait.
            self._coming.append(copied(picture))
        else:
            self._coming = deque(maxlen=MOST_COMING)
            self._due = picture

    def _stamp(self, picture: Picture) -> int:
        """Return the time in the mix of a picture of a film; one that stands goes on in time.

        It is not quite that of the frame as it came, which a member may just have been sent: two
        pictures of one time would be taken for one.
        """
        stamp = picture.pts + APART // 2
        if self._stamped is not None and picture is self._stamped[0]:
            stamp = self._stamped[1] + NS_PER_S // FPS
        self._stamped = picture, stamp
        return stamp

    def _make(
        self, picture: Picture, making: list[tuple[Detail, Rendition]], tick: int, due: int
    ) -> list[Encoded]:
        """Encode a picture in all renditions (on the encoder's thread)."""
        drawn: dict[Detail, Canvas] = {}
        try:
            frames = []
            for detail, one in making:
                canvas = drawn.get(detail) or drawn.setdefault(detail, self._draw(picture, detail))
                one.resize(canvas.width, canvas.height)
                frames.append(one.encode(canvas.frame, tick, due))
        except Exception:
            for _, one in making:
                one.begin_anew()  # what the others have made of it is published nowhere
            raise
        return frames

    def _draw(self, picture: Picture, detail: Detail) -> Canvas:
        """Bring a picture to the size of a rendition (on the encoder's thread)."""
        width, height = size_of(picture, detail)
        canvas = self._canvases.get(detail)
        if canvas is None or (canvas.width, canvas.height) != (width, height):
            canvas = self._canvases[detail] = Canvas(width, height)
        if detail in SIZES:
            scale(picture.y, canvas.y)
            scale(picture.u, canvas.u)
            scale(picture.v, canvas.v)
        else:
            # A row or column is lost at most; a single one is doubled by assigning it to two.
            canvas.y[:] = picture.y[:height, :width]
            canvas.u[:] = picture.u[: height // 2, : width // 2]
            canvas.v[:] = picture.v[: height // 2, : width // 2]
        return canvas


def size_of(picture: Picture, detail: Detail) -> tuple[int, int]:
    """Return the size in which a picture is made anew.

    A window may have any size; encoders want even ones.
    """
    width, height = picture.width, picture.height
    if detail in SIZES:
        most_wide, most_high, _ = SIZES[detail]
        if width > most_wide or height > most_high:
            inner = letterbox(width, height, Rect(0, 0, most_wide, most_high))
            width, height = inner.w, inner.h
    return max(2, even(width)), max(2, even(height))


def _rendition(codec: Codec, detail: Detail) -> Rendition:
    if detail in SIZES:
        width, height, bitrate = SIZES[detail]
        return Rendition(codec, Rung(width, height, bitrate, burst=SHORT_BURST), FPS)
    low = detail is Detail.LOW
    bitrate, stride = (LOW, LOW_STRIDE) if low else (FULL_BITRATE, FULL_STRIDE)
    gate = KeyframeGate(LEAST_BETWEEN_KEYFRAMES, LONGEST_BETWEEN_KEYFRAMES)
    return Thrifty(codec, Rung(2, 2, bitrate, stride, BURST), FPS, gate)
