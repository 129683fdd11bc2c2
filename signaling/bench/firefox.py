"""A real Firefox without a window, spoken to by WebDriver BiDi (W3C) over its WebSocket.

Its fake camera has no numbers and its fake microphone no beeps, so its pages draw theirs
(`probe.js`). `firefox.json` holds the settings without which it asks and waits; the tests use the
same file.
"""

import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import aiohttp

from signaling.bench.browser import Browser, BrowserError, Message, Page, end, executable
from signaling.bench.soundcard import sound_card

PREFERENCES: Final = Path(__file__).parent / "firefox.json"

_QUIET: Final = {
    # Pages behind others are measured as well.
    "dom.min_background_timeout_value": 4,
    "dom.timeout.enable_budget_timer_throttling": False,
    "widget.windows.window_occlusion_tracking.enabled": False,
    # Nothing but what is measured takes the processor or the network.
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": False,
}

START_LIMIT: Final = 60.0
_LISTENS: Final = b"WebDriver BiDi listening on "
_LONGEST: Final = 1 << 26
"""Bytes of a message from the browser."""


class Firefox(Browser):
    """A running Firefox."""

    draws = True

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        super().__init__()
        self._socket = socket

    async def page(self, url: str, *scripts: str) -> "FirefoxPage":
        """Open a window with storage of its own; `scripts` run before those of its pages."""
        user = (await self.call("browser.createUserContext"))["userContext"]
        made = await self.call("browsingContext.create", type="window", userContext=user)
        page = FirefoxPage(self, made["context"], user)
        for script in scripts:
            await self.call(
                "script.addPreloadScript",
                functionDeclaration=f"() => {{ {script} }}",
                contexts=[made["context"]],
            )
        await page.goto(url)
        return page

    async def call(self, method: str, **params: object) -> Any:
        """Call a method of the protocol and return its result; raises BrowserError."""
        reply = await self.ask({"method": method, "params": params})
        if reply["type"] == "error":
            raise BrowserError(f"{method}: {reply['message']}")
        return reply["result"]

    async def say(self, message: str) -> None:
        """Send a message."""
        await self._socket.send_str(message)

    async def read(self) -> None:
        """Take what the browser says until it is gone."""
        async for message in self._socket:
            self.hear(json.loads(message.data))
        self.fail()

    def told(self, message: Message) -> None:
        """Keep the exceptions of pages."""
        entry = message.get("params", {})
        if message.get("method") == "log.entryAdded" and entry.get("type") == "javascript":
            self.faults.append(str(entry.get("text")))


class FirefoxPage(Page):
    """One window of it."""

    def __init__(self, browser: Firefox, context: str, user: str) -> None:
        self._browser = browser
        self._context = context
        self._user = user

    async def goto(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        await self._browser.call(
            "browsingContext.navigate", context=self._context, url=url, wait="complete"
        )

    async def evaluate(self, function: str, *args: object) -> Any:
        """Call a JavaScript function, given as source, and return what it or its promise gives."""
        given = ", ".join(json.dumps(one) for one in args)
        found = await self._browser.call(
            "script.evaluate",
            # As JSON, because BiDi has a notation of its own for each kind of value.
            expression=f"(async () => JSON.stringify(await ({function})({given})))()",
            awaitPromise=True,
            target={"context": self._context},
            # A call may begin to play or ask for devices, as a click does.
            userActivation=True,
        )
        if found["type"] == "exception":
            raise BrowserError(str(found["exceptionDetails"]["text"]))
        text = found["result"].get("value")
        return None if text is None else json.loads(text)

    async def close(self) -> None:
        """Close the window and forget its storage."""
        await self._browser.call("browser.removeUserContext", userContext=self._user)


@contextlib.asynccontextmanager
async def firefox() -> AsyncIterator[Firefox]:
    """Run a browser, with a sound card of its own."""
    program = executable("firefox")
    with (
        tempfile.TemporaryDirectory(
            prefix="diemcau-firefox-",
            ignore_cleanup_errors=True,  # it may still write to its profile meanwhile
        ) as profile,
        sound_card(Path(profile) / "sound") as card,
    ):
        (Path(profile) / "user.js").write_text(_user_js(), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            *(program, "--headless", "--no-remote", "--remote-debugging-port", "0"),
            *("--width", "1366", "--height", "768", "--profile", profile, "about:blank"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"PULSE_SERVER": card},
        )
        try:
            async with _session(process) as browser:
                yield browser
        finally:
            await end(process)


@contextlib.asynccontextmanager
async def _session(process: asyncio.subprocess.Process) -> AsyncIterator[Firefox]:
    """Talk to a browser that is starting; it is closed at the end."""
    address, draining = await _address(process)
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{address}/session", max_msg_size=_LONGEST) as socket,
    ):
        browser = Firefox(socket)
        tasks = [draining, asyncio.create_task(browser.read())]
        try:
            found = await browser.call("session.new", capabilities={})
            about = found["capabilities"]
            browser.version = f"{about['browserName'].capitalize()}/{about['browserVersion']}"
            await browser.call("session.subscribe", events=["log.entryAdded"])
            yield browser
        finally:
            with contextlib.suppress(BrowserError):
                await browser.call("browser.close")
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _address(process: asyncio.subprocess.Process) -> tuple[str, asyncio.Task[None]]:
    """Return where the browser listens, once it does, and what reads the rest that it says."""
    said = process.stderr
    if said is None:
        raise BrowserError("Firefox cannot be listened to")
    try:
        async with asyncio.timeout(START_LIMIT):
            while line := await said.readline():
                if line.startswith(_LISTENS):
                    address = line.removeprefix(_LISTENS).decode().strip()
                    return address, asyncio.create_task(_drain(said))
    except TimeoutError:
        pass
    raise BrowserError("Firefox does not listen")


async def _drain(said: asyncio.StreamReader) -> None:
    while await said.read(1 << 16):
        pass


def _user_js() -> str:
    """Return the profile's settings."""
    preferences = json.loads(PREFERENCES.read_text(encoding="utf-8")) | _QUIET
    return "".join(
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in preferences.items()
    )
