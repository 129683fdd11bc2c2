"""One picture, or one tick of sound, to many members at once.

Made one by one, a picture of seven packets takes 12 µs of each member beside sealing and sending.
Here the packets of many are made and sealed in blocks of memory (`mcu.rtc.blocks`) and sent from
there, and those who go in step (`mcu.rtc.march`) need not be looked at one by one.

Even so, a picture to 800 members takes 14 ms, and all that is due meanwhile would be late: so it
is sent to some of them at a time.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

from mcu.media import Encoded
from mcu.rtc.blocks import Blocks, Layout
from mcu.rtc.burst import Burst
from mcu.rtc.convoy import FEW, Column, Convoy, Formation, Joining, Stream
from mcu.rtc.flows import Flowing, Flows
from mcu.rtc.mmsg import Outbox, Unsent
from mcu.rtc.packet import TIMESTAMP_MASK
from mcu.rtc.ranks import Rankings
from mcu.rtc.tails import Tails

TURN: Final = 1024
"""Packets that leave before others on the event loop have their turn: one or two milliseconds."""

KEPT: Final = 512
"""Formations that are remembered, of 30 streams with pictures, of hundreds with sound; and ranks,
of which a conference has a few."""

Later = Callable[[Callable[[], None]], object]
"""Calls back when others have had their turn: `asyncio`'s `call_soon`."""


class _Posted:
    """A burst, and to whom it is posted. Those that are opened later have larger numbers."""

    __slots__ = ("burst", "number", "streams")

    def __init__(self, burst: Burst, number: int) -> None:
        self.burst = burst
        self.number = number
        self.streams: list[Stream] = []


class Batch:
    """Collects what many are to be sent at about the same time, and sends it, a `turn` at a time.

    Each stream's bursts leave in the order in which they were given for it, and after one that
    does not leave whole none that was given with it: the receiver sees no gap in the numbers, and
    would take what follows for what is missing. Whatever is under way has left when the next frame
    is delivered.
    """

    def __init__(self, outbox: Outbox, later: Later, blocks: Blocks, *, turn: int = TURN) -> None:
        self._outbox = outbox
        self._later = later
        self.turn = turn
        """Packets that leave before others have their turn."""
        self._awaited = False
        self._posted: list[_Posted] = []
        self._newest: dict[tuple[int, ...], _Posted] = {}  # of each burst, the one that is joined
        self._number = 0
        self._under_way: deque[Iterator[int]] = deque()  # each step sends so many packets
        self._broken: set[Stream] = set()  # while sending: nothing more of theirs is of use
        self._formations: dict[Stream, Formation] = {}  # by their first stream
        self._rankings: Rankings[Joining] = Rankings(KEPT)
        self._blocks = blocks
        self.flows = Flows(self, later)
        """Of pages, which leave over a while."""
        self.tails = Tails(self)
        """Of other pictures that do so because they are large."""

    def post(
        self, stream: Stream, parts: Sequence[bytes], count: int, payload_type: int, pts: int
    ) -> None:
        """Send the first `count` payloads, one at least, to the member of a stream.

        It happens when `later` says so. The stream's `sent` is called then, and its `break_off` if
        not all have left. Parts that are the same objects for many members make a burst.
        """
        key = id(parts[0]), len(parts), count, payload_type, pts
        posted = self._newest.get(key)
        # One who was posted something newer meanwhile, because he is further behind in a picture
        # than the others, would get this before that.
        if posted is None or stream.posted >= posted.number:
            self._number += 1
            burst = stream.burst(parts, count, payload_type, pts)
            posted = self._newest[key] = _Posted(burst, self._number)
            self._posted.append(posted)
        stream.posted = posted.number
        posted.streams.append(stream)
        self._call_again()

    def deliver(self, frame: Encoded, sinks: Sequence[Joining]) -> Sequence[bool]:
        """Deliver a frame to streams of one kind; return which of them took it.

        That is `deliver` of each of them, but those that are sent what the others are, the same
        packets at once, are not asked for it one by one; and those in step not at all. A turn of it
        leaves now, the rest as if it had been posted.
        """
        self.flush()
        parts = sinks[0].parts(frame)
        at_once = sinks[0].at_once(parts)
        whole = at_once == len(parts)
        if not whole:
            for sink in sinks:
                sink.choose_pace()
        asked, columns = self._rank(sinks)
        for column in columns:
            payload_type = column.first.joins(frame, parts)
            if payload_type is None:
                asked = [*asked, *column.members]
            else:
                self._deliver_in_step(frame, parts, at_once, payload_type, column)
        alike: dict[int, list[Stream]] = {}
        refused: set[Stream] = set()
        for sink in asked:
            if sink.march.tail.waits:
                sink.fall_out()  # it is sent what waits first, by itself
            payload_type = sink.joins(frame, parts) if whole else None
            if payload_type is not None:
                alike.setdefault(payload_type, []).append(sink)
            elif not sink.deliver(frame):
                refused.add(sink)
        for payload_type, streams in alike.items():
            burst = streams[0].burst(parts, len(parts), payload_type, frame.pts)
            self._under_way.append(self._send(burst, streams))
        self._take_turn()
        refused |= self._broken
        self._settle()
        return [one not in refused for one in sinks] if refused else [True] * len(sinks)

    def _deliver_in_step(
        self,
        frame: Encoded,
        parts: Sequence[bytes],
        at_once: int,
        payload_type: int,
        column: Column[Joining],
    ) -> None:
        """Send a frame to those in step, or have it wait behind what does, unless that is too much:
        then what waits is given up, for a keyframe.
        """
        tail, pts = column.march.tail, frame.pts
        if tail.is_behind(pts):
            tail.clear()
            if not frame.keyframe:
                for one in column.members:
                    self._break_off(one)
                return
        sent = 0 if tail.waits else at_once
        if sent < len(parts):
            # First, as who falls out at once goes on with it.
            tail.put(parts[sent:], payload_type, pts)
            self.tails.follow(column)
        if sent:
            burst = column.first.burst(parts, sent, payload_type, pts)
            self._under_way.append(self._send_convoy(burst, column))

    def _rank(
        self, sinks: Sequence[Joining]
    ) -> tuple[Sequence[Joining], Sequence[Column[Joining]]]:
        """Return those who are to be asked, and those in step."""
        if len(sinks) <= FEW:
            return sinks, ()
        ranks = self._rankings.of(sinks)
        return ranks.rest, ranks.columns

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._under_way)

    def lead(self, burst: Burst, column: Column[Flowing] | Column[Joining]) -> None:
        """Send a burst to those in step, who are behind it from now on; a turn of it leaves now."""
        self.flush()
        self._under_way.append(self._send_convoy(burst, column))
        self._take_turn()
        self._settle()

    def flush(self) -> None:
        """Send all that was posted or delivered."""
        while self._under_way or self._posted:
            self._take_turn()
            self._set_off()
        self._settle()

    def forget(self) -> None:
        """Send all that was posted, and keep nothing of any stream: one of them ends."""
        self.flows.forget()
        self.flush()
        self._forget_ways()

    def _forget_ways(self) -> None:
        self._formations.clear()
        self._rankings.forget()

    def _come(self) -> None:
        self._awaited = False
        self._set_off()
        self.tails.go_on(self._take_turn())
        self._settle()

    def _call_again(self) -> None:
        if not self._awaited:
            self._awaited = True
            self._later(self._come)

    def _set_off(self) -> None:
        """Begin to send what was posted."""
        if self._posted:
            everything, self._posted = self._posted, []
            self._newest.clear()
            self._under_way += (self._send(one.burst, one.streams) for one in everything)

    def _take_turn(self) -> int:
        """Send some of what is under way; return how many packets more a turn has."""
        left = self.turn
        while self._under_way and left > 0:
            sent = next(self._under_way[0], None)
            if sent is None:
                self._under_way.popleft()
            else:
                left -= sent
        return left

    def _settle(self) -> None:
        """Go on later with what is under way; after that everybody may begin anew."""
        if not self._under_way and not self._posted:
            self._broken.clear()
            if not self.tails.due:
                return
        self._call_again()

    def _send(self, burst: Burst, streams: Sequence[Stream]) -> Iterator[int]:
        """Send a burst, and say at each step how many packets that were."""
        if self._broken:
            streams = [one for one in streams if one not in self._broken]
        if len(streams) <= FEW:
            yield self._send_alone(burst, streams)
            return
        formation = self._formations.get(streams[0])
        if formation is None or not formation.is_of(streams):
            if len(self._formations) >= KEPT:
                self._formations.clear()
            formation = self._formations[streams[0]] = Formation(streams)
        for convoy in formation.convoys:
            yield from self._send_convoy(burst, convoy)
        yield self._send_alone(burst, formation.alone)

    def _send_convoy(self, burst: Burst, convoy: Convoy) -> Iterator[int]:
        """Begin to send to a convoy, whoever's turn it is first: from now on all are behind it."""
        layout = self._blocks.lay_out(burst, convoy.trailer, convoy.extension)
        if not layout.members:
            return iter((self._send_alone(burst, convoy.streams),))
        convoy.set_off(burst, layout.size)
        return self._send_some(burst, convoy, layout)

    def _send_some(self, burst: Burst, convoy: Convoy, layout: Layout) -> Iterator[int]:
        """Make, seal and send a convoy's packets, of as many at a time as there is room for."""
        times = convoy.offsets + burst.ticks & TIMESTAMP_MASK
        for begin in range(0, len(convoy.streams), layout.members):
            which = slice(begin, begin + layout.members)
            ssrcs = convoy.ssrcs[which]
            self._blocks.fill(layout, convoy.numbers(which), times[which], ssrcs)
            short = self._carry(layout, convoy, which)
            convoy.go_on(which, burst, layout.size, short)
            for place, left in short.items():
                if left < burst.length:
                    self._break_off(convoy.streams[place])
            yield len(ssrcs) * burst.length

    def _carry(self, layout: Layout, convoy: Convoy, which: slice) -> dict[int, int]:
        """Seal and send what some of a convoy are sent, which has been made.

        Return how many left of those, by their places, that did not all leave at the first try.
        """
        begin = which.start
        sessions, names = convoy.sessions[which], convoy.names[which]
        unsealed = self._blocks.seal(layout, sessions)
        short = {begin + place: 0 for place in unsealed}
        moved = {place - begin for place in convoy.moved(which)} - unsealed
        kept: Sequence[int] = range(len(sessions))
        blocks = layout.blocks[: len(sessions)]
        unsent = [Unsent(place, 0) for place in moved]
        if unsealed or moved:
            kept = [place for place in kept if place not in unsealed and place not in moved]
            names, blocks = names[kept], blocks[kept]
        if kept:
            sent = self._outbox.send(convoy.fileno, names, blocks, layout.trains)
            unsent += [Unsent(kept[peer], train) for peer, train in sent]
        for place, train in unsent:
            stream = convoy.streams[begin + place]
            short[begin + place] = self._send_again(stream, layout, place, train)
            self._forget_ways()  # its path may turn out to be unable to take trains
        return short

    def _send_again(self, stream: Stream, layout: Layout, place: int, train: int) -> int:
        """Send one by one what of a block has not left; return how many packets of it have now.

        That is the plain way, which knows what a system is unable to do.
        """
        path = stream.lane.path
        left = sum(one.cars for one in layout.trains[:train])
        for one in layout.trains[train:]:
            view = self._blocks.view(layout, place, one)
            cars = 0 if path is None else path.send_train(view, one.size)
            left += cars
            if cars < one.cars:
                break
        return left

    def _send_alone(self, burst: Burst, streams: Sequence[Stream]) -> int:
        for stream in streams:
            if stream.write(burst) < burst.length:
                self._break_off(stream)
        return len(streams) * burst.length

    def _break_off(self, stream: Stream) -> None:
        self._broken.add(stream)
        stream.break_off()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Batches:
    """What sends sound, pictures of people, and pages: sound waits for none of them."""

    sound: Batch
    pictures: Batch
    pages: Batch

    @classmethod
    def of(
        cls, outbox: Outbox, later: Later, blocks: Blocks | None = None, *, turn: int = TURN
    ) -> "Batches":
        """Make them, which use the same memory: `blocks`, others may as well."""
        if blocks is None:
            blocks = Blocks()
        return cls(*(Batch(outbox, later, blocks, turn=turn) for _ in fields(cls)))

    def poll(self, now: int) -> None:
        """Send what may leave by `now` (ns) to all in step; to be called every 10 ms."""
        self.pages.flows.poll(now)
        self.pictures.tails.poll(now)

    def forget(self) -> None:
        """Send all that was posted, and keep nothing of any stream: a member leaves."""
        for one in (self.sound, self.pictures, self.pages):
            one.forget()
