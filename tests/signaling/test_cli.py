"""The command line, as a person uses it."""

import argparse
import asyncio
import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from signaling import bench, cli, secret
from signaling.store.database import Database, sqlite_url
from signaling.store.directory import Directory
from signaling.tokens import Claims, Tokens

COMMANDS: list[list[str]] = [["token", "--meeting", "m", "--point", "p", "--create"], ["serve"]]
"""Those that open the data directory."""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "diemcau.toml"
    path.write_text('[http]\nlisten = "127.0.0.1:0"\n', encoding="utf-8")
    return path


def run(*arguments: str | Path) -> int:
    return cli.main([str(one) for one in arguments])


def claims(settings: Path, output: str) -> Claims:
    """Check that the output is a token and nothing else, and return what it says."""
    assert output.endswith("\n")
    assert len(output.split()) == 1
    return Tokens(secret.key(settings.parent / "data")).check(output.strip(), datetime.now(UTC))


def test_token_makes_what_is_missing(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = run("token", "--config", settings, "--meeting", "m", "--point", "p", "--create")
    output = capsys.readouterr()
    assert (made, output.err) == (0, "")
    said = claims(settings, output.out)
    assert (said.meeting, said.point, said.kind, said.exp - said.iat) == ("m", "p", "point", 43200)
    data = settings.parent / "data"
    assert stat.S_IMODE((data / secret.NAME).stat().st_mode) == 0o600

    async def look() -> list[str]:
        database = Database(sqlite_url(data))
        plan = await Directory(database).plan("m")
        await database.close()
        assert plan is not None
        assert not plan.open, "an ad-hoc meeting is joined by link"
        return [place.point for place in plan.places]

    assert asyncio.run(look()) == ["p"]


def test_token_again_is_as_good(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("token", "--config", settings, "--meeting", "m", "--point", "p", "--create")
    run("token", "--config", settings, "--meeting", "m", "--point", "q", "--create")
    capsys.readouterr()
    for kind in ("source", "viewer"):
        assert (
            run(
                *("token", "--config", settings, "--meeting", "m", "--point", "p"),
                *("--kind", kind, "--ttl", "0.5"),
            )
            == 0
        )
        said = claims(settings, capsys.readouterr().out)
        assert (said.kind, said.exp - said.iat) == (kind, 1800)


@pytest.mark.parametrize(
    ("meeting", "point", "more", "words"),
    [
        ("none", "p", [], ["Không có cuộc họp none", "There is no meeting none", "--create"]),
        ("m", "none", [], ["không có điểm cầu none", "has no point none"]),
        ("../m", "p", ["--create"], ["--meeting", "letters, digits"]),
        ("m", "", ["--create"], ["--point"]),
        ("m", "p", ["--ttl", "0"], ["--ttl 0.0", "above 0"]),
        ("m", "p", ["--ttl", "nan"], ["--ttl"]),
    ],
)
def test_token_refuses(
    settings: Path,
    capsys: pytest.CaptureFixture[str],
    meeting: str,
    point: str,
    more: list[str],
    words: list[str],
) -> None:
    run("token", "--config", settings, "--meeting", "m", "--point", "p", "--create")
    capsys.readouterr()
    named = ["--meeting", meeting, "--point", point]
    assert run("token", "--config", settings, *named, *more) == 2
    output = capsys.readouterr()
    assert output.out == ""
    for word in words:
        assert word in output.err


def test_a_broken_key_is_named(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = settings.parent / "data"
    data.mkdir()
    (data / secret.NAME).write_text("rubbish")
    for command in COMMANDS:
        assert run(*command, "--config", settings) == 2
        output = capsys.readouterr()
        assert output.out == ""
        assert "secret.key" in output.err
        assert "sao lưu" in output.err


def test_a_data_directory_that_cannot_be_made(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.parent / "data").write_text("a file is in the way")
    for command in COMMANDS:
        assert run(*command, "--config", settings) == 2
        output = capsys.readouterr()
        assert output.out == ""
        assert "data" in output.err


@pytest.mark.parametrize("command", ["serve", "doctor", "token"])
def test_a_wrong_setting_is_refused_by_every_command(
    settings: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    settings.write_text("[media]\nfps = 500\n")
    more = ["--meeting", "m", "--point", "p"] if command == "token" else []
    assert run(command, "--config", settings, *more) == 2
    error = capsys.readouterr().err
    assert "media.fps = 500" in error
    assert "Cho phép: số nguyên từ 5 đến 60" in error
    assert "Allowed: a whole number from 5 to 60" in error


def test_a_wrong_address_to_listen_at_is_refused(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("serve", "--config", settings, "--listen", "nowhere") == 2
    assert 'http.listen = "nowhere"' in capsys.readouterr().err


def test_unknown_commands_and_options_exit_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["fly"], ["serve", "--fly"], ["token"]):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 2
    capsys.readouterr()


def test_bench_runs_the_module_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def add_arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--points", type=int)

    def measure(arguments: argparse.Namespace) -> int:
        sys.stdout.write(json.dumps({"points": arguments.points, "json": arguments.json}))
        return 3

    name = "signaling.bench.nothing"
    module = ModuleType(name, "`diemcau bench nothing`: what it costs to do nothing.")
    module.__dict__.update(add_arguments=add_arguments, run=measure)
    (tmp_path / "nothing.py").touch()
    (tmp_path / "helper.py").touch()
    monkeypatch.setattr(bench, "__path__", [str(tmp_path)])
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setitem(sys.modules, "signaling.bench.helper", ModuleType("helper"))
    assert run("bench", "nothing", "--points", "4", "--json") == 3
    assert json.loads(capsys.readouterr().out) == {"points": 4, "json": True}
    for wrong in (["helper"], ["fly"], [], ["nothing", "--fly"]):
        with pytest.raises(SystemExit) as caught:
            run("bench", *wrong)
        assert caught.value.code == 2
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        run("bench", "--help")
    assert caught.value.code == 0
    assert "what it costs to do nothing." in capsys.readouterr().out


def test_doctor_speaks_and_counts(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.write_text(
        f'[http]\nlisten = "127.0.0.1:0"\nweb_directory = "{settings.parent}"\n', encoding="utf-8"
    )
    assert run("doctor", "--config", settings) == 1
    text = capsys.readouterr().out
    assert "✗ pages: Trang web chưa được dựng." in text
    assert "→ make web/dist/index.html" in text
    assert "Có 1 chỗ phải sửa. / 1 to be put right." in text
    (settings.parent / "index.html").touch()
    assert run("doctor", "--config", settings, "--json") == 0
    found = {one["name"]: one["state"] for one in json.loads(capsys.readouterr().out)}
    assert set(found) == {
        *("http", "udp", "buffers", "codecs", "font", "pages", "data", "disk", "clock"),
        *("tls", "turn"),
    }
    assert "wrong" not in found.values()
