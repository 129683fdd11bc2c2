"""What those who lead ask for over HTTP: stills, and evidence at the roll call."""

import asyncio
import hashlib

import pytest

from signaling import stills
from signaling.meeting.business import RollEvidence
from tests.signaling.server import Server

STILL = "/api/meetings/demo/points/a/still.jpg"
EVIDENCE = "/api/meetings/demo/evidence"


async def test_a_still_is_sent_once(server: Server) -> None:
    await server.join("a")
    headers = server.console_auth()
    async with server.http.get(STILL, headers=headers) as response:
        assert response.status == 404
    server.node.stills["a"] = b"\xff\xd8first"
    async with server.http.get(STILL, headers=headers) as response:
        assert (response.status, await response.read()) == (200, b"\xff\xd8first")
        assert response.content_type == "image/jpeg"
        seen = headers | {"If-None-Match": response.headers["ETag"]}
    async with server.http.get(STILL, headers=seen) as response:
        assert (response.status, await response.read()) == (304, b"")
    server.node.stills["a"] = b"\xff\xd8second"
    async with server.http.get(STILL, headers=seen) as response:
        assert response.status == 200
    assert server.node.calls.count("watch a") == 1
    loop = asyncio.get_running_loop()
    await server.services.meetings.tidy(loop.time() + stills.KEPT_S)
    assert server.node.calls[-1] == "watch", "nobody has asked lately"


async def test_stills_are_for_those_who_lead(server: Server) -> None:
    for headers, status in ((server.auth("a"), 403), ({}, 401), (server.console_auth(), 404)):
        async with server.http.get(STILL, headers=headers) as response:
            assert response.status == status
    unknown = "/api/meetings/demo/points/none/still.jpg"
    async with server.http.get(unknown, headers=server.console_auth()) as response:
        assert (await response.json(content_type=None))["code"] == "point_unknown"


async def test_evidence_is_kept_with_its_digest_and_given_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stills, "PATIENCE_S", 0.0)
    for point in "ab":
        await server.join(point)
    server.node.stills = {"a": b"\xff\xd8picture", "c": b"absent"}
    secretary = server.console_auth("lan", role="secretary")
    async with server.http.post(EVIDENCE, headers=secretary) as response:
        (kept,) = (await response.json())["evidence"]
    digest = hashlib.sha256(b"\xff\xd8picture").hexdigest()
    assert (kept["point"], kept["sha256"]) == ("a", digest)
    async with server.http.get(f"{EVIDENCE}/{kept['file']}", headers=secretary) as response:
        assert (await response.read(), response.content_type) == (b"\xff\xd8picture", "image/jpeg")
    # It is in the log, with who had it taken, and so it is there after a restart.
    log = server.services.meetings._log
    (entry,) = (
        one for one in (await log.last("demo")).entries if isinstance(one.event, RollEvidence)
    )
    assert (entry.actor.account, entry.actor.role) == ("lan", "secretary")
    assert isinstance(entry.event, RollEvidence)
    assert entry.event.sha256 == digest


async def test_evidence_is_not_for_points_and_names_no_other_file(server: Server) -> None:
    async with server.http.post(EVIDENCE, headers=server.auth("a")) as response:
        assert response.status == 403
    for name in ("none.jpg", "..%2f..%2fdiemcau.sqlite3"):
        async with server.http.get(f"{EVIDENCE}/{name}", headers=server.console_auth()) as response:
            assert response.status == 404
