"""The load generator's process, seen from the benchmark."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec

from signaling.bench import slow
from signaling.bench.load import PLAN_LIMIT, Joined, Plan, Report

JOIN_LIMIT = 300.0
"""Seconds until everybody must be in."""

REPLY_LIMIT = 30.0


class Load:
    """Everybody has joined and plays."""

    def __init__(self, process: asyncio.subprocess.Process, joined: Joined) -> None:
        self.join_s = joined.join_s
        self.join_gap_ms = joined.gap_ms
        self._process = process

    async def mark(self) -> Report:
        """Return what came in since the last call, and begin anew."""
        if self._process.stdin is None:
            raise RuntimeError("the load generator has no input")
        self._process.stdin.write(b"\n")
        await self._process.stdin.drain()
        line = await _line(self._process, REPLY_LIMIT)
        return msgspec.json.decode(line, type=Report)


@contextlib.asynccontextmanager
async def crowd(plan: Plan) -> AsyncIterator[Load]:
    """Join everybody of a plan; RuntimeError if that does not work."""
    process = await asyncio.create_subprocess_exec(
        *slow.command("signaling.bench.load"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=PLAN_LIMIT,
    )
    try:
        if process.stdin is None:
            raise RuntimeError("the load generator has no input")
        process.stdin.write(msgspec.json.encode(plan) + b"\n")
        await process.stdin.drain()
        line = await _line(process, JOIN_LIMIT)
        yield Load(process, msgspec.json.decode(line, type=Joined))
        process.stdin.close()
        await asyncio.wait_for(process.wait(), REPLY_LIMIT)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _line(process: asyncio.subprocess.Process, limit: float) -> bytes:
    if process.stdout is None:
        raise RuntimeError("the load generator has no output")
    line = await asyncio.wait_for(process.stdout.readline(), limit)
    if not line:
        raise RuntimeError("the load generator has ended; its error is above")
    return line
