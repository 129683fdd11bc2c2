"""The OpenAPI document against the code: nothing undocumented is answered, nothing fails."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from signaling.app import build
from signaling.config import Config, Data, Http, Limits
from signaling.documented import OPERATIONS
from tests.signaling.accounts import add_account, browser
from tests.signaling.server import START, Server, serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/pdf")
def pdf(_: object, value: object) -> bytes:
    """A file that begins like one, and goes on with whatever was made up."""
    return b"%PDF-1.7\n" + str(value).encode("utf-8", "replace") + b"\n%%EOF"


DESCRIBED_ELSEWHERE = re.compile(
    r"^/api/(openapi\.json|login|logout|me|users|audit|sign-on|units|points|import|directory|join|key|"
    r"meetings/\{meeting\}/(recordings|log|join|stills|links|console|files|chat))"
)
"""Routes whose parts have no table of operations yet."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    config = Config(
        http=Http(listen="127.0.0.1:0", web_directory="dist"),
        data=Data(),
        base=tmp_path,
        limits=Limits(requests_per_second=100_000, burst=100_000),
    )
    async with serving(tmp_path, config=config) as running:
        yield running


async def test_every_route_is_documented(server: Server) -> None:
    app = build(server.services)
    known = {(one.method, re.sub(r":[^}]*}", "}", one.path)) for one in OPERATIONS}
    routes = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource and route.method != "HEAD" and route.resource.canonical.startswith("/api")
    }
    missing = {one for one in routes - known if not DESCRIBED_ELSEWHERE.match(one[1])}
    assert missing == set()


async def test_what_is_documented_is_what_is_answered(server: Server) -> None:
    await add_account(server, "thuky", "administrator")
    page = await browser(server).log_in("thuky")
    _, document = await page.ask("GET", "/api/openapi.json")
    status, plan = await page.ask(
        "POST",
        "/api/plans",
        {"title": "Họp", "starts": (START + timedelta(hours=1)).isoformat()},
    )
    assert status == 200
    base = str(page.http._base_url).rstrip("/")
    cookies = {one.key: one.value for one in page.http.cookie_jar}
    answered = await asyncio.to_thread(knock, document, base, cookies, page.origin, plan["id"])
    await page.close()
    assert answered["tried"] > 150
    assert answered["done"] > 10, "some of them are carried out"


def knock(
    document: dict[str, object], base: str, cookies: dict[str, str], origin: str, meeting: str
) -> dict[str, int]:
    """Try each operation with what fits the document and with what does not."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=base)
    counts = {"tried": 0, "done": 0}

    def one(operation: Any) -> None:
        @hypothesis.seed(20261122)
        @hypothesis.settings(
            max_examples=20,
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate],
        )
        @hypothesis.given(case=operation.as_strategy())
        def tried(case: Any) -> None:
            counts["tried"] += 1
            if "meeting" in case.path_parameters and counts["tried"] % 2:
                case.path_parameters["meeting"] = meeting
            headers = {"Origin": origin}
            response = case.call(base_url=base, cookies=cookies, headers=headers, timeout=10)
            counts["done"] += response.status_code < 300
            case.validate_response(response, checks=CHECKS)

        tried()

    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        # The plan that the others are tried on stays.
        if operation.method.upper() != "DELETE" or "papers" in operation.path:
            one(operation)
    return counts
