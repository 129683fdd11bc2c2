"""Agenda, announcements, countdown, music, private talk."""

import pytest

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting import views
from signaling.meeting.actor import Actor
from signaling.meeting.business import (
    Chaptered,
    CountdownSet,
    NoticeCleared,
    NoticeShown,
    TalkAnswered,
)
from signaling.meeting.refusal import RefusedError
from signaling.meeting.talks import Talk
from signaling.meeting.terms import AgendaItem
from signaling.meeting.told import TalkTold
from tests.meeting.council import CHAIR, OPERATOR, SECRETARY, START, Hall, delegate, planned


@pytest.fixture
def hall() -> Hall:
    return Hall(planned(4), ["p0", "p1", "p2"])


def code_of(hall: Hall, actor: Actor, command: act.Command) -> Code | None:
    try:
        hall.act(actor, command)
    except RefusedError as refused:
        return refused.code
    return None


def test_the_agenda_is_gone_through_and_makes_chapters(hall: Hall) -> None:
    assert Chaptered(title="Tờ trình") in hall.act(CHAIR, act.GoTo(item="b"))
    assert hall.act(CHAIR, act.GoTo(item="b")) == []
    assert code_of(hall, CHAIR, act.GoTo(item="z")) is Code.AGENDA_UNKNOWN
    assert not any(isinstance(one, Chaptered) for one in hall.act(CHAIR, act.GoTo(item=None)))


def test_a_changed_agenda_keeps_the_item_that_is_still_in_it(hall: Hall) -> None:
    hall.act(CHAIR, act.GoTo(item="b"))
    later = AgendaItem(id="c", title="Chất vấn")
    hall.act(SECRETARY, act.SetAgenda(items=(later, *hall.meeting.agenda.items)))
    assert views.agenda(hall.meeting).current == "b"
    hall.act(SECRETARY, act.SetAgenda(items=(later,)))
    assert views.agenda(hall.meeting).current is None
    twice = act.SetAgenda(items=(later, later))
    assert code_of(hall, SECRETARY, twice) is Code.MESSAGE_INVALID


def test_an_announcement_reaches_whom_it_is_for_until_its_time(hall: Hall) -> None:
    hall.act(OPERATOR, act.Announce(text="Bật camera", points=("p1",), seconds=60, bell=True))
    told = [views.notices(hall.meeting, one).text for one in ("p1", "p2", None)]
    assert told == ["Bật camera", "", "Bật camera"]
    assert not views.notices(hall.meeting, "p2").bell
    assert hall.wait(59) == []
    assert hall.wait(1) == [NoticeCleared()]
    assert code_of(hall, OPERATOR, act.Announce(text="?", points=("x",))) is Code.POINT_UNKNOWN


def test_a_new_announcement_takes_the_place_of_the_old(hall: Hall) -> None:
    hall.act(OPERATOR, act.Announce(text="Một", seconds=60))
    hall.act(OPERATOR, act.Announce(text="Hai"))
    assert hall.wait(3600) == []
    assert hall.meeting.notices.shown == NoticeShown(text="Hai")
    assert hall.act(OPERATOR, act.ClearNotice()) == [NoticeCleared()]
    assert hall.act(OPERATOR, act.ClearNotice()) == []


def test_a_countdown_ends_by_itself(hall: Hall) -> None:
    hall.act(OPERATOR, act.CountDown(seconds=300))
    countdown = views.notices(hall.meeting, "p1").countdown
    assert countdown == views.stamp(START.replace(minute=5))
    assert hall.wait(300) == [CountdownSet(until=None)]
    assert hall.act(OPERATOR, act.CountDown(seconds=None)) == []


def test_one_console_talks_to_a_point_at_a_time(hall: Hall) -> None:
    other = Actor(role="operator", name="Kỹ thuật hai", account="other")
    hall.act(OPERATOR, act.Talk(point="p1"))
    assert code_of(hall, other, act.Talk(point="p1")) is Code.TALK_TAKEN
    assert code_of(hall, other, act.Talk(point="p3")) is Code.SEAT_ABSENT
    hall.act(other, act.Talk(point="p2"))
    hall.act(OPERATOR, act.Talk(point=None))
    assert hall.meeting.talks.by_account == {"other": Talk("p2", name="Kỹ thuật hai")}
    hall.keep(hall.meeting.leave("p2"))
    assert hall.meeting.talks.by_account == {}


def test_a_point_is_heard_in_a_talk_once_it_answers(hall: Hall) -> None:
    assert code_of(hall, delegate("p1"), act.AnswerTalk(on=True)) is Code.NOT_INVITED
    hall.act(OPERATOR, act.Talk(point="p1", session="s"))
    assert views.talk(hall.meeting.talks.of("p1")) == TalkTold(
        point="p1", name=OPERATOR.name, session="s", answered=False
    )
    assert hall.act(delegate("p1"), act.AnswerTalk(on=False)) == []
    assert hall.act(delegate("p1"), act.AnswerTalk(on=True)) == [TalkAnswered(point="p1", on=True)]
    assert hall.act(OPERATOR, act.Talk(point="p1", session="s")) == []
    assert views.talk(hall.meeting.talks.of("p1")).answered
    # From another screen it is another talk, to which nobody has said yes.
    hall.act(OPERATOR, act.Talk(point="p1", session="t"))
    assert not views.talk(hall.meeting.talks.of("p1")).answered
    assert views.talk(hall.meeting.talks.of("p2")) == TalkTold(point=None)


@pytest.mark.parametrize("actor", [SECRETARY, CHAIR, delegate("p1")])
def test_private_talk_is_the_operators(hall: Hall, actor: Actor) -> None:
    assert code_of(hall, actor, act.Talk(point="p1")) is Code.FORBIDDEN
