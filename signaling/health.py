"""Whether the process lives, whether meetings can be joined, and the figures for Prometheus."""

import shutil
from pathlib import Path

import msgspec
from aiohttp import web

from signaling import logs
from signaling.limits import networks, within
from signaling.metrics import CONTENT_TYPE
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.services import SERVICES, Services

log = logs.logger(__name__)

MIB = 1024 * 1024


def routes() -> list[web.AbstractRouteDef]:
    """Return the three routes that machines ask for."""
    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
    ]


async def alive(_request: web.Request) -> web.Response:
    """Answer as long as the loop turns."""
    return web.Response(text="ok\n")


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when a meeting can be joined, else 503; each check with what is wrong."""
    checks = await examine(request.app[SERVICES])
    wrong = any(checks.values())
    body = {name: reason or "ok" for name, reason in checks.items()}
    return web.Response(
        status=503 if wrong else 200,
        body=msgspec.json.encode(body),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def examine(services: Services) -> dict[str, str]:
    """Return name of check → what is wrong, "" where nothing is."""
    return {
        "database": await _database(services),
        "media": _media(services),
        "disk": disk(services.config.recordings_directory, services.config.recordings.min_free_mib),
    }


async def _database(services: Services) -> str:
    try:
        await services.database.ping()
    except Exception as error:
        log.warning("database does not answer", error=str(error))
        return "does not answer"
    return ""


def _media(services: Services) -> str:
    try:
        services.meetings.node.statistics()
    except Exception as error:
        log.warning("node does not answer", error=str(error))
        return "does not answer"
    return ""


def disk(directory: Path, min_free_mib: int) -> str:
    """Return what is wrong with the disk of the recordings, "" if nothing is."""
    existing = next(path for path in (directory, *directory.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free // MIB
    return "" if free >= min_free_mib else f"{free} MiB free, {min_free_mib} MiB wanted"


async def metrics(request: web.Request) -> web.Response:
    """Answer Prometheus; to others this page does not exist."""
    services = request.app[SERVICES]
    allowed = networks(services.config.http.metrics_from)
    if not within(request.remote or "", allowed):
        raise ProblemError(Code.NOT_FOUND)
    return web.Response(body=services.metrics.exposition(), headers={"Content-Type": CONTENT_TYPE})
