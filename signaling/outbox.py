"""What waits to be written to one WebSocket: bounded, and the newest of a kind wins."""

import asyncio
from collections import OrderedDict

LIMIT = 256
"""Messages that may wait: minutes of an ordinary meeting, seconds of a stormy one."""


class Outbox:
    """A queue of encoded messages for one reader.

    A message with a key takes the place of an earlier one of the same key that has not been
    written yet, so that somebody slow gets the state and not its history.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[object, bytes] = OrderedDict()
        self._ready = asyncio.Event()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, data: bytes, key: str | None = None) -> bool:
        """Add a message; False if there is no room for it, or no more is taken."""
        # A message without a key is its own key, as no other is that object.
        name = object() if key is None else key
        if self._closed or (name not in self._waiting and len(self._waiting) >= LIMIT):
            return False
        self._waiting[name] = data
        self._ready.set()
        return True

    def close(self) -> None:
        """Take no more; what waits is still given out."""
        self._closed = True
        self._ready.set()

    async def get(self) -> bytes | None:
        """Return the next message; None once it is closed and empty."""
        while not self._waiting:
            if self._closed:
                return None
            self._ready.clear()
            await self._ready.wait()
        _, data = self._waiting.popitem(last=False)
        return data
