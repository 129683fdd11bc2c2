"""A page whose line loses sends its voice with copies (RFC 2198)."""

from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS
from tests.browser.room import Room
from tests.browser.signs import RED
from tests.cheap import CheapPoint, playing
from tests.server import Server

LOSING = """
{
  const native = RTCPeerConnection.prototype.getStats;
  window.__lost = 0;
  RTCPeerConnection.prototype.getStats = async function (...args) {
    const report = new Map();
    for (const [id, one] of await native.apply(this, args)) {
      const voice = one.type === "remote-inbound-rtp" && one.kind === "audio";
      report.set(id, voice && window.__lost ? { ...one, fractionLost: window.__lost } : one);
    }
    return report;
  };
}
"""
"""Makes the page believe that the server lacks a part of its voice."""

ORDER = "() => __peers.at(-1).remoteDescription.sdp.match(/m=audio \\S+ \\S+ (\\S+)/)[1]"

SIZE = """
async () => {
  const sent = async () => {
    for (const one of (await __peers.at(-1).getStats()).values())
      if (one.type === "outbound-rtp" && one.kind === "audio") return one;
    return { bytesSent: 0, packetsSent: 0 };
  };
  const before = await sent();
  let after = before;
  while (after.packetsSent < before.packetsSent + 50) {
    await new Promise((done) => setTimeout(done, 100));
    after = await sent();
  }
  return (after.bytesSent - before.bytesSent) / (after.packetsSent - before.packetsSent);
}
"""
"""Bytes of a packet of the voice."""


async def test_copies_while_the_line_loses(server: Server, launch: Launch) -> None:
    browser = await launch("chromium", RED)
    client = CheapPoint(
        server.url, MEETING, server.token(MEETING, "y-yen"), SIGNS["y-yen"].colour, 440, 0.3
    )
    async with playing([client]):
        room = await Room.enter(browser, server.link(MEETING, "nam-dinh"), scripts=[LOSING])
        page = room.page
        assert await page.evaluate(ORDER) == "111"
        plain = await page.evaluate(SIZE)
        await page.evaluate("() => { window.__lost = 0.1; }")
        await page.wait_for(f"() => ({ORDER})() === '63'")
        assert await page.evaluate(SIZE) > 1.7 * plain
        state = await room.state()
        assert state["media"] == "live"
        assert page.reports("exception", "error") == []
