"""The server as a whole: opened in order, announced, closed in the opposite order in 3 s."""

import asyncio
import gc
import resource
import signal
import ssl
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta

from aiohttp import web

from mcu.node import Node, NodeConfig
from signaling import demo, logs, secret
from signaling.app import assemble, runner
from signaling.clock import wall_clock
from signaling.config import Config
from signaling.demo import accounts as demo_accounts
from signaling.demo import province, supervisor
from signaling.leasing import Leasing, holder
from signaling.meeting.permissions import CONSOLE_NAMES
from signaling.play_keys import PlayKeys
from signaling.records import Records
from signaling.services import Services
from signaling.store.data import unusable_refused
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.leases import Leases
from signaling.store.recordings import RecordingLog

log = logs.logger(__name__)

FAREWELL_S = 0.8
"""Seconds in which control connections must have heard that the server stops."""

NODE_S = 1.2
"""Seconds in which the node must have finished its recordings and ended its sessions."""

SWITCH_S = 0.0005
"""Seconds after which a thread that waits for the interpreter gets it. While the event loop sends
to 400 members it does not wait for anything, and the canvas, which asks for the interpreter twenty
times in a picture, would lose the usual 5 ms each time: 13 pictures a second instead of 17 on two
cores that are both full."""

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 — read, not bound
"""Addresses to bind → the address at which the same machine reaches them."""


class StartError(Exception):
    """The server cannot start; says why and what to do, in Vietnamese and English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")


def node_config(config: Config) -> NodeConfig:
    """Return the settings of the media plane."""
    media = config.media
    return NodeConfig(
        host=media.udp_host,
        port=media.udp_port,
        public_addresses=media.public_addresses,
        max_members=media.max_points,
        recordings=str(config.recordings_directory),
        decode_threads=media.decode_threads,
    )


async def serve(config: Config, *, with_demo: bool, announce: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; `announce` gets what people should read.

    Raises StartError or DataError where it cannot start.
    """
    _allow_many_connections()
    sys.setswitchinterval(SWITCH_S)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(config) as (services, url):
        _spare_the_collector()
        log.info("server started", url=url)
        async with AsyncExitStack() as stack:
            if with_demo:
                await stack.enter_async_context(_demonstrating(services, url))
                made = await demo_accounts.seed(services.accounts.users, services.clock())
                announce(_links(services, url, made))
            else:
                announce(f"Điểm Cầu: {url}/")
            await stop.wait()
            log.info("server stopping")
            started = time.monotonic()
    log.info("server stopped", seconds=round(time.monotonic() - started, 2))


def _allow_many_connections() -> None:
    """Raise the soft limit of open files: a point takes two, and 1,024 is a usual default."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


RARELY = 5_000
"""Collections of what is young for one of everything: about an hour of a large meeting."""


def _spare_the_collector() -> None:
    """Leave what is there from the start on, all modules, out of every collection to come.

    These are 130,000 objects, which nobody ever drops. A full collection looked at each of them,
    and for 75 ms nothing was sent to anybody. Nor is there one while hundreds join, as often as
    there is a quarter more: when people leave, the node looks for what they left (`mcu.heap`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], RARELY)


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[tuple[Services, str]]:
    """Run the control plane and its node for as long as the block lasts; gives its URL."""
    async with AsyncExitStack() as stack:
        with unusable_refused(config.data_directory):
            key = secret.key(config.data_directory)
            database = Database(config.database_url)
            stack.push_async_callback(database.close)
            await database.migrate()
        node = Node(node_config(config))
        leasing = Leasing(Leases(database), holder(config))
        records = Records(
            node=node,
            kept=RecordingLog(database),
            keys=PlayKeys(key),
            clock=wall_clock,
            folder=config.recordings_directory,
            elsewhere=leasing.elsewhere,
        )
        leasing.on_taken(records.adopt)
        services = assemble(
            config, node=node, database=database, recorder=records, key=key, leasing=leasing
        )
        await stack.enter_async_context(records.running())
        await stack.enter_async_context(services.meetings.running())
        await stack.enter_async_context(services.planning.running())
        await stack.enter_async_context(services.standing.running())
        await _start(node, config)
        stack.push_async_callback(_close, node)
        app = runner(services)
        await app.setup()
        stack.push_async_callback(app.cleanup)
        site = await _listen(app, config)
        stack.push_async_callback(_say_goodbye, services, site)
        yield services, _url(app, config)


async def _start(node: Node, config: Config) -> None:
    try:
        await node.start()
    except OSError as error:
        where = f"UDP {config.media.udp_host or '*'}:{config.media.udp_port}"
        raise StartError(
            f"Không mở được {where} ({error.strerror}). "
            "Hãy đổi media.udp_port hoặc media.udp_host, hoặc tắt chương trình đang dùng cổng đó.",
            f"{where} cannot be opened ({error.strerror}). "
            "Change media.udp_port or media.udp_host, or stop the program that uses the port.",
        ) from error


async def _listen(app: web.AppRunner, config: Config) -> web.TCPSite:
    """Open the HTTP port."""
    http = config.http
    site = web.TCPSite(app, http.host, http.port, ssl_context=tls(config))
    try:
        await site.start()
    except OSError as error:
        raise StartError(
            f"Không mở được {http.listen} ({error.strerror}). "
            "Hãy đổi http.listen (--listen), hoặc tắt chương trình đang dùng cổng đó.",
            f"{http.listen} cannot be opened ({error.strerror}). "
            "Change http.listen (--listen), or stop the program that uses the port.",
        ) from error
    return site


def _url(app: web.AppRunner, config: Config) -> str:
    """Return where the pages are, as this machine reaches them."""
    http = config.http
    host = ANYWHERE.get(http.host, f"[{http.host}]" if ":" in http.host else http.host)
    return f"{'https' if http.tls_certificate else 'http'}://{host}:{app.addresses[0][1]}"


def tls(config: Config) -> ssl.SSLContext | None:
    """Return the TLS context of the HTTP port, None without a certificate. Raises StartError."""
    http = config.http
    if not http.tls_certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(config.base / http.tls_certificate, config.base / http.tls_key)
    except (OSError, ssl.SSLError) as error:
        raise StartError(
            f"Không dùng được chứng chỉ TLS ({error}). Hãy kiểm tra http.tls_certificate và "
            "http.tls_key: hai tệp PEM, khóa không có mật khẩu và đúng là của chứng chỉ.",
            f"The TLS certificate cannot be used ({error}). Check http.tls_certificate and "
            "http.tls_key: two PEM files, the key without a password and that of the certificate.",
        ) from error
    return context


async def _say_goodbye(services: Services, site: web.TCPSite) -> None:
    """Let nobody in any more, tell everybody that the server stops, wait until they have heard."""
    await site.stop()
    meetings = services.meetings
    meetings.farewell("shutdown")
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_S):
            await meetings.deserted()


async def _close(node: Node) -> None:
    """Finish the recordings and end the media, but not for longer than there is time."""
    try:
        async with asyncio.timeout(NODE_S):
            await node.close()
    except TimeoutError:
        log.error("node not closed in time")


@asynccontextmanager
async def _demonstrating(services: Services, url: str) -> AsyncIterator[None]:
    await demo.seed(Directory(services.database), services.clock())

    def issue() -> supervisor.Orders:
        return supervisor.Orders(
            url=url,
            meeting=province.MEETING,
            tokens={point: _token(services, point) for point in province.SYNTHETIC},
        )

    lifetime = timedelta(hours=services.config.meetings.token_hours)
    async with supervisor.supervised(issue, lifetime.total_seconds() / 2):
        yield


def _token(services: Services, point: str) -> str:
    return services.tokens.issue(
        meeting=province.MEETING,
        point=point,
        kind="point",
        now=services.clock(),
        lifetime=timedelta(hours=services.config.meetings.token_hours),
    )


def _console_token(services: Services) -> str:
    return services.tokens.issue_console(
        meeting=province.MEETING,
        account="demo",
        name=CONSOLE_NAMES["operator"],
        role="operator",
        now=services.clock(),
        lifetime=timedelta(hours=services.config.meetings.token_hours),
    )


def _links(services: Services, url: str, made: Sequence[demo_accounts.Made]) -> str:
    names = {point.id: point.name for point in province.points()}
    lines = [
        "",
        "Điểm Cầu đang chạy. Hãy mở liên kết trong Chromium hoặc Firefox:",
        "Điểm Cầu is running. Open a link in Chromium or Firefox:",
        "",
        "  Trang đầu / start page",
        f"    {url}/",
    ]
    for point in province.SUGGESTED:
        lines += [
            f"  {names[point]}",
            f"    {url}/join/{province.MEETING}#t={_token(services, point)}",
        ]
    lines += [
        "  Bàn điều khiển / console",
        f"    {url}/console/{province.MEETING}#t={_console_token(services)}",
    ]
    lines += ["", "  Đăng nhập / log in", f"    {url}/login"]
    lines += [f"    {one.name}  {one.password}  {one.display_name}" for one in made]
    lines += ["", "Dừng / stop: Ctrl+C", ""]
    return "\n".join(lines)
