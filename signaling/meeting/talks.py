"""Private talks: somebody at a console and a point hear each other, and nobody else hears them."""

from dataclasses import dataclass, field, replace

from signaling.codes import Code
from signaling.meeting.actor import Actor
from signaling.meeting.business import TalkAnswered, TalkSet
from signaling.meeting.events import Closed, Left, Removed, Resumed
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Event


@dataclass(frozen=True, slots=True)
class Talk:
    """One of them."""

    point: str
    session: str = ""
    """The console's media session that speaks, "" for the one opened last."""
    name: str = ""
    """Who speaks at the console."""
    answered: bool = False
    """Whether the point's microphone is open for it: nobody's opens without consent."""


@dataclass(slots=True)
class Talks:
    """Each account is in one talk at most, and so is each point."""

    by_account: dict[str, Talk] = field(default_factory=dict)

    def of(self, point: str) -> Talk | None:
        """Return the talk that a point is in."""
        return next((one for one in self.by_account.values() if one.point == point), None)

    def begin(self, actor: Actor, point: str, session: str) -> list[Event]:
        """Speak with a point. Raises RefusedError if somebody else does."""
        talk = self.by_account.get(actor.account)
        if talk is not None and (talk.point, talk.session) == (point, session):
            return []
        if self.of(point) not in (None, talk):
            raise RefusedError(Code.TALK_TAKEN)
        return [TalkSet(account=actor.account, point=point, session=session, name=actor.name)]

    def end(self, account: str) -> list[Event]:
        """End the talk of an account."""
        return [TalkSet(account=account, point=None)] if account in self.by_account else []

    def answer(self, point: str, on: bool) -> list[Event]:
        """Let a point be heard in its talk or not. Raises RefusedError if it is in none."""
        talk = self.of(point)
        if talk is None:
            raise RefusedError(Code.NOT_INVITED)
        return [] if talk.answered == on else [TalkAnswered(point=point, on=on)]

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case TalkSet():
                self.by_account.pop(event.account, None)
                if event.point is not None:
                    self.by_account[event.account] = Talk(event.point, event.session, event.name)
            case TalkAnswered():
                for account, talk in self.by_account.items():
                    if talk.point == event.point:
                        self.by_account[account] = replace(talk, answered=event.on)
            case Left() | Removed():
                gone = event.point
                self.by_account = {
                    account: talk for account, talk in self.by_account.items() if talk.point != gone
                }
            case Resumed() | Closed():
                self.by_account = {}
            case _:
                pass
