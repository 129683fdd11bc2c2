"""One scene at work: every 1/fps s its canvas is painted, and encoded once per rendition."""

import asyncio
import functools
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import av

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.effort import Effort
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.scene import Scene
from mcu.threads import name_thread
from mcu.video.canvas import Canvas
from mcu.video.captions import Captions
from mcu.video.compose import Composer
from mcu.video.decoder import Submit
from mcu.video.fade import Fader
from mcu.video.graphics import Graphics, Written
from mcu.video.heading import Headings
from mcu.video.ladder import Rung
from mcu.video.program import Shot
from mcu.video.record_view import RecordView, View
from mcu.video.reduced import Reduced
from mcu.video.rendition import Rendition
from mcu.video.rest import at_rest
from mcu.video.seating import Seating
from mcu.video.slot import Slot
from mcu.video.tiles import tiles_of


class Views(NamedTuple):
    """What is to be seen at one moment, taken on the loop and painted on the canvas's thread.

    `record` is what is recorded, where that differs. `takes` counts scenes and pages: where it is
    another than before and `fade` is set, the picture goes over. `spent` is the time (ns) that the
    loop's thread worked for all this.
    """

    canvas: View
    written: Written
    record: View | None
    takes: int
    fade: bool
    spent: int = 0


class Screen:
    """A canvas with a scene on it, in the sizes of a ladder. Everything is called on the loop.

    `submit` draws what is written on it. With a `record` it is the program, whose people are awake
    whether or not anybody looks. One without is beside it: until somebody watches nothing is asked
    for, and it appears as a whole.
    """

    def __init__(
        self,
        ladder: Sequence[Rung],
        fps: int,
        captions: Captions,
        submit: Submit,
        *,
        scene: Scene | None = None,
        record: RecordView | None = None,
    ) -> None:
        self.ticks = 0
        """Ticks that were due since the screen runs."""
        self.late = 0
        """Ticks whose frame was not out before the next was due, or that were skipped."""
        self.dearest = 0
        """Nanoseconds of processor time that a tick took at most, on the loop and on the canvas's
        thread, since this was set to 0. One that took less than its period and was late
        nevertheless had to wait for others."""
        self.effort = Effort()
        """What painting and encoding take."""
        self.single = Effort()
        """What they would take with one rendition alone, the dearest: as in a further screen."""
        width, height = ladder[0].width, ladder[0].height
        self._graphics, self._record_graphics = (Graphics(width, height, submit) for _ in range(2))
        self.seating = Seating(
            width,
            height,
            clock.now(),
            scene,
            submit=submit,
            titled=self._titled,
            lifted=self._graphics.lifted,
        )
        self._ladder = ladder
        self._fps = fps
        self._period = NS_PER_S // fps
        self._captions = captions
        self._headings, self._record_headings = Headings(submit), Headings(submit)
        self._record = record
        self._shown = record is not None
        self._renditions: dict[tuple[Codec, Rung], Rendition] = {}
        # What follows is used on the canvas's thread.
        self._thread = ThreadPoolExecutor(1, "canvas", name_thread)
        self._composer = Composer(width, height)
        self._fader = Fader(width, height)
        self._reduced: dict[tuple[bool, Rung], Reduced] = {}
        self._taken = 0, 0

    @property
    def watched(self) -> bool:
        """Whether anybody sees it."""
        return any(one.fanout.watched for one in self.made)

    @property
    def painted(self) -> int:
        """Tiles painted so far; one that looks as before is not painted."""
        return self._composer.painted

    @property
    def made(self) -> tuple[Rendition, ...]:
        """All renditions that were ever asked for."""
        return (*self._renditions.values(), *(self._record.made if self._record else ()))

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where the canvas is published in a codec, and in a height of the ladder.

        Without `height` it is the full canvas. Made on first use. ValueError for other heights.
        """
        rung = self._rung(height or self._ladder[0].height)
        rendition = self._renditions.get((codec, rung))
        if rendition is None:
            rendition = self._renditions[codec, rung] = Rendition(codec, rung, self._fps)
        return rendition.fanout

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec in which who takes these gets a height; ValueError for other heights."""
        return self._rung(height).codec(taken)

    def _rung(self, height: int) -> Rung:
        for rung in self._ladder:
            if rung.height == height:
                return rung
        raise ValueError(f"no rendition is {height} pixels high")

    def shot(self, now: int) -> Shot:
        """Return who is seen at a time, and where: above what is written."""
        shot = self.seating.shot(now)
        return shot._replace(arrangement=self._graphics.lifted(shot.arrangement))

    async def run(self) -> None:
        """Make pictures until cancelled; after a fault it may be called again.

        While one is made, the next may wait for the canvas's thread: else a busy loop, which takes
        a while to hear that a picture is made, would give the thread that while to do nothing.
        """
        loop = asyncio.get_running_loop()
        making: asyncio.Future[None] | None = None
        # Counted on from where a fault ended it: encoders do not go back to a tick they have made.
        start = clock.now() - self.ticks * self._period
        async for due in clock.ticks(self._period):
            number = (due - start) // self._period
            self.late += max(0, number - self.ticks)  # those that were skipped
            self.ticks = number + 1
            begun = time.thread_time_ns()
            watched = self._advance(due, number)
            if not watched:
                continue
            views = self._gather(due)
            views = views._replace(spent=time.thread_time_ns() - begun)

            def publish(rendition: Rendition, frame: Encoded) -> None:
                loop.call_soon_threadsafe(rendition.fanout.publish, frame)

            before, making = (
                making,
                loop.run_in_executor(
                    self._thread, self._make, views, watched, number, due, publish
                ),
            )
            making.add_done_callback(functools.partial(self._made_by, due + self._period))
            if before is not None:
                await before
        if making is not None:
            await making

    def close(self) -> None:
        """Free the thread, after `run` has ended; waits for a picture being made."""
        self.seating.rest()
        self._thread.shutdown(wait=True)

    def _made_by(self, deadline: int, making: asyncio.Future[None]) -> None:
        """Count a picture that came too late."""
        self.late += not making.cancelled() and clock.now() >= deadline

    def _advance(self, now: int, tick: int) -> Sequence[Rendition]:
        """Bring the scene up to date, and return the renditions that are due."""
        slots = self.seating.slots.values()
        watched = self.watched
        program = self._record is not None
        if watched or program:
            self.seating.advance(now)
        else:
            self.seating.rest()
            self._shown = False
        if watched and not self._shown:
            self._shown = self.seating.settled(now)
        due = self._due(now, tick) if self._shown else []
        if not due and program:
            for slot in slots:
                slot.advance(now)  # what nobody looks at is not to be kept either
        return due

    def _due(self, now: int, tick: int) -> list[Rendition]:
        """Return the renditions that somebody watches and that are due; the others rest."""
        for rendition in self.made:
            rendition.rest(now)
        due = [one for one in self.made if one.fanout.watched and one.due(tick)]
        for rendition in due:
            rendition.take(tick)
        # The full picture first: most see that. Nobody waits for the record.
        both = self._record.made if self._record else ()
        return sorted(due, key=lambda one: (one in both, -one.rung.height))

    def _titled(self, shot: Shot, scene: Scene) -> bool:
        """Whether the header of a shot is drawn."""
        said = self._captions.header(shot, scene, clock.now())
        return self._headings.drawn(said, shot.arrangement)

    def _gather(self, now: int) -> Views:
        """Take down what is to be seen, on the loop, so that the canvas's thread shares nothing."""
        seating, captions = self.seating, self._captions
        slots: Mapping[str, Slot] = seating.slots
        shot, scene = seating.shot(now), seating.on_screen
        tiles = tiles_of(scene, shot, slots, seating.emblems, now)
        captions.mark(tiles, shot.seats, seating.scene.on_air)
        view = captions.header(shot, scene, now), shot.arrangement, tiles
        record = None
        if self._record is not None:
            seats = [slots.get(member) for member in shot.seats]
            record = self._record.gather(scene, view, seats, now)
        if captions.resting:
            # Who gets content and people in one sees the rest as well, and nobody who is hidden.
            view, record = at_rest(view), None
        if record is not None:
            said, places, shown = record
            record = self._record_headings.of(said, places), places, shown
        said, places, shown = view
        view = self._headings.of(said, places), places, shown
        return Views(view, captions.written(now), record, seating.takes, scene.fade)

    def _make(
        self,
        views: Views,
        watched: Sequence[Rendition],
        number: int,
        due: int,
        publish: Callable[[Rendition, Encoded], None],
    ) -> None:
        """Paint, scale for each size that is watched, and encode (on the canvas's thread).

        Each frame leaves as soon as it is made: those who see one do not wait for another's encode.
        """
        begun = time.thread_time_ns()
        before, at = self._taken
        if views.takes != before:
            # What was made long ago, before anybody watched, is nothing to go over from.
            if views.fade and due - at <= 2 * self._period:
                self._fader.begin(self._composer.canvas, due)
            else:
                self._fader.cut()
        self._taken = views.takes, due
        said, places, tiles = views.canvas
        places = self._graphics.lift(views.written, places, tiles)
        self._composer.compose(said, places, tiles)
        canvas = self._fader.over(self._composer.canvas, due)
        canvases = {False: self._graphics.over(canvas, views.written, places, tiles)}
        painted, dearest = time.thread_time_ns() - begun, 0
        frames: dict[tuple[bool, Rung], av.VideoFrame] = {}
        for rendition in watched:
            since = time.thread_time_ns()
            record = self._record if views.record is not None else None
            both = record is not None and rendition in record.made
            if both and record and views.record and both not in canvases:
                painting, graphics = record.paint(views.record), self._record_graphics
                canvases[both] = graphics.over(painting, views.written, *views.record[1:])
            frame = frames.get((both, rendition.rung))
            if frame is None:
                frame = self._reduce(canvases[both], rendition.rung, both=both)
                frames[both, rendition.rung] = frame
            publish(rendition, rendition.encode(frame, number, due))
            dearest = max(dearest, time.thread_time_ns() - since)
        spent = views.spent + time.thread_time_ns() - begun
        self.dearest = max(self.dearest, spent)
        self.effort.took(spent, due)
        self.single.took(views.spent + painted + dearest, due)

    def _reduce(self, canvas: Canvas, rung: Rung, *, both: bool) -> av.VideoFrame:
        """Scale what is on a canvas to a rung; `both` is the one with content and people."""
        if rung.height == canvas.height:
            return canvas.frame
        reduced = self._reduced.get((both, rung))
        if reduced is None:
            reduced = self._reduced[both, rung] = Reduced(rung.width, rung.height)
        return reduced.of(canvas)
