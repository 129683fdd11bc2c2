"""Real browsers and cheap clients in one meeting, judged by what everybody sees and hears."""

import asyncio
from pathlib import Path

import pytest

from signaling.meeting.picture import Scene
from signaling.meeting.scene_commands import TakeScene
from tests.browser import probes, signs
from tests.browser.conftest import Launch
from tests.browser.meeting import (
    ALL,
    MEETING,
    PLACES,
    POINTS,
    SIGNS,
    Hearing,
    cheap,
    places,
    until_heard,
    until_shown,
)
from tests.browser.room import Room, by_id, cut, read, tile, until_gone, until_seen
from tests.browser.signs import FIREFOX, GREEN, RED, YELLOW
from tests.cheap import CheapPoint, playing
from tests.leader import leading
from tests.patience import PATIENCE
from tests.server import Server


@pytest.mark.alone
async def test_three_browsers_and_three_cheap_clients(
    server: Server, launch: Launch, output: Path
) -> None:
    browsers = {
        RED: await launch("chromium", RED),
        GREEN: await launch("chromium", GREEN),
        FIREFOX: await launch("firefox", FIREFOX),
    }
    clients = cheap(server, "giao-thuy", "vu-ban", "y-yen")
    async with playing(clients):
        rooms = {
            sign: await Room.enter(browsers[sign], server.link(MEETING, point))
            for point, sign in SIGNS.items()
            if sign in browsers
        }

        # Everybody sees everybody, each at his place.
        for room in rooms.values():
            await until_seen(room, PLACES, ALL)
        for client in clients:
            await until_shown(client)

        # Everybody hears everybody but himself.
        for sign, room in rooms.items():
            await until_heard(sign, room)
        for point, client in zip(("giao-thuy", "vu-ban", "y-yen"), clients, strict=True):
            await until_hears(SIGNS[point], client)

        # The names can be read as they are written.
        await rooms[RED].page.screenshot(output / "meeting.png")
        await assert_names_readable(rooms[RED])

        for room in rooms.values():
            await until_smooth(room, clients[0])
            assert room.page.reports("exception", "error", "request") == []


@pytest.mark.alone
async def test_comings_and_goings(server: Server, launch: Launch, output: Path) -> None:
    """Camera off and on, leaving and coming back, and a browser that dies."""
    watcher = await launch("chromium", RED)
    mover = await launch("chromium", GREEN)
    async with playing(cheap(server, "giao-thuy")):
        three = places("nam-dinh", "hai-hau", "giao-thuy")
        two = places("nam-dinh", "giao-thuy")
        room = await Room.enter(watcher, server.link(MEETING, "nam-dinh"))
        other = await Room.enter(mover, server.link(MEETING, "hai-hau"))
        await until_seen(room, three, 3)

        # Without a camera: a placard with the name, at the same place; the others do not move.
        await other.click("camera")
        await other.until(camera=False)
        await until_gone(room, GREEN)
        await until_seen(room, two_of(three), 3)
        await until_read(room, POINTS["hai-hau"], 3, three[GREEN])
        await other.click("camera")
        await other.until(camera=True)
        await until_seen(room, three, 3)

        # Who leaves gives his place up; who comes back has it again.
        await other.leave()
        await until_seen(room, two, 2)
        await other.click("again")
        await other.live()
        await until_seen(room, three, 3)

        # Kept by protocol: a seat goes first, and stays whatever becomes of who sits there.
        kept = {GREEN: 0, RED: 1, YELLOW: 2}
        async with leading(server, MEETING, "vu-ban") as leader:
            await leader.act(TakeScene(scene=Scene(layout="grid", pinned=("hai-hau",))))
        await until_seen(room, kept, 3)

        # A browser that dies keeps its place, and everybody is told soon.
        await room.click("roster-button")
        await mover.kill9()
        await room.page.wait_for(
            "(seat) => document.querySelector(seat)?.textContent.includes('Mất kết nối')",
            by_id("seat-hai-hau"),
        )
        await until_read(room, "mất kết nối", 3, kept[GREEN])
        await until_gone(room, GREEN)
        await room.page.screenshot(output / "dropped.png")
        await until_seen(room, two_of(kept), 3)

        # The same point from a new browser sits where it sat, once.
        again = await launch("chromium", GREEN)
        back = await Room.enter(again, server.link(MEETING, "hai-hau"))
        await until_seen(room, kept, 3)

        # And who leaves a seat that is kept leaves a name there, and no hole.
        await back.leave()
        await until_gone(room, GREEN)
        await until_read(room, POINTS["hai-hau"], 3, kept[GREEN])
        await until_seen(room, two_of(kept), 3)
        assert room.page.reports("exception", "error", "request") == []


async def until_hears(own: signs.Sign, client: CheapPoint) -> None:
    """Wait until a cheap client hears everybody else, and not itself."""
    hearing = Hearing(own)
    try:
        async with asyncio.timeout(PATIENCE):
            while not hearing.take(client.sound(2)):  # noqa: ASYNC110 - there is more all the time
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise TimeoutError(str(hearing)) from None


async def until_smooth(room: Room, beside: CheapPoint) -> None:
    """Wait until a browser shows 60 % of the pictures that come to a point which decodes none.

    Six points and their server share two cores: what the server has no time to make, nobody shows.
    """
    shown, came = 0, 1
    try:
        async with asyncio.timeout(PATIENCE):
            while shown < 0.6 * came or came < 10:
                decoded, begin = (await probes.stats(room.page)).frames_decoded, beside.pictures
                await asyncio.sleep(2)
                came = beside.pictures - begin
                shown = (await probes.stats(room.page)).frames_decoded - decoded
    except TimeoutError:
        raise TimeoutError(f"{shown} of {came} pictures are shown") from None


def two_of(three: dict[signs.Sign, int]) -> dict[signs.Sign, int]:
    """Leave out the point that comes and goes."""
    return {sign: place for sign, place in three.items() if sign is not GREEN}


async def assert_names_readable(room: Room) -> None:
    """Every plate says its name, diacritics included."""
    for place, name in enumerate(POINTS.values()):
        await until_read(room, name, ALL, place, top=0.75)


async def until_read(room: Room, text: str, count: int, place: int, *, top: float = 0) -> None:
    """Wait until a tile says something below `top` of its height; case does not count."""
    said = ""
    try:
        async with asyncio.timeout(PATIENCE):
            while text.casefold() not in said.casefold():
                picture = await room.picture()
                rect = tile(picture, count, place)
                above = round(rect.h * top)
                said = await read(cut(picture, rect._replace(y=rect.y + above, h=rect.h - above)))
    except TimeoutError:
        raise TimeoutError(f"{text!r} is not in {said!r}") from None
