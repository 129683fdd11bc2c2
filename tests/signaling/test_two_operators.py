"""Two who lead at once, over real sockets: one order for both, and nothing done twice."""

import asyncio

from signaling.meeting.commands import CallFloor, CastVote, OpenVote, OrderFloor, RequestFloor
from signaling.meeting.terms import Count
from signaling.meeting.told import Done, FloorTold, VoteTold
from signaling.protocol import Ask, Code, Error, Ping, Pong, Seat, SeatChanged
from tests.signaling.server import Client, Server


async def desk(server: Server) -> tuple[Client, Client]:
    """Have three points here that ask to speak, and two operators."""
    for point in "abc":
        await server.join(point)
        await (await server.control(point)).act(RequestFloor())
    return await server.console("khanh"), await server.console("lan")


async def floors(*consoles: Client) -> list[FloorTold]:
    """Return what each was told last of the floor, once nothing is on its way any more."""
    told = []
    for console in consoles:
        await console.send(Ping(t=1))
        await console.expect(Pong)
        last = console.last[FloorTold]
        assert isinstance(last, FloorTold)
        told.append(last)
    return told


async def test_both_call_and_the_later_is_on_air_for_both(server: Server) -> None:
    first, second = await desk(server)
    answers = await asyncio.gather(
        first.act(CallFloor(point="a")), second.act(CallFloor(point="b"))
    )
    assert all(isinstance(one, Done) for one in answers)
    later = "a" if answers[0].seq > answers[1].seq else "b"  # type: ignore[union-attr]
    for told in await floors(first, second):
        assert [turn.point for turn in told.on_air] == [later]
        assert [one.point for one in told.queue] == ["c"]
    members = server.node.members
    await server.until(lambda: members["demo", later].settings.muted is False)
    assert members["demo", "b" if later == "a" else "a"].settings.muted is True


async def test_who_is_called_is_asked_for_its_voice_before_it_reads_that_it_is_heard(
    server: Server,
) -> None:
    console, _ = await desk(server)
    point = await server.control("a")
    await console.act(CallFloor(point="a"))
    await console.act(CallFloor(point="b"))
    await point.expect(Ask, lambda ask: not ask.audio)
    await point.act(RequestFloor())
    await console.act(CallFloor(point="a"))
    told: list[str] = []
    while not {"ask", "seat"} <= set(told):
        match await point.receive():
            case Ask(audio=True):
                told.append("ask")
            case SeatChanged(seat=Seat(point="a", muted=False)):
                told.append("seat")
    assert told[0] == "ask"


async def test_both_rearrange_and_who_saw_an_old_queue_is_told(server: Server) -> None:
    first, second = await desk(server)
    calling, ordering = await asyncio.gather(
        first.act(CallFloor(point="b")), second.act(OrderFloor(points=("c", "b", "a")))
    )
    assert isinstance(calling, Done)
    if isinstance(ordering, Error):
        assert ordering.code is Code.QUEUE_CHANGED
        assert ordering.about == "floor.order"
    a, b = await floors(first, second)
    assert a == b
    stale = await second.act(OrderFloor(points=("c", "b", "a")))
    assert isinstance(stale, Error)
    assert stale.code is Code.QUEUE_CHANGED
    assert isinstance(await second.act(OrderFloor(points=("c", "a"))), Done)


async def test_both_open_a_vote_and_one_is_taken(server: Server) -> None:
    first, second = await desk(server)
    vote = OpenVote(question="Thông qua?", regardless=True)
    answers = await asyncio.gather(first.act(vote), second.act(vote))
    refused = [one for one in answers if isinstance(one, Error)]
    assert [one.code for one in refused] == [Code.VOTE_RUNNING]
    live = await server.services.meetings.find("demo")
    assert list(live.conduct.state.votes.all) == ["v1"]


async def test_how_many_have_voted_is_told_now_and_then_and_in_the_end(server: Server) -> None:
    for point in "abc":
        await server.join(point)
    console = await server.console()
    await console.act(OpenVote(question="Thông qua?", regardless=True))
    for point in "abc":
        client = await server.control(point)
        voted = CastVote(vote="v1", counts=(Count(option="Tán thành", count=1),))
        assert isinstance(await client.act(voted), Done)
    told = await console.expect(VoteTold, lambda one: one.voted == 3)
    assert told.result is None
