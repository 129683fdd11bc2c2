"""A real Chromium without a window, spoken to by the Chrome DevTools Protocol over a pipe.

A pipe and no port, because then the browser ends when whoever started it is gone, however that
came.
"""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

from signaling.bench.browser import Browser, BrowserError, Message, Page, end, executable

FLAGS: Final = (
    "--headless=new",
    "--no-sandbox",  # root may want to measure too
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages behind others are measured as well.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--remote-debugging-pipe",
    "--window-size=1366,768",
)

SAYS_YES: Final = ("--use-fake-ui-for-media-stream",)
"""To camera and microphone; a screen that is shared is a test picture then."""

_LONGEST: Final = 1 << 26
"""Bytes of a message from the browser."""

_END: Final = b"\0"
"""Of each message, both ways."""

_AS_3_AND_4: Final = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]
for place, end in enumerate(ends, 3):
    os.dup2(end, place)
    os.close(end)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""What gives a program its ends of the pipes; a shell may not know descriptors above 9."""


def sharing(title: str) -> tuple[str, ...]:
    """Return what says yes to camera and microphone, and shares the tab of a title."""
    return (
        "--auto-accept-camera-and-microphone-capture",
        f"--auto-select-tab-capture-source-by-title={title}",
    )


class Chromium(Browser):
    """A running Chromium."""

    def __init__(self, say: asyncio.WriteTransport) -> None:
        super().__init__()
        self._say = say

    async def page(self, url: str, *scripts: str) -> "ChromiumPage":
        """Open a window with storage of its own; `scripts` run before those of its pages."""
        context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        target = await self.call(
            "Target.createTarget", url="about:blank", browserContextId=context, newWindow=True
        )
        attached = await self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        page = ChromiumPage(self, attached["sessionId"], context)
        await page.call("Page.enable")
        await page.call("Runtime.enable")
        for script in scripts:
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        await page.goto(url)
        return page

    async def call(self, method: str, session: str | None = None, **params: object) -> Any:
        """Call a method of the protocol and return its result; raises BrowserError."""
        message: Message = {"method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        reply = await self.ask(message)
        if "error" in reply:
            raise BrowserError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    async def say(self, message: str) -> None:
        """Send a message."""
        self._say.write(message.encode() + _END)

    async def read(self, said: asyncio.StreamReader) -> None:
        """Take what the browser says until it is gone."""
        while line := await _message(said):
            self.hear(json.loads(line))
        self.fail()

    def told(self, message: Message) -> None:
        """Keep the exceptions of pages."""
        if message.get("method") == "Runtime.exceptionThrown":
            self.faults.append(_fault(message["params"]["exceptionDetails"]))


class ChromiumPage(Page):
    """One window of it."""

    def __init__(self, browser: Chromium, session: str, context: str) -> None:
        self._browser = browser
        self._session = session
        self._context = context

    async def goto(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        found = await self.call("Page.navigate", url=url)
        if "errorText" in found:
            raise BrowserError(f"{url}: {found['errorText']}")
        await self.until("() => document.readyState === 'complete'")

    async def evaluate(self, function: str, *args: object) -> Any:
        """Call a JavaScript function, given as source, and return what it or its promise gives."""
        given = ", ".join(json.dumps(one) for one in args)
        found = await self.call(
            "Runtime.evaluate",
            expression=f"({function})({given})",
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in found:
            raise BrowserError(_fault(found["exceptionDetails"]))
        return found["result"].get("value")

    async def close(self) -> None:
        """Close the window and forget its storage."""
        await self._browser.call("Target.disposeBrowserContext", browserContextId=self._context)

    async def call(self, method: str, **params: object) -> Any:
        """Call a method of the protocol in this page."""
        return await self._browser.call(method, self._session, **params)


@contextlib.asynccontextmanager
async def chromium(
    *, camera: Path | None = None, microphone: Path | None = None, shares: str | None = None
) -> AsyncIterator[Chromium]:
    """Run a browser whose camera and microphone play a Y4M and a WAV file over and over.

    It shares the tab whose title is `shares`.
    """
    program = executable("chromium")
    given = [*FLAGS, *(sharing(shares) if shares else SAYS_YES)]
    if camera is not None:
        given.append(f"--use-file-for-fake-video-capture={camera}")
    if microphone is not None:
        given.append(f"--use-file-for-fake-audio-capture={microphone}")
    with tempfile.TemporaryDirectory(
        prefix="diemcau-chromium-",
        ignore_cleanup_errors=True,  # it may still write to its profile meanwhile
    ) as profile:
        process, said, say = await _start([program, *given, f"--user-data-dir={profile}"])
        browser = Chromium(say)
        reading = asyncio.create_task(browser.read(said))
        try:
            browser.version = (await browser.call("Browser.getVersion"))["product"]
            yield browser
        finally:
            with contextlib.suppress(BrowserError):
                await browser.call("Browser.close")
            say.close()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await end(process)


async def _start(
    command: Sequence[str],
) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader, asyncio.WriteTransport]:
    """Start the browser; it reads from its descriptor 3 and writes to its 4."""
    read, its_write = os.pipe()
    its_read, write = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _AS_3_AND_4, str(its_read), str(its_write), *command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(its_read, its_write),
        )
    finally:
        os.close(its_read)
        os.close(its_write)
    loop = asyncio.get_running_loop()
    said = asyncio.StreamReader(limit=_LONGEST)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(said), os.fdopen(read, "rb"))
    say, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(write, "wb"))
    return process, said, say


async def _message(said: asyncio.StreamReader) -> bytes:
    """Return the next message; empty at the end."""
    try:
        return (await said.readuntil(_END))[:-1]
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def _fault(details: dict[str, Any]) -> str:
    exception = details.get("exception", {})
    return str(exception.get("description") or exception.get("value") or details.get("text"))
