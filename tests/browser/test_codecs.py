"""Real browsers are moved between VP8 and VP9 within one stream, and go on showing all of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from mcu.media import Codec
from mcu.messages import Join, MemberKind, MemberSettings, OpenConference, Plate, Vp9
from mcu.node import Node, NodeConfig
from tests.browser import probes, signs
from tests.browser.browser import Kind, Page
from tests.browser.conftest import Launch
from tests.browser.room import is_in, tile
from tests.mcu.guest import Guest
from tests.patience import PATIENCE

MEMBER = "browser"

PAGE = """<!doctype html><title>codecs</title><link rel="icon" href="data:,">
<video autoplay muted playsinline></video>"""

CALL = """
async () => {
  const peer = new RTCPeerConnection();
  window.__peers = [peer];
  window.__gaps = [];
  const video = document.querySelector("video");
  peer.ontrack = ({ track }) => {
    if (track.kind !== "video") return;
    video.srcObject = new MediaStream([track]);
    let last = null;
    const shown = (now) => {
      if (last !== null) window.__gaps.push(now - last);
      last = now;
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360 } });
  peer.addTransceiver("audio", { direction: "recvonly" });
  peer.addTransceiver(camera.getVideoTracks()[0], { direction: "sendrecv" });
  await peer.setLocalDescription();
  const asked = await fetch("/offer", { method: "POST", body: peer.localDescription.sdp });
  await peer.setRemoteDescription({ type: "answer", sdp: await asked.text() });
}
"""

RECEIVED = """
async () => {
  const reports = [...(await window.__peers[0].getStats()).values()];
  const find = (type) => reports.find((one) => one.type === type && one.kind === "video") ?? {};
  const codec = (of) => reports.find((one) => one.id === of.codecId)?.mimeType;
  const got = find("inbound-rtp");
  return {
    codec: codec(got),
    sent: codec(find("outbound-rtp")),
    height: document.querySelector("video").videoHeight,
    decoded: got.framesDecoded ?? 0,
    keyframe_requests: got.pliCount ?? 0,
    lost: got.packetsLost ?? 0,
    longest: Math.max(0, ...window.__gaps.splice(0)),
  };
}
"""

STANDSTILL_MS = 1000
"""Between two pictures: ten times what a busy machine needs, and less than any lost keyframe."""


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    one = Node(NodeConfig(recordings=str(tmp_path), max_members=6))
    await one.start()
    yield one
    await one.close()


@asynccontextmanager
async def answering(node: Node) -> AsyncIterator[str]:
    """Serve the page above, and bring who offers into the conference; yields the address."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def offer(request: web.Request) -> web.Response:
        joined = await node.join(
            Join(
                conference="c",
                member=MEMBER,
                kind=MemberKind.POINT,
                plate=Plate(title="Trình duyệt"),
                offer=await request.text(),
            )
        )
        return web.Response(text=joined.answer, content_type="application/sdp")

    app = web.Application()
    app.add_routes([web.get("/", page), web.post("/offer", offer)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["chromium", "firefox"])
async def test_one_stream_changes_its_codec_and_goes_on(
    node: Node, launch: Launch, kind: Kind
) -> None:
    own = signs.GREEN if kind == "chromium" else signs.FIREFOX
    await node.open(OpenConference(conference="c", title="Họp thử"))
    browser = await launch(kind, own)
    guest = Guest("red")
    await guest.join(node)
    async with answering(node) as address:
        page = await browser.page(address)
        await page.evaluate(CALL)
        before = await until(page, 720, Codec.VP8)
        assert before["sent"] in {None, "video/VP8"}, "what it sends is cheap to decode"
        for height, codec in ((360, Codec.VP9), (180, Codec.VP9), (720, Codec.VP8)):
            await node.settings("c", MEMBER, MemberSettings(max_height=height))
            after = await until(page, height, codec)
            assert after["decoded"] > before["decoded"]
            assert after["keyframe_requests"] == before["keyframe_requests"], "it knew no further"
            assert after["longest"] < STANDSTILL_MS
            before = after
            await until_own_colours(page, own)
        assert page.reports("exception", "error") == []
    await guest.leave()


async def test_full_hd_in_vp9(node: Node, launch: Launch) -> None:
    await node.open(
        OpenConference(
            conference="c", title="HD", width=1920, height=1080, bitrate=3_000_000, vp9=Vp9.ALL
        )
    )
    browser = await launch("chromium", signs.GREEN)
    guest = Guest("red")
    await guest.join(node)
    async with answering(node) as address:
        page = await browser.page(address)
        await page.evaluate(CALL)
        await until(page, 1080, Codec.VP9)
        await until_own_colours(page, signs.GREEN)
    await guest.leave()


async def until(page: Page, height: int, codec: Codec) -> dict[str, Any]:
    """Wait until pictures of a height are shown, and then for 25 more; return what was received."""
    shown = 0
    got: dict[str, Any] = {}
    longest = 0.0
    async with asyncio.timeout(PATIENCE):
        while not shown or got["decoded"] < shown + 25:
            got = await page.evaluate(RECEIVED)
            longest = max(longest, got["longest"])
            right = got["height"] == height and got["codec"] == f"video/{codec}"
            shown = (shown or got["decoded"]) if right else 0
            await asyncio.sleep(0.1)
    return {**got, "longest": longest}


async def until_own_colours(page: Page, own: signs.Sign) -> None:
    """Wait until both pictures of the meeting are seen, each in its colours and in its place."""
    missing = {own: 0, signs.RED: 1}
    async with asyncio.timeout(PATIENCE):
        while missing:
            picture = await probes.picture(page, "video")
            for sign, place in list(missing.items()):
                area = await asyncio.to_thread(sign.find, picture)
                if area and is_in(area, tile(picture, 2, place)):
                    del missing[sign]
