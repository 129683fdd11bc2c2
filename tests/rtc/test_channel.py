"""What two channels say to each other, without a network."""

import asyncio
from typing import Any

from mcu.rtc.channel import Channel
from mcu.rtc.path import Outlet, Path
from mcu.rtc.seam import MAX_BURST, Certificate
from tests.patience import PATIENCE
from tests.rtc.ends import Remembering


class End:
    """A channel whose datagrams come to the other; those of media are counted."""

    other: "End"

    def __init__(self, certificate: Certificate, peer: Certificate, *, server: bool) -> None:
        self.connected = asyncio.Event()
        self.media = 0
        self.channel = Channel(
            [],
            [("sha-256", peer.fingerprint.split()[1])],
            Remembering(),
            certificate=certificate,
            server=server,
            cname="cname",
            on_connected=self.connected.set,
            on_ended=lambda _reason: None,
        )
        self.channel.path = Path(Outlet(self.send), ("", 0))

    def send(self, datagram: bytes | memoryview, _address: Any) -> int:
        if 20 <= datagram[0] < 64:
            self.other.channel.receive_dtls(bytes(datagram), 0)
        else:
            self.media += 1
        return len(datagram)


async def test_a_keyframe_of_any_size_leaves_whole() -> None:
    one, two = Certificate.generateCertificate(), Certificate.generateCertificate()
    near, far = End(one, two, server=True), End(two, one, server=False)
    near.other, far.other = far, near
    for end in (near, far):
        end.channel.start()
    async with asyncio.timeout(PATIENCE):
        await near.connected.wait()
    head = bytes.fromhex("8060")
    packets = [head + number.to_bytes(2) + bytes(1108) for number in range(800)]
    assert sum(map(len, packets)) > MAX_BURST
    assert near.channel.write(*packets) == near.media == 800
    for end in (near, far):
        await end.channel.close()
