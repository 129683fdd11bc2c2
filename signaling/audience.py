"""Who listens to a meeting: one control connection for each point, any number of consoles."""

import asyncio
from collections.abc import Callable, Iterator
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
    """Where it sits; "" is a console, of which one person may have several."""
    actor: Actor
    """Who is there, and with which rights."""
    heard: float
    """When anything last came from it, in seconds of the event loop."""

    def send(self, data: bytes, key: str | None = None) -> None:
        """Queue an encoded message; one with a key replaces an unsent one of the same key."""

    def end(self, bye: Bye) -> None:
        """Say goodbye, then close."""


def say(listener: Listener, message: ServerMessage, key: str | None = None) -> None:
    """Send a message to one connection."""
    listener.send(ENCODER.encode(message), key)


class Audience:
    """The listeners of one meeting. Of points that never listened nothing is said."""

    def __init__(self) -> None:
        self.deserted = asyncio.Event()
        """Set while nobody listens."""
        self.deserted.set()
        self._points: dict[str, Listener] = {}
        self._consoles: dict[Listener, None] = {}
        """In the order in which they came."""
        self._vanished: set[str] = set()

    def __len__(self) -> int:
        return len(self._points) + len(self._consoles)

    def __iter__(self) -> Iterator[Listener]:
        # Consoles first: who has acted waits to see it, and 400 points are told after him.
        return iter([*self._consoles, *self._points.values()])

    def __contains__(self, point: str) -> bool:
        return point in self._points

    def points(self) -> list[str]:
        """Return the points that listen."""
        return list(self._points)

    def consoles(self, account: str | None = None) -> list[Listener]:
        """Return the consoles of an account, None: of all."""
        return [one for one in self._consoles if account in (None, one.actor.account)]

    def attach(self, listener: Listener) -> None:
        """Tell `listener` everything from now on; the point's earlier one is sent away."""
        self.deserted.clear()
        if not listener.point:
            self._consoles[listener] = None
            return
        earlier = self._points.get(listener.point)
        self._points[listener.point] = listener
        self._vanished.discard(listener.point)
        if earlier is not None:
            earlier.end(BYES["replaced"])

    def detach(self, listener: Listener) -> None:
        """Forget a listener, unless another has taken its place."""
        self._consoles.pop(listener, None)
        if self._points.get(listener.point) is listener:
            del self._points[listener.point]
            self._vanished.add(listener.point)
        if not len(self):
            self.deserted.set()

    def meet(self, point: str) -> None:
        """The point has shown otherwise that it is there."""
        self._vanished.discard(point)

    def silent(self, now: float) -> set[str]:
        """Return the points that listened, and of which nothing is heard at the moment."""
        return self._vanished | {
            point for point, one in self._points.items() if now - one.heard > SILENT_S
        }

    def dismiss(self, point: str, reason: str) -> None:
        """Send one away."""
        if (listener := self._points.get(point)) is not None:
            listener.end(BYES[reason])

    def farewell(self, reason: str) -> None:
        """Send everybody away."""
        for listener in self:
            listener.end(BYES[reason])

    def tell(self, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to everybody, encoded once."""
        self.tell_those(lambda _: True, message, key)

    def tell_one(self, point: str, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to a point, if it listens."""
        if (listener := self._points.get(point)) is not None:
            say(listener, message, key)

    def tell_leaders(self, right: Right, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to those who have a right."""
        self.tell_those(lambda one: one.actor.may(right), message, key)

    def tell_consoles(self, message: ServerMessage, key: str | None = None) -> None:
        """Send a message to every console."""
        self.tell_those(lambda one: not one.point, message, key)

    def tell_those(
        self, chosen: Callable[[Listener], bool], message: ServerMessage, key: str | None = None
    ) -> None:
        """Send a message to those for whom something holds, encoded once."""
        data = ENCODER.encode(message)
        for listener in self:
            if chosen(listener):
                listener.send(data, key)
