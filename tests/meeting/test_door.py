"""Who comes in and who does not: lobby, lock, removal, drop and return, opening and close."""

import pytest
from msgspec import structs

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting.business import CountdownSet, HoldSet, NoticeCleared, RollClosed
from signaling.meeting.events import (
    Admitted,
    Arrived,
    Closed,
    FloorEnded,
    Left,
    LobbyHeld,
    Opened,
    Renamed,
    Reopened,
)
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.refusal import RefusedError
from tests.meeting.council import CHAIR, OPERATOR, SECRETARY, Hall, delegate, planned


def refusal(hall: Hall, point: str) -> Code | None:
    """Why a point may not bring its media; None if it may."""
    try:
        hall.meeting.admit(point)
    except RefusedError as refused:
        return refused.code
    return None


def code_of(hall: Hall, command: act.Command) -> Code | None:
    try:
        hall.act(SECRETARY, command)
    except RefusedError as refused:
        return refused.code
    return None


def test_points_wait_and_are_let_in_one_by_one_by_list_or_all() -> None:
    hall = Hall(planned(5, lobby=True), ["p0", "p1", "p2", "p3"])
    assert hall.meeting.seats.waiting() == ["p0", "p1", "p2", "p3"]
    assert refusal(hall, "p1") is Code.LOBBY_WAITING
    hall.act(OPERATOR, act.Admit(points=("p1",)))
    hall.act(OPERATOR, act.Admit(points=("p2", "p1", "p4")))
    assert refusal(hall, "p1") is refusal(hall, "p4") is None
    assert hall.keep(hall.meeting.arrive("p1")) == [Arrived(point="p1")]
    assert hall.keep(hall.meeting.arrive("p4")) == [Arrived(point="p4")], "admitted in advance"
    assert hall.act(OPERATOR, act.Admit()) == [Admitted(points=("p0", "p3"))]
    assert hall.act(OPERATOR, act.Admit()) == []
    assert code_of(hall, act.Admit(points=("x",))) is Code.POINT_UNKNOWN


def test_who_connects_without_media_waits_only_where_he_has_to() -> None:
    hall = Hall(planned(4, lobby=True))
    assert hall.meeting.holds("p0")
    assert hall.keep(hall.meeting.wait("p0")) == [Arrived(point="p0", waiting=True)]
    assert hall.meeting.holds("p0"), "and still has to"
    hall.act(OPERATOR, act.Admit(points=("p1",)))
    hall.act(OPERATOR, act.Lock(on=True))
    # Let in between its welcome and this; refused by the lock; not of this meeting.
    for point in ("p1", "p2", "x"):
        assert not hall.meeting.holds(point)
        assert hall.keep(hall.meeting.wait(point)) == []


def test_who_was_in_comes_back_without_waiting() -> None:
    hall = Hall(planned(3), ["p0", "p1", "p2"])
    hall.act(OPERATOR, act.HoldLobby(on=True))
    hall.keep(hall.meeting.drop("p1"))
    hall.keep(hall.meeting.leave("p2"))
    assert refusal(hall, "p1") is refusal(hall, "p2") is None


def test_ending_the_lobby_lets_in_those_who_wait() -> None:
    hall = Hall(planned(3, lobby=True), ["p0", "p1"])
    assert hall.act(OPERATOR, act.HoldLobby(on=False)) == [
        LobbyHeld(on=False),
        Admitted(points=("p0", "p1")),
    ]
    assert refusal(hall, "p2") is None


def test_a_lock_refuses_the_new_and_nobody_else() -> None:
    hall = Hall(planned(4, lobby=True), ["p0", "p1", "p2"])
    hall.act(OPERATOR, act.Admit(points=("p0", "p1")))
    hall.keep(hall.meeting.arrive("p0"))
    hall.act(OPERATOR, act.Lock(on=True))
    assert refusal(hall, "p0") is None
    assert refusal(hall, "p1") is None, "it was let in, its line is only slow"
    assert refusal(hall, "p3") is Code.MEETING_LOCKED
    with pytest.raises(RefusedError):
        hall.meeting.arrive("p3")
    hall.keep(hall.meeting.drop("p0"))
    assert refusal(hall, "p0") is None
    hall.act(OPERATOR, act.Lock(on=False))
    assert refusal(hall, "p3") is Code.LOBBY_WAITING


@pytest.mark.parametrize("lobby", [False, True])
def test_who_was_sent_out_stays_out_until_admitted(lobby: bool) -> None:
    hall = Hall(planned(3, lobby=lobby), ["p0", "p1"])
    hall.act(OPERATOR, act.Admit(points=("p1",)))
    hall.keep(hall.meeting.arrive("p1"))
    hall.act(delegate("p1"), act.RequestFloor())
    hall.act(CHAIR, act.CallFloor(point="p1"))
    events = hall.act(OPERATOR, act.Remove(point="p1", reason="Gây ồn"))
    assert FloorEnded(point="p1", why="left") in events
    assert refusal(hall, "p1") is Code.LOBBY_WAITING
    assert hall.keep(hall.meeting.arrive("p1")) == [Arrived(point="p1", waiting=True)]
    hall.act(OPERATOR, act.HoldLobby(on=not lobby))
    hall.act(OPERATOR, act.HoldLobby(on=False))
    assert refusal(hall, "p1") is Code.LOBBY_WAITING, "sent out is sent out"
    hall.act(OPERATOR, act.Admit())
    hall.keep(hall.meeting.arrive("p1"))
    hall.keep(hall.meeting.drop("p1"))
    assert refusal(hall, "p1") is None


def test_in_the_lobby_a_lost_line_only_stops_waiting() -> None:
    hall = Hall(planned(2, lobby=True), ["p1"])
    assert hall.keep(hall.meeting.drop("p1")) == [Left(point="p1")]
    assert hall.meeting.seats.waiting() == []


def test_opening_ends_music_and_countdown() -> None:
    hall = Hall(planned(2), ["p0"])
    hall.act(OPERATOR, act.Hold(music=True))
    hall.act(OPERATOR, act.CountDown(seconds=600))
    events = hall.act(CHAIR, act.Open())
    assert events == [Opened(), HoldSet(music=False), CountdownSet(until=None)]
    assert hall.act(CHAIR, act.Open()) == []


def test_a_close_ends_everything_and_is_the_last_line() -> None:
    hall = Hall(planned(3), ["p0", "p1"])
    hall.act(CHAIR, act.Open())
    hall.act(SECRETARY, act.OpenRoll())
    hall.act(CHAIR, act.CallFloor(point="p1"))
    hall.act(OPERATOR, act.Announce(text="Nghỉ"))
    events = hall.act(CHAIR, act.Close())
    kinds = [type(one) for one in events]
    assert kinds == [FloorEnded, RollClosed, NoticeCleared, Closed]
    meeting = hall.meeting
    assert not meeting.seats.anybody
    assert not any(map(meeting.mics.heard, ("p0", "p1")))
    for nothing in (
        meeting.drop("p1"),
        meeting.leave("p0"),
        meeting.resume(),
        meeting.tick(hall.now),
        meeting.invite(planned(5).places[4]),
    ):
        assert nothing.events == ()
    with pytest.raises(RefusedError):
        meeting.arrive("p2")
    with pytest.raises(RefusedError):
        meeting.switch("p1", True)
    assert refusal(hall, "p1") is Code.MEETING_CLOSED
    assert code_of(hall, act.OpenRoll()) is Code.MEETING_CLOSED


def test_a_running_vote_is_not_cut_off_by_the_close() -> None:
    hall = Hall(planned(3), ["p0", "p1"])
    hall.act(SECRETARY, act.OpenVote(question="Thông qua?", regardless=True))
    assert code_of(hall, act.Close()) is Code.VOTE_RUNNING
    hall.act(SECRETARY, act.CancelVote(vote="v1"))
    assert code_of(hall, act.Close()) is None


def test_a_close_by_mistake_can_be_taken_back_for_a_while() -> None:
    hall = Hall(planned(3, lobby=True), ["p0", "p1"])
    hall.act(OPERATOR, act.Admit())
    hall.keep(hall.meeting.arrive("p0"))
    hall.act(SECRETARY, act.OpenRoll())
    hall.act(CHAIR, act.Open())
    hall.act(CHAIR, act.Close())
    hall.wait(15 * 60)
    assert hall.act(CHAIR, act.Open()) == [Reopened()]
    assert hall.meeting.phase == "open"
    assert refusal(hall, "p0") is None, "who was in need not wait again"
    assert hall.meeting.roll.mark("p0").present
    assert not hall.meeting.roll.open
    assert rebuilt(hall.log) == hall.meeting
    hall.act(CHAIR, act.Close())
    hall.wait(15 * 60 + 1)
    assert code_of(hall, act.Open()) is Code.MEETING_CLOSED
    assert [type(one.event) for one in hall.log if isinstance(one.event, Opened)] == [Opened]


def test_a_point_is_called_what_it_is_called_now() -> None:
    hall = Hall(planned(3, lobby=False), ["p1"])
    place = hall.meeting.seats.by_point["p1"].place
    assert hall.keep(hall.meeting.invite(place)) == []
    named = structs.replace(place, name="UBND phường Cửa Bắc", unit="Thành phố", room=True)
    said = [Renamed(point="p1", name="UBND phường Cửa Bắc", unit="Thành phố")]
    assert hall.keep(hall.meeting.invite(named)) == said
    seat = hall.meeting.seats.by_point["p1"]
    assert (seat.state, seat.place.name, seat.place.delegates) == ("present", named.name, 2)
    assert not seat.place.room, "what a point has granted stays"
    assert hall.meeting.roll.places["p1"].name == named.name
    # By the plan as well, and again when the server starts anew.
    again = planned(3, lobby=False, places=(place,))
    back = [Renamed(point="p1", name=place.name)]
    assert hall.keep(hall.meeting.replan(again, agenda=False)) == back
    assert rebuilt(hall.log).seats.by_point["p1"].place == place
