"""What a crash leaves: files cut at any byte, and a recording process that is killed."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from mcu.record import boxes, reader
from mcu.record.file import COVER_AT
from mcu.record.muxer import FRAGMENT
from mcu.record.recovery import recover
from mcu.record.writer import Writer
from tests.patience import PATIENCE
from tests.record.meeting import FPS, Played, meeting

SECONDS = 6
LOST = FRAGMENT / 1e9 + 2 / FPS


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file as it is just before the recorder is stopped."""
    path = tmp_path_factory.mktemp("growing") / "one.mp4"
    writer = Writer(path, reserve=0)
    for frame in meeting(SECONDS):
        writer.take(frame)
    writer._file.close()
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("finished") / "one.mp4"
    writer = Writer(path, reserve=0)
    for frame in meeting(SECONDS):
        writer.take(frame)
    writer.finish()
    return path


def fragments(path: Path) -> list[tuple[int, float]]:
    """Where each fragment ends, and the seconds there are up to then."""
    with path.open("rb") as file:
        whole = reader.read(file)
    assert whole is not None
    ends, seconds = [], 0.0
    for offset, count in zip(whole.tables[0].offsets, whole.tables[0].counts, strict=True):
        seconds += count / FPS
        ends.append((offset, seconds))
    return ends


def cuts(path: Path, count: int) -> Iterator[int]:
    """Bytes at which to cut: at random, and around the places where a box begins."""
    chosen = random.Random(3)
    size = path.stat().st_size
    yield from (chosen.randrange(size) for _ in range(count))
    for offset, _ in chosen.sample(fragments(path), 3):
        yield from (offset - 9, offset - 8, offset - 1, offset, offset + 1)
    yield size - 1


@pytest.mark.parametrize("name", ["growing", "finished"])
def test_file_cut_at_any_byte_plays(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source: Path = request.getfixturevalue(name)
    content = source.read_bytes()
    ends = fragments(source)
    for cut in cuts(source, 24):
        path = tmp_path / f"{cut}.mp4"
        path.write_bytes(content[:cut])
        written = max((seconds for offset, seconds in ends if offset < cut), default=0.0)
        recovered = recover(path)
        assert recovered.interrupted
        assert recovered.seconds >= written - LOST
        if recovered.seconds:
            played = Played(path)
            assert played.seconds == pytest.approx(recovered.seconds, abs=0.03)
            assert played.numbers == list(range(len(played.numbers)))
            assert len(played.numbers) / FPS >= written - LOST
            played.assert_in_step(int(played.seconds + 0.8))
            again = recover(path)
            assert again.seconds == pytest.approx(recovered.seconds, abs=0.001)
            assert (again.bytes, again.interrupted) == (path.stat().st_size, False)
        else:
            assert path.read_bytes() == content[:cut]


def test_killed_at_any_write_plays_before_it_is_recovered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the file is made after each write, of which some are half done."""
    path = tmp_path / "one.mp4"
    copies: list[bytes] = []
    write = os.pwrite

    def seen(descriptor: int, data: bytes, offset: int) -> int:
        done = write(descriptor, data[: max(16, len(data) // 2)], offset)
        copies.append(path.read_bytes())
        return done

    monkeypatch.setattr(os, "pwrite", seen)
    writer = Writer(path, reserve=0)
    for frame in meeting(2):
        writer.take(frame)
    writer.finish()
    shown: list[int] = []
    for content in copies:
        path.write_bytes(content)
        if shown or b"moof" in content:
            with av.open(path) as file:
                shown.append(sum(1 for _ in file.decode(video=0)))
    assert len(copies) > 20
    assert shown == sorted(shown)
    assert set(shown) >= {12, 24, 37, 50}


def test_finished_file_is_only_measured(finished: Path) -> None:
    before = finished.read_bytes()
    found = recover(finished)
    assert not found.interrupted
    assert found.seconds == pytest.approx(SECONDS, abs=1 / FPS)
    assert found.bytes == len(before)
    assert finished.read_bytes() == before


def test_killed_at_any_step_of_finishing(growing: Path, finished: Path, tmp_path: Path) -> None:
    """The index is there but does not count yet; half of it is there; or none."""
    done = finished.read_bytes()
    undone = done[:COVER_AT] + boxes.uncovered() + done[COVER_AT + 16 :]
    index = done.rindex(b"moov") - 4
    for end in (len(done), index + 100, index + 4, index):
        path = tmp_path / f"{end}.mp4"
        path.write_bytes(undone[:end])
        assert Played(path).numbers == list(range(SECONDS * FPS))
        recover(path)
        assert path.read_bytes() == done


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"\0" * 5000, b"<html>" * 1000, boxes.beginning(), b"\xff" * 5000],
    ids=["empty", "byte", "zeros", "text", "beginning", "ones"],
)
def test_what_is_no_recording_is_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "one.mp4"
    path.write_bytes(content)
    found = recover(path)
    assert (found.seconds, found.bytes, found.interrupted) == (0.0, len(content), True)
    assert path.read_bytes() == content


def test_zeros_after_a_power_cut(growing: Path, tmp_path: Path) -> None:
    """File systems may keep the length of what was never written."""
    content = growing.read_bytes()
    path = tmp_path / "one.mp4"
    path.write_bytes(content[:-20_000] + bytes(20_000))
    with growing.open("rb") as file:
        whole = reader.read(file)
    assert whole is not None
    assert 0 < recover(path).seconds <= whole.seconds
    with av.open(path) as video:
        assert video.streams.video[0].frames > 0


async def test_killed_recorder_loses_little(tmp_path: Path) -> None:
    """A process records in real time and is killed: no more than 2 s of what it was given go."""
    path = tmp_path / "one.mp4"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.record.live", str(path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    given = 0.0
    try:
        async with asyncio.timeout(PATIENCE):
            while given < 4.8:
                given = float(await process.stdout.readline())
    finally:
        os.kill(process.pid, signal.SIGKILL)
        await process.communicate()
    before = Played(path)
    assert before.seconds >= given - 2.0
    found = recover(path)
    assert found.interrupted
    after = Played(path)
    assert after.numbers == before.numbers == list(range(len(before.numbers)))
    after.assert_in_step(2)
