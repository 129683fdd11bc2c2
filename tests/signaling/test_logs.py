"""The log follows LOGGING.md."""

import io
import json
import logging
import sys

import pytest
import structlog

from signaling import logs
from signaling.config import Log


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up(Log(level="info", format="json"))
    return stream


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object(output: io.StringIO) -> None:
    logs.logger("signaling.x").info("point connected", meeting="demo", name="Trực Ninh")
    (line,) = lines(output)
    assert (line["event"], line["level"], line["name"]) == ("point connected", "info", "Trực Ninh")
    assert str(line["timestamp"]).endswith("Z")


def test_lines_of_the_media_plane_have_the_same_form(output: io.StringIO) -> None:
    logging.getLogger("mcu.node").info("conference opened", extra={"conference": "demo"})
    (line,) = lines(output)
    assert (line["event"], line["conference"], line["logger"]) == (
        "conference opened",
        "demo",
        "mcu.node",
    )


def test_debug_is_silent_at_info(output: io.StringIO) -> None:
    logs.logger("x").debug("request")
    logging.getLogger("x").debug("request")
    assert output.getvalue() == ""


def test_a_source_says_the_same_once_a_second(output: io.StringIO) -> None:
    for _ in range(5):
        logs.logger("x").warning("reader too slow", point="a")
        logging.getLogger("mcu").warning("late", extra={"member": "a"})
    logs.logger("x").warning("reader too slow", point="b")
    assert [line["event"] for line in lines(output)] == [
        "reader too slow",
        "late",
        "reader too slow",
    ]


def test_what_was_dropped_is_counted() -> None:
    now = 0.0
    sparse = logs.Sparse(clock=lambda: now)
    assert "repeated" not in sparse(None, "info", {"event": "a"})
    for _ in range(3):
        with pytest.raises(structlog.DropEvent):
            sparse(None, "info", {"event": "a"})
    now = 1.0
    assert sparse(None, "info", {"event": "a"})["repeated"] == 3


def test_errors_are_never_dropped(output: io.StringIO) -> None:
    for _ in range(3):
        try:
            raise ValueError("broken")
        except ValueError:
            logs.logger("x").exception("request failed", request_id="r")
    assert len(lines(output)) == 3
    assert "ValueError: broken" in str(lines(output)[0]["exception"])


def test_the_memory_of_sources_is_bounded() -> None:
    sparse = logs.Sparse(clock=lambda: 0.0)
    for number in range(logs.MAX_SOURCES + 10):
        sparse(None, "info", {"event": "a", "point": number})
    assert len(sparse._seen) == logs.MAX_SOURCES
