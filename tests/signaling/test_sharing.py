"""Who shares: the rule, and what all are told of it (PROTOCOL.md, "Shared content")."""

from datetime import UTC, datetime, timedelta

import pytest

from signaling.meeting.room import Room
from signaling.protocol import Code, Error, Leave, Share, Sharing, SharingChanged
from tests.signaling.server import START, Client, Server

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


def presented(server: Server) -> list[str]:
    """Whom the node was asked to show, in order."""
    return [call for call in server.node.calls if call.startswith("present ")]


async def sharing(client: Client, point: str | None) -> Sharing | None:
    """Wait until a client is told that `point` shares."""

    def holds(message: SharingChanged) -> bool:
        return (message.sharing.point if message.sharing else None) == point

    return (await client.expect(SharingChanged, holds)).sharing


async def begin(server: Server) -> tuple[Client, Client]:
    """Points a and b are in; a shares."""
    await server.join("a")
    await server.join("b")
    client, other = await server.control("a"), await server.control("b")
    await client.send(Share(on=True))
    for one in (client, other):
        await sharing(one, "a")
    return client, other


def test_one_shares_at_a_time_and_another_only_by_explicit_wish() -> None:
    room = Room(id="demo", title="Giao ban", open=True)
    assert room.share("a", AT, take=False)
    assert not room.share("b", LATER, take=False)
    assert room.sharing == Sharing(point="a", since="2026-11-21T08:00:00.000+00:00")
    assert room.share("b", LATER, take=True)
    assert room.sharing == Sharing(point="b", since="2026-11-21T08:01:00.000+00:00")


def test_sharing_again_keeps_its_time() -> None:
    room = Room(id="demo", title="Giao ban", open=True)
    room.share("a", AT, take=False)
    before = room.sharing
    assert room.share("a", LATER, take=True)
    assert room.sharing is before


def test_what_is_shared_becomes_a_film_and_keeps_its_time() -> None:
    room = Room(id="demo", title="Giao ban", open=True)
    room.share("a", AT, take=False)
    assert room.share("a", LATER, take=False, film=True)
    assert room.sharing == Sharing(point="a", since="2026-11-21T08:00:00.000+00:00", film=True)
    assert not room.share("b", LATER, take=False, film=True)


async def test_all_are_told_that_it_is_a_film(server: Server) -> None:
    client, other = await begin(server)
    await client.send(Share(on=True, film=True))
    for one in (client, other):
        shared = await sharing(one, "a")
        assert shared is not None
        assert shared.film
    assert presented(server) == ["present a", "present a film"]


def test_only_who_shares_ends_it() -> None:
    room = Room(id="demo", title="Giao ban", open=True)
    room.share("a", AT, take=False)
    assert not room.unshare("b")
    assert room.unshare("a")
    assert not room.unshare("a")
    assert room.sharing is None


async def test_all_are_told_and_those_who_come_later(server: Server) -> None:
    client, other = await begin(server)
    welcome = (await server.control("c")).welcome
    assert welcome.can.share
    assert welcome.sharing == Sharing(point="a", since=START.isoformat(timespec="milliseconds"))
    await client.send(Share(on=False))
    await sharing(other, None)
    assert (await server.control("c")).welcome.sharing is None
    assert presented(server) == ["present a", "present None"]


async def test_a_second_is_refused_unless_he_takes_over(server: Server) -> None:
    client, other = await begin(server)
    await other.send(Share(on=True))
    error = await other.expect(Error)
    assert (error.code, error.about) == (Code.SHARING_TAKEN, "share")
    assert presented(server) == ["present a"]
    await other.send(Share(on=True, take=True))
    await sharing(client, "b")
    await client.send(Share(on=False))  # of his own, which has ended
    await other.send(Share(on=False))
    await sharing(client, None)
    assert presented(server) == ["present a", "present b", "present None"]


async def test_without_media_nothing_can_be_shared(server: Server) -> None:
    client = await server.control("a")
    await client.send(Share(on=True))
    error = await client.expect(Error)
    assert (error.code, error.about) == (Code.SESSION_UNKNOWN, "share")


async def test_a_viewer_may_not_share(server: Server) -> None:
    await server.join("a", kind="viewer")
    client = await server.control("a", kind="viewer")
    assert not client.welcome.can.share
    await client.send(Share(on=True))
    assert (await client.expect(Error)).code is Code.FORBIDDEN


@pytest.mark.parametrize("reason", ["timeout", "failed", "left"])
async def test_sharing_ends_with_the_media(server: Server, reason: str) -> None:
    await server.join("b")
    other = await server.control("b")
    session = await server.join("a")
    client = await server.control("a")
    await client.send(Share(on=True))
    await sharing(other, "a")
    server.node.lose(session, reason)
    await sharing(other, None)
    await server.until(lambda: presented(server)[-1] == "present None")
    # His line is back, and so is what he shares.
    await server.join("a")
    await client.send(Share(on=True))
    await sharing(other, "a")


async def test_a_newer_session_of_the_same_point_goes_on_sharing(server: Server) -> None:
    _, other = await begin(server)
    await server.join("a")
    await server.control("a")
    await other.send(Share(on=True))
    assert (await other.expect(Error)).code is Code.SHARING_TAKEN
    assert presented(server) == ["present a"]


async def test_sharing_ends_when_the_point_leaves(server: Server) -> None:
    client, other = await begin(server)
    await client.send(Leave())
    await sharing(other, None)
    assert presented(server)[-1] == "present None"
