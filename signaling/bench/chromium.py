"""A real Chromium without a window, spoken to by the Chrome DevTools Protocol.

A driver of our own, because a benchmark is part of what is installed and the tests are not: it
needs the browser alone, no Node, and only what is below of the protocol. Tests, which also drive
Firefox and click and type as people do, have puppeteer in `tests/browser`.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

import aiohttp

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
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--remote-debugging-port=0",
    "--window-size=1366,768",
)

START_LIMIT: Final = 30.0
STOP_LIMIT: Final = 5.0
ANSWER_LIMIT: Final = 60.0
"""Seconds until a page must have answered."""

POLL_S: Final = 0.02


class ChromiumError(RuntimeError):
    """The browser, or the page in it, could not do what it was asked."""


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

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.faults: list[str] = []
        self.version = ""
        self._socket = socket
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
            await self._socket.send_str(json.dumps(message))
            reply = await asyncio.wait_for(answer, ANSWER_LIMIT)
        except (TimeoutError, ConnectionError) as error:
            raise ChromiumError(f"{method}: {error or 'no answer'}") from error
        finally:
            del self._waiting[number]
        if "error" in reply:
            raise ChromiumError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    async def read(self) -> None:
        """Take what the browser says until it is gone."""
        async for frame in self._socket:
            message = json.loads(frame.data)
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
    *, camera: Path | None = None, microphone: Path | None = None, flags: Sequence[str] = ()
) -> AsyncIterator[Chromium]:
    """Run a browser whose camera and microphone play a Y4M and a WAV file over and over."""
    program = executable()
    given = [*FLAGS, *flags]
    if camera is not None:
        given.append(f"--use-file-for-fake-video-capture={camera}")
    if microphone is not None:
        given.append(f"--use-file-for-fake-audio-capture={microphone}")
    async with contextlib.AsyncExitStack() as stack:
        # It may still write to its profile while that is removed.
        profile = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="diemcau-chromium-", ignore_cleanup_errors=True)
        )
        process = await asyncio.create_subprocess_exec(
            *(program, *given, f"--user-data-dir={profile}", "about:blank"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        stack.push_async_callback(_end, process)
        address = await _address(Path(profile), process)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        socket = await stack.enter_async_context(http.ws_connect(address, max_msg_size=0))
        browser = Chromium(socket)
        reading = asyncio.create_task(browser.read())
        try:
            browser.version = (await browser.call("Browser.getVersion"))["product"]
            yield browser
        finally:
            with contextlib.suppress(ChromiumError):
                await browser.call("Browser.close")
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _address(profile: Path, process: asyncio.subprocess.Process) -> str:
    """Wait for the file in which the browser says where it listens."""
    file = profile / "DevToolsActivePort"
    try:
        async with asyncio.timeout(START_LIMIT):
            while process.returncode is None:
                lines = file.read_text().splitlines() if file.exists() else []
                if len(lines) > 1:
                    return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise ChromiumError(f"it did not start within {START_LIMIT} s") from None
    raise ChromiumError(f"it ended with {process.returncode}")


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
