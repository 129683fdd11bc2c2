"""What is shared outlives the server, whichever of the lines is there again first."""

from tests.browser import signs
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING
from tests.browser.room import Room
from tests.browser.test_sharing import press, share, sharing
from tests.server import Server

HELD_BACK = """
{
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url) {
      super(window.__held ? new URL("/nowhere", url) : url);
    }
  };
}
"""
"""While `__held`, a page finds no control connection where it looks for one."""

MEDIA_ALONE = """() => {
  const { media, link } = window.__diemcau.state;
  return media === "live" && link !== "open";
}"""


async def test_a_share_goes_on_after_the_server_was_killed(server: Server, launch: Launch) -> None:
    presenter, _ = await sharing(launch, signs.RED)
    room = await Room.enter(presenter, server.link(MEETING, "nam-dinh"), scripts=[HELD_BACK])
    await share(room)

    await room.page.evaluate("() => { window.__held = true; }")
    await server.kill9()
    await room.page.wait_for("() => window.__diemcau.state.media !== 'live'")
    await server.start()
    await room.page.wait_for(MEDIA_ALONE)
    await room.page.evaluate("() => { window.__held = false; }")
    # The state is the server's own word.
    await room.until(link="open", sharing="nam-dinh")

    await press(room, "stop-sharing")
    await room.until(sharing=None)
    assert room.page.reports("exception") == []
