"""A point of a real server in a test: a control connection, and media that sends nothing."""

import asyncio
from collections.abc import Callable
from typing import Self

import aiohttp
import msgspec

from mcu.rtc.client import Client as Media
from signaling.meeting.commands import Command
from signaling.meeting.told import Done, TalkTold
from signaling.protocol import Code, Error, Hello, SeatChanged, ServerMessage, Welcome
from tests.patience import PATIENCE
from tests.signaling.server import Client


class Attendee:
    """One point, and what its page would know."""

    def __init__(self, http: aiohttp.ClientSession, token: str, control: Client) -> None:
        self.control = control
        self.seats = {seat.point: seat.state for seat in control.welcome.seats}
        self.known: dict[str, ServerMessage] = {}
        """The newest message of each type; of a vote its own."""
        self.answers: dict[str, ServerMessage] = {}
        self._http = http
        self._token = token
        self._acts = 0
        self._media: Media | None = None
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def come(cls, http: aiohttp.ClientSession, token: str, *, media: bool = True) -> Self:
        """Open a control connection, and media."""
        control = Client(await http.ws_connect("/control"))
        await control.send(Hello(token=token, version=1))
        control.welcome = await control.expect(Welcome)
        self = cls(http, token, control)
        while "talk" not in self.known:
            self._know(await control.receive())
        assert isinstance(self.known["talk"], TalkTold)
        if media:
            await self.join()
        self._reader = asyncio.create_task(self._read())
        return self

    async def join(self) -> None:
        """Bring the media in."""
        self._media = Media(opens=False)
        headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {self._token}"}
        meeting = self.control.welcome.meeting.id
        async with self._http.post(
            f"/media/{meeting}", data=self._media.offer(), headers=headers
        ) as response:
            answer = await response.text()
            assert response.status == 201, answer
        await self._media.answer(answer)

    def _know(self, message: ServerMessage) -> None:
        tag = str(message.__struct_config__.tag)
        self.known[f"{tag} {getattr(message, 'vote', '')}".strip()] = message
        if isinstance(message, SeatChanged):
            self.seats[message.seat.point] = message.seat.state
        if isinstance(message, Error | Done):
            self.answers[message.ref] = message

    async def _read(self) -> None:
        while True:
            self._know(await self.control.receive(within=None))

    async def do(self, command: Command, within: float = PATIENCE) -> Code | None:
        """Act; return why it was refused."""
        self._acts += 1
        ref = str(self._acts)
        await self.control.send(msgspec.structs.replace(command, ref=ref))
        reader = self._reader
        assert reader is not None
        await until(lambda: ref in self.answers or reader.done(), within)
        if reader.done():
            reader.result()  # why nothing is read any more
        answer = self.answers[ref]
        return answer.code if isinstance(answer, Error) else None

    async def go(self) -> None:
        """Close both, without a word."""
        if self._reader is not None:
            self._reader.cancel()
        await self.control.socket.close()
        if self._media is not None:
            await self._media.close()


async def until(holds: Callable[[], bool], limit: float = PATIENCE) -> None:
    """Let what runs in the background go on until something holds."""
    async with asyncio.timeout(limit):
        while not holds():  # noqa: ASYNC110 — anything may make it true
            await asyncio.sleep(0.005)
