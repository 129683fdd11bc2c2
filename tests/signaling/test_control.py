"""The WebSocket by PROTOCOL.md: greeting, acts, what others hear of them, and how it ends."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import structlog

from mcu.messages import Ask as NodeAsk
from mcu.messages import AskChanged, LineQuality, QualityMeasured, Speaker, SpeakersChanged
from signaling import session
from signaling.protocol import (
    Ask,
    Bye,
    Camera,
    Chat,
    ChatSaid,
    Close,
    Code,
    Error,
    Hand,
    Hello,
    Leave,
    MediaPath,
    MediaState,
    Mute,
    Picture,
    PictureAsked,
    PictureChoice,
    Ping,
    Pong,
    QualityReport,
    Record,
    RecordingStatusChanged,
    SeatChanged,
    Speaking,
)
from signaling.store.models import Point
from tests.signaling.server import START, Client, Server


async def raw(server: Server) -> Client:
    """Open a connection that has said nothing yet."""
    return Client(await server.http.ws_connect("/control"))


async def refused(client: Client) -> tuple[Code, int | None]:
    """Return the code of the error that comes, and of the close after it."""
    return (await client.expect(Error)).code, await client.closed()


async def test_welcome_tells_the_whole_state(server: Server) -> None:
    await server.join("b")
    welcome = (await server.control("a")).welcome
    assert (welcome.meeting.id, welcome.meeting.title, welcome.meeting.present) == (
        "demo",
        "Giao ban",
        1,
    )
    assert welcome.you == "a"
    assert [(seat.point, seat.state) for seat in welcome.seats] == [
        ("a", "invited"),
        ("b", "present"),
        ("c", "invited"),
        ("robot", "invited"),
    ]
    assert welcome.seats[0].unit == "Huyện Trực Ninh"
    assert (welcome.recording.on, welcome.chat, welcome.speaking) == (False, [], [])
    assert welcome.server_time == "2026-11-21T08:00:00.000+00:00"
    assert (welcome.can.record, welcome.can.chat, welcome.can.hand) == (True, True, True)
    assert welcome.sharing is None


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"hours": -1.0}, Code.TOKEN_EXPIRED),
        ({"meeting": "none"}, Code.MEETING_UNKNOWN),
        ({"point": "nobody"}, Code.POINT_UNKNOWN),
        ({"point": "robot", "holder": "me"}, Code.POINT_TAKEN),
    ],
)
async def test_a_token_that_does_not_open(
    server: Server, options: dict[str, Any], code: Code
) -> None:
    client = await raw(server)
    await client.send(Hello(token=server.token(**options), version=1))
    assert await refused(client) == (code, Close.TOKEN)


async def test_a_token_that_is_none(server: Server) -> None:
    client = await raw(server)
    await client.send(Hello(token="rubbish", version=1))
    assert await refused(client) == (Code.TOKEN_INVALID, Close.TOKEN)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ('{"type":"ping","t":1}', Code.HELLO_MISSING),
        ("rubbish", Code.MESSAGE_INVALID),
        ('{"type":"hello"}', Code.MESSAGE_INVALID),
        ('{"type":"hello","token":"x","version":2}', Code.VERSION_UNSUPPORTED),
    ],
)
async def test_a_first_message_that_is_no_hello(server: Server, first: str, code: Code) -> None:
    client = await raw(server)
    await client.socket.send_str(first)
    assert await refused(client) == (code, Close.HELLO_MISSING)


async def test_hello_must_come_in_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "HELLO_S", 0.05)
    assert await refused(await raw(server)) == (Code.HELLO_MISSING, Close.HELLO_MISSING)


def seat_of(point: str, **values: object) -> Any:
    def holds(message: SeatChanged) -> bool:
        seat = message.seat
        return seat.point == point and all(getattr(seat, k) == v for k, v in values.items())

    return holds


async def test_others_see_a_point_come_drop_return_and_leave(server: Server) -> None:
    watcher = await server.control("b")
    first = await server.join("a")
    await watcher.expect(SeatChanged, seat_of("a", state="present"))
    server.node.lose(first, "timeout")
    await watcher.expect(SeatChanged, seat_of("a", state="dropped"))
    assert ("demo", "a") in server.node.members, "the tile stays"
    second = await server.join("a")
    await watcher.expect(SeatChanged, seat_of("a", state="present"))
    await server.node.leave(second)
    await watcher.expect(SeatChanged, seat_of("a", state="left"))
    await server.until(lambda: ("demo", "a") not in server.node.members)


async def test_the_own_media_session_is_told(server: Server) -> None:
    client = await server.control("a")
    media = await server.join("a")
    state = await client.expect(MediaState)
    assert (state.session, state.state) == (media, "connected")
    server.node.lose(media, "timeout")
    state = await client.expect(MediaState)
    assert (state.state, state.reason) == ("ended", "timeout")


async def test_a_session_that_never_connects_leaves_no_tile(server: Server) -> None:
    headers = {"Content-Type": "application/sdp"} | server.auth()
    async with server.http.post("/media/demo", data="v=0", headers=headers) as response:
        assert response.status == 201
    server.node.lose("s1", "timeout")
    await server.until(lambda: not server.node.members)
    assert (await server.control("a")).welcome.seats[0].state == "invited"


@pytest.mark.parametrize(("choice", "height"), [("full", 720), ("saver", 360), ("sound", 0)])
async def test_a_point_chooses_how_much_of_the_picture_it_gets(
    server: Server, choice: PictureChoice, height: int
) -> None:
    client, _ = await server.control("a"), await server.join("a")
    assert server.node.members["demo", "a"].join.max_height == 720
    await client.send(Picture(choice=choice))
    await server.until(lambda: server.node.members["demo", "a"].settings.max_height == height)
    # Held in the seat: who comes back gets no more, until the point leaves for good.
    again = await server.join("a")
    assert server.node.members["demo", "a"].join.max_height == height
    await server.node.leave(again)
    await server.join("a")
    assert server.node.members["demo", "a"].join.max_height == 720


async def test_a_choice_may_come_before_the_media(server: Server) -> None:
    client = await server.control("a")
    await client.send(Picture(choice="sound"))
    await client.send(Ping(t=1))
    await client.expect(Pong)
    await server.join("a")
    assert server.node.members["demo", "a"].join.max_height == 0


async def test_the_way_of_the_media_is_in_the_log(server: Server) -> None:
    client = await server.control("a")
    with structlog.testing.capture_logs() as lines:
        await client.send(MediaPath(way="relay-tls"))
        await client.send(Ping(t=1))
        await client.expect(Pong)
    (line,) = [one for one in lines if one["event"] == "media path"]
    assert (line["log_level"], line["path"], line["point"]) == ("info", "relay-tls", "a")


async def test_mute_and_camera_are_held_in_the_mixer(server: Server) -> None:
    await server.join("a")
    client, other = await server.control("a"), await server.control("b")
    await client.send(Mute(muted=True))
    await other.expect(SeatChanged, seat_of("a", muted=True))
    assert server.node.members["demo", "a"].settings.muted is True
    await client.send(Camera(on=False))
    await other.expect(SeatChanged, seat_of("a", camera=False))
    assert server.node.members["demo", "a"].settings.camera_off is True


async def test_mute_before_media_holds_when_media_comes(server: Server) -> None:
    client = await server.control("a")
    await client.send(Mute(muted=True))
    await client.expect(SeatChanged, seat_of("a", muted=True))
    await server.join("a")
    assert server.node.members["demo", "a"].join.muted


async def test_hands_have_the_time_they_were_raised(server: Server) -> None:
    await server.join("a")
    client, other = await server.control("a"), await server.control("b")
    server.now = START + timedelta(minutes=1)
    await client.send(Hand(raised=True))
    await other.expect(SeatChanged, seat_of("a", hand_since="2026-11-21T08:01:00.000+00:00"))
    await client.send(Hand(raised=False))
    await other.expect(SeatChanged, seat_of("a", hand_since=None))


async def test_chat_reaches_all_and_those_who_come_later(server: Server) -> None:
    client, other = await server.control("a"), await server.control("b")
    await client.send(Chat(text=" Xin cha\u0300o ", ref="r1"))
    for reader in (client, other):
        said = (await reader.expect(ChatSaid)).message
        assert (said.point, said.name, said.text, said.ref) == ("a", "UBND xã A", "Xin chào", "r1")
    assert (await server.control("c")).welcome.chat == [said]


async def test_recording_is_told_to_all(server: Server) -> None:
    await server.join("a")
    client, other = await server.control("a"), await server.control("b")
    await client.send(Record(on=True))
    status = (await other.expect(RecordingStatusChanged)).recording
    assert (status.on, status.id, status.since) == (True, "r1", "2026-11-21T08:00:00.000+00:00")
    await client.send(Record(on=False))
    assert not (await other.expect(RecordingStatusChanged)).recording.on


async def test_a_recording_that_cannot_start_is_told(server: Server) -> None:
    client = await server.control("a")
    await client.send(Record(on=True))
    error = await client.expect(Error)
    assert (error.code, error.about) == (Code.RECORDING_FAILED, "record")
    assert error.message_vi.startswith("Không ghi hình được")


async def test_a_viewer_may_not_record(server: Server) -> None:
    client = await server.control("a", kind="viewer")
    assert not client.welcome.can.record
    await client.send(Record(on=True))
    assert (await client.expect(Error)).code is Code.FORBIDDEN
    await client.send(Hand(raised=True))
    assert (await client.expect(Error)).about == "hand"


async def test_ping_is_answered_with_its_own_time(server: Server) -> None:
    client = await server.control("a")
    await client.send(Ping(t=12.5))
    assert (await client.expect(Pong)).t == 12.5


async def test_the_own_line_is_told_only_to_the_own_point(server: Server) -> None:
    await server.join("a")
    client, other = await server.control("a"), await server.control("b")
    quality = LineQuality(
        loss_up=0.2,
        loss_down=0.0,
        rtt_ms=30.0,
        jitter_ms=1.0,
        bitrate_up=1,
        bitrate_down=1,
        fps_up=25.0,
    )
    server.node.emit(QualityMeasured(conference="demo", member="a", quality=quality))
    assert (await client.expect(QualityReport)).quality.grade == "poor"
    await other.send(Ping(t=1))
    assert isinstance(await other.receive(), Pong), "nothing came before"


async def test_what_is_asked_of_a_point_is_told_to_it_alone_now_and_when_it_returns(
    server: Server,
) -> None:
    def ask(height: int, *, audio: bool) -> None:
        wanted = NodeAsk(
            width=height * 16 // 9, height=height, fps=25, bitrate=height * 1000, audio=audio
        )
        server.node.emit(AskChanged(conference="demo", member="a", ask=wanted))

    client, other = await server.control("a"), await server.control("b")
    ask(360, audio=True)
    told = await client.expect(Ask)
    assert told.picture == PictureAsked(width=640, height=360, fps=25, kbps=360)
    assert told.audio
    ask(0, audio=False)
    nothing = await client.expect(Ask)
    assert (nothing.picture, nothing.audio) == (None, False)
    await other.send(Ping(t=1))
    assert isinstance(await other.receive(), Pong), "nothing came before"
    assert await (await server.control("a")).receive() == nothing
    # Who has left begins anew.
    await server.join("a")
    await (await server.control("a")).send(Leave())
    await other.expect(SeatChanged, seat_of("a", state="left"))
    again = await server.control("a")
    await again.send(Ping(t=1))
    assert isinstance(await again.receive(), Pong), "nothing came before"


async def test_who_speaks_is_told_at_most_five_times_a_second(server: Server) -> None:
    await server.join("a")
    client = await server.control("b")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for number in range(40):
        speakers = tuple(Speaker(member=name, level=20) for name in "abc"[: number % 3])
        server.node.emit(SpeakersChanged(conference="demo", speakers=speakers))
        await asyncio.sleep(0.005)
    last = ["a"] if 39 % 3 == 1 else ["a", "b"][: 39 % 3]
    heard = [(await client.expect(Speaking)).points]
    while heard[-1] != last or len(heard) == 1:
        heard.append((await client.expect(Speaking)).points)
    assert len(heard) <= 2 + 5 * (loop.time() - begun)
    assert (await server.control("c")).welcome.speaking == last


async def test_leave_ends_the_media_and_the_connection(server: Server) -> None:
    await server.join("a")
    client, other = await server.control("a"), await server.control("b")
    await client.send(Leave())
    assert (await client.expect(Bye)).reason == "left"
    assert await client.closed() == Close.LEFT
    await other.expect(SeatChanged, seat_of("a", state="left"))
    await server.until(lambda: not server.node.members)


async def test_a_newer_connection_takes_the_place_of_the_older(server: Server) -> None:
    older = await server.control("a")
    newer = await server.control("a")
    bye = await older.expect(Bye)
    assert (bye.reason, await older.closed()) == ("replaced", Close.REPLACED)
    await newer.send(Mute(muted=True))
    await newer.expect(SeatChanged, seat_of("a", muted=True))


async def test_a_lost_control_connection_does_not_end_the_media(server: Server) -> None:
    await server.join("a")
    client, other = await server.control("a"), await server.control("b")
    await client.socket.close()
    await other.send(Ping(t=1))
    assert isinstance(await other.receive(), Pong)
    assert server.node.sessions


async def test_a_point_invited_while_the_meeting_runs_gets_a_seat(server: Server) -> None:
    watcher = await server.control("a")
    directory = server.services.meetings._directory
    await directory.add_points([Point(id="late", name="Đến muộn", short_name="muộn")])
    await directory.invite("demo", ["late"])
    await server.control("late")
    seat = (await watcher.expect(SeatChanged, seat_of("late"))).seat
    assert (seat.name, seat.order) == ("Đến muộn", 4)


async def test_farewell_closes_everybody(server: Server) -> None:
    clients = [await server.control(point) for point in "abc"]
    server.services.meetings.farewell("shutdown")
    for client in clients:
        assert (await client.expect(Bye)).reason == "shutdown"
        assert await client.closed() == Close.SHUTDOWN
