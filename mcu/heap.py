"""What members leave behind of memory, found and given back to the system.

A member's pictures come from threads, each with an arena of its own, and lie between what others
keep. When he leaves, glibc keeps the holes and puts the next one's pictures beside them as often
as into them: in a long meeting a visit left 0.1 MiB, though nothing of it was in use any more.
"""

import asyncio
import ctypes
import gc
from typing import Final

TIDY_S: Final = 20.0
"""Seconds from somebody's end until his memory is given back, once for all who end in them: it
takes some milliseconds, in which a thread that wants memory of the same arena waits."""

LEAVERS: Final = 8
"""Who have to be gone at least until it is looked for what they left behind."""

PART: Final = 10
"""One part of so many who stay: for each of them the look takes one or two tenths of a ms."""


class _Mallinfo2(ctypes.Structure):
    """What mallinfo2(3) returns: bytes and numbers, over the arenas of all threads."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def in_use() -> int | None:
    """Bytes of the C library that somebody holds; None where it does not tell.

    What a process has in memory beside them is programs, Python's own small objects, and holes.
    """
    mallinfo2 = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if mallinfo2 is None:
        return None
    mallinfo2.restype = _Mallinfo2
    told = mallinfo2()
    return int(told.uordblks + told.hblkhd)


def give_back() -> None:
    """Give whole free pages back (malloc_trim(3)); nothing happens where libc has no such call."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def worth_looking(gone: int, stay: int) -> bool:
    """Whether to look at all objects for those that only each other holds.

    Of 400 who stay that takes some 60 ms, in which nothing is sent to anybody.
    """
    return gone >= max(LEAVERS, stay // PART) if stay else gone > 0


class Tidying:
    """Gives memory back some time after it was freed."""

    def __init__(self, delay: float = TIDY_S) -> None:
        self._delay = delay
        self._task: asyncio.Task[None] | None = None
        self._gone = self._stay = 0

    def soon(self, stay: int) -> None:
        """Somebody has ended, and so many stay."""
        self._gone += 1
        self._stay = stay
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tidy(), name="tidy memory")

    async def close(self) -> None:
        """Give nothing back any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tidy(self) -> None:
        await asyncio.sleep(self._delay)
        if worth_looking(self._gone, self._stay):
            self._gone = 0
            gc.collect()
        # Not on the loop: ctypes lets go of the interpreter, so others go on meanwhile.
        await asyncio.to_thread(give_back)
