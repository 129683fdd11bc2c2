"""A real Chromium without a window, spoken to by the Chrome DevTools Protocol over a pipe.

A driver of our own, because a benchmark is part of what is installed and the tests are not: it
needs the browser alone, no Node, and only what is below of the protocol. Tests, which also drive
Firefox and click and type as people do, have puppeteer in `tests/browser`. A pipe and no port,
because then the browser ends when whoever started it is gone, however that came.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

from signaling.bench import UnavailableError

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

STOP_LIMIT: Final = 5.0
ANSWER_LIMIT: Final = 60.0
"""Seconds until a page must have answered."""

POLL_S: Final = 0.02

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


class ChromiumError(RuntimeError):
    """The browser, or the page in it, could not do what it was asked."""


def sharing(title: str) -> tuple[str, ...]:
    """Return what says yes to camera and microphone, and shares the tab of a title."""
    return (
        "--auto-accept-camera-and-microphone-capture",
        f"--auto-select-tab-capture-source-by-title={title}",
    )


def executable() -> str:
    """Return the path of Chromium; UnavailableError, with what to do, where there is none."""
    named = os.environ.get("DIEMCAU_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    for name in names:
        if found := shutil.which(name):
            return found
    raise UnavailableError(
        "Phép đo này cần Chromium: cài gói chromium, hoặc đặt DIEMCAU_CHROMIUM là tệp chạy.\n"
        "This benchmark needs Chromium: install it, or let DIEMCAU_CHROMIUM name its executable."
    )


class Chromium:
    """A running browser. `faults` holds the exceptions that its pages did not catch."""

    def __init__(self, say: asyncio.WriteTransport) -> None:
        self.faults: list[str] = []
        self.version = ""
        self._say = say
        self._last = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def page(self, url: str, *scripts: str) -> "Page":
        """Open a window with storage of its own; `scripts` run before those of its pages."""
        context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        target = await self.call(
            "Target.createTarget", url="about:blank", browserContextId=context, newWindow=True
        )
        attached = await self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        page = Page(self, attached["sessionId"], context)
        await page.call("Page.enable")
        await page.call("Runtime.enable")
        for script in scripts:
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        await page.goto(url)
        return page

    async def call(self, method: str, session: str | None = None, **params: object) -> Any:
        """Call a method of the protocol and return its result; raises ChromiumError."""
        self._last += 1
        number = self._last
        message: dict[str, object] = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._say.write(json.dumps(message).encode() + _END)
            reply = await asyncio.wait_for(answer, ANSWER_LIMIT)
        except (TimeoutError, ConnectionError) as error:
            raise ChromiumError(f"{method}: {error or 'no answer'}") from error
        finally:
            del self._waiting[number]
        if "error" in reply:
            raise ChromiumError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    async def read(self, said: asyncio.StreamReader) -> None:
        """Take what the browser says until it is gone."""
        while line := await _message(said):
            message = json.loads(line)
            if answer := self._waiting.get(message.get("id", 0)):
                if not answer.done():
                    answer.set_result(message)
            elif message.get("method") == "Runtime.exceptionThrown":
                self.faults.append(_fault(message["params"]["exceptionDetails"]))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the browser is gone"))


class Page:
    """One window."""

    def __init__(self, browser: Chromium, session: str, context: str) -> None:
        self._browser = browser
        self._session = session
        self._context = context

    async def goto(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        found = await self.call("Page.navigate", url=url)
        if "errorText" in found:
            raise ChromiumError(f"{url}: {found['errorText']}")
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
            raise ChromiumError(_fault(found["exceptionDetails"]))
        return found["result"].get("value")

    async def until(self, function: str, *args: object, limit: float = 20.0) -> Any:
        """Call a function until what it gives is truthy; ChromiumError after `limit` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + limit
        while not (found := await self.evaluate(function, *args)):
            if loop.time() > end:
                raise ChromiumError(f"{function} was {found!r} for {limit} s")
            await asyncio.sleep(POLL_S)
        return found

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
    program = executable()
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
            with contextlib.suppress(ChromiumError):
                await browser.call("Browser.close")
            say.close()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await _end(process)


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


async def _end(process: asyncio.subprocess.Process) -> None:
    """Wait for the browser's end; what is left of its processes is killed."""
    try:
        await asyncio.wait_for(process.wait(), STOP_LIMIT)
    except TimeoutError:
        process.kill()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _fault(details: dict[str, Any]) -> str:
    exception = details.get("exception", {})
    return str(exception.get("description") or exception.get("value") or details.get("text"))
