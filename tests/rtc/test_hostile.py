"""Members and strangers who send what they should not: it costs little, and nobody notices."""

import asyncio
from collections.abc import Iterable

import pytest

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.messages import MemberKind
from mcu.rtc.client import Client
from mcu.rtc.consent import UNPROVED
from mcu.rtc.feedback import nack, pli, reduced_size
from mcu.rtc.handler import Track
from mcu.rtc.ice import Address, Credentials, write_request
from mcu.rtc.liveness import SILENCE_LIMIT
from mcu.rtc.nack import NEVER
from mcu.rtc.path import QUIET, Outlet, Path
from mcu.rtc.port import Port
from mcu.rtc.seam import Datagram
from mcu.rtc.session import SETUP_LIMIT, Session
from tests.patience import PATIENCE
from tests.rtc.ends import Ends, Remembering, calling, listening, pictures, send, voice
from tests.rtc.material import frame, vp8_frame
from tests.rtc.test_port import exchange

VICTIM = ("192.0.2.66", 4444)
"""Somebody who has nothing to do with the meeting (RFC 5737: nobody at all)."""


class Recorder:
    """An outlet that keeps what would have been sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, Address]] = []
        self.outlet = Outlet(self._sendto)

    def _sendto(self, data: bytes | memoryview, address: Address) -> int:
        self.sent.append((bytes(data), address))
        return len(data)

    def octets(self, address: Address) -> int:
        """Bytes that went to an address."""
        return sum(len(data) for data, to in self.sent if to == address)


def throw(
    port: Port, datagrams: Iterable[bytes], address: Address, outlet: Outlet, now: int
) -> None:
    """Have the port receive datagrams from an address, all at one moment."""
    place = Datagram()
    for data in datagrams:
        place.view[: len(data)] = data
        port.receive(place, len(data), address, outlet, now)


def check(session: Session, number: int = 1, *, password: str | None = None) -> bytes:
    """A check that nominates, as short as it can be; with the right password if none is given."""
    own = session._generations.active
    remote = Credentials(own.ufrag, password or own.password)
    return write_request(
        Credentials("peer", ""), remote, number.to_bytes(12), priority=1, nominate=True
    )


def sealed(ends: Ends, packets: Iterable[bytes], *, rtcp: bool = False) -> list[bytes]:
    """Have the client seal packets; they are not sent."""
    channel = ends.client._channel
    assert channel is not None
    recorder = Recorder()
    way, channel.path = channel.path, Path(recorder.outlet, VICTIM)
    for packet in packets:
        (channel.write_rtcp if rtcp else channel.write)(packet)
    channel.path = way
    return [data for data, _ in recorder.sent]


def rtp(ends: Ends, numbers: Iterable[int]) -> list[bytes]:
    """Authentic packets of the client's voice."""
    audio = next(line for line in ends.client._offered if line.track is None)
    head = bytes((0x80, audio.payload_types[0]))
    return sealed(
        ends,
        (
            head
            + (number & 0xFFFF).to_bytes(2)
            + (number * 960).to_bytes(4)
            + audio.ssrc.to_bytes(4)
            + b"\xfc\xff\xfe"
            for number in numbers
        ),
    )


def home(ends: Ends) -> Path:
    """The path that the member is reached by."""
    path = ends.session.paths.selected
    assert path is not None
    return path


# Before anybody is authentic.


async def test_an_answer_is_never_longer_than_the_question() -> None:
    async with listening() as port, calling(port) as ends:
        for address in (VICTIM, ("2001:db8::66", 4444, 0, 0)):
            recorder = Recorder()
            request = check(ends.session)
            throw(port, [request], address, recorder.outlet, clock.now())
            ((answer, to),) = recorder.sent
            assert to == address
            assert len(answer) <= len(request)


async def test_forged_checks_are_looked_at_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody knows a user fragment, and forges addresses as he likes."""
    looked = 0
    original = Session.check

    def counting(self: Session, datagram: bytes, ufrag: str) -> object:
        nonlocal looked
        looked += 1
        return original(self, datagram, ufrag)

    async with listening() as port, calling(port) as ends:
        monkeypatch.setattr(Session, "check", counting)
        recorder = Recorder()
        now = clock.now()
        forged = check(ends.session, password="x" * 36)
        for number in range(20_000):
            address = (f"198.51.{number >> 8 & 255}.{number & 255}", 9)
            throw(port, [forged], address, recorder.outlet, now + number * NS_PER_S // 20_000)
        assert looked <= 100 + 20 + 1
        assert port.counters.excess.checks == 20_000 - looked
        assert not recorder.sent
        # The member itself goes on as before, and so do its own checks.
        throw(port, [check(ends.session, 2)], home(ends).address, home(ends)._outlet, now)
        assert looked <= 100 + 20 + 2
        await exchange(ends)


async def test_a_member_cannot_take_the_address_of_one_that_is_there() -> None:
    async with listening() as port, calling(port) as ends, calling(port) as thief:
        await exchange(ends)
        path, recorder = home(ends), Recorder()
        stolen = check(thief.session)
        throw(port, [stolen], path.address, recorder.outlet, path.heard + SILENCE_LIMIT - 1)
        assert port.sessions.at(path.address) == (ends.session, path)
        assert not recorder.sent
        await exchange(ends)
        # Once it is silent the address may be somebody else's: a page that was loaded again.
        throw(port, [stolen], path.address, recorder.outlet, path.heard + SILENCE_LIMIT)
        found = port.sessions.at(path.address)
        assert found is not None
        assert found[0] is thief.session


async def test_the_address_of_who_is_quiet_as_asked_is_safe() -> None:
    async with listening() as port, calling(port) as ends, calling(port) as thief:
        await exchange(ends)
        path, recorder = home(ends), Recorder()
        ends.session.expect(path.heard, media=False)
        stolen = check(thief.session)
        throw(port, [stolen], path.address, recorder.outlet, path.heard + 6 * NS_PER_S)
        assert port.sessions.at(path.address) == (ends.session, path)
        assert not recorder.sent


async def test_sessions_that_nobody_completes_are_freed() -> None:
    """Offers without an end: a slot each for ten seconds, and nothing is sent meanwhile."""
    async with listening(max_sessions=50) as port, calling(port) as ends:
        closed = [Remembering() for _ in range(49)]
        begun = clock.now()
        halves = [
            await port.accept(Client().offer(), MemberKind.POINT, handler) for handler in closed
        ]
        for session in halves:
            session.tick(begun + SETUP_LIMIT)
        assert len(port.sessions) == 50
        for session in halves:
            session.tick(clock.now() + SETUP_LIMIT)
        for handler in closed:
            await handler.until_closed()
        assert len(port.sessions) == 1
        await exchange(ends)


# Members.


async def test_dtls_beyond_a_handshake_is_dropped_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as port, calling(port) as ends:
        path, now = home(ends), clock.now()
        fed: list[bytes] = []
        monkeypatch.setattr(ends.session._channel._dtls, "feed", fed.append)
        hello = b"\x16\xfe\xfd" + bytes(200)
        throw(port, [hello] * 5000, path.address, path._outlet, now)
        assert len(fed) <= 100
        assert port.counters.excess.handshakes == 5000 - len(fed)
        await exchange(ends)


async def test_a_flood_of_packets_is_cut_to_what_pictures_need() -> None:
    """A second of 20,000 authentic packets: the rest never reaches jitter buffer or decoder."""
    async with listening() as port, calling(port) as ends, calling(port) as other:
        path, now = home(ends), clock.now()
        flood = rtp(ends, range(20_000))
        for number, packet in enumerate(flood):
            at = now + number * NS_PER_S // len(flood)
            throw(port, [packet], path.address, path._outlet, at)
        assert len(ends.far.voice) <= 2000 + 2000 + 1
        assert port.counters.excess.media == 20_000 - len(ends.far.voice)
        assert port.counters.forged == 0
        await exchange(other)
        assert port.stats().media == port.counters.excess.media
        assert ends.session._channel.flooded
        assert not other.session._channel.flooded


async def test_a_flood_of_forged_packets_uses_nothing_up() -> None:
    """Rubbish in a member's name must not make its own packets be dropped."""
    async with listening() as port, calling(port) as ends:
        path, now = home(ends), clock.now()
        rubbish = [b"\x80\x6f" + bytes(10) + number.to_bytes(4) * 8 for number in range(5000)]
        throw(port, rubbish, path.address, path._outlet, now)
        assert port.counters.forged == 5000
        assert port.counters.excess.media == 0
        await exchange(ends)


async def test_a_flood_of_reports_is_not_parsed() -> None:
    async with listening() as port, calling(port) as ends:
        path, now = home(ends), clock.now()
        video = ends.session._channel.streams.video
        assert video is not None
        await send(ends.session.video, pictures())
        await ends.near.until_frames(len(pictures()))
        compound = reduced_size([pli(1, video.ssrc)] * 50 + nack(1, video.ssrc, range(0, 4000, 17)))
        flood = sealed(ends, [compound] * 2000, rtcp=True)
        before = len(ends.far.keyframe_requests)
        throw(port, flood, path.address, path._outlet, now)
        read = 2000 - port.counters.excess.reports
        assert read <= 64_000 / len(flood[0]) + 2
        # Each asks 50 times, and once more by naming packets that nobody keeps any longer.
        asked = len(ends.far.keyframe_requests) - before
        assert 50 * read <= asked <= 51 * read
        await exchange(ends)


async def test_pictures_faster_than_any_camera_do_not_reach_the_decoder() -> None:
    async with listening() as port, calling(port) as ends:
        many = [
            Encoded(Codec.VP8, vp8_frame(number, 50, keyframe=not number), number, not number)
            for number in range(600)
        ]
        recorder = Recorder()
        channel = ends.client._channel
        assert channel is not None
        assert channel.streams.video is not None
        path, now = home(ends), clock.now()
        way, channel.path = channel.path, Path(recorder.outlet, VICTIM)
        for frame in many:
            channel.streams.video.deliver(frame)
        channel.path = way
        throw(port, [data for data, _ in recorder.sent], path.address, path._outlet, now)
        assert len(ends.far.frames[Track.CAMERA]) == 120
        assert port.counters.excess.frames == 600 - 120


# A member that sends its picture to somebody else.


async def flood_the_victim(port: Port, ends: Ends, recorder: Recorder, now: int) -> int:
    """Move the member to the victim's address, in the way of an attacker; send, and return when."""
    throw(port, [check(ends.session)], VICTIM, recorder.outlet, now)
    selected = ends.session.paths.selected
    assert selected is not None
    assert selected.address == VICTIM
    # Small ones, which leave at once: what waits for its turn does so by the true time.
    frames = [frame(Codec.VP8, number, 4000, keyframe=True) for number in range(12)]
    for number in range(2000):
        now += 100_000_000  # that makes 0.3 Mbit/s of them
        if ends.session.video is not None:
            ends.session.video.deliver(frames[number % len(frames)])
            await asyncio.sleep(0)
        ends.session.heard = now  # the attacker goes on sending, in whoever's name
        ends.session.tick(now)
    return now


async def test_a_stream_does_not_go_to_where_nobody_answers() -> None:
    async with listening() as port, calling(port, video=Codec.VP8) as ends:
        await exchange(ends)
        path, recorder = home(ends), Recorder()
        # A check of the member himself would bring the picture back to him before it is refused.
        assert ends.client._ice is not None
        ends.client._ice.due = NEVER
        now = await flood_the_victim(port, ends, recorder, clock.now() + 2 * QUIET)
        assert 0.5 * UNPROVED < recorder.octets(VICTIM) <= 1.2 * UNPROVED
        assert ends.session.paths.selected is path, "back to where the handshake was"
        # And it does not move there again.
        before = recorder.octets(VICTIM)
        throw(port, [check(ends.session, 2)], VICTIM, recorder.outlet, now)
        assert ends.session.paths.selected is path
        assert recorder.octets(VICTIM) - before <= 200, "the answer to the check alone"
        await send(ends.client.audio, voice(5))
        await ends.far.until_voice(25)


async def test_guessing_what_was_sent_does_not_help(caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as port, calling(port) as ends:
        await exchange(ends)
        path, recorder = home(ends), Recorder()
        now = clock.now() + 2 * QUIET
        throw(port, [check(ends.session)], VICTIM, recorder.outlet, now)
        for stream in ends.session._channel.streams.outbound.values():
            stream._reports.strange += 4
        ends.session.tick(now)
        assert ends.session.paths.selected is path
        assert "no answer from where a member moved to" in caplog.text


async def test_who_really_moves_goes_on() -> None:
    """Wi-Fi to mobile: the reports of the far end name ours, and the picture never stops."""
    async with listening() as port, calling(port, source="127.0.0.1") as ends:
        await exchange(ends)
        await ends.client.restarted(ends.session.restart(ends.client.restart("127.0.0.9")))
        video = ends.session.video
        assert video is not None
        moved = ends.session._channel.bytes_out
        # Small ones, which leave at once: nothing is to wait for its turn at the end.
        frames = [frame(Codec.VP8, number, 4000, keyframe=True) for number in range(12)]
        async with asyncio.timeout(PATIENCE):
            while ends.session._channel.bytes_out - moved < 3 * UNPROVED:
                await send(video, frames, 0.002)
        selected = ends.session.paths.selected
        assert selected is not None
        assert selected.address[0] == "127.0.0.9"
        assert ends.session._channel.path is selected
        await exchange(ends)
