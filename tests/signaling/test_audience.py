"""Of whom nothing is heard: the node is told, and told again when something is."""

from signaling.audience import SILENT_S
from signaling.protocol import Ping, Pong
from tests.signaling.server import Server


async def test_a_silent_control_connection_is_a_doubt(server: Server) -> None:
    client = await server.control("a")
    media = await server.join("a")
    live = await server.services.meetings.find("demo")
    control = live.audience._points["a"]
    live.doubts.look(control.heard + SILENT_S)
    live.doubts.look(control.heard + SILENT_S + 0.1)
    await server.until(lambda: server.node.doubted == {media})
    await client.send(Ping(t=1.0))
    await client.expect(Pong)
    live.doubts.look(control.heard)
    await server.until(lambda: not server.node.doubted)


async def test_one_that_breaks_is_a_doubt_until_the_point_is_back(server: Server) -> None:
    client = await server.control("a")
    media = await server.join("a")
    live = await server.services.meetings.find("demo")
    await client.socket.close()
    await server.until(lambda: not live.audience)
    live.doubts.look(0.0)
    await server.until(lambda: server.node.doubted == {media})
    await server.control("a")
    live.doubts.look(0.0)
    await server.until(lambda: not server.node.doubted)


async def test_who_joins_anew_is_there(server: Server) -> None:
    client = await server.control("a")
    await client.socket.close()
    live = await server.services.meetings.find("demo")
    await server.until(lambda: not live.audience)
    await server.join("a")
    live.doubts.look(0.0)
    assert not live.doubts.sessions


async def test_who_never_had_one_is_not_doubted(server: Server) -> None:
    await server.join("a")
    live = await server.services.meetings.find("demo")
    live.doubts.look(1e9)
    assert not live.doubts.sessions
