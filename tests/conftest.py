"""Order of the whole suite, whose turn it is, and nothing left behind by it."""

import fcntl
import logging
import os
import signal
import sys
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from signaling import logs
from tests.postgres import Cluster, cluster

SLOW = ("peers", "browser")
"""Folders whose tests need other programs: they come late, so that quick failures come first, and
alone: a browser draws and encodes in real time, and with three of them two cores are too few."""

RUN = "DIEMCAU_TEST_RUN"
"""Environment variable that every process started by this run inherits."""

TOKEN = f"{RUN}={uuid.uuid4().hex}"

WORKER = "PYTEST_XDIST_WORKER" in os.environ
"""Whether this process is one of several that share the tests."""

LOCK = Path(__file__)
"""What the workers of a checkout take turns by; a lock on a file is gone with its process."""

# For properties: a busy machine is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-pictures", action="store_true", help="make the pictures of the help pages anew"
    )


def pytest_configure() -> None:
    name, value = TOKEN.split("=")
    os.environ[name] = value


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> tuple[bool, int]:
        folder = item.path.parent.name
        # Last, so that workers seldom wait for each other: see `turn`.
        return is_alone(item), SLOW.index(folder) + 1 if folder in SLOW else 0

    items.sort(key=rank)


def is_alone(item: pytest.Item) -> bool:
    """Whether a test has the machine for itself."""
    return item.path.parent.name in SLOW or item.get_closest_marker("alone") is not None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    # Around the other hooks: what a test waits for its turn is no part of its time limit.
    with turn(alone=is_alone(item)):
        return (yield)


@contextmanager
def turn(*, alone: bool) -> Iterator[None]:
    """Wait until no other worker's test runs alone; if `alone`, until none runs at all."""
    if not WORKER:
        yield
        return
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL for all tests that ask for one."""
    with cluster() as running:
        yield running


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Undo `logs.set_up`: what a command writes to must not be written to after its test."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    quiet = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    if root.handlers is not handlers:
        root.handlers, root.level = handlers, level
        for name, own in quiet.items():
            logging.getLogger(name).setLevel(own)
        structlog.reset_defaults()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("numprocesses"):
        return  # The workers are still at it, and each sees to its own.
    for pid, command in leftovers():
        print(f"\nleft behind and now killed: {pid} {command}", file=sys.stderr)
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
