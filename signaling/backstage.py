"""What goes on beside the meeting, for those who lead: their screens, all lines."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal

from mcu.messages import Emblems, SceneShown, ViewsShown
from mcu.messages import Spot as OnCanvas
from signaling.audience import Audience, Listener, say
from signaling.lines import Lines
from signaling.meeting import views
from signaling.meeting.actor import Actor
from signaling.meeting.commands import Command
from signaling.meeting.needs import NEEDS
from signaling.meeting.picture import Spot
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.room import Room
from signaling.meeting.scene_commands import ShowView
from signaling.meeting.told import Listed, ProgramTold, RosterTold, ViewsTold
from signaling.monitors import Monitors
from signaling.preview import Previews
from signaling.problem import ProblemError
from signaling.protocol import Code, MediaState
from signaling.stage import Stage
from signaling.stills import Stills

Job = Coroutine[Any, Any, None]


class Backstage:
    """What only consoles see and hear of a meeting."""

    def __init__(
        self, room: Room, audience: Audience, stage: Stage, spawn: Callable[[Job], None]
    ) -> None:
        self.monitors = Monitors(room.id, stage)
        self.lines = Lines(audience)
        self.stills = Stills(stage)
        self.previews = Previews(stage, self.stills)
        self._room = room
        self._audience = audience
        self._stage = stage
        self._spawn = spawn
        self._talks: dict[str, str] = {}
        """Which member of a console speaks to which point on the node."""
        self._program: ProgramTold | None = None
        self._views = ViewsTold(views=[])
        self._made: tuple[tuple[str, ...], tuple[str, ...]] = (), ()
        """Names of the views that are made, and of those that there is no room for."""

    def greet(self, console: Listener, state: Proceedings) -> None:
        """Tell a console that has just come."""
        say(console, self._roster(state, list(state.seats.by_point)))
        self.lines.greet(console)
        if self._program is not None:
            say(console, self._program, "program")
        say(console, self._views, "views")

    def shown(self, event: SceneShown) -> None:
        """Others are in the picture, or elsewhere in it."""
        self._program = _program(event)
        self._audience.tell_consoles(self._program, "program")

    def made(self, event: ViewsShown, state: Proceedings) -> None:
        """Other views are made, or refused."""
        self._made = event.shown, event.refused
        self._tell_views(state)

    def _tell_views(self, state: Proceedings) -> None:
        told = views.beside(state, *self._made)
        if told != self._views:
            self._views = told
            self._audience.tell_consoles(told, "views")

    async def show_emblems(self, emblems: Emblems) -> None:
        """Show these emblems in the picture, and no others."""
        await self._stage.show_emblems(emblems)

    async def admit(self, command: Command, actor: Actor, state: Proceedings) -> None:
        """Return if the machine has room for what an act wants. Raises ProblemError.

        Whoever may not do it is told that, and not how busy the machine is.
        """
        if not isinstance(command, ShowView) or not actor.may(NEEDS[ShowView]):
            return
        if command.view.view not in state.scenes.views:
            room = await self._stage.headroom()
            if room is not None and not room.takes(room.planned + 1):
                raise ProblemError(Code.VIEW_NO_ROOM)

    def invited(self, point: str, state: Proceedings) -> None:
        """A point was added to the meeting."""
        self._audience.tell_consoles(self._roster(state, [point]))

    def follow(self, state: Proceedings) -> None:
        """Have those speak with each other who should, and tell who sees what."""
        self._tell_views(state)
        wanted = {
            member: talk.point
            for account, talk in state.talks.by_account.items()
            if (member := self.monitors.speaker(account, talk.session)) is not None
        }
        for member in self._talks.keys() - wanted.keys():
            if member in self.monitors:
                self._spawn(self._stage.talk(member, None))
        for member, point in wanted.items():
            if self._talks.get(member) != point:
                self._spawn(self._stage.talk(member, point))
        self._talks = wanted

    def connected(self, member: str, state: Proceedings) -> None:
        """Media of a point or a console flows: its talk is set up again."""
        self._talks = {
            one: point for one, point in self._talks.items() if member not in (one, point)
        }
        self.follow(state)

    def tell_media(
        self, member: str, session: str, state: Literal["connected", "ended"], reason: str = ""
    ) -> None:
        """Tell those whose media session it is: a point, or the consoles of an account."""
        told = MediaState(session=session, state=state, reason=reason)
        if member not in self.monitors:
            self._audience.tell_one(member, told)
            return
        for console in self._audience.consoles(self.monitors.account(member)):
            say(console, told)

    def ended(self, member: str, session: str, state: Proceedings) -> str | None:
        """Media of a console has ended; return the account whose talk ends with it.

        A talk that named no session goes on at another screen, if there is one.
        """
        account = self.monitors.account(member)
        self.monitors.forget(member)
        self._spawn(self._stage.remove(member, lambda: True))
        self.follow(state)
        talk = state.talks.by_account.get(account)
        return account if talk is not None and talk.session == session else None

    def close(self) -> None:
        """Tell nothing more."""
        self.lines.close()

    def _roster(self, state: Proceedings, points: list[str]) -> RosterTold:
        return RosterTold(
            points=[
                Listed(
                    point=point,
                    path=list(place.path),
                    rank=place.rank,
                    order=place.listed,
                    delegates=state.seats.known(point).place.delegates,
                )
                for point in points
                if point in self._room
                for place in (self._room.chair(point).place,)
            ]
        )


def _program(event: SceneShown) -> ProgramTold:
    """Return who is where in thousandths: a console's picture may have any size."""
    across, down = 1000 / event.width, 1000 / event.height

    def spot(one: OnCanvas) -> Spot:
        x, w = round(one.x * across), round(one.w * across)
        return Spot(point=one.member, x=x, y=round(one.y * down), w=w, h=round(one.h * down))

    return ProgramTold(
        spots=[spot(one) for one in event.spots],
        content=spot(event.content) if event.content else None,
        page=event.page,
        pages=event.pages,
        unseen=list(event.unseen),
    )
