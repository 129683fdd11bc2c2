"""Content beside people on one connection: how much of each, as the line carries."""

from collections.abc import Callable, Sequence
from typing import Final

from mcu.clock import NS_PER_S
from mcu.content import BITRATES, ContentStage, Detail, Step, first_step, steps
from mcu.media import Codec, Sink
from mcu.messages import LineQuality
from mcu.rung import RungChooser
from mcu.video.ladder import Rung
from mcu.watch import Watch

PACE: Final = 2
"""How many times the bits that content has on a poor line may leave at once: a new page takes a
second or two."""

SMALLER: Final = 360
"""Height of the people's picture from which whoever saves gets a film of as many rows, too."""


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
        self.watch = Watch(sink, codecs, stage)
        self._codecs = codecs
        self._stage = stage
        self._ladder = ladder
        self._people = people
        self._carried = people.carries  # until this line had to give up anything
        self._pace = pace
        self._play = play
        self._most: int | None = None  # height of the people's picture, for who saves
        self._refused: int | None = None
        self._poor_until = now
        self._go_on_from(people, now, best=people.carried is ladder[0])

    def suit(self, now: int) -> None:
        """Go on as suits what pages or a film take, whichever are shared now, without a gap."""
        self._go_on_from(self.rungs, now, best=self.rungs.carried is self._ways[0])

    def _go_on_from(
        self, before: RungChooser[Rung] | RungChooser[Step], now: int, *, best: bool
    ) -> None:
        """Begin with what the line carries, of which it may have been sent the `best` before."""
        stage = self._stage
        self._ways = steps(self._ladder, film=stage.film)
        begin = first_step(self._ways, None if best else before.carries)
        self.rungs = before.beside(self._ways, now, begin, film=stage.film)
        self._begin = self.rungs.carries
        if self._most is not None:
            self.limit(self._most)
        self._play(stage.hold, stage.floor)

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
        self._most = height
        if height >= self._ladder[0].height:
            most = Detail.FULL
        else:
            most = Detail.MEDIUM if height >= SMALLER else Detail.SMALL
        self.rungs.allow(lambda step: 0 < height >= step.height and step.detail <= most)

    def move(self, *, refused: int, now: int, ceiling: int | None = None) -> int:
        """Send the content that was chosen, and return the people's height to go with it.

        `refused` is how many frames of content its line has ever been too slow for, `ceiling` the
        bits per second at which pages have found it full, None as long as they have not.
        """
        self.rungs.ceiling = ceiling
        if self._refused is not None and refused > self._refused:
            self._poor_until = now + POOR
        self._refused = refused
        step = self.rungs.rung
        detail = step.detail if step else Detail.NONE
        if detail is Detail.FULL and (now < self._poor_until or self._is_made_anew):
            detail = self._less
        bitrate = BITRATES.get(detail)
        self._pace(self._stage.pace if bitrate is None else PACE * bitrate)
        self.watch.move(detail)
        return self.rungs.height

    @property
    def _less(self) -> Detail:
        """What a line gets that carries the content but not as it comes."""
        return Detail.MEDIUM if self._stage.film else Detail.LOW

    @property
    def _is_made_anew(self) -> bool:
        """Whether it is a film in a codec that is not taken: it moves evenly only if made small."""
        return self._stage.film and self._stage.source not in self._codecs
