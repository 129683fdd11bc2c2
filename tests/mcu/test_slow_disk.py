"""A disk that takes a recording only after it was stopped: nobody else touches the file before."""

import asyncio
import threading
from pathlib import Path

import pytest

from mcu import node as module
from mcu.node import Node
from mcu.record import recorder
from mcu.record.recovery import Recovered, recover
from mcu.record.writer import Writer
from tests.mcu.guest import Guest
from tests.patience import PATIENCE


class Disk:
    """Takes the end of a file when it is told to; `done` is what was done with the file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.ready = threading.Event()
        self._finish = Writer.finish
        disk = self

        def finish(writer: Writer) -> None:
            disk.ready.wait(PATIENCE)
            disk._finish(writer)
            disk.done.append("finished")

        def measure(path: Path) -> Recovered:
            disk.done.append("measured")
            return recover(path)

        monkeypatch.setattr(Writer, "finish", finish)
        monkeypatch.setattr(module, "recover", measure)
        monkeypatch.setattr(recorder, "STOP_PATIENCE", 0.0)


@pytest.fixture
def disk(node: Node, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


async def record(node: Node) -> str:
    """Record some pictures, and return the path when it is stopped."""
    guest = Guest("red")
    await guest.join(node)
    path = await node.start_recording("c", "r")
    await guest.ear.until(pictures=len(guest.ear.pictures) + 50)
    await node.stop_recording("c")
    await guest.leave()
    return path


async def test_a_recording_is_measured_when_the_disk_has_it(node: Node, disk: Disk) -> None:
    path = await record(node)
    measuring = asyncio.create_task(node.recover_recording(path))
    await asyncio.wait([measuring], timeout=0.2)  # in which it would be measured
    disk.ready.set()
    found = await measuring
    assert disk.done == ["finished", "measured"]
    assert not found.interrupted
    assert found.seconds > 1
    assert (await node.recover_recording(path)).seconds == found.seconds


async def test_a_node_that_closes_waits_for_no_disk(node: Node, disk: Disk) -> None:
    path = await record(node)
    measuring = asyncio.create_task(node.recover_recording(path))
    async with asyncio.timeout(PATIENCE):
        await node.close()
        with pytest.raises(OSError, match="not taken it yet"):
            await measuring
    assert disk.done == []
    disk.ready.set()


async def test_a_file_of_an_earlier_process_is_measured_at_once(node: Node, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await node.recover_recording(str(tmp_path / "earlier.mp4"))
