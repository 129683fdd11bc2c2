"""The picture of one conference: the slots of its members, and the screens that show them."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.fanout import Fanout
from mcu.media import Codec
from mcu.messages import Emblems, Plate, Preview, Vp9
from mcu.scene import Overlay, Scene
from mcu.video import placard
from mcu.video.captions import Captions
from mcu.video.decoder import DecoderPool
from mcu.video.emblem import Emblem
from mcu.video.ladder import ladder
from mcu.video.previewer import Previewer
from mcu.video.program import Shot
from mcu.video.record_view import RecordView
from mcu.video.rendition import Rendition
from mcu.video.screen import Screen
from mcu.video.slot import Slot
from mcu.video.still import jpeg
from mcu.video.tiles import tiles_of

OLDEST_STILL = 5 * NS_PER_S
"""Nanoseconds after which a picture says nothing any more of who is there."""


class VideoMixer:
    """Slots in, renditions out: of the program, and of screens beside it.

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
        self.ladder = ladder(width, height, fps, bitrate, vp9)
        """The sizes in which the picture can be had, the full one first."""
        self.captions = Captions(title, wall)
        """What is written on all screens."""
        self.record = RecordView(self.ladder, fps)
        """Content and people in one picture, for records and for who takes one alone."""
        self.program = Screen(
            self.ladder, fps, self.captions, decoders.draughtsman.submit, record=self.record
        )
        """What everybody sees."""
        self._fps = fps
        self._decoders = decoders
        self._previewer = Previewer(width, height)
        self._orders: dict[str, int] = {}
        self._beside: list[Screen] = []
        self._past = _Past()
        self._emblems: dict[str, Emblem] = {}
        self._unpacking = asyncio.Lock()

    @property
    def slots(self) -> Mapping[str, Slot]:
        """The slots by member."""
        return self.program.seating.slots

    @property
    def turns(self) -> int:
        """How often who is on screen, and in which size, may have changed."""
        return self._past.turns + sum(one.seating.turns for one in self._screens)

    @property
    def watched(self) -> bool:
        """Whether anybody sees the people."""
        return any(one.watched for one in self._screens)

    @property
    def ticks(self) -> int:
        """Ticks of the program that were due since it runs."""
        return self.program.ticks

    @property
    def late(self) -> int:
        """Those of them whose frame was not out before the next was due, or that were skipped."""
        return self.program.late

    @property
    def frames_encoded(self) -> int:
        """Frames encoded so far, in all renditions."""
        return self._past.encoded + sum(one.encoded for one in self._made)

    @property
    def keyframes(self) -> int:
        """Keyframes among `frames_encoded`."""
        return self._past.keyframes + sum(one.keyframes for one in self._made)

    @property
    def tiles_painted(self) -> int:
        """Tiles of the program painted so far; one that looks as before is not painted."""
        return self.program.painted

    def add(
        self, member: str, plate: Plate, order: int, request_keyframe: Callable[[], None]
    ) -> Slot:
        """Give a member a place on the canvas; raises ValueError if it has one."""
        if member in self.slots:
            raise ValueError(f"member {member} is on the canvas already")
        defer = asyncio.get_running_loop().call_soon_threadsafe
        slot = Slot(plate, self._decoders.seat(), request_keyframe, defer)
        self._orders[member] = order
        for screen in self._screens:
            unseen = not screen.watched
            screen.seating.add(member, slot, order, clock.now(), at_once=unseen)
        return slot

    def remove(self, member: str) -> None:
        """Take a member off all screens; one that is not there does no harm."""
        gone = self.slots.get(member)
        for screen in self._screens:
            screen.seating.remove(member, clock.now(), at_once=not screen.watched)
        if gone is not None:
            del self._orders[member]
            gone.clear()
            self._decoders.leave(gone.worker)

    def open(self, scene: Scene) -> Screen:
        """Return another screen with the same members; whoever opens it runs and closes it."""
        screen = Screen(
            self.ladder,
            self._fps,
            self.captions,
            self._decoders.draughtsman.submit,
            scene=scene,
        )
        screen.seating.emblems = self.program.seating.emblems
        for member, slot in self.slots.items():
            screen.seating.add(member, slot, self._orders[member], clock.now())
        self._beside.append(screen)
        return screen

    def shut(self, screen: Screen) -> None:
        """Close a screen that was opened, after it has run."""
        self._beside.remove(screen)
        screen.close()
        self._past.add(screen)

    def show(self, scene: Scene) -> None:
        """Go over to a scene within a second, as soon as there are pictures of all who are in it.

        Cut at the beginning of a frame; members who are not here are left out until they come.
        """
        self.program.seating.show(scene, clock.now())

    def heard(self, speakers: Sequence[str]) -> None:
        """Take who speaks from now on, the loudest first: a scene may follow the voice."""
        for screen in self._screens:
            screen.seating.heard(speakers, clock.now())

    @property
    def shot(self) -> Shot:
        """Who is on the canvas now, and where."""
        return self.program.shot(clock.now())

    @property
    def unseen(self) -> tuple[str, ...]:
        """The members who have not been on the canvas since they came."""
        return self.program.seating.unseen

    async def preview(self, scene: Scene, width: int) -> Preview:
        """Return how a scene would look if it were taken now, drawn of what is at hand."""
        now = clock.now()
        shot = self.program.seating.preview(scene, now)
        tiles = tiles_of(scene, shot, self.slots, self.program.seating.emblems, now)
        self.captions.mark(tiles, shot.seats, scene.on_air)
        header = self.captions.header(shot, scene, now)
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
        """Write this on all screens, in place of what was there."""
        self.captions.overlay(overlay)

    async def show_emblems(self, emblems: Emblems) -> None:
        """Show these on all screens, and no others, as soon as no tick has to draw them.

        Raises OSError for what is no picture.
        """
        async with self._unpacking:
            known = self._emblems
            made = await asyncio.to_thread(
                lambda: {
                    name: known.get(name) or Emblem(picture)
                    for name, picture in emblems.pictures.items()
                }
            )
            members = {one: made[name] for one, name in emblems.members.items() if name in made}
            places = {
                (members[one], tile.w, tile.h)
                for screen in self._screens
                for shot in (screen.seating.shot(clock.now()),)
                for one, tile in zip(shot.seats, shot.arrangement.tiles, strict=True)
                if one in members
            }
            await asyncio.to_thread(lambda: [placard.mark("", *place) for place in places])
            self._emblems = made
            self.captions.emblem = made.get(emblems.title)
            for screen in self._screens:
                screen.seating.emblems = members

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where the program is published; see `Screen.rendition`."""
        return self.program.rendition(codec, height)

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec in which who takes these gets a height; ValueError for other heights."""
        return self.program.codec(taken, height)

    async def run(self) -> None:
        """Make pictures of the program until cancelled; after a fault it may be called again."""
        await self.program.run()

    def close(self) -> None:
        """Free the threads, after `run` has ended; waits for a picture being made."""
        self.program.close()

    @property
    def _screens(self) -> tuple[Screen, ...]:
        return (self.program, *self._beside)

    @property
    def _made(self) -> list[Rendition]:
        return [one for screen in self._screens for one in screen.made]


class _Past:
    """What was counted of screens that are shut."""

    def __init__(self) -> None:
        self.turns = self.encoded = self.keyframes = 0

    def add(self, screen: Screen) -> None:
        self.turns += screen.seating.turns
        self.encoded += sum(one.encoded for one in screen.made)
        self.keyframes += sum(one.keyframes for one in screen.made)
