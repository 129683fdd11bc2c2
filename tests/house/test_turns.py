"""Tests of several workers keep out of each other's way."""

import fcntl
from pathlib import Path

import pytest

from tests import conftest

LOCK = Path(__file__)
PLACES = (Path(__file__).parent / "__init__.py", Path(__file__).parent / "sources.py")
"""Not those of the run, which this test itself has its turn by."""


def may_begin(how: int, file: Path = LOCK) -> bool:
    """Whether another worker could begin a test now."""
    with file.open() as lock:
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@pytest.fixture(autouse=True)
def as_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "LOCK", LOCK)
    monkeypatch.setattr(conftest, "PLACES", PLACES)
    monkeypatch.setattr(conftest, "WORKER", "gw3")


def test_some_run_alone_and_others_beside_each_other() -> None:
    with conftest.turn("alone"):
        assert not may_begin(fcntl.LOCK_SH)
    with conftest.turn("any"):
        assert may_begin(fcntl.LOCK_SH)
        assert not may_begin(fcntl.LOCK_EX)
    assert may_begin(fcntl.LOCK_EX)


def test_two_have_browsers_at_a_time() -> None:
    with conftest.turn("pair"):
        assert may_begin(fcntl.LOCK_SH)
        assert not may_begin(fcntl.LOCK_EX)
        assert [may_begin(fcntl.LOCK_EX, place) for place in PLACES] == [True, False]
    assert may_begin(fcntl.LOCK_EX, PLACES[1])
