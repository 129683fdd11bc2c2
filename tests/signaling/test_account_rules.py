"""What roles allow where, and how guessing is slowed down; without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.accounts.lockout import Backoff, Lockout
from signaling.accounts.passwords import weak
from signaling.accounts.rights import OFFICES, STRENGTH, Grant, Need, Office, User
from signaling.meeting.actor import RIGHTS, Right, Role

COMMUNE, DISTRICT, PROVINCE = "truc-dao", "truc-ninh", "nam-dinh"
LINEAGE = (COMMUNE, DISTRICT, PROVINCE)


def user(*grants: Grant) -> User:
    return User(name="an", display_name="Ông An", grants=grants)


def test_every_role_that_can_be_given_has_its_rights() -> None:
    assert {*STRENGTH, "system"} == set(RIGHTS) == set(OFFICES)


def test_a_districts_operator_sees_his_district() -> None:
    his = user(Grant(role="operator", unit=DISTRICT))
    assert his.may(Right.FLOOR, LINEAGE)
    assert his.may(Office.DIRECTORY, (DISTRICT, PROVINCE))
    assert not his.may(Office.DIRECTORY, (PROVINCE,)), "not what is above"
    assert not his.may(Office.DIRECTORY, ("hai-hau", PROVINCE)), "not what is beside"
    assert not his.may(Office.DIRECTORY), "not all"
    assert not his.may(Office.USERS, LINEAGE)
    assert his.where(Office.DIRECTORY) == frozenset({DISTRICT})
    assert his.where(Office.USERS) == frozenset()


def test_a_role_over_everything_needs_no_unit() -> None:
    everywhere = user(Grant(role="administrator"))
    assert everywhere.may(Office.USERS)
    assert everywhere.may(Office.USERS, LINEAGE)
    assert everywhere.where(Office.USERS) is None


def test_the_strongest_role_is_the_one_in_a_meeting() -> None:
    both = user(Grant(role="viewer"), Grant(role="secretary", unit=DISTRICT))
    assert both.role(LINEAGE) == "secretary"
    assert both.role((PROVINCE,)) == "viewer"
    actor = both.actor(LINEAGE)
    assert actor is not None
    assert (actor.role, actor.account, actor.name) == ("secretary", "an", "Ông An")
    assert user().actor(LINEAGE) is None


@given(
    st.lists(
        st.builds(
            Grant, role=st.sampled_from(STRENGTH), unit=st.sampled_from([None, *LINEAGE, "x"])
        )
    ),
    st.sampled_from([*Right, *Office]),
    st.integers(0, 3),
)
def test_a_right_holds_for_all_that_is_below(grants: list[Grant], need: Need, depth: int) -> None:
    one = user(*grants)
    lineage = LINEAGE[len(LINEAGE) - depth :]
    if one.may(need, lineage):
        assert one.may(need, ("new", *lineage))
    roles: set[Role] = {grant.role for grant in grants if grant.unit in (None, *lineage)}
    assert one.may(need, lineage) == any(Grant(role=role).allows(need) for role in roles)


def backoff() -> Backoff:
    return Backoff(free=2, first_s=1.0, longest_s=8.0, forget_s=100.0)


def test_each_failure_doubles_the_wait_up_to_the_longest() -> None:
    slow = backoff()
    waits = []
    for _ in range(8):
        slow.count("an", 10.0)
        waits.append(slow.wait("an", 10.0))
    assert waits == [0, 1, 2, 4, 8, 8, 8, 8]
    assert slow.wait("an", 15.0) == 3.0
    assert slow.wait("an", 18.0) == 0.0
    assert slow.wait("binh", 10.0) == 0.0


def test_failures_are_forgotten_in_the_end() -> None:
    slow = backoff()
    for _ in range(20_000):
        slow.count("an", 0.0)
    assert slow.wait("an", 0.0) == 8.0, "and no number gets too large"
    assert slow.wait("an", 100.0) == 0.0
    slow.count("an", 100.0)
    assert slow.wait("an", 100.0) == 0.0, "it begins anew"


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.accounts.lockout.REMEMBERED", 3)
    slow = backoff()
    for name in ("a", "a", "b", "c", "d"):
        slow.count(name, 0.0)
    assert slow.wait("a", 0.0) == 0.0
    assert len(slow._failures) == 3


def test_a_hundred_at_once_are_no_better_than_one_after_another() -> None:
    lockout = Lockout()
    heard = [lockout.attempt("an", "192.0.2.1", 0.0) == 0.0 for _ in range(100)]
    assert sum(heard) == 5


def test_an_address_that_tries_many_accounts_is_slowed_down() -> None:
    lockout = Lockout()
    heard = [lockout.attempt(f"user{n}", "2001:db8::1", 0.0) == 0.0 for n in range(100)]
    assert sum(heard) == 30
    assert lockout.attempt("more", "2001:db8::2", 0.0), "a /64 is one address"
    assert not lockout.attempt("more", "192.0.2.1", 0.0)


def test_an_own_account_buys_no_more_guesses() -> None:
    lockout = Lockout()
    heard = 0
    for number in range(200):
        heard += lockout.attempt(f"victim{number}", "192.0.2.1", 0.0) == 0.0
        if lockout.attempt("mine", "192.0.2.1", 0.0) == 0.0:
            lockout.succeeded("mine", "192.0.2.1")
    assert heard == 30


def test_success_forgives_the_account() -> None:
    lockout = Lockout()
    for _ in range(100):
        assert lockout.attempt("an", "192.0.2.1", 0.0) == 0.0
        lockout.succeeded("an", "192.0.2.1")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "Nguyen.Van.An", "x" * 257])
def test_weak_passwords(password: str) -> None:
    assert weak(password, "nguyen.van.an")
    assert not weak("một con ngựa", "nguyen.van.an")
