"""A stock aiortc peer, an implementation of its own, on a port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aioice.ice
import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from mcu.messages import MemberKind
from mcu.rtc.port import Port
from mcu.rtc.session import Session
from tests.rtc.ends import Remembering


def on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it use 127.0.0.1, which aioice leaves out: a machine may have nothing else."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["127.0.0.1"])


@asynccontextmanager
async def joined(
    port: Port, peer: RTCPeerConnection, kind: MemberKind
) -> AsyncIterator[tuple[Session, Remembering]]:
    far = Remembering()
    await peer.setLocalDescription(await peer.createOffer())
    session = await port.accept(peer.localDescription.sdp, kind, far)
    await peer.setRemoteDescription(RTCSessionDescription(session.answer, "answer"))
    try:
        await far.until(lambda: far.connected)
        yield session, far
    finally:
        await peer.close()
    await far.until_closed()
    assert far.closed == ["left"]
