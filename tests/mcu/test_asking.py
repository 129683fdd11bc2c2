"""A node tells members what to send, as others come, speak, are muted and go."""

import asyncio
from collections.abc import Callable

from mcu import clock
from mcu.messages import Ask, AskChanged, Event, Join, MemberKind, MemberSettings, Plate
from mcu.node import Node
from mcu.rtc.liveness import QUIET_LIMIT, SILENCE_LIMIT
from mcu.video.tile import CAMERA_OFF, VOICE_ONLY
from tests.mcu.guest import Guest
from tests.patience import PATIENCE


class Asks:
    """What each member was asked for last, and how often."""

    def __init__(self, node: Node) -> None:
        self.last: dict[str, Ask] = {}
        self.count = 0
        self._news = asyncio.Event()
        node.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, AskChanged):
            self.last[event.member] = event.ask
            self.count += 1
            self._news.set()

    async def until(self, member: str, holds: Callable[[Ask], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while member not in self.last or not holds(self.last[member]):
                self._news.clear()
                await self._news.wait()


async def test_a_member_is_asked_for_what_its_tile_shows(node: Node) -> None:
    asks = Asks(node)
    red, green = Guest("red"), Guest("green")
    await red.join(node)
    await asks.until("red", lambda ask: (ask.width, ask.height) == (1104, 621))
    await red.ear.until(pictures=10)
    assert asks.count == 1, "nothing else while it connects"
    await green.join(node)
    await asks.until("green", lambda ask: ask.width == 576)
    await asks.until("red", lambda ask: ask.width == 576)

    # Sound at once: it is asked for before anybody else can be told of the change.
    await node.settings("c", "red", MemberSettings(muted=True))
    said = [asks.last["red"].audio]
    await node.settings("c", "red", MemberSettings(muted=False))
    said.append(asks.last["red"].audio)
    assert said == [False, True]

    await node.settings("c", "red", MemberSettings(camera_off=True))
    await asks.until("red", lambda ask: ask.width == 0)
    await node.settings("c", "red", MemberSettings(camera_off=False))
    assert asks.last["red"].width == 576

    # Nobody sees the canvas: nobody is to send a picture.
    await node.settings("c", "green", MemberSettings(max_height=0))
    assert asks.last["green"].width == 576
    await red.leave()
    await asks.until("green", lambda ask: ask.width == 0)
    await green.leave()


async def test_who_comes_is_asked_for_nothing_before_its_place_is_known(node: Node) -> None:
    """It was told to send nothing, and a picture of 1280×720 a moment later."""
    asks, conference = Asks(node), node._conferences["c"]
    async with asyncio.timeout(PATIENCE):
        while conference.watched:  # noqa: ASYNC110 - nobody is told that nobody looks
            await asyncio.sleep(0.005)
    picture, *_ = conference._tasks
    picture.cancel()  # its next tick comes when the test wants it
    offer = Guest("red").client.offer()
    await node.join(
        Join(
            conference="c",
            member="red",
            kind=MemberKind.POINT,
            plate=Plate(title="red"),
            offer=offer,
        )
    )
    member = conference.members["red"]
    assert member.ask(clock.now()) <= clock.now(), "it is seen anew soon"
    assert asks.count == 0
    conference.video.program.seating.advance(clock.now())
    member.ask(clock.now())
    assert (asks.count, asks.last["red"].width) == (1, 1104)


async def test_who_saves_is_asked_for_little(node: Node) -> None:
    asks = Asks(node)
    red, green = Guest("red"), Guest("green")
    for guest in (red, green):
        await guest.join(node)
    await asks.until("red", lambda ask: ask.width == 576)
    await node.settings("c", "red", MemberSettings(max_height=360))
    await asks.until("red", lambda ask: (ask.width, ask.fps, ask.bitrate) == (256, 15, 120_000))
    assert asks.last["green"].width == 576
    await node.settings("c", "red", MemberSettings(max_height=720))
    assert asks.last["red"].width == 576, "at once"
    await node.settings("c", "red", MemberSettings(max_height=0))
    await asks.until("red", lambda ask: ask.width == 256)
    for guest in (red, green):
        await guest.leave()


async def test_a_new_connection_is_asked_for_what_its_join_says(node: Node) -> None:
    asks = Asks(node)
    red = Guest("red")
    await red.join(node)
    await node.settings("c", "red", MemberSettings(muted=True))
    await asks.until("red", lambda ask: not ask.audio)
    again = Guest("red")
    await again.join(node)
    await asks.until("red", lambda ask: ask.audio)
    await again.leave()


async def test_who_is_asked_for_nothing_is_not_expected_to_send(node: Node) -> None:
    asks = Asks(node)
    red = Guest("red")
    await red.join(node)
    connection = node._conferences["c"].members["red"].connection
    assert connection is not None
    session = connection.session
    await red.ear.until(pictures=10)
    said = [session.patience]
    await node.settings("c", "red", MemberSettings(muted=True, camera_off=True))
    await asks.until("red", lambda ask: ask.width == 0 and not ask.audio)
    said.append(session.patience)
    await node.settings("c", "red", MemberSettings(muted=False))
    said.append(session.patience)
    assert said == [SILENCE_LIMIT, QUIET_LIMIT, SILENCE_LIMIT], "the client sends all the time"
    await red.leave()


async def test_a_thin_line_is_asked_for_less_until_it_is_wide_again(node: Node) -> None:
    asks = Asks(node)
    red, green = Guest("red"), Guest("green")
    for guest in (red, green):
        await guest.join(node)
    for guest in (red, green):
        await asks.until(guest.name, lambda ask: ask.width == 576)
    member = node._conferences["c"].members["red"]
    said, placards = [], []
    # In one go, for its line is measured meanwhile, and is a good one.
    for height in (144, 0, 360):
        member.fit(height, 50_000, clock.now())
        said.append((asks.last["red"].fps, asks.last["red"].narrow))
        assert member.slot is not None
        placards.append((member.slot.camera_off, member.slot.tile(clock.now()).notice))
    assert said[0] == (5, True)
    assert said[1][1]
    assert said[2] == (25, False)
    assert [off for off, _ in placards] == [False, True, False], "rather than one that stands"
    assert placards[1] == (True, VOICE_ONLY), "his camera is on"
    member.apply(MemberSettings(camera_off=True))
    assert member.slot is not None
    assert member.slot.tile(clock.now()).notice == CAMERA_OFF
    assert not asks.last["green"].narrow
    for guest in (red, green):
        await guest.leave()
