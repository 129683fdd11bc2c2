"""Which moments RTP times are of: of what goes out, and of what one peer sends in two streams."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.clock import NS_PER_S
from mcu.media import Codec
from mcu.rtc.feedback import RtcpSenderInfo, RtcpSrPacket
from mcu.rtc.inbound import AudioInbound
from mcu.rtc.outbound import Outbound
from mcu.rtc.packet import TIMESTAMP_MASK, RtpPacket
from mcu.rtc.reports import from_ntp, ntp_time
from tests.rtc.material import MS, SSRC, frame, packets
from tests.rtc.receiver import LOCAL, inbound

VOICE = 5
SPAN = TIMESTAMP_MASK + 1
YEAR = 365 * 86_400 * NS_PER_S
WALL = 1_800_000_000
"""Seconds since 1970 of the sender's clock at the beginning of its streams."""


@given(
    origin=st.integers(0, 36 * YEAR),
    now=st.integers(0, YEAR),
    rate=st.sampled_from([48_000, 90_000]),
)
def test_rtp_time_is_ntp_time_in_ticks(origin: int, now: int, rate: int) -> None:
    stream = Outbound(SSRC, rate, lambda *packets: len(packets), b"", None)
    stream.count_from(origin)
    info = stream.sender_report(now, (origin + now) / NS_PER_S).sender_info
    ticks = info.ntp_timestamp * rate >> 32
    apart = (info.rtp_timestamp - ticks + SPAN // 2) % SPAN - SPAN // 2
    assert abs(apart) <= 2, "but for what is lost in rounding"


class Peer:
    """A voice and content that began at random RTP times, and whose reports say when."""

    def __init__(self, *, sound: int | None = None) -> None:
        self.sound = secrets.randbits(32) if sound is None else sound
        self.picture = secrets.randbits(32)
        self.voice = AudioInbound(111, None, LOCAL)
        self.content = inbound()

    def say(self, at: int, number: int) -> int:
        """Say something at a time (ns); return it on the clock of voice packets, in ns."""
        time = (self.sound + at * 48_000 // NS_PER_S) & TIMESTAMP_MASK
        [packet] = self.voice.receive(RtpPacket(111, False, number, time, VOICE, b"opus"), at)
        return packet.timestamp * NS_PER_S // 48_000

    def show(self, at: int) -> int:
        """Show something at a time; return when it was captured."""
        time = (self.picture + at * 90_000 // NS_PER_S) & TIMESTAMP_MASK
        shot = frame(Codec.VP8, 1, 100, keyframe=True)
        [packet] = packets([shot], timestamp=time)
        [shown] = self.content.receive(packet, at + 30 * MS)
        assert shown.captured is not None
        return shown.captured

    def report(self, at: int) -> None:
        ntp = ntp_time(WALL + at / NS_PER_S)
        for stream, ssrc, time in (
            (self.voice, VOICE, self.sound + at * 48_000 // NS_PER_S),
            (self.content, SSRC, self.picture + at * 90_000 // NS_PER_S),
        ):
            info = RtcpSenderInfo(ntp, time & TIMESTAMP_MASK, 0, 0)
            stream.sender_report(RtcpSrPacket(ssrc, info), at)

    def spoken(self, captured: int) -> int | None:
        wall = self.content.wall(captured)
        return None if wall is None else self.voice.spoken(wall)


@pytest.mark.parametrize("sound", [None, SPAN - 1000])
def test_what_was_said_with_a_picture_is_known_by_reports(sound: int | None) -> None:
    peer = Peer(sound=sound)
    peer.say(0, 1)
    said = peer.say(20 * MS, 2)
    captured = peer.show(20 * MS)
    assert peer.spoken(captured) is None
    peer.report(500 * MS)
    found = peer.spoken(captured)
    assert found == pytest.approx(said, abs=MS // 10)
    assert peer.spoken(captured + 40 * MS) == pytest.approx(said + 40 * MS, abs=MS // 10)


def test_a_voice_that_begins_anew_is_known_by_its_next_report() -> None:
    peer = Peer()
    peer.say(0, 1)
    captured = peer.show(0)
    peer.report(500 * MS)
    peer.sound = secrets.randbits(32)
    with pytest.raises(ValueError, match="unpack"):
        peer.say(1000 * MS, 20_000)  # far off: it takes a second one to be believed
    said = peer.say(1020 * MS, 20_001)
    assert peer.spoken(captured) is None
    peer.report(1500 * MS)
    found = peer.spoken(captured + 1020 * MS)
    assert found == pytest.approx(said, abs=MS)


def test_ntp_in_nanoseconds() -> None:
    assert from_ntp(ntp_time(0.5)) == 2_208_988_800 * NS_PER_S + NS_PER_S // 2
