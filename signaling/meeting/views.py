"""What people are told of a meeting, made of its state."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import Literal

from signaling.meeting.beside import LECTURE
from signaling.meeting.beside import beside as found
from signaling.meeting.business import RollClosed, VoteClosed
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.talks import Talk
from signaling.meeting.told import (
    AgendaTold,
    Asked,
    BallotTold,
    FloorTold,
    Marked,
    MarksTold,
    MicTold,
    NoticesTold,
    OnAir,
    RollResult,
    RollTold,
    RulesTold,
    SceneTold,
    TalkTold,
    ViewsTold,
    ViewTold,
    VoteResult,
    VotersTold,
    VoteTold,
)
from signaling.meeting.votes import Vote


def stamp(moment: datetime) -> str:
    """Return a moment as the wire has it."""
    return moment.isoformat(timespec="milliseconds")


def rules(it: Proceedings) -> RulesTold:
    """Return the rules."""
    return RulesTold(
        phase=it.phase,
        mode=it.mics.mode,
        lecturer=it.mics.lecturer,
        chair=it.mics.chair,
        locked=it.seats.locked,
        lobby=it.seats.held,
        mics_locked=it.mics.locked,
    )


def floor(it: Proceedings) -> FloorTold:
    """Return the floor."""
    return FloorTold(
        queue=[
            Asked(point=one.point, subject=one.subject, at=stamp(one.at)) for one in it.floor.queue
        ],
        ready=it.floor.ready,
        on_air=[
            OnAir(
                point=turn.point,
                subject=turn.subject,
                since=stamp(turn.since),
                limit_s=turn.limit_s,
                held_ms=turn.held // timedelta(milliseconds=1),
                paused=None if turn.paused is None else stamp(turn.paused),
                warned=turn.warned,
                over=turn.over,
            )
            for turn in it.floor.turns
        ],
    )


def agenda(it: Proceedings) -> AgendaTold:
    """Return the agenda."""
    return AgendaTold(items=list(it.agenda.items), current=it.agenda.current)


def roll(it: Proceedings) -> RollTold:
    """Return the roll call without its marks."""
    closed = it.roll.result
    result = None if closed is None else _roll_result(closed)
    return RollTold(open=it.roll.open, quorum=it.roll.quorum, result=result)


def _roll_result(closed: RollClosed) -> RollResult:
    return RollResult(
        points=closed.points,
        points_present=closed.points_present,
        delegates=closed.delegates,
        delegates_present=closed.delegates_present,
        quorum=closed.quorum,
    )


def marks(it: Proceedings, points: Iterable[str] | None = None) -> MarksTold:
    """Return the marks of some points, None: of all that are marked."""
    chosen = it.roll.marks if points is None else points
    return MarksTold(
        marks=[
            Marked(point=one, presence=mark.presence, reason=mark.reason, heads=mark.heads)
            for one in chosen
            for mark in (it.roll.mark(one),)
        ]
    )


def votes(it: Proceedings) -> list[VoteTold]:
    """Return all votes in order."""
    return [_vote(vote, shown=name == it.votes.shown) for name, vote in it.votes.all.items()]


def _vote(vote: Vote, *, shown: bool) -> VoteTold:
    opened = vote.opened
    return VoteTold(
        vote=opened.vote,
        question=opened.question,
        options=list(opened.options),
        basis=opened.basis,
        secret=opened.secret,
        base=opened.base,
        share=opened.share,
        until=None if vote.due is None else stamp(vote.due),
        voters=len(opened.voters),
        voted=len(vote.cast),
        cancelled=vote.cancelled,
        lost=vote.lost,
        result=None if vote.result is None else _vote_result(vote.result),
        shown=shown,
    )


def _vote_result(closed: VoteClosed) -> VoteResult:
    return VoteResult(
        counts=list(closed.counts),
        cast=closed.cast,
        present=closed.present,
        total=closed.total,
        passed=closed.passed,
    )


def voters(vote: Vote) -> VotersTold:
    """Return who may vote and who has."""
    opened = vote.opened
    return VotersTold(vote=opened.vote, votes=dict(opened.voters), voted=list(vote.cast))


def ballot(vote: Vote, point: str) -> BallotTold:
    """Return a point's own part in a vote."""
    return BallotTold(
        vote=vote.opened.vote,
        votes=vote.opened.voters.get(point, 0),
        voted=point in vote.cast,
        counts=list(vote.cast.get(point, ())),
    )


def notices(it: Proceedings, point: str | None) -> NoticesTold:
    """Return what a point, or a console (None), is to read."""
    shown, countdown = it.notices.shown, it.notices.countdown
    mine = (
        shown
        if shown and (point is None or shown.points is None or point in shown.points)
        else None
    )
    return NoticesTold(
        text=mine.text if mine else "",
        points=None if mine is None or mine.points is None else list(mine.points),
        bell=mine is not None and mine.bell,
        until=mine.until if mine else None,
        countdown=None if countdown is None else stamp(countdown),
        music=it.notices.music,
    )


def mic(it: Proceedings, point: str) -> MicTold:
    """Return how it stands with a point's microphone."""
    mics = it.mics
    return MicTold(
        muted=point in mics.off,
        may_open=mics.may_open(point),
        invited=point in mics.invited,
        granted=point in mics.granted,
    )


def talk(it: Talk | None) -> TalkTold:
    """Return a private talk, as both its ends are told of it."""
    if it is None:
        return TalkTold(point=None)
    return TalkTold(point=it.point, name=it.name, session=it.session, answered=it.answered)


def scene(it: Proceedings) -> SceneTold:
    """Return the scene on air and those that are kept."""
    scenes = it.scenes
    return SceneTold(
        scene=scenes.on_air,
        key=scenes.key,
        undo=bool(scenes.past),
        presets=[scenes.presets[key] for key in sorted(scenes.presets)],
    )


def beside(it: Proceedings, shown: Container[str], refused: Container[str]) -> ViewsTold:
    """Return who sees something else, with the names of what is made and what has no room."""

    def state(name: str) -> Literal["shown", "rests", "no_room"]:
        if name in shown:
            return "shown"
        return "no_room" if name in refused else "rests"

    return ViewsTold(
        views=[
            ViewTold(
                view=0 if one.name == LECTURE else int(one.name),
                scene=one.scene,
                points=list(one.points),
                state=state(one.name),
            )
            for one in found(it)
        ]
    )
