"""Members of one batch, each with a socket at his end: what is sent to many at once is opened."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, fields

import pylibsrtp

from mcu.media import Codec, Encoded, Sink
from mcu.rtc.batch import TURN, Batches
from mcu.rtc.convoy import FEW
from mcu.rtc.line import Coding
from mcu.rtc.mmsg import Outbox, make_outbox
from mcu.rtc.outbound import Write
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.paced import PacedOutbound
from mcu.rtc.packet import RtpPacket, parse_rtp
from mcu.rtc.path import Outlet, Path
from mcu.rtc.seam import Datagram, Opener, Sealer
from mcu.rtc.spread import SpreadOutbound
from tests.rtc.material import RTX, RTX_SSRC, SSRC, VP8

MANY = FEW + 3
GCM = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 16
SHA1 = pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 10
CODINGS = [Coding(Codec.VP8, VP8, RTX)]
CONTENT_SSRC = 0x33333333


def session(number: int, profile: int, kind: int) -> pylibsrtp.Session:
    policy = pylibsrtp.Policy(number.to_bytes(2) * 23, kind, srtp_profile=profile)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return pylibsrtp.Session(policy)


class Member:
    """A lane, its streams, and the socket at its other end."""

    def __init__(
        self, number: int, batches: Batches, outlet: Outlet, host: str, kind: tuple[int, int] = GCM
    ) -> None:
        profile, trailer = kind
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        self.path: Path | None = Path(outlet, self.socket.getsockname())
        self.sealer = Sealer.of(
            session(number, profile, pylibsrtp.Policy.SSRC_ANY_OUTBOUND), trailer
        )
        self.written = 0
        self._opener = Opener(session(number, profile, pylibsrtp.Policy.SSRC_ANY_INBOUND))
        write: Write = self._write
        self.video = SpreadOutbound(
            CODINGS, SSRC + number, RTX_SSRC, write, on_waiting=lambda: None, shared=(self, batches)
        )
        self.voice = AudioOutbound(111, number, write, red_type=63, shared=(self, batches))
        self.content = PacedOutbound(
            CODINGS,
            CONTENT_SSRC + number,
            RTX_SSRC + 1,
            write,
            delay_id=5,
            shared=(self, batches),
        )

    @property
    def bytes_out(self) -> int:
        streams = self.video, self.voice, self.content
        return self.written + sum(one.carried for one in streams)

    def close(self) -> None:
        self.socket.close()

    def _write(self, *packets: bytes) -> int:
        left = 0
        for train, size in self.sealer.rtp(packets):
            left += self.path.send_train(train, size) if self.path else 0
        return left

    def take(self) -> list[RtpPacket]:
        """What has come, opened; all of it is authentic."""
        packets: list[RtpPacket] = []
        while True:
            datagram = Datagram()
            try:
                size = self.socket.recv_into(datagram.data)
            except BlockingIOError:
                return packets
            opened = self._opener.rtp(datagram, size)
            assert opened is not None
            packets.append(parse_rtp(opened))


@dataclass
class Holder:
    """Whoever holds a sink."""

    sink: Sink


class Room:
    """Members of one port, who are sent a `turn` of packets at a time, and all by `come`."""

    def __init__(self, outbox: Outbox, *, turn: int = TURN) -> None:
        self.batches = Batches.of(outbox, self._later, turn=turn)
        self.members: list[Member] = []
        self._sockets: list[socket.socket] = []
        self._due: list[Callable[[], None]] = []

    def _later(self, due: Callable[[], None]) -> None:
        self._due.append(due)

    def add(self, count: int, host: str = "127.0.0.1", kind: tuple[int, int] = GCM) -> list[Member]:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.setblocking(False)
        one.bind((host, 0))
        self._sockets.append(one)
        self.outlet = Outlet(one.sendto, one.sendmsg, fileno=one.fileno())
        first = len(self.members)
        added = [
            Member(first + number, self.batches, self.outlet, host, kind) for number in range(count)
        ]
        self.members += added
        return added

    def come(self) -> None:
        while self.turn():
            pass

    def turn(self) -> bool:
        """Send for one turn; whether there was anything to be sent."""
        due, self._due = self._due, []
        assert len(due) <= len(fields(self.batches))
        for one in due:
            one()
        return bool(due)

    def show(self, picture: Encoded) -> list[bool]:
        taken = [one.video.deliver(picture) for one in self.members]
        self.come()
        return taken

    def close(self) -> None:
        for member in self.members:
            member.close()
        for one in self._sockets:
            one.close()


def real_outbox() -> Outbox:
    outbox = make_outbox()
    assert outbox is not None, "this machine's Linux has sendmmsg"
    return outbox
