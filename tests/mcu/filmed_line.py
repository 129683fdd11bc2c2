"""A member behind a line on which a film is shown, packet by packet; see `paged_line`."""

from dataclasses import replace
from typing import Final

from mcu.content import BITRATES, Detail
from mcu.fanout import Fanout
from mcu.media import Codec
from mcu.video.redraw import FPS as REDRAWN_FPS
from mcu.video.rendition import KeyframeGate
from signaling.bench.line import Conditions
from tests.mcu.paged_line import PRESENTER, PagedLine, Redrawn
from tests.rtc.material import frame

FPS: Final = 25
BITRATE: Final = 2_500_000
KEYFRAME: Final = 60_000
"""Bytes; a film begins with less than a page does."""


class Reel(Redrawn):
    """Encodes a film anew, as small as it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._gates: dict[Detail, KeyframeGate] = {}
        self._fanouts: dict[Detail, Fanout] = {}
        self._number = 0

    def rendition(self, codec: Codec, detail: Detail) -> Fanout:
        if detail not in self._fanouts:
            gate = self._gates[detail] = KeyframeGate()
            self._fanouts[detail] = Fanout(gate.request)
        return self._fanouts[detail]

    def play(self, now: int) -> None:
        """Make the next picture."""
        self._number += 1
        for detail, fanout in self._fanouts.items():
            gate = self._gates[detail]
            keyframe = gate.opens(now)
            if keyframe:
                gate.passed(now)
            size = BITRATES[detail] // 8 // (3 if keyframe else REDRAWN_FPS)
            made = frame(Codec.VP8, self._number, size, keyframe=keyframe)
            fanout.publish(replace(made, pts=now))


class FilmedLine(PagedLine):
    """`share` begins a film."""

    def __init__(self, conditions: Conditions, seed: int = 1) -> None:
        super().__init__(conditions, seed)
        self._reel = Reel()
        self.stage._redrawn = self._reel
        self._whole = True

    def share(self) -> None:
        self.stage.present(PRESENTER, film=True)

    def _begin_anew(self) -> None:
        self._whole = True

    def _present(self) -> None:
        """Nothing: pictures come at their own rate."""

    def _tick(self) -> bool:
        if self.stage.presenter:
            if not self.ticks % (50 // FPS):
                self._frame += 1
                size = KEYFRAME if self._whole else BITRATE // FPS // 8
                shown = frame(Codec.VP8, self._frame, size, keyframe=self._whole)
                self._whole = False
                self.stage.put(PRESENTER, replace(shown, pts=self.now))
            if not self.ticks % (50 // REDRAWN_FPS):
                self._reel.play(self.now)
        return super()._tick()
