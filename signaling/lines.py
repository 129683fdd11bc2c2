"""How the lines of all points do, as consoles are told of it."""

from mcu.messages import LineQuality
from signaling.audience import Audience, Listener, say
from signaling.meeting import line
from signaling.meeting.told import HealthTold, LineHealth
from signaling.paced import Paced

INTERVAL_S = 2.0
"""Seconds between two tellings; a line is measured as often."""

STEP_MS = 20
"""Milliseconds to which a round trip is rounded: what jitters less is no news."""


class Lines:
    """Remembers every line, and tells consoles which have changed."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._known: dict[str, LineHealth] = {}
        self._changed: dict[str, None] = {}
        self._pace = Paced(INTERVAL_S, self._tell)

    def measured(self, point: str, quality: LineQuality) -> None:
        """A line was measured."""
        rtt = quality.rtt_ms
        self._become(
            LineHealth(
                point=point,
                grade=line.grade(quality),
                loss=round(max(quality.loss_up, quality.loss_down) * 100),
                rtt_ms=None if rtt is None else round(rtt / STEP_MS) * STEP_MS,
            )
        )

    def lost(self, point: str) -> None:
        """A line has ended."""
        if point in self._known:
            self._become(LineHealth(point=point, grade="lost", loss=100, rtt_ms=None))

    def greet(self, console: Listener) -> None:
        """Tell a console that has just come how all lines are."""
        say(console, HealthTold(points=list(self._known.values())))

    def close(self) -> None:
        """Tell nothing more."""
        self._pace.close()

    def _become(self, health: LineHealth) -> None:
        if self._known.get(health.point) == health:
            return
        self._known[health.point] = health
        self._changed[health.point] = None
        self._pace.changed()

    def _tell(self) -> None:
        points = [self._known[point] for point in self._changed]
        self._changed.clear()
        if self._audience.consoles():
            self._audience.tell_consoles(HealthTold(points=points))
