"""Who may speak: the queue, who is next, who is on air and for how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from signaling.codes import Code
from signaling.meeting.events import (
    Closed,
    FloorCalled,
    FloorEnded,
    FloorLimited,
    FloorOrdered,
    FloorPaused,
    FloorPrepared,
    FloorRequested,
    FloorWarned,
    FloorWithdrawn,
)
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import TAKEN, Event, TurnEnd

RESTORED_WITHIN = timedelta(minutes=1)
"""How long it can be taken back that somebody was taken off the air: an operator sees at once that
it was a mistake, and later nobody at the point reckons with being heard."""

WARNING_S = 30
"""Seconds before the end at which a speaker is warned, if his time is not shorter than five of
them; else it is the last fifth."""


@dataclass(frozen=True, slots=True)
class Request:
    """A raised hand: who, about what, since when."""

    point: str
    subject: str
    at: datetime


@dataclass(slots=True)
class Turn:
    """A point on air. `held` is how long its clock stood still before `paused`, if that is set."""

    point: str
    subject: str
    since: datetime
    limit_s: int | None
    held: timedelta = timedelta()
    paused: datetime | None = None
    warned: bool = False
    over: bool = False

    def spoken(self, now: datetime) -> timedelta:
        """Return how long the point's clock has run."""
        return (self.paused or now) - self.since - self.held

    def up(self, now: datetime) -> bool:
        """Whether the time is up."""
        return self.limit_s is not None and self.spoken(now).total_seconds() >= self.limit_s

    @property
    def due(self) -> datetime | None:
        """When the speaker has to be warned next; None for never."""
        if self.limit_s is None or self.paused is not None or self.over:
            return None
        early = 0.0 if self.warned else min(WARNING_S, self.limit_s / 5)
        return self.since + self.held + timedelta(seconds=self.limit_s - early)


@dataclass(frozen=True, slots=True)
class Ended:
    """A turn that somebody else has ended, as it was, and when that was."""

    turn: Turn
    at: datetime

    def resumed(self, now: datetime) -> Turn:
        """Return the turn with its clock as it stood."""
        since_then = timedelta() if self.turn.paused else now - self.at
        return replace(self.turn, held=self.turn.held + since_then)


@dataclass(frozen=True, slots=True)
class Answered:
    """A raised hand that was answered by a call: its place in the queue, and when that was."""

    request: Request
    place: int
    at: datetime


@dataclass(slots=True)
class Floor:
    """The queue of a meeting and its speakers."""

    queue: list[Request] = field(default_factory=list)
    ready: str | None = None
    """Who is next, previewed and told so."""
    turns: list[Turn] = field(default_factory=list)
    ended: dict[str, Ended] = field(default_factory=dict)
    """The last turn of each point that somebody else has ended."""
    answered: dict[str, Answered] = field(default_factory=dict)
    """The hands of those who were called, until they raise another or end their turn themselves."""

    @property
    def on_air(self) -> list[str]:
        """The points that speak, in the order in which they were called."""
        return [turn.point for turn in self.turns]

    def turn(self, point: str) -> Turn:
        """Return the turn of a point. Raises RefusedError if it is not on air."""
        for turn in self.turns:
            if turn.point == point:
                return turn
        raise RefusedError(Code.NOT_ON_AIR)

    def asked(self, point: str) -> Request | None:
        """Return the point's place in the queue."""
        return next((one for one in self.queue if one.point == point), None)

    def request(self, point: str, subject: str) -> list[Event]:
        """Ask for the floor."""
        asked = self.asked(point)
        if point in self.on_air or (asked and asked.subject == subject):
            return []
        return [FloorRequested(point=point, subject=subject)]

    def withdraw(self, point: str) -> list[Event]:
        """Leave the queue, or the air."""
        if self.asked(point):
            return [FloorWithdrawn(point=point)]
        return self.stop(point, "withdrawn") if point in self.on_air else []

    def order(self, points: tuple[str, ...]) -> list[Event]:
        """Rearrange the queue. Raises RefusedError if it has changed meanwhile."""
        now = tuple(one.point for one in self.queue)
        if sorted(points) != sorted(now):
            raise RefusedError(Code.QUEUE_CHANGED)
        return [] if points == now else [FloorOrdered(points=points)]

    def prepare(self, point: str | None) -> list[Event]:
        """Take a point as the next one."""
        return [] if point == self.ready else [FloorPrepared(point=point)]

    def call(self, point: str, limit_s: int | None, *, beside: bool) -> list[Event]:
        """Put a point on air in place of the others, or beside them."""
        others = [] if beside else [one for one in self.on_air if one != point]
        ended: list[Event] = [FloorEnded(point=one, why="next") for one in others]
        if point in self.on_air:
            return ended + self.limit(point, limit_s)
        asked = self.asked(point)
        subject = asked.subject if asked else ""
        return [*ended, FloorCalled(point=point, limit_s=limit_s, subject=subject)]

    def restore(
        self, points: Sequence[str], now: datetime, *, beside: bool, asked: Sequence[str] = ()
    ) -> list[Event]:
        """Give points their turns back, in place of who is on air, or beside them.

        The hands of those who had `asked` and were called instead go up again.
        Raises RefusedError where that was too long ago, or the point has ended its turn itself.
        """
        others = [] if beside else [one for one in self.on_air if one not in points]
        back: list[Event] = []
        for point in dict.fromkeys(points):
            if point in self.on_air:
                continue
            ended = self.ended.get(point)
            if ended is None or now - ended.at > RESTORED_WITHIN:
                raise RefusedError(Code.TURN_OVER)
            turn = ended.turn
            back.append(
                FloorCalled(point=point, limit_s=turn.limit_s, subject=turn.subject, again=True)
            )
        speak = {*points, *(self.on_air if beside else ())}
        hands = [
            FloorRequested(point=point, subject=hand.request.subject, again=True)
            for point in dict.fromkeys(asked)
            if (hand := self.answered.get(point)) and now - hand.at <= RESTORED_WITHIN
            if point not in speak
        ]
        return [*(FloorEnded(point=one, why="next") for one in others), *back, *hands]

    def stop(self, point: str | None, why: TurnEnd = "stopped") -> list[Event]:
        """Take a point off the air, None: all. Raises RefusedError if it is not on it."""
        points = self.on_air if point is None else [self.turn(point).point]
        return [FloorEnded(point=one, why=why) for one in points]

    def limit(self, point: str, limit_s: int | None) -> list[Event]:
        """Give a speaker another limit. Raises RefusedError if it is not on air."""
        same = self.turn(point).limit_s == limit_s
        return [] if same else [FloorLimited(point=point, limit_s=limit_s)]

    def pause(self, point: str, on: bool) -> list[Event]:
        """Stop a speaker's clock or let it run on. Raises RefusedError if it is not on air."""
        same = (self.turn(point).paused is not None) == on
        return [] if same else [FloorPaused(point=point, on=on)]

    def forget(self, point: str) -> list[Event]:
        """A point goes for good: it neither speaks nor waits."""
        events: list[Event] = []
        if self.asked(point):
            events.append(FloorWithdrawn(point=point))
        if point in self.on_air:
            events.append(FloorEnded(point=point, why="left"))
        if self.ready == point:
            events.append(FloorPrepared(point=None))
        return events

    @property
    def due(self) -> datetime | None:
        """When somebody has to be warned next."""
        return min((turn.due for turn in self.turns if turn.due), default=None)

    def tick(self, now: datetime) -> list[Event]:
        """Warn those whose time is nearly up, or up."""
        return [
            FloorWarned(point=turn.point, over=turn.up(now))
            for turn in self.turns
            if turn.due is not None and turn.due <= now
        ]

    def apply(self, event: Event, at: datetime) -> None:
        """Become what an event says."""
        match event:
            case FloorRequested():
                self._request(event, at)
            case FloorWithdrawn():
                self._dequeue(event.point)
            case FloorOrdered():
                by_point = {one.point: one for one in self.queue}
                self.queue = [by_point[point] for point in event.points]
            case FloorPrepared():
                self.ready = event.point
            case FloorCalled():
                self._answer(event.point, at)
                if self.ready == event.point:
                    self.ready = None
                self._call(event, at)
            case FloorEnded():
                self._end(event, at)
            case FloorLimited():
                turn = self.turn(event.point)
                turn.limit_s, turn.warned, turn.over = event.limit_s, False, False
            case FloorPaused():
                _pause(self.turn(event.point), at if event.on else None, at)
            case FloorWarned():
                turn = self.turn(event.point)
                turn.warned, turn.over = True, event.over
            case Closed():
                # All have gone, also if it was by mistake.
                self.queue, self.ready, self.ended, self.answered = [], None, {}, {}
            case _:
                pass

    def _request(self, event: FloorRequested, at: datetime) -> None:
        hand = self.answered.pop(event.point, None)
        if event.again and hand is not None:
            self.queue.insert(hand.place, hand.request)
        else:
            self._enqueue(Request(event.point, event.subject, at))

    def _answer(self, point: str, at: datetime) -> None:
        for place, one in enumerate(self.queue):
            if one.point == point:
                self.answered[point] = Answered(one, place, at)
        self._dequeue(point)

    def _call(self, event: FloorCalled, at: datetime) -> None:
        ended = self.ended.pop(event.point, None)
        if event.again and ended is not None:
            self.turns.append(ended.resumed(at))
            self.turns.sort(key=lambda turn: turn.since)
        else:
            self.turns.append(Turn(event.point, event.subject, at, event.limit_s))

    def _end(self, event: FloorEnded, at: datetime) -> None:
        for turn in self.turns:
            if turn.point == event.point and event.why in TAKEN:
                self.ended[turn.point] = Ended(turn, at)
        self.turns = [turn for turn in self.turns if turn.point != event.point]
        if event.why not in TAKEN:
            self.answered.pop(event.point, None)

    def _enqueue(self, request: Request) -> None:
        """Add a request at the end; one that was there keeps its place and time."""
        for index, one in enumerate(self.queue):
            if one.point == request.point:
                self.queue[index] = Request(one.point, request.subject, one.at)
                return
        self.queue.append(request)

    def _dequeue(self, point: str) -> None:
        self.queue = [one for one in self.queue if one.point != point]


def _pause(turn: Turn, paused: datetime | None, now: datetime) -> None:
    if turn.paused is not None:
        turn.held += now - turn.paused
    turn.paused = paused


def spoke(events: Iterable[Event]) -> list[str]:
    """Return the points that go off the air by these events."""
    return [one.point for one in events if isinstance(one, FloorEnded)]
