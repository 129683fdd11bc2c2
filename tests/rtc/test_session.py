"""A session's life: who has patience with whom, for how long, and how it ends. Time is data."""

import asyncio

import pytest

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.media import Codec
from mcu.messages import MemberKind
from mcu.rtc.client import CONNECT_LIMIT, Client
from mcu.rtc.client import SILENCE_LIMIT as CLIENT_SILENCE
from mcu.rtc.handler import Track
from mcu.rtc.line import TRANSPORT_SEQUENCE
from mcu.rtc.liveness import QUIET_LIMIT, SILENCE_LIMIT, SPARSE_LIMIT
from mcu.rtc.quality import QUALITY_INTERVAL
from mcu.rtc.session import REST, SETUP_LIMIT
from tests.patience import PATIENCE
from tests.rtc.ends import Remembering, calling, listening, pictures, send, voice
from tests.rtc.material import frame
from tests.rtc.transport_reader import is_listing, read_listing

MS = 1_000_000


@pytest.mark.parametrize("kind", MemberKind)
async def test_a_silent_peer_is_gone(kind: MemberKind) -> None:
    async with listening() as port, calling(port, kind) as ends:
        limit = QUIET_LIMIT
        if ends.client.audio is not None and kind is not MemberKind.VIEWER:
            await send(ends.client.audio, voice(1))
            await ends.far.until_voice(1)
            limit = SILENCE_LIMIT
        ends.session.tick(ends.session.heard + limit - MS)
        assert ends.session.connected
        ends.session.tick(ends.session.heard + limit + MS)
        await ends.far.until_closed()
        assert ends.far.closed == ["timeout"]
        assert len(port.sessions) == 0


async def test_a_calm_session_is_left_alone_until_something_is_due() -> None:
    async with listening() as port, calling(port, content=Codec.VP8) as ends:
        session = ends.session
        now = session.heard + QUALITY_INTERVAL + REST  # a reading is due, whenever the last one was

        def rest() -> None:
            session.tick(now)
            assert not session.is_due(now + MS)

        rest()
        assert session.is_due(now + REST)
        session.hasten_quality()
        assert session.is_due(now + MS)
        rest()
        session.request_keyframe(Track.CAMERA)
        assert session.is_due(now + MS)
        rest()
        session._channel.streams.alarmed = True
        assert session.is_due(now + MS), "half of what is sent gets lost"
        session.tick(now + NS_PER_S)
        assert not session.is_due(now + NS_PER_S + MS)
        assert session.content is not None
        for number in range(3):
            session.content.deliver(frame(Codec.VP8, number, 40_000, keyframe=not number))
        assert session.is_due(now + NS_PER_S + MS), "of a page there is more to be sent"


def test_points_are_missed_within_five_seconds() -> None:
    assert SILENCE_LIMIT <= 5 * NS_PER_S


async def test_who_is_asked_for_nothing_may_be_quiet() -> None:
    """Muted and not on screen: consent checks come 6 s apart, reports on sound alone 5 s."""
    async with listening() as port, calling(port) as ends:
        session = ends.session
        await send(ends.client.audio, voice(1))
        await ends.far.until_voice(1)
        session.expect(session.heard, media=False)
        session.tick(session.heard + 6 * NS_PER_S)
        assert session._reason is None
        assert session._ending is None, "it sends nothing, as it was asked"
        # Asked again, it gets the time to begin, and is missed as soon as anybody from then on.
        begin = session.heard + 6 * NS_PER_S
        session.expect(begin, media=True)
        session.tick(begin + SILENCE_LIMIT - MS)
        assert session._ending is None
        session.tick(begin + SILENCE_LIMIT + MS)
        await ends.far.until_closed()
        assert ends.far.closed == ["timeout"]


async def test_who_has_sent_nothing_for_a_while_may_be_quiet() -> None:
    """No microphone, no camera: checks and reports are all that comes, whatever it was asked."""
    async with listening() as port, calling(port) as ends:
        session = ends.session
        await send(ends.client.audio, voice(1))
        await ends.far.until_voice(1)
        session.heard = session._channel.media_heard + 2 * NS_PER_S
        session.tick(session.heard + 6 * NS_PER_S)
        assert session._ending is None
        session.tick(session.heard + QUIET_LIMIT + MS)
        await ends.far.until_closed()


async def test_who_is_quiet_and_doubted_is_missed_as_soon() -> None:
    """Muted and not on screen, it still reports on its pictures every second."""
    async with listening() as port, calling(port) as ends:
        assert port._ticking is not None
        port._ticking.cancel()  # or it takes the reading that is to be taken here
        session = ends.session
        session.expect(session.heard, media=False)
        assert session.patience == QUIET_LIMIT
        session.doubt(doubted=True)
        assert session.patience == SPARSE_LIMIT, "nothing says that it reports so often"
        await send(session.video, pictures())
        session.tick(clock.now() + QUALITY_INTERVAL)
        assert session.patience == SILENCE_LIMIT
        session.doubt(doubted=False)
        assert session.patience == QUIET_LIMIT, "only its control connection stalled"
        session.doubt(doubted=True)
        session.tick(session.heard + SILENCE_LIMIT + MS)
        await ends.far.until_closed()
        assert ends.far.closed == ["timeout"]


async def test_media_alone_is_a_sign_of_life() -> None:
    async with listening() as port, calling(port) as ends:
        before = ends.session.heard
        await send(ends.client.audio, voice(1))
        await ends.far.until_voice(1)
        assert ends.session.heard > before


async def test_checks_alone_are_a_sign_of_life() -> None:
    async with listening() as port, calling(port) as ends:
        before = ends.session.heard
        assert ends.client._ice is not None
        ends.client._ice.tick(clock.now() + 5 * NS_PER_S)
        async with asyncio.timeout(PATIENCE):
            while ends.session.heard == before:  # noqa: ASYNC110 - nobody is told of a check
                await asyncio.sleep(0.005)


async def test_a_peer_that_never_calls_has_failed() -> None:
    async with listening() as port:
        far = Remembering()
        session = await port.accept(Client().offer(), MemberKind.POINT, far)
        begun = session.heard
        session.tick(begun + SETUP_LIMIT - MS)
        await asyncio.sleep(0)
        assert not far.closed
        session.tick(begun + SETUP_LIMIT + MS)
        session.tick(begun + SETUP_LIMIT + 2 * MS)
        await far.until_closed()
        assert far.closed == ["failed"]
        assert not far.connected
        assert len(port.sessions) == 0


async def test_a_peer_with_another_certificate_has_failed() -> None:
    async with listening() as port:
        near, far = Remembering(), Remembering()
        client = Client(handler=near)
        offer = client.offer()
        line = next(one for one in offer.splitlines() if one.startswith("a=fingerprint"))
        other = "a=fingerprint:sha-256 " + ":".join(["00"] * 32)
        session = await port.accept(offer.replace(line, other), MemberKind.POINT, far)
        joining = asyncio.create_task(client.answer(session.answer))
        await far.until_closed()
        assert far.closed == ["failed"]
        assert not far.connected
        await client.close()
        # The client may have been content before the server was not.
        await asyncio.gather(joining, return_exceptions=True)


async def test_the_line_is_measured() -> None:
    async with listening() as port, calling(port) as ends:
        begin = clock.now()
        # Not by itself meanwhile: the pictures may take their time on a busy machine.
        meter = ends.session._meter
        meter._taken = begin + 3600 * NS_PER_S
        await asyncio.gather(
            send(ends.client.video, pictures()), send(ends.session.video, pictures())
        )
        await ends.far.until_frames(12)
        await ends.near.until_frames(12)  # what waited has left
        assert ends.client._channel is not None
        meter._taken = clock.now()
        due = meter._taken + QUALITY_INTERVAL
        ends.client._channel.streams.tick(clock.now() + NS_PER_S)
        ends.session.tick(due - 1)
        assert not ends.far.quality
        ends.session.tick(due)
        (quality,) = ends.far.quality
        octets = sum(len(one.data) for one in pictures())
        seconds = (due - begin) / NS_PER_S
        assert quality.loss_up == quality.loss_down == 0
        assert quality.bitrate_up > octets * 8 / (seconds + 1)
        assert quality.bitrate_down > octets * 8 / (seconds + 1)
        assert 12 / (seconds + 1) < quality.fps_up <= 12 / (QUALITY_INTERVAL / NS_PER_S)
        assert quality.freezes == 0
        await ends.near.until(lambda: ends.near.connected)


async def test_reports_bring_the_round_trip() -> None:
    async with listening() as port, calling(port) as ends:
        await send(ends.session.video, pictures())
        await ends.near.until_frames(12)
        streams, channel = ends.session._channel.streams, ends.client._channel
        assert channel is not None
        assert streams.video is not None
        assert streams.video.rtt_ms is None
        streams._report(clock.now())
        picture = channel.streams.pictures[Track.CAMERA]
        async with asyncio.timeout(PATIENCE):
            # Nobody is told of a report.
            while not (info := picture.receiver_info(clock.now())) or not info.lsr:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            channel.streams._report(clock.now())
            while streams.video.rtt_ms is None:  # noqa: ASYNC110
                await asyncio.sleep(0.005)


async def test_a_client_notices_that_the_server_is_gone() -> None:
    async with listening() as port, calling(port) as ends:
        ends.client.tick(clock.now() + CLIENT_SILENCE + NS_PER_S)
        await ends.near.until_closed()
        assert ends.near.closed == ["timeout"]


async def test_a_client_gives_up_where_nobody_answers() -> None:
    async with listening() as port:
        near = Remembering()
        client = Client(handler=near)
        session = await port.accept(client.offer(), MemberKind.POINT, Remembering())
        silent = session.answer.replace(f" {port.addresses[0][1]} typ", " 9 typ")
        joining = asyncio.create_task(client.answer(silent))
        await asyncio.sleep(0.01)
        client.tick(clock.now() + CONNECT_LIMIT + NS_PER_S)
        with pytest.raises(ConnectionError, match="failed"):
            await joining
        assert near.closed == ["failed"]
        assert not near.connected


async def test_a_client_measures_its_line_too() -> None:
    async with listening() as port, calling(port) as ends:
        await send(ends.session.video, pictures())
        await ends.near.until_frames(12)
        ends.client.tick(clock.now() + QUALITY_INTERVAL)
        assert [one.loss_up for one in ends.near.quality] == [0]
        assert ends.near.quality[0].fps_up > 0


class Numbering(Client):
    """A client that offers to number its packets."""

    def offer(self) -> str:
        more = f"a=rtcp-rsize\r\na=extmap:5 {TRANSPORT_SEQUENCE}\r\na=rtcp-fb:* transport-cc"
        return super().offer().replace("a=rtcp-rsize", more)


async def test_a_client_that_numbers_its_packets_hears_which_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with listening() as port, calling(port, make=Numbering) as ends:
        channel = ends.client._channel
        assert channel is not None
        assert ends.session.answer.count(TRANSPORT_SEQUENCE) == 2
        came: dict[int, int] = {}
        missing: set[int] = set()

        def receive_rtcp(data: bytes, _: int) -> None:
            if is_listing(data):
                listing = read_listing(data)
                came.update(listing.came)
                missing.update(listing.missing)
                ends.near.changed.set()

        monkeypatch.setattr(channel.streams, "receive_rtcp", receive_rtcp)
        begun = clock.now()
        ssrcs = [one.ssrc for one in ends.client._offered]
        sent = [number for number in range(1, 60) if number % 7]
        for number in sent:
            ssrc = ssrcs[number % 2]
            payload_type = ends.client._offered[number % 2].codings[0].payload_type
            head = bytes([0x90, payload_type]) + number.to_bytes(2) + bytes(4) + ssrc.to_bytes(4)
            extension = bytes.fromhex("bede0001") + b"\x51" + number.to_bytes(2) + b"\0"
            channel.write(head + extension + bytes(100))
            await asyncio.sleep(0.002)
        await ends.near.until(lambda: sent[-1] in came)
        assert sorted(came) == sent
        assert missing == set(range(1, 60)) - set(sent)
        times = [came[number] % (64 * MS << 24) for number in sent]
        assert times == sorted(times)
        assert begun - MS <= times[0] <= times[-1] <= clock.now()
