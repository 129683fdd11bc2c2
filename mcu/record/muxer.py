"""Encoded frames in, the bytes of a growing MP4 file out: no threads, no files, no clock."""

from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, TICK_SAMPLES, Codec, Encoded
from mcu.record import boxes, h264, opus
from mcu.record.boxes import TrackHead
from mcu.record.table import Run, Table
from mcu.record.timeline import SoundGrid

FRAGMENT = NS_PER_S // 2
"""Media time of a fragment: what a killed server loses. Costs 0.5 % of 1.5 Mbit/s."""

SOUND_LAG = 300_000_000
"""Time by which sound may come after a picture of its pts before it is taken as missing."""

LAST_PICTURE = h264.SCALE // 25
"""Ticks for which the last picture is shown: nothing says when the next would have come."""


class Track:
    """The samples of one track that wait for their fragment, and the table of those cut."""

    def __init__(self, head: TrackHead) -> None:
        self.head = head
        self.table = Table()
        self.end = 0
        self._pending = Run(0)

    def add(self, sample: bytes, duration: int, keyframe: bool = True) -> None:
        """Add a sample of `duration` ticks where the last one ended."""
        self._pending.add(sample, duration, keyframe)
        self.end += duration

    def cut(self) -> Run:
        """Take out the samples that wait; there may be none."""
        run, self._pending = self._pending, Run(self.end)
        return run


class Muxer:
    """One video track (H.264) and one sound track (Opus) on a common time.

    Both are written as they come from the mixers: they were encoded once for everybody, and a
    record made of the same packets has no generation loss.
    """

    def __init__(self, created: int, keyframe: bytes, zero: int) -> None:
        """Begin with an H.264 `keyframe`; `zero` is the pts (ns) of the recording's first moment.

        `created` is Unix time in seconds. Raises h264.PictureError if no file can begin so.
        """
        self.late = 0
        self._created = created
        self._parameters = h264.parameter_sets(keyframe)
        self._video = Track(self._parameters.head())
        self._sound = Track(opus.head())
        self._grid = SoundGrid(zero)
        self._zero = zero
        self._cut_at = zero + FRAGMENT
        self._open: tuple[bytes, bool] | None = None
        self._sequence = 0
        self._written = 0

    @property
    def seconds(self) -> float:
        """Duration of what was returned so far, in seconds."""
        tracks = (self._video, self._sound)
        return max(0.0, *((t.table.ticks - t.head.skip) / t.head.scale for t in tracks))

    def begin(self) -> bytes:
        """Return the beginning of the file."""
        heads = (self._video.head, self._sound.head)
        return self._out(boxes.beginning() + boxes.movie_header(self._created, heads))

    def add(self, frame: Encoded) -> bytes:
        """Take a frame; returns what must be appended to the file, often nothing."""
        if frame.codec is Codec.OPUS:
            self._add_sound(frame)
        else:
            self._add_picture(frame)
        if frame.pts < self._cut_at:
            return b""
        self._cut_at = frame.pts + FRAGMENT
        return self._cut()

    def finish(self) -> bytes:
        """Return the last fragment, in which picture and sound end together."""
        end = max(self._video.end + LAST_PICTURE, self._sound.end * h264.SCALE // SAMPLE_RATE)
        self._close_picture(end)
        self._silence(self._grid.fill(self._zero + end * NS_PER_S // h264.SCALE))
        return self._cut()

    def index(self) -> bytes:
        """Return the index of all that was returned before: it goes to the end of the file."""
        return boxes.movie_index(
            self._created,
            (self._video.head, self._sound.head),
            [self._video.table, self._sound.table],
        )

    def _add_picture(self, frame: Encoded) -> None:
        """Open a sample: how long it is shown is known when the next one comes."""
        self._close_picture((frame.pts - self._zero) * h264.SCALE // NS_PER_S)
        self._open = h264.sample(frame.data, self._parameters), frame.keyframe
        self._silence(self._grid.fill(frame.pts - SOUND_LAG))

    def _close_picture(self, end: int) -> None:
        """Add the open sample. A time that does not grow becomes one tick later than the last."""
        if self._open:
            self._video.add(self._open[0], max(1, end - self._video.end), self._open[1])
            self._open = None

    def _add_sound(self, frame: Encoded) -> None:
        missing = self._grid.place(frame.pts)
        if missing is None:
            self.late += 1
            return
        self._silence(missing)
        self._sound.add(frame.data, TICK_SAMPLES)

    def _silence(self, frames: int) -> None:
        for _ in range(frames):
            self._sound.add(opus.SILENCE, TICK_SAMPLES)

    def _cut(self) -> bytes:
        """Return a fragment of what waits, or nothing where nothing does."""
        runs = [(track, track.cut()) for track in (self._video, self._sound)]
        runs = [(track, run) for track, run in runs if run.sizes]
        if not runs:
            return b""
        self._sequence += 1
        data, offsets = boxes.fragment(self._sequence, [(t.head, run) for t, run in runs])
        for (track, run), offset in zip(runs, offsets, strict=True):
            track.table.add(self._written + offset, run)
        return self._out(data)

    def _out(self, data: bytes) -> bytes:
        self._written += len(data)
        return data
