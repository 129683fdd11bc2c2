"""Content encoded anew at its full size, for other codecs and for poor lines: once for all."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

import av

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.content import LOW, Detail
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded, Picture
from mcu.threads import name_thread
from mcu.video.canvas import Canvas
from mcu.video.decoder import DecoderPool
from mcu.video.intake import Intake
from mcu.video.ladder import Rung
from mcu.video.layout import even
from mcu.video.rendition import KeyframeGate, Rendition

FPS: Final = 5
"""Pictures per second. Pages are turned, not played; each change is whole within a fifth of one."""

FULL_BITRATE: Final = 1_200_000
"""Bits per second in another codec than the content came in."""

LOW_STRIDE: Final = 2
"""Every how many pictures the low rendition has one: half as many, each twice as good."""

BURST: Final = 0.8
"""Seconds of the bitrate that a keyframe may take; what it lacks comes with the next pictures."""

LEAST_BETWEEN_KEYFRAMES: Final = 2 * NS_PER_S
"""Nanoseconds between keyframes that are asked for: each begins with a blur again."""

LEAST_BETWEEN_SIZES: Final = NS_PER_S
"""Nanoseconds for which a size is kept: each other one is a new encoder and a keyframe for all, and
a window that is being drawn larger has another in every picture."""

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
        self._picture: Picture | None = None  # the decoder's thread replaces it as a whole
        self._source = 0
        self._canvas: Canvas | None = None  # used on the encoder's thread
        self._size = 0, 0
        self._sized = -LEAST_BETWEEN_SIZES
        self._tick = 0
        self._renditions: dict[tuple[Codec, Detail], Thrifty] = {}
        self._thread = ThreadPoolExecutor(1, "content", name_thread)

    @property
    def watched(self) -> bool:
        """Whether anybody needs what is made here."""
        return self.viewed or any(one.fanout.watched for one in self._renditions.values())

    @property
    def picture(self) -> Picture | None:
        """The newest picture of the content, while somebody needs it."""
        return self._picture

    @property
    def encoded(self) -> int:
        """Frames encoded so far."""
        return sum(one.encoded for one in self._renditions.values())

    def rendition(self, codec: Codec, detail: Detail) -> Fanout:
        """Return where content is published in a codec; made on first use."""
        rendition = self._renditions.get((codec, detail))
        if rendition is None:
            low = detail is Detail.LOW
            size = Rung(
                2, 2, LOW if low else FULL_BITRATE, stride=LOW_STRIDE if low else 1, burst=BURST
            )
            gate = KeyframeGate(LEAST_BETWEEN_KEYFRAMES, LONGEST_BETWEEN_KEYFRAMES)
            rendition = self._renditions[codec, detail] = Thrifty(codec, size, FPS, gate)
        return rendition.fanout

    def take(self, frame: Encoded) -> None:
        """Have a frame of the content decoded, if anybody needs it."""
        if self.watched:
            self._decoding = True
            self._intake.take(frame)
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
            picture, source = self._picture, self._source
            watched = [one for one in self._renditions.values() if one.fanout.watched]
            if self.watched and picture is None:
                self._intake.ask(due)
                continue
            making = [one for one in watched if one.due(self._tick)]
            if picture is None or not making or not self._takes_size(picture, due):
                continue
            frames = await loop.run_in_executor(
                self._thread, self._make, picture, making, self._tick, due
            )
            now = clock.now()
            for one, frame in zip(making, frames, strict=True):
                if source == self._source:
                    # Stamped as it leaves: a member may have been sent newer frames meanwhile.
                    one.fanout.publish(replace(frame, pts=now))
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
        self._picture = None

    def _takes_size(self, picture: Picture, now: int) -> bool:
        """Whether a picture has the size of the one before, or may have its own."""
        size = picture.width, picture.height
        if size != self._size:
            if now - self._sized < LEAST_BETWEEN_SIZES:
                return False
            self._size, self._sized = size, now
        return True

    def _put(self, picture: Picture) -> None:
        """Keep the newest picture (on the decoder's thread)."""
        self._picture = picture

    def _make(self, picture: Picture, making: list[Thrifty], tick: int, due: int) -> list[Encoded]:
        """Encode a picture in all renditions (on the encoder's thread)."""
        # A window may have any size; encoders want even ones, and lose a row or column at most. A
        # single one is doubled, which assigning it to two does.
        width, height = max(2, even(picture.width)), max(2, even(picture.height))
        canvas = self._canvas
        if canvas is None or (canvas.width, canvas.height) != (width, height):
            canvas = self._canvas = Canvas(width, height)
        canvas.y[:] = picture.y[:height, :width]
        canvas.u[:] = picture.u[: height // 2, : width // 2]
        canvas.v[:] = picture.v[: height // 2, : width // 2]
        for one in making:
            one.resize(width, height)
        try:
            return [one.encode(canvas.frame, tick, due) for one in making]
        except Exception:
            for one in making:
                one.begin_anew()  # what the others have made of it is published nowhere
            raise
