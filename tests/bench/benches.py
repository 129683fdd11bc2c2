"""Benchmarks as they are called."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any, Final

import msgspec

LONGER: Final = (2, 8, 30)
"""Seconds to measure, until enough was found: on a busy machine that takes longer."""

Figures = dict[str, Any]


async def figures(
    name: str, *options: str, enough: Callable[[Figures], object] = lambda _: True
) -> Figures:
    """Return what the last line of a benchmark says, measured until it is enough.

    A figure that misses its target makes its code 1, and is none that a test of it judges.
    """
    for seconds in LONGER:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "signaling.cli", "bench", name),
            *(*options, "--seconds", str(seconds), "--json"),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        assert process.returncode in {0, 1}
        found: Figures = msgspec.json.decode(out.splitlines()[-1])
        if enough(found):
            return found
    raise AssertionError(found)
