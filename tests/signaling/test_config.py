"""Every setting is documented; a wrong one is refused with its name, value and what is allowed."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from signaling.config import SECTIONS, Config
from signaling.config_file import DOCUMENTED, ConfigError, load, parse, replace


def refusal(tree: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(tree)
    return str(caught.value)


def test_the_documented_file_is_the_defaults() -> None:
    documented = load(DOCUMENTED)
    assert structs.replace(documented, base=Path()) == Config()


def test_every_setting_is_in_the_documented_file() -> None:
    tree = tomllib.loads(DOCUMENTED.read_text(encoding="utf-8"))
    assert {name: set(section) for name, section in tree.items()} == {
        name: set(getattr(Config(), name).__struct_fields__) for name in SECTIONS
    }


def test_every_setting_is_explained_in_both_languages() -> None:
    comments: list[str] = []
    for line in DOCUMENTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comments.append(line)
        elif "=" in line:
            assert len(comments) >= 2, f"{line} has no two comments"
            assert not comments[0].isascii(), f"{line}: Vietnamese first"
            comments = []
        elif not line:
            comments = []


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"http": {"listen": "8080"}}, ["http.listen", '"8080"', "HOST:PORT", "ĐỊA_CHỈ:CỔNG"]),
        ({"http": {"listen": "a:99999"}}, ["http.listen", "a:99999"]),
        ({"http": {"lisen": "a:1"}}, ["http.lisen", "did you mean listen?", "có phải là listen?"]),
        ({"htttp": {}}, ["htttp", "did you mean http?"]),
        ({"media": 5}, ["media", "5"]),
        ({"media": {"udp_port": 70000}}, ["media.udp_port = 70000", "from 0 to 65535"]),
        ({"media": {"udp_port": "8080"}}, ["media.udp_port", '"8080"', "số nguyên"]),
        ({"media": {"fps": 25.5}}, ["media.fps = 25.5", "a whole number from 5 to 60"]),
        ({"media": {"width": 1281}}, ["media.width = 1281", "even"]),
        ({"media": {"public_addresses": ["tinh.gov.vn"]}}, ["tinh.gov.vn", "IP addresses"]),
        ({"meetings": {"token_hours": 0}}, ["meetings.token_hours = 0", "above 0"]),
        ({"meetings": {"token_hours": float("nan")}}, ["meetings.token_hours"]),
        ({"data": {"database": "mysql://a"}}, ["data.database", "postgresql+asyncpg"]),
        ({"log": {"level": "loud"}}, ["log.level", '"loud"', 'one of: "', "một trong"]),
        ({"http": {"tls_certificate": "no.pem"}}, ["no.pem", "http.tls_key", "go together"]),
        ({"http": {"metrics_from": ["all"]}}, ["http.metrics_from", "networks such as"]),
        ({"http": {"metrics_from": [1]}}, ["http.metrics_from", "a list of texts"]),
        ({"ice": {"servers": [{"urls": ["http://a"]}]}}, ["ice.servers", "turns:"]),
        ({"ice": {"servers": [{"url": "turn:a"}]}}, ["ice.servers", "urls, username"]),
        ({"turn": {"urls": ["stun:a"], "secret": "x" * 16}}, ["turn.urls", "turns:"]),
        ({"turn": {"urls": ["turn:a"]}}, ["turn.secret", "static-auth-secret"]),
        ({"turn": {"credential_hours": 0.5}}, ["turn.credential_hours", "from 1 to 168"]),
    ],
)
def test_a_wrong_setting_is_refused(tree: dict[str, Any], words: list[str]) -> None:
    message = refusal(tree)
    for word in words:
        assert word in message


def test_all_wrong_settings_are_named_at_once() -> None:
    message = refusal({"media": {"fps": 0, "udp_port": -1}, "log": {"format": "x"}})
    assert all(name in message for name in ("media.fps", "media.udp_port", "log.format"))


def test_a_whole_number_will_do_for_a_number() -> None:
    assert parse({"meetings": {"token_hours": 1}}).meetings.token_hours == 1.0


@pytest.mark.parametrize("content", ["[http", "http = \xff", None])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "diemcau.toml"
    if content is not None:
        path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ConfigError, match="--config"):
        load(path)


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "diemcau.toml"
    path.write_text('[data]\ndirectory = "kho"\n', encoding="utf-8")
    settings = load(path)
    assert settings.data_directory == tmp_path / "kho"
    assert settings.recordings_directory == tmp_path / "kho" / "recordings"


def test_a_setting_may_be_replaced_and_is_checked() -> None:
    changed = replace(Config(), "http", listen="[::1]:9")
    assert (changed.http.host, changed.http.port) == ("::1", 9)
    with pytest.raises(ConfigError):
        replace(Config(), "http", listen="nowhere")


def test_a_secret_that_is_refused_is_not_repeated() -> None:
    assert "hunter2" not in refusal({"turn": {"urls": ["turn:a"], "secret": "hunter2"}})
