"""The image cannot be built where the tests run, so what can be checked without it is."""

import re
from pathlib import Path

from signaling.config_file import load
from tests.house.sources import ROOT

DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
SETTINGS = ROOT / "docker/diemcau.toml"


def copied() -> list[str]:
    """Return what the Dockerfile takes from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignore = (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines()
    kept = {line[1:] for line in ignore if line.startswith("!")}
    for source in copied():
        assert (ROOT / source).exists()
        assert kept & {source, *map(str, Path(source).parents)}, f"{source} is ignored"


def test_settings_are_valid_and_fit_the_image() -> None:
    config = load(SETTINGS)
    assert f"EXPOSE {config.http.port}/tcp {config.media.udp_port}/udp" in DOCKERFILE
    assert f"127.0.0.1:{config.http.port}/healthz" in DOCKERFILE
    assert f"VOLUME {config.data_directory}\n" in DOCKERFILE
    assert f"/src/web/dist {config.http.web_directory}\n" in DOCKERFILE


def test_the_server_is_not_root() -> None:
    final = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER diemcau$", final, re.MULTILINE)
