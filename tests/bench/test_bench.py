"""The benchmarks run and say what they promise to; how fast a machine is, no test judges."""

import asyncio
import os
import sys

import pytest

from signaling.bench.processes import usage
from tests.bench.benches import Figures, figures

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
    def enough(found: Figures) -> bool:
        seen = name == "formal" or found["delay_ms"]["p50"] is not None
        return bool(found.get("fps", found.get("fps_min"))) and seen

    extra = ["--alone"] if name == "mix" else []
    found = await figures(name, "--points", "3", *extra, enough=enough)
    assert set(found) >= FIELDS[name]
    assert found["points"] == 3
    assert 0 < found["cores"] < (os.cpu_count() or 1)
    named = found["threads"]
    assert {"canvas_0", "decode-0"} <= set(named)
    # They are not counted at the same moment as their process.
    assert sum(named.values()) == pytest.approx(found["cores"], abs=0.1, rel=0.2)
    assert found["rss_mib"] > 10
    if name == "mix":
        assert 0 < found["delay_ms"]["p50"] <= found["delay_ms"]["p95"]
    else:
        assert sum(found["watched"].values()) == 3


@pytest.mark.alone
async def test_bad_lines_are_measured_beside_a_good_one() -> None:
    def enough(found: Figures) -> bool:
        clean, bad = found["lines"]
        seen = clean["seen"]["tile_delay_ms"]["affected"]["p50"] is not None
        carried = all(0.1 < (bad[way] or 0) < 0.3 for way in ("dropped_down", "dropped_up"))
        return seen and carried and all(one["others"]["fps"] for one in (clean, bad))

    found = await figures("loss", "--line", "20ms-20%", enough=enough)
    assert found["points"] == 4
    clean, bad = found["lines"]
    assert (clean["line"], bad["line"]) == ("clean", "20ms-20%")
    assert bad["inputs"]["loss"] == 0.2
    assert clean["dropped_down"] == clean["dropped_up"] == 0
    for one in (clean, bad):
        assert 0 <= one["seen"]["frozen"] <= 1
        assert 0 <= one["up"]["missing"] <= 1
    assert clean["seen"]["tile_delay_ms"]["affected"]["p50"] > 0


async def test_children_are_counted() -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True); input()"
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
    def enough(found: Figures) -> bool:
        return all(one[way]["stoi"] > 0 for one in found["lines"] for way in ("up", "down"))

    options = ("--line", "20ms-20%", "--settle", "1", "--tries", "1")
    found = await figures("speech", *options, enough=enough)
    clean, bad = found["lines"]
    assert (clean["line"], bad["line"]) == ("clean", "20ms-20%")
    assert all(0 < one[way]["stoi"] < 1 for one in (clean, bad) for way in ("up", "down"))


async def test_points_send_what_they_are_asked_for() -> None:
    # Five tiles of 384×216 each are filled by as many rows; who is muted is asked for no sound.
    def enough(found: Figures) -> bool:
        return bool(found["fps_min"]) and found["sending"] == {"216": 5}

    found = await figures("product", "--points", "5", "--alone", enough=enough)
    assert found["speaking"] == found["talking"] == 3


async def test_content_costs_packets() -> None:
    def enough(found: Figures) -> bool:
        return bool(found["on"]["content_fps_min"])

    found = await figures("content", "--points", "3", "--turns", "0", enough=enough)
    assert found["off"]["content_packets_per_s"] == found["off"]["content_fps_min"] == 0
    assert found["on"]["content_packets_per_s"] > 0
    assert found["turned"] is None
