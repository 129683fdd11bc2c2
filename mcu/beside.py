"""Content beside people on one connection: how much of each, as the line carries."""

from collections.abc import Callable, Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.content import LOW, ContentStage, Detail, Step, first_step, steps
from mcu.media import Codec, Sink
from mcu.rung import RungChooser
from mcu.video.ladder import Rung
from mcu.watch import Watch

LOW_PACE: Final = 2 * LOW
"""Bits per second at which a new page leaves for a poor line: it takes a second or two."""


POOR: Final = 60 * NS_PER_S
"""Nanoseconds for which a line that could not take the content as it came gets few bits of it: each
frame that it refuses costs all who watch a keyframe."""


class Beside:
    """What one connection gets while content is shared.

    The line is judged on both pictures together, for it carries both. `people` is the rung of
    the `ladder` that it carried until now, None for no picture. `pace` limits the bits per second
    at which content leaves.
    """

    def __init__(
        self,
        sink: Sink,
        codecs: Sequence[Codec],
        stage: ContentStage,
        *,
        ladder: tuple[Rung, ...],
        people: Rung | None,
        pace: Callable[[int | None], None],
        now: int,
    ) -> None:
        line = people.bitrate if people else 0
        ways = steps(ladder)
        begin = first_step(ways, None if people is ladder[0] else line)
        self.rungs: RungChooser[Step] = RungChooser(ways, now, begin, text=True)
        self.watch = Watch(sink, codecs, stage)
        self._pace = pace
        self._refused: int | None = None
        self._poor_until = now

    def move(self, *, pictures: bool, refused: int, now: int) -> int:
        """Send the content that was chosen, and return the people's height to go with it.

        `pictures` is false where the member wants sound only. `refused` is how many frames of
        content its line has ever been too slow for.
        """
        if self._refused is not None and refused > self._refused:
            self._poor_until = now + POOR
        self._refused = refused
        step = self.rungs.rung
        detail = step.detail if step and pictures else Detail.NONE
        if detail is Detail.FULL and now < self._poor_until:
            detail = Detail.LOW
        self._pace(LOW_PACE if detail is Detail.LOW else None)
        self.watch.move(detail)
        return step.height if step else 0
