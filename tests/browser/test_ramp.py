"""How fast a browser's uplink comes up on a good line; the figures are printed (`pytest -s`)."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.browser.browser import Browser
from tests.browser.conftest import require
from tests.browser.meeting import MEETING
from tests.browser.room import Room
from tests.patience import PATIENCE
from tests.server import Server

UPLINK = """
async () => {
  const reports = [];
  for (const peer of window.__peers) reports.push(...(await peer.getStats()).values());
  const sent = window.__peers.at(-1).getSenders().find((one) => one.track?.kind === "video");
  const source = sent?.track.getSettings().width ?? 0;
  const pictures = reports.filter((one) => one.type === "outbound-rtp" && one.kind === "video");
  const pair = reports.find((one) => one.type === "candidate-pair" && one.nominated);
  return {
    widths: pictures.map((one) => one.frameWidth ?? 0),
    bytes: pictures.map((one) => one.bytesSent ?? 0),
    estimate: Math.round((pair?.availableOutgoingBitrate ?? 0) / 1000),
    asked: source / (sent?.getParameters().encodings[0]?.scaleResolutionDownBy ?? 1),
    limits: pictures.map((one) => one.qualityLimitationReason),
  };
}
"""

SHARE_NOISE = """
async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1280, 720];
  const context = canvas.getContext("2d");
  window.__drawing = setInterval(() => {
    for (let n = 0; n < 400; n += 1) {
      context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
      context.fillRect(Math.random() * 1280, Math.random() * 720, 40, 24);
    }
  }, 100);
  const peer = window.__peers.at(-1);
  const content = peer.getTransceivers().filter((one) => one.receiver.track.kind === "video")[1];
  await content.sender.replaceTrack(canvas.captureStream(10).getVideoTracks()[0]);
}
"""


TILE = 1000
"""Columns that one alone has at least: beside the header's height, and the frame that TV sets crop,
it is the whole canvas of 1280."""


@pytest.fixture
async def hd() -> AsyncIterator[Browser]:
    """Chromium with its own camera: it moves all over and has any size that is asked for."""
    require("chromium")
    browser = await Browser.launch("chromium")
    yield browser
    await browser.close()


async def uplink(room: Room) -> dict[str, Any]:
    stats: dict[str, Any] = await room.page.evaluate(UPLINK)
    return stats


def is_whole(now: dict[str, Any]) -> bool:
    """Whether the camera fills the tile of one alone, or would if its machine could encode it.

    Whoever has just joined is asked for the canvas, and soon for no more than his tile has.
    """
    if now["asked"] < TILE:
        return False
    if max(now["widths"], default=0) >= now["asked"] - 1:
        return True
    return "cpu" in now["limits"] and now["estimate"] > 1000


@pytest.mark.alone
async def test_one_alone_fills_its_tile_and_sends_content_beside_it(
    server: Server, hd: Browser
) -> None:
    room = await Room.enter(hd, server.link(MEETING, "nam-dinh"), microphone=False)
    begin = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        while not is_whole(now := await uplink(room)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    took = time.monotonic() - begin
    print(f"as large as its tile {took:.1f} s after the room was live: {now}")

    # Two pictures share one estimate: neither starves the other.
    await room.page.evaluate(SHARE_NOISE)
    async with asyncio.timeout(PATIENCE):
        while True:
            before, at = await uplink(room), time.monotonic()
            await asyncio.sleep(2)
            after, seconds = await uplink(room), time.monotonic() - at
            rates = [
                round((new - old) / seconds / 125)
                for old, new in zip(before["bytes"], after["bytes"], strict=False)
            ]
            print(f"camera and content {rates} kbit/s: {after}")
            enough = sum(rates) > 1000 or "cpu" in after["limits"]
            if len(rates) == 2 and min(rates) > 200 and enough:
                break
