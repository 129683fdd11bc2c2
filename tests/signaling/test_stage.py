"""What the rules come to on the node, and what the node reports of who comes next."""

from msgspec import json

from mcu.messages import CueMeasured
from signaling.meeting import commands as act
from signaling.meeting.actor import Actor
from signaling.meeting.told import CueTold
from signaling.protocol import AnyServerMessage, Bye
from tests.signaling.server import Server

CHAIR = Actor(role="chair", name="Chủ trì", account="chair")


async def test_the_floor_and_the_plates_reach_the_node_and_again_when_it_opens_anew(
    server: Server,
) -> None:
    live = await server.services.meetings.find("demo")
    await server.join("a")
    chamber, node = live.conduct.chamber, server.node
    await chamber.act(act.PrepareFloor(point="a"), CHAIR)
    await chamber.act(act.CallFloor(point="a", limit_s=60), CHAIR)
    await chamber.act(act.Announce(text="Giải lao", bell=True), CHAIR)
    await chamber.act(act.Hold(music=True), CHAIR)
    await server.until(lambda: "hold True" in node.calls)
    wanted = ["cue a", "show a", "cue None", "chime", "hold True"]
    assert [call for call in node.calls if call in wanted] == wanted
    assert node.overlays["demo"].announcement == "Giải lao"
    assert [timer.member for timer in node.overlays["demo"].timers] == ["a"]
    await chamber.act(act.ClearNotice(), CHAIR)
    await server.until(lambda: node.overlays["demo"].announcement == "")
    await live.close()
    node.calls.clear()
    await server.join("a")
    assert [call for call in node.calls if call in wanted] == ["show a", "hold True"]


class Console:
    """A control connection that may give the floor, or may not, and what it is told."""

    def __init__(self, point: str, actor: Actor) -> None:
        self.point, self.actor, self.heard = point, actor, 0.0
        self.told: list[bytes] = []

    def send(self, data: bytes, key: str | None = None) -> None:
        self.told.append(data)

    def end(self, bye: Bye) -> None: ...


async def test_who_gives_the_floor_is_told_how_the_next_one_comes_in(server: Server) -> None:
    live = await server.services.meetings.find("demo")
    chair, guest = Console("b", CHAIR), Console("c", Actor(role="delegate", name="", point="c"))
    live.audience.attach(chair)
    live.audience.attach(guest)
    event = CueMeasured(
        conference="demo", member="a", level=23, voice_age_ms=12, picture_age_ms=None
    )
    server.node.emit(event)
    (told,) = [json.decode(one, type=AnyServerMessage) for one in chair.told]
    assert told == CueTold(point="a", level=23, voice_ms=12, picture_ms=None)
    assert guest.told == []
