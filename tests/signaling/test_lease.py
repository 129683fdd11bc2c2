"""Two servers on one database: one leads a meeting, and the other takes over when it has died."""

import asyncio
import shutil
from pathlib import Path

import aiohttp
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.lease import DEAD_S, Mark, Watch
from signaling.leasing import Leasing
from signaling.meeting import commands as act
from signaling.meeting.told import RulesTold
from signaling.problem import ProblemError
from signaling.protocol import Chat, ChatFile, Code, Record, RecordingInfo, RecordingList
from signaling.store.database import Database, sqlite_url
from signaling.store.directory import Directory
from signaling.store.leases import Leases
from tests import server as real
from tests.attendee import Attendee, until
from tests.patience import PATIENCE
from tests.signaling.server import OFFER, SDP, START, serving

# What is seen of beats.


@given(st.lists(st.floats(0.0, DEAD_S - 0.1), max_size=20))
def test_who_beats_in_time_is_never_taken_for_dead(pauses: list[float]) -> None:
    watch, now = Watch("b"), 0.0
    for beat, pause in enumerate(pauses):
        assert not watch.free("m", Mark("a", beat), now)
        now += pause
        assert not watch.free("m", Mark("a", beat), now)
    assert watch.free("m", None, now), "nobody leads it"
    assert watch.free("m", Mark("b", 7), now), "our own, of before we were started again"


def test_who_is_silent_is_dead_from_when_that_was_first_seen() -> None:
    watch = Watch("b")
    watch.look({"m": Mark("a", 3)}, 10.0)
    assert not watch.free("m", Mark("a", 3), 10.0 + DEAD_S - 0.01)
    assert watch.free("m", Mark("a", 3), 10.0 + DEAD_S)
    # Another beat, or another server, and the time begins anew.
    for mark in (Mark("a", 4), Mark("c", 4)):
        assert not watch.free("m", mark, 10.0 + DEAD_S)
    watch.look({}, 20.0)
    assert not watch.free("m", Mark("c", 4), 100.0), "what was forgotten is new"


async def test_who_stops_finishes_its_beat() -> None:
    asked, answer = asyncio.Event(), asyncio.Event()
    answered: list[bool] = []

    class Slow(Leases):
        async def all(self) -> dict[str, Mark]:
            asked.set()
            await answer.wait()
            answered.append(True)
            return {}

    slow = Slow(Database("sqlite+aiosqlite://"))
    keeping = asyncio.create_task(Leasing(slow, "a").keep(list, lambda _: None))
    await asked.wait()
    keeping.cancel()
    asyncio.get_running_loop().call_soon(answer.set)
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert answered


# What is kept of them.


@pytest.fixture
async def leases(database: Database) -> Leases:
    await Directory(database).add_meeting("m", title="Họp", now=START)
    return Leases(database)


async def test_of_many_who_take_a_lease_one_gets_it(leases: Leases) -> None:
    for dead in (False, True):
        if dead:
            assert await leases.take("m", "dead", None)
            assert await leases.beat("dead", ["m"]) == {"m"}
        seen = await leases.find("m")
        taken = await asyncio.gather(*(leases.take("m", f"s{n}", seen) for n in range(6)))
        assert taken.count(True) == 1
        mark = await leases.find("m")
        assert mark
        assert mark.holder == f"s{taken.index(True)}"
        loser = f"s{taken.index(False)}"
        assert await leases.beat(loser, ["m"]) == frozenset()
        await leases.release("m", loser)
        assert await leases.beat(mark.holder, ["m", "none"]) == {"m"}
        assert await leases.find("m") == Mark(mark.holder, mark.beat + 1)
        await leases.release("m", mark.holder)
    assert await leases.find("m") is None


async def test_a_meeting_is_led_by_one_server_until_that_gives_it_up(tmp_path: Path) -> None:
    async with serving(tmp_path, name="b") as second:
        async with serving(tmp_path, name="a") as first:
            await first.join("a")
            headers = SDP | second.auth("b")
            async with second.http.post("/media/demo", data=OFFER, headers=headers) as response:
                assert response.status == 503
                assert response.headers["Retry-After"] == "2"
                assert (await response.json(content_type=None))["code"] == "meeting_elsewhere"
            assert await second.services.meetings.course("demo"), "what has happened can be read"
            # It hung, and was taken for dead: whoever is there is sent to the other one.
            leases = Leases(first.services.database)
            assert await leases.take("demo", "c", await leases.find("demo"))
            live = await first.services.meetings.find("demo")
            await first.until(lambda: live.conduct.chamber.superseded)
            await first.services.meetings.tidy(0.0)
            with pytest.raises(ProblemError) as refused:
                await first.services.meetings.find("demo")
            assert refused.value.code is Code.MEETING_ELSEWHERE
            await leases.release("demo", "c")
            await first.services.meetings.find("demo")
        # A server that stops leaves its meetings behind at once.
        assert await second.services.meetings.find("demo")


# And with kill -9.


async def test_a_meeting_goes_on_at_the_other_server_after_kill_9(tmp_path: Path) -> None:
    # One directory for both, under a path of its own for each, as if it were mounted there.
    (tmp_path / "nfs").mkdir()
    (tmp_path / "mounted").symlink_to("nfs")
    first = real.Server.in_folder(
        tmp_path / "a", udp_host="127.0.0.1", settings=f'shared = "{tmp_path / "nfs"}"\n'
    )
    await first.plan("m", "Kỳ họp", {"p0": "Điểm cầu p0", "p1": "Điểm cầu p1"})
    second = real.Server.in_folder(
        tmp_path / "b",
        udp_host="127.0.0.1",
        settings=f'database = "{sqlite_url(first.data)}"\nshared = "{tmp_path / "mounted"}"\n',
    )
    token = first.token("m", "p0", role="operator")
    second.data.mkdir()
    shutil.copy(first.data / "secret.key", second.data)
    await asyncio.gather(first.start(), second.start())
    loop = asyncio.get_running_loop()
    try:
        async with (
            aiohttp.ClientSession(first.url) as here,
            aiohttp.ClientSession(second.url) as there,
        ):
            one = await Attendee.come(here, token, media=True)
            await until(lambda: one.seats["p0"] == "present")
            for command in (act.Open(), act.Lock(on=True)):
                assert await one.do(command) is None
            rules = one.known["rules"]
            assert isinstance(rules, RulesTold)
            assert await _refused(there, token) == "meeting_elsewhere"
            file = await _share_a_file(one, here, token)
            await one.control.send(Record(on=True))
            await until(lambda: any(map(_size, (tmp_path / "nfs").rglob("*.mp4"))))
            before_its_last_beat = await _until_it_beats(first)
            await first.kill9()
            async with asyncio.timeout(PATIENCE):
                while (why := await _refused(there, token)) is not None:
                    assert why == "meeting_elsewhere"
                    await asyncio.sleep(0.2)
            assert loop.time() - before_its_last_beat > DEAD_S, "it was given time to live"
            await one.go()
            two = await Attendee.come(there, token, media=True)
            await until(lambda: two.seats["p0"] == "present")
            assert two.known["rules"] == rules
            assert await two.do(act.Lock(on=False)) is None
            headers = {"Authorization": f"Bearer {token}"}
            async with there.get(f"/api/meetings/m/files/{file}", headers=headers) as response:
                assert await response.read() == PAPER
            # The recording that was cut off is finished by the one that goes on, and followed by
            # another.
            recording = await _cut_off(there, headers)
            async with there.get(recording.url) as response:
                film = await response.read()
            assert (response.status, len(film), film[4:8]) == (200, recording.bytes, b"ftyp")
            await two.go()
    finally:
        await asyncio.gather(first.stop(), second.stop())


PAPER = b"T\xe1\xbb\x9d tr\xc3\xacnh"


async def _until_it_beats(server: real.Server) -> float:
    """Wait for a beat of the server that leads; return a time at which it was yet to come."""
    database = Database(sqlite_url(server.data))
    leases, loop = Leases(database), asyncio.get_running_loop()
    try:
        asked = [loop.time()]
        before = await leases.find("m")
        asked.append(loop.time())
        async with asyncio.timeout(PATIENCE):
            while await leases.find("m") == before:
                await asyncio.sleep(0.05)
                asked.append(loop.time())
        return asked[-2]
    finally:
        await database.close()


def _size(path: Path) -> int:
    return path.stat().st_size


async def _share_a_file(one: Attendee, http: aiohttp.ClientSession, token: str) -> str:
    """Bring a file, and name it in a line to all; return its id."""
    headers = {"Authorization": f"Bearer {token}"}
    async with http.post(
        "/api/meetings/m/files?name=to-trinh.pdf", data=PAPER, headers=headers
    ) as response:
        file = msgspec.json.decode(await response.read(), type=ChatFile)
    await one.control.send(Chat(text="Tờ trình", ref="f", file=file.id))
    await until(lambda: "chat" in one.known)
    return file.id


async def _cut_off(http: aiohttp.ClientSession, headers: dict[str, str]) -> RecordingInfo:
    """The recording that a crash has cut off, once its end is known and the next one runs."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with http.get("/api/meetings/m/recordings", headers=headers) as response:
                listed = msgspec.json.decode(await response.read(), type=RecordingList)
            if [one.state for one in listed.recordings] == ["running", "interrupted"]:
                return listed.recordings[1]
            await asyncio.sleep(0.2)


async def _refused(http: aiohttp.ClientSession, token: str) -> str | None:
    """Why a server does not describe the meeting; None if it does."""
    headers = {"Authorization": f"Bearer {token}"}
    async with http.get("/api/meetings/m", headers=headers) as response:
        body = await response.json(content_type=None)
        return None if response.status == 200 else str(body["code"])
