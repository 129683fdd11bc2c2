"""One point of the demo: joins as anybody does, and comes back by itself."""

import asyncio
import ipaddress
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from mcu import clock
from mcu.messages import BadOfferError
from mcu.rtc.client import Client, Silent, Track, Wire
from signaling import logs
from signaling.demo.cast import Wish
from signaling.demo.control import Control, RefusedError, ReplacedError, connect, first
from signaling.demo.player import Player
from signaling.protocol import Camera, ClientMessage, Hand, Leave, Mute

log = logs.logger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.3, 5.0
"""Seconds before a new try, doubled each time (PROTOCOL.md)."""

REQUEST_LIMIT = aiohttp.ClientTimeout(total=10)

FAREWELL_LIMIT = 0.3
"""Seconds in which a point that ends says so; the process has 0.7 s in all."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, and the meeting to join there."""

    url: str
    meeting: str

    @property
    def checked(self) -> bool:
        """Whether its certificate must fit: on this machine it is made for another name."""
        host = urlsplit(self.url).hostname or ""
        try:
            return not ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host != "localhost"


class Point:
    """Keeps a seat in a meeting: control connection and media, both anew when one of them ends."""

    def __init__(
        self, name: str, token: str, player: Player, *, address: Address, wire: Wire
    ) -> None:
        self.name = name
        self._token = token
        self._player = player
        self._address = address
        self._wire = wire
        self._wish = Wish()
        self._wished = asyncio.Event()

    def renew(self, token: str) -> None:
        """Come back with this token from now on."""
        self._token = token

    def want(self, wish: Wish) -> None:
        """Have the seat like this, now and after each return."""
        if wish != self._wish:
            self._wish = wish
            self._wished.set()

    async def run(self, http: aiohttp.ClientSession) -> None:
        """Be in the meeting until cancelled or replaced; then leave."""
        wait = FIRST_WAIT
        while True:
            started = time.monotonic()
            try:
                await self._attend(http)
            except ReplacedError:
                log.warning("point replaced", point=self.name)
                return
            except (
                OSError,
                RefusedError,
                BadOfferError,
                TimeoutError,
                aiohttp.ClientError,
            ) as error:
                log.info("point not connected", point=self.name, reason=str(error) or repr(error))
            if time.monotonic() - started > LONGEST_WAIT:
                wait = FIRST_WAIT
            # Spread, so that not all of them come back in the same moment.
            await asyncio.sleep(wait * random.uniform(0.7, 1.3))  # noqa: S311
            wait = min(2 * wait, LONGEST_WAIT)

    async def _attend(self, http: aiohttp.ClientSession) -> None:
        """Join once and stay until control or media ends, which always raises."""
        address = self._address
        async with connect(
            http, address.url, self._token, self._player.obey, checked=address.checked
        ) as control:
            try:
                await first(control.run(), self._express(control), self._stream(http))
            except asyncio.CancelledError:
                with suppress(OSError, TimeoutError, aiohttp.ClientError):
                    async with asyncio.timeout(FAREWELL_LIMIT):
                        await control.say(Leave())
                raise

    async def _express(self, control: Control) -> None:
        """Say how the seat should be; all of it first, as the server may have forgotten."""
        said: dict[type[ClientMessage], ClientMessage] = {}
        while True:
            self._wished.clear()
            wish = self._wish
            for message in (
                Mute(muted=wish.muted),
                Camera(on=wish.camera),
                Hand(raised=wish.hand),
            ):
                if said.get(type(message)) != message:
                    said[type(message)] = message
                    await control.say(message)
            await self._wished.wait()

    async def _stream(self, http: aiohttp.ClientSession) -> None:
        """Join with media and play until the session ends."""
        handler = _Handler(self._player)
        client = Client(handler=handler, opens=False, wire=self._wire)
        try:
            await client.answer(await self._offered(http, client.offer()))
            self._player.connect(client.video, client.audio, clock.now())
            log.info("point connected", point=self.name)
            raise RefusedError(f"media {await handler.ended}")
        finally:
            self._player.connect(None, None, clock.now())
            await client.close()

    async def _offered(self, http: aiohttp.ClientSession, offer: str) -> str:
        """Return the answer to an offer (RFC 9725)."""
        address = self._address
        async with http.post(
            f"{address.url}/media/{address.meeting}",
            data=offer,
            headers={"Content-Type": "application/sdp", "Authorization": f"Bearer {self._token}"},
            ssl=address.checked,
            timeout=REQUEST_LIMIT,
        ) as response:
            text = await response.text()
            if response.status != 201:
                raise RefusedError(f"{response.status} {text[:200]}")
            return text


class _Handler(Silent):
    """Hears of the session's end, and of the server's wish for a keyframe."""

    def __init__(self, player: Player) -> None:
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._player = player

    def on_closed(self, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_result(reason)

    def on_keyframe_request(self, track: Track) -> None:
        if track is Track.CAMERA:
            self._player.refresh(clock.now())
