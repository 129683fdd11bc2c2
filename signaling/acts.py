"""What a point may do over its control connection: a handler for each message."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from signaling import logs
from signaling.live import Live
from signaling.meeting.actor import Actor
from signaling.meeting.commands import RequestFloor, WithdrawFloor
from signaling.meeting.permissions import can
from signaling.problem import ProblemError
from signaling.protocol import (
    Camera,
    Chat,
    ClientMessage,
    Code,
    Hand,
    Hello,
    MediaPath,
    Mute,
    Picture,
    Record,
    Share,
)
from signaling.services import Services
from signaling.tokens import Claims

log = logs.logger(__name__)


class Acts:
    """Carries out the messages of one connection; raises ProblemError for what may not be."""

    def __init__(self, live: Live, claims: Claims, actor: Actor, services: Services) -> None:
        self._live = live
        self._point = claims.point
        self._actor = actor
        self._services = services
        self._can = can(claims.role, claims.kind)
        self._handlers: dict[type[ClientMessage], Callable[[Any], Awaitable[None]]] = {
            Hello: self._hello,
            Mute: self._mute,
            Camera: self._camera,
            Hand: self._hand,
            Chat: self._chat,
            Record: self._record,
            Picture: self._picture,
            MediaPath: self._path,
            Share: self._share,
        }

    async def carry_out(self, message: ClientMessage) -> None:
        """Do what a message asks for; a point in the lobby only has its own set-up."""
        waits = self._point in self._live.conduct.state.seats.waiting()
        if waits and isinstance(message, Record | Share):
            raise ProblemError(Code.LOBBY_WAITING)
        await self._handlers[type(message)](message)

    async def _hello(self, _message: Hello) -> None:
        raise ProblemError(Code.MESSAGE_INVALID, "hello is said once.")

    async def _mute(self, message: Mute) -> None:
        await self._live.mute(self._point, message.muted, self._actor)

    async def _camera(self, message: Camera) -> None:
        await self._live.camera(self._point, message.on)

    async def _hand(self, message: Hand) -> None:
        self._permit(self._can.hand)
        act = RequestFloor() if message.raised else WithdrawFloor()
        await self._live.conduct.chamber.act(act, self._actor)

    async def _share(self, message: Share) -> None:
        if message.on:
            self._permit(self._can.share)
            at = self._services.clock()
            await self._live.share(self._point, at, take=message.take)
        else:
            await self._live.unshare(self._point)

    async def _chat(self, message: Chat) -> None:
        self._permit(self._can.chat)
        text = unicodedata.normalize("NFC", message.text).strip()
        if not text:
            raise ProblemError(Code.MESSAGE_INVALID, "The text is empty.")
        said = await self._services.meetings.chat.add(
            self._live.id,
            point=self._point,
            name=self._live.room.chair(self._point).place.name,
            text=text,
            ref=message.ref,
            now=self._services.clock(),
        )
        self._live.say(said)

    async def _picture(self, message: Picture) -> None:
        await self._live.picture(self._point, message.choice)

    async def _path(self, message: MediaPath) -> None:
        log.info("media path", meeting=self._live.id, point=self._point, path=message.way)

    async def _record(self, message: Record) -> None:
        self._permit(self._can.record)
        recorder = self._services.recorder
        act = recorder.start(self._live.id) if message.on else recorder.stop(self._live.id)
        try:
            # Carried out to the end, whatever becomes of this connection meanwhile.
            await asyncio.shield(asyncio.ensure_future(act))
        except Exception as error:
            log.exception("recording failed", meeting=self._live.id, on=message.on)
            raise ProblemError(Code.RECORDING_FAILED) from error

    @staticmethod
    def _permit(allowed: bool) -> None:
        if not allowed:
            raise ProblemError(Code.FORBIDDEN)
