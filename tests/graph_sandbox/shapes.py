"""Checks what the sandbox answers against the OpenAPI description of Graph v1.0, strict about unknown properties."""

import json
import os
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SHARED = Path(__file__).resolve().parents[3] / "shared" / "graph"
_DOCUMENT = "urn:graph"


def need_shared():
    """The reference files lie beside the repository; CI must have them."""
    if SHARED.is_dir():
        return
    reason = f"the Graph references are not at {SHARED}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def document():
    return json.loads((SHARED / "openapi-slice.json").read_text("utf-8"))


@cache
def _registry():
    return Registry().with_resource(_DOCUMENT, Resource.from_contents(document(), default_specification=DRAFT202012))


@cache
def _templates():
    found = []
    for template in document()["paths"]:
        literals = sum(not part.startswith("{") for part in template.split("/"))
        pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
        pattern = re.sub(r"\{[^}]*\}", "[^/]+", pattern)
        found.append((-literals, re.compile(f"^{pattern}$", re.IGNORECASE), template))
    return sorted(found, key=lambda entry: entry[0])


def template_of(path):
    """The template of a path below /v1.0, literal segments first."""
    path = re.sub(r"/(\w+)\('([^']*)'\)", r"/\1/\2", path).replace("microsoft.graph.timeZoneStandard'", "'")
    return next((template for _, pattern, template in _templates() if pattern.match(path)), None)


@cache
def _validator(reference):
    return Draft202012Validator({"$ref": f"{_DOCUMENT}{reference}"}, registry=_registry())


def problems_of(payload, reference):
    """What is wrong with a payload that should be of a schema such as #/components/schemas/microsoft.graph.message."""
    wrong = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message[:160]}" for e in _validator(reference).iter_errors(payload)
    ]
    return wrong + list(_unknown(payload, {"$ref": reference}, ""))


def response_problems(method, path, status, payload):
    """What is wrong with an answer; a path that is not described is a problem too."""
    template = template_of(path)
    if template is None:
        return [f"{path} is not in the description"]
    operation = document()["paths"][template].get(method.lower())
    if operation is None:
        return [f"{method} {template} is not in the description"]
    answer = operation["responses"].get(f"{str(status)[0]}XX") or operation["responses"].get(str(status))
    if answer is None:
        return [f"{method} {template} does not answer {status}"]
    if "$ref" in answer:
        answer = _resolve(answer["$ref"])
    if payload is None and status == HTTPStatus.NO_CONTENT:
        return []
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return [] if payload is None else [f"{method} {template} answers {status} without JSON"]
    return problems_of(payload, schema["$ref"]) if "$ref" in schema else []


def _resolve(reference):
    found = document()
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _properties(schema, payload):
    """All properties a schema knows, by the most derived type the payload names."""
    if isinstance(payload, dict) and "@odata.type" in payload:
        named = payload["@odata.type"].removeprefix("#")
        if named in document()["components"]["schemas"]:
            schema = {"$ref": f"#/components/schemas/{named}"}
    if "$ref" in schema:
        return _own(_resolve(schema["$ref"]))
    return _own(schema)


def _own(schema):
    if "$ref" in schema:
        return _own(_resolve(schema["$ref"]))
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found |= _own(part)
    return found


def _unknown(payload, schema, where):
    if "$ref" in schema:
        schema = _resolve(schema["$ref"]) | {"$ref": schema["$ref"]}
    if isinstance(payload, list):
        for index, item in enumerate(payload):
            yield from _unknown(item, schema.get("items", {}), f"{where}/{index}")
    elif isinstance(payload, dict) and "@removed" not in payload:
        options = [part for part in schema.get("anyOf", []) if part.get("type") != "null"]
        yield from _unknown_in(payload, _properties(options[-1] if options else schema, payload), where)


# Types that hold whatever an application puts there.
_OPEN = {"#microsoft.graph.openTypeExtension"}


def _unknown_in(payload, known, where):
    for name, value in payload.items() if known else ():
        if name in known:
            yield from _unknown(value, known[name], f"{where}/{name}")
        elif "@" not in name and payload.get("@odata.type") not in _OPEN:
            yield f"{where}/{name}: unknown property"
