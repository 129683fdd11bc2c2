"""The benchmarks with real browsers run and say what they promise to."""

import asyncio
import json
import os
import sys
from typing import Any

import pytest

from signaling.bench import UnavailableError
from signaling.bench.browser import KINDS, Kind, executable
from signaling.bench.guest import browser


def require(kind: Kind) -> None:
    try:
        executable(kind)
    except UnavailableError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


async def bench(*arguments: str, **environment: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | environment,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def figures(*arguments: str) -> dict[str, Any]:
    code, out, err = await bench(*arguments, "--json")
    assert code == 0, err
    read: dict[str, Any] = json.loads(out.splitlines()[-1])
    return read


async def test_delay_finds_pictures_and_beeps_again() -> None:
    require("chromium")
    found = await figures("delay", "--points", "3", "--seconds", "6")
    assert found["points"] == 3
    assert found["pictures"] > 4
    assert found["beeps"] > 0
    for name in ("picture_ms", "sound_ms"):
        assert 10 < found[name]["p50"] <= found[name]["p95"] < 2000
    assert found["page_faults"] == 0


# Firefox draws its devices itself: the longest way through the driver and the probe.
async def test_delay_in_firefox() -> None:
    require("firefox")
    found = await figures("delay", "--points", "3", "--seconds", "3", "--browser", "firefox")
    assert found["browser"].startswith("Firefox/")
    assert found["pictures"] > 4
    assert found["beeps"] > 0
    for name in ("picture_ms", "sound_ms"):
        assert 10 < found[name]["p50"] <= found[name]["p95"] < 2000
    assert found["page_faults"] == 0


async def test_join_says_where_the_time_goes() -> None:
    require("chromium")
    found = await figures("join", "--points", "3", "--joins", "2", "--line", "clean")
    (line,) = found["lines"]
    assert line["joins"] == 2
    assert line["failed"] == 0
    whole = line["first_picture_ms"]["p95"]
    assert sum(step["p50"] or 0 for step in line["steps_ms"].values()) <= 2 * whole
    assert 0 < line["steps_ms"]["DTLS"]["p50"] < whole


# Three windows of 1920 columns of which one is captured, encoded, decoded and looked at.
@pytest.mark.alone
async def test_pages_turn() -> None:
    require("chromium")
    turned = await figures("content", "--turns", "5", "--turns-alone", "--stand", "1.5")
    assert turned["size"][0] == 1920
    pages = turned["standing"]
    assert pages["turns"] == 5
    # Two that came can be told apart: how many more do says the machine's speed.
    assert pages["missed"] <= 3
    assert 0 < pages["changed_ms"]["p50"] <= pages["sharp_ms"]["p50"]
    assert pages["believed_kbps"] > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_without_the_browser_it_says_so(kind: Kind) -> None:
    variable = f"DIEMCAU_{kind.upper()}"
    code, out, err = await bench("join", "--browser", kind, **{variable: "/nowhere/browser"})
    assert (code, out) == (2, "")
    assert variable in err
    assert "Traceback" not in err


@pytest.mark.parametrize("kind", KINDS)
async def test_pages_have_storage_of_their_own_and_their_faults_are_kept(kind: Kind) -> None:
    require(kind)
    async with browser(kind) as one:
        pages = [await one.page("data:text/html,<title>x</title>") for _ in range(2)]
        assert await pages[0].evaluate("(a, b) => [a + b, document.title]", 1, 2) == [3, "x"]
        await pages[1].evaluate("() => { setTimeout(() => { throw new Error('ouch'); }); }")
        await pages[1].evaluate("() => new Promise((done) => setTimeout(done, 50))")
        assert any("ouch" in fault for fault in one.faults)
        for page in pages:
            await page.close()
