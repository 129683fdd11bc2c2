"""What waits to be written to one reader."""

import asyncio
import contextlib

from signaling import outbox


async def test_the_newest_of_a_kind_wins() -> None:
    box = outbox.Outbox()
    for number in range(5):
        box.put(f"seat {number}".encode(), "seat a")
        box.put(f"chat {number}".encode())
    assert len(box) == 6
    assert await box.get() == b"seat 4"
    assert await box.get() == b"chat 0"


async def test_what_waits_is_bounded() -> None:
    box = outbox.Outbox()
    assert box.put(b"first", "key")
    for _ in range(outbox.LIMIT - 1):
        assert box.put(b"x")
    assert not box.put(b"x")
    assert box.put(b"newer", "key"), "replacing needs no room"
    assert len(box) == outbox.LIMIT


async def test_a_closed_outbox_gives_out_what_waits() -> None:
    box = outbox.Outbox()
    box.put(b"bye")
    box.close()
    assert not box.put(b"late")
    assert [await box.get(), await box.get()] == [b"bye", None]


async def test_waiting_ends_with_a_message() -> None:
    box = outbox.Outbox()
    waiting = asyncio.ensure_future(box.get())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(waiting), 0.01)
    box.put(b"x")
    assert await waiting == b"x"
