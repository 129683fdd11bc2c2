"""The rules of seats, hands and lines."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mcu.messages import LineQuality
from signaling.meeting import line
from signaling.meeting.actor import Right, Role
from signaling.meeting.permissions import at_console, at_point, can, leads
from signaling.meeting.place import Place
from signaling.meeting.room import Room

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
WHEN = "2026-11-21T08:00:00.000+00:00"


def place(point: str, order: int = 0, synthetic: bool = False) -> Place:
    return Place(point=point, name=point.upper(), unit="", order=order, synthetic=synthetic)


def room() -> Room:
    made = Room(id="demo", title="Giao ban", open=True)
    made.invite([place("b", 1), place("a", 0), place("robot", 2, synthetic=True)])
    return made


def join(made: Room, point: str, session: str, holder: str | None = None) -> None:
    made.take(point, kind="point", session=session, holder=holder)
    made.connected(point, session)


def test_seats_stand_in_the_order_of_the_picture() -> None:
    assert [(seat.point, seat.state) for seat in room().seats] == [
        ("a", "invited"),
        ("b", "invited"),
        ("robot", "invited"),
    ]


def test_a_seat_is_present_when_media_flows_and_not_before() -> None:
    made = room()
    made.take("a", kind="point", session="s1", holder=None)
    assert made.present == 0
    assert made.occupied
    seat = made.connected("a", "s1")
    assert seat is not None
    assert (seat.state, made.present) == ("present", 1)
    assert made.connected("a", "s1") is None, "said once"


def test_a_lost_line_keeps_the_seat_with_all_that_was_set() -> None:
    made = room()
    join(made, "a", "s1")
    made.mute("a", True)
    made.follow("a", muted=True, hand_since=WHEN, waiting=False)
    seat = made.lost("a", "s1", now=10.0)
    assert seat is not None
    assert (seat.state, seat.muted, seat.hand_since) == (
        "dropped",
        True,
        "2026-11-21T08:00:00.000+00:00",
    )
    join(made, "a", "s2")
    back = made.chair("a").seat()
    assert (back.state, back.muted, back.hand_since) == ("present", True, seat.hand_since)


def test_a_new_connection_takes_the_seat_and_its_ghost_moves_nothing() -> None:
    made = room()
    join(made, "a", "s1")
    made.take("a", kind="point", session="s2", holder=None)
    assert made.lost("a", "s1", now=1.0) is None
    assert made.connected("a", "s1") is None
    assert made.chair("a").state == "present"


def test_a_session_that_never_connected_changes_nothing() -> None:
    made = room()
    made.take("a", kind="point", session="s1", holder=None)
    assert made.lost("a", "s1", now=1.0) is None
    assert made.chair("a").state == "invited"
    assert not made.occupied


def test_leaving_forgets_what_was_set() -> None:
    made = room()
    join(made, "a", "s1")
    made.mute("a", True)
    made.camera("a", False)
    made.follow("a", muted=True, hand_since=WHEN, waiting=False)
    seat = made.leave("a")
    assert seat is not None
    assert (seat.state, seat.muted, seat.camera, seat.hand_since) == ("left", False, True, None)
    assert made.leave("a") is None
    assert made.leave("b") is None, "who never came cannot leave"


def test_a_tile_is_overdue_after_its_time() -> None:
    made = room()
    join(made, "a", "s1")
    made.lost("a", "s1", now=10.0)
    assert made.overdue(now=15.0, keep=5.0) == []
    assert made.overdue(now=15.1, keep=5.0) == ["a"]
    join(made, "a", "s2")
    assert made.overdue(now=99.0, keep=5.0) == []


def test_self_service_may_not_push_anybody_out() -> None:
    made = room()
    assert made.free_for("a", "me")
    join(made, "a", "s1", holder="me")
    assert made.free_for("a", "me"), "the same browser comes back"
    assert not made.free_for("a", "you")
    assert made.free_for("a", None), "a link is the point itself"
    made.lost("a", "s1", now=1.0)
    assert made.free_for("a", "you")


def test_nobody_sits_on_a_demonstration_point_but_the_demonstration() -> None:
    made = room()
    assert not made.free_for("robot", "me")
    assert made.free_for("robot", None)


def test_a_seat_shows_what_the_rules_have_come_to() -> None:
    made = room()
    raised = made.follow("a", muted=True, hand_since=WHEN, waiting=True)
    assert raised is not None
    assert (raised.state, raised.muted, raised.hand_since) == ("lobby", True, WHEN)
    assert made.follow("a", muted=True, hand_since=WHEN, waiting=True) is None
    admitted = made.follow("a", muted=False, hand_since=None, waiting=False)
    assert admitted is not None
    assert (admitted.state, admitted.muted, admitted.hand_since) == ("invited", False, None)


def test_nothing_is_said_where_nothing_changed() -> None:
    made = room()
    assert made.mute("a", False) is None
    assert made.camera("a", True) is None
    assert made.follow("a", muted=False, hand_since=None, waiting=False) is None
    assert made.take("a", kind="point", session="s", holder=None) is None


def test_a_changed_kind_is_told() -> None:
    seat = room().take("a", kind="viewer", session="s", holder=None)
    assert seat is not None
    assert seat.kind == "viewer"


class Seats(RuleBasedStateMachine):
    """Whatever happens in whatever order, a seat never contradicts itself."""

    def __init__(self) -> None:
        super().__init__()
        self.room = room()
        self.sessions = 0
        self.now = 0.0

    @rule(point=st.sampled_from("ab"), kind=st.sampled_from(["point", "viewer"]))
    def take(self, point: str, kind: str) -> None:
        self.sessions += 1
        self.room.take(point, kind=kind, session=str(self.sessions), holder=None)  # type: ignore[arg-type]  # of kinds

    @rule(point=st.sampled_from("ab"), back=st.integers(0, 2))
    def connected(self, point: str, back: int) -> None:
        self.room.connected(point, str(self.sessions - back))

    @rule(point=st.sampled_from("ab"), back=st.integers(0, 2))
    def lost(self, point: str, back: int) -> None:
        self.now += 1
        self.room.lost(point, str(self.sessions - back), self.now)

    @rule(point=st.sampled_from("ab"))
    def leave(self, point: str) -> None:
        self.room.leave(point)

    @invariant()
    def consistent(self) -> None:
        for point in "ab":
            chair = self.room.chair(point)
            assert chair.state != "present" or chair.session is not None
            assert (chair.state == "dropped") == (chair.dropped_at is not None)
        assert [seat.point for seat in self.room.seats] == ["a", "b", "robot"]


TestSeats = Seats.TestCase


def quality(**changes: float) -> LineQuality:
    values: dict[str, float | None] = {
        "loss_up": 0.0,
        "loss_down": 0.0,
        "rtt_ms": 20.0,
        "jitter_ms": 1.0,
        "bitrate_up": 500_000,
        "bitrate_down": 1_500_999,
        "fps_up": 25.0,
    }
    return LineQuality(**(values | changes))  # type: ignore[arg-type]  # a dict of arguments


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({}, "good"),
        ({"loss_up": 0.02}, "good"),
        ({"loss_down": 0.05}, "fair"),
        ({"loss_up": 0.2}, "poor"),
        ({"rtt_ms": 300.0}, "fair"),
        ({"rtt_ms": 700.0}, "poor"),
        ({"rtt_ms": None}, "good"),
        ({"bitrate_up": 0}, "good"),
        ({"bitrate_up": 0, "bitrate_down": 0}, "lost"),
    ],
)
def test_a_line_is_graded_by_its_worse_direction(changes: dict[str, float], grade: str) -> None:
    assert line.report(quality(**changes)).grade == grade


def test_a_line_is_reported_in_percent_and_kilobits() -> None:
    report = line.report(quality(loss_up=0.0123, rtt_ms=20.04))
    assert (report.loss_up, report.rtt_ms, report.kbps_down) == (1.2, 20.0, 1500)


@given(st.text())
def test_an_unknown_role_may_only_write(role: str) -> None:
    assume(role not in get_args(Role) or role == "system")
    assert at_point(role, "point", place("a")).role == "viewer"
    assert not leads(role)


def test_a_viewer_may_only_write() -> None:
    allowed = can(at_point("delegate", "viewer", place("a")))
    assert (allowed.record, allowed.chat, allowed.hand) == (False, True, False)
    assert allowed.rights == [Right.CHAT]


def test_a_chair_at_a_point_has_the_rights_of_both() -> None:
    allowed = can(at_point("chair", "point", place("a")))
    assert {Right.FLOOR, Right.VOTES, Right.TAKE_PART} <= set(allowed.rights)
    assert allowed.hand


def test_a_console_takes_no_part() -> None:
    allowed = can(at_console("operator", "khanh", "Khánh"))
    assert (allowed.record, allowed.chat, allowed.hand, allowed.share) == (True, True, False, False)
