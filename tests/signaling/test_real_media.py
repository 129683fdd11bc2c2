"""The control plane on the real node, with real WebRTC clients: what points see of each other."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from aiohttp import ClientSession

from mcu.media import Codec, Encoded
from mcu.messages import MemberKind
from mcu.rtc.client import Client as Media
from signaling import serve
from signaling.config import Config, Http
from signaling.config import Media as MediaSettings
from signaling.protocol import (
    Ask,
    Camera,
    Hello,
    Leave,
    MediaState,
    Mute,
    QualityReport,
    Record,
    RecordingStatusChanged,
    SeatChanged,
    SeatKind,
    Welcome,
)
from signaling.services import Services
from signaling.store.directory import Directory
from signaling.store.models import Point
from tests.attendee import until
from tests.signaling.server import FRAGMENT, SDP, Client
from tests.signaling.test_control import seat_of

DEAD_S = 7.0
"""Longer than it takes until a point whose line has died is seen as dropped."""

SILENCE = b"\xf8\xff\xfe"
"""20 ms of Opus in which nothing is heard."""


class Meeting:
    """A running server with the meeting `m` and its points a, b, c."""

    def __init__(self, services: Services, url: str, http: ClientSession) -> None:
        self.services = services
        self.url = url
        self.http = http

    def token(self, point: str, kind: SeatKind = "point") -> str:
        now = datetime.now(UTC)
        return self.services.tokens.issue(
            meeting="m", point=point, kind=kind, now=now, lifetime=timedelta(hours=1)
        )

    async def control(self, point: str, kind: SeatKind = "point") -> Client:
        client = Client(await self.http.ws_connect("/control"))
        await client.send(Hello(token=self.token(point, kind), version=1))
        client.welcome = await client.expect(Welcome)
        return client

    async def join(self, point: str, kind: SeatKind = "point") -> "Joined":
        media = Media(kind=MemberKind(kind), opens=False)
        endpoint = {"point": "media", "source": "whip", "viewer": "whep"}[kind]
        auth = {"Authorization": f"Bearer {self.token(point, kind)}"}
        async with self.http.post(
            f"/{endpoint}/m", data=media.offer(), headers=SDP | auth
        ) as response:
            assert response.status == 201, await response.text()
            location = urljoin(self.url, response.headers["Location"])
            joined = Joined(self, media, location, response.headers["ETag"], auth)
            await media.answer(await response.text())
        return joined


class Joined:
    """A media session of a client."""

    def __init__(
        self, meeting: Meeting, media: Media, location: str, etag: str, auth: dict[str, str]
    ) -> None:
        self.media = media
        self.location = location
        self.etag = etag
        self._meeting = meeting
        self._auth = auth

    @property
    def session(self) -> str:
        return self.location.rpartition("/")[2]

    async def patch(self, etag: str, fragment: str) -> tuple[int, str, str]:
        """Return status, new ETag and body."""
        headers = FRAGMENT | self._auth | {"If-Match": etag}
        async with self._meeting.http.patch(
            self.location, data=fragment, headers=headers
        ) as response:
            return response.status, response.headers.get("ETag", ""), await response.text()

    async def delete(self) -> int:
        async with self._meeting.http.delete(self.location, headers=self._auth) as response:
            return response.status

    async def speak(self) -> None:
        """Send a second of sound: of who never sent anything, silence says nothing."""
        assert self.media.audio is not None
        for number in range(1, 51):
            assert self.media.audio.deliver(Encoded(Codec.OPUS, SILENCE, number * 20_000_000))
            await asyncio.sleep(0.02)

    def die(self) -> None:
        """Stop sending and receiving without a word, as a power cut would."""
        for path in tuple(self.media._sockets):
            self.media._hang_up(path)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Meeting]:
    config = Config(
        http=Http(listen="127.0.0.1:0"), media=MediaSettings(udp_host="127.0.0.1"), base=folder
    )
    async with serve.running(config) as (services, url), ClientSession(url) as http:
        directory = Directory(services.database)
        await directory.add_points([Point(id=one, name=one, short_name=one) for one in "abc"])
        await directory.add_meeting("m", title="Họp", now=datetime.now(UTC))
        await directory.invite("m", ["a", "b", "c"])
        yield Meeting(services, url, http)


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    async with running(tmp_path) as made:
        yield made


async def test_a_point_is_present_when_media_flows_and_left_when_it_says_so(
    meeting: Meeting,
) -> None:
    own, other = await meeting.control("a"), await meeting.control("b")
    joined = await meeting.join("a")
    state = await own.expect(MediaState)
    assert (state.session, state.state) == (joined.session, "connected")
    await other.expect(SeatChanged, seat_of("a", state="present"))
    await own.send(Mute(muted=True))
    await other.expect(SeatChanged, seat_of("a", muted=True))
    quality = (await own.expect(QualityReport)).quality
    assert quality.kbps_down >= 0
    assert await joined.delete() == 200
    await other.expect(SeatChanged, seat_of("a", state="left", muted=False))
    assert await joined.delete() == 404
    await joined.media.close()


async def test_leaving_by_the_control_connection_ends_the_media(meeting: Meeting) -> None:
    own, other = await meeting.control("a"), await meeting.control("b")
    joined = await meeting.join("a")
    await other.expect(SeatChanged, seat_of("a", state="present"))
    await own.send(Leave())
    await other.expect(SeatChanged, seat_of("a", state="left"))
    assert await own.closed() == 1000
    (stats,) = meeting.services.meetings.node.statistics()
    assert stats.members == ()
    await joined.media.close()


async def test_a_dead_line_is_noticed_and_comes_back_to_its_tile(meeting: Meeting) -> None:
    other = await meeting.control("b")
    first = await meeting.join("a")
    await other.expect(SeatChanged, seat_of("a", state="present"))
    await first.speak()
    first.die()
    await other.expect(SeatChanged, seat_of("a", state="dropped"))
    (stats,) = meeting.services.meetings.node.statistics()
    assert [member.member for member in stats.members] == ["a"], "the tile stays"
    second = await meeting.join("a")
    await other.expect(SeatChanged, seat_of("a", state="present"))
    await first.media.close()
    await second.media.close()


async def test_a_point_that_sends_nothing_is_missed_as_soon(meeting: Meeting) -> None:
    """Muted and not shown: by its control connection, and the reports that do not come."""
    own, other = await meeting.control("a"), await meeting.control("b")
    joined = await meeting.join("a")
    await other.expect(SeatChanged, seat_of("a", state="present"))
    await own.send(Mute(muted=True))
    await own.send(Camera(on=False))
    await own.expect(Ask, lambda ask: ask.picture is None and not ask.audio)
    await own.expect(QualityReport)
    # Pings are answered while messages are read, so nothing is heard of it from here on.
    joined.die()
    await other.expect(SeatChanged, seat_of("a", state="dropped"))
    await joined.media.close()


async def test_a_control_connection_that_stalls_drops_nobody(meeting: Meeting) -> None:
    own, other = await meeting.control("a"), await meeting.control("b")
    joined = await meeting.join("a")
    await other.expect(SeatChanged, seat_of("a", state="present"))
    await own.expect(QualityReport)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(DEAD_S):
            # The stalled connection is given up in this time; media, reports alone, goes on.
            await other.expect(SeatChanged, seat_of("a", state="dropped"))
    await joined.media.close()


async def test_a_second_connection_takes_the_tile_over(meeting: Meeting) -> None:
    own = await meeting.control("a")
    first = await meeting.join("a")
    await own.expect(MediaState)
    second = await meeting.join("a")
    ended = await own.expect(MediaState, lambda message: message.state == "ended")
    assert (ended.session, ended.reason) == (first.session, "replaced")
    connected = await own.expect(MediaState, lambda message: message.state == "connected")
    assert connected.session == second.session
    (stats,) = meeting.services.meetings.node.statistics()
    assert [(one.member, one.connected) for one in stats.members] == [("a", True)]
    for joined in (first, second):
        await joined.media.close()


async def test_ice_generations(meeting: Meeting) -> None:
    joined = await meeting.join("a")
    fragment = joined.media.restart()
    status, _, body = await joined.patch('"stale"', fragment)
    assert (status, json.loads(body)["code"]) == (412, "etag_mismatch")
    status, etag, answer = await joined.patch('"*"', fragment)
    assert status == 200
    assert etag not in {joined.etag, ""}
    await joined.media.restarted(answer)
    status, _, body = await joined.patch(joined.etag, fragment)
    assert (status, json.loads(body)["code"]) == (412, "etag_mismatch")
    status, _, body = await joined.patch(etag, "rubbish")
    assert (status, json.loads(body)["code"]) == (400, "sdp_invalid")
    assert joined.media.connected
    await joined.media.close()


async def test_a_source_and_a_viewer(meeting: Meeting) -> None:
    watcher = await meeting.control("c")
    source = await meeting.join("a", "source")
    await watcher.expect(SeatChanged, seat_of("a", state="present", kind="source"))
    viewer = await meeting.join("b", "viewer")
    await watcher.expect(SeatChanged, seat_of("b", state="present", kind="viewer"))
    for joined in (source, viewer):
        assert await joined.delete() == 200
        await joined.media.close()


async def test_a_recording_is_kept_when_the_server_stops(tmp_path: Path) -> None:
    async with running(tmp_path) as meeting:
        own = await meeting.control("a")
        joined = await meeting.join("a")
        await own.expect(MediaState)
        await own.send(Record(on=True))
        status = (await own.expect(RecordingStatusChanged)).recording
        assert status.on
        kept = tmp_path / "data" / "recordings"
        await until(lambda: any(file.stat().st_size for file in kept.glob("*.mp4")))
        await joined.media.close()
    files = list((tmp_path / "data" / "recordings").glob("*.mp4"))
    assert [file.stem for file in files] == [status.id]
    async with (
        running(tmp_path) as meeting,
        meeting.http.get(
            "/api/meetings/m/recordings",
            headers={"Authorization": f"Bearer {meeting.token('a')}"},
        ) as response,
    ):
        (listed,) = (await response.json())["recordings"]
        assert (listed["id"], listed["state"]) == (status.id, "complete")
        assert listed["bytes"] == files[0].stat().st_size > 0
