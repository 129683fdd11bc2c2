"""Tests of several workers keep out of each other's way."""

import fcntl
from pathlib import Path

import pytest

from tests import conftest

LOCK = Path(__file__)
"""Not that of the run, which this test itself has its turn by."""


def may_begin(how: int) -> bool:
    """Whether another worker could begin a test now."""
    with LOCK.open() as lock:
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_some_run_alone_and_others_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "LOCK", LOCK)
    monkeypatch.setattr(conftest, "WORKER", True)
    with conftest.turn(alone=True):
        assert not may_begin(fcntl.LOCK_SH)
    with conftest.turn(alone=False):
        assert may_begin(fcntl.LOCK_SH)
        assert not may_begin(fcntl.LOCK_EX)
    assert may_begin(fcntl.LOCK_EX)
