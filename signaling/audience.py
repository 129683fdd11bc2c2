"""Who listens to a meeting: one control connection for each point."""

import asyncio
from typing import Protocol

import msgspec

from signaling.farewell import BYES
from signaling.meeting.actor import Actor, Right
from signaling.protocol import Bye, ServerMessage

SILENT_S = 3.0
"""Seconds without a word after which a point may be gone: a ping has been without an answer for
one, and a lost packet has been sent again more than once."""

ENCODER = msgspec.json.Encoder()


class Listener(Protocol):
    """A control connection, as the meeting sees it."""

    point: str
    actor: Actor
    """Who is there, and with which rights."""
    heard: float
    """When anything last came from it, in seconds of the event loop."""

    def send(self, data: bytes, key: str | None = None) -> None:
        """Queue an encoded message; one with a key replaces an unsent one of the same key."""

    def end(self, bye: Bye) -> None:
        """Say goodbye, then close."""


class Audience:
    """The listeners of one meeting by point. Of points that never listened nothing is said."""

    def __init__(self) -> None:
        self.deserted = asyncio.Event()
        """Set while nobody listens."""
        self.deserted.set()
        self._listeners: dict[str, Listener] = {}
        self._vanished: set[str] = set()

    def __len__(self) -> int:
        return len(self._listeners)

    def __contains__(self, point: str) -> bool:
        return point in self._listeners

    def points(self) -> list[str]:
        """Return the points that listen."""
        return list(self._listeners)

    def attach(self, listener: Listener) -> None:
        """Tell `listener` everything from now on; the point's earlier one is sent away."""
        earlier = self._listeners.get(listener.point)
        self._listeners[listener.point] = listener
        self._vanished.discard(listener.point)
        self.deserted.clear()
        if earlier is not None:
            earlier.end(BYES["replaced"])

    def detach(self, listener: Listener) -> None:
        """Forget a listener, unless another has taken its place."""
        if self._listeners.get(listener.point) is listener:
            del self._listeners[listener.point]
            self._vanished.add(listener.point)
        if not self._listeners:
            self.deserted.set()

    def meet(self, point: str) -> None:
        """The point has shown otherwise that it is there."""
        self._vanished.discard(point)

    def silent(self, now: float) -> set[str]:
        """Return the points that listened, and of which nothing is heard at the moment."""
        return self._vanished | {
            point for point, one in self._listeners.items() if now - one.heard > SILENT_S
        }

    def dismiss(self, point: str, reason: str) -> None:
        """Send one away."""
        if (listener := self._listeners.get(point)) is not None:
            listener.end(BYES[reason])

    def farewell(self, reason: str) -> None:
        """Send everybody away."""
        for listener in list(self._listeners.values()):
            listener.end(BYES[reason])

    def tell(self, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to everybody, encoded once."""
        data = ENCODER.encode(message)
        for listener in list(self._listeners.values()):
            listener.send(data, key)

    def tell_one(self, point: str, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to a point, if it listens."""
        if (listener := self._listeners.get(point)) is not None:
            listener.send(ENCODER.encode(message), key)

    def tell_leaders(self, right: Right, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to those who have a right."""
        data = ENCODER.encode(message)
        for listener in list(self._listeners.values()):
            if listener.actor.may(right):
                listener.send(data, key)
