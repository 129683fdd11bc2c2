"""A meeting as people are told of it: sections that are sent anew when they have changed."""

from typing import Literal

from signaling.meeting.picture import Preset, Scene, Spot
from signaling.meeting.terms import (
    AgendaItem,
    Base,
    Basis,
    Count,
    Fraction,
    Grade,
    Mode,
    Phase,
    Presence,
)
from signaling.wire import ServerMessage, Struct


class RulesTold(ServerMessage, frozen=True, kw_only=True, tag="rules"):
    """Who may come in, and who may speak."""

    phase: Phase
    mode: Mode
    lecturer: str
    chair: str
    locked: bool
    lobby: bool
    mics_locked: bool


class Asked(Struct, frozen=True, kw_only=True):
    """A point in the queue of those who ask to speak."""

    point: str
    subject: str
    at: str


class OnAir(Struct, frozen=True, kw_only=True):
    """A point that speaks. `held_ms` is how long its clock stood still, not counting `paused`."""

    point: str
    subject: str
    since: str
    limit_s: int | None
    held_ms: int
    paused: str | None
    warned: bool
    over: bool


class FloorTold(ServerMessage, frozen=True, kw_only=True, tag="floor"):
    """The queue, who is next, who is on air."""

    queue: list[Asked]
    ready: str | None
    on_air: list[OnAir]


class AgendaTold(ServerMessage, frozen=True, kw_only=True, tag="agenda"):
    """The agenda, and the item that the meeting is at."""

    items: list[AgendaItem]
    current: str | None


class RollResult(Struct, frozen=True, kw_only=True):
    """What a roll call came to."""

    points: int
    points_present: int
    delegates: int
    delegates_present: int
    quorum: bool


class RollTold(ServerMessage, frozen=True, kw_only=True, tag="roll"):
    """The roll call as a whole; `result` is that of the last one that was closed."""

    open: bool
    quorum: Fraction
    result: RollResult | None


class Marked(Struct, frozen=True, kw_only=True):
    """How a point attends."""

    point: str
    presence: Presence
    reason: str
    heads: int | None


class MarksTold(ServerMessage, frozen=True, kw_only=True, tag="marks"):
    """Marks of the roll call that are new; the others stay."""

    marks: list[Marked]


class VoteResult(Struct, frozen=True, kw_only=True):
    """What a vote came to."""

    counts: list[Count]
    cast: int
    present: int
    total: int
    passed: bool


class VoteTold(ServerMessage, frozen=True, kw_only=True, tag="vote"):
    """A vote: what is asked, how many points may vote and have voted, and what it came to."""

    vote: str
    question: str
    options: list[str]
    basis: Basis
    secret: bool
    base: Base
    share: Fraction
    until: str | None
    voters: int
    voted: int
    cancelled: bool
    lost: bool
    result: VoteResult | None
    shown: bool


class BallotTold(ServerMessage, frozen=True, kw_only=True, tag="ballot"):
    """The own point's part in a vote: its votes, and how it cast them (empty: secret, or not)."""

    vote: str
    votes: int
    voted: bool
    counts: list[Count]


class VotersTold(ServerMessage, frozen=True, kw_only=True, tag="voters"):
    """For who leads: which points may vote and which have."""

    vote: str
    votes: dict[str, int]
    voted: list[str]


class NoticesTold(ServerMessage, frozen=True, kw_only=True, tag="notices"):
    """What is said in writing. `points` null is all; `until` null is until it is cleared."""

    text: str
    points: list[str] | None
    bell: bool
    until: str | None
    countdown: str | None
    music: bool


class MicTold(ServerMessage, frozen=True, kw_only=True, tag="mic"):
    """The own microphone: whether its switch is off, may be opened, was asked for, is granted."""

    muted: bool
    may_open: bool
    invited: bool
    granted: bool


class TalkTold(ServerMessage, frozen=True, kw_only=True, tag="talk"):
    """A private talk with the own point, or of the own account with a point.

    `name` is who speaks at the console and `session` the media session there, "" being the newest;
    `answered` is whether the point has opened its microphone for it.
    """

    point: str | None
    name: str = ""
    session: str = ""
    answered: bool = False


class CueTold(ServerMessage, frozen=True, kw_only=True, tag="cue"):
    """For who gives the floor, four times a second: how the point that is next comes in.

    `level` is its loudest sound in -dBov (0…127), `voice_ms` and `picture_ms` how long ago sound
    and picture came last; null where none came.
    """

    point: str
    level: int | None
    voice_ms: int | None
    picture_ms: int | None


class CourseLine(Struct, frozen=True, kw_only=True):
    """A line of the log in words: `text` in Vietnamese, in which the record is kept.

    `minor` is what minutes leave out.
    """

    seq: int
    at: str
    who: str
    text: str
    text_en: str
    minor: bool


class EntryTold(ServerMessage, frozen=True, kw_only=True, tag="entry"):
    """For who leads: a line of the log, as it is written. `what` is the event's type."""

    what: str
    line: CourseLine


class Done(ServerMessage, frozen=True, kw_only=True, tag="done"):
    """An act was carried out; `seq` is the last line of the log that it made."""

    ref: str
    seq: int


class Listed(Struct, frozen=True, kw_only=True):
    """A point in the tree: the names of its units from the root down, its delegates.

    By rank, province before districts before communes, points stand by `rank`, `order` and name.
    """

    point: str
    path: list[str]
    rank: int
    order: int
    delegates: int


class RosterTold(ServerMessage, frozen=True, kw_only=True, tag="roster"):
    """For consoles: where in the tree points stand. Those not named stay as they were told."""

    points: list[Listed]


class LineHealth(Struct, frozen=True, kw_only=True):
    """How a point's line does: the worse loss of both directions in percent, the round trip."""

    point: str
    grade: Grade
    loss: int
    rtt_ms: int | None


class HealthTold(ServerMessage, frozen=True, kw_only=True, tag="health"):
    """For consoles: lines that have changed, at most every 2 s; the others stay."""

    points: list[LineHealth]


class SceneTold(ServerMessage, frozen=True, kw_only=True, tag="scene"):
    """For consoles: the scene on air, the key it is kept under, and what all keys have.

    `undo`: there is a scene to go back to.
    """

    scene: Scene
    key: int | None
    undo: bool
    presets: list[Preset]


class ProgramTold(ServerMessage, frozen=True, kw_only=True, tag="program"):
    """For consoles: who is in the picture and where, page by page, and who has not been yet.

    `content` is where what a point shares is in the console's own picture.
    """

    spots: list[Spot]
    page: int
    pages: int
    unseen: list[str]
    content: Spot | None = None


class ViewTold(Struct, frozen=True, kw_only=True):
    """A scene that some points see in place of the one on air.

    `view` is its number, 0 where the mode gives it to who lectures. `state`: it is `shown`; nobody
    is there for it, so it `rests`; or the server has `no_room` for it.
    """

    view: int
    scene: Scene
    points: list[str]
    state: Literal["shown", "rests", "no_room"]


class ViewsTold(ServerMessage, frozen=True, kw_only=True, tag="views"):
    """For consoles: all who see something else than the scene on air."""

    views: list[ViewTold]


AnyTold = (
    RulesTold
    | FloorTold
    | AgendaTold
    | RollTold
    | MarksTold
    | VoteTold
    | BallotTold
    | VotersTold
    | NoticesTold
    | MicTold
    | TalkTold
    | CueTold
    | EntryTold
    | RosterTold
    | HealthTold
    | SceneTold
    | ProgramTold
    | ViewsTold
    | Done
)
