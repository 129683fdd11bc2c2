"""Recordings from start to playing, with a node that writes real files."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import av
import msgspec
import pytest
from aiohttp import ClientSession, web

from mcu.messages import OpenConference, RecordingChanged, RecordingFile, UnknownConferenceError
from mcu.record.recovery import recover
from mcu.record.writer import Writer
from signaling import records
from signaling.app import assemble, build
from signaling.config import Config
from signaling.leasing import Leasing
from signaling.play_keys import LIFETIME, PlayKeys
from signaling.protocol import RecordingInfo, RecordingList
from signaling.records import Records
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.leases import Leases
from signaling.store.recordings import RecordingLog
from signaling.tokens import Tokens
from tests.patience import PATIENCE
from tests.record.meeting import meeting
from tests.signaling.fake_node import FakeNode
from tests.signaling.server import START, fill

SECRET = bytes(range(32))


class FilmNode(FakeNode):
    """Writes two seconds of a meeting into each recording, and more when told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.frames = meeting(4)
        self.writers: dict[str, Writer] = {}
        self.measures = asyncio.Event()
        self.measures.set()

    async def start_recording(self, conference: str, recording: str) -> str:
        await super().start_recording(conference, recording)
        path = self.folder / f"{recording}.mp4"
        self.writers[conference] = Writer(path, reserve=0)
        self.film(conference, 0, 2)
        return str(path)

    def film(self, conference: str, begin: float, end: float) -> None:
        count = len(self.frames) / 4
        for frame in self.frames[int(begin * count) : int(end * count)]:
            self.writers[conference].take(frame)

    async def stop_recording(self, conference: str) -> None:
        writer = self.writers.pop(conference, None)
        if writer:
            writer.finish()
        await super().stop_recording(conference)

    async def recover_recording(self, path: str) -> RecordingFile:
        await self.measures.wait()
        found = await asyncio.to_thread(recover, Path(path))
        return RecordingFile(
            path=path, seconds=found.seconds, bytes=found.bytes, interrupted=found.interrupted
        )


class Archive:
    """Records with a clock that the test turns."""

    def __init__(self, database: Database, node: FilmNode) -> None:
        self.now = START
        self.node = node
        self.kept = RecordingLog(database)
        self.records = Records(
            node=node,
            kept=self.kept,
            keys=PlayKeys(SECRET),
            clock=lambda: self.now,
            folder=node.folder,
        )

    async def only(self) -> RecordingInfo:
        [info] = await self.records.of_meeting("demo")
        return info


@pytest.fixture
async def archive(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Archive]:
    monkeypatch.setattr(records, "MEASURED_S", PATIENCE)
    await fill(Directory(database))
    node = FilmNode(tmp_path)
    await node.open(OpenConference(conference="demo", title=""))
    archive = Archive(database, node)
    async with archive.records.running():
        yield archive


async def test_recording_from_start_to_end(archive: Archive) -> None:
    status = await archive.records.start("demo")
    assert (status.on, status.since) == (True, START.isoformat(timespec="milliseconds"))

    archive.now += timedelta(seconds=1.5)
    running = await archive.only()
    assert (running.id, running.state, running.seconds) == (status.id, "running", 1.5)
    assert (running.meeting, running.title) == ("demo", "Giao ban")
    archive.node.film("demo", 2, 4)
    assert (await archive.only()).bytes > running.bytes > 0

    await archive.records.stop("demo")
    archive.now += timedelta(hours=1)
    complete = await archive.only()
    assert complete.state == "complete"
    assert complete.seconds == pytest.approx(4, abs=0.05)
    assert complete.bytes == (archive.node.folder / f"{status.id}.mp4").stat().st_size
    row = await archive.kept.find(complete.id)
    assert row is not None
    assert row.ended_at == START + timedelta(seconds=complete.seconds)


async def test_start_twice_goes_on_and_stop_twice_is_no_error(archive: Archive) -> None:
    first, second = await asyncio.gather(
        archive.records.start("demo"), archive.records.start("demo")
    )
    assert first == second
    await archive.records.stop("demo")
    await archive.records.stop("demo")
    archive.now += timedelta(seconds=10)
    third = await archive.records.start("demo")
    assert third.id != first.id
    listed = await archive.records.of_meeting("demo")
    assert [info.id for info in listed] == [third.id, first.id]
    assert [info.state for info in listed] == ["running", "complete"]


async def test_meeting_that_is_not_open_cannot_be_recorded(archive: Archive) -> None:
    with pytest.raises(UnknownConferenceError):
        await archive.records.start("closed")
    await archive.records.stop("closed")
    assert await archive.records.of_meeting("closed") == []


async def test_end_of_the_meeting_ends_the_recording(archive: Archive) -> None:
    await archive.records.start("demo")
    await archive.node.end("demo")
    await settled(archive)
    assert (await archive.only()).state == "complete"


async def test_failure_of_the_disk_is_kept_as_interruption(archive: Archive) -> None:
    status = await archive.records.start("demo")
    archive.node.writers.pop("demo").finish()
    archive.node.recordings.clear()
    assert status.id
    archive.node.emit(
        RecordingChanged(conference="demo", recording=status.id, on=False, error="disk full")
    )
    await settled(archive)
    ended = await archive.only()
    assert (ended.state, round(ended.seconds)) == ("interrupted", 2)
    assert (await archive.records.start("demo")).id != status.id


async def test_recording_without_a_picture_is_forgotten(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.node, "frames", [])
    await archive.records.start("demo")
    await archive.records.stop("demo")
    assert await archive.records.of_meeting("demo") == []


async def test_what_cannot_be_kept_is_not_recorded(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise OSError("the database is locked")

    monkeypatch.setattr(archive.kept, "add", refuse)
    with pytest.raises(OSError, match="locked"):
        await archive.records.start("demo")
    assert archive.node.recordings == {}


async def test_after_a_crash_recordings_are_interrupted(
    database: Database, archive: Archive
) -> None:
    status = await archive.records.start("demo")
    lost = archive.node.folder / "lost.mp4"
    await archive.kept.add("lost", meeting="demo", path=str(lost), now=START - timedelta(days=1))
    archive.node.writers.pop("demo")._file.close()  # the process is gone
    cut_off = (archive.node.folder / f"{status.id}.mp4").stat().st_size

    after = Archive(database, archive.node)
    after.now = START + timedelta(hours=3)
    archive.node.measures.clear()
    async with after.records.running():
        found, missing = await after.records.of_meeting("demo")
        archive.node.measures.set()
        assert (found.state, missing.state) == ("recovering", "recovering")
        assert (found.seconds, found.bytes) == (0, cut_off), "not measured, and so it says"
    found, missing = await after.records.of_meeting("demo")
    assert (found.id, found.state) == (status.id, "interrupted")
    assert 1 <= found.seconds <= 2
    assert (missing.id, missing.state, missing.seconds) == ("lost", "interrupted", 0)
    with av.open(archive.node.folder / f"{status.id}.mp4") as file:
        assert file.streams.video[0].frames >= 25
    async with Archive(database, archive.node).records.running():
        assert [info.state for info in await after.records.of_meeting("demo")] == [
            "interrupted",
            "interrupted",
        ]
    archive.node.recordings.clear()


async def test_who_stops_does_not_wait_for_a_slow_disk(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MEASURED_S", 0.0)
    await archive.records.start("demo")
    archive.node.measures.clear()
    await archive.records.stop("demo")
    assert (await archive.only()).state == "running", "it is not in the file yet"
    archive.node.measures.set()
    await settled(archive)
    assert (await archive.only()).state == "complete"


async def test_what_the_disk_had_not_taken_at_the_end_is_recovered_at_the_next_start(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(path: str) -> RecordingFile:
        raise OSError(errno.EBUSY, "the disk has not taken it yet", path)

    await archive.records.start("demo")
    with monkeypatch.context() as patch:
        patch.setattr(archive.node, "recover_recording", busy)
        await archive.records.stop("demo")
    assert (await archive.only()).state == "running"
    after = Archive(database, archive.node)
    async with after.records.running():
        await settled(after)
    assert (await after.only()).state == "interrupted"


async def settled(archive: Archive) -> None:
    """Wait until every end is kept."""
    await asyncio.gather(*archive.records._ending.values())


# Keys.


def test_key_opens_one_recording_for_some_hours() -> None:
    keys = PlayKeys(SECRET)
    key = keys.issue("one", START)
    assert keys.opens(key, "one", START)
    assert keys.opens(key, "one", START + LIFETIME - timedelta(seconds=1))
    assert not keys.opens(key, "one", START + LIFETIME)
    assert not keys.opens(key, "two", START)
    assert not PlayKeys(bytes(32)).opens(key, "one", START)


@pytest.mark.parametrize("key", ["", "x", "é", "AAAA", "A" * 32, "=" * 32, "A" * 5000])
def test_rubbish_opens_nothing(key: str) -> None:
    assert not PlayKeys(SECRET).opens(key, "one", START)


# Over HTTP.


@asynccontextmanager
async def web_of(archive: Archive, database: Database) -> AsyncIterator[ClientSession]:
    config = Config(base=archive.node.folder)

    def clock() -> datetime:
        return archive.now

    services = assemble(
        config,
        node=archive.node,
        database=database,
        recorder=archive.records,
        key=SECRET,
        leasing=Leasing(Leases(database), "a"),
        clock=clock,
    )
    app = build(services)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with ClientSession(f"http://{host}:{port}") as http:
        yield http
    await runner.cleanup()


def auth(archive: Archive, meeting: str = "demo", hours: float = 1) -> dict[str, str]:
    token = Tokens(SECRET).issue(
        meeting=meeting, point="a", kind="point", now=archive.now, lifetime=timedelta(hours=hours)
    )
    return {"Authorization": f"Bearer {token}"}


async def listed(http: ClientSession, meeting: str = "demo") -> list[RecordingInfo]:

    async with http.get(f"/api/meetings/{meeting}/recordings") as response:
        assert response.status == 200, await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        return msgspec.json.decode(await response.read(), type=RecordingList).recordings


async def test_list_is_for_those_who_belong(archive: Archive, database: Database) -> None:
    await archive.records.start("demo")
    async with web_of(archive, database) as http:
        assert len(await listed(http)) == 1  # an open meeting
        path = "/api/meetings/{}/recordings"
        for meeting, headers, status in [
            ("closed", {}, 404),
            ("closed", auth(archive, "closed"), 200),
            ("demo", auth(archive), 200),
            ("demo", auth(archive, "closed"), 403),
            ("demo", auth(archive, hours=-1), 401),
            ("nowhere", {}, 404),
        ]:
            async with http.get(path.format(meeting), headers=headers) as response:
                assert response.status == status, meeting


async def test_finished_recording_is_served_in_ranges(archive: Archive, database: Database) -> None:
    status = await archive.records.start("demo")
    await archive.records.stop("demo")
    content = (archive.node.folder / f"{status.id}.mp4").read_bytes()
    async with web_of(archive, database) as http:
        [info] = await listed(http)
        async with http.get(info.url) as response:
            assert response.status == 200
            assert response.content_type == "video/mp4"
            assert response.headers["Cache-Control"] == "private, max-age=3600"
            assert response.headers["Accept-Ranges"] == "bytes"
            assert await response.read() == content
        for asked, part in [
            ("bytes=0-99", content[:100]),
            ("bytes=1000-", content[1000:]),
            ("bytes=-50", content[-50:]),
        ]:
            async with http.get(info.url, headers={"Range": asked}) as response:
                assert response.status == 206
                assert response.headers["Content-Range"].endswith(f"/{len(content)}")
                assert await response.read() == part
        async with http.get(info.url, headers={"Range": "bytes=99999999-"}) as response:
            assert response.status == 416


async def test_growing_recording_is_served_as_it_is(
    archive: Archive, database: Database, tmp_path: Path
) -> None:
    await archive.records.start("demo")
    async with web_of(archive, database) as http:
        [info] = await listed(http)
        seen = []
        for second in (2, 3):
            async with http.get(info.url) as response:
                assert response.headers["Cache-Control"] == "no-store"
                (tmp_path / "seen.mp4").write_bytes(await response.read())
            with av.open(tmp_path / "seen.mp4") as file:
                seen.append(sum(1 for _ in file.decode(video=0)))
            archive.node.film("demo", second, second + 1)
    assert 25 <= seen[0] <= 50
    assert 50 <= seen[1] <= 75


async def test_recording_needs_its_key(archive: Archive, database: Database) -> None:
    await archive.records.start("demo")
    await archive.records.stop("demo")
    async with web_of(archive, database) as http:
        [info] = await listed(http)
        plain, _, key = info.url.partition("?k=")
        for url in (
            plain,
            f"{plain}?k=",
            f"{plain}?k={key[:-1]}",
            f"/recordings/other.mp4?k={key}",
        ):
            async with http.get(url) as response:
                assert response.status == 404
                assert (await response.json(content_type=None))["code"] == "recording_unknown"
        archive.now += LIFETIME
        async with http.get(info.url) as response:
            assert response.status == 404
