"""The media endpoints by PROTOCOL.md: every status, header and rule."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from multidict import CIMultiDictProxy

from mcu.messages import MemberKind, MemberSettings
from signaling import media, requests
from signaling.config import Config, Http, Ice, Limits, Turn
from signaling.config import Server as IceEntry
from signaling.protocol import IceServer
from tests.meeting.council import delegate
from tests.patience import PATIENCE
from tests.signaling.fake_node import FakeNode
from tests.signaling.server import FRAGMENT, OFFER, SDP, Server, serving


async def post(
    server: Server, path: str = "/media/demo", body: Any = OFFER, **headers: str
) -> tuple[int, dict[str, Any]]:
    given = SDP | server.auth() | {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.http.post(path, data=body, headers=given) as response:
        return response.status, json.loads(await response.text())


async def test_a_join_is_answered_as_rfc_9725_says(server: Server) -> None:
    async with server.http.post("/media/demo", data=OFFER, headers=SDP | server.auth()) as response:
        assert response.status == 201
        assert response.content_type == "application/sdp"
        assert response.headers["Location"] == "/media/demo/s1"
        assert response.headers["ETag"] == '"s1-1"'
        assert response.headers["Accept-Patch"] == "application/trickle-ice-sdpfrag"
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.text() == "v=0\r\nanswer\r\n"
    join = server.node.members["demo", "a"].join
    assert (join.kind, join.offer, join.muted, join.order) == (MemberKind.POINT, OFFER, False, 0)
    assert (join.plate.title, join.plate.subtitle) == ("UBND xã A", "Huyện Trực Ninh")
    spec = server.node.conferences["demo"]
    assert (spec.title, spec.width, spec.fps) == ("Giao ban", 1280, 25)


@pytest.mark.parametrize(
    ("path", "kind"), [("/media", "point"), ("/whip", "source"), ("/whep", "viewer")]
)
async def test_each_endpoint_takes_its_own_kind(server: Server, path: str, kind: Any) -> None:
    headers = SDP | server.auth("b", kind=kind)
    for other in ("/media", "/whip", "/whep"):
        async with server.http.post(f"{other}/demo", data=OFFER, headers=headers) as response:
            assert response.status == (201 if other == path else 403)
            if other != path:
                assert (await response.json(content_type=None))["code"] == "token_other_kind"
    assert server.node.members["demo", "b"].join.kind == kind


async def test_tokens_are_asked_for(server: Server) -> None:
    cases: list[tuple[dict[str, str], int, str]] = [
        ({}, 401, "token_missing"),
        ({"Authorization": "Bearer rubbish"}, 401, "token_invalid"),
        (server.auth(hours=-1.0), 401, "token_expired"),
        (server.auth(meeting="closed"), 403, "token_other_meeting"),
        (server.auth("nobody"), 404, "point_unknown"),
    ]
    for auth, status, code in cases:
        async with server.http.post("/media/demo", data=OFFER, headers=SDP | auth) as response:
            body = await response.json(content_type=None)
            assert (response.status, body["code"]) == (status, code)
            assert response.content_type == "application/problem+json"
            assert ("WWW-Authenticate" in response.headers) == (status == 401)
    assert server.node.members == {}


async def test_a_tampered_token_is_refused(server: Server) -> None:
    token = server.token()
    swapped = token[:-5] + token[-5:][::-1]
    status, body = await post(server, Authorization=f"Bearer {swapped}")
    assert (status, body["code"]) == (401, "token_invalid")


async def test_a_meeting_that_is_not_there(server: Server) -> None:
    status, body = await post(server, "/media/none", **server.auth(meeting="none"))
    assert (status, body["code"]) == (404, "meeting_unknown")
    assert body["detail_vi"].startswith("Không có cuộc họp")


async def test_an_offer_that_cannot_be_read(server: Server) -> None:
    status, body = await post(server, body="rubbish")
    assert (status, body["code"]) == (400, "sdp_invalid")
    assert "v=0" in body["detail"]
    assert (await post(server, body=b"\xff\xfe"))[0] == 400


async def test_only_sdp_is_taken(server: Server) -> None:
    for kind in ("text/plain", "application/json"):
        status, body = await post(server, Content_Type=kind)
        assert (status, body["code"]) == (415, "media_type")
    assert (await post(server, Content_Type="application/sdp; charset=utf-8", body="x"))[0] == 400


async def test_ten_megabytes_are_refused_unread(server: Server) -> None:
    status, body = await post(server, body=io.BytesIO(b"x" * 10_000_000))
    assert (status, body["code"]) == (413, "body_too_large")


async def test_ten_megabytes_of_unknown_length_are_refused(server: Server) -> None:
    async def endless() -> Any:
        for _ in range(1000):
            yield b"x" * 10_000

    status, body = await post(server, body=endless())
    assert (status, body["code"]) == (413, "body_too_large")


async def test_a_body_that_never_comes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "BODY_TIMEOUT_S", 0.05)
    never = asyncio.Event()

    async def stuck() -> Any:
        yield b"v=0"
        await never.wait()

    status, body = await post(server, body=stuck())
    assert (status, body["code"]) == (408, "request_invalid")


async def test_a_full_node_refuses_politely(tmp_path: Path) -> None:
    async with serving(tmp_path, FakeNode(max_members=1)) as server:
        await server.join("a")
        async with server.http.post(
            "/media/demo", data=OFFER, headers=SDP | server.auth("b")
        ) as response:
            assert response.status == 503
            assert int(response.headers["Retry-After"]) > 0
            assert (await response.json(content_type=None))["code"] == "busy"


async def test_a_fault_is_a_problem_that_tells_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_join: object) -> None:
        raise RuntimeError("the password is 1234")

    monkeypatch.setattr(server.node, "join", broken)
    status, body = await post(server)
    assert (status, body["code"]) == (500, "internal")
    assert "1234" not in json.dumps(body)
    assert body["request_id"]


async def test_methods_that_are_not_taken(server: Server) -> None:
    for method, path in (("GET", "/media/demo"), ("PUT", "/whip/demo"), ("POST", "/media/demo/s1")):
        async with server.http.request(method, path, headers=server.auth()) as response:
            assert response.status == 405
            assert "OPTIONS" in response.headers["Allow"]
            assert (await response.json(content_type=None))["code"] == "method_not_allowed"


async def test_options_say_what_may_be_posted(server: Server) -> None:
    async with server.http.options("/whip/demo") as response:
        assert (response.status, response.headers["Accept-Post"]) == (204, "application/sdp")
    async with server.http.options("/whip/demo/s1") as response:
        assert response.headers["Accept-Patch"] == "application/trickle-ice-sdpfrag"


async def test_pages_of_other_sites_may_send_media(server: Server) -> None:
    async with server.http.options(
        "/whip/demo",
        headers={"Origin": "https://other", "Access-Control-Request-Method": "POST"},
    ) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        for header in ("Authorization", "Content-Type", "If-Match"):
            assert header in response.headers["Access-Control-Allow-Headers"]
    async with server.http.post("/whip/demo", data=OFFER) as response:
        assert response.status == 401, "errors can be read by them, too"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        for header in ("Location", "ETag", "Link"):
            assert header in response.headers["Access-Control-Expose-Headers"]
    async with server.http.get("/api/meetings") as response:
        assert "Access-Control-Allow-Origin" not in response.headers


# PATCH and DELETE of a session.


async def patch(
    server: Server, session: str, **options: Any
) -> tuple[int, CIMultiDictProxy[str], str]:
    headers = FRAGMENT | server.auth(options.get("point", "a"))
    if options.get("etag"):
        headers["If-Match"] = options["etag"]
    headers |= options.get("headers", {})
    async with server.http.patch(
        f"/media/demo/{session}", data=options.get("body", "a=candidate"), headers=headers
    ) as response:
        return response.status, response.headers, await response.text()


async def test_candidates_are_taken(server: Server) -> None:
    session = await server.join()
    status, _, text = await patch(server, session, etag=f'"{session}-1"')
    assert (status, text) == (204, "")
    assert server.node.fragments == [(session, "a=candidate")]
    assert (await patch(server, session, etag=f'"other", "{session}-1"'))[0] == 204


async def test_a_restart_gives_a_new_generation(server: Server) -> None:
    session = await server.join()
    for wildcard in ('"*"', "*"):
        status, headers, text = await patch(server, session, etag=wildcard)
        assert (status, text) == (200, "a=ice-ufrag:new\r\n")
        assert headers["Content-Type"].startswith("application/trickle-ice-sdpfrag")
    assert headers["ETag"] == f'"{session}-3"'
    status, _, text = await patch(server, session, etag=f'"{session}-1"')
    assert (status, json.loads(text)["code"]) == (412, "etag_mismatch")


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({}, 428, "etag_missing"),
        ({"etag": '"other"'}, 412, "etag_mismatch"),
        ({"etag": 'W/"s1-1"'}, 412, "etag_mismatch"),
        ({"etag": "s1-1"}, 412, "etag_mismatch"),
        ({"etag": '"s1-1"', "body": "rubbish"}, 400, "sdp_invalid"),
        ({"etag": '"s1-1"', "headers": SDP}, 415, "media_type"),
        ({"etag": '"s1-1"', "body": "x" * 70_000}, 413, "body_too_large"),
        ({"etag": '"s1-1"', "point": "b"}, 403, "token_other_meeting"),
        ({"etag": '"s1-1"', "headers": {"Authorization": "Bearer x"}}, 401, "token_invalid"),
    ],
)
async def test_a_patch_that_is_refused(
    server: Server, options: dict[str, Any], status: int, code: str
) -> None:
    assert await server.join() == "s1"
    got, _, text = await patch(server, "s1", **options)
    assert (got, json.loads(text)["code"]) == (status, code)
    assert server.node.fragments == []


async def test_an_ended_session_is_unknown(server: Server) -> None:
    session = await server.join()
    server.node.lose(session)
    for known in (session, "never"):
        status, _, text = await patch(server, known, etag='"x"')
        assert (status, json.loads(text)["code"]) == (404, "session_unknown")


async def test_a_session_belongs_to_its_meeting(server: Server) -> None:
    session = await server.join()
    async with server.http.delete(
        f"/media/closed/{session}", headers=server.auth(meeting="closed")
    ) as response:
        assert response.status == 404
    async with server.http.delete(f"/media/demo/{session}", headers=server.auth("b")) as response:
        assert response.status == 403
    assert session in server.node.sessions


async def test_delete_leaves_and_frees_the_tile(server: Server) -> None:
    session = await server.join()
    async with server.http.delete(f"/media/demo/{session}", headers=server.auth()) as response:
        assert (response.status, await response.text()) == (200, "")
    live = await server.services.meetings.find("demo")
    assert live.room.chair("a").state == "left"
    await server.until(lambda: not server.node.members)
    async with server.http.delete(f"/media/demo/{session}", headers=server.auth()) as response:
        assert response.status == 404


async def test_settings_survive_a_new_connection(server: Server) -> None:
    await server.join()
    live = await server.services.meetings.find("demo")
    await live.mute("a", True, delegate("a"))
    await live.camera("a", False)
    await server.join()
    member = server.node.members["demo", "a"]
    assert member.join.muted
    assert member.settings == MemberSettings(muted=True, camera_off=True)
    assert live.room.chair("a").state == "present"


async def test_self_service_may_not_push_anybody_out(server: Server) -> None:
    await server.join("a", holder="me")
    headers = SDP | server.auth("a", holder="you")
    async with server.http.post("/media/demo", data=OFFER, headers=headers) as response:
        assert response.status == 409
        assert (await response.json(content_type=None))["code"] == "point_taken"
    await server.join("a", holder="me")


async def test_ice_servers_are_linked(tmp_path: Path) -> None:
    turn = IceEntry(urls=("turn:t:3478?transport=udp",), username="u", credential="c")
    config = Config(http=Http(), ice=Ice(servers=(turn,)), base=tmp_path)
    async with (
        serving(tmp_path, config=config) as server,
        server.http.post("/media/demo", data=OFFER, headers=SDP | server.auth()) as response,
    ):
        assert response.headers.getall("Link") == [
            '<turn:t:3478?transport=udp>; rel="ice-server"; username="u"; credential="c"; '
            'credential-type="password"'
        ]


async def test_a_restart_brings_new_credentials(tmp_path: Path) -> None:
    """The old ones may run out before the relay that the restart asks for is had."""
    turn = Turn(urls=("turn:t", "turns:t"), secret="a-secret-of-some-length")
    async with serving(tmp_path, config=Config(turn=turn, base=tmp_path)) as server:
        session = await server.join()
        fragment = {"Content-Type": media.FRAGMENT, "If-Match": "*"}
        async with server.http.patch(
            f"/media/demo/{session}", data="a=ice-ufrag:new\r\n", headers=fragment | server.auth()
        ) as response:
            assert response.status == 200
            links = response.headers.getall("Link")
    assert [link.partition(";")[0] for link in links] == ["<turn:t>", "<turns:t>"]
    assert all(':a"; credential="' in link for link in links)


def test_links_without_credentials() -> None:
    assert media.links([IceServer(urls=["stun:a", "stun:b"])]) == [
        '<stun:a>; rel="ice-server"',
        '<stun:b>; rel="ice-server"',
    ]


async def test_an_address_that_asks_too_much_waits(tmp_path: Path) -> None:
    config = Config(limits=Limits(requests_per_second=0.1, burst=2), base=tmp_path)
    async with serving(tmp_path, config=config) as server:
        statuses = []
        for _ in range(3):
            async with server.http.post("/media/demo", data=OFFER) as response:
                statuses.append(response.status)
        assert statuses == [401, 401, 429]
        assert 1 <= int(response.headers["Retry-After"]) <= 10
        async with server.http.get("/healthz") as response:
            assert response.status == 200


async def test_half_open_connections_are_closed_and_nobody_notices(tmp_path: Path) -> None:
    config = Config(limits=Limits(idle_seconds=1.0), base=tmp_path)
    async with serving(tmp_path, config=config) as server:
        url = server.http._base_url
        assert url is not None
        halves = [await asyncio.open_connection(url.host, url.port) for _ in range(50)]
        for number, (_, writer) in enumerate(halves):
            if number % 2:
                writer.write(b"POST /media/demo HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        await server.join()
        async with asyncio.timeout(PATIENCE):
            for reader, writer in halves:
                assert await reader.read() == b""
                writer.close()


async def test_a_wish_is_not_lost_while_the_arrival_is_being_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who mutes in the moment of coming in is not heard afterwards."""
    meetings = server.services.meetings
    live = await meetings.find("demo")
    append, gate, begun = meetings._log.append, asyncio.Event(), asyncio.Event()

    async def slowly(*args: Any, **more: Any) -> None:
        begun.set()
        await gate.wait()
        await append(*args, **more)

    monkeypatch.setattr(meetings._log, "append", slowly)
    async with server.http.post("/media/demo", data=OFFER, headers=SDP | server.auth()) as response:
        server.node.connect(response.headers["Location"].rpartition("/")[2])
    await begun.wait()
    await live.mute("a", True, delegate("a"))
    gate.set()
    await server.until(lambda: "a" in live.conduct.state.mics.off)
    await server.until(lambda: server.node.members["demo", "a"].settings.muted is True)
    assert live.room.chair("a").muted
