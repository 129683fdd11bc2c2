"""What a point or a console may do over its control connection: a handler for each message."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from signaling import logs
from signaling.live import Live
from signaling.meeting.actor import Actor, Right
from signaling.meeting.chat import OPERATORS
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
    Pointer,
    Record,
    Share,
)
from signaling.services import Services

log = logs.logger(__name__)

FROM_ANYWHERE = (Hello, Chat, Record, Pointer)
"""Messages that are of no seat."""


class Acts:
    """Carries out the messages of one connection; raises ProblemError for what may not be."""

    def __init__(self, live: Live, point: str, actor: Actor, services: Services) -> None:
        self._live = live
        self._point = point
        self._actor = actor
        self._services = services
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
            Pointer: self._pointer,
        }

    async def carry_out(self, message: ClientMessage) -> None:
        """Do what a message asks for; a point in the lobby only has its own set-up."""
        if not self._point and not isinstance(message, FROM_ANYWHERE):
            raise ProblemError(Code.FORBIDDEN, "A console has no seat.")
        waits = self._point in self._live.conduct.state.seats.waiting()
        if waits and isinstance(message, Record | Share | Pointer):
            raise ProblemError(Code.LOBBY_WAITING)
        await self._handlers[type(message)](message)

    async def _hello(self, _message: Hello) -> None:
        raise ProblemError(Code.MESSAGE_INVALID, "hello is said once.")

    async def _mute(self, message: Mute) -> None:
        await self._live.mute(self._point, message.muted, self._actor)

    async def _camera(self, message: Camera) -> None:
        await self._live.camera(self._point, message.on)

    async def _hand(self, message: Hand) -> None:
        await self._live.hand(self._point, message.raised, self._actor)

    async def _share(self, message: Share) -> None:
        if message.on:
            self._permit(Right.SHARE)
            at = self._services.clock()
            await self._live.sharing.begin(self._point, at, take=message.take, film=message.film)
        else:
            await self._live.sharing.end(self._point)

    async def _pointer(self, message: Pointer) -> None:
        self._live.sharing.point(self._actor, message.at)

    async def _chat(self, message: Chat) -> None:
        self._permit(Right.CHAT)
        text = unicodedata.normalize("NFC", message.text).strip()
        if not text and not message.file:
            raise ProblemError(Code.MESSAGE_INVALID, "The text is empty.")
        if message.to not in ("", OPERATORS) and message.to not in self._live.room:
            raise ProblemError(Code.POINT_UNKNOWN)
        kept = self._services.meetings.chat
        if message.file:
            file = await kept.file(self._live.id, message.file)
            if file is None or file.sender != (self._point or self._actor.account):
                raise ProblemError(Code.NOT_FOUND, "There is no such file of yours.")
        self._live.writing.say(
            await kept.add(
                self._live.id,
                message,
                point=self._point,
                name=self._actor.name,
                text=text,
                now=self._services.clock(),
            )
        )

    async def _picture(self, message: Picture) -> None:
        await self._live.picture(self._point, message.choice)

    async def _path(self, message: MediaPath) -> None:
        log.info("media path", meeting=self._live.id, point=self._point, path=message.way)

    async def _record(self, message: Record) -> None:
        self._permit(Right.RECORD)
        recorder = self._services.recorder
        act = recorder.start(self._live.id) if message.on else recorder.stop(self._live.id)
        try:
            # Carried out to the end, whatever becomes of this connection meanwhile.
            await asyncio.shield(asyncio.ensure_future(act))
        except Exception as error:
            log.exception("recording failed", meeting=self._live.id, on=message.on)
            raise ProblemError(Code.RECORDING_FAILED) from error

    def _permit(self, right: Right) -> None:
        if not self._actor.may(right):
            raise ProblemError(Code.FORBIDDEN)
