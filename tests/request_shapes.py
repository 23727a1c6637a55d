"""Checks what Trato sends against the OpenAPI description of Graph v1.0: path, method, query options, body.

The sandbox keeps the requests it got; whoever stops one looks at those of Trato, which have its name on them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from tests.graph_sandbox import shapes

# What a link that Graph gave carries of its own; Trato follows it as it is.
OF_LINKS = {"$skiptoken", "$deltatoken", "$skip"}
# Requests that are right though the description does not say so, by "METHOD template", and why.
EXCEPTIONS: dict[str, str] = {}

operations: Counter[str] = Counter()


def problems_of(recorded: Any) -> Iterator[str]:
    """What is wrong with a request as the sandbox recorded it (graph_sandbox.recorder.Recorded)."""
    path = recorded.path.partition("/v1.0")[2]
    template = shapes.template_of(path)
    operation = shapes.document()["paths"].get(template or "", {}).get(recorded.method.lower())
    name = f"{recorded.method} {template or path}"
    operations[name] += 1
    if operation is None:
        yield f"{name}: not in the description"
        return
    if name not in EXCEPTIONS:
        yield from (f"{name}: {wrong}" for wrong in _query(recorded.query, operation))
        yield from (f"{name}: {wrong}" for wrong in _body(recorded, operation))


def check(sandbox: Any) -> None:
    """Fail when Trato sent that sandbox something that Graph does not describe."""
    if not shapes.SHARED.is_dir():
        return
    wrong = [
        problem
        for one in sandbox.meter.recorder.report()["requests"]
        if one.is_in_batch or one.headers.get("user-agent", "").startswith("Trato/")
        for problem in problems_of(one)
    ]
    assert not wrong, "\n".join(sorted(set(wrong)))


def _query(query: str, operation: dict[str, Any]) -> Iterator[str]:
    parameters = [_resolved(one) for one in operation.get("parameters", [])]
    known = {one["name"].lower() for one in parameters if one["in"] == "query"} | OF_LINKS
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.lower() not in known:
            yield f"no query option {name}"
        if name.lower() == "$select":
            properties = _answered(operation)
            yield from (
                f"no property {one} to select" for one in value.split(",") if properties and not _is_of(one, properties)
            )


def _is_of(name: str, properties: set[str]) -> bool:
    """Whether a name is one of these properties, or one of the type that it names first."""
    kind, slash, own = name.rpartition("/")
    if not slash:
        return name in properties
    schemas = shapes.document()["components"]["schemas"]
    return kind in schemas and own in shapes._own(schemas[kind])


def _answered(operation: dict[str, Any]) -> set[str]:
    """The properties of what an operation answers, or of each item where it answers a collection."""
    answer = _resolved(next((one for code, one in operation["responses"].items() if code.startswith("2")), {}))
    found = shapes._own(answer.get("content", {}).get("application/json", {}).get("schema", {}))
    items = found.get("value", {}).get("items")
    return set(shapes._own(items) if items else found)


def _body(recorded: Any, operation: dict[str, Any]) -> Iterator[str]:
    if not recorded.body or "json" not in recorded.headers.get("content-type", ""):
        return
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        yield "takes no body"
    elif "$ref" in schema:
        yield from shapes.problems_of(json.loads(recorded.body), schema["$ref"])


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    return shapes._resolve(part["$ref"]) if "$ref" in part else part
