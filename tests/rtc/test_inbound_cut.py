"""A burst that is lost: a keyframe that came whole waits for nothing, or one is asked for."""

from dataclasses import replace

import pytest

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.rtc.feedback import RtcpPsfbPacket
from tests.rtc.material import FRAME_NS, MS, SSRC, datas, frame, packets, rtx
from tests.rtc.receiver import LIMIT, LOCAL, REPAIRS, feedback, gop, inbound, nacks, plis, receive

BOTH = pytest.mark.parametrize("codec", [Codec.VP8, Codec.H264])


@BOTH
def test_a_whole_keyframe_waits_for_nothing_before_it(codec: Codec) -> None:
    """A cut in the middle of a keyframe, another one after it, and then the camera is still."""
    frames = [*gop(3, codec=codec), *gop(40, first=3, codec=codec), *gop(2, first=43, codec=codec)]
    made = packets(frames, limit=LIMIT)
    lost = [at for at, one in enumerate(made) if 3 <= (one.timestamp - 5000) // 3600 < 43][1:]
    stream = inbound()
    whole = receive(stream, [*made[: lost[0]], *made[lost[-1] + 1 :]], step=0)
    assert len(lost) > 73
    assert datas(whole) == datas(frames[:3]), "what is only late may still come"
    late: list[Encoded] = []
    said = feedback(stream, 1, 11, late)
    assert datas(late) == datas(frames[43:])
    assert said + feedback(stream, 11, 2000) == [], "nothing is asked for that nobody needs"
    assert datas(receive(stream, packets(gop(1, first=45, codec=codec), first=100 + len(made))))


@BOTH
def test_a_keyframe_that_is_repaired_waits_for_nothing_either(codec: Codec) -> None:
    frames = gop(3, codec=codec) + gop(3, first=3, codec=codec)
    made = packets(frames, limit=LIMIT)
    key = next(at for at, one in enumerate(made) if one.timestamp == made[0].timestamp + 3 * 3600)
    stream = inbound()
    receive(stream, [one for at, one in enumerate(made) if at not in (key - 1, key + 1)], step=0)
    said = nacks(feedback(stream, 0, 40))
    assert said == [(10, [made[key - 1].sequence, made[key + 1].sequence])]
    again = replace(rtx(made[key + 1]), payload_type=REPAIRS[made[key + 1].payload_type])
    assert datas(stream.receive(again, 40 * MS)) == datas(frames[3:])
    assert nacks(feedback(stream, 41, 1000)) == []


def test_after_a_cut_a_keyframe_is_asked_for_at_once() -> None:
    """No sender keeps what it sent before a second; the picture has stood for longer."""
    made = packets(gop(120), limit=1200)  # one packet a frame
    stream = inbound()
    for at, packet in enumerate(made[:50]):
        stream.receive(packet, at * FRAME_NS)
    stream.receive(made[100], 100 * FRAME_NS)
    assert feedback(stream, 4000, 4100) == [(4000, RtcpPsfbPacket(1, LOCAL, SSRC))]


def test_a_page_after_a_pause_is_repaired() -> None:
    frames = [frame(Codec.VP8, at, 5000, keyframe=not at) for at in range(4)]
    made = packets(frames)
    stream = inbound()
    for at, packet in enumerate(made[:-5]):
        stream.receive(packet, at // 5 * 10 * NS_PER_S)
    receive(stream, made[-3:], start=30 * NS_PER_S)
    said = feedback(stream, 30_000, 30_050)
    assert nacks(said) == [(30_010, [one.sequence for one in made[-5:-3]])]
    assert plis(said) == []
