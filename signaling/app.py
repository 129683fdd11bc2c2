"""Puts the control plane together: services, routes, middlewares."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from signaling import control, documented, health, media
from signaling.accounts.service import Accounts
from signaling.clock import wall_clock
from signaling.config import Config
from signaling.door import Door, Recorder
from signaling.evidence import Evidence
from signaling.leasing import Leasing
from signaling.limits import AddressLimit
from signaling.meetings import Meetings
from signaling.metrics import Metrics
from signaling.middleware import guarded, limited, outermost
from signaling.pages import BUILT, Pages
from signaling.play_keys import PlayKeys
from signaling.requests import MAX_BODY
from signaling.schedule.papers import Papers
from signaling.schedule.planning import Planning
from signaling.services import SERVICES, Services
from signaling.standing import Standing
from signaling.store.chat import ChatLog
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.emblems import Emblems
from signaling.store.join_keys import JoinKeys
from signaling.store.log import EventLog
from signaling.store.papers import PaperStore
from signaling.store.schedule import ScheduleStore
from signaling.store.series import SeriesStore
from signaling.tokens import Tokens


def assemble(
    config: Config,
    *,
    node: Door,
    database: Database,
    recorder: Recorder,
    key: bytes,
    leasing: Leasing,
    clock: Callable[[], datetime] = wall_clock,
) -> Services:
    """Return the services on top of what has been opened already."""
    meetings = Meetings(
        node=node,
        directory=Directory(database),
        chat=ChatLog(database),
        events=EventLog(database, key),
        leasing=leasing,
        emblems=Emblems(database),
        config=config,
        clock=clock,
    )
    accounts = Accounts(database, config, clock, key)
    schedule = ScheduleStore(database)
    return Services(
        config=config,
        database=database,
        meetings=meetings,
        recorder=recorder,
        tokens=Tokens(key),
        metrics=Metrics(node.statistics, node.traffic, node.memory_used),
        limit=AddressLimit(config.limits.requests_per_second, config.limits.burst),
        evidence=Evidence(config.evidence_directory, clock),
        accounts=accounts,
        planning=Planning(schedule, SeriesStore(database), meetings, clock),
        papers=Papers(
            PaperStore(database),
            config.papers_directory,
            PlayKeys(key, b"papers"),
            clock,
        ),
        standing=Standing(accounts, schedule, JoinKeys(database), meetings, clock),
        clock=clock,
    )


def pages_of(config: Config) -> Pages:
    """Return the pages that the settings name."""
    configured = config.http.web_directory
    return Pages(config.base / configured if configured else BUILT)


def build(services: Services) -> web.Application:
    """Return the application; whoever runs it keeps the services running."""
    pages = pages_of(services.config)
    around = [outermost, limited, guarded, pages.lost]
    app = web.Application(middlewares=around, client_max_size=MAX_BODY)
    app[SERVICES] = services
    # Pages last: their patterns take whatever is left.
    parts = (media.routes, documented.routes, control.routes, health.routes, pages.routes)
    for routes in parts:
        app.add_routes(routes())
    return app


def runner(services: Services) -> web.AppRunner:
    """Return what runs the application, with every wait bounded."""
    return web.AppRunner(
        build(services),
        access_log=None,
        # Also the time in which a new connection must have sent its first request.
        keepalive_timeout=services.config.limits.idle_seconds,
        # What is left of a refused body is read for so long, so that the client sees the answer.
        lingering_time=2.0,
        shutdown_timeout=0.3,
        auto_decompress=False,  # `signaling.requests` does it
    )
