"""The floor as a chair uses it: called one after another, timed, warned, stopped."""

from datetime import timedelta

import pytest

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting import views
from signaling.meeting.business import Chaptered
from signaling.meeting.events import FloorCalled, FloorEnded, FloorPrepared, FloorWarned
from signaling.meeting.refusal import RefusedError
from tests.meeting.council import CHAIR, SECRETARY, START, Hall, delegate, planned

POINTS = ["p0", "p1", "p2", "p3"]


@pytest.fixture
def hall() -> Hall:
    return Hall(planned(5, mode="conference"), POINTS)


def refused(hall: Hall, code: Code, command: act.Command) -> None:
    with pytest.raises(RefusedError) as caught:
        hall.act(SECRETARY, command)
    assert caught.value.code is code


def heard(hall: Hall) -> set[str]:
    return set(filter(hall.meeting.mics.heard, POINTS))


def test_a_call_closes_the_previous_one_and_its_microphone(hall: Hall) -> None:
    for point in ("p1", "p2"):
        hall.act(delegate(point), act.RequestFloor())
    hall.act(CHAIR, act.CallFloor(point="p1"))
    assert heard(hall) == {"p0", "p1"}
    events = hall.act(CHAIR, act.CallFloor(point="p2"))
    assert FloorEnded(point="p1", why="next") in events
    assert hall.meeting.floor.on_air == ["p2"]
    assert heard(hall) == {"p0", "p2"}


def test_one_called_beside_another_leaves_him_on_air(hall: Hall) -> None:
    for point in ("p1", "p2"):
        hall.act(delegate(point), act.RequestFloor())
        hall.act(CHAIR, act.CallFloor(point=point, beside=True))
    assert hall.meeting.floor.on_air == ["p1", "p2"]
    assert heard(hall) == {"p0", "p1", "p2"}
    hall.act(CHAIR, act.StopFloor(point="p1"))
    assert heard(hall) == {"p0", "p2"}
    hall.act(CHAIR, act.StopFloor())
    assert (hall.meeting.floor.on_air, heard(hall)) == ([], {"p0"})


def test_a_stop_by_mistake_is_taken_back_as_if_it_had_not_been(hall: Hall) -> None:
    hall.act(delegate("p1"), act.RequestFloor(subject="Ngân sách"))
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=300))
    hall.wait(100)
    hall.act(CHAIR, act.StopFloor(point="p1"))
    assert heard(hall) == {"p0"}
    hall.wait(20)
    hall.act(SECRETARY, act.RestoreFloor(points=("p1",)))
    assert heard(hall) == {"p0", "p1"}
    turn = hall.meeting.floor.turn("p1")
    assert (turn.subject, turn.limit_s) == ("Ngân sách", 300)
    assert turn.spoken(hall.now).total_seconds() == 100, "not the time in which it was stopped"


def test_a_call_by_mistake_gives_the_others_their_turns_back(hall: Hall) -> None:
    for point in ("p1", "p2"):
        hall.act(delegate(point), act.RequestFloor())
        hall.act(CHAIR, act.CallFloor(point=point, beside=True))
        hall.wait(5)
    hall.act(CHAIR, act.PauseFloor(point="p2", on=True))
    hall.wait(5)
    hall.act(CHAIR, act.CallFloor(point="p3"))
    hall.wait(5)
    hall.act(CHAIR, act.RestoreFloor(points=("p2", "p1")))
    assert hall.meeting.floor.on_air == ["p1", "p2"]
    assert heard(hall) == {"p0", "p1", "p2"}
    paused = hall.meeting.floor.turn("p2")
    assert paused.paused == START + timedelta(seconds=10)
    assert paused.spoken(hall.now) == timedelta(seconds=5)


@pytest.mark.parametrize("on_air", [True, False])
def test_who_was_called_by_mistake_has_its_place_in_the_queue_back(
    hall: Hall, on_air: bool
) -> None:
    if on_air:
        hall.act(CHAIR, act.CallFloor(point="p0"))
    for point in ("p1", "p2", "p3"):
        hall.act(delegate(point), act.RequestFloor(subject=f"Của {point}"))
        hall.wait(10)
    before = list(hall.meeting.floor.queue)
    hall.act(CHAIR, act.CallFloor(point="p2"))
    if on_air:
        hall.act(CHAIR, act.RestoreFloor(points=("p0",), asked=("p2",)))
    else:
        hall.act(CHAIR, act.StopFloor(point="p2"))
        hall.act(CHAIR, act.RestoreFloor(points=(), beside=True, asked=("p2",)))
    assert hall.meeting.floor.queue == before, "with its subject and its time"
    assert hall.meeting.floor.on_air == (["p0"] if on_air else [])
    assert "p2" not in heard(hall)
    # Once is enough: who was not called has no hand to be put up.
    hall.act(CHAIR, act.RestoreFloor(points=(), beside=True, asked=("p2",)))
    assert hall.meeting.floor.queue == before


def test_no_hand_goes_up_that_its_point_has_taken_down(hall: Hall) -> None:
    hall.act(delegate("p1"), act.RequestFloor())
    hall.act(CHAIR, act.CallFloor(point="p1"))
    hall.act(delegate("p1"), act.WithdrawFloor())
    hall.act(CHAIR, act.RestoreFloor(points=(), beside=True, asked=("p1",)))
    assert hall.meeting.floor.queue == []
    hall.act(delegate("p2"), act.RequestFloor())
    hall.act(CHAIR, act.CallFloor(point="p2"))
    hall.act(CHAIR, act.StopFloor())
    hall.wait(61)
    hall.act(CHAIR, act.RestoreFloor(points=(), beside=True, asked=("p2",)))
    assert hall.meeting.floor.queue == []


def test_a_turn_is_given_back_only_soon_and_only_if_others_ended_it(hall: Hall) -> None:
    for point in ("p1", "p2"):
        hall.act(delegate(point), act.RequestFloor())
        hall.act(CHAIR, act.CallFloor(point=point, beside=True))
    hall.act(delegate("p2"), act.WithdrawFloor())
    refused(hall, Code.TURN_OVER, act.RestoreFloor(points=("p2",)))
    hall.act(CHAIR, act.StopFloor(point="p1"))
    hall.wait(61)
    refused(hall, Code.TURN_OVER, act.RestoreFloor(points=("p1",)))
    refused(hall, Code.TURN_OVER, act.RestoreFloor(points=("p3",)))


@pytest.mark.parametrize("says", ["nothing", "mute", "no grant", "left"])
def test_nobody_is_heard_again_who_has_closed_his_microphone(hall: Hall, says: str) -> None:
    hall.act(delegate("p1"), act.GrantMic(on=True))
    hall.act(CHAIR, act.CallFloor(point="p1"))
    hall.act(CHAIR, act.StopFloor(point="p1"))
    match says:
        case "mute":
            hall.keep(hall.meeting.switch("p1", True), delegate("p1"))
        case "no grant":
            hall.act(delegate("p1"), act.GrantMic(on=False))
        case "left":
            hall.keep(hall.meeting.leave("p1"))
            hall.keep(hall.meeting.arrive("p1", muted=True))
    hall.act(CHAIR, act.RestoreFloor(points=("p1",)))
    assert hall.meeting.floor.on_air == ["p1"]
    assert ("p1" in heard(hall)) == (says == "nothing")


def test_the_subject_goes_with_the_call_into_the_turn_and_the_chapter(hall: Hall) -> None:
    hall.act(delegate("p1"), act.RequestFloor(subject=" Ngân sách "))
    events = hall.act(CHAIR, act.CallFloor(point="p1", limit_s=300))
    assert FloorCalled(point="p1", limit_s=300, subject="Ngân sách") in events
    assert Chaptered(title="Điểm cầu 1: Ngân sách") in events
    (turn,) = views.floor(hall.meeting).on_air
    assert (turn.subject, turn.limit_s, turn.since) == ("Ngân sách", 300, views.stamp(START))
    assert hall.meeting.floor.queue == []


def test_the_queue_is_in_the_order_of_asking_and_keeps_it_when_the_subject_changes(
    hall: Hall,
) -> None:
    for point in ("p1", "p2", "p3"):
        hall.act(delegate(point), act.RequestFloor())
        hall.wait(1)
    hall.act(delegate("p1"), act.RequestFloor(subject="Đất đai"))
    assert [one.point for one in hall.meeting.floor.queue] == ["p1", "p2", "p3"]
    assert hall.meeting.floor.queue[0].at == START
    assert hall.act(delegate("p1"), act.RequestFloor(subject="Đất đai")) == []
    hall.act(SECRETARY, act.OrderFloor(points=("p3", "p1", "p2")))
    hall.act(SECRETARY, act.RejectFloor(point="p1"))
    assert [one.point for one in hall.meeting.floor.queue] == ["p3", "p2"]
    refused(hall, Code.QUEUE_CHANGED, act.OrderFloor(points=("p3", "p1", "p2")))
    refused(hall, Code.QUEUE_CHANGED, act.OrderFloor(points=("p3", "p3")))


def test_one_on_air_cannot_be_turned_down_only_stopped(hall: Hall) -> None:
    hall.act(CHAIR, act.CallFloor(point="p1"))
    assert hall.act(SECRETARY, act.RejectFloor(point="p1")) == []
    assert hall.act(delegate("p1"), act.RequestFloor()) == []
    hall.act(delegate("p1"), act.WithdrawFloor())
    assert hall.meeting.floor.on_air == []


def test_who_is_not_here_is_not_called(hall: Hall) -> None:
    refused(hall, Code.SEAT_ABSENT, act.CallFloor(point="p4"))
    refused(hall, Code.POINT_UNKNOWN, act.CallFloor(point="nobody"))
    hall.keep(hall.meeting.drop("p1"))
    refused(hall, Code.SEAT_ABSENT, act.CallFloor(point="p1"))
    refused(hall, Code.NOT_ON_AIR, act.StopFloor(point="p1"))
    refused(hall, Code.NOT_ON_AIR, act.LimitFloor(point="p1", limit_s=60))
    refused(hall, Code.NOT_ON_AIR, act.PauseFloor(point="p1", on=True))


@pytest.mark.parametrize(("limit", "warning"), [(300, 270), (150, 120), (100, 80), (10, 8)])
def test_a_speaker_is_warned_before_the_end_and_at_it(hall: Hall, limit: int, warning: int) -> None:
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=limit))
    assert hall.wait(warning - 0.001) == []
    assert hall.wait(0.001) == [FloorWarned(point="p1")]
    assert hall.wait(limit - warning - 0.001) == []
    assert hall.wait(0.001) == [FloorWarned(point="p1", over=True)]
    assert hall.wait(3600) == []
    assert hall.meeting.floor.on_air == ["p1"], "only the chair takes the word from somebody"


def test_a_clock_that_stands_still_warns_nobody(hall: Hall) -> None:
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=100))
    hall.wait(60)
    hall.act(CHAIR, act.PauseFloor(point="p1", on=True))
    assert hall.meeting.due is None
    assert hall.wait(600) == []
    assert hall.act(CHAIR, act.PauseFloor(point="p1", on=True)) == []
    (turn,) = hall.meeting.floor.turns
    assert turn.spoken(hall.now) == timedelta(seconds=60)
    hall.act(CHAIR, act.PauseFloor(point="p1", on=False))
    assert views.floor(hall.meeting).on_air[0].held_ms == 600_000
    assert hall.wait(19) == []
    assert hall.wait(1) == [FloorWarned(point="p1")]
    assert hall.wait(20) == [FloorWarned(point="p1", over=True)]


def test_a_changed_limit_is_counted_from_the_beginning_and_warns_anew(hall: Hall) -> None:
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=60))
    hall.wait(60)
    assert views.floor(hall.meeting).on_air[0].over
    hall.act(CHAIR, act.LimitFloor(point="p1", limit_s=300))
    told = views.floor(hall.meeting).on_air[0]
    assert (told.warned, told.over) == (False, False)
    assert hall.wait(209) == []
    assert hall.wait(1) == [FloorWarned(point="p1")]
    hall.act(CHAIR, act.LimitFloor(point="p1", limit_s=10))
    assert hall.wait(0) == [FloorWarned(point="p1", over=True)], "it has been longer already"
    hall.act(CHAIR, act.LimitFloor(point="p1", limit_s=None))
    assert (hall.meeting.due, hall.wait(9999)) == (None, [])


def test_calling_the_speaker_again_gives_another_limit_and_ends_the_others(hall: Hall) -> None:
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=60))
    hall.act(CHAIR, act.CallFloor(point="p2", beside=True))
    hall.wait(10)
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=120))
    (turn,) = hall.meeting.floor.turns
    assert (turn.point, turn.limit_s, turn.since) == ("p1", 120, START)


def test_who_is_next_is_so_until_called_or_gone(hall: Hall) -> None:
    hall.act(SECRETARY, act.PrepareFloor(point="p1"))
    assert hall.act(SECRETARY, act.PrepareFloor(point="p1")) == []
    hall.act(CHAIR, act.CallFloor(point="p1"))
    assert hall.meeting.floor.ready is None
    hall.act(SECRETARY, act.PrepareFloor(point="p2"))
    assert FloorPrepared(point=None) in hall.keep(hall.meeting.leave("p2"))


def test_a_line_that_drops_keeps_air_queue_and_clock_and_one_that_leaves_does_not(
    hall: Hall,
) -> None:
    hall.act(delegate("p1"), act.RequestFloor())
    hall.act(CHAIR, act.CallFloor(point="p1", limit_s=60))
    hall.act(delegate("p2"), act.RequestFloor())
    for point in ("p1", "p2"):
        hall.keep(hall.meeting.drop(point))
        hall.keep(hall.meeting.arrive(point))
    assert hall.meeting.floor.on_air == ["p1"]
    assert hall.meeting.floor.asked("p2")
    assert "p1" in heard(hall), "the microphone is as it was"
    for point in ("p1", "p2"):
        hall.keep(hall.meeting.leave(point))
        hall.keep(hall.meeting.arrive(point))
    assert (hall.meeting.floor.on_air, hall.meeting.floor.queue) == ([], [])
    assert heard(hall) == {"p0"}
