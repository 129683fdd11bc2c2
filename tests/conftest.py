"""Order of the whole suite, whose turn it is, and nothing left behind by it."""

import fcntl
import gc
import logging
import os
import signal
import sys
import uuid
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal, get_args

import pytest
import structlog
from hypothesis import HealthCheck, settings

from signaling import logs
from tests.postgres import Cluster, cluster

SLOW = ("peers", "browser")
"""Folders whose tests need other programs: they come late, so that quick failures come first, and
two at a time: a browser draws and encodes in real time, for which two cores are soon too few."""

Turn = Literal["any", "pair", "alone"]
"""Beside which others a test may run: any, one that has a browser as well, none."""

RUN = "DIEMCAU_TEST_RUN"
"""Environment variable that every process started by this run inherits."""

TOKEN = f"{RUN}={uuid.uuid4().hex}"

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
"""The name of this process, "gw" and a number, where several share the tests."""

LOCK = Path(__file__)
"""What the workers of a checkout take turns by; a lock on a file is gone with its process."""

PLACES = tuple(LOCK.parent / folder / "conftest.py" for folder in SLOW)
"""Two more such files: a test with a browser has that of its worker, even or odd."""

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
    # What is collected stays: to look for what could go takes a quarter of the time.
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Last, so that workers seldom wait for each other: see `turn`.
    items.sort(key=lambda item: get_args(Turn).index(turn_of(item)))


def turn_of(item: pytest.Item) -> Turn:
    """Return how a test shares the machine."""
    if item.get_closest_marker("alone") is not None:
        return "alone"
    return "pair" if item.path.parent.name in SLOW else "any"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    # Around the other hooks: what a test waits for its turn is no part of its time limit.
    with turn(turn_of(item)):
        return (yield)


@contextmanager
def turn(kind: Turn) -> Iterator[None]:
    """Wait until no test of other workers runs that may not run beside this one."""
    if not WORKER:
        yield
        return
    with ExitStack() as stack:
        if kind == "pair":
            number = int(WORKER.removeprefix("gw"))
            place = stack.enter_context(PLACES[number % len(PLACES)].open())
            fcntl.flock(place, fcntl.LOCK_EX)
        lock = stack.enter_context(LOCK.open())
        fcntl.flock(lock, fcntl.LOCK_EX if kind == "alone" else fcntl.LOCK_SH)
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
