"""Pictures that leave over a while, to many in step: a page to all who watch, slice by slice.

Paced one by one, a page for 400 members is cut into 400 times as many slices, each made, sealed and
sent by itself. Those whose lines carry more than is sent to any of them need no pace of their own.
Between two slices everything else has its turn, sound first.
"""

import logging
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, Protocol

from mcu.media import Growing
from mcu.rtc.burst import Burst
from mcu.rtc.convoy import FEW, Column, Stepping
from mcu.rtc.march import March
from mcu.rtc.outflow import Page
from mcu.rtc.ranks import Rankings, regroup

log = logging.getLogger(__name__)

TOLD: Final = 50
"""Streams that report behind a page at once: 400 reports take as long as a slice does."""

KEPT: Final = 64
"""Ranks that are remembered; a conference has two, of those who see content well and poorly."""


class Flowing(Stepping, Protocol):
    """A stream whose frames leave over a while: `mcu.rtc.paced.PacedOutbound`."""

    @property
    def rate(self) -> int:
        """Bits per second at which they leave."""
        ...

    def flow(self, frame: Growing, payload_type: int) -> None:
        """Send a frame by itself."""
        ...

    def tell(self, page: Page) -> None:
        """Take note of what has left in step, to report behind it."""
        ...


class Leader(Protocol):
    """Sends bursts to many, some of them at a time: `mcu.rtc.batch.Batch`."""

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        ...

    def lead(self, burst: Burst, column: Column[Flowing]) -> None:
        """Send a burst to those in step; who does not get it whole falls out and breaks off."""
        ...

    def flush(self) -> None:
        """Send what is under way."""
        ...


class Flows:
    """Sends what waits in step, when `poll` is called."""

    def __init__(self, leader: Leader, later: Callable[[Callable[[], None]], object]) -> None:
        self._leader = leader
        self._later = later
        self._awaited = False
        self._gathered: dict[int, list[Flowing]] = {}  # by payload type
        self._frame: Growing | None = None  # that they are to be sent
        self._rankings: Rankings[Flowing] = Rankings(KEPT)
        self._columns: dict[March, Column[Flowing]] = {}  # for which something waits
        self._told: dict[Flowing, Page] = {}  # the newest of each that has left in step

    def gather(self, stream: Flowing, frame: Growing, payload_type: int) -> None:
        """Send a frame to a stream along with the others that are sent it at this time."""
        self.settle(frame)
        self._frame = frame
        self._gathered.setdefault(payload_type, []).append(stream)
        if not self._awaited:
            self._awaited = True
            self._later(self._come)

    def settle(self, frame: Growing) -> None:
        """Have all other frames that were gathered for be on their way, and a slice have left."""
        if self._frame is not frame:
            self.flush()
            self._leader.flush()

    def finish(self) -> None:
        """Have a slice that is under way leave."""
        self._leader.flush()

    def flush(self) -> None:
        """Send what was gathered."""
        frame, self._frame = self._frame, None
        if frame is None:
            return
        gathered, self._gathered = self._gathered, {}
        for payload_type, streams in gathered.items():
            self._begin(frame, payload_type, streams)

    def poll(self, now: int) -> None:
        """Send what may leave by `now` (ns); to be called every 10 ms."""
        if self._leader.busy:
            return
        for march, column in tuple(self._columns.items()):
            try:
                self._go_on(march, column, now)
            except Exception:
                log.exception("those in step go on one by one")
                self._disband(march)
        for stream in tuple(islice(self._told, TOLD)):
            stream.tell(self._told.pop(stream))

    def forget(self) -> None:
        """Keep nothing of any stream: one of them ends."""
        self.flush()
        self._rankings.forget()

    def let_go(self, stream: Flowing) -> None:
        """Tell a stream nothing more: it ends."""
        self._told.pop(stream, None)

    def _come(self) -> None:
        self._awaited = False
        self.flush()

    def _begin(self, frame: Growing, payload_type: int, streams: Sequence[Flowing]) -> None:
        """Have a frame wait for all in step, and for each of the others by himself."""
        alone = streams
        if len(streams) > FEW:
            ranks = self._rankings.of(streams)
            alone = ranks.rest
            for column in ranks.columns:
                flow = column.march.flow
                flow.rate = column.first.rate  # as the others', by their step
                flow.take(frame, payload_type)
                self._columns[column.march] = column
                self._advance(column)
        for one in alone:
            one.flow(frame, payload_type)

    def _go_on(self, march: March, column: Column[Flowing], now: int) -> None:
        """Send more to those in step, and say what of a page has left."""
        flow = march.flow
        flow.earn(now)
        if flow.next(flow.room) is not None and not column.stands:
            self._close_up(march, column)
            if march not in self._columns:
                return
            column = self._columns[march]
        self._advance(column)
        page = flow.page(now)
        if page is not None:
            self._told |= {one: page for one in column.members if one.march is march}
        if not flow.waits:
            del self._columns[march]

    def _close_up(self, march: March, column: Column[Flowing]) -> None:
        """Go on with those who are left in step, as far as they go the same way still."""
        del self._columns[march]
        self._columns.update((one.march, one) for one in regroup(column))

    def _disband(self, march: March) -> None:
        """Have everybody go on by himself."""
        self._columns.pop(march, None)
        for one in tuple(march.members):
            one.fall_out()

    def _advance(self, column: Column[Flowing]) -> None:
        """Send the next slice."""
        flow = column.march.flow
        room = flow.room
        while room > 0 and column.whole and (piece := flow.next(room)) is not None:
            burst = column.first.burst(
                piece.parts, len(piece.parts), piece.payload_type, piece.pts
            )._replace(marked=piece.ends)
            # First, as who falls out at once goes on behind it.
            flow.went(burst)
            self._leader.lead(burst, column)
            room -= burst.octets
        if flow.lost:
            for one in column.members:
                if one.march is column.march:
                    one.break_off()
