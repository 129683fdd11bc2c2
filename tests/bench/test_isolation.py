"""Others do not notice a member that sends rubbish, or far too much."""

import asyncio
import sys

import msgspec
from msgspec.structs import replace

from signaling.bench.isolation import LIMIT, Change, Figures, Result, spread
from signaling.bench.load import Report

SLOWLY = """
import asyncio, sys, msgspec
from signaling.bench import slow
slow.slow_down(4)
from signaling.bench.isolation import isolation
found = asyncio.run(isolation(["rubbish", "flood"], 1.0, 1))
print(msgspec.json.encode(found).decode())
"""
"""Time goes slower, so that it is not this machine's other work that others notice."""

TRIES = 3


async def test_others_see_and_hear_on() -> None:
    for _ in range(TRIES):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", SLOWLY), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        found = msgspec.json.decode(out.splitlines()[-1], type=Result)
        assert found.slow == 4
        assert [one.kind for one in found.kinds] == ["rubbish", "flood"]
        # Counts, whatever the machine's pace: nothing of what was sent to them is missing.
        assert all(one.beside.lost == 0 for one in found.kinds)
        if not any(is_noticed(one) for one in found.kinds):
            return
    raise AssertionError(found)


def is_noticed(found: Figures) -> bool:
    """Whether others saw less, or heard gaps, or nothing is known of that."""
    fps, gap = found.change.fps, found.beside.audio_gap_max_ms
    return fps is None or fps <= -LIMIT or gap is None or gap >= 200


def test_the_spread_is_what_changes_without_any_trouble() -> None:
    def stretch(fps: float, delay: float, gap: float, concealed: float) -> tuple[Report, float]:
        report = Report(
            fps_min=fps,
            lost=0,
            audio_gap_p99_ms=gap,
            audio_gap_max_ms=gap,
            concealed=concealed,
            delays_ms=[delay, delay],
            packets_per_s=1,
            bits_per_s=0,
            heights={},
            heard=0,
        )
        return report, 0.1

    same, late = stretch(25, 20, 30, 0.03), stretch(25, 23, 33, 0.05)
    none = Change(fps=0.0, delay=0.0, audio_gap=0.0, concealed=0.0)
    assert spread([[same, same], [same]]) == none
    assert spread([[same, same, same], [late, late, same]]) == Change(
        fps=0.0, delay=0.15, audio_gap=0.1, concealed=0.02
    )
    unknown = Change(fps=None, delay=None, audio_gap=None, concealed=None)
    assert spread([[late]]) == unknown, "there is nothing to compare it with"
    blind = replace(late[0], fps_min=None, audio_gap_p99_ms=None, delays_ms=[], concealed=None)
    assert spread([[same], [(blind, 0.1)]]) == unknown
