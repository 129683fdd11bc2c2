"""What the meeting is about, item by item."""

from dataclasses import dataclass

from signaling.codes import Code
from signaling.meeting.business import AgendaMoved, AgendaSet
from signaling.meeting.events import Planned
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import AgendaItem, Event


@dataclass(slots=True)
class Agenda:
    """The items in order, and which one the meeting is at."""

    items: tuple[AgendaItem, ...] = ()
    current: str | None = None

    def item(self, item: str) -> AgendaItem:
        """Return an item. Raises RefusedError if there is no such one."""
        for one in self.items:
            if one.id == item:
                return one
        raise RefusedError(Code.AGENDA_UNKNOWN)

    def set(self, items: tuple[AgendaItem, ...]) -> list[Event]:
        """Change the agenda. Raises RefusedError if two items have one id."""
        if len({one.id for one in items}) != len(items):
            raise RefusedError(Code.MESSAGE_INVALID, "Two items of the agenda have one id.")
        return [] if items == self.items else [AgendaSet(items=items)]

    def go(self, item: str | None) -> list[Event]:
        """Go on to an item. Raises RefusedError if there is no such one."""
        if item is not None:
            self.item(item)
        return [] if item == self.current else [AgendaMoved(item=item)]

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case Planned():
                self.items = event.agenda
            case AgendaSet():
                self.items = event.items
                if self.current not in {one.id for one in event.items}:
                    self.current = None
            case AgendaMoved():
                self.current = event.item
            case _:
                pass
