"""Points whose network lets nothing through but a relay: a real coturn, by UDP, TCP and TLS."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from numpy.typing import NDArray

from mcu.rtc.addresses import host_addresses
from mcu.rtc.consent import UNPROVED
from tests.browser import probes
from tests.browser.browser import Kind
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, POINTS, SIGNS, TITLE, cheap, places, until_loud
from tests.browser.room import PICTURE, Room, until_seen
from tests.browser.signs import Sign
from tests.cheap import CheapPoint, playing
from tests.coturn import SECRET, Coturn, coturn
from tests.patience import PATIENCE
from tests.server import Server

WAYS = ("udp", "tcp", "tls")

RELAY_ONLY = """
{
  const Native = window.RTCPeerConnection;
  const only = (way) => way === "tls" ? /^turns:/ : new RegExp(`^turn:.*transport=${way}$`);
  const narrow = ({ iceServers, ...more }) => ({
    ...more,
    iceTransportPolicy: "relay",
    iceServers: iceServers.map(
      ({ urls, ...one }) => ({ ...one, urls: urls.filter((url) => only("WAY").test(url)) })
    ),
  });
  window.RTCPeerConnection = class extends Native {
    constructor(configuration) { super(narrow(configuration)); }
    setConfiguration(configuration) { super.setConfiguration(narrow(configuration)); }
  };
}
"""
"""Makes a page behave as behind a firewall that stops everything but WAY to the relay."""


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Coturn]:
    """A coturn that relays to this machine's addresses, where the server's media is."""
    async with coturn(tmp_path / "coturn", host_addresses()) as running:
        yield running


@pytest.fixture
async def relayed(tmp_path: Path, relay: Coturn) -> AsyncIterator[Server]:
    """A server that tells its clients of the relay."""
    server = Server.in_folder(tmp_path / "server", settings=relay.settings(*WAYS))
    await server.plan(MEETING, TITLE, POINTS)
    await server.start()
    yield server
    await server.stop()


def pinned(certificate: Path) -> str:
    """Return the flag that has Chromium take this certificate, and no other, unsigned."""
    pem = x509.load_pem_x509_certificate(certificate.read_bytes())
    key = pem.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={digest}"


async def pass_through(
    launch: Launch, kind: Kind, server: Server, relay: Coturn, *ways: str
) -> None:
    """Go in by one way after the other; each time picture and sound must come and go."""
    point, other = ("nam-dinh" if kind == "chromium" else "truc-ninh"), "hai-hau"
    own, seen = SIGNS[point], places(point, other)
    flags = [pinned(relay.certificate)] if kind == "chromium" else []
    browser = await launch(kind, own, args=flags)
    (client,) = cheap(server, other)
    async with playing([client]):
        for way in ways:
            script = RELAY_ONLY.replace("WAY", way)
            page = await browser.page(
                server.link(MEETING, point), fresh=True, scripts=[probes.WATCH_PEERS, script]
            )
            room = Room(page)
            await room.go_in()
            await until_seen(room, seen, 2)
            await until_loud(partial(probes.sound, room.page, 1, PICTURE), SIGNS[other])
            await until_loud(partial(sounding, client), own)
            await until_shown_by(client, own)
            path = "() => window.__diemcau.stats.path"
            assert await page.wait_for(path) == f"relay-{way}"
            await room.leave()
            await page.close()


async def until_shown_by(client: CheapPoint, sign: Sign) -> None:
    """Wait until a cheap client sees a sign."""
    async with asyncio.timeout(PATIENCE):
        while True:
            picture = await client.picture()
            if picture is not None and sign.find(picture):
                return
            await asyncio.sleep(0.2)


async def sounding(client: CheapPoint) -> NDArray[np.float64]:
    """Return the last second that a cheap client heard."""
    await asyncio.sleep(1)
    return client.sound(1)


async def test_chromium_by_every_way(relayed: Server, relay: Coturn, launch: Launch) -> None:
    await pass_through(launch, "chromium", relayed, relay, *WAYS)


async def test_firefox_by_udp(relayed: Server, relay: Coturn, launch: Launch) -> None:
    await pass_through(launch, "firefox", relayed, relay, "udp")


IN_USE = """
async () => {
  const all = [...(await window.__peers.at(-1).getStats()).values()];
  const { selectedCandidatePairId } = all.find((one) => one.type === "transport");
  const pair = all.find((one) => one.id === selectedCandidatePairId);
  return all.find((one) => one.id === pair?.localCandidateId)?.url;
}
"""
"""The URL of the relay that Chromium sends by."""


@pytest.mark.alone
async def test_a_relay_dies_and_another_takes_over(tmp_path: Path, launch: Launch) -> None:
    """The member comes from elsewhere then; its reports show that it receives there.

    As a rule the session goes on. Where the browser waits for the dead relay longer than the page
    waits for the browser, the page joins anew: once, and by the other relay.
    """
    peers = host_addresses()
    async with coturn(tmp_path / "one", peers) as one, coturn(tmp_path / "two", peers) as two:
        urls = {it.url("udp"): it for it in (one, two)}
        settings = f'[turn]\nurls = {json.dumps(list(urls))}\nsecret = "{SECRET}"\n'
        server = Server.in_folder(tmp_path / "server", settings=settings)
        await server.plan(MEETING, TITLE, POINTS)
        await server.start()
        try:
            browser = await launch("chromium", SIGNS["nam-dinh"])
            scripts = [RELAY_ONLY.replace("WAY", "udp")]
            async with playing(cheap(server, "hai-hau", "giao-thuy")):
                link = server.link(MEETING, "nam-dinh")
                room = await Room.enter(browser, link, scripts=scripts)
                used = await room.page.wait_for(IN_USE)
                urls.pop(used).kill()
                (other,) = urls
                joins = server.log.count("point connected")
                await room.page.wait_for(IN_USE.replace("?.url", f"?.url === '{other}'"))
                await room.live()
                await until_received(room, 1.2 * UNPROVED)
                assert server.log.count("point connected") <= joins + 1
            assert "no answer" not in server.log
        finally:
            await server.stop()


async def until_received(room: Room, octets: float) -> None:
    """Wait until a browser has received so many bytes more."""
    before = (await probes.stats(room.page)).bytes_received
    async with asyncio.timeout(PATIENCE):
        while True:
            if (await probes.stats(room.page)).bytes_received - before > octets:
                return
            await asyncio.sleep(0.5)
