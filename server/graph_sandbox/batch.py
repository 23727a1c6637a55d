"""$batch: up to 20 requests in one, four at a time, or in the order they depend on each other.

https://learn.microsoft.com/graph/json-batching
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

import msgspec

from graph_sandbox.web import Reply, Request, bad_request

Payload = dict[str, Any]
Answer = Callable[[Request], Reply]
_MOST, _AT_ONCE = 20, 4
_BAD = 400


def answer_batch(request: Request, answer: Answer) -> Reply:
    """Answer each part by itself; the batch as a whole is fine if it can be read.

    Raises:
        GraphError: 400 if it can't be read, has too many parts or an id twice.
    """
    parts = request.json().get("requests")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise bad_request("Invalid batch payload format.")
    if len(parts) > _MOST:
        raise bad_request(
            f"Number of batch request steps exceeds the maximum value of {_MOST}.", "MaximumValueExceeded"
        )
    idents = [str(part.get("id", "")).lower() for part in parts]
    if "" in idents or len(set(idents)) != len(idents):
        raise bad_request("Request ids have to be given and unique in a batch.")
    for part in parts:
        unknown = [d for d in part.get("dependsOn") or [] if str(d).lower() not in idents]
        if unknown or not part.get("method") or not part.get("url"):
            raise bad_request(
                "A batch request is missing its method or url, or depends on a request that is not there."
            )
    if any(part.get("dependsOn") for part in parts):
        answers = _in_order(request, parts, answer)
    else:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(lambda part: _one(request, part, answer), parts))
    return Reply.json({"responses": answers})


def _in_order(request: Request, parts: list[Payload], answer: Answer) -> list[Payload]:
    done: dict[str, Payload] = {}
    left = list(parts)
    while left:
        ready = [p for p in left if all(str(d).lower() in done for d in p.get("dependsOn") or [])]
        if not ready:
            raise bad_request("The batch requests depend on each other in a circle.")
        part = ready[0]
        left.remove(part)
        needed = [done[str(d).lower()] for d in part.get("dependsOn") or []]
        is_doomed = any(before["status"] >= _BAD for before in needed)
        done[str(part["id"]).lower()] = _failed(part) if is_doomed else _one(request, part, answer)
    return list(done.values())


def _failed(part: Payload) -> Payload:
    message = "The dependency for this request failed to complete, hence this request was not executed."
    return {
        "id": str(part["id"]),
        "status": 424,
        "headers": {"Content-Type": "application/json"},
        "body": {"error": {"code": "FailedDependency", "message": message}},
    }


def _one(request: Request, part: Payload, answer: Answer) -> Payload:
    headers = {str(name).lower(): str(value) for name, value in (part.get("headers") or {}).items()}
    headers["authorization"] = request.headers.get("authorization", "")
    path, _, query = str(part["url"]).partition("?")
    body = _body(part.get("body"), headers)
    inner = Request(
        str(part["method"]).upper(),
        f"/v1.0/{unquote(path.lstrip('/'))}",
        query,
        headers,
        body,
        request.origin,
        is_in_batch=True,
    )
    reply = answer(inner)
    content, shown = reply.rendered(), {"Content-Type": reply.content_type} | reply.headers
    payload: Payload = {"id": str(part["id"]), "status": reply.status, "headers": shown}
    if content:
        payload["body"] = _shown(content) if "json" in reply.content_type else b64encode(content).decode()
    return payload


def _shown(content: bytes) -> object:
    """The inner answer; what an injected fault has made garbage of is a text, for a batch is JSON whatever happens."""
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def _body(given: object, headers: dict[str, str]) -> bytes:
    if given is None:
        return b""
    if "content-type" not in headers:
        raise bad_request("A batch request with a body needs a Content-Type header.")
    if isinstance(given, str) and "json" not in headers["content-type"].lower():
        return given.encode() if headers["content-type"].lower().startswith("text/plain") else b64decode(given)
    return msgspec.json.encode(given)
