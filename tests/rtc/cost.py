"""What a packet costs: `python -m tests.rtc.cost`. ns of CPU, best of five, without SRTP where it
is not said."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from mcu.media import Codec, Encoded, deliver_all
from mcu.rtc.client import Silent
from mcu.rtc.handler import Track
from mcu.rtc.inbound import AudioInbound, VideoInbound
from mcu.rtc.line import TRANSPORT_SEQUENCE, Coding, Line
from mcu.rtc.outbound import Write
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.packet import mid_extension, parse_rtp
from mcu.rtc.payload import payloads
from mcu.rtc.spread import SpreadOutbound
from mcu.rtc.streams import Streams
from tests.rtc.crowd import Holder, Room, real_outbox
from tests.rtc.material import FRAME_NS, MS, RTX, RTX_SSRC, SSRC, VP8, frame

SIZE = 7_500  # bytes of a frame: 1.5 Mbit/s at 25 fps, 7 packets
FRAMES = 1_000


def best(work: Callable[[], int]) -> float:
    """The quickest of five runs; `work` returns how many packets it has handled."""
    runs = []
    for _ in range(5):
        start = time.process_time_ns()
        count = work()
        runs.append((time.process_time_ns() - start) / count)
    return min(runs)


CODING = Coding(Codec.VP8, VP8, RTX)


def outgoing(members: int) -> float:
    streams = [
        VideoOutbound([CODING], SSRC, RTX_SSRC, lambda *all_: len(all_)) for _ in range(members)
    ]
    made = [frame(Codec.VP8, at, SIZE, keyframe=not at) for at in range(FRAMES // members + 1)]

    def work() -> int:
        for one in made:
            for stream in streams:
                stream.deliver(one)
        return len(made) * members * len(payloads(made[0]))

    return best(work)


def voice_out() -> float:
    stream = AudioOutbound(111, SSRC, lambda *all_: len(all_))
    made = [Encoded(Codec.OPUS, bytes(80), at * 20 * MS) for at in range(FRAMES)]
    return best(lambda: sum(map(stream.deliver, made)))


def sent(members: int, *, together: bool) -> tuple[float, float]:
    """Pictures and sound, sealed and sent to sockets of this machine, which are not read."""
    with closing(Room(real_outbox())) as room:
        room.add(members)
        made = [frame(Codec.VP8, at, SIZE, keyframe=not at) for at in range(20)]
        sounds = [Encoded(Codec.OPUS, bytes(80), at * 20 * MS) for at in range(20)]

        def deliver(sinks: Sequence[SpreadOutbound | AudioOutbound], all_: list[Encoded]) -> int:
            holders = [Holder(sink) for sink in sinks]
            for one in all_:
                if together:
                    deliver_all(one, holders)
                    continue
                for sink in sinks:
                    sink.deliver(one)
                    room.come()
            return len(all_) * members

        pictures = best(lambda: deliver([one.video for one in room.members], made))
        return pictures / len(payloads(made[0])), best(
            lambda: deliver([one.voice for one in room.members], sounds)
        )


def into(data: list[bytes]) -> Write:
    def write(*packets: bytes) -> int:
        data.extend(packets)
        return len(packets)

    return write


def wire(extension: bytes = b"") -> list[bytes]:
    data: list[bytes] = []
    stream = VideoOutbound(
        [CODING],
        SSRC,
        RTX_SSRC,
        into(data),
        extension=extension,
    )
    for at in range(FRAMES):
        stream.deliver(frame(Codec.VP8, at, SIZE, keyframe=not at))
    return data


def incoming(data: list[bytes]) -> float:
    def work() -> int:
        stream = VideoInbound({VP8: Codec.VP8}, {RTX: VP8}, 1)
        for at, one in enumerate(data):
            stream.receive(parse_rtp(one), at * FRAME_NS // 7)
        return len(data)

    return best(work)


def numbered(data: list[bytes]) -> list[bytes]:
    """The same packets with a transport-wide number in place of the extension they have."""
    return [
        one[:16] + bytes([0x31]) + (at & 0xFFFF).to_bytes(2) + one[19:]
        for at, one in enumerate(data)
    ]


def session_in(data: list[bytes], *, transport_wide: bool) -> float:
    """All that a session does with a packet, its feedback at 1.5 Mbit/s included."""
    line = Line(
        mid=None,
        track=Track.CAMERA,
        codings=(Coding(Codec.VP8, VP8),),
        sends=True,
        receives=True,
        ssrc=1,
        rtx_ssrc=2,
        extensions={TRANSPORT_SEQUENCE: 3} if transport_wide else {},
        remote_ssrcs=(SSRC,),
    )

    def work() -> int:
        streams = Streams([line], Silent(), lambda *all_: len(all_), lambda _: True, cname="cost")
        for at, one in enumerate(data):
            now = at * FRAME_NS // 7
            streams.receive_rtp(one, now)
            if not at % 2:  # every 11 ms
                streams.poll(now)
        return len(data)

    return best(work)


def voice_in() -> float:
    data: list[bytes] = []
    sender = AudioOutbound(
        111,
        SSRC,
        into(data),
        extension=mid_extension(1, "a"),
    )
    for at in range(FRAMES):
        sender.deliver(Encoded(Codec.OPUS, bytes(80), at * 20 * MS))

    def work() -> int:
        stream = AudioInbound(111, 1, 1)
        for at, one in enumerate(data):
            stream.receive(parse_rtp(one), at * 20 * MS)
        return len(data)

    return best(work)


def main() -> None:
    data = wire()
    chance = random.Random(1)
    lossy = [one for one in data if chance.random() > 0.05]
    print(f"video out, and cut up    {outgoing(1):6.0f}")
    print(f"video out, 400 members   {outgoing(400):6.0f}")
    print(f"voice out                {voice_out():6.0f}")
    for how, together in (("one by one", False), ("together", True)):
        picture, sound = sent(200, together=together)
        print(f"sealed and sent {how:10s} {picture:5.0f} video, {sound:5.0f} voice")
    print(f"video in                 {incoming(data):6.0f}")
    print(f"video in, with a MID     {incoming(wire(mid_extension(4, 'video'))):6.0f}")
    print(f"video in, 5 % missing    {incoming(lossy):6.0f}")
    numbers = numbered(wire(bytes.fromhex("bede000100000000")))
    print(f"session in               {session_in(numbers, transport_wide=False):6.0f}")
    print(f"session in, listed       {session_in(numbers, transport_wide=True):6.0f}")
    print(f"voice in, with a level   {voice_in():6.0f}")


if __name__ == "__main__":
    main()
