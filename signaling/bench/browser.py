"""What the drivers of real browsers have in common: `chromium` and `firefox`.

Drivers of our own, because a benchmark is part of what is installed and the tests are not: they
need the browser alone, no Node, and only a little of its protocol. Tests, which also click and
type as people do, have puppeteer in `tests/browser`.
"""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import signal
from abc import ABC, abstractmethod
from typing import Any, Final, Literal

from signaling.bench import UnavailableError

Kind = Literal["chromium", "firefox"]

_PROGRAMS: Final[dict[Kind, tuple[str, ...]]] = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox": ("firefox-esr", "firefox"),
}
KINDS: Final = tuple(_PROGRAMS)

STOP_LIMIT: Final = 5.0
ANSWER_LIMIT: Final = 60.0
"""Seconds until a page must have answered."""

PATIENCE_S: Final = 60.0
"""Seconds for what comes at once but on a machine with far more work than processors."""

POLL_S: Final = 0.02

Message = dict[str, Any]


class BrowserError(RuntimeError):
    """The browser, or the page in it, could not do what it was asked."""


def executable(kind: Kind) -> str:
    """Return the path of a browser; UnavailableError, with what to do, where there is none."""
    variable, name = f"DIEMCAU_{kind.upper()}", kind.capitalize()
    named = os.environ.get(variable)
    for one in [named] if named else _PROGRAMS[kind]:
        if found := shutil.which(one):
            return found
    package = _PROGRAMS[kind][0]
    raise UnavailableError(
        f"Phép đo này cần {name}: cài gói {package}, hoặc đặt {variable} là tệp chạy.\n"
        f"This benchmark needs {name}: install it, or let {variable} name its executable."
    )


class Page(ABC):
    """One window."""

    @abstractmethod
    async def goto(self, url: str) -> None:
        """Open an address and wait until it has loaded."""

    @abstractmethod
    async def evaluate(self, function: str, *args: object) -> Any:
        """Call a JavaScript function, given as source, and return what it or its promise gives."""

    @abstractmethod
    async def close(self) -> None:
        """Close the window and forget its storage."""

    async def until(self, function: str, *args: object, limit: float = PATIENCE_S) -> Any:
        """Call a function until what it gives is truthy; BrowserError after `limit` seconds."""
        loop = asyncio.get_running_loop()
        last = loop.time() + limit
        while not (found := await self.evaluate(function, *args)):
            if loop.time() > last:
                raise BrowserError(f"{function} was {found!r} for {limit} s")
            await asyncio.sleep(POLL_S)
        return found


class Browser(ABC):
    """A running browser, asked by numbered messages and answered by their numbers."""

    draws = False
    """Whether it has no camera and microphone that play files, and its pages must draw theirs."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        """The exceptions that its pages did not catch."""
        self.version = ""
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}

    @abstractmethod
    async def page(self, url: str, *scripts: str) -> Page:
        """Open a window with storage of its own; `scripts` run before those of its pages."""

    @abstractmethod
    async def say(self, message: str) -> None:
        """Send a message; ConnectionError if the browser is gone."""

    @abstractmethod
    def told(self, message: Message) -> None:
        """Take a message that is no answer."""

    async def ask(self, message: Message) -> Message:
        """Send a message and return the answer, good or bad; raises BrowserError without one."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            await self.say(json.dumps({"id": number, **message}))
            return await asyncio.wait_for(answer, ANSWER_LIMIT)
        except (TimeoutError, ConnectionError) as error:
            raise BrowserError(f"{message['method']}: {error or 'no answer'}") from error
        finally:
            del self._waiting[number]

    def hear(self, message: Message) -> None:
        """Take a message of the browser."""
        answer = self._waiting.get(message.get("id") or 0)
        if answer is None:
            self.told(message)
        elif not answer.done():
            answer.set_result(message)

    def fail(self) -> None:
        """Nothing will be answered any more."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the browser is gone"))


async def end(process: asyncio.subprocess.Process) -> None:
    """Wait for a browser's end; what is left of its processes is killed."""
    try:
        await asyncio.wait_for(process.wait(), STOP_LIMIT)
    except TimeoutError:
        process.kill()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
