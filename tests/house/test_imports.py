"""Who may import whom: the tree is the architecture."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.sources import imports, tracked, within

DOOR = ("mcu.node", "mcu.messages", "mcu.media", "mcu.scene")
"""All that the control plane knows of the media plane."""

CLIENT_SIDE = (
    *DOOR,
    "mcu.clock",
    "mcu.fanout",
    "mcu.rtc.client",
    "mcu.video.encoder",
    "mcu.video.layout",
    "mcu.video.paging",
    "mcu.audio.opus",
    "mcu.audio.voice",
)
"""What the demo and the benchmarks may use besides: they are clients of the public endpoints.

The voice's jitter buffer is there as the listener's: browsers have one of their own."""

PAINTERS = (
    "signaling/bench/beside.py",
    "signaling/bench/composite.py",
    "signaling/bench/paper.py",
    "signaling/bench/picture.py",
    "signaling/bench/scene.py",
    "signaling/bench/takes.py",
)
"""They hold what the server's own canvas and encoders make against the original, without a line."""

WORLD = ("asyncio", "socket", "select", "time", "threading", "subprocess", "mcu.clock.now")
"""Whatever makes the outcome depend on more than the arguments."""

SHELL = (
    "mcu/clock.py",
    "mcu/conference.py",
    "mcu/heap.py",
    "mcu/node.py",
    "mcu/record/file.py",
    "mcu/record/recorder.py",
    "mcu/record/writer.py",
    "mcu/rtc/arrival.py",
    "mcu/rtc/channel.py",
    "mcu/rtc/client.py",
    "mcu/rtc/mmsg.py",
    "mcu/rtc/port.py",
    "mcu/rtc/seam.py",
    "mcu/rtc/session.py",
    "mcu/rtc/sockets.py",
    "mcu/rtc/wire.py",
    "mcu/threads.py",
    "mcu/views.py",
    "mcu/video/captions.py",
    "mcu/video/decoder.py",
    "mcu/video/intake.py",
    "mcu/video/mixer.py",
    "mcu/video/previewer.py",
    "mcu/video/redraw.py",
    "mcu/video/screen.py",
)
"""The thin shell of the media plane: tasks, threads, sockets, clocks. All else is computed."""


def offenders(files: tuple[Path, ...], forbidden: Callable[[str], bool]) -> list[str]:
    """Return `file imports name` for each import that is forbidden."""
    return [
        f"{path} imports {name}"
        for path in files
        for name in sorted(imports(path))
        if forbidden(name)
    ]


def python(folder: str, *, but: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """Return a folder's Python files except those below the folders in `but`."""
    files = tracked(f"{folder}/*.py")  # git's * crosses folders
    return tuple(path for path in files if not str(path).startswith(but or ("\0",)))


def test_there_is_something_to_check() -> None:
    assert Path("mcu/media.py") in python("mcu")
    assert "mcu.media.Encoded" in imports(Path("mcu/fanout.py"))


def test_only_rtc_knows_aiortc() -> None:
    files = python("mcu", but=("mcu/rtc/",)) + python("signaling")
    assert offenders(files, lambda name: within(name, ("aiortc", "aioice", "pylibsrtp"))) == []


def test_the_media_plane_knows_no_control_plane() -> None:
    foreign = ("signaling", "aiohttp", "sqlalchemy", "alembic", "jwt")
    assert offenders(python("mcu"), lambda name: within(name, foreign)) == []


def test_the_control_plane_uses_the_door() -> None:
    files = python("signaling", but=("signaling/demo/", "signaling/bench/"))
    past = offenders(files, lambda name: within(name, ("mcu",)) and not within(name, DOOR))
    assert past == []


def test_demo_and_benchmarks_are_clients() -> None:
    files = python("signaling/demo") + python("signaling/bench", but=PAINTERS)
    past = offenders(files, lambda name: within(name, ("mcu",)) and not within(name, CLIENT_SIDE))
    assert past == []
    painters = tuple(map(Path, PAINTERS))
    picture = (*DOOR, "mcu.video", "mcu.ask")
    assert offenders(painters, lambda n: within(n, ("mcu",)) and not within(n, picture)) == []


def test_nobody_imports_tests() -> None:
    assert offenders(python("mcu") + python("signaling"), lambda n: within(n, ("tests",))) == []


def test_what_is_not_shell_touches_nothing() -> None:
    """`now` and packets are arguments; so is everything else that a test wants to choose."""
    pure = tuple(path for path in python("mcu") if str(path) not in SHELL)
    pure += (*python("signaling/meeting"), Path("signaling/bench/line.py"))
    pure += (Path("signaling/accounts/lockout.py"), Path("signaling/accounts/rights.py"))
    assert offenders(pure, lambda name: within(name, WORLD)) == []


@pytest.mark.parametrize("path", SHELL)
def test_the_shell_is_no_larger_than_it_must_be(path: str) -> None:
    assert any(within(name, WORLD) for name in imports(Path(path))), f"{path} is pure: off the list"
