"""Browsers for tests: made on demand, closed afterwards whatever happens."""

import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signaling.bench.soundcard import sound_card
from signaling.demo import seed
from tests import clips
from tests.browser import signs
from tests.browser.browser import EXECUTABLES, Browser, Kind
from tests.browser.meeting import MEETING, POINTS, TITLE
from tests.server import Server

Launch = Callable[..., Awaitable[Browser]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def pulse() -> Iterator[str]:
    """The address of a sound card for all Firefoxes of the run."""
    # A folder with a short name: the path of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="sound-") as name, sound_card(Path(name)) as address:
        yield address


@pytest.fixture
async def launch(tmp_path: Path, pulse: str) -> AsyncIterator[Launch]:
    """Start a browser that shows and says a sign: `await launch("chromium", signs.RED)`."""
    async with AsyncExitStack() as stack:

        async def start(kind: Kind, sign: signs.Sign, **more: object) -> Browser:
            require(kind)
            if kind == "chromium":
                more["camera"] = camera = tmp_path / f"{sign.colour}.y4m"
                more["microphone"] = microphone = tmp_path / f"{sign.colour}.wav"
                clips.write_y4m(camera, sign.colour)
                clips.write_wav(microphone, sign.hz, amplitude=signs.AMPLITUDE)
            else:
                more["env"] = {"PULSE_SERVER": pulse}
            browser = await Browser.launch(kind, tone_hz=sign.hz, **more)  # type: ignore[arg-type]  # typed by launch
            stack.push_async_callback(browser.close)
            return browser

        yield start


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with the meeting of `meeting.py`."""
    server = Server.in_folder(tmp_path / "server")
    await server.plan(MEETING, TITLE, POINTS)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with the demo's meeting."""
    server = Server.in_folder(tmp_path / "demo", demo=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def province(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with the demo's province and its meeting, where nobody is drawn and nobody comes."""
    server = Server.in_folder(tmp_path / "province")
    async with server.directory() as directory:
        await seed(directory, datetime.now(UTC))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def output() -> Path:
    """Where pictures are kept for people to look at."""
    folder = Path(__file__).parents[1] / ".output"
    folder.mkdir(exist_ok=True)
    return folder


def require(kind: Kind) -> None:
    """Skip where a browser is missing, but never on CI: there it must have been set up."""
    if not Path(EXECUTABLES[kind]).exists():
        sentence = f"{EXECUTABLES[kind]} is missing; set DIEMCAU_{kind.upper()} to another"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
