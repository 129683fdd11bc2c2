"""Scenes of their own in real browsers: what who lectures sees, and a point by the operator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from signaling.meeting.commands import SetMode
from signaling.meeting.picture import Scene, View
from signaling.meeting.scene_commands import EndView, ShowView
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, POINTS, SIGNS, TITLE, cheap
from tests.browser.room import Room, by_id
from tests.cheap import playing
from tests.leader import at_console
from tests.patience import PATIENCE
from tests.server import Server

SMALL = "width = 640\nheight = 360\nbitrate = 500000\n"
"""Pictures of 360p: what is looked at here needs no more, and other tests run beside."""

OTHERS = ("hai-hau", "giao-thuy")


@asynccontextmanager
async def serving(folder: Path, reserve: float) -> AsyncIterator[Server]:
    """A server that makes views always (0) or never (1), however busy the machine is."""
    server = Server.in_folder(folder, media=f"{SMALL}views_reserve = {reserve}\n")
    await server.plan(MEETING, TITLE, POINTS)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def until_sees(room: Room, *points: str) -> None:
    """Wait until just these points are in a room's picture."""
    seen: set[str] = set()
    try:
        async with asyncio.timeout(PATIENCE):
            while seen != set(points):
                picture = await room.picture()
                seen = {point for point, sign in SIGNS.items() if sign.find(picture)}
    except TimeoutError:
        raise TimeoutError(f"{seen} are seen, not {points}") from None


async def says(page: Page, place: str, words: str) -> None:
    """Wait until a part of the console says something."""
    said = "(s, words) => document.querySelector(s)?.textContent.includes(words)"
    await page.wait_for(said, by_id(place), words)


async def consoles_scenes(room: Room, server: Server) -> Page:
    """Open the console beside a room, at what it tells of scenes."""
    page = await room.page.browser.page(server.console(MEETING))
    await page.click(by_id("tab-scenes"))
    return page


async def test_a_lecturer_and_a_point_see_what_is_theirs(tmp_path: Path, launch: Launch) -> None:
    async with serving(tmp_path / "server", reserve=0) as server:
        browser = await launch("chromium", SIGNS["nam-dinh"])
        async with playing(cheap(server, *OTHERS)), at_console(server, MEETING, "lan") as leader:
            room = await Room.enter(browser, server.link(MEETING, "nam-dinh"))
            page = await consoles_scenes(room, server)
            await until_sees(room, "nam-dinh", *OTHERS)

            await leader.act(SetMode(mode="lecture", lecturer="nam-dinh"))
            await until_sees(room, *OTHERS)
            await says(page, "view-0", "Đang chiếu")

            for main in OTHERS:
                scene = Scene(layout="full", main=(main,))
                await leader.act(ShowView(view=View(view=1, scene=scene, points=("nam-dinh",))))
                await until_sees(room, main)
                await says(page, "view-1", "Đang chiếu")

            await leader.act(EndView(view=1))
            await until_sees(room, *OTHERS)
            await leader.act(SetMode(mode="discussion"))
            await until_sees(room, "nam-dinh", *OTHERS)
            await page.wait_for("(s) => !document.querySelector(s)", by_id("views"))
            for one in (room.page, page):
                assert one.reports("exception") == []


async def test_no_room_for_a_view_is_said_where_it_was_asked(
    tmp_path: Path, launch: Launch
) -> None:
    async with serving(tmp_path / "server", reserve=1) as server:
        browser = await launch("chromium", SIGNS["nam-dinh"])
        async with playing(cheap(server, *OTHERS)), at_console(server, MEETING, "lan") as leader:
            room = await Room.enter(browser, server.link(MEETING, "nam-dinh"))
            page = await consoles_scenes(room, server)
            await leader.act(SetMode(mode="lecture", lecturer="nam-dinh"))
            await says(page, "view-0", "Máy chủ chưa đủ sức, đang xem bố cục chung")
            await until_sees(room, "nam-dinh", *OTHERS)

            await page.click(by_id("compose"))
            await page.select(by_id("scene-layout"), "grid")
            await page.click(by_id("row-hai-hau"))
            await page.click(by_id("view-show"))
            await says(page, "act-refused", "Máy chủ không còn đủ sức cho thêm một bố cục riêng.")
