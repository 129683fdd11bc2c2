"""Two of our own ends through a real port: media, roles, families, moves, limits, rubbish."""

import asyncio
import datetime
import socket
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu import clock
from mcu.media import Codec, Encoded
from mcu.messages import BadOfferError, BusyError, MemberKind
from mcu.rtc.client import Client
from mcu.rtc.handler import Track
from mcu.rtc.ice import Credentials, write_request
from mcu.rtc.liveness import SILENCE_LIMIT
from mcu.rtc.port import NAP, POLLS, Port, PortConfig
from mcu.rtc.routes import MAX_SSRCS
from mcu.rtc.seam import Certificate, Datagram
from tests.rtc.ends import OPUS, Ends, Remembering, calling, listening, pictures, send, voice


def content_of(frames: list[Encoded]) -> list[tuple[bytes, bool]]:
    """What frames say; start codes of H.264 may be long or short (Annex B)."""
    return [(one.data.replace(b"\0\0\0\1", b"\0\0\1"), one.keyframe) for one in frames]


async def exchange(ends: Ends, codec: Codec = Codec.VP8) -> None:
    """Send sound and pictures both ways and expect what was sent."""
    sent = pictures(codec)
    for handler in (ends.near, ends.far):
        handler.voice.clear()
        handler.frames[Track.CAMERA].clear()
    await asyncio.gather(
        send(ends.client.video, sent),
        send(ends.session.video, sent),
        send(ends.client.audio, voice(20)),
        send(ends.session.audio, voice(20)),
    )
    for handler in (ends.near, ends.far):
        await handler.until_frames(len(sent))
        await handler.until_voice(20)
        assert content_of(handler.frames[Track.CAMERA]) == content_of(sent)
        assert [one.payload for one in handler.voice] == [one.data for one in voice(20)]
        assert not handler.frames[Track.CONTENT]


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])
async def test_media_goes_both_ways(codec: Codec) -> None:
    async with listening() as port, calling(port, video=codec) as ends:
        assert ends.session.video_codecs == (codec,)
        assert ends.near.connected == ends.far.connected == 1
        await exchange(ends, codec)
        assert port.counters.strangers == port.counters.forged == port.counters.errors == 0
        assert port.unsent == 0


async def test_a_client_says_how_loud_its_voice_is() -> None:
    async with listening() as port, calling(port) as ends:
        for level in (0, 31, 127):
            sound = Encoded(Codec.OPUS, OPUS, time.monotonic_ns(), level=level)
            assert ends.client.audio is not None
            ends.client.audio.deliver(sound)
        await ends.far.until_voice(3)
        assert [one.level for one in ends.far.voice] == [0, 31, 127]


@pytest.mark.parametrize("setup", ["actpass", "active", "passive"])
async def test_either_side_begins_dtls(setup: str) -> None:
    async with listening() as port, calling(port, setup=setup) as ends:
        assert f"a=setup:{'passive' if setup == 'active' else 'active'}" in ends.session.answer
        await exchange(ends)


async def test_ipv6() -> None:
    async with listening("::1") as port, calling(port) as ends:
        assert "c=IN IP6 ::1" in ends.session.answer
        await exchange(ends)


async def test_both_families_share_a_number_and_either_is_found() -> None:
    async with listening("", public_addresses=("127.0.0.1", "::1")) as port:
        assert {host for host, _ in port.addresses} == {"127.0.0.1", "::1"}
        assert len({number for _, number in port.addresses}) == 1
        async with calling(port) as ends:
            await exchange(ends)


async def test_public_addresses_are_told_instead_of_our_own() -> None:
    async with listening(public_addresses=("203.0.113.7",)) as port:
        client = Client()
        session = await port.accept(client.offer(), MemberKind.POINT, Remembering())
        assert " 203.0.113.7 " in session.answer
        assert " 127.0.0.1 " not in session.answer.replace("IN IP4 127.0.0.1", "")


async def test_each_conference_is_sent_to_by_itself() -> None:
    async with listening() as port:
        sessions = [
            await port.accept(Client().offer(), MemberKind.POINT, Remembering(), company)
            for company in ("one", "one", "other")
        ]
        first, second, other = (one.audio and one.audio.company for one in sessions)
        assert first is second is not None
        assert other not in (None, first)


async def test_a_viewer_only_receives_and_a_source_only_sends() -> None:
    async with listening() as port:
        async with calling(port, MemberKind.VIEWER) as ends:
            assert ends.client.video is None
            await send(ends.session.video, pictures())
            await ends.near.until_frames(12)
        async with calling(port, MemberKind.SOURCE) as ends:
            assert ends.session.video is None
            assert ends.session.video_codecs == ()
            await send(ends.client.video, pictures())
            await ends.far.until_frames(12)


async def test_content_has_its_own_way() -> None:
    async with listening() as port, calling(port, content=Codec.VP8) as ends:
        sent = pictures()[:6]  # a keyframe would overtake what waits for its turn
        await asyncio.gather(send(ends.client.content, sent), send(ends.session.content, sent))
        for handler in (ends.near, ends.far):
            await handler.until_frames(len(sent), Track.CONTENT)
            assert not handler.frames[Track.CAMERA]


async def test_an_idle_content_line_is_silent() -> None:
    async with listening() as port, calling(port, content=Codec.VP8) as ends:
        await exchange(ends)
        assert ends.client._channel is not None
        content = ends.client._channel.streams.pictures[Track.CONTENT]
        assert content.counters.received == 0


async def test_keyframes_are_asked_for_both_ways() -> None:
    async with listening() as port, calling(port) as ends:
        await exchange(ends)
        ends.session.request_keyframe(Track.CAMERA)
        await ends.near.until(lambda: ends.near.keyframe_requests)
        assert ends.near.keyframe_requests[0] is Track.CAMERA
        assert ends.client._channel is not None
        ends.client._channel.streams.request_keyframe(Track.CAMERA, time.monotonic_ns())
        await ends.far.until(lambda: ends.far.keyframe_requests)


async def test_another_address_after_a_restart() -> None:
    async with listening() as port, calling(port, source="127.0.0.1") as ends:
        await exchange(ends)
        etag, before = ends.session.etag, ends.session.paths.selected
        answer = ends.session.restart(ends.client.restart(source="127.0.0.9"))
        assert ends.session.etag != etag
        await exchange(ends)  # by the old path, until there is a new one
        await ends.client.restarted(answer)
        after = ends.session.paths.selected
        assert before is not None
        assert after is not None
        assert (before.address[0], after.address[0]) == ("127.0.0.1", "127.0.0.9")
        await exchange(ends)
        assert ends.near.connected == ends.far.connected == 1
        assert len(port.sessions) == 1


async def test_restarts_that_nobody_follows_do_not_pile_up() -> None:
    async with listening() as port, calling(port) as ends:
        for _ in range(5):
            answer = ends.session.restart(ends.client.restart())
        assert len(ends.session._generations) == 2
        await exchange(ends)
        await ends.client.restarted(answer)
        assert len(ends.session._generations) == 1
        await exchange(ends)


async def test_a_restart_needs_new_credentials() -> None:
    async with listening() as port, calling(port) as ends:
        first = ends.client.restart()
        ends.session.restart(first)
        for fragment in (first, "a=mid:0\r\n", "", "rubbish"):
            with pytest.raises(BadOfferError):
                ends.session.restart(fragment)


async def test_trickled_candidates_are_taken() -> None:
    async with listening() as port:
        client = Client()
        session = await port.accept(client.offer(), MemberKind.POINT, Remembering())
        mine = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
        own = "\r\n".join(line for line in client.offer().splitlines() if "a=ice-" in line)
        session.trickle(mine)
        session.trickle("m=audio 9 RTP/AVP 0\r\na=mid:0\r\n" + mine + "a=end-of-candidates\r\n")
        session.trickle(own.split("a=ice-options:trickle ice2\r\n")[-1] + "\r\n" + mine)
        for wrong in ("", "candidate", "a=ice-ufrag:aaaa\r\na=ice-pwd:" + "b" * 22 + "\r\n" + mine):
            with pytest.raises(BadOfferError):
                session.trickle(wrong)


async def test_who_leaves_is_gone_on_the_other_side() -> None:
    async with listening() as port:
        async with calling(port) as ends:
            pass
        await ends.far.until_closed()
        assert ends.far.closed == ["left"]
        assert ends.near.closed == ["closed"]
        assert len(port.sessions) == 0
        async with calling(port) as ends:
            await asyncio.gather(*(ends.session.close("replaced") for _ in range(3)))
            assert ends.far.closed == ["replaced"]
            await ends.near.until_closed()
            assert ends.near.closed == ["left"]
            assert ends.session.video is not None
            assert not ends.session.video.deliver(pictures()[0])


async def test_a_port_that_closes_says_so_to_all() -> None:
    async with listening() as port, calling(port) as one, calling(port) as two:
        await port.close()
        for ends in (one, two):
            assert ends.far.closed == ["closed"]
            await ends.near.until_closed()


async def test_a_session_that_is_over_is_polled_no_more() -> None:
    async with listening() as port:
        async with calling(port) as ends:
            await exchange(ends)
            ends.session.request_keyframe(Track.CAMERA)
            await ends.session.close()
        port.poll(time.monotonic_ns())
        assert not port._active


async def test_there_is_an_upper_bound_of_sessions() -> None:
    async with listening(max_sessions=2) as port:
        async with calling(port) as one, calling(port) as two:
            with pytest.raises(BusyError):
                await port.accept(Client().offer(), MemberKind.POINT, Remembering())
        for gone in (one, two):
            await gone.far.until_closed()
        async with calling(port) as ends:
            await exchange(ends)


async def test_a_lite_offer_is_refused() -> None:
    async with listening() as port:
        offer = Client().offer().replace("t=0 0\r\n", "t=0 0\r\na=ice-lite\r\n")
        with pytest.raises(BadOfferError, match="lite"):
            await port.accept(offer, MemberKind.POINT, Remembering())
        assert len(port.sessions) == 0


async def test_a_taken_address_is_an_error_at_once() -> None:
    async with listening() as port:
        number = port.addresses[0][1]
        with pytest.raises(OSError, match="in use"):
            await Port(PortConfig(host="127.0.0.1", port=number)).open()


# Those who mean no good.


async def test_nobody_without_a_password_is_answered() -> None:
    """Unauthenticated STUN, DTLS and media from unknown addresses get no answer at all."""
    async with listening() as port, calling(port) as ends:
        ufrag = ends.session._generations.active.ufrag
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.setblocking(False)
            stranger.connect(port.addresses[0])
            wrong = write_request(
                Credentials.new(),
                Credentials(ufrag, "x" * 36),
                bytes(12),
                priority=1,
                nominate=True,
            )
            for data in (
                wrong,
                b"\x16\xfe\xfd" + bytes(200),
                b"\x80\x60" + bytes(100),
                b"",
                b"\xff",
            ):
                stranger.send(data)
            await exchange(ends)
            with pytest.raises(BlockingIOError):
                stranger.recv(1)
        assert port.counters.forged == 1
        assert port.counters.strangers >= 3


_junk = st.one_of(
    st.binary(max_size=100),
    st.builds(
        bytes.__add__,
        st.sampled_from([b"\0\1", b"\x16\xfe\xfd", b"\x80\x60", b"\x80\xc8"]),
        st.binary(),
    ),
)


async def test_rubbish_harms_nobody() -> None:
    """Rubbish from strangers, and from a member's own address, in the middle of a meeting."""
    async with listening() as port, calling(port) as ends, calling(port) as other:
        path = other.session.paths.selected
        assert path is not None
        datagram = Datagram()
        now = time.monotonic_ns()

        @given(_junk, st.sampled_from([("192.0.2.9", 9), path.address]))
        def throw(junk: bytes, address: tuple[str, int]) -> None:
            junk = junk[:2048]
            datagram.view[: len(junk)] = junk
            port.receive(datagram, len(junk), address, path._outlet, now)

        throw()
        await exchange(ends)
        await exchange(other)


async def test_streams_of_one_peer_are_bounded() -> None:
    """libsrtp keeps a state for each authentic SSRC, so a peer may not begin any number of them."""
    async with listening() as port, calling(port) as ends:
        channel = ends.client._channel
        assert channel is not None
        for ssrc in range(1000):
            channel.write(bytes.fromhex("8060000100000001") + ssrc.to_bytes(4) + b"x")
        await exchange(ends)
        assert len(ends.session._channel.streams._routes._by_ssrc) <= MAX_SSRCS
        assert ends.session._channel.refused > 0


async def test_a_session_that_breaks_does_not_break_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with listening() as port, calling(port) as ends, calling(port) as broken:

        def raise_error(*_: object) -> None:
            raise RuntimeError("a bug")

        ways = broken.session._channel.streams._routes._by_ssrc
        ways.update(dict.fromkeys(ways, raise_error))
        await send(broken.client.audio, voice(1))
        await broken.far.until_closed()
        assert broken.far.closed == ["failed"]
        await exchange(ends)
    assert "session broke" in caplog.text


async def test_a_certificate_is_replaced_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node may run for longer than the thirty days of its certificate."""
    async with listening() as port:
        first = port._certificate
        await port.accept(Client().offer(), MemberKind.POINT, Remembering())
        assert port._certificate is first
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=23)
        monkeypatch.setattr(Certificate, "expires", soon)
        session = await port.accept(Client().offer(), MemberKind.POINT, Remembering())
        assert port._certificate is not first
        assert port._certificate.fingerprint in session.answer


async def test_a_port_that_stood_still_gives_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It polls before all that came meanwhile has been read, which takes its time with hundreds."""
    now = begin = clock.now()
    polls: asyncio.Queue[int] = asyncio.Queue()

    async def ticks(_period: int) -> AsyncIterator[int]:
        while True:
            yield await polls.get()
            polls.task_done()

    async def poll_all(at: int) -> None:
        nonlocal now
        now = at
        for number in range(POLLS):
            polls.put_nowait(at + number)
        await polls.join()
        await asyncio.sleep(0)

    monkeypatch.setattr(clock, "ticks", ticks)
    monkeypatch.setattr(clock, "now", lambda: now)
    async with listening() as port:
        session = await port.accept(Client().offer(), MemberKind.POINT, Remembering())
        session._channel.connected = True
        session._channel.media_heard = session.heard
        await poll_all(begin)
        await poll_all(stood := begin + SILENCE_LIMIT + NAP)
        assert session._ending is None
        for second in range(SILENCE_LIMIT // NAP + 1):
            await poll_all(stood + (second + 1) * NAP)
        assert session._ending is not None
