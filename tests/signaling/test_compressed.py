"""Bodies that are compressed: taken, given, and not unpacked beyond what a body may be."""

import gzip
import json
import tracemalloc
import zlib

import pytest

from signaling import requests
from signaling.problem import ProblemError
from tests.signaling.server import OFFER, SDP, Server
from tests.signaling.test_media import patch, post


async def test_an_offer_may_be_compressed_and_so_is_the_answer(server: Server) -> None:
    headers = SDP | server.auth() | {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
    body = gzip.compress(OFFER.encode())
    async with server.http.post("/media/demo", data=body, headers=headers) as response:
        assert response.status == 201
        assert response.headers["Content-Encoding"] == "gzip"
        assert await response.text() == "v=0\r\nanswer\r\n"
    assert server.node.members["demo", "a"].join.offer == OFFER
    headers["Accept-Encoding"] = "identity"
    async with server.http.post("/media/demo", data=body, headers=headers) as response:
        assert "Content-Encoding" not in response.headers


async def test_a_bomb_does_not_go_off(server: Server) -> None:
    """50 MB of zeros in less than the 64 KiB that a body may have: refused after 64 KiB of them."""
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < requests.MAX_BODY
    tracemalloc.start()
    try:
        with pytest.raises(ProblemError):
            requests.unpack(bomb)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5 * requests.MAX_BODY
    status, answer = await post(server, body=bomb, Content_Encoding="gzip")
    assert (status, answer["code"]) == (413, "body_too_large")
    session = await server.join()
    packed = {"Content-Encoding": "gzip"}
    status, _, text = await patch(server, session, body=bomb, headers=packed, etag="*")
    assert (status, json.loads(text)["code"]) == (413, "body_too_large")
    fragment = gzip.compress(b"a=candidate")
    status, _, _ = await patch(
        server, session, body=fragment, headers=packed, etag=f'"{session}-1"'
    )
    assert status == 204
    assert server.node.fragments == [(session, "a=candidate")]


async def test_only_gzip_is_unpacked(server: Server) -> None:
    status, answer = await post(server, body=zlib.compress(b"v=0"), Content_Encoding="deflate")
    assert (status, answer["code"]) == (415, "media_type")


async def test_what_cannot_be_unpacked_is_refused(server: Server) -> None:
    whole = gzip.compress(OFFER.encode())
    for body in (b"rubbish", b"", whole[:-12], whole + b"more"):
        status, answer = await post(server, body=body, Content_Encoding="gzip")
        assert (status, answer["code"]) == (400, "request_invalid")
