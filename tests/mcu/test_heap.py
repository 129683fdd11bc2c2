"""What members leave behind of memory when they go: nothing that goes on growing."""

import asyncio
import ctypes
import gc
import os
import weakref
from pathlib import Path

import pytest

from mcu import heap
from mcu.heap import Tidying
from mcu.node import Node
from tests.mcu.guest import Guest
from tests.patience import PATIENCE
from tests.rtc.ends import calling, listening

MIB = 1 << 20
KIB = 1 << 10

pytestmark = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this libc gives nothing back by itself"
)


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_holes_between_what_stays_go_back_to_the_system() -> None:
    blocks = [bytearray(b"x") * 20_000 for _ in range(4_000)]
    stays = blocks[::20]
    full = resident()
    del blocks
    tidying = Tidying(delay=0)
    tidying.soon(1)
    first = tidying._task
    tidying.soon(1)
    assert first is not None
    assert tidying._task is first  # once for all who leave meanwhile
    await first
    assert full - resident() > 50 * MIB
    assert len(stays) == 200


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="this libc does not tell what is in use"
)
def test_what_is_in_use_is_told_without_the_holes() -> None:
    before = heap.in_use()
    block = bytearray(20 * MIB)
    held = heap.in_use()
    del block
    after = heap.in_use()
    assert before is not None
    assert held is not None
    assert after is not None
    assert held - before > 19 * MIB
    assert held - after > 19 * MIB


@pytest.mark.parametrize(
    ("gone", "stay", "looks"),
    [(0, 0, False), (1, 0, True), (7, 1, False), (8, 1, True), (39, 400, False), (40, 400, True)],
)
def test_a_pause_for_all_is_worth_what_many_have_left(gone: int, stay: int, looks: bool) -> None:
    assert heap.worth_looking(gone, stay) is looks


async def test_what_only_each_other_holds_is_found_when_the_last_has_gone() -> None:
    class Left:
        def __init__(self) -> None:
            self.other = self

    gc.disable()
    try:
        left = weakref.ref(Left())
        assert left() is not None
        tidying = Tidying(delay=0)
        tidying.soon(0)
        assert tidying._task is not None
        await tidying._task
        assert left() is None
    finally:
        gc.enable()


async def test_a_member_who_leaves_has_it_done(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    given = asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(heap, "give_back", lambda: loop.call_soon_threadsafe(given.set))
    node._tidying = Tidying(delay=0)
    guest = Guest("one")
    await guest.join(node)
    assert not given.is_set()
    await guest.leave()
    await asyncio.wait_for(given.wait(), PATIENCE)


async def test_a_session_that_is_over_leaves_nothing() -> None:
    async with listening() as port:

        async def visits(count: int) -> int:
            for _ in range(count):
                async with calling(port) as ends:
                    pass
                await ends.far.until_closed()
            gc.collect()
            heap.give_back()
            return resident()

        before = await visits(40)
        after = await visits(80)
    assert (after - before) / 80 < 10 * KIB
