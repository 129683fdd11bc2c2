"""A recording goes on after a crash, when its meeting does; one that was stopped does not."""

import asyncio
import errno
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from mcu.messages import MemberConnected, OpenConference, RecordingFile
from signaling import records
from signaling.store.database import Database
from signaling.store.directory import Directory
from tests.patience import PATIENCE
from tests.signaling.server import START, fill
from tests.signaling.test_records import Archive, FilmNode, settled


@pytest.fixture
async def recorded(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Archive]:
    """A meeting that is being recorded."""
    monkeypatch.setattr(records, "MEASURED_S", PATIENCE)
    await fill(Directory(database))
    node = FilmNode(tmp_path)
    await node.open(OpenConference(conference="demo", title=""))
    archive = Archive(database, node)
    async with archive.records.running():
        await archive.records.start("demo")
        yield archive
        node.recordings.clear()


async def enters(archive: Archive) -> None:
    """Somebody's media flows."""
    archive.node.emit(MemberConnected(conference="demo", member="a", session="s"))
    await asyncio.gather(*archive.records._tasks)


@pytest.mark.parametrize(
    ("minutes", "goes_on"), [(1, True), (20, False)], ids=["at once", "another day"]
)
async def test_what_a_crash_cut_off_goes_on_with_its_meeting(
    database: Database, recorded: Archive, minutes: int, goes_on: bool
) -> None:
    recorded.node.writers.pop("demo")._file.close()  # the process is gone
    after = Archive(database, FilmNode(recorded.node.folder))
    after.now = START + timedelta(minutes=minutes)
    async with after.records.running():
        await settled(after)
        await asyncio.gather(*after.records._tasks)
        assert after.node.recordings == {}, "nobody is there yet"
        await after.node.open(OpenConference(conference="demo", title=""))
        for _ in range(2):
            await enters(after)
        states = [one.state for one in await after.records.of_meeting("demo")]
        assert states == (["running", "interrupted"] if goes_on else ["interrupted"])
        await after.records.stop("demo")


async def test_what_was_stopped_before_a_crash_does_not_go_on(
    database: Database, recorded: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(path: str) -> RecordingFile:
        raise OSError(errno.EBUSY, "the disk has not taken it yet", path)

    with monkeypatch.context() as patch:
        patch.setattr(recorded.node, "recover_recording", busy)
        await recorded.records.stop("demo")
    after = Archive(database, recorded.node)
    async with after.records.running():
        await settled(after)
        await asyncio.gather(*after.records._tasks)
        await enters(after)
        assert [one.state for one in await after.records.of_meeting("demo")] == ["interrupted"]
