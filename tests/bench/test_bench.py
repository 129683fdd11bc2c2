"""The benchmarks run and say what they promise to; how fast a machine is, no test judges."""

import asyncio
import os
import sys
from typing import Any

import msgspec
import pytest

from signaling.bench.processes import usage

FIELDS = {
    "mix": {"points", "cores", "fps", "delay_ms", "rss_mib", "codec", "seconds"},
    "formal": {
        "points",
        "cores",
        "fps_min",
        "audio_gap_p99_ms",
        "rss_mib",
        "join_s",
        "join_gap_ms",
    },
}


@pytest.mark.parametrize("name", FIELDS)
async def test_the_last_line_is_one_json_object(name: str) -> None:
    extra = ["--alone"] if name == "mix" else []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", name),
        *("--points", "3", "--seconds", "2", "--json", *extra),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    figures = msgspec.json.decode(out.splitlines()[-1])
    assert set(figures) >= FIELDS[name]
    assert figures["points"] == 3
    assert 0 < figures["cores"] < (os.cpu_count() or 1)
    named = figures["threads"]
    assert {"canvas_0", "decode-0"} <= set(named)
    assert sum(named.values()) == pytest.approx(figures["cores"], abs=0.1)
    assert figures["rss_mib"] > 10
    assert figures.get("fps", figures.get("fps_min")) > 1
    if name == "mix":
        assert 0 < figures["delay_ms"]["p50"] <= figures["delay_ms"]["p95"]


@pytest.mark.alone
async def test_bad_lines_are_measured_beside_a_good_one() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", "loss"),
        *("--line", "20ms-20%", "--seconds", "2", "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    figures = msgspec.json.decode(out.splitlines()[-1])
    assert figures["points"] == 4
    clean, bad = figures["lines"]
    assert (clean["line"], bad["line"]) == ("clean", "20ms-20%")
    assert bad["inputs"]["loss"] == 0.2
    assert clean["dropped_down"] == clean["dropped_up"] == 0
    assert 0.1 < bad["dropped_down"] < 0.3
    assert 0.1 < bad["dropped_up"] < 0.3
    for one in (clean, bad):
        assert 0 < one["others"]["fps"] <= 30
        assert 0 <= one["seen"]["frozen"] <= 1
        assert 0 <= one["up"]["missing"] <= 1
    assert clean["seen"]["tile_delay_ms"]["affected"]["p50"] > 0


async def test_children_are_counted() -> None:
    work = "sum(range(10**7)); print(flush=True); input()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c"),
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    await process.stdout.readline()
    assert usage(process.pid).cpu > 0.05
    process.stdin.write(b"\n")
    await process.wait()
    assert usage(process.pid) == (0.0, 0.0)


@pytest.mark.alone
async def test_speech_is_scored_both_ways() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", "speech"),
        *("--line", "20ms-20%", "--seconds", "4", "--settle", "1", "--tries", "1", "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    figures = msgspec.json.decode(out.splitlines()[-1])
    clean, bad = figures["lines"]
    assert (clean["line"], bad["line"]) == ("clean", "20ms-20%")
    for way in ("up", "down"):
        assert 0 < bad[way]["stoi"] < 1
        assert 0 < clean[way]["stoi"] < 1


async def test_points_send_what_they_are_asked_for() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", "product"),
        *("--points", "5", "--seconds", "2", "--alone", "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    figures = msgspec.json.decode(out.splitlines()[-1])
    # Five tiles of 384×216 each are filled by as many rows; who is muted is asked for no sound.
    assert figures["sending"] == {"216": 5}
    assert figures["speaking"] == figures["talking"] == 3
    assert figures["fps_min"] > 1


async def test_content_costs_packets() -> None:
    figures = await content("--points", "3", "--seconds", "2", "--turns", "0")
    off, on = figures["off"], figures["on"]
    assert off["content_packets_per_s"] == 0
    assert on["content_packets_per_s"] > 3 * 20
    assert on["content_fps_min"] > 1
    assert figures["turned"] is None


async def content(*options: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", "content", *options, "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    figures: dict[str, Any] = msgspec.json.decode(out.splitlines()[-1])
    return figures
