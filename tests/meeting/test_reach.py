"""What an event does not reach has not changed: so nobody need look at it again."""

from hypothesis import settings
from hypothesis.stateful import invariant

from signaling.meeting import views
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.reach import reach
from signaling.wire import ServerMessage
from tests.meeting.test_properties import POINTS, Council

Seen = dict[str, list[ServerMessage | object]]

UNTOLD = "nobody is told of his ballot any more"


def seen(it: Proceedings) -> Seen:
    """Everything of each point that is looked at again only if the point is reached."""
    running = it.votes.running
    return {
        point: [
            views.mic(it, point),
            views.notices(it, point),
            UNTOLD if running is None else views.ballot(running, point),
            it.talks.of(point),
            it.mics.heard(point) if it.seats.has(point) else None,
            it.floor.asked(point),
            it.seats.in_lobby(point),
        ]
        for point in POINTS
    }


class Watched(Council):
    """A council of which a bystander notices what changes."""

    before: Seen | None = None
    lines = 0

    @invariant()
    def what_is_not_reached_is_as_it_was(self) -> None:
        if not hasattr(self, "hall"):
            return
        after, entries = seen(self.hall.meeting), self.hall.log[self.lines :]
        reached = reach(entries)
        if self.before is not None and reached is not None:
            for point in POINTS:
                if point not in reached:
                    pairs = zip(after[point], self.before[point], strict=True)
                    assert all(a in (b, UNTOLD) for a, b in pairs), (point, entries)
        self.before, self.lines = after, len(self.hall.log)


TestWatched = Watched.TestCase
TestWatched.settings = settings(max_examples=30, stateful_step_count=30)
