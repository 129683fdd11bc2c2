"""A real Chromium or Firefox, driven from a test.

`agent.mjs` holds the browser; this side speaks JSON lines with it. Selectors are CSS, or what
puppeteer adds to it: `aria/Tên nút`, `text/…`.
"""

import asyncio
import base64
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import cv2
import numpy as np

from tests.clips import Rgb
from tests.patience import PATIENCE

Kind = Literal["chromium", "firefox"]
HERE = Path(__file__).parent
NODE = Path(sys.prefix) / "bin" / "node"
LINE_LIMIT = 64 * 2**20
"""Bytes of one answer at most: a screenshot of a long page is some MiB."""

EXECUTABLES: dict[Kind, str] = {
    "chromium": os.environ.get("DIEMCAU_CHROMIUM", "/usr/bin/chromium"),
    "firefox": os.environ.get("DIEMCAU_FIREFOX", "/usr/bin/firefox-esr"),
}

LAPTOP = (1366, 768)
TV = (1920, 1080)
PHONE = (390, 844)


RAW_MICROPHONE = """
{
  const media = navigator.mediaDevices;
  if (media) {
    const open = media.getUserMedia.bind(media);
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    media.getUserMedia = (wanted) => {
      if (!wanted?.audio) return open(wanted);
      const audio = wanted.audio === true ? {} : wanted.audio;
      return open({ ...wanted, audio: { ...audio, ...raw } });
    };
  }
}
"""
"""Keeps the browser from treating a test tone as noise or as an echo."""


class BrowserError(Exception):
    """The browser, or the page in it, could not do what it was asked."""


@dataclass(frozen=True, slots=True)
class Report:
    """One thing a page said: `level` is a console level, `exception` or `request`."""

    page: int
    level: str
    text: str


@dataclass(slots=True)
class Page:
    """One page (tab). Times are in seconds."""

    browser: "Browser"
    id: int

    async def goto(self, url: str, *, until: str = "load", timeout: float = PATIENCE) -> int | None:
        """Open an address; returns the HTTP status (None for a change of the fragment)."""
        status = await self._call("goto", timeout=timeout, url=url, until=until)
        return None if status is None else int(status)

    async def reload(self, *, timeout: float = PATIENCE) -> None:
        """Load the page again."""
        await self._call("reload", timeout=timeout)

    async def evaluate(self, js: str, *args: object, timeout: float = PATIENCE) -> Any:
        """Call a JavaScript function, given as source, and return what it or its promise gives."""
        return await self._call("evaluate", timeout=timeout, js=js, args=args)

    async def wait_for(self, js: str, *args: object, timeout: float = PATIENCE) -> Any:
        """Call a JavaScript function until what it gives is truthy, and return that."""
        return await self._call("wait", timeout=timeout, js=js, args=args)

    async def named(
        self, words: str, *, click: bool = False, timeout: float = PATIENCE
    ) -> dict[str, Any]:
        """Find what people would call so, by its accessible name; bring it into view, or click it.

        The name is these words or begins with them. Returns its `role`, full `name` and box.
        """
        place: dict[str, Any] = await self._call("named", timeout=timeout, words=words, click=click)
        return place

    async def click(self, selector: str, *, timeout: float = PATIENCE) -> None:
        """Click an element as soon as it is there, visible, enabled and at rest."""
        await self._call("click", timeout=timeout, selector=selector)

    async def drag(
        self,
        selector: str,
        by: tuple[float, float],
        at: tuple[float, float] = (0.5, 0.5),
        *,
        finger: bool = False,
    ) -> None:
        """Drag an element by so many pixels, taken at a place in it (parts of its size)."""
        await self._call("drag", timeout=PATIENCE, selector=selector, by=by, at=at, finger=finger)

    async def open(self, selector: str, size: tuple[int, int] = LAPTOP) -> "Page":
        """Click what opens a window, and return that."""
        viewport = {"width": size[0], "height": size[1]}
        made = await self._call("open", timeout=PATIENCE, selector=selector, viewport=viewport)
        return Page(self.browser, int(made))

    async def type(self, selector: str, text: str, *, timeout: float = PATIENCE) -> None:
        """Type into a field, key by key."""
        await self._call("type", timeout=timeout, selector=selector, text=text)

    async def select(
        self, selector: str, value: str | None = None, *, label: str | None = None
    ) -> None:
        """Choose an option of a <select> by its value, or by the words on it."""
        await self._call("select", timeout=PATIENCE, selector=selector, value=value, label=label)

    async def press(self, key: str) -> None:
        """Press and release a key, named as KeyboardEvent.key names it; "Shift+M" holds one."""
        await self._call("press", timeout=PATIENCE, key=key)

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the viewport another size (CSS pixels)."""
        viewport = {"width": size[0], "height": size[1]}
        await self._call("viewport", timeout=PATIENCE, viewport=viewport)

    async def prefer(self, **features: str) -> None:
        """Set media features, Chromium only: `prefers_color_scheme="dark"`."""
        named = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        await self._call("media", timeout=PATIENCE, features=named)

    async def screenshot(self, path: Path | None = None, *, full: bool = False) -> Rgb:
        """Take a picture of the viewport (or of the full page), and keep it as PNG at `path`."""
        png = base64.b64decode(await self._call("screenshot", timeout=PATIENCE, full=full))
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
        return decode_png(png)

    async def printed(self) -> bytes:
        """Return the page as it is printed on A4, as PDF; Chromium only."""
        return base64.b64decode(await self._call("pdf", timeout=PATIENCE))

    async def close(self) -> None:
        """Close the page."""
        await self._call("close_page", timeout=10)

    def reports(self, *levels: str) -> list[str]:
        """Return what the page said at these levels."""
        return [r.text for r in self.browser.reports if r.page == self.id and r.level in levels]

    async def _call(self, do: str, *, timeout: float, **fields: object) -> Any:
        return await self.browser.call(do, timeout=timeout, page=self.id, **fields)


@dataclass(slots=True)
class Browser:
    """One browser process with its agent. Make it with `launch`."""

    kind: Kind
    agent: asyncio.subprocess.Process
    pid: int = 0
    version: str = ""
    reports: list[Report] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _last: int = 0
    _reader: asyncio.Task[None] | None = None

    @classmethod
    async def launch(
        cls,
        kind: Kind,
        *,
        camera: Path | None = None,
        microphone: Path | None = None,
        tone_hz: int = 1000,
        viewport: tuple[int, int] = LAPTOP,
        lang: str = "vi",
        args: Sequence[str] = (),
        prefs: dict[str, object] | None = None,
        shares: str | None = None,
        env: dict[str, str] | None = None,
    ) -> Self:
        """Start a browser without a window.

        Chromium's camera and microphone play `camera` (y4m) and `microphone` (wav) over and over.
        Firefox has its own fakes: a picture of one colour that walks round the edge of the chroma
        plane (Cb or Cr at 16 or 240, see `signs.find_firefox`) and a sine of `tone_hz`. Asked for a
        screen, Chromium shares the tab whose title is `shares`.
        """
        flags = list(args)
        if camera:
            flags.append(f"--use-file-for-fake-video-capture={camera}")
        if microphone:
            flags.append(f"--use-file-for-fake-audio-capture={microphone}")
        agent = await asyncio.create_subprocess_exec(
            *(NODE, HERE / "agent.mjs"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_LIMIT,
            start_new_session=True,
        )
        self = cls(kind=kind, agent=agent)
        self._reader = asyncio.create_task(self._read())
        try:
            launched = await self.call(
                "launch",
                timeout=PATIENCE,
                kind=kind,
                executable=EXECUTABLES[kind],
                viewport={"width": viewport[0], "height": viewport[1]},
                lang=lang,
                args=flags,
                shares=shares,
                env=env or {},
                prefs={"media.navigator.audio.fake_frequency": tone_hz, **(prefs or {})},
            )
        except BaseException:
            await self.close()
            raise
        self.pid, self.version = launched["pid"], launched["version"]
        return self

    async def page(
        self, url: str | None = None, *, fresh: bool = False, scripts: Sequence[str] = ()
    ) -> Page:
        """Open a page; `fresh` gives it storage of its own, `scripts` run before the page's own."""
        made = await self.call(
            "page", timeout=PATIENCE, fresh=fresh, scripts=[RAW_MICROPHONE, *scripts]
        )
        page = Page(self, int(made))
        if url is not None:
            await page.goto(url)
        return page

    async def call(self, do: str, *, timeout: float, **fields: object) -> Any:
        """Have the agent carry out one command; raises BrowserError with its words."""
        assert self.agent.stdin is not None
        if self.gone.is_set():
            raise BrowserError(f"{do}: the browser is gone")
        self._last += 1
        number = self._last
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        request = {"id": number, "do": do, "timeout": round(timeout * 1000), **fields}
        self.agent.stdin.write(json.dumps(request).encode() + b"\n")
        try:
            # The agent's own limit comes first: it knows what it was waiting for.
            async with asyncio.timeout(timeout + 5):
                return await answer
        except TimeoutError:
            raise BrowserError(f"{do}: no answer within {timeout + 5} s") from None
        finally:
            del self._waiting[number]

    async def kill9(self) -> None:
        """Kill every process of the browser at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        await self._end_agent()

    async def close(self) -> None:
        """Close the browser; what does not go by itself is killed."""
        if not self.gone.is_set():
            with suppress(BrowserError):
                await self.call("close", timeout=5)
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        await self._end_agent()

    async def _end_agent(self) -> None:
        assert self.agent.stdin is not None
        self.agent.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self.agent.wait()
        except TimeoutError:
            self.agent.kill()
            await self.agent.wait()
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        assert self.agent.stdout is not None
        while line := await self.agent.stdout.readline():
            message = json.loads(line)
            if message.get("event") == "console":
                self.reports.append(Report(message["page"], message["level"], message["text"]))
            elif message.get("event") == "disconnected":
                self._fail("the browser is gone")
            elif answer := self._waiting.get(message["id"]):
                self._settle(answer, message)
        self._fail("the agent has ended")

    def _settle(self, answer: asyncio.Future[Any], message: dict[str, Any]) -> None:
        if answer.done():
            return
        if "error" in message:
            answer.set_exception(BrowserError(message["error"]))
        else:
            answer.set_result(message["value"])

    def _fail(self, why: str) -> None:
        self.gone.set()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(BrowserError(why))


def decode_png(png: bytes) -> Rgb:
    """Turn a PNG into a picture."""
    bgr = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    return np.ascontiguousarray(bgr[:, :, ::-1]).astype(np.uint8)
