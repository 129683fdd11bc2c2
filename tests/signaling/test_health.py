"""What machines ask: does it live, is it ready, what are its figures."""

from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from signaling import health
from signaling.config import Config, Http, Recordings
from tests.signaling.server import Server, serving


async def figures(server: Server) -> dict[tuple[str, ...], float]:
    async with server.http.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain")
        families = text_string_to_metric_families(await response.text())
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in families
            for sample in family.samples
        }


async def test_alive(server: Server) -> None:
    async with server.http.get("/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok\n")


async def test_ready(server: Server) -> None:
    async with server.http.get("/readyz") as response:
        assert response.status == 200
        assert await response.json() == {"database": "ok", "media": "ok", "disk": "ok"}


async def test_not_ready_names_the_reason(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise OSError("gone")

    monkeypatch.setattr(server.services.database, "ping", broken)
    monkeypatch.setattr(server.node, "statistics", lambda: 1 / 0)
    async with server.http.get("/readyz") as response:
        assert response.status == 503
        body = await response.json()
        assert (body["database"], body["media"], body["disk"]) == (
            "does not answer",
            "does not answer",
            "ok",
        )


async def test_a_full_disk_is_not_ready(tmp_path: Path) -> None:
    config = Config(recordings=Recordings(min_free_mib=1_000_000), base=tmp_path)
    async with (
        serving(tmp_path, config=config) as server,
        server.http.get("/readyz") as response,
    ):
        assert response.status == 503
        assert "1000000 MiB wanted" in (await response.json())["disk"]


def test_the_disk_of_a_directory_that_is_not_there_yet(tmp_path: Path) -> None:
    assert health.disk(tmp_path / "a" / "b", 0) == ""
    assert health.disk(Path("no/such/relative"), 0) == ""


async def test_figures_of_mixers_requests_and_connections(server: Server) -> None:
    await server.join("a")
    client = await server.control("a")
    async with server.http.get("/media/demo"):
        pass
    values = await figures(server)
    assert values["diemcau_video_ticks_total", "demo"] == 25
    assert values["diemcau_audio_late_total", "demo"] == 1
    assert values["diemcau_members_connected", "point", "demo"] == 1
    assert values["diemcau_members_watching", "720", "demo"] == 1
    assert values["diemcau_datagrams_dropped_total", "media"] == 5
    assert values["diemcau_frames_dropped_total", "demo"] == 1
    assert values["diemcau_recording", "demo"] == 0
    assert values["diemcau_websockets",] == 1
    assert values["diemcau_memory_used_bytes",] == 1 << 20
    assert values["diemcau_http_requests_total", "POST", "/media/{meeting}", "201"] == 1
    assert values["diemcau_http_requests_total", "GET", "none", "405"] == 1
    await client.socket.close()
    await server.until(lambda: server.services.metrics.sockets._value.get() == 0)
    assert (await figures(server))["diemcau_websockets_closed_total", "1000"] == 1


async def test_routes_are_named_by_pattern(server: Server) -> None:
    for number in range(5):
        async with server.http.get(f"/api/meetings/m{number}"):
            pass
        async with server.http.get(f"/none/{number}"):
            pass
    names = [key for key in await figures(server) if key[0] == "diemcau_http_requests_total"]
    assert sorted(key[2] for key in names) == ["/api/meetings/{meeting}", "none"]


async def test_figures_are_for_those_who_are_named(tmp_path: Path) -> None:
    config = Config(http=Http(metrics_from=("10.0.0.0/8",)), base=tmp_path)
    async with (
        serving(tmp_path, config=config) as server,
        server.http.get("/metrics") as response,
    ):
        assert response.status == 404


async def test_every_answer_has_an_id(server: Server) -> None:
    ids: set[Any] = set()
    for path in ("/healthz", "/none", "/api/meetings"):
        async with server.http.get(path) as response:
            ids.add(response.headers["X-Request-Id"])
    assert len(ids) == 3
