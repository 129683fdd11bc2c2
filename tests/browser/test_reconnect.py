"""The server dies in mid-meeting and comes back: pages heal by themselves."""

import pytest

from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS, places
from tests.browser.room import Room, by_id, until_seen
from tests.browser.signs import FIREFOX, RED
from tests.server import Server


@pytest.mark.timeout(180)
async def test_pages_heal_after_the_server_was_killed(server: Server, launch: Launch) -> None:
    rooms = []
    for point, kind in (("nam-dinh", "chromium"), ("truc-ninh", "firefox")):
        browser = await launch(kind, SIGNS[point])
        rooms.append(await Room.enter(browser, server.link(MEETING, point)))
    both = places("nam-dinh", "truc-ninh")
    for room in rooms:
        await until_seen(room, both, 2)
        await room.page.evaluate("() => { window.__same = true; }")

    await server.kill9()
    for room in rooms:
        # The page says that the picture is not live, and that nothing is to be done.
        await room.page.wait_for("(veil) => !!document.querySelector(veil)", by_id("veil"))
        await room.until(standing="reconnecting")

    await server.start()
    for room in rooms:
        await room.live()
        await until_seen(room, both, 2)
        await room.page.wait_for("(veil) => !document.querySelector(veil)", by_id("veil"))
        assert await room.page.evaluate("() => window.__same"), "the page was loaded again"


@pytest.mark.timeout(120)
async def test_a_reload_goes_straight_back_in(server: Server, launch: Launch) -> None:
    browser = await launch("chromium", RED)
    room = await Room.enter(browser, server.link(MEETING, "nam-dinh"))
    await room.page.reload()
    await room.live()
    await until_seen(room, places("nam-dinh"), 1)
    assert (await room.state())["microphone"] is True


@pytest.mark.timeout(120)
async def test_a_second_browser_takes_the_seat_over(server: Server, launch: Launch) -> None:
    """The same link opened elsewhere: the newer one is in, the older is told, and stays out."""
    first = await Room.enter(await launch("chromium", RED), server.link(MEETING, "nam-dinh"))
    second = await Room.enter(await launch("firefox", FIREFOX), server.link(MEETING, "nam-dinh"))
    ended = "(end) => document.querySelector(end)?.dataset.end"
    assert await first.page.wait_for(ended, by_id("end")) == "replaced"
    await until_seen(second, {FIREFOX: 0}, 1)
