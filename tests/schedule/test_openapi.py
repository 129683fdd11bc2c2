"""The OpenAPI document against the code: nothing undocumented is answered, nothing fails."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
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


@schemathesis.serializer("application/octet-stream")
def table(_: object, value: object) -> bytes:
    """A file of anything."""
    return str(value).encode("utf-8", "replace")


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
    assert routes - known == set()
    names = [one.handler.__name__ for one in OPERATIONS]
    assert len(set(names)) == len(names), "programs call operations by these names"


async def test_what_is_documented_is_what_is_answered(server: Server) -> None:
    await add_account(server, "thuky", "administrator")
    await add_account(server, "khach", "viewer")
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
    there = {"name": "khach", "point": "a", "unit": "u"}
    caller = Caller(base, cookies, page.origin, server.console_auth(), plan["id"], there)
    answered = await asyncio.to_thread(caller.knock, document)
    await page.close()
    assert answered["tried"] > 500
    assert answered["done"] > 100, "some of them are carried out"


@dataclass
class Caller:
    """Somebody with a login and a console's token, who tries everything."""

    base: str
    cookies: dict[str, str]
    origin: str
    token: dict[str, str]
    plan: str
    there: dict[str, str]
    """What some parts of paths may be, so that something is found."""

    counts: Counter[str] = field(default_factory=Counter)

    def knock(self, document: dict[str, object]) -> Counter[str]:
        """Try each operation with what fits the document and with what does not."""
        schema = schemathesis.openapi.from_dict(document)
        schema.config.update(base_url=self.base)
        for result in schema.get_all_operations():
            assert isinstance(result, Ok), result
            operation = result.ok()
            # The plan that the others are tried on stays, and the login.
            spared = operation.method.upper() == "DELETE" and operation.path.endswith("{meeting}")
            if not spared and operation.path != "/api/logout":
                self._try(operation)
        return self.counts

    def _try(self, operation: Any) -> None:
        by_token = {"token": []} in operation.definition.raw["security"]

        @hypothesis.seed(20261122)
        @hypothesis.settings(
            # Each import is a process.
            max_examples=3 if operation.path.endswith("import") else 12,
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate],
        )
        @hypothesis.given(case=operation.as_strategy())
        def tried(case: Any) -> None:
            self.counts["tried"] += 1
            headers = {"Origin": self.origin}
            if self.counts["tried"] % 3:
                known = self.there | {"meeting": "demo" if by_token else self.plan}
                for name in case.path_parameters.keys() & known.keys():
                    case.path_parameters[name] = known[name]
                if by_token:
                    headers |= self.token
            response = case.call(
                cookies=self.cookies, headers=headers, timeout=10, allow_redirects=False
            )
            self.counts["done"] += response.status_code < 300
            case.validate_response(response, checks=CHECKS)

        tried()
