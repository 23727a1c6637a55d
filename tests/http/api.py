"""The API as a signed-in person calls it; every answer is held against the OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

API = "/api/v1"
JSON, PROBLEM = "application/json", "application/problem+json"
# What any server may answer before it looks at an operation; the document tells of its own answers only.
OF_ANY_SERVER = {405, 413, 415, 500, 503}


class Api:
    """Calls as one person. `etag` sends If-Match."""

    def __init__(self, app: APIFlask, token: str = "") -> None:
        self.app = app
        self.token = token
        self._client: FlaskClient = app.test_client()

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.call("GET", path, query_string=query)

    def post(self, path: str, body: Any) -> TestResponse:
        return self.call("POST", path, json=body)

    def put(self, path: str, body: Any, etag: str | None = None) -> TestResponse:
        return self.call("PUT", path, json=body, etag=etag)

    def patch(self, path: str, body: Any, etag: str | None = None) -> TestResponse:
        return self.call("PATCH", path, json=body, etag=etag)

    def delete(self, path: str, etag: str | None = None) -> TestResponse:
        return self.call("DELETE", path, etag=etag)

    def call(self, method: str, path: str, *, etag: str | None = None, **options: Any) -> TestResponse:
        """Make a request and check the shape of its answer."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if etag is not None:
            headers.setdefault("If-Match", f'"{etag}"')
        answer = self._client.open(API + path, method=method, headers=headers, **options)
        check(self.app, method, answer)
        return answer

    def context(self, **item: Any) -> dict[str, Any]:
        """Ask for the context of an item; a mail unless it says otherwise."""
        answer = self.post("/context", {"kind": "message", **item})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found


def code_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status_code, answer.get_json()["code"]


def check(app: APIFlask, method: str, answer: TestResponse) -> None:
    """Hold an answer against the document: status, content type, body; a problem never tells of the inside."""
    status = str(answer.status_code)
    operation = operation_of(app, method, answer.request.path)
    if operation is None or answer.status_code in OF_ANY_SERVER:
        schema: dict[str, Any] = {"$ref": "#/components/schemas/ProblemOut"}
        wanted = PROBLEM
    else:
        assert status in operation["responses"], f"{method} {answer.request.path} may not answer {status}"
        if _is_file(operation["responses"][status]):
            assert answer.mimetype in operation["responses"][status]["content"]
            return
        ((wanted, media),) = operation["responses"][status]["content"].items()
        schema = media["schema"]
    assert answer.mimetype == wanted
    body = answer.get_json()
    _validator(app, json.dumps(schema)).validate(body)
    if wanted == PROBLEM:
        assert body["status"] == answer.status_code
        assert body["type"] == f"urn:trato:problem:{body['code']}"
        assert re.fullmatch(r"[a-z_]+", body["code"])
        assert not INSIDE.search(answer.text), answer.text


def _is_file(told: dict[str, Any]) -> bool:
    return all(media["schema"].get("format") == "binary" for media in told["content"].values())


# Words that only the inside would say.
INSIDE = re.compile(r"Traceback|psycopg|sqlalchemy|SELECT |INSERT |File \"|\.py\b|werkzeug|postgres", re.IGNORECASE)


def operation_of(app: APIFlask, method: str, path: str) -> dict[str, Any] | None:
    """The operation of the document that a request is for, None where there is none."""
    for pattern, operations in _paths(app).items():
        if pattern.fullmatch(path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


@cache
def _document(app: APIFlask) -> dict[str, Any]:
    found: dict[str, Any] = app.spec
    return found


@cache
def _validator(app: APIFlask, schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": _document(app)["components"]})


@cache
def _paths(app: APIFlask) -> dict[re.Pattern[str], dict[str, Any]]:
    paths = _document(app)["paths"]
    # Ids are numbers; a telephone number is what people type, and a key what they choose.
    patterns = {path: re.sub(r"\{\w+\}", "[0-9]+", re.sub(r"\{(number|key)\}", "[^/]+", path)) for path in paths}
    return {re.compile(patterns[path]): operations for path, operations in paths.items()}
