"""What acts come to in the picture and the sound."""

from datetime import timedelta

from mcu.scene import Bar, Overlay, Timer
from signaling.meeting import commands as act
from signaling.meeting.directions import NOT_BEGUN, RESTS, Directions, directions
from signaling.meeting.terms import Count
from tests.meeting.council import CHAIR, OPERATOR, START, Hall, delegate, planned

POINTS = ("p0", "p1", "p2", "p3")


def hall() -> Hall:
    return Hall(planned(4), POINTS)


def seen(one: Hall) -> Overlay:
    return directions(one.meeting).overlay


def test_a_meeting_where_nothing_is_said_asks_for_nothing() -> None:
    assert directions(hall().meeting) == Directions()


def test_who_is_called_is_on_air_with_the_time_that_is_left() -> None:
    one = hall()
    one.act(CHAIR, act.PrepareFloor(point="p2"))
    assert directions(one.meeting).cued == "p2"
    one.act(CHAIR, act.CallFloor(point="p2", limit_s=300))
    now = directions(one.meeting)
    assert (now.scene.on_air, now.cued) == (("p2",), None)
    end = (START + timedelta(seconds=300)).timestamp()
    assert now.overlay.timers == (Timer(member="p2", until=end, warning=30),)
    one.wait(100)
    one.act(CHAIR, act.PauseFloor(point="p2", on=True))
    one.wait(50)
    assert seen(one).timers == (Timer(member="p2", left=200, warning=30),)
    one.act(CHAIR, act.PauseFloor(point="p2", on=False))
    (timer,) = seen(one).timers
    assert timer.until == end + 50
    one.act(CHAIR, act.CallFloor(point="p1", beside=True))
    assert directions(one.meeting).scene.on_air == ("p2", "p1")
    assert len(seen(one).timers) == 1, "who has no limit has no clock"


def test_who_asks_to_speak_has_a_hand_raised_in_the_picture_until_he_is_called() -> None:
    one = hall()
    one.act(delegate("p2"), act.RequestFloor())
    one.act(delegate("p1"), act.RequestFloor())
    assert seen(one).hands == ("p1", "p2")
    one.act(CHAIR, act.CallFloor(point="p2"))
    assert seen(one).hands == ("p1",)
    one.act(delegate("p1"), act.WithdrawFloor())
    assert seen(one).hands == ()


def test_an_announcement_to_all_is_in_the_picture_and_one_to_some_is_not() -> None:
    one = hall()
    one.act(OPERATOR, act.Announce(text="Giải lao 15 phút", seconds=60))
    assert seen(one).announcement == "Giải lao 15 phút"
    one.wait(61)
    assert seen(one).announcement == ""
    one.act(OPERATOR, act.Announce(text="Bật micrô", points=("p1",)))
    assert seen(one).announcement == ""


def test_before_the_start_and_in_a_break() -> None:
    one = hall()
    one.act(OPERATOR, act.Hold(music=True))
    one.act(OPERATOR, act.CountDown(seconds=299))
    now = directions(one.meeting)
    assert now.music
    assert now.overlay.hold == NOT_BEGUN
    assert now.overlay.countdown
    assert now.overlay.countdown.until == START.timestamp() + 299
    one.act(CHAIR, act.Open())
    one.act(OPERATOR, act.Hold(music=True))
    assert seen(one).hold == RESTS
    one.act(OPERATOR, act.Hold(music=False))
    assert seen(one).hold == ""


def test_a_vote_is_shown_as_it_runs_without_saying_how_it_goes_and_then_its_result() -> None:
    one = hall()
    one.act(CHAIR, act.Open())
    one.act(CHAIR, act.OpenVote(question="Thông qua?", regardless=True))
    poll = seen(one).poll
    assert poll
    assert (poll.voted, poll.voters, poll.bars, poll.verdict) == (0, 4, (), "")
    for point, option in (("p1", "Tán thành"), ("p2", "Tán thành"), ("p3", "Không tán thành")):
        counts = (Count(option=option, count=1),)
        one.act(delegate(point), act.CastVote(vote="v1", counts=counts))
    poll = seen(one).poll
    assert poll
    assert (poll.voted, poll.bars) == (3, ())
    one.act(CHAIR, act.CloseVote(vote="v1"))
    poll = seen(one).poll
    assert poll
    assert poll.bars == (
        Bar(text="Tán thành", count=2),
        Bar(text="Không tán thành", count=1),
        Bar(text="Không biểu quyết", count=0),
    )
    assert poll.verdict == "Không được thông qua: 2/4 tổng số"
    one.act(CHAIR, act.ShowVote(vote=None))
    assert seen(one).poll is None
