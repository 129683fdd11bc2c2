"""A recording under way: the recorder, and what it takes of picture and sound."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path

from mcu.audio.mixer import AudioMixer, Listener
from mcu.fanout import Fanout
from mcu.media import Codec
from mcu.record.recorder import Recorder
from mcu.video.mixer import VideoMixer
from mcu.watch import Watch


class View(IntEnum):
    """Which picture is recorded; both have the same size."""

    PEOPLE = 1
    """The canvas, as everybody gets it: encoded once for all."""
    CONTENT = 2
    """What is shared, large, and people beside it: made for the record alone."""


class Recording:
    """One recording. It shows what the room sees: the people, or shared content beside them.

    The recorder watches one picture or the other as members watch renditions: it goes over at a
    keyframe, in the same file, track and time.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        video: VideoMixer,
        audio: AudioMixer,
        on_error: Callable[[str], None],
    ) -> None:
        self.name = name
        self.recorder = Recorder(path, request_keyframe=self._request_keyframe, on_error=on_error)
        self._video = video
        self._audio = audio
        self._watch = Watch(self.recorder.video, (Codec.H264,), self)
        self._listener: Listener | None = None

    async def start(self) -> None:
        """Make the file and begin; OSError if it cannot be made."""
        await self.recorder.start()
        self._listener = self._audio.listen(self.recorder.audio)
        self._video.captions.recording = True

    def show(self, *, content: bool) -> None:
        """Record the content from now on, if there is any."""
        self._watch.move(View.CONTENT if content else View.PEOPLE)

    async def stop(self) -> None:
        """Take nothing more, then finish the file."""
        self._video.captions.recording = False
        self._watch.close()
        if self._listener:
            self._audio.unlisten(self._listener)
        await self.recorder.stop()

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where a `View` is published (see `mcu.watch.Renditions`)."""
        if height == View.CONTENT:
            return self._video.record.rendition(codec)
        return self._video.rendition(codec)

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec of a `View`: both are H.264."""
        return taken[0]

    def _request_keyframe(self) -> None:
        self._watch.request_keyframe()
