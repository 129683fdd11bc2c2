"""Members who see another scene than the others: real clients that decode what comes."""

import asyncio
from collections.abc import Callable

import av
import pytest

from mcu.messages import MemberConnected, OpenConference, ViewsShown
from mcu.node import Node
from mcu.processors import Processors
from mcu.scene import Layout, Scene, View
from mcu.views import USUAL
from tests.mcu.guest import Events, Guest
from tests.patience import PATIENCE


def full(member: str) -> Scene:
    return Scene(layout=Layout.FULL, main=(member,), header=False, plates=False, fade=False)


class Eye:
    """What a guest sees: the colour in the corner of the newest picture; all of it decodes."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.pictures = 0
        self._decoder = av.VideoCodecContext.create("vp8", "r")
        self._seen = 0

    async def sees(self, colour: str) -> None:
        """Wait until it is of a colour."""
        async with asyncio.timeout(PATIENCE):
            while self._look() != colour:
                await self.guest.ear.until(pictures=len(self.guest.ear.pictures) + 1)

    def _look(self) -> str:
        new = self.guest.ear.pictures[self._seen :]
        self._seen += len(new)
        shown = [one for frame in new for one in self._decoder.decode(av.Packet(frame.data))]
        assert len(shown) == len(new), "nothing that cannot be shown"
        self.pictures += len(shown)
        if not shown:
            return ""
        rgb = shown[-1].to_ndarray(format="rgb24")
        corner = rgb[: rgb.shape[0] // 8, : rgb.shape[1] // 8].mean(axis=(0, 1))
        strongest = int(corner.argmax())
        return ("red", "green", "blue")[strongest] if corner[strongest] > 90 else ""


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await _a_while()


async def _a_while() -> None:
    await asyncio.sleep(0.02)


@pytest.fixture
def plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine may be busy with other tests."""
    monkeypatch.setattr(Processors, "left", property(lambda it: it.count))


@pytest.mark.usefixtures("plenty")
async def test_a_member_sees_its_view_and_the_others_see_the_program(node: Node) -> None:
    events = Events(node)
    red, blue = Guest("red"), Guest("blue")
    for guest in (red, blue):
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
    await node.show("c", full("red"))
    eyes = Eye(red), Eye(blue)
    for eye in eyes:
        await eye.sees("red")
    video = node._conferences["c"].video
    assert not video._beside
    await node.views("c", (View(name="1", members=("red",), scene=full("blue")),))
    await eyes[0].sees("blue")
    await eyes[1].sees("red")
    assert (await events.wait(ViewsShown)).shown == ("1",)
    assert [one.watched for one in video._beside] == [True]
    before = video.frames_encoded
    await node.views("c", ())
    await eyes[0].sees("red")
    await until(lambda: not video._beside)
    assert video.frames_encoded >= before, "what was encoded for a view stays counted"
    assert (await events.wait(ViewsShown)).shown == ()
    for guest in (red, blue):
        await guest.leave()


async def test_a_view_that_the_machine_has_no_room_for_waits_until_it_has(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = [0.0]
    monkeypatch.setattr(Processors, "left", property(lambda _: idle[0]))
    events = Events(node)
    red = Guest("red")
    view = View(name="lecture", members=("red",), scene=full("red"))
    await node.views("c", (view,))
    assert not (await node.headroom("c")).takes(1)
    await red.join(node)
    await events.wait(MemberConnected)
    refused = await events.wait(ViewsShown)
    assert (refused.shown, refused.refused) == ((), ("lecture",))
    await red.ear.until(pictures=5)  # of the program
    idle[0] = (await node.headroom("c")).processors
    await until(lambda: _newest(events).shown == ("lecture",))
    video = node._conferences["c"].video
    await until(lambda: video._beside[0].watched)
    await red.leave()
    await until(lambda: not video._beside)
    await until(lambda: _newest(events).shown == ())


async def test_a_view_ends_where_the_program_is_late_for_want_of_a_processor(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = [100.0]
    monkeypatch.setattr(Processors, "left", property(lambda _: idle[0]))
    events = Events(node)
    red = Guest("red")
    await red.join(node)
    await events.wait(MemberConnected)
    views = tuple(View(name=one, members=("red",), scene=full("red")) for one in ("a", "b"))
    await node.views("c", views)
    video, made = node._conferences["c"].video, node._conferences["c"].views
    await until(lambda: made.shown == ("a", "b"))

    async def judged(*, late: bool) -> None:
        """Wait until the program has been judged once more."""
        before = made._judged
        while made._judged.at <= before.at:
            video.program.late += 25 * late
            await _a_while()

    await until(lambda: video._beside[0].watched)
    # This machine may make ticks late by itself: that alone ends nothing.
    for _ in range(2):
        await judged(late=True)
    assert _newest(events).shown == ("a", "b"), "late, but not for want of a processor"
    idle[0] = 0.0
    while video._beside:
        await judged(late=True)
    await until(lambda: _newest(events).refused == ("a", "b"))
    here = len(red.ear.pictures)
    await red.ear.until(pictures=here + 5)  # of the program
    idle[0] = 100.0
    await until(lambda: made.shown == ("a", "b"))
    await red.leave()


async def test_without_a_reserve_views_are_made_and_kept_whatever_is_idle(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Processors, "left", property(lambda _: 0.0))
    await node.end("c")
    await node.open(OpenConference(conference="c", title="Họp thử", reserve=0.0))
    events = Events(node)
    red = Guest("red")
    await red.join(node)
    await events.wait(MemberConnected)
    assert (await node.headroom("c")).takes(1)
    await node.views("c", (View(name="a", members=("red",), scene=full("red")),))
    video, made = node._conferences["c"].video, node._conferences["c"].views
    await until(lambda: made.shown == ("a",))
    frames = len(red.ear.pictures)
    for _ in range(3):
        video.program.late += video.program.ticks  # it is late all the time
        await red.ear.until(pictures=(frames := frames + 25))
    assert made.shown == ("a",)
    await red.leave()


async def test_what_a_view_would_take_is_measured_on_the_program(node: Node) -> None:
    events = Events(node)
    assert (await node.headroom("c")).view == USUAL, "nothing has been measured yet"
    red = Guest("red")
    await red.join(node)
    await events.wait(MemberConnected)
    await node.show("c", full("red"))
    program = node._conferences["c"].video.program
    await until(lambda: program.single.cores > 0)
    assert 0 < program.single.cores <= program.effort.cores
    assert (await node.headroom("c")).view == program.single.cores
    await red.leave()


def _newest(events: Events) -> ViewsShown:
    return next(one for one in reversed(events.seen) if isinstance(one, ViewsShown))
