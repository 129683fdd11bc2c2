"""Order of the whole suite, and nothing left running after it."""

import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.postgres import Cluster, cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL for all tests that ask for one."""
    with cluster() as running:
        yield running


SLOW = ("peers", "browser")
"""Folders whose tests need other programs: they come last, so that quick failures come first."""

RUN = "DIEMCAU_TEST_RUN"
"""Environment variable that every process started by this run inherits."""

TOKEN = f"{RUN}={uuid.uuid4().hex}"


def pytest_configure() -> None:
    name, value = TOKEN.split("=")
    os.environ[name] = value


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return SLOW.index(folder) + 1 if folder in SLOW else 0

    items.sort(key=rank)


def pytest_sessionfinish() -> None:
    for pid, command in leftovers():
        print(f"\nleft behind and now killed: {pid} {command}")
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def leftovers() -> list[tuple[int, str]]:
    """Find the processes that this run started and that still live."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) == os.getpid():
            continue
        with suppress(OSError):
            if TOKEN.encode() in (folder / "environ").read_bytes():
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append((int(folder.name), command.strip()))
    return found
