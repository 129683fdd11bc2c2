"""What roles allow where, and how guessing is slowed down; without a server."""

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from signaling.accounts.lockout import FORGOTTEN_S, Backoff, Failures, Tries
from signaling.accounts.passwords import weak
from signaling.accounts.rights import OFFICES, STRENGTH, Grant, Need, Office, User
from signaling.meeting.actor import RIGHTS, Right, Role
from signaling.store.account_models import TryRow
from signaling.store.database import Database
from signaling.store.tries import TryLog
from tests.signaling.server import START

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


SLOW = Backoff(free=2, first_s=1.0, longest_s=8.0, forget_s=100.0)


def failures(count: int, at: float) -> Failures:
    found = Failures()
    for _ in range(count):
        found = SLOW.counted(found, at)
    return found


def test_each_failure_doubles_the_wait_up_to_the_longest() -> None:
    waits = [SLOW.wait(failures(count, 10.0), 10.0) for count in range(1, 9)]
    assert waits == [0, 1, 2, 4, 8, 8, 8, 8]
    assert SLOW.wait(failures(8, 10.0), 15.0) == 3.0
    assert SLOW.wait(failures(8, 10.0), 18.0) == 0.0
    assert SLOW.wait(Failures(), 10.0) == 0.0


def test_failures_are_forgotten_in_the_end() -> None:
    many = failures(20_000, 0.0)
    assert SLOW.wait(many, 0.0) == 8.0, "and no number gets too large"
    assert SLOW.wait(many, 100.0) == 0.0
    assert SLOW.counted(many, 100.0) == Failures(1, 100.0), "it begins anew"


def test_success_forgives_the_account_and_one_try_of_the_address() -> None:
    tries = Tries()
    for _ in range(3):
        tries = tries.begun(7.0)
    assert tries.succeeded() == Tries(Failures(), Failures(2, 7.0))
    assert Tries().begun(7.0).succeeded() == Tries()


@pytest.fixture
def log(database: Database) -> TryLog:
    return TryLog(database, b"key")


async def heard(log: TryLog, *tries: tuple[str, str], now: datetime = START) -> int:
    """How many of some tries at one moment are heard."""
    waits = [await log.attempt(account, address, now) for account, address in tries]
    return waits.count(0.0)


async def test_a_hundred_at_once_are_no_better_than_one_after_another(log: TryLog) -> None:
    waits = await asyncio.gather(*(log.attempt("an", "192.0.2.1", START) for _ in range(20)))
    assert waits.count(0.0) == 5
    # At another server, or after a restart, it is the same.
    assert await heard(TryLog(log._database, b"key"), ("an", "192.0.2.1")) == 0
    assert await heard(log, ("an", "192.0.2.1"), now=START + timedelta(seconds=2)) == 1


async def test_an_address_that_tries_many_accounts_is_slowed_down(log: TryLog) -> None:
    assert await heard(log, *((f"user{n}", "2001:db8::1") for n in range(40))) == 30
    assert await heard(log, ("more", "2001:db8::2")) == 0, "a /64 is one address"
    assert await heard(log, ("more", "192.0.2.1")) == 1


async def test_an_own_account_buys_no_more_guesses(log: TryLog) -> None:
    guessed = 0
    for number in range(50):
        guessed += await heard(log, (f"victim{number}", "192.0.2.1"))
        if await heard(log, ("mine", "192.0.2.1")):
            await log.succeeded("mine", "192.0.2.1")
    assert guessed == 30


async def test_no_name_is_kept_and_old_failures_go(log: TryLog, database: Database) -> None:
    await heard(log, ("mật khẩu gõ nhầm ô", "192.0.2.1"))
    async with database.session() as session:
        rows = list(await session.scalars(select(TryRow)))
        assert {len(row.key) for row in rows} == {64}
    later = START + timedelta(seconds=FORGOTTEN_S + 1)
    await heard(log, ("an", "192.0.2.2"), now=later)
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(TryRow)) == 2


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "Nguyen.Van.An", "x" * 257])
def test_weak_passwords(password: str) -> None:
    assert weak(password, "nguyen.van.an")
    assert not weak("một con ngựa", "nguyen.van.an")
