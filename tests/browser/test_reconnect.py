"""A page is loaded again in mid-meeting, or opened elsewhere as well."""

from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, places
from tests.browser.room import Room, by_id, until_seen
from tests.browser.signs import FIREFOX, RED
from tests.server import Server


async def test_a_reload_goes_straight_back_in(server: Server, launch: Launch) -> None:
    browser = await launch("chromium", RED)
    room = await Room.enter(browser, server.link(MEETING, "nam-dinh"))
    await room.page.reload()
    await room.live()
    await until_seen(room, places("nam-dinh"), 1)
    assert (await room.state())["microphone"] is True


async def test_a_second_browser_takes_the_seat_over(server: Server, launch: Launch) -> None:
    """The same link opened elsewhere: the newer one is in, the older is told, and stays out."""
    first = await Room.enter(await launch("chromium", RED), server.link(MEETING, "nam-dinh"))
    second = await Room.enter(await launch("firefox", FIREFOX), server.link(MEETING, "nam-dinh"))
    ended = "(end) => document.querySelector(end)?.dataset.end"
    assert await first.page.wait_for(ended, by_id("end")) == "replaced"
    await until_seen(second, {FIREFOX: 0}, 1)
