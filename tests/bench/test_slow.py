"""Time that goes slower for a benchmark, told by a clock that it does not reach."""

import subprocess
import sys

WAITS = """
import asyncio, time
from mcu import clock
from signaling.bench import slow

slow.slow_down(20)
async def wait() -> None:
    real, slowed = time.clock_gettime_ns(time.CLOCK_MONOTONIC), clock.now()
    await asyncio.sleep(0.02)
    slowed = clock.now() - slowed
    real = time.clock_gettime_ns(time.CLOCK_MONOTONIC) - real
    assert 20_000_000 <= slowed * 1.01, slowed
    assert slowed * 20 <= real + 20, (slowed, real)
asyncio.run(wait())
assert slow.times() == 20
assert slow.command("one", "two")[-5:] == ["-m", "signaling.bench.slow", "20", "one", "two"]
"""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def test_clocks_and_timers_go_slower_together() -> None:
    assert run("-c", WAITS).stderr == ""


def test_a_server_is_slowed_down_with_the_arguments_it_has() -> None:
    slowed = run("-m", "signaling.bench.slow", "3", "signaling.cli", "serve", "--help")
    assert slowed.returncode == 0, slowed.stderr
    assert "--listen" in slowed.stdout
