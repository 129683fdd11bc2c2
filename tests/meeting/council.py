"""A council in a test: its points, its people, and a hall that keeps the log."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from signaling.meeting.actor import SYSTEM, Actor
from signaling.meeting.commands import Command
from signaling.meeting.deciding import decide
from signaling.meeting.entry import Entry
from signaling.meeting.events import Planned
from signaling.meeting.proceedings import Decision, Proceedings
from signaling.meeting.terms import AgendaItem, Event, Place
from signaling.meeting.votes import Ballot

START = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)

CHAIR = Actor(role="chair", name="Chủ tịch HĐND", account="chair")
SECRETARY = Actor(role="secretary", name="Thư ký kỳ họp", account="secretary")
OPERATOR = Actor(role="operator", name="Kỹ thuật trung tâm", account="operator")
VIEWER = Actor(role="viewer", name="Khách", point="p1")


def delegate(point: str) -> Actor:
    """Whoever sits at a point."""
    return Actor(role="delegate", name=f"Đại biểu {point}", point=point)


def planned(points: int = 5, **settings: object) -> Planned:
    """A meeting of points p0 (the chair's, three delegates), p1 … (two delegates each)."""
    places = tuple(
        Place(point=f"p{n}", name=f"Điểm cầu {n}", delegates=2 if n else 3) for n in range(points)
    )
    agenda = (AgendaItem(id="a", title="Khai mạc"), AgendaItem(id="b", title="Tờ trình"))
    plain = Planned(title="Kỳ họp thứ mười", chair="p0", places=places, agenda=agenda)
    return Planned(**{name: settings.get(name, getattr(plain, name)) for name in fields(plain)})  # type: ignore[arg-type]


def fields(planned: Planned) -> Iterable[str]:
    """The names of what can be planned."""
    return planned.__struct_fields__


class Hall:
    """A meeting, its log and its clock."""

    def __init__(self, plan: Planned, here: Iterable[str] = ()) -> None:
        self.meeting = Proceedings()
        self.log: list[Entry] = []
        self.ballots: list[Ballot] = []
        self.now = START
        self.keep(Decision([plan]))
        for point in here:
            self.keep(self.meeting.arrive(point))

    def act(self, actor: Actor, command: Command) -> list[Event]:
        """Carry an act out; RefusedError where it is not allowed."""
        return self.keep(decide(self.meeting, command, actor, self.now), actor)

    def keep(self, decision: Decision, actor: Actor = SYSTEM) -> list[Event]:
        """Write a decision into the log, and make it true."""
        for entry in self.meeting.entries(decision, actor, self.now):
            self.log.append(entry)
            self.meeting.apply(entry)
        self.ballots += decision.ballots
        self.meeting.votes.count(decision.ballots)
        return list(decision.events)

    def wait(self, seconds: float) -> list[Event]:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)
        return self.keep(self.meeting.tick(self.now))
