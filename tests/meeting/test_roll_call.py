"""The roll call as a secretary keeps it: four states, heads, reconnects, quorum, corrections."""

import pytest

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting.business import RollClosed, RollMarked, RollOpened
from signaling.meeting.refusal import RefusedError
from signaling.meeting.roll_call import reached
from signaling.meeting.terms import Fraction, Place
from tests.meeting.council import OPERATOR, SECRETARY, Hall, delegate, planned


def close(hall: Hall) -> RollClosed:
    (result,) = hall.act(SECRETARY, act.CloseRoll())
    assert isinstance(result, RollClosed)
    return result


def mark(hall: Hall, point: str, presence: str, **more: object) -> list[object]:
    command = {"point": point, "presence": presence, **more}
    return list(hall.act(SECRETARY, act.MarkRoll(**command)))  # type: ignore[arg-type]


def test_the_four_states_and_what_each_counts() -> None:
    hall = Hall(planned(5), ["p0", "p1"])
    hall.act(SECRETARY, act.OpenRoll())
    mark(hall, "p2", "room")
    mark(hall, "p3", "absent", reason="Đi công tác")
    roll = hall.meeting.roll
    assert [roll.mark(f"p{n}").presence for n in range(5)] == [
        "online",
        "online",
        "room",
        "absent",
        "unknown",
    ]
    result = close(hall)
    assert (result.points, result.points_present) == (5, 3)
    assert (result.delegates, result.delegates_present) == (11, 7)
    assert roll.mark("p3").reason == "Đi công tác"


def test_heads_are_counted_up_to_the_entitled() -> None:
    hall = Hall(planned(5), [f"p{n}" for n in range(5)])
    hall.act(delegate("p1"), act.ReportHeads(heads=9))
    hall.act(SECRETARY, act.OpenRoll())
    hall.act(delegate("p2"), act.ReportHeads(heads=1))
    mark(hall, "p3", "online", heads=0)
    assert hall.meeting.roll.mark("p1").heads == 9, "guests are guests, and are shown"
    result = close(hall)
    assert result.delegates_present == 3 + 2 + 1 + 0 + 2
    assert result.points_present == 4, "a room without delegates does not attend"


def test_a_point_without_delegates_is_no_part_of_the_quorum() -> None:
    places = (Place(point="p0", name="A"), Place(point="tech", name="Kỹ thuật", delegates=0))
    hall = Hall(planned(places=places), ["p0", "tech"])
    hall.act(SECRETARY, act.OpenRoll())
    result = close(hall)
    assert (result.points, result.points_present, result.quorum) == (1, 1, True)
    hall.act(SECRETARY, act.OpenVote(question="?"))
    assert hall.meeting.votes.all["v1"].opened.voters == {"p0": 1}
    assert hall.meeting.votes.all["v1"].opened.total == 1


def test_a_reconnect_is_one_attendance_and_changes_no_mark() -> None:
    hall = Hall(planned(3), ["p0", "p1"])
    hall.act(SECRETARY, act.OpenRoll())
    mark(hall, "p1", "absent", reason="Chỉ có kỹ thuật viên")
    for point in ("p0", "p1"):
        hall.keep(hall.meeting.drop(point))
        events = hall.keep(hall.meeting.arrive(point))
        assert not any(isinstance(one, RollMarked) for one in events)
    assert hall.meeting.roll.mark("p1").presence == "absent", "a person has said so"
    assert close(hall).points_present == 1


def test_who_comes_while_the_roll_is_called_is_marked_and_who_comes_later_is_not() -> None:
    hall = Hall(planned(4), ["p0"])
    hall.act(SECRETARY, act.OpenRoll())
    mark(hall, "p1", "absent")
    hall.keep(hall.meeting.arrive("p1"))
    assert hall.meeting.roll.mark("p1").presence == "online", "late, but here"
    assert not hall.meeting.arrive("p2", attends=False).events[1:], "who watches does not attend"
    close(hall)
    hall.keep(hall.meeting.arrive("p3"))
    assert hall.meeting.roll.mark("p3").presence == "unknown"


def test_a_correction_after_the_close_is_counted_again() -> None:
    hall = Hall(planned(3, quorum="two_thirds"), ["p0"])
    hall.act(SECRETARY, act.OpenRoll())
    assert not close(hall).quorum
    events = mark(hall, "p1", "room")
    result = RollClosed(points=3, points_present=2, delegates=7, delegates_present=5, quorum=True)
    assert events == [RollMarked(point="p1", presence="room"), result]
    assert hall.meeting.roll.result == result
    assert len(mark(hall, "p2", "absent", reason="Ốm")) == 1, "which changes no count"
    hall.keep(hall.meeting.arrive("p1"))
    with pytest.raises(RefusedError) as caught:
        hall.act(delegate("p1"), act.ReportHeads(heads=0))
    assert caught.value.code is Code.ROLL_CLOSED, "a point changes no result"


def test_a_second_roll_call_counts_who_is_here_then() -> None:
    hall = Hall(planned(5), ["p0", "p1", "p2"])
    hall.act(delegate("p1"), act.ReportHeads(heads=1))
    hall.act(SECRETARY, act.OpenRoll())
    mark(hall, "p3", "room")
    mark(hall, "p4", "absent", reason="Ốm")
    close(hall)
    hall.keep(hall.meeting.leave("p1"))
    events = hall.act(SECRETARY, act.OpenRoll())
    assert events == [RollOpened(), RollMarked(point="p1", presence="unknown", heads=1)]
    result = close(hall)
    assert (result.points_present, result.delegates_present) == (3, 3 + 2 + 2)
    assert hall.meeting.roll.mark("p4").reason == "Ốm"


def test_marks_need_a_roll_and_a_point() -> None:
    hall = Hall(planned(2), ["p0"])
    codes: list[Code | None] = []
    for command in (
        act.MarkRoll(point="p1", presence="room"),
        act.CloseRoll(),
        act.OpenRoll(),
        act.OpenRoll(),
        act.MarkRoll(point="x", presence="room"),
    ):
        try:
            hall.act(OPERATOR, command)
            codes.append(None)
        except RefusedError as refused:
            codes.append(refused.code)
    assert codes == [
        Code.ROLL_CLOSED,
        Code.ROLL_CLOSED,
        None,
        Code.ROLL_OPEN,
        Code.POINT_UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("part", "whole", "share", "enough"),
    [
        (1, 2, "half", False),
        (2, 3, "half", True),
        (50, 100, "half", False),
        (51, 100, "half", True),
        (0, 0, "half", False),
        (2, 3, "two_thirds", True),
        (1, 3, "two_thirds", False),
        (66, 100, "two_thirds", False),
        (67, 100, "two_thirds", True),
        (76, 114, "two_thirds", True),
        (75, 114, "two_thirds", False),
        (0, 0, "two_thirds", False),
        (1, 1, "two_thirds", True),
    ],
)
def test_more_than_half_and_at_least_two_thirds(
    part: int, whole: int, share: Fraction, enough: bool
) -> None:
    assert reached(part, whole, share) == enough


@pytest.mark.parametrize(
    ("quorum", "heads", "enough"),
    [("two_thirds", 5, False), ("two_thirds", 6, True), ("half", 4, False), ("half", 5, True)],
)
def test_the_quorum_is_of_all_who_are_entitled(quorum: str, heads: int, enough: bool) -> None:
    places = (
        Place(point="p0", name="A", delegates=6),
        Place(point="p1", name="B", delegates=3 if quorum == "two_thirds" else 2),
    )
    hall = Hall(planned(places=places, quorum=quorum), ["p0"])
    hall.act(SECRETARY, act.OpenRoll())
    mark(hall, "p0", "online", heads=heads)
    assert close(hall).quorum == enough
