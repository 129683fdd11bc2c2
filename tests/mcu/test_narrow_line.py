"""A member behind a line that is too narrow, with real packets: it goes down, nobody else does."""

import asyncio
import re

from mcu.connection import Connection
from mcu.messages import Join, MemberKind, Plate, QualityMeasured
from mcu.node import Node
from tests.mcu.guest import Guest
from tests.mcu.relay import Relay, heights
from tests.patience import PATIENCE

RATE = 150_000


async def test_a_narrow_line_gets_less_and_the_others_everything(node: Node) -> None:
    source, other, narrow = (
        Guest("blue"),
        Guest("v", MemberKind.VIEWER),
        Guest("w", MemberKind.VIEWER),
    )
    await source.join(node)
    await other.join(node)
    await other.ear.until(pictures=5)
    plate = Plate(title="w")
    joined = await node.join(
        Join(
            conference="c",
            member="w",
            kind=MemberKind.VIEWER,
            plate=plate,
            offer=narrow.client.offer(),
        )
    )
    found = re.search(r"127\.0\.0\.1 (\d+) typ host", joined.answer)
    assert found
    relay = Relay(("127.0.0.1", int(found[1])), RATE, 0.3)
    await relay.open()
    down = asyncio.Event()

    def watch(event: object) -> None:
        if isinstance(event, QualityMeasured) and event.member == "w":
            member = node._conferences["c"].members["w"]
            assert isinstance(member.connection, Connection)
            if member.connection._rungs.height < 720:
                down.set()

    node.subscribe(watch)
    await narrow.client.answer(joined.answer.replace(found[0], f"127.0.0.1 {relay.port} typ host"))
    async with asyncio.timeout(PATIENCE):
        await down.wait()
    assert relay.lost > 0
    await narrow.ear.until(sound=len(narrow.ear.sound) + 100)
    members = await heights(node, wide="v", narrow="w")
    assert members["v"].frames_dropped == 0
    await other.ear.until(pictures=members["v"].frames_sent)
    for guest in (narrow, other, source):
        await guest.leave()
    relay.close()
