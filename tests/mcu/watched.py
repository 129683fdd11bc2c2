"""A recording that is looked at while it is made: what it shows is waited for, not its time."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import av
import pytest

from mcu.media import Codec, Encoded
from mcu.record import recorder
from mcu.record.writer import Writer
from tests.clips import Rgb, rgb
from tests.patience import PATIENCE


class Watch:
    """Looks at every fourth picture of the recording that is being made."""

    def __init__(self, look: Callable[[Rgb], object]) -> None:
        self.shows: object = None
        """What was seen last."""
        self.pictures = 0
        self._look = look
        self._decoder = av.VideoCodecContext.create("h264", "r")
        self._lock = threading.Lock()

    def take(self, frame: Encoded) -> None:
        """Take what goes into the file; called by its thread."""
        if frame.codec is not Codec.H264:
            return
        with self._lock:
            for picture in self._decoder.decode(av.Packet(frame.data)):
                self.pictures += 1
                if self.pictures % 4 == 0:
                    self.shows = self._look(rgb(picture))

    async def until(self, wanted: object) -> None:
        """Wait until something is seen."""
        async with asyncio.timeout(PATIENCE):
            while self.shows != wanted:  # noqa: ASYNC110 - a thread looks
                await asyncio.sleep(0.02)

    async def until_longer(self, pictures: int) -> None:
        """Wait until the recording has so many pictures more."""
        wanted = self.pictures + pictures
        async with asyncio.timeout(PATIENCE):
            while self.pictures < wanted:  # noqa: ASYNC110 - a thread counts
                await asyncio.sleep(0.02)


@contextmanager
def watched(look: Callable[[Rgb], object]) -> Iterator[Watch]:
    """Look at the recording that is begun in the block."""
    watch = Watch(look)

    class Watched(Writer):
        def take(self, frame: Encoded) -> None:
            super().take(frame)
            watch.take(frame)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder, "Writer", Watched)
        yield watch
