"""The sending end of the tests: a wire to look at, and streams that write to it."""

from mcu.media import Codec, Encoded
from mcu.rtc.feedback import RtcpReceiverInfo
from mcu.rtc.line import Coding
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.packet import RtpPacket, parse_rtp
from tests.rtc.material import MS, RTX, RTX_SSRC, SSRC, VP8, frame

WALL = 1_800_000_000.0


class Wire:
    """Takes packets as a transport does, as long as it has room."""

    def __init__(self) -> None:
        self.packets: list[RtpPacket] = []
        self.room = 1 << 60

    def write(self, *packets: bytes) -> int:
        taken = packets[: self.room]
        self.room -= len(taken)
        self.packets += map(parse_rtp, taken)
        return len(taken)

    def take(self) -> list[RtpPacket]:
        packets, self.packets = self.packets, []
        return packets


def video(wire: Wire, *, rtx: bool = True) -> VideoOutbound:
    coding = Coding(Codec.VP8, VP8, RTX if rtx else None)
    return VideoOutbound([coding], SSRC, RTX_SSRC, wire.write)


def vp8(number: int, size: int = 5000, *, keyframe: bool = False) -> Encoded:
    return frame(Codec.VP8, number, size, keyframe=keyframe)


def measure_rtt(stream: VideoOutbound, rtt_ms: int, loss: float = 0.0) -> None:
    report = stream.sender_report(0, WALL)
    lsr = report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
    lost = round(loss * 256)
    stream.receiver_report(RtcpReceiverInfo(SSRC, lost, 0, 0, 0, lsr, 0), rtt_ms * MS)
    assert stream.rtt_ms == rtt_ms
