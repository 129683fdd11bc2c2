"""What can happen in a meeting: the bodies of its log.

A log that was written by an older version is read by every newer one: fields are added with a
default, and an event is never renamed or taken away. `tests/meeting/logs` keeps a log of each
version.
"""

from signaling.meeting.terms import AgendaItem, Event, Fraction, Mode, Place, TurnEnd

# The meeting as a whole.


class Planned(Event, frozen=True, kw_only=True, tag="meeting.planned"):
    """The meeting came to life with these settings.

    `chair` is the point of the chair, `muted` and `camera` how microphones and cameras are when
    points come in, `quorum` the part of all delegates who have to be present, `limit` how many
    points may be in at once (0: any number).
    """

    title: str
    mode: Mode = "discussion"
    lobby: bool = False
    muted: bool = False
    camera: bool = True
    limit: int = 0
    chair: str = ""
    quorum: Fraction = "two_thirds"
    places: tuple[Place, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()


class Invited(Event, frozen=True, kw_only=True, tag="seat.invited"):
    """A point was added to the meeting."""

    place: Place


class Renamed(Event, frozen=True, kw_only=True, tag="seat.renamed"):
    """A point is called something else, or belongs to a unit of another name."""

    point: str
    name: str
    unit: str = ""


class LimitSet(Event, frozen=True, kw_only=True, tag="meeting.limited"):
    """How many points may be in at once; 0 is any number. Nobody who is in has to leave."""

    limit: int


class Opened(Event, frozen=True, kw_only=True, tag="meeting.opened"):
    """The chair opened the meeting."""


class Closed(Event, frozen=True, kw_only=True, tag="meeting.closed"):
    """The meeting is over and all have left; nothing is taken any more."""


class Reopened(Event, frozen=True, kw_only=True, tag="meeting.reopened"):
    """The close was a mistake: the meeting goes on. Points have to come in again."""


class Locked(Event, frozen=True, kw_only=True, tag="meeting.locked"):
    """Whether points that are not in yet are refused."""

    on: bool


class ModeSet(Event, frozen=True, kw_only=True, tag="meeting.mode"):
    """Who may speak. `lecturer` is the point that speaks in a lecture."""

    mode: Mode
    lecturer: str = ""


class Resumed(Event, frozen=True, kw_only=True, tag="meeting.resumed"):
    """The server came back after it was cut off; all lines have to come back, too."""


# Seats.


class LobbyHeld(Event, frozen=True, kw_only=True, tag="lobby.held"):
    """Whether points wait in the lobby until they are admitted."""

    on: bool


class Arrived(Event, frozen=True, kw_only=True, tag="seat.arrived"):
    """A point is here: in the lobby if `waiting`, else in the meeting.

    `muted` is whether it came with its microphone off.
    """

    point: str
    waiting: bool = False
    muted: bool = False


class Admitted(Event, frozen=True, kw_only=True, tag="seat.admitted"):
    """Points may come in; those who are not here yet will not have to wait."""

    points: tuple[str, ...]


class Dropped(Event, frozen=True, kw_only=True, tag="seat.dropped"):
    """A point's line was lost. It keeps its seat, its floor and its place in the queue."""

    point: str


class Left(Event, frozen=True, kw_only=True, tag="seat.left"):
    """A point left for good."""

    point: str


class Removed(Event, frozen=True, kw_only=True, tag="seat.removed"):
    """A point was sent out and has to be admitted again."""

    point: str
    reason: str = ""


# The floor.


class FloorRequested(Event, frozen=True, kw_only=True, tag="floor.requested"):
    """A point asks to speak, last in the queue.

    `again`: it was called by mistake, and its hand is up again where it was.
    """

    point: str
    subject: str = ""
    again: bool = False


class FloorWithdrawn(Event, frozen=True, kw_only=True, tag="floor.withdrawn"):
    """A point is no longer in the queue: it changed its mind, or was turned down."""

    point: str


class FloorOrdered(Event, frozen=True, kw_only=True, tag="floor.ordered"):
    """The queue in its new order."""

    points: tuple[str, ...]


class FloorPrepared(Event, frozen=True, kw_only=True, tag="floor.prepared"):
    """Who is next, previewed and told so; None is nobody."""

    point: str | None


class FloorCalled(Event, frozen=True, kw_only=True, tag="floor.called"):
    """A point is on air from now on. `limit_s` is its time, None for no limit.

    `again`: it has the turn back that was taken from it, with the clock as it stood then.
    """

    point: str
    limit_s: int | None = None
    subject: str = ""
    again: bool = False


class FloorEnded(Event, frozen=True, kw_only=True, tag="floor.ended"):
    """A point is on air no more."""

    point: str
    why: TurnEnd


class FloorLimited(Event, frozen=True, kw_only=True, tag="floor.limited"):
    """A speaker got another time limit, counted from the beginning of the turn."""

    point: str
    limit_s: int | None


class FloorPaused(Event, frozen=True, kw_only=True, tag="floor.paused"):
    """A speaker's time stands still, or runs again."""

    point: str
    on: bool


class FloorWarned(Event, frozen=True, kw_only=True, tag="floor.warned"):
    """A speaker's time is nearly up, or up if `over`."""

    point: str
    over: bool = False


# Microphones.


class MicSwitched(Event, frozen=True, kw_only=True, tag="mic.switched"):
    """A point switched its own microphone."""

    point: str
    muted: bool


class MicsSilenced(Event, frozen=True, kw_only=True, tag="mic.silenced"):
    """Microphones were switched off by somebody else."""

    points: tuple[str, ...]


class MicsLocked(Event, frozen=True, kw_only=True, tag="mic.locked"):
    """Whether points may not open their microphones by themselves."""

    on: bool


class MicInvited(Event, frozen=True, kw_only=True, tag="mic.invited"):
    """A point was asked to open its microphone, and has not answered yet."""

    point: str


class MicDeclined(Event, frozen=True, kw_only=True, tag="mic.declined"):
    """A point does not want to."""

    point: str


class MicGranted(Event, frozen=True, kw_only=True, tag="mic.granted"):
    """A point allows, as a meeting room, that its microphone is opened from the centre."""

    point: str
    on: bool
