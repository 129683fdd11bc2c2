"""The meeting that browser tests hold: six points, each with a sign of its own."""

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE
from tests.browser import probes, signs
from tests.browser.room import PICTURE, Room
from tests.browser.signs import FIREFOX, GREEN, MAGENTA, ORANGE, RED, YELLOW, Sign
from tests.cheap import CheapPoint
from tests.patience import PATIENCE
from tests.server import Server

MEETING = "giao-ban"
TITLE = "Họp giao ban trực tuyến tháng 11"
POINTS = {
    "nam-dinh": "UBND thành phố Nam Định",
    "hai-hau": "Huyện Hải Hậu",
    "truc-ninh": "Huyện Trực Ninh",
    "giao-thuy": "Huyện Giao Thủy",
    "vu-ban": "Huyện Vụ Bản",
    "y-yen": "Huyện Ý Yên",
}
SIGNS = dict(zip(POINTS, (RED, GREEN, FIREFOX, YELLOW, MAGENTA, ORANGE), strict=True))
PLACES = {sign: place for place, sign in enumerate(SIGNS.values())}
"""Where each sign is while all are there."""

ALL = len(POINTS)

DOWN_DB = 30
"""How much softer than the others the own voice must be at least."""

FAINT_DB = -6
"""How much softer than it was sent a voice may arrive, limiter and codecs included."""


def cheap(server: Server, *points: str) -> list[CheapPoint]:
    """Make cheap clients for these points."""
    return [
        CheapPoint(
            server.url,
            MEETING,
            server.token(MEETING, point),
            SIGNS[point].colour,
            SIGNS[point].hz,
            signs.AMPLITUDE,
        )
        for point in points
    ]


def places(*points: str) -> dict[Sign, int]:
    """Return the places of these points when no others are there."""
    return {SIGNS[point]: place for place, point in enumerate(p for p in POINTS if p in points)}


class Hearing:
    """Whether everybody else is heard as loud as he speaks, and the own voice not at all.

    All tones go on all the time, and a machine with too few processors plays them with gaps, which
    hide some of what is heard and add nothing: each of them is judged where it is heard best, and
    the own one in any second in which the others are whole.
    """

    def __init__(self, own: Sign) -> None:
        self._own = own
        self._missing = set(PLACES) - {own}
        self._himself = True

    def take(self, pcm: NDArray[np.float64]) -> bool:
        """Listen to some sound, a second at a time; True if what was heard until now is enough."""
        step = SAMPLE_RATE // 2
        for begin in range(0, len(pcm) - 2 * step + 1, step):
            heard = signs.levels(pcm[begin:][: 2 * step], *PLACES)
            own = heard.pop(self._own)
            self._missing -= {sign for sign, level in heard.items() if level > FAINT_DB}
            usual = float(np.median(list(heard.values())))
            if usual > FAINT_DB and own < usual - DOWN_DB:
                self._himself = False
        return not self._missing and not self._himself

    def __str__(self) -> str:
        missing = [sign.colour for sign in self._missing]
        return f"{self._own.colour} hears himself: {self._himself}; does not hear {missing}"


async def until_shown(client: CheapPoint, *, timeout: float = PATIENCE) -> None:
    """Wait until a cheap client is shown everybody, one picture or another."""
    missing = set(PLACES)
    async with asyncio.timeout(timeout):
        while missing:
            picture = await client.picture()
            if picture is not None:
                missing -= {sign for sign in missing if sign.find(picture)}
            await asyncio.sleep(0.2)


async def until_heard(own: Sign, room: Room) -> None:
    """Wait until a browser hears everybody else, and not itself."""
    hearing = Hearing(own)
    try:
        async with asyncio.timeout(PATIENCE):
            while not hearing.take(await probes.sound(room.page, 2, PICTURE)):
                pass
    except TimeoutError:
        raise TimeoutError(str(hearing)) from None


async def until_loud(listen: Callable[[], Awaitable[NDArray[np.float64]]], sign: Sign) -> None:
    """Wait until a sign's tone is heard, about as loud as it is sent."""
    async with asyncio.timeout(PATIENCE):
        while signs.levels(await listen(), sign)[sign] < FAINT_DB:
            pass
