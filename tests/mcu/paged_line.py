"""A member behind a line on which pages turn while people talk, packet by packet; `thin_line`."""

from dataclasses import dataclass, replace
from typing import Final

from mcu.beside import Beside
from mcu.clock import NS_PER_S
from mcu.content import ContentStage, Detail
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded, VoicePacket
from mcu.rtc.handler import Track
from mcu.rtc.paced import PacedOutbound
from mcu.rung import RungChooser
from mcu.video.ladder import Rung
from signaling.bench.line import Conditions
from tests.mcu.thin_line import LADDER, Member, ThinLine
from tests.rtc.material import frame

BLURRED: Final = 25_000

PRESENTER: Final = "presenter"
KEYFRAME: Final = 270_000
PAGES: Final = (160_000, 120_000, 170_000)
"""Bytes of pages full of small letters, as VP8 makes them: the first as a keyframe."""

FPS: Final = 5
FRAMES: Final = 4
PAGE_FRAMES: Final = 4 * FPS


class Redrawn:
    """What is encoded anew is blurred pages, of no interest but for being there."""

    def __init__(self) -> None:
        self._blurred = Fanout(lambda: None)

    def rendition(self, codec: Codec, detail: Detail) -> Fanout:
        return self._blurred

    def show(self, now: int) -> None:
        self._blurred.publish(replace(frame(Codec.VP8, 1, BLURRED, keyframe=True), pts=now))

    def take(self, frame: Encoded) -> None: ...

    def reset(self) -> None: ...


class Viewer(Member):
    """Keeps when frames of content became whole, and how late packets of sound came."""

    def __init__(self) -> None:
        super().__init__()
        self._least = float("inf")
        self.waited: list[float] = []  # ms
        self.pages: list[tuple[int, int]] = []  # bytes, and the time of the last packet
        self.whole: list[int] = []  # the same times of all frames
        self.now = 0

    def on_voice(self, packet: VoicePacket) -> None:
        super().on_voice(packet)
        if not packet.copy:
            transit = packet.arrived / 1e6 - packet.timestamp / 48
            self._least = min(self._least, transit)
            self.waited.append(transit - self._least)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        if track is Track.CONTENT:
            self.pages.append((len(frame.data), self.now))
            self.whole.append(self.now)
        else:
            super().on_frame(track, frame)


@dataclass
class Turned:
    """A page: its bytes, when it was shown, and how long it took to be whole (s), None: never."""

    size: int
    shown: int
    took: float | None = None


class PagedLine(ThinLine):
    """`share` begins to turn pages, one each four seconds."""

    def __init__(self, conditions: Conditions, seed: int = 1) -> None:
        self.beside: Beside | None = None
        self.turned: list[Turned] = []
        self.overflowed = 0
        self._frame = 0
        super().__init__(conditions, seed, content=Codec.VP8, ear=Viewer)
        self._redrawn = Redrawn()
        self.stage = ContentStage(
            self._redrawn,
            request_keyframe=lambda _: self._begin_anew(),
            on_changed=self._turn_to,
            now=lambda: self.now,
        )
        self.server.on_content = self.request_keyframe

    @property
    def sink(self) -> PacedOutbound:
        assert self.streams.content
        return self.streams.content

    @property
    def viewer(self) -> Viewer:
        assert isinstance(self.member, Viewer)
        return self.member

    def share(self) -> None:
        """Begin to turn pages, one each four seconds."""
        self.stage.present(PRESENTER)

    def begin(self) -> None:
        """Begin to measure."""
        self.turned.clear()
        self.viewer.waited.clear()
        self.overflowed = self.down.counts.overflowed

    def request_keyframe(self) -> None:
        if self.beside:
            self.beside.watch.request_keyframe()

    def _begin_anew(self) -> None:
        self._frame = 0

    def _turn_to(self) -> None:
        if self.stage.source is None:
            return
        self.beside = Beside(
            self.sink,
            [Codec.VP8],
            self.stage,
            ladder=LADDER,
            people=self.rungs,
            pace=self._pace,
            play=self.sink.play,
            now=self.now,
        )
        self._suit()

    def _pace(self, limit: int) -> None:
        self.sink.limit = limit

    def _tick(self) -> bool:
        if self.stage.presenter and not self.ticks % (50 // FPS):
            self._present()
        return super()._tick()

    def _present(self) -> None:
        """Send the presenter's next frame, if there is one."""
        page, at = divmod(self._frame, PAGE_FRAMES)
        self._frame += 1
        if at >= FRAMES:
            return
        first = not page and not at
        size = (KEYFRAME if first else PAGES[page % len(PAGES)]) if not at else 2_000
        shown = frame(Codec.VP8, self._frame, size, keyframe=first)
        if not at:
            self.turned.append(Turned(len(shown.data), self.now))
            self._redrawn.show(self.now)
        self.stage.put(PRESENTER, replace(shown, pts=self.now))

    def _carry(self) -> None:
        member = self.viewer
        member.now = self.now
        super()._carry()
        for size, came in member.pages:
            for one in self.turned[-2:]:
                if one.size == size and one.took is None:
                    one.took = (came - one.shown) / NS_PER_S
        member.pages.clear()

    def _on_overrun(self, loss: float) -> bool:
        return self.beside is None and super()._on_overrun(loss)

    @property
    def judge(self) -> RungChooser[Rung] | Beside:
        return self.beside or self.rungs

    def _suit(self) -> None:
        if self.beside is not None:
            self._height = self.beside.move(
                refused=self.sink.refused, ceiling=self.sink.ceiling, now=self.now
            )
        super()._suit()

    @property
    def rung(self) -> Rung | None:
        if self.beside is None:
            return super().rung
        return next((one for one in LADDER if one.height == self._height), None)
