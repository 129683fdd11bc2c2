"""The pages: found, kept by browsers as they should be, and closed to everything foreign."""

import gzip
from pathlib import Path

import pytest

from tests.signaling.server import Server

HASHED = "assets/index-Bx1aZ_9k.js"


@pytest.fixture
def built(tmp_path: Path, server: Server) -> Path:
    """A built web folder, as `server` (which runs in `tmp_path`) is told to look for it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Điểm Cầu</title>", encoding="utf-8")
    (dist / HASHED).write_text("console.log(1);" * 100)
    (dist / "assets/font-AbCdEf12.woff2").write_bytes(b"wOF2")
    (dist / "emblem.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("hush")
    return dist


@pytest.mark.parametrize(
    "path", ["/", "/join/demo", "/room/demo", "/room/demo/a", "/recordings?x=1", "/recordings/a.b"]
)
async def test_pages_are_one_application(server: Server, built: Path, path: str) -> None:
    async with server.http.get(path) as response:
        assert response.status == 200
        assert "Điểm Cầu" in await response.text()
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_pages_run_only_what_we_ship(server: Server, built: Path) -> None:
    async with server.http.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "camera=(self)" in response.headers["Permissions-Policy"]
        assert "microphone=(self)" in response.headers["Permissions-Policy"]


async def test_hashed_files_are_kept_for_ever(server: Server, built: Path) -> None:
    async with server.http.get(f"/{HASHED}") as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Type"] == "application/javascript; charset=utf-8"
    async with server.http.get("/emblem.svg") as response:
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Content-Type"].startswith("image/svg+xml")


async def test_texts_travel_compressed(server: Server, built: Path) -> None:
    headers = {"Accept-Encoding": "gzip"}
    async with server.http.get(f"/{HASHED}", headers=headers) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert int(response.headers["Content-Length"]) < 200
        assert await response.text() == "console.log(1);" * 100
    async with server.http.get(f"/{HASHED}", headers={"Accept-Encoding": "br"}) as response:
        assert "Content-Encoding" not in response.headers
    async with server.http.get("/assets/font-AbCdEf12.woff2", headers=headers) as response:
        assert "Content-Encoding" not in response.headers
        assert response.headers["Content-Type"] == "font/woff2"
    assert gzip.decompress(gzip.compress(b"x")) == b"x"


async def test_what_the_browser_has_is_not_sent_again(server: Server, built: Path) -> None:
    async with server.http.get("/") as response:
        etag = response.headers["ETag"]
    async with server.http.get("/", headers={"If-None-Match": etag}) as response:
        assert response.status == 304
        assert await response.read() == b""


async def test_a_new_build_is_served_without_a_restart(server: Server, built: Path) -> None:
    async with server.http.get("/"):
        pass
    (built / "index.html").write_text("<title>mới</title>", encoding="utf-8")
    async with server.http.get("/") as response:
        assert await response.text() == "<title>mới</title>"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/secret.txt",
        "/assets/none.js",
        "/assets//etc/passwd",
    ],
)
async def test_nothing_else_of_the_disk_can_be_named(
    server: Server, built: Path, path: str
) -> None:
    url = server.http._base_url
    assert url is not None
    async with server.http.get(url.with_path(path, encoded=True)) as response:
        assert response.status == 404
        assert "hush" not in await response.text()


async def test_people_who_are_lost_see_a_page_and_programs_a_problem(
    server: Server, built: Path
) -> None:
    async with server.http.get("/elsewhere", headers={"Accept": "text/html"}) as response:
        assert (response.status, response.content_type) == (404, "text/html")
    async with server.http.get("/elsewhere") as response:
        assert (response.status, response.content_type) == (404, "application/problem+json")


async def test_without_a_build_the_page_says_how_to_make_one(server: Server) -> None:
    async with server.http.get("/") as response:
        text = await response.text()
        assert response.status == 503
        assert "chưa được dựng" in text
        assert "make web/dist/index.html" in text
