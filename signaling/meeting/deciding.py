"""What each act comes to: the rules that hold the parts of a meeting together."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting.actor import Actor, Right
from signaling.meeting.business import Chaptered
from signaling.meeting.events import Closed, FloorCalled, Locked, ModeSet, Opened, Removed
from signaling.meeting.needs import NEEDS
from signaling.meeting.notices import notice
from signaling.meeting.proceedings import Decision, Proceedings
from signaling.meeting.refusal import RefusedError
from signaling.meeting.scene_deciding import SCENE_DECIDERS
from signaling.meeting.terms import Event

Decider = Callable[[Proceedings, Any, Actor, datetime], Decision | list[Event]]


def decide(it: Proceedings, command: act.Command, actor: Actor, now: datetime) -> Decision:
    """Return what an act comes to. Raises RefusedError; changes nothing."""
    if not actor.may(NEEDS[type(command)]):
        raise RefusedError(Code.FORBIDDEN)
    if it.phase == "closed" and not isinstance(command, act.Open):
        raise RefusedError(Code.MEETING_CLOSED)
    if NEEDS[type(command)] is Right.TAKE_PART and not it.seats.has(actor.point):
        raise RefusedError(Code.SEAT_ABSENT)
    decided = DECIDERS[type(command)](it, command, actor, now)
    return decided if isinstance(decided, Decision) else Decision(decided)


def _open(it: Proceedings, _command: act.Open, _actor: Actor, now: datetime) -> list[Event]:
    if it.phase == "planned":
        # Whoever waited with music and a countdown has waited for this.
        return [Opened(), *it.notices.hold(False), *it.notices.count_down(None, now)]
    return it.reopen(now)


def _close(it: Proceedings, _command: act.Close, _actor: Actor, _now: datetime) -> list[Event]:
    if it.votes.running:
        raise RefusedError(Code.VOTE_RUNNING)
    counted = it.roll.close() if it.roll.open else []
    return [*it.floor.stop(None, "closed"), *counted, *it.notices.clear(), Closed()]


def _lock(it: Proceedings, command: act.Lock, _actor: Actor, _now: datetime) -> list[Event]:
    return [] if command.on == it.seats.locked else [Locked(on=command.on)]


def _mode(it: Proceedings, command: act.SetMode, _actor: Actor, _now: datetime) -> list[Event]:
    lecturer = command.lecturer if command.mode == "lecture" else ""
    if command.mode == "lecture":
        it.seats.here(lecturer)
    if (command.mode, lecturer) == (it.mics.mode, it.mics.lecturer):
        return []
    barred = tuple(sorted(it.mics.barred(command.mode, lecturer)))
    events = [ModeSet(mode=command.mode, lecturer=lecturer), *it.mics.silence(barred)]
    return [*events, *it.mics.open(lecturer, consents=False)] if lecturer else events


def _hold(it: Proceedings, command: act.HoldLobby, _actor: Actor, _now: datetime) -> list[Event]:
    return it.seats.hold(command.on)


def _admit(it: Proceedings, command: act.Admit, _actor: Actor, _now: datetime) -> list[Event]:
    return it.seats.admit(command.points)


def _remove(it: Proceedings, command: act.Remove, _actor: Actor, _now: datetime) -> list[Event]:
    seat = it.seats.known(command.point)
    if not seat.admitted and seat.state in {"invited", "left"}:
        return []
    gone = Removed(point=command.point, reason=command.reason)
    return [*it.floor.forget(command.point), gone]


def _request(it: Proceedings, command: act.RequestFloor, actor: Actor, _: datetime) -> list[Event]:
    return it.floor.request(actor.point, command.subject.strip())


def _withdraw(it: Proceedings, _c: act.WithdrawFloor, actor: Actor, _: datetime) -> list[Event]:
    return it.silenced(it.floor.withdraw(actor.point))


def _reject(it: Proceedings, command: act.RejectFloor, _a: Actor, _: datetime) -> list[Event]:
    return it.floor.withdraw(command.point) if it.floor.asked(command.point) else []


def _order(it: Proceedings, command: act.OrderFloor, _a: Actor, _: datetime) -> list[Event]:
    return it.floor.order(command.points)


def _prepare(it: Proceedings, command: act.PrepareFloor, _a: Actor, _: datetime) -> list[Event]:
    if command.point is not None:
        it.seats.known(command.point)
    return it.floor.prepare(command.point)


def _call(it: Proceedings, command: act.CallFloor, actor: Actor, _now: datetime) -> list[Event]:
    point = command.point
    it.seats.here(point)
    asked = it.floor.asked(point)
    events = it.silenced(it.floor.call(point, command.limit_s, beside=command.beside))
    if not any(isinstance(one, FloorCalled) for one in events):
        return events
    consents = asked is not None or point == actor.point
    title = f"{it.name(point)}: {asked.subject}" if asked and asked.subject else it.name(point)
    return [*events, *it.mics.open(point, consents=consents), Chaptered(title=title)]


def _stop(it: Proceedings, command: act.StopFloor, _a: Actor, _now: datetime) -> list[Event]:
    return it.silenced(it.floor.stop(command.point))


def _restore(it: Proceedings, command: act.RestoreFloor, _a: Actor, now: datetime) -> list[Event]:
    for point in command.points:
        it.seats.here(point)
    asked = [point for point in command.asked if it.seats.has(point)]
    restored = it.floor.restore(command.points, now, beside=command.beside, asked=asked)
    events = it.silenced(restored)
    back = [one.point for one in events if isinstance(one, FloorCalled)]
    return [*events, *(one for point in back for one in it.mics.reopen(point))]


def _limit(it: Proceedings, command: act.LimitFloor, _a: Actor, _now: datetime) -> list[Event]:
    return it.floor.limit(command.point, command.limit_s)


def _pause(it: Proceedings, command: act.PauseFloor, _a: Actor, _now: datetime) -> list[Event]:
    return it.floor.pause(command.point, command.on)


def _silence(it: Proceedings, command: act.Silence, _a: Actor, _now: datetime) -> list[Event]:
    if command.points is None:
        return it.mics.silence(tuple(one for one in it.seats.inside() if not it.mics.leads(one)))
    for point in command.points:
        it.seats.known(point)
    inside = set(it.seats.inside())
    return it.mics.silence(tuple(one for one in command.points if one in inside))


def _invite(it: Proceedings, command: act.InviteMic, actor: Actor, _now: datetime) -> list[Event]:
    it.seats.here(command.point)
    if not it.mics.allowed(command.point):
        raise RefusedError(Code.MODE_FORBIDS)
    return it.mics.open(command.point, consents=command.point == actor.point)


def _answer(it: Proceedings, command: act.AnswerMic, actor: Actor, _now: datetime) -> list[Event]:
    return it.mics.answer(actor.point, accept=command.accept)


def _lock_mics(it: Proceedings, command: act.LockMics, _a: Actor, _now: datetime) -> list[Event]:
    return it.mics.lock(command.on)


def _grant(it: Proceedings, command: act.GrantMic, actor: Actor, _now: datetime) -> list[Event]:
    return it.mics.grant(actor.point, command.on)


def _agenda(it: Proceedings, command: act.SetAgenda, _a: Actor, _now: datetime) -> list[Event]:
    return it.agenda.set(command.items)


def _go(it: Proceedings, command: act.GoTo, _actor: Actor, _now: datetime) -> list[Event]:
    events = it.agenda.go(command.item)
    if not events or command.item is None:
        return events
    return [*events, Chaptered(title=it.agenda.item(command.item).title)]


def _open_roll(it: Proceedings, _c: act.OpenRoll, _actor: Actor, _now: datetime) -> list[Event]:
    return it.roll.call(it.seats.inside())


def _mark(it: Proceedings, command: act.MarkRoll, _actor: Actor, _now: datetime) -> list[Event]:
    return it.roll.set(command.point, command.presence, command.reason, command.heads)


def _heads(it: Proceedings, command: act.ReportHeads, actor: Actor, _now: datetime) -> list[Event]:
    return it.roll.report(actor.point, command.heads)


def _close_roll(it: Proceedings, _c: act.CloseRoll, _actor: Actor, _now: datetime) -> list[Event]:
    return it.roll.close()


def _open_vote(it: Proceedings, command: act.OpenVote, _a: Actor, _now: datetime) -> list[Event]:
    roll = it.roll
    if not command.regardless and not (roll.result and roll.result.quorum):
        raise RefusedError(Code.QUORUM_MISSING)
    voters = roll.voters(command.basis, it.seats.inside())
    events = it.votes.open(command, voters, sum(roll.entitled(command.basis).values()))
    return [*events, Chaptered(title=command.question)]


def _cast(it: Proceedings, command: act.CastVote, actor: Actor, _now: datetime) -> Decision:
    return Decision(*it.votes.cast(command.vote, actor.point, command.counts))


def _enter(it: Proceedings, command: act.EnterVote, _a: Actor, _now: datetime) -> list[Event]:
    return it.votes.enter(command.vote, command.point, command.counts)


def _close_vote(it: Proceedings, command: act.CloseVote, _a: Actor, _now: datetime) -> list[Event]:
    return it.votes.close(command.vote)


def _cancel(it: Proceedings, command: act.CancelVote, _a: Actor, _now: datetime) -> list[Event]:
    return it.votes.cancel(command.vote)


def _show_vote(it: Proceedings, command: act.ShowVote, _a: Actor, _now: datetime) -> list[Event]:
    return it.votes.show(command.vote)


def _announce(it: Proceedings, command: act.Announce, _a: Actor, now: datetime) -> list[Event]:
    for point in command.points or ():
        it.seats.known(point)
    shown = notice(
        command.text, command.points, bell=command.bell, seconds=command.seconds, now=now
    )
    return it.notices.show(shown)


def _clear(it: Proceedings, _command: act.ClearNotice, _a: Actor, _now: datetime) -> list[Event]:
    return it.notices.clear()


def _count(it: Proceedings, command: act.CountDown, _actor: Actor, now: datetime) -> list[Event]:
    return it.notices.count_down(command.seconds, now)


def _music(it: Proceedings, command: act.Hold, _actor: Actor, _now: datetime) -> list[Event]:
    return it.notices.hold(command.music)


def _talk(it: Proceedings, command: act.Talk, actor: Actor, _now: datetime) -> list[Event]:
    if command.point is None:
        return it.talks.end(actor.account)
    it.seats.here(command.point)
    return it.talks.begin(actor, command.point, command.session)


def _answer_talk(
    it: Proceedings, command: act.AnswerTalk, actor: Actor, _now: datetime
) -> list[Event]:
    return it.talks.answer(actor.point, command.on)


DECIDERS: dict[type[act.Command], Decider] = {
    act.Open: _open,
    act.Close: _close,
    act.Lock: _lock,
    act.SetMode: _mode,
    act.HoldLobby: _hold,
    act.Admit: _admit,
    act.Remove: _remove,
    act.RequestFloor: _request,
    act.WithdrawFloor: _withdraw,
    act.RejectFloor: _reject,
    act.OrderFloor: _order,
    act.PrepareFloor: _prepare,
    act.CallFloor: _call,
    act.StopFloor: _stop,
    act.RestoreFloor: _restore,
    act.LimitFloor: _limit,
    act.PauseFloor: _pause,
    act.Silence: _silence,
    act.InviteMic: _invite,
    act.AnswerMic: _answer,
    act.LockMics: _lock_mics,
    act.GrantMic: _grant,
    act.SetAgenda: _agenda,
    act.GoTo: _go,
    act.OpenRoll: _open_roll,
    act.MarkRoll: _mark,
    act.ReportHeads: _heads,
    act.CloseRoll: _close_roll,
    act.OpenVote: _open_vote,
    act.CastVote: _cast,
    act.EnterVote: _enter,
    act.CloseVote: _close_vote,
    act.CancelVote: _cancel,
    act.ShowVote: _show_vote,
    act.Announce: _announce,
    act.ClearNotice: _clear,
    act.CountDown: _count,
    act.Hold: _music,
    act.Talk: _talk,
    act.AnswerTalk: _answer_talk,
    **SCENE_DECIDERS,
}
"""A function for each act; a test holds that none is missing."""
