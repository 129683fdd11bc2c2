"""What a connection sends from its first moment on, and as soon as a choice is made."""

import pytest

from mcu.audio.rendition import NARROW, PLAIN
from mcu.connection import Connection
from mcu.member import LIP_SYNC, MOST_WAIT
from mcu.messages import MemberConnected, MemberSettings
from mcu.node import Node
from tests.mcu.guest import Events, Guest


async def test_the_sound_goes_with_the_picture_at_once(node: Node) -> None:
    """A narrow line that is remembered need not carry the wide sound until the first report."""
    member, guest, again = "red", Guest("red"), Guest("red")
    events = Events(node)
    await guest.join(node)
    await events.wait(MemberConnected, member)
    seat = node._conferences["c"].members[member]
    assert isinstance(seat.connection, Connection)
    assert seat.connection._sound is not None
    assert seat.connection._sound.rendition is PLAIN
    await node.settings("c", member, MemberSettings(max_height=0))
    assert seat.connection._sound.rendition is NARROW
    await node.settings("c", member, MemberSettings(max_height=720))
    assert seat.connection._sound.rendition is PLAIN

    assert seat.rungs is not None
    seat.rungs.follow(110_000, seat.rungs._judged)
    events.seen.clear()
    await again.join(node)
    await events.wait(MemberConnected, member)
    assert seat.connection._sound is not None
    assert seat.connection._sound.rendition is NARROW
    for one in (guest, again):
        await one.leave()


async def test_the_voice_goes_first_on_a_line_that_is_overrun(node: Node) -> None:
    guest, events = Guest("red"), Events(node)
    await guest.join(node)
    await events.wait(MemberConnected, "red")
    connection = node._conferences["c"].members["red"].connection
    assert isinstance(connection, Connection)
    assert connection._sound is not None
    assert connection.on_overrun(0.95)
    assert connection._rungs.height == 0
    assert connection._sound.rendition is NARROW, "at once"
    connection._rungs.follow(2_000_000, 0)
    assert connection._rungs.height == 720
    assert not connection.on_overrun(0.95), "what it has carried it carries: that was a cut"
    assert connection._rungs.height == 720
    await guest.leave()


async def test_a_voice_waits_for_its_picture_but_not_for_long(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = Guest("red")
    await guest.join(node)
    seat = node._conferences["c"].members["red"]
    assert seat.slot is not None
    assert seat.voice is not None
    waits: list[int] = []
    monkeypatch.setattr(seat.voice, "wait", waits.append)
    for hold in (LIP_SYNC, LIP_SYNC + MOST_WAIT // 2, 400_000_000):
        monkeypatch.setattr(seat.slot, "hold", lambda _now, hold=hold: hold)
        seat.sync_lips()
    assert waits == [0, MOST_WAIT // 2, MOST_WAIT]
    # With a film nobody talks: what is mixed before its picture has come waits for as long.
    content = node._conferences["c"].content
    content.present("red", film=True)
    monkeypatch.setattr(seat.voice._jitter, "delay", MOST_WAIT)
    for behind in (MOST_WAIT, -MOST_WAIT):
        monkeypatch.setattr(content._lips, "behind", behind)
        seat.sync_lips()
    assert waits[3:] == [2 * MOST_WAIT, MOST_WAIT]
    await guest.leave()
