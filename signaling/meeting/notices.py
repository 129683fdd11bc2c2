"""What is said to all, or to some, without a voice: plates, countdown, music."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from signaling.meeting.business import CountdownSet, HoldSet, NoticeCleared, NoticeShown
from signaling.meeting.events import Closed
from signaling.meeting.terms import Event


@dataclass(slots=True)
class Notices:
    """At most one announcement."""

    shown: NoticeShown | None = None
    countdown: datetime | None = None
    music: bool = False

    @property
    def due(self) -> datetime | None:
        """When the announcement goes by itself."""
        until = self.shown.until if self.shown else None
        moments = [datetime.fromisoformat(until)] if until else []
        return min([*moments, *([self.countdown] if self.countdown else [])], default=None)

    def show(self, notice: NoticeShown) -> list[Event]:
        """Show an announcement in place of the one that is."""
        return [notice]

    def clear(self) -> list[Event]:
        """Take the announcement away."""
        return [NoticeCleared()] if self.shown else []

    def count_down(self, seconds: int | None, now: datetime) -> list[Event]:
        """Count down for so long; None ends it."""
        if seconds is None:
            return [] if self.countdown is None else [CountdownSet(until=None)]
        return [CountdownSet(until=_stamp(now + timedelta(seconds=seconds)))]

    def hold(self, music: bool) -> list[Event]:
        """Play music, or nothing."""
        return [] if music == self.music else [HoldSet(music=music)]

    def tick(self, now: datetime) -> list[Event]:
        """Take away what has had its time."""
        events: list[Event] = []
        if self.shown and self.shown.until and datetime.fromisoformat(self.shown.until) <= now:
            events.append(NoticeCleared())
        if self.countdown and self.countdown <= now:
            events.append(CountdownSet(until=None))
        return events

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case NoticeShown():
                self.shown = event
            case NoticeCleared():
                self.shown = None
            case CountdownSet():
                self.countdown = datetime.fromisoformat(event.until) if event.until else None
            case HoldSet():
                self.music = event.music
            case Closed():
                self.countdown, self.music = None, False
            case _:
                pass


def notice(
    text: str, points: tuple[str, ...] | None, *, bell: bool, seconds: int | None, now: datetime
) -> NoticeShown:
    """Return an announcement that stays for so long; None: until it is cleared."""
    until = None if seconds is None else _stamp(now + timedelta(seconds=seconds))
    return NoticeShown(text=text, points=points, bell=bell, until=until)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
