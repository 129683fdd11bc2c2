"""Microphones: what each rule comes to in every combination, and that nobody is opened unasked."""

from itertools import product

import pytest
from msgspec import structs

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting.actor import Actor
from signaling.meeting.events import MicInvited, MicsSilenced, MicSwitched
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Mode
from tests.meeting.council import CHAIR, OPERATOR, SECRETARY, Hall, delegate, planned

HERE = ["p0", "p1", "p2"]
YES_NO = (False, True)
MODES: tuple[Mode, ...] = ("discussion", "conference", "lecture")


def code_of(hall: Hall, actor: Actor, command: act.Command) -> Code | None:
    """Why an act is refused; None if it is not."""
    try:
        hall.act(actor, command)
    except RefusedError as refused:
        return refused.code
    return None


def switch(hall: Hall, point: str, *, muted: bool) -> Code | None:
    try:
        hall.keep(hall.meeting.switch(point, muted), delegate(point))
    except RefusedError as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("mode", "locked", "on_air", "chair", "lectures", "invited"),
    [
        one
        for one in product(MODES, YES_NO, YES_NO, YES_NO, YES_NO, YES_NO)
        if not (one[4] and one[0] != "lecture")
    ],
)
def test_who_may_open_and_who_is_heard(
    mode: Mode, locked: bool, on_air: bool, chair: bool, lectures: bool, invited: bool
) -> None:
    """The whole table, against the sentences of the protocol."""
    hall = Hall(planned(3, chair="p1" if chair else "p0", muted=True), HERE)
    lecturer = "p1" if lectures else "p2"
    hall.act(SECRETARY, act.SetMode(mode=mode, lecturer=lecturer))
    hall.act(SECRETARY, act.LockMics(on=locked))
    if on_air:
        hall.act(CHAIR, act.CallFloor(point="p1"))
    if invited:
        code_of(hall, OPERATOR, act.InviteMic(point="p1"))
    leads = on_air or chair or lectures
    free = mode == "discussion" or leads
    was_invited = "p1" in hall.meeting.mics.invited
    assert was_invited == ((invited and free) or on_air or lectures)
    assert not hall.meeting.mics.heard("p1"), "asked is not opened"
    may = free and (not locked or leads or was_invited)
    assert hall.meeting.mics.may_open("p1") == may
    assert switch(hall, "p1", muted=False) == (None if may else Code.MIC_LOCKED)
    assert hall.meeting.mics.heard("p1") == may


@pytest.mark.parametrize("way", ["call", "invite", "lecture"])
@pytest.mark.parametrize("consent", ["none", "granted", "accepted", "declined"])
def test_nobodys_microphone_is_opened_without_consent(way: str, consent: str) -> None:
    hall = Hall(planned(3, muted=True), HERE)
    if consent == "granted":
        hall.act(delegate("p1"), act.GrantMic(on=True))
    acts: dict[str, act.Command] = {
        "call": act.CallFloor(point="p1"),
        "invite": act.InviteMic(point="p1"),
        "lecture": act.SetMode(mode="lecture", lecturer="p1"),
    }
    events = hall.act(SECRETARY, acts[way])
    assert (MicInvited(point="p1") in events) == (consent != "granted")
    assert hall.meeting.mics.heard("p1") == (consent == "granted")
    if consent in {"accepted", "declined"}:
        hall.act(delegate("p1"), act.AnswerMic(accept=consent == "accepted"))
    assert hall.meeting.mics.heard("p1") == (consent in {"granted", "accepted"})
    again = code_of(hall, delegate("p1"), act.AnswerMic(accept=True))
    assert again is (Code.NOT_INVITED if consent != "none" else None)


def test_who_asked_to_speak_is_opened_by_the_call() -> None:
    hall = Hall(planned(3, mode="conference"), HERE)
    hall.act(delegate("p1"), act.RequestFloor())
    assert MicSwitched(point="p1", muted=False) in hall.act(CHAIR, act.CallFloor(point="p1"))
    hall.act(delegate("p2"), act.RequestFloor())
    hall.act(delegate("p2"), act.WithdrawFloor())
    assert MicInvited(point="p2") in hall.act(CHAIR, act.CallFloor(point="p2"))


def test_a_grant_ends_with_the_wish_and_with_leaving_not_with_a_drop() -> None:
    hall = Hall(planned(3, muted=True), HERE)
    hall.act(delegate("p1"), act.GrantMic(on=True))
    hall.keep(hall.meeting.drop("p1"))
    hall.keep(hall.meeting.arrive("p1"))
    assert hall.act(OPERATOR, act.InviteMic(point="p1")) == [MicSwitched(point="p1", muted=False)]
    hall.act(OPERATOR, act.Silence(points=("p1",)))
    hall.act(delegate("p1"), act.GrantMic(on=False))
    assert hall.act(OPERATOR, act.InviteMic(point="p1")) == [MicInvited(point="p1")]
    hall.act(delegate("p1"), act.GrantMic(on=True))
    hall.keep(hall.meeting.leave("p1"))
    hall.keep(hall.meeting.arrive("p1", muted=True))
    assert hall.act(OPERATOR, act.InviteMic(point="p1")) == [MicInvited(point="p1")]


def test_silence_spares_only_those_who_speak_by_their_part() -> None:
    hall = Hall(planned(4), [*HERE, "p3"])
    hall.act(CHAIR, act.CallFloor(point="p1"))
    events = hall.act(OPERATOR, act.Silence())
    assert events == [MicsSilenced(points=("p2", "p3"))]
    assert hall.act(OPERATOR, act.Silence()) == []
    assert hall.act(OPERATOR, act.Silence(points=("p0", "p1", "p2"))) == [
        MicsSilenced(points=("p0", "p1"))
    ], "who is named is silenced, whatever the part"
    assert switch(hall, "p2", muted=False) is None, "silence is no lock"
    assert code_of(hall, OPERATOR, act.Silence(points=("x",))) is Code.POINT_UNKNOWN


def test_silence_does_nothing_to_who_is_not_in() -> None:
    hall = Hall(planned(3), ["p0"])
    assert hall.act(OPERATOR, act.Silence(points=("p1",))) == []
    hall.keep(hall.meeting.arrive("p1"))
    assert hall.meeting.mics.heard("p1")


def test_a_lock_holds_for_who_leaves_to_come_in_anew() -> None:
    hall = Hall(planned(3), HERE)
    hall.act(OPERATOR, act.Silence())
    hall.act(OPERATOR, act.LockMics(on=True))
    assert switch(hall, "p1", muted=False) is Code.MIC_LOCKED
    hall.keep(hall.meeting.leave("p1"))
    hall.keep(hall.meeting.arrive("p1", muted=False))
    assert not hall.meeting.mics.heard("p1")
    hall.act(OPERATOR, act.LockMics(on=False))
    assert not hall.meeting.mics.heard("p1"), "unlocking opens nobody's"


def test_an_invitation_goes_with_the_right_to_speak() -> None:
    hall = Hall(planned(3, muted=True), HERE)
    hall.act(OPERATOR, act.InviteMic(point="p1"))
    hall.act(OPERATOR, act.SetMode(mode="conference"))
    assert code_of(hall, delegate("p1"), act.AnswerMic(accept=True)) is Code.NOT_INVITED
    hall.act(OPERATOR, act.SetMode(mode="discussion"))
    assert not hall.meeting.mics.heard("p1")


def test_a_stricter_mode_closes_and_a_freer_one_opens_nobody() -> None:
    hall = Hall(planned(3), HERE)
    hall.act(SECRETARY, act.SetMode(mode="lecture", lecturer="p2"))
    assert [p for p in HERE if hall.meeting.mics.heard(p)] == ["p0", "p2"]
    hall.act(SECRETARY, act.SetMode(mode="discussion"))
    assert [p for p in HERE if hall.meeting.mics.heard(p)] == ["p0", "p2"]
    assert code_of(hall, SECRETARY, act.SetMode(mode="lecture", lecturer="x")) is Code.POINT_UNKNOWN
    assert code_of(hall, SECRETARY, act.SetMode(mode="lecture")) is Code.POINT_UNKNOWN


def test_who_only_watches_or_waits_answers_for_nobody() -> None:
    hall = Hall(planned(3, lobby=True), ["p0", "p1"])
    viewer = Actor(role="viewer", name="Khách", point="p0")
    assert code_of(hall, viewer, act.GrantMic(on=True)) is Code.FORBIDDEN
    assert code_of(hall, delegate("p1"), act.GrantMic(on=True)) is Code.SEAT_ABSENT
    assert switch(hall, "p1", muted=True) is Code.SEAT_ABSENT


def test_a_room_is_opened_from_the_centre_until_it_says_otherwise() -> None:
    plan = planned(3, muted=True)
    rooms = tuple(structs.replace(one, room=True) for one in plan.places)
    hall = Hall(structs.replace(plan, places=rooms, lobby=True))
    # Who waits in the lobby has granted nothing yet.
    assert hall.meeting.mics.granted == set()
    hall.act(SECRETARY, act.Admit(points=("p1", "p2")))
    for point in ("p1", "p2"):
        hall.keep(hall.meeting.arrive(point))
    hall.act(delegate("p2"), act.GrantMic(on=False))
    for point in ("p1", "p2"):
        hall.act(OPERATOR, act.InviteMic(point=point))
    assert hall.meeting.mics.heard("p1")
    assert hall.meeting.mics.invited == {"p2"}
    for point in ("p1", "p2"):
        hall.keep(hall.meeting.leave(point))
        hall.keep(hall.meeting.arrive(point))
    assert hall.meeting.mics.granted == {"p1"}, "what a point said itself holds when it comes back"
