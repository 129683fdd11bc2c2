"""The tick: every 1/fps s the newest pictures become one picture, encoded once per rendition."""

import asyncio
import functools
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import av

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.messages import Plate, Preview, Vp9
from mcu.scene import Overlay, Scene
from mcu.threads import name_thread
from mcu.video.badge import clock_of
from mcu.video.canvas import Canvas
from mcu.video.compose import Composer
from mcu.video.decoder import DecoderPool
from mcu.video.fade import Fader
from mcu.video.graphics import READ_NS, Graphics, Written, written
from mcu.video.label import Header
from mcu.video.ladder import Rung, ladder
from mcu.video.previewer import Previewer
from mcu.video.program import Shot
from mcu.video.record_view import RecordView, View
from mcu.video.reduced import Reduced
from mcu.video.rendition import Rendition
from mcu.video.seating import Seating
from mcu.video.slot import Slot
from mcu.video.still import jpeg
from mcu.video.tiles import tiles_of

OLDEST_STILL = 5 * NS_PER_S
"""Nanoseconds after which a picture says nothing any more of who is there."""


class Views(NamedTuple):
    """What is to be seen at one moment, taken on the loop and painted on the canvas's thread.

    `record` is what is recorded, where that differs. `takes` counts scenes and pages: where it is
    another than before and `fade` is set, the picture goes over.
    """

    canvas: View
    written: Written
    record: View | None
    takes: int
    fade: bool


class VideoMixer:
    """The picture of one conference: slots in, renditions out.

    Everything is called on the event loop. Members are seated by (order, member).
    """

    def __init__(
        self,
        *,
        title: str,
        width: int,
        height: int,
        fps: int,
        bitrate: int,
        decoders: DecoderPool,
        vp9: Vp9 = Vp9.SMALL,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.title = title
        self.recording = False
        """Whether the recording mark is shown."""
        self.ticks = 0
        """Ticks that were due since the mixer runs."""
        self.late = 0
        """Ticks whose frame was not out before the next was due, or that were skipped."""
        self.ladder = ladder(width, height, fps, bitrate, vp9)
        """The sizes in which the picture can be had, the full one first."""
        self.record = RecordView(self.ladder, fps)
        """Content and people in one picture, for records and for who takes one alone."""
        self._width, self._height, self._fps = width, height, fps
        self._period = NS_PER_S // fps
        self._decoders = decoders
        self._composer = Composer(width, height)
        self._graphics = Graphics(width, height)  # used on the canvas's thread
        self._fader = Fader(width, height)  # as this
        self._previewer = Previewer(width, height)
        self._taken = 0, 0
        self._wall = wall
        self._overlay = Overlay()
        self._overlaid_at = 0
        self._canvas_thread = ThreadPoolExecutor(1, "canvas", name_thread)
        self._seating = Seating(width, height, clock.now())
        self._reduced: dict[tuple[bool, Rung], Reduced] = {}  # used on the canvas's thread
        self._renditions: dict[tuple[Codec, Rung], Rendition] = {}

    @property
    def slots(self) -> Mapping[str, Slot]:
        """The slots by member."""
        return self._seating.slots

    @property
    def turns(self) -> int:
        """How often who is on screen, and in which size, may have changed."""
        return self._seating.turns

    @property
    def watched(self) -> bool:
        """Whether anybody sees the people."""
        return any(one.fanout.watched for one in self._made)

    @property
    def frames_encoded(self) -> int:
        """Frames encoded so far, in all renditions."""
        return sum(one.encoded for one in self._made)

    @property
    def keyframes(self) -> int:
        """Keyframes among `frames_encoded`."""
        return sum(one.keyframes for one in self._made)

    @property
    def tiles_painted(self) -> int:
        """Tiles painted so far; one that looks as before is not painted."""
        return self._composer.painted

    def add(
        self, member: str, plate: Plate, order: int, request_keyframe: Callable[[], None]
    ) -> Slot:
        """Give a member a place on the canvas; raises ValueError if it has one."""
        if member in self.slots:
            raise ValueError(f"member {member} is on the canvas already")
        defer = asyncio.get_running_loop().call_soon_threadsafe
        slot = Slot(plate, self._decoders.seat(), request_keyframe, defer)
        self._seating.add(member, slot, order, clock.now())
        return slot

    def remove(self, member: str) -> None:
        """Take a member off the canvas; one that is not there does no harm."""
        slot = self._seating.remove(member, clock.now())
        if slot is not None:
            slot.clear()
            self._decoders.leave(slot.worker)

    def show(self, scene: Scene) -> None:
        """Go over to a scene within a second, as soon as there are pictures of all who are in it.

        Cut at the beginning of a frame; members who are not here are left out until they come.
        """
        self._seating.show(scene, clock.now())

    def heard(self, speakers: Sequence[str]) -> None:
        """Take who speaks from now on, the loudest first: a scene may follow the voice."""
        self._seating.heard(speakers, clock.now())

    @property
    def shot(self) -> Shot:
        """Who is on the canvas now, and where."""
        return self._seating.shot(clock.now())

    @property
    def unseen(self) -> tuple[str, ...]:
        """The members who have not been on the canvas since they came."""
        return self._seating.unseen

    async def preview(self, scene: Scene, width: int) -> Preview:
        """Return how a scene would look if it were taken now, drawn of what is at hand."""
        now = clock.now()
        shot = self._seating.preview(scene, now)
        tiles = tiles_of(scene, shot, self.slots, now)
        header = self._header(shot, scene, self._wall(), now)
        members = tuple(one for one in shot.seats if one in self.slots)
        view = self.record.preview(scene, (header, shot.arrangement, tiles))
        picture = await self._previewer.draw(view, width)
        return Preview(picture=picture, members=members)

    async def still(self, member: str, width: int) -> bytes | None:
        """Return the newest picture of a member as JPEG; None where none came within seconds.

        Encoded on its decoder's thread. Who is off screen has one only while it is previewed.
        """
        slot, now = self.slots.get(member), clock.now()
        picture = slot.newest(now) if slot else None
        if slot is None or picture is None or now - picture.pts > OLDEST_STILL:
            return None
        loop = asyncio.get_running_loop()
        made: asyncio.Future[bytes | None] = loop.create_future()

        def give(data: bytes | None) -> None:
            if not made.done():  # else whoever asked has gone
                made.set_result(data)

        def make() -> None:
            data = None
            try:
                data = jpeg(picture, width)
            finally:  # nobody is to wait for what has failed
                loop.call_soon_threadsafe(give, data)

        return await made if slot.worker.submit(make) else None

    def overlay(self, overlay: Overlay) -> None:
        """Write this on the canvas, in place of what was there."""
        if overlay.announcement != self._overlay.announcement:
            self._overlaid_at = clock.now()
        self._overlay = overlay

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where the canvas is published in a codec, and in a height of the ladder.

        Without `height` it is the full canvas. Made on first use. ValueError for other heights.
        """
        rung = self._rung(height or self._height)
        rendition = self._renditions.get((codec, rung))
        if rendition is None:
            rendition = self._renditions[codec, rung] = Rendition(codec, rung, self._fps)
        return rendition.fanout

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec in which who takes these gets a height; ValueError for other heights."""
        return self._rung(height).codec(taken)

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
            self._seating.advance(due)
            watched = self._watched(due, number)
            if not watched:
                for slot in self.slots.values():
                    slot.advance(due)  # what nobody looks at is not to be kept either
                continue
            views = self._gather(due)

            def publish(rendition: Rendition, frame: Encoded) -> None:
                loop.call_soon_threadsafe(rendition.fanout.publish, frame)

            before, making = (
                making,
                loop.run_in_executor(
                    self._canvas_thread, self._make, views, watched, number, due, publish
                ),
            )
            making.add_done_callback(functools.partial(self._made_by, due + self._period))
            if before is not None:
                await before
        if making is not None:
            await making

    def _made_by(self, deadline: int, making: asyncio.Future[None]) -> None:
        """Count a picture that came too late."""
        self.late += not making.cancelled() and clock.now() >= deadline

    def close(self) -> None:
        """Free the canvas's thread, after `run` has ended; waits for a picture being made."""
        self._canvas_thread.shutdown(wait=True)

    @property
    def _made(self) -> tuple[Rendition, ...]:
        return (*self._renditions.values(), *self.record.made)

    def _rung(self, height: int) -> Rung:
        for rung in self.ladder:
            if rung.height == height:
                return rung
        raise ValueError(f"no rendition is {height} pixels high")

    def _watched(self, now: int, tick: int) -> list[Rendition]:
        """Return the renditions that somebody watches and that are due; the others rest."""
        for rendition in self._made:
            rendition.rest(now)
        due = [one for one in self._made if one.fanout.watched and one.due(tick)]
        for rendition in due:
            rendition.take(tick)
        # The full picture first: most see that. Nobody waits for the record.
        both = self.record.made
        return sorted(due, key=lambda one: (one in both, -one.rung.height))

    def _gather(self, now: int) -> Views:
        """Take down what is to be seen, on the loop, so that the canvas's thread shares nothing."""
        shot, scene = self._seating.shot(now), self._seating.on_screen
        on_air = self._seating.scene.on_air
        seats = [self.slots.get(member) for member in shot.seats]
        tiles = tiles_of(scene, shot, self.slots, now)
        # The wall clock, because it is one: the only place in the mixer where it is read.
        wall = self._wall()
        clocks = {one.member: clock_of(one, wall) for one in self._overlay.timers}
        for number, member in enumerate(shot.seats):
            if member in on_air:
                tile = tiles[number]
                tiles[number] = tile._replace(on_air=True, clock=clocks.get(member))
        header = self._header(shot, scene, wall, now)
        view = header, shot.arrangement, tiles
        record = self.record.gather(scene, view, seats, now)
        said = written(self._overlay, self.title, max(now - self._overlaid_at, 0), wall)
        return Views(view, said, record, self._seating.takes, scene.fade)

    def _header(self, shot: Shot, scene: Scene, wall: float, now: int) -> Header:
        local = time.strftime("%H:%M", time.localtime(wall))
        turn = now // READ_NS if scene.ticker else 0
        page, pages = shot.page + 1, shot.pages
        return Header(self.title, local, self.recording, page, pages, scene.ticker, turn)

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
        before, at = self._taken
        # What was made long ago, before anybody watched, is nothing to go over from.
        if views.takes != before and views.fade and due - at <= 2 * self._period:
            self._fader.begin(self._composer.canvas, due)
        self._taken = views.takes, due
        self._composer.compose(*views.canvas)
        canvas = self._fader.over(self._composer.canvas, due)
        canvas = self._graphics.over(canvas, views.written)
        canvases = {False: canvas}
        frames: dict[tuple[bool, Rung], av.VideoFrame] = {}
        for rendition in watched:
            both = views.record is not None and rendition in self.record.made
            if both and views.record and both not in canvases:
                canvases[both] = self.record.paint(views.record)
            frame = frames.get((both, rendition.rung))
            if frame is None:
                frame = self._reduce(canvases[both], rendition.rung, both=both)
                frames[both, rendition.rung] = frame
            publish(rendition, rendition.encode(frame, number, due))

    def _reduce(self, canvas: Canvas, rung: Rung, *, both: bool) -> av.VideoFrame:
        """Scale what is on a canvas to a rung; `both` is the one with content and people."""
        if rung.height == canvas.height:
            return canvas.frame
        reduced = self._reduced.get((both, rung))
        if reduced is None:
            reduced = self._reduced[both, rung] = Reduced(rung.width, rung.height)
        return reduced.of(canvas)
