"""Votes: who may, how often, until when, and what the count comes to at the edges."""

from itertools import product

import pytest

from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting import views
from signaling.meeting.actor import Actor
from signaling.meeting.business import VoteCancelled, VoteCast, VoteClosed, VoteShown
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Base, Basis, Count, Fraction, Place
from tests.meeting.council import CHAIR, OPERATOR, SECRETARY, VIEWER, Hall, delegate, planned

YES, NO, NEITHER = "Tán thành", "Không tán thành", "Không biểu quyết"


def ballot(**counts: int) -> tuple[Count, ...]:
    names = {"yes": YES, "no": NO, "neither": NEITHER}
    return tuple(Count(option=names[name], count=count) for name, count in counts.items())


def council(points: int = 5, here: int = 5, **settings: object) -> Hall:
    """A meeting whose roll has been called and closed."""
    hall = Hall(planned(points, **settings), [f"p{n}" for n in range(here)])
    hall.act(SECRETARY, act.OpenRoll())
    hall.act(SECRETARY, act.CloseRoll())
    return hall


def opened(hall: Hall, **settings: object) -> str:
    command = act.OpenVote(**{"question": "Thông qua nghị quyết?", **settings})  # type: ignore[arg-type]
    hall.act(SECRETARY, command)
    assert hall.meeting.votes.running is not None
    return hall.meeting.votes.running.opened.vote


def cast(hall: Hall, point: str, **counts: int) -> Code | None:
    """Cast; return why not."""
    return code_of(hall, delegate(point), act.CastVote(vote="v1", counts=ballot(**counts)))


def code_of(hall: Hall, actor: Actor, command: act.Command) -> Code | None:
    try:
        hall.act(actor, command)
    except RefusedError as refused:
        return refused.code
    return None


def result(hall: Hall, vote: str = "v1") -> VoteClosed:
    hall.act(SECRETARY, act.CloseVote(vote=vote))
    closed = hall.meeting.votes.all[vote].result
    assert closed is not None
    return closed


# The count, of 12 points; 9 of them here, of whom 8 vote.

NEEDED: dict[tuple[Base, Fraction], int] = {
    ("all", "half"): 7,
    ("all", "two_thirds"): 8,
    ("present", "half"): 5,
    ("present", "two_thirds"): 6,
    ("cast", "half"): 5,
    ("cast", "two_thirds"): 6,
}
"""Yes that is enough: over 6, at least 8, over 4.5, at least 6, over 4, over 5.33."""


@pytest.mark.parametrize(
    ("basis", "secret", "base", "share"),
    list(
        product(
            ("points", "delegates"),
            (False, True),
            ("all", "present", "cast"),
            ("half", "two_thirds"),
        )
    ),
)
def test_the_majority_at_its_edge(basis: Basis, secret: bool, base: Base, share: Fraction) -> None:
    each = 1 if basis == "points" else 3
    places = tuple(Place(point=f"p{n}", name=f"Điểm {n}", delegates=3) for n in range(12))
    needed = NEEDED[base, share]
    for yes, passed in ((needed - 1, False), (needed, True)):
        hall = council(here=9, places=places)
        opened(hall, basis=basis, secret=secret, base=base, share=share)
        for n in range(8):
            said = {"yes": each} if n < yes else {"no": each}
            assert cast(hall, f"p{n}", **said) is None
        closed = result(hall)
        assert (closed.total, closed.present, closed.cast) == (12 * each, 9 * each, 8 * each)
        assert closed.counts == ballot(yes=yes * each, no=(8 - yes) * each, neither=0)
        assert closed.passed == passed


def test_half_of_all_is_not_more_than_half() -> None:
    hall = council(4, 4)
    opened(hall)
    for point in ("p0", "p1"):
        cast(hall, point, yes=1)
    assert not result(hall).passed


def test_a_vote_nobody_takes_part_in_is_lost() -> None:
    for base, share in NEEDED:
        hall = council()
        opened(hall, base=base, share=share)
        assert not result(hall).passed


# Who may.


def test_delegates_share_out_the_votes_of_their_point() -> None:
    hall = council()
    opened(hall, basis="delegates")
    assert cast(hall, "p0", yes=2, no=1) is None
    assert cast(hall, "p1", yes=1) is None, "one of two abstains"
    for wrong in ({"yes": 3}, {"yes": 2, "no": 1}, {"yes": 0}, {"yes": -1, "no": 2}):
        assert cast(hall, "p2", **wrong) is Code.BALLOT_INVALID
    counts = (*ballot(yes=1), *ballot(yes=1))
    for wrong_counts in (counts, (Count(option="Khác", count=1),)):
        command = act.CastVote(vote="v1", counts=wrong_counts)
        assert code_of(hall, delegate("p2"), command) is Code.BALLOT_INVALID
    assert result(hall).counts == ballot(yes=3, no=1, neither=0)


def test_who_is_not_entitled_or_not_here_has_no_vote() -> None:
    hall = council(4, 3)
    opened(hall)
    assert cast(hall, "p3", yes=1) is Code.SEAT_ABSENT
    hall.keep(hall.meeting.arrive("p3"))
    assert cast(hall, "p3", yes=1) is Code.NOT_ENTITLED, "it came after the question was put"
    command = act.CastVote(vote="v1", counts=ballot(yes=1))
    assert code_of(hall, VIEWER, command) is Code.FORBIDDEN
    assert code_of(hall, SECRETARY, command) is Code.FORBIDDEN
    unknown = act.CastVote(vote="v9", counts=ballot(yes=1))
    assert code_of(hall, delegate("p0"), unknown) is Code.VOTE_UNKNOWN


def test_without_a_quorum_there_is_a_vote_only_if_it_is_wanted() -> None:
    hall = Hall(planned(5), ["p0", "p1"])
    question = act.OpenVote(question="?")
    assert code_of(hall, SECRETARY, question) is Code.QUORUM_MISSING, "no roll was called"
    hall.act(SECRETARY, act.OpenRoll())
    assert code_of(hall, SECRETARY, question) is Code.QUORUM_MISSING
    hall.act(SECRETARY, act.CloseRoll())
    assert code_of(hall, SECRETARY, question) is Code.QUORUM_MISSING
    opened(hall, regardless=True)
    assert hall.meeting.votes.all["v1"].opened.voters == {"p0": 1, "p1": 1}


@pytest.mark.parametrize(("basis", "votes"), [("points", [1, 1]), ("delegates", [3, 2])])
def test_without_a_roll_call_those_who_are_in_may_vote(basis: str, votes: list[int]) -> None:
    hall = Hall(planned(5), ["p0", "p1"])
    opened(hall, basis=basis, regardless=True)
    assert list(hall.meeting.votes.all["v1"].opened.voters.values()) == votes


# How often, and until when.


def test_in_an_open_vote_the_last_word_counts() -> None:
    hall = council()
    opened(hall)
    cast(hall, "p1", yes=1)
    cast(hall, "p1", no=1)
    before = len(hall.log)
    assert cast(hall, "p1", no=1) is None
    assert len(hall.log) == before, "said twice is said once"
    assert result(hall).counts == ballot(yes=0, no=1, neither=0)


def test_in_a_secret_vote_the_first_word_counts_and_the_log_says_not_which() -> None:
    hall = council()
    opened(hall, secret=True, basis="delegates")
    cast(hall, "p0", yes=2, no=1)
    assert cast(hall, "p0", no=3) is Code.ALREADY_VOTED
    assert VoteCast(vote="v1", point="p0") in [line.event for line in hall.log]
    assert all(not line.event.counts for line in hall.log if isinstance(line.event, VoteCast))
    assert sorted(one.option for one in hall.ballots) == [NO, YES, YES]
    assert views.ballot(hall.meeting.votes.all["v1"], "p0").counts == []
    assert views.votes(hall.meeting)[0].result is None, "nobody sees a count before the end"
    assert result(hall).counts == ballot(yes=2, no=1, neither=0)
    assert rebuilt(hall.log, hall.ballots) == hall.meeting


def test_a_late_vote_is_not_counted() -> None:
    hall = council()
    opened(hall)
    result(hall)
    assert cast(hall, "p0", yes=1) is Code.VOTE_CLOSED
    for command in (act.CloseVote(vote="v1"), act.CancelVote(vote="v1")):
        assert code_of(hall, SECRETARY, command) is Code.VOTE_CLOSED


def test_time_ends_a_vote_and_shows_its_result() -> None:
    hall = council()
    opened(hall, seconds=60)
    cast(hall, "p0", yes=1)
    assert hall.wait(59.999) == []
    closed, shown = hall.wait(0.001)
    assert isinstance(closed, VoteClosed)
    assert (closed.cast, shown) == (1, VoteShown(vote="v1"))
    assert cast(hall, "p1", yes=1) is Code.VOTE_CLOSED


def test_a_cut_off_server_gives_the_points_time_to_come_back() -> None:
    hall = council()
    opened(hall, seconds=60)
    hall.now = hall.now.replace(minute=5)
    hall.keep(hall.meeting.resume())
    assert hall.wait(29) == []
    hall.keep(hall.meeting.arrive("p0"))
    assert cast(hall, "p0", yes=1) is None
    assert [type(one) for one in hall.wait(1)] == [VoteClosed, VoteShown]


def test_a_cancelled_vote_counts_for_nothing_and_may_be_held_again() -> None:
    hall = council()
    opened(hall)
    cast(hall, "p0", yes=1)
    assert hall.act(SECRETARY, act.CancelVote(vote="v1")) == [VoteCancelled(vote="v1")]
    assert cast(hall, "p1", yes=1) is Code.VOTE_CLOSED
    assert code_of(hall, SECRETARY, act.ShowVote(vote="v1")) is Code.VOTE_UNKNOWN
    assert opened(hall) == "v2"
    assert result(hall, "v2").cast == 0


def test_one_vote_at_a_time_and_no_option_twice() -> None:
    hall = council()
    twice = act.OpenVote(question="?", options=("Có", "Có"))
    assert code_of(hall, SECRETARY, twice) is Code.MESSAGE_INVALID
    opened(hall)
    assert code_of(hall, SECRETARY, act.OpenVote(question="?")) is Code.VOTE_RUNNING


# Lines come and go.


def test_a_point_that_drops_and_returns_keeps_vote_and_ballot() -> None:
    hall = council()
    opened(hall)
    cast(hall, "p1", yes=1)
    for point in ("p1", "p2"):
        hall.keep(hall.meeting.drop(point))
        hall.keep(hall.meeting.arrive(point))
    assert views.ballot(hall.meeting.votes.all["v1"], "p1").voted
    assert cast(hall, "p2", yes=1) is None
    hall.keep(hall.meeting.leave("p3"))
    assert cast(hall, "p3", yes=1) is Code.SEAT_ABSENT
    hall.keep(hall.meeting.arrive("p3"))
    assert cast(hall, "p3", yes=1) is None
    assert result(hall).cast == 3


def test_the_secretary_enters_what_was_said_by_hand() -> None:
    hall = council()
    hall.act(SECRETARY, act.MarkRoll(point="p4", presence="room"))
    opened(hall, basis="delegates")
    entered = act.EnterVote(vote="v1", point="p4", counts=ballot(yes=2))
    assert code_of(hall, delegate("p1"), entered) is Code.FORBIDDEN
    assert hall.act(SECRETARY, entered) == [VoteCast(vote="v1", point="p4", counts=ballot(yes=2))]
    assert hall.log[-1].actor == SECRETARY
    unknown = act.EnterVote(vote="v1", point="x", counts=ballot(yes=1))
    assert code_of(hall, SECRETARY, unknown) is Code.NOT_ENTITLED
    assert result(hall).cast == 2
    opened(hall, secret=True)
    secret = act.EnterVote(vote="v2", point="p4", counts=ballot(yes=1))
    assert code_of(hall, SECRETARY, secret) is Code.FORBIDDEN, "secret is the point's own"


def test_a_result_is_shown_until_the_next_question() -> None:
    hall = council()
    opened(hall)
    assert code_of(hall, CHAIR, act.ShowVote(vote="v1")) is Code.VOTE_RUNNING
    result(hall)
    shown = [hall.meeting.votes.shown]
    hall.act(CHAIR, act.ShowVote(vote=None))
    hall.act(CHAIR, act.ShowVote(vote="v1"))
    opened(hall)
    assert [*shown, hall.meeting.votes.shown] == ["v1", None]
    assert code_of(hall, CHAIR, act.ShowVote(vote="v9")) is Code.VOTE_UNKNOWN


def test_only_those_who_lead_votes_open_and_close_them() -> None:
    hall = council()
    for actor in (delegate("p1"), VIEWER):
        for command in (act.OpenVote(question="?"), act.CloseVote(vote="v1")):
            assert code_of(hall, actor, command) is Code.FORBIDDEN
    assert code_of(hall, OPERATOR, act.OpenVote(question="?")) is None
