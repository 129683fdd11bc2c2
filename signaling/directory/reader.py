"""Reads a file in a process of its own, so that no file costs the meetings a picture.

Parsing holds Python's lock, and a file that is made to harm may take all memory it gets: the
child gets little, and a few seconds.
"""

import asyncio
import resource
import sys

import msgspec

from signaling.directory.sheet import Sheet, SheetError, read, too_large

MEMORY = 1 << 30
"""Bytes of address space; a file of the largest size takes a tenth of it."""

SECONDS = 20


class Outcome(msgspec.Struct, frozen=True):
    """What the child writes: a sheet, or why there is none."""

    sheet: Sheet | None = None
    refusal: tuple[str, str, str] | None = None


async def read_apart(content: bytes) -> Sheet:
    """Return what is in a file. Raises SheetError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            written, _ = await process.communicate(content)
    except TimeoutError:
        raise too_large() from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        # Out of its memory or its time.
        raise too_large()
    outcome = msgspec.msgpack.decode(written, type=Outcome)
    if outcome.sheet is None:
        raise SheetError(*(outcome.refusal or ("unreadable", "", "")))
    return outcome.sheet


def main() -> int:
    """Read standard input, write an outcome; the exit code is 0."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        outcome = Outcome(sheet=read(sys.stdin.buffer.read()))
    except SheetError as error:
        outcome = Outcome(refusal=(error.code, error.vi, error.en))
    sys.stdout.buffer.write(msgspec.msgpack.encode(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main())
