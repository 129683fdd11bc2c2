"""The WebSocket at /control: who may open it, and its life around `session.Control`."""

from aiohttp import web

from signaling import logs
from signaling.meeting.actor import NOBODY
from signaling.origin import same_site
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.services import SERVICES
from signaling.session import CLOSE_S, LEADING_MESSAGE, Control, Socket

log = logs.logger(__name__)


def routes() -> list[web.AbstractRouteDef]:
    """Return the one route."""
    return [web.get("/control", control)]


async def control(request: web.Request) -> web.StreamResponse:
    """Upgrade, and serve the connection until it ends."""
    services = request.app[SERVICES]
    origin = request.headers.get("Origin")
    if origin and not same_site(origin, request.host, services.config.http.allowed_origins):
        raise ProblemError(Code.ORIGIN_REFUSED)
    socket: Socket = web.WebSocketResponse(
        timeout=CLOSE_S,
        autoping=False,
        # Messages are small, and many: compressing each for each reader costs more than it saves.
        compress=False,
        max_msg_size=LEADING_MESSAGE,
        decode_text=False,
    )
    await socket.prepare(request)
    connection = Control(socket, request.transport, services)
    services.metrics.sockets.inc()
    try:
        code = await connection.run() or socket.close_code
    finally:
        services.metrics.sockets.dec()
    name = str(int(code)) if code else "lost"
    services.metrics.closed.labels(name).inc()
    if connection.actor is not NOBODY:
        account = connection.actor.account
        log.info("control disconnected", point=connection.point, account=account, code=name)
    return socket
