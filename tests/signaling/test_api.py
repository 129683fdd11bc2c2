"""What the join page asks for."""

import json
from pathlib import Path
from typing import Any

import pytest

from signaling.config import Config, Ice, Turn
from signaling.config import Server as IceEntry
from tests.signaling.server import Server, serving


async def get(server: Server, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
    async with server.http.get(path, headers=headers) as response:
        return response.status, json.loads(await response.text())


async def ask(server: Server, body: Any, meeting: str = "demo") -> tuple[int, dict[str, Any]]:
    content = body if isinstance(body, str) else json.dumps(body)
    async with server.http.post(
        f"/api/meetings/{meeting}/token",
        data=content,
        headers={"Content-Type": "application/json"},
    ) as response:
        return response.status, json.loads(await response.text())


async def test_only_open_meetings_are_listed(server: Server) -> None:
    await server.join("a")
    assert await get(server, "/api/meetings") == (
        200,
        {"meetings": [{"id": "demo", "title": "Giao ban", "present": 1}]},
    )


async def test_an_open_meeting_is_told_to_everybody(server: Server) -> None:
    status, body = await get(server, "/api/meetings/demo")
    assert status == 200
    assert (body["title"], body["open"], body["point"]) == ("Giao ban", True, None)
    assert [seat["point"] for seat in body["seats"]] == ["a", "b", "c", "robot"]


async def test_a_token_tells_its_own_point(server: Server) -> None:
    auth = server.auth("a", meeting="closed")
    status, body = await get(server, "/api/meetings/closed", **auth)
    assert (status, body["point"], body["open"]) == (200, "a", False)


@pytest.mark.parametrize("path", ["/api/meetings/closed", "/api/meetings/none"])
async def test_a_closed_meeting_is_as_unknown_as_none(server: Server, path: str) -> None:
    status, body = await get(server, path)
    assert (status, body["code"]) == (404, "meeting_unknown")


async def test_a_token_opens_only_its_meeting(server: Server) -> None:
    status, body = await get(server, "/api/meetings/closed", **server.auth("a"))
    assert (status, body["code"]) == (403, "token_other_meeting")
    status, body = await get(server, "/api/meetings/demo", Authorization="Bearer x")
    assert (status, body["code"]) == (401, "token_invalid")


async def test_a_token_for_a_free_point(server: Server) -> None:
    status, body = await ask(server, {"point": "a"})
    assert status == 200
    claims = server.services.tokens.check(body["token"], server.now)
    assert (claims.meeting, claims.point, claims.kind) == ("demo", "a", "point")
    assert claims.jti, "whoever asked first holds it"
    assert claims.exp - claims.iat == 12 * 3600


async def test_a_taken_point_is_not_given_again(server: Server) -> None:
    session = await server.join("a")
    for point in ("a", "robot"):
        status, body = await ask(server, {"point": point})
        assert (status, body["code"]) == (409, "point_taken")
    server.node.lose(session)
    assert (await ask(server, {"point": "a"}))[0] == 200


async def test_a_closed_meeting_gives_no_tokens(server: Server) -> None:
    for meeting in ("closed", "none"):
        status, body = await ask(server, {"point": "a"}, meeting)
        assert (status, body["code"]) == (404, "meeting_unknown")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"point": "nobody"}, 404, "point_unknown"),
        ({}, 422, "request_invalid"),
        ({"point": 5}, 422, "request_invalid"),
        ("rubbish", 422, "request_invalid"),
        ("[" * 30_000, 422, "request_invalid"),
        ("x" * 70_000, 413, "body_too_large"),
    ],
)
async def test_what_does_not_fit_is_refused(
    server: Server, body: Any, status: int, code: str
) -> None:
    got, problem = await ask(server, body)
    assert (got, problem["code"]) == (status, code)
    if code == "request_invalid" and body == {"point": 5}:
        assert "point" in problem["detail"], "the detail names the field"


async def test_ice_servers_are_told_to_whoever_has_a_token(tmp_path: Path) -> None:
    config = Config(
        ice=Ice(servers=(IceEntry(urls=("stun:s",)),)),
        turn=Turn(urls=("turn:t",), secret="a-secret-of-some-length"),
        base=tmp_path,
    )
    async with serving(tmp_path, config=config) as server:
        _, body = await get(server, "/api/meetings/demo", **server.auth("a"))
        stun, turn = body["ice_servers"]
        assert stun == {"urls": ["stun:s"]}
        assert turn["urls"] == ["turn:t"]
        assert turn["username"].endswith(":a")
        assert turn["credential"]
        _, body = await get(server, "/api/meetings/demo")
        assert body["ice_servers"] == [], "an open relay for everybody"
