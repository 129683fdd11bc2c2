"""Content beside people on one connection: how much of each, as the line carries."""

from collections.abc import Callable, Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.content import LOW, ContentStage, Detail, Step, first_step, steps
from mcu.media import Codec, Sink
from mcu.messages import LineQuality
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

    The line is judged on both pictures together, for it carries both. `people` chose among the
    rungs of the `ladder` until now, and is told what is learnt of the line meanwhile. `pace`
    limits the bits per second at which content leaves, `play` says by how many ns it is shown later
    than it comes, and the bits per second at which it leaves at the least.
    """

    def __init__(
        self,
        sink: Sink,
        codecs: Sequence[Codec],
        stage: ContentStage,
        *,
        ladder: tuple[Rung, ...],
        people: RungChooser[Rung],
        pace: Callable[[int], None],
        play: Callable[[int, int], None],
        now: int,
    ) -> None:
        ways = steps(ladder, stage.forwarded)
        best = people.carried is ladder[0]
        begin = first_step(ways, None if best else people.carries)
        self.rungs: RungChooser[Step] = RungChooser(ways, now, begin, text=True)
        self.watch = Watch(sink, codecs, stage)
        self._stage = stage
        self._people = people
        self._carried = people.carries  # until this line had to give up anything
        self._begin = self.rungs.carries
        self._full = ladder[0].height
        self._pace = pace
        play(stage.hold, stage.floor)
        self._refused: int | None = None
        self._poor_until = now

    @property
    def congested(self) -> bool:
        """Whether the line is too narrow for what is sent, by the last report."""
        return self.rungs.congested

    @property
    def trying(self) -> bool:
        """Whether more is sent than the line has shown to carry."""
        return self.rungs.trying

    def judge(self, quality: LineQuality, now: int) -> None:
        """Take a report, and pass on what it tells of the line."""
        self.rungs.judge(quality, now)
        if self.rungs.carries < self._begin:
            self._carried = 0
        self._people.follow(max(self.rungs.carries, self._carried), now)

    def limit(self, height: int) -> None:
        """Send no people higher than `height` from now on.

        Whoever limits them wants to save: content comes in few bits then, and with 0 not at all.
        """
        least = Detail.FULL if height >= self._full else Detail.LOW
        self.rungs.allow(lambda step: 0 < height >= step.height and step.detail <= least)

    def move(self, *, refused: int, now: int) -> int:
        """Send the content that was chosen, and return the people's height to go with it.

        `refused` is how many frames of content its line has ever been too slow for.
        """
        if self._refused is not None and refused > self._refused:
            self._poor_until = now + POOR
        self._refused = refused
        step = self.rungs.rung
        detail = step.detail if step else Detail.NONE
        if detail is Detail.FULL and now < self._poor_until:
            detail = Detail.LOW
        self._pace(LOW_PACE if detail is Detail.LOW else self._stage.pace)
        self.watch.move(detail)
        return self.rungs.height
