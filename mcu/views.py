"""Views: what some members see in place of the program, a screen of its own for each scene.

A screen costs what its canvas and its encoders take, so it is made only while somebody is there to
watch it, and only where the machine has room for it. Where it has none any more, because others
have come since, and the program is late, views end, the last one first. Whoever has a view that is
not made sees the program, and so does everybody until the first picture of a view has come.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S
from mcu.messages import Headroom
from mcu.processors import Processors
from mcu.scene import View
from mcu.video.mixer import VideoMixer
from mcu.video.screen import Screen

USUAL: Final = 0.25
"""Part of a processor that a view of 1280×720 at 25 pictures per second takes: painting nine tiles,
and one encode. It is what is expected until something has been measured on this machine."""

LINGER: Final = 3 * NS_PER_S
"""Nanoseconds for which a view goes on without anybody: reloading a page takes less."""

UNFELT: Final = 4 * NS_PER_S
"""Nanoseconds after which the load of a new view is among what is measured."""

LATE: Final = 0.1
"""Part of the program's ticks that may be late in a second; more, where no processor has anything
left, and the view that was made last ends."""

NOTHING_LEFT: Final = 0.05
"""Part of the processors that is as good as nothing."""

Run = Callable[[], Awaitable[None]]


class _Made:
    """A screen that runs."""

    def __init__(self, screen: Screen, task: asyncio.Task[None], now: int) -> None:
        self.screen = screen
        self.task = task
        self.since = self.wanted = now


class _Judged(NamedTuple):
    """When (ns) the program was judged last, and its ticks until then."""

    at: int
    ticks: int
    late: int


class Views:
    """The views of one conference. Times are in ns."""

    def __init__(
        self,
        video: VideoMixer,
        processors: Processors,
        *,
        reserve: float,
        keep: Callable[[Run], Awaitable[None]],
        here: Callable[[str], bool],
        turn: Callable[[Iterable[str]], None],
    ) -> None:
        """`keep` runs a screen for as long as it is to run, `here` tells whether a member would
        watch now, and `turn` has members go to what `of` says.
        """
        self.refused: tuple[str, ...] = ()
        """Names of views that somebody is there for and the machine has no room for."""
        self._video = video
        self._processors = processors
        self._reserve = reserve
        self._keep, self._here, self._turn = keep, here, turn
        self._views: dict[str, View] = {}
        self._by_member: dict[str, str] = {}
        self._made: dict[str, _Made] = {}
        self._leaving: list[_Made] = []
        self._judged = _Judged(0, 0, 0)
        self._usual = USUAL * video.ladder[0].pixels / (1280 * 720)

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the views that are made."""
        return tuple(self._made)

    def of(self, member: str) -> Screen:
        """Return what a member sees."""
        made = self._made.get(self._by_member.get(member, ""))
        return made.screen if made else self._video.program

    def set(self, views: Sequence[View], now: int) -> None:
        """Have these views, and no others. A member that is in two sees the first."""
        before = dict(self._by_member)
        self._views = {one.name: one for one in views}
        self._by_member = {member: one.name for one in reversed(views) for member in one.members}
        for name in [one for one in self._made if one not in self._views]:
            self._leaving.append(self._made.pop(name))
        for name, made in self._made.items():
            made.screen.seating.show(self._views[name].scene, now)
        moved = {
            one
            for one in before.keys() | self._by_member.keys()
            if before.get(one) != self._by_member.get(one)
        }
        self._turn(moved)

    def headroom(self, now: int) -> Headroom:
        """Return what is left on this machine, and what one more view would take."""
        view = self._expected()
        unfelt = sum(now - one.since < UNFELT for one in self._made.values())
        return Headroom(
            processors=self._processors.count,
            left=max(self._processors.left - unfelt * view, 0.0),
            view=view,
            planned=len(self._views) - len(self._made),
            reserve=self._reserve,
        )

    def _expected(self) -> float:
        """Return what one more view takes: as much as the dearest there is, or as the program would
        with one rendition.
        """
        made = (one.screen.effort.cores for one in self._made.values())
        return max((self._video.program.single.cores, *made)) or self._usual

    def look(self, now: int) -> None:
        """Make what somebody is there for, and end what nobody watches; called now and then."""
        self._processors.look(now)
        if self._is_short(now) and self._made:
            name, last = self._made.popitem()
            self._leaving.append(last)
            self._turn(self._views[name].members)
        refused = []
        for name, view in self._views.items():
            wanted = any(self._here(member) for member in view.members)
            made = self._made.get(name)
            if made is not None:
                made.wanted = now if wanted else made.wanted
                if now - made.wanted >= LINGER:
                    self._leaving.append(self._made.pop(name))
            elif wanted and self.headroom(now).takes(1):
                screen = self._video.open(view.scene)
                task = asyncio.ensure_future(self._keep(screen.run))
                self._made[name] = _Made(screen, task, now)
                self._turn(view.members)
            elif wanted:
                refused.append(name)
        self.refused = tuple(refused)
        for made in [one for one in self._leaving if not one.screen.watched]:
            # Whoever saw it has come to the program's next keyframe.
            self._leaving.remove(made)
            made.task.cancel()
            made.task.add_done_callback(functools.partial(self._shut, made.screen))

    def _is_short(self, now: int) -> bool:
        """Whether the program was late in the last second, and no processor had anything left;
        never without a reserve.
        """
        before = self._judged
        if now - before.at < NS_PER_S or not self._reserve:
            return False
        ticks, late = self._video.ticks, self._video.late
        self._judged = _Judged(now, ticks, late)
        left = self._processors.left / self._processors.count
        return late - before.late > LATE * (ticks - before.ticks) and left < NOTHING_LEFT

    def _shut(self, screen: Screen, _task: asyncio.Task[None]) -> None:
        self._video.shut(screen)

    async def close(self) -> None:
        """End all."""
        ending = [*self._made.values(), *self._leaving]
        self._views, self._made, self._leaving = {}, {}, []
        for made in ending:
            made.task.cancel()
        await asyncio.gather(*(one.task for one in ending), return_exceptions=True)
        for made in ending:
            self._video.shut(made.screen)
