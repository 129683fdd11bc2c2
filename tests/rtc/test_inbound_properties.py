"""Incoming pictures: what holds for every order, loss and rubbish."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import Encoded
from mcu.rtc.feedback import (
    keyframe_requests,
    nacked,
)
from mcu.rtc.nack import MAX_MISSING
from mcu.rtc.packet import RtpPacket
from mcu.rtc.reassembly import WINDOW
from tests.rtc.material import (
    MS,
    SSRC,
    VP8,
    datas,
    packets,
    rtx,
    streams,
)
from tests.rtc.receiver import LIMIT, REPAIRS, RUBBISH, inbound, receive


@given(streams(), st.data())
def test_any_order_and_repetition_gives_every_frame(
    frames: list[Encoded], data: st.DataObject
) -> None:
    made = packets(frames, first=0xFFF0, timestamp=0xFFFFF000, limit=LIMIT)
    if len(made) > MAX_MISSING:
        made = made[:MAX_MISSING]
    rest = data.draw(st.permutations(made[1:]))
    repeated = data.draw(st.lists(st.sampled_from(made), max_size=10))
    stream = inbound()
    whole = receive(stream, [made[0], *rest, *repeated], step=0)
    assert datas(whole) == datas(frames)
    assert stream.counters.loss == 0


@given(streams(keyframes=False), st.data())
def test_all_losses_repaired_give_every_frame(frames: list[Encoded], data: st.DataObject) -> None:
    made = packets(frames, first=0xFFF0, timestamp=0xFFFFF000, limit=LIMIT)
    lost = data.draw(st.sets(st.sampled_from(range(len(made))), max_size=20)) - {0, len(made) - 1}
    stream = inbound()
    whole = receive(stream, [one for at, one in enumerate(made) if at not in lost], step=0)
    asked = [number for one in stream.poll(20 * MS) for number in nacked(one)]
    assert asked == [made[at].sequence for at in sorted(lost)]
    for at in data.draw(st.permutations(sorted(lost))):
        again = replace(rtx(made[at]), payload_type=REPAIRS[made[at].payload_type])
        whole += stream.receive(again, 50 * MS)
    assert datas(whole) == datas(frames)


@given(streams(), st.data())
def test_a_whole_keyframe_waits_for_nothing(frames: list[Encoded], data: st.DataObject) -> None:
    """Nothing is repaired: what is shown can be decoded, and the newest keyframe that came is."""
    made = packets(frames, first=0xFFF0, timestamp=0, limit=LIMIT)
    lost = data.draw(st.sets(st.sampled_from(range(len(made))), max_size=20)) - {0}
    stream = inbound()
    shown = receive(stream, [one for at, one in enumerate(made) if at not in lost], step=0)
    shown += stream.release(20 * MS)
    places = [datas(frames).index(one) for one in datas(shown)]
    assert places == sorted(set(places))
    assert all(frames[at].keyframe or at - 1 in places for at in places)
    broken = {made[at].timestamp // 3600 for at in lost}
    whole = [at for at, one in enumerate(frames) if one.keyframe and at not in broken]
    assert not whole or whole[-1] in places


@given(st.lists(st.tuples(RUBBISH, st.integers(0, 400 * MS)), max_size=80))
def test_rubbish_makes_no_trouble(drawn: list[tuple[RtpPacket, int]]) -> None:
    stream = inbound()
    now = 0
    last_pli = -NS_PER_S
    for packet, pause in drawn:
        now += pause
        for one in stream.receive(packet, now):
            assert one.data
        stream.release(now)
        for said in stream.poll(now):
            bytes(said)
            if keyframe_requests(said):
                assert now - last_pli >= 300 * MS
                last_pli = now
        info = stream.receiver_info(now)
        assert info is None or bytes(info)
        assert len(stream._nacks) <= MAX_MISSING
        assert len(stream._reassembly._held) <= WINDOW


def test_a_flood_costs_bounded_memory() -> None:
    stream = inbound()
    for at in range(50_000):
        # Every third packet is missing, no frame ever ends, the largest payloads there are.
        packet = RtpPacket(VP8, False, at * 3 // 2 & 0xFFFF, 7, SSRC, b"\x10\x10" + bytes(1400))
        stream.receive(packet, at * MS // 100)
        assert len(stream._nacks) <= MAX_MISSING
        assert len(stream._reassembly._held) <= WINDOW
        assert len(stream._reassembly._parts) <= WINDOW
    assert stream.receive(RtpPacket(VP8, True, 5, 7, SSRC, bytes(1501)), NS_PER_S) == []
