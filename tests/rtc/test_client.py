"""The client as a tool: offers others understand, sockets it shares, what it only counts."""

import asyncio
import os

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from mcu.media import Codec
from mcu.messages import BadOfferError, MemberKind
from mcu.rtc.client import Client, Track, Wire
from mcu.rtc.tally import GAPS, Tally
from tests.patience import PATIENCE
from tests.rtc.ends import Remembering, calling, listening, pictures, send, voice

MS = 1_000_000


@pytest.mark.parametrize("kind", MemberKind)
async def test_a_stock_peer_understands_the_offer(kind: MemberKind) -> None:
    peer = RTCPeerConnection()
    offer = Client(kind=kind, content=Codec.VP8).offer()
    await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    kinds = [one.kind for one in peer.getTransceivers()]
    assert kinds == ["audio", "video", "video"]
    await peer.close()


def test_an_offer_stays_what_it_is() -> None:
    client = Client()
    assert client.offer() == client.offer()


async def test_what_comes_in_may_only_be_counted() -> None:
    async with listening() as port, calling(port, opens=False) as ends:
        sent = pictures()
        await asyncio.gather(send(ends.session.video, sent), send(ends.session.audio, voice(20)))
        picture, sound = ends.client.tallies[Track.CAMERA], ends.client.tallies[None]
        async with asyncio.timeout(PATIENCE):
            while picture.frames < len(sent) or sound.frames < 20:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        assert (picture.frames, sound.frames, sound.packets) == (len(sent), 20, 20)
        assert picture.lost == sound.lost == 0
        assert picture.octets > sum(len(one.data) for one in sent)
        assert not ends.near.frames[Track.CAMERA]
        assert not ends.near.voice
        # It still sends, and still hears of keyframes that are wanted.
        await send(ends.client.video, sent)
        await ends.far.until_frames(len(sent))
        ends.session.request_keyframe(Track.CAMERA)
        await ends.near.until(lambda: ends.near.keyframe_requests)


async def test_many_share_a_wire() -> None:
    wire = Wire()
    async with listening() as port:
        clients = [Client(wire=wire, opens=False) for _ in range(30)]
        handlers = [Remembering() for _ in clients]
        sessions = [
            await port.accept(client.offer(), MemberKind.POINT, handler)
            for client, handler in zip(clients, handlers, strict=True)
        ]
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(
                *(
                    client.answer(session.answer)
                    for client, session in zip(clients, sessions, strict=True)
                )
            )
        for session in sessions:
            await send(session.audio, voice(3), pause=0)
        async with asyncio.timeout(PATIENCE):
            while any(one.tallies[None].frames < 3 for one in clients):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        assert [one.tallies[None].frames for one in clients] == [3] * 30
        await asyncio.gather(*(one.close() for one in clients))
        for handler in handlers:
            await handler.until_closed()
            assert handler.closed == ["left"]


class Ticked:
    """Has something to do for two ticks, or breaks in the first."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.breaks = breaks
        self.ticks = 0
        self.over = asyncio.Event()
        self.reason = ""

    def tick(self, _now: int) -> None:
        self.ticks += 1
        if self.breaks:
            raise ZeroDivisionError
        if self.ticks > 2:
            self.over.set()

    def end(self, reason: str) -> None:
        self.reason = reason
        self.over.set()


async def test_one_who_breaks_does_not_stop_the_others() -> None:
    wire, broken, well = Wire(), Ticked(breaks=True), Ticked()
    for one in (broken, well):
        wire.join(one)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(broken.over.wait(), well.over.wait())
    for one in (broken, well):
        await wire.leave(one)
    assert broken.reason == "failed"
    assert not well.reason


async def test_nothing_is_left_behind() -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    tasks = asyncio.all_tasks()
    for _ in range(3):
        async with listening() as port, calling(port) as ends:
            await ends.client.restarted(ends.session.restart(ends.client.restart()))
    await asyncio.sleep(0)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
    assert asyncio.all_tasks() == tasks


async def test_a_move_is_told_with_the_quality_and_joining_is_none() -> None:
    async with listening() as port, calling(port) as ends:
        await ends.far.until(lambda: ends.far.quality)
        await ends.client.restarted(ends.session.restart(ends.client.restart("127.0.0.2")))
        await ends.far.until(lambda: len(ends.far.quality) >= 3)
        assert [one.moved for one in ends.far.quality[:3]] == [False, True, False]


async def test_closing_twice_or_too_early_does_no_harm() -> None:
    near = Remembering()
    client = Client(handler=near)
    client.offer()
    await client.close()
    await client.close()
    assert near.closed == ["closed"]


async def test_answers_that_lead_nowhere() -> None:
    async with listening() as port:
        client = Client()
        session = await port.accept(client.offer(), MemberKind.POINT, Remembering())
        lines = session.answer.splitlines()
        nowhere = "\r\n".join(one for one in lines if not one.startswith("a=candidate"))
        with pytest.raises(ConnectionError, match="no address"):
            await client.answer(nowhere)
        with pytest.raises(BadOfferError):
            await Client().answer("rubbish")


def count(tally: Tally, sequence: int, now: int, *, marker: bool = True) -> None:
    header = bytearray(12)
    header[0] = 0x80
    header[1] = 0x80 * marker | 96
    header[2:4] = sequence.to_bytes(2)
    tally.count(header, 12, now, sound=False)


def test_a_tally_counts_losses_across_the_wrap() -> None:
    tally = Tally()
    for sequence in (65_533, 65_534, 1, 65_535, 2, 4):
        count(tally, sequence, now=0)
    # 0 and 3 are missing; 65,535 came late.
    assert (tally.packets, tally.lost) == (6, 2)


def test_a_tally_keeps_the_gaps_between_frames() -> None:
    tally = Tally()
    for number, now in enumerate((0, 40, 80, 81, 1000, 3000)):
        count(tally, number, now * MS, marker=now != 81)
    assert tally.frames == 5
    assert tally.gaps[40] == 2
    assert tally.gaps[GAPS - 1] == 2
    assert tally.longest_gap == 2000 * MS


def test_sound_that_holds_more_is_not_late_before_that_is_over() -> None:
    """Packets of 20 ms, then of 40; one of those is lost, and one comes 30 ms late."""
    tally = Tally()
    for number, time, now in (
        *((0, 0, 0), (1, 20, 20), (2, 40, 40), (3, 80, 80), (4, 120, 120)),
        *((6, 200, 200), (7, 240, 270)),
    ):
        header = bytes([0x80, 111]) + number.to_bytes(2) + (time * 48).to_bytes(4) + bytes(4)
        tally.count(bytearray(header), 12, now * MS, sound=True)
    assert {at: count for at, count in enumerate(tally.gaps) if count} == {20: 4, 50: 1, 60: 1}
