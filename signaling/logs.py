"""Sets the log up as LOGGING.md says: one form for our lines and those of the libraries."""

import logging
import logging.config
import sys
import time
from collections import OrderedDict
from collections.abc import Callable

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from signaling import config

SOURCE = ("meeting", "conference", "point", "member", "session", "address")
"""The fields that say what a line is about."""

INTERVAL_S = 1.0
"""Seconds in which one source says the same thing once."""

MAX_SOURCES = 4096

QUIET = ("aiosqlite", "aiohttp.access", "aioice", "aiortc", "alembic", "asyncio", "libav")
"""Libraries whose `info` is our `debug`."""


class Sparse:
    """Drops a line that its source has written within the last second, and counts it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[tuple[object, ...], tuple[float, int]] = OrderedDict()

    def __call__(self, _logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Pass a line on, or raise structlog.DropEvent."""
        if event.get("level", method) in {"debug", "error", "critical", "exception"}:
            return event
        key = (event.get("event"), *(event.get(field) for field in SOURCE))
        now = self._clock()
        last, dropped = self._seen.get(key, (float("-inf"), 0))
        if now - last < INTERVAL_S:
            self._seen[key] = (last, dropped + 1)
            raise structlog.DropEvent
        self._seen[key] = (now, 0)
        self._seen.move_to_end(key)
        if len(self._seen) > MAX_SOURCES:
            self._seen.popitem(last=False)
        if dropped:
            event["repeated"] = dropped
        return event


def set_up(settings: config.Log) -> None:
    """Send every line of the process to standard error."""
    console = settings.format == "console" or (settings.format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        Sparse(),
    ]
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if console
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = _Handler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]  # generic in typeshed only
    """Lets a line of a library be dropped by `Sparse`, as structlog does for ours."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except structlog.DropEvent:
            return

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — logging's own name
        if not isinstance(sys.exc_info()[1], structlog.DropEvent):
            super().handleError(record)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound
