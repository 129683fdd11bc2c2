"""Who points at what is shared, and what all see of it (PROTOCOL.md, "Shared content")."""

import pytest

from signaling import pointing
from signaling.protocol import (
    Code,
    Error,
    Ping,
    Pointed,
    Pointer,
    PointerMoved,
    Pong,
    Share,
    SharingChanged,
)
from tests.signaling.server import Client, Server

HERE = Pointed(x=1_000, y=9_000)
THERE = Pointed(x=10_000, y=0)


def drawn(server: Server) -> list[str]:
    """Where the node was asked to draw a pointer, in order."""
    return [call for call in server.node.calls if call.startswith("point ")]


async def begin(server: Server, role: str = "delegate") -> tuple[Client, Client]:
    """Points a and b are in; a shares, at b is somebody of a role."""
    await server.join("a")
    await server.join("b")
    client, other = await server.control("a"), await server.control("b", role=role)
    await client.send(Share(on=True))
    for one in (client, other):
        await one.expect(SharingChanged)
    return client, other


async def sees(client: Client, at: Pointed | None) -> PointerMoved:
    """Wait until a client is told that somebody points there."""
    return await client.expect(PointerMoved, lambda told: told.at == at)


async def test_who_shares_points_and_all_see_where(server: Server) -> None:
    client, other = await begin(server)
    await client.send(Pointer(at=HERE))
    told = await sees(other, HERE)
    assert told.point == "a"
    assert told.name
    await client.send(Pointer(at=None))
    await sees(other, None)
    assert drawn(server) == ["point (1000, 9000)", "point None"]


@pytest.mark.parametrize("role", ["chair", "secretary", "operator", "administrator"])
async def test_those_who_lead_point_as_well(server: Server, role: str) -> None:
    client, other = await begin(server, role)
    assert "pointer" in other.welcome.can.rights
    await other.send(Pointer(at=THERE))
    assert (await sees(client, THERE)).point == "b"


async def test_a_console_points_without_a_seat(server: Server) -> None:
    client, _ = await begin(server)
    console = await server.console(role="operator")
    await console.send(Pointer(at=HERE))
    told = await sees(client, HERE)
    assert told.point == ""
    assert told.name


@pytest.mark.parametrize("role", ["delegate", "technician", "viewer"])
async def test_nobody_else_points(server: Server, role: str) -> None:
    _, other = await begin(server, role)
    await other.send(Pointer(at=HERE))
    error = await other.expect(Error)
    assert (error.code, error.about) == (Code.FORBIDDEN, "pointer")
    assert not drawn(server)


async def test_while_nothing_is_shared_nothing_is_pointed_at(server: Server) -> None:
    await server.join("a")
    client = await server.control("a", role="chair")
    await client.send(Pointer(at=HERE))
    await client.send(Ping(t=1))
    await client.expect(Pong)
    assert not drawn(server)


async def test_of_two_the_one_who_moved_last_is_seen(server: Server) -> None:
    client, other = await begin(server, "chair")
    await client.send(Pointer(at=HERE))
    await sees(other, HERE)
    await other.send(Pointer(at=THERE))
    assert (await sees(client, THERE)).point == "b"
    await client.send(Pointer(at=None))  # of his own, which is gone
    await client.send(Ping(t=1))
    await client.expect(Pong)
    assert drawn(server)[-1] == "point (10000, 0)"


async def test_many_moves_are_told_as_few(server: Server) -> None:
    client, other = await begin(server)
    for n in range(40):
        await client.send(Pointer(at=Pointed(x=n, y=n)))
    await sees(other, Pointed(x=39, y=39))
    assert len(drawn(server)) <= 1 + 40 // 4


@pytest.mark.parametrize("at", ['{"x":-1,"y":0}', '{"x":0,"y":10001}', '{"x":0}', "7"])
async def test_places_beyond_the_picture_are_none(server: Server, at: str) -> None:
    client, _ = await begin(server)
    await client.socket.send_str(f'{{"type":"pointer","at":{at}}}')
    assert (await client.expect(Error)).code is Code.MESSAGE_INVALID


async def test_the_pointer_goes_with_the_share(server: Server) -> None:
    client, other = await begin(server)
    await client.send(Pointer(at=HERE))
    await sees(other, HERE)
    await client.send(Share(on=False))
    await sees(other, None)


async def test_a_pointer_left_behind_goes_by_itself(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pointing, "STAYS_S", 0.01)
    client, other = await begin(server)
    await client.send(Pointer(at=HERE))
    await sees(other, None)
    assert drawn(server)[-1] == "point None"
