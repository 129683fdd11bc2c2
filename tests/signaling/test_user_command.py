"""`diemcau user`, as a person uses it."""

import asyncio
import io
from pathlib import Path

import pytest

from signaling import cli
from signaling.accounts.passwords import Passwords
from signaling.accounts.rights import Office
from signaling.store.database import Database, sqlite_url
from signaling.store.users import Kept, Users

PASSWORD = "một con ngựa chín hồng mao"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "diemcau.toml"
    path.write_text("", encoding="utf-8")
    return path


def run(
    monkeypatch: pytest.MonkeyPatch, settings: Path, *arguments: str, typed: str = PASSWORD
) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    act, *rest = arguments
    return cli.main(["user", act, "--config", str(settings), *rest])


def find(settings: Path, name: str) -> Kept | None:
    async def look() -> Kept | None:
        database = Database(sqlite_url(settings.parent / "data"))
        found = await Users(database).find(name)
        await database.close()
        return found

    return asyncio.run(look())


def test_the_first_administrator(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ("add", "quan-tri", "--role", "administrator", "--display-name", "Ông Quản")
    assert run(monkeypatch, settings, *add) == 0
    kept = find(settings, "quan-tri")
    assert kept is not None
    assert kept.user.may(Office.USERS)
    assert asyncio.run(Passwords().fits(PASSWORD, kept.password))
    assert run(monkeypatch, settings, *add) == 2
    assert run(monkeypatch, settings, "list") == 0
    output = capsys.readouterr()
    assert output.out == "quan-tri\tactive\tÔng Quản\tadministrator@*\n"
    assert "There is an account of that name" in output.err


def test_what_cannot_be_is_refused(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, typed, words in (
        (("add", "Ông", "--role", "viewer"), PASSWORD, "small letters"),
        (("add", "an", "--role", "viewer"), "ngắn", "10 characters"),
        (("add", "an", "--role", "viewer", "--unit", "x"), PASSWORD, "no such unit"),
        (("password", "an"), PASSWORD, "no such account"),
    ):
        assert run(monkeypatch, settings, *arguments, typed=typed) == 2
        assert words in capsys.readouterr().err
    assert find(settings, "an") is None


def test_closed_opened_and_another_password(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, settings, "add", "mot", "--role", "administrator")
    assert run(monkeypatch, settings, "disable", "mot") == 2, "the last administrator"
    run(monkeypatch, settings, "add", "hai", "--role", "administrator")
    assert run(monkeypatch, settings, "disable", "mot") == 0
    assert find(settings, "mot").disabled  # type: ignore[union-attr]
    assert run(monkeypatch, settings, "enable", "mot") == 0
    assert run(monkeypatch, settings, "password", "mot", typed="mật khẩu mới tinh") == 0
    kept = find(settings, "mot")
    assert kept is not None
    assert not kept.disabled
    assert asyncio.run(Passwords().fits("mật khẩu mới tinh", kept.password))
