"""The demo's province, and the process that plays its points."""

import asyncio
import json
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from signaling import demo
from signaling.accounts.passwords import Passwords
from signaling.demo import accounts, province, supervisor
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.users import Users
from signaling.tokens import ID_PATTERN
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


async def test_the_province_is_whole(database: Database) -> None:
    directory = Directory(database)
    await demo.seed(directory, NOW)
    await demo.seed(directory, NOW)
    plan = await directory.plan("demo")
    assert plan is not None
    assert plan.open
    names = [place.name for place in plan.places]
    assert names[:3] == ["UBND tỉnh Nam Định", "UBND thành phố Nam Định", "UBND huyện Mỹ Lộc"]
    assert sum(name.startswith("UBND huyện") for name in names) == 9
    assert len(names) == len(set(names)) == 23
    assert sum(place.synthetic for place in plan.places) == 6
    assert sum(not place.synthetic for place in plan.places) >= 10


async def test_the_demos_accounts_get_new_passwords_at_each_start(database: Database) -> None:
    users, passwords = Users(database), Passwords()
    first = await accounts.seed(users, NOW)
    second = await accounts.seed(users, NOW)
    for old, new in zip(first, second, strict=True):
        kept = await users.find(new.name)
        assert kept is not None
        assert await passwords.fits(new.password, kept.password)
        assert not await passwords.fits(old.password, kept.password)
    roles = {grant.role for kept in await users.all() for grant in kept.user.grants}
    assert roles == {"administrator", "operator", "secretary", "chair"}


async def test_communes_stand_with_their_district(database: Database) -> None:
    directory = Directory(database)
    await demo.seed(directory, NOW)
    plan = await directory.plan("demo")
    assert plan is not None
    listed = [(place.point, place.unit) for place in plan.places]
    start = listed.index(("truc-ninh", "Huyện Trực Ninh"))
    assert listed[start : start + 3] == [
        ("truc-ninh", "Huyện Trực Ninh"),
        ("co-le", "Huyện Trực Ninh"),
        ("truc-dao", "Huyện Trực Ninh"),
    ]


def test_names_are_written_whole_and_ids_are_safe() -> None:
    for unit in province.units():
        assert unicodedata.is_normalized("NFC", unit.name)
        assert ID_PATTERN.fullmatch(unit.id)
        assert not unit.name.isascii(), "every one of them has diacritics"


def test_suggested_points_are_free() -> None:
    ids = {point.id for point in province.points()}
    assert ids >= {*province.SUGGESTED, *province.SYNTHETIC}
    assert not {*province.SUGGESTED} & {*province.SYNTHETIC}


def issue() -> supervisor.Orders:
    return supervisor.Orders(url="http://127.0.0.1:1", meeting="demo", tokens={"a": "t"})


PLAYER = """
import pathlib, signal, sys, time
folder = pathlib.Path(sys.argv[1])
number = len(list(folder.glob("run*")))
signal.signal(signal.SIGTERM, lambda *_: (folder.joinpath("ended").touch(), sys.exit(0)))
folder.joinpath(f"run{number}").write_text(sys.stdin.readline())
if number < int(sys.argv[2]):
    sys.exit(1)
time.sleep(60)
"""


async def appears(path: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while not path.exists() or not path.read_text():  # noqa: ASYNC110 — another process
            await asyncio.sleep(0.01)


async def test_the_process_is_told_by_its_input_and_ends_with_the_server(tmp_path: Path) -> None:
    command = (sys.executable, "-c", PLAYER, str(tmp_path), "0")
    async with supervisor.supervised(issue, 60, command):
        await appears(tmp_path / "run0")
    assert json.loads((tmp_path / "run0").read_text()) == {
        "url": "http://127.0.0.1:1",
        "meeting": "demo",
        "tokens": {"a": "t"},
    }
    assert (tmp_path / "ended").exists()
    assert not (tmp_path / "run1").exists()


async def test_the_process_is_given_new_tokens(tmp_path: Path) -> None:
    """The demo may run for days, a token is good for hours."""
    issued = 0

    def count() -> supervisor.Orders:
        nonlocal issued
        issued += 1
        return structs.replace(issue(), tokens={"a": str(issued)})

    reader = "import pathlib, sys\nfor _ in range(3): line = sys.stdin.readline()\n"
    reader += "pathlib.Path(sys.argv[1]).write_text(line)\nsys.stdin.read()"
    command = (sys.executable, "-c", reader, str(tmp_path / "third"))
    async with supervisor.supervised(count, 0.01, command):
        await appears(tmp_path / "third")
    assert json.loads((tmp_path / "third").read_text())["tokens"] == {"a": "3"}


async def test_a_process_that_dies_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT_S", 0.01)
    command = (sys.executable, "-c", PLAYER, str(tmp_path), "2")
    async with supervisor.supervised(issue, 60, command):
        await appears(tmp_path / "run2")


async def test_a_process_that_will_not_leave_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "TERMINATE_S", 0.1)
    stubborn = PLAYER.replace("(folder.joinpath", "0 and (folder.joinpath")
    async with supervisor.supervised(
        issue, 60, (sys.executable, "-c", stubborn, str(tmp_path), "0")
    ):
        await appears(tmp_path / "run0")
    assert not (tmp_path / "ended").exists()
