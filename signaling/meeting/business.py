"""What can happen in a meeting, continued: agenda, roll call, votes, and what is said to all."""

from signaling.meeting.terms import AgendaItem, Base, Basis, Count, Event, Fraction, Presence

# The agenda.


class AgendaSet(Event, frozen=True, kw_only=True, tag="agenda.set"):
    """The agenda as it is from now on."""

    items: tuple[AgendaItem, ...]


class AgendaMoved(Event, frozen=True, kw_only=True, tag="agenda.moved"):
    """The meeting went on to an item; None is between two."""

    item: str | None


# The roll call.


class RollOpened(Event, frozen=True, kw_only=True, tag="roll.opened"):
    """A roll call began; what was marked before stays until it is marked anew."""


class RollMarked(Event, frozen=True, kw_only=True, tag="roll.marked"):
    """How a point attends. `heads` is how many people sit there, None if nobody said."""

    point: str
    presence: Presence
    reason: str = ""
    heads: int | None = None


class RollEvidence(Event, frozen=True, kw_only=True, tag="roll.evidence"):
    """A still of a point was kept: the name of its file and the SHA-256 of its bytes."""

    point: str
    file: str
    sha256: str


class RollClosed(Event, frozen=True, kw_only=True, tag="roll.closed"):
    """The result: points and delegates present of those entitled, and whether that is a quorum."""

    points: int
    points_present: int
    delegates: int
    delegates_present: int
    quorum: bool


# Votes.


class VoteOpened(Event, frozen=True, kw_only=True, tag="vote.opened"):
    """A vote began.

    `voters` are the points that may vote, with how many votes each has: those who were entitled
    and present at this moment. `total` is how many votes all who are entitled would have.
    """

    vote: str
    question: str
    options: tuple[str, ...]
    basis: Basis
    secret: bool
    base: Base
    share: Fraction
    voters: dict[str, int]
    total: int
    seconds: int | None = None


class VoteCast(Event, frozen=True, kw_only=True, tag="vote.cast"):
    """A point voted; in an open vote its last word counts. `counts` is empty in a secret one."""

    vote: str
    point: str
    counts: tuple[Count, ...] = ()


class VoteClosed(Event, frozen=True, kw_only=True, tag="vote.closed"):
    """The result, for as many as voted. `passed` is whether the first option has its majority."""

    vote: str
    counts: tuple[Count, ...]
    cast: int
    present: int
    total: int
    passed: bool


class VoteCancelled(Event, frozen=True, kw_only=True, tag="vote.cancelled"):
    """A vote was given up; its ballots count for nothing.

    `lost`: nobody wanted that; the secret ballots that are kept are not those that were cast.
    """

    vote: str
    lost: bool = False


class VoteShown(Event, frozen=True, kw_only=True, tag="vote.shown"):
    """A result is in the picture; None is none."""

    vote: str | None


# What is said to all.


class NoticeShown(Event, frozen=True, kw_only=True, tag="notice.shown"):
    """An announcement to some points, or to all (None: in the picture), until then or cleared."""

    text: str
    points: tuple[str, ...] | None = None
    bell: bool = False
    until: str | None = None


class NoticeCleared(Event, frozen=True, kw_only=True, tag="notice.cleared"):
    """The announcement is gone."""


class CountdownSet(Event, frozen=True, kw_only=True, tag="countdown.set"):
    """The picture counts down to a moment; None is not at all."""

    until: str | None


class HoldSet(Event, frozen=True, kw_only=True, tag="hold.set"):
    """What is heard while the meeting waits: music, or nothing."""

    music: bool


class TalkSet(Event, frozen=True, kw_only=True, tag="talk.set"):
    """Somebody at a console and a point speak in private; None ends it.

    `session` is the media session that speaks, "" the one opened last; `name` is who speaks.
    """

    account: str
    point: str | None
    session: str = ""
    name: str = ""


class TalkAnswered(Event, frozen=True, kw_only=True, tag="talk.answered"):
    """Whether a point lets itself be heard in the private talk it is in."""

    point: str
    on: bool


class Chaptered(Event, frozen=True, kw_only=True, tag="chapter"):
    """A chapter of the recording begins."""

    title: str
