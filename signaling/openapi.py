"""The OpenAPI 3.1 document of the HTTP API, made of the operations and their structs."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from signaling.operation import Operation, types_of
from signaling.protocol import Problem

PARAMETER = re.compile(r"{(\w+)(?::[^}]*)?}")
"""A part of a route that stands for something, with aiohttp's pattern for it."""

REF = "#/components/schemas/{name}"

SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "nobody": [],
    "account": [{"login": []}],
    "point": [{"token": []}],
    "either": [{"login": []}, {"token": []}],
    "anybody": [{}, {"login": []}, {"token": []}],
}


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """Return the document as JSON would have it."""
    kinds = list(dict.fromkeys(kind for one in operations for kind in types_of(one)))
    _, components = msgspec.json.schema_components([*kinds, Problem], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(_plain(one.path), {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Điểm Cầu",
            "version": version,
            "description": "Problems are those of RFC 9457, with a stable `code`.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "login": {"type": "apiKey", "in": "cookie", "name": "diemcau"},
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _plain(path: str) -> str:
    """Return a path without aiohttp's patterns."""
    return PARAMETER.sub(r"{\1}", path)


def _operation(one: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": one.summary,
        "operationId": one.handler.__name__,
        "security": SECURITY[one.access],
        "parameters": [*_path_parameters(one.path), *_query_parameters(one)],
        "responses": _responses(one),
    }
    if one.body is not None:
        made["requestBody"] = {"required": True, "content": _content(one.body)}
    return made


def _path_parameters(path: str) -> list[dict[str, Any]]:
    # Never a segment of dots, which a client resolves itself.
    pattern = r"^[A-Za-z0-9_-][A-Za-z0-9._~@-]*$"
    schema = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": pattern}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name in PARAMETER.findall(path)
    ]


def _query_parameters(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    # Parameters are described one by one, so the struct's own schema is taken apart.
    _, found = msgspec.json.schema_components([one.query], ref_template=REF)
    schema = found[one.query.__name__]
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": of}
        for name, of in schema["properties"].items()
    ]


def _responses(one: Operation) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done."}
    if one.reply is not None:
        done["content"] = _content(one.reply)
    responses = {str(one.status): done}
    responses |= {str(status): {"description": text} for status, text in one.also.items()}
    problem = {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}
    for status, codes in sorted(one.problems().items()):
        said = ", ".join(dict.fromkeys(codes))
        responses[str(status)] = {"description": f"Code: {said}.", "content": problem}
    return responses


def _content(kind: type[msgspec.Struct] | str) -> dict[str, Any]:
    if isinstance(kind, str):
        return {kind: {"schema": {"type": "string"} if kind.startswith("text/") else {}}}
    return {"application/json": {"schema": {"$ref": REF.format(name=kind.__name__)}}}
