"""What goes wrong on purpose: at random or at a certain request, on all paths or some.

Each fault says which requests it hits (method, path, mailbox, batch), how often (chance, skip, times) and what happens.
"""

import itertools
import json
import random
import re
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal

import msgspec
from msgspec import Struct

from graph_sandbox.limits import throttled
from graph_sandbox.web import GraphError, Reply, Request

Kind = Literal[
    "latency",
    "status",
    "cut",
    "lost_response",
    "garbage",
    "mutate",
    "empty_page",
    "repeat_items",
    "reverse_items",
    "notification",
]
_CODES = {
    429: "ApplicationThrottled",
    500: "ErrorInternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "UnknownError",
    509: "BandwidthLimitExceeded",
}


class Fault(Struct, forbid_unknown_fields=True):
    """One kind of failure and when it happens.

    latency: no answer sooner than after `seconds`, the work included, or once the fault is ended. status: answers
    `status` with `retry_after` (any text, or none). cut: the connection ends after `after_bytes` of the body.
    lost_response: the work is done, the answer never comes. garbage: bytes that are no UTF-8. mutate: sets `set` on
    item `index` of a page. empty_page: nothing yet, but a nextLink to the same place. repeat_items: the first
    `index` + 1 items of a page come twice. reverse_items: a page tells its last item first. notification: an `action`.
    """

    kind: Kind
    id: str = ""
    method: str | None = None
    path: str | None = None
    batch: bool | None = None
    chance: float = 1.0
    skip: int = 0
    times: int | None = None
    seconds: float = 0.0
    status: int = 503
    retry_after: str | None = None
    after_bytes: int = 0
    index: int = 0
    set: dict[str, Any] = msgspec.field(default_factory=dict)
    action: Literal["drop", "repeat", "late", "reorder"] = "drop"


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
        self._random = random.Random(7)  # noqa: S311 - repeatable chance, no secret
        self._ids = itertools.count(1)
        self.active: dict[str, Fault] = {}

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force."""
        with self._lock:
            fault.id = fault.id or str(next(self._ids))
            self.active[fault.id] = fault
        return fault

    def clear(self, ident: str | None = None) -> None:
        """End one fault or all."""
        with self._lock:
            if ident is None:
                self.active.clear()
            else:
                self.active.pop(ident, None)
            self._ended.notify_all()

    def around(self, request: Request, answer: Callable[[], Reply]) -> Reply:
        """Answer a request with whatever goes wrong on the way.

        Raises:
            GraphError: for an injected status.
        """
        if not self.active:
            return answer()
        hit = self._hits(request)
        slow = [fault for fault in hit if fault.kind == "latency"]
        ready_at = time.monotonic() + sum(fault.seconds for fault in slow)
        try:
            for fault in hit:
                if fault.kind == "status":
                    raise _status(fault)
            reply = answer()
            for fault in hit:
                reply = _spoiled(fault, reply, request)
        finally:
            self._wait(slow, ready_at)
        return reply

    def _wait(self, slow: list[Fault], until: float) -> None:
        """Hold an answer back, as long as the faults that do so are in force."""
        with self._ended:
            while (left := until - time.monotonic()) > 0 and any(fault.id in self.active for fault in slow):
                self._ended.wait(left)

    def notification_actions(self) -> list[Fault]:
        """What happens to the next notification."""
        with self._lock:
            return [
                fault for fault in list(self.active.values()) if fault.kind == "notification" and self._falls(fault)
            ]

    def _hits(self, request: Request) -> list[Fault]:
        with self._lock:
            return [fault for fault in list(self.active.values()) if _concerns(fault, request) and self._falls(fault)]

    def _falls(self, fault: Fault) -> bool:
        if fault.skip > 0:
            fault.skip -= 1
            return False
        if fault.times is not None and fault.times <= 0:
            return False
        if self._random.random() >= fault.chance:
            return False
        if fault.times is not None:
            fault.times -= 1
        return True


def _concerns(fault: Fault, request: Request) -> bool:
    if fault.kind == "notification" or (fault.method and fault.method.upper() != request.method):
        return False
    if fault.batch is not None and fault.batch != request.is_in_batch:
        return False
    return fault.path is None or re.search(fault.path, request.path, re.IGNORECASE) is not None


def _status(fault: Fault) -> GraphError:
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
        return throttled(fault.retry_after)
    headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
    return GraphError(fault.status, _CODES.get(fault.status, "generalException"), "An injected fault.", headers)


def _spoiled(fault: Fault, reply: Reply, request: Request) -> Reply:
    match fault.kind:
        case "cut":
            reply.cut_after = fault.after_bytes
        case "lost_response":
            reply.cut_after = -1
        case "garbage":
            reply.body = b'{"value":[{"subject":"\xff\xfe\x80'
        case "mutate" | "empty_page" | "repeat_items" | "reverse_items":
            reply.body = _changed(reply.rendered(), fault, request)
        case _:
            pass
    return reply


def _changed(body: bytes, fault: Fault, request: Request) -> bytes:
    try:
        payload = json.loads(body)
    except ValueError:
        return body  # another fault has made garbage of it
    items = payload.get("value") if isinstance(payload, dict) else None
    if not isinstance(items, list):
        return body
    if fault.kind == "empty_page":
        again = f"{request.address}?{request.query_text}" if request.query_text else request.address
        return msgspec.json.encode({"@odata.context": payload["@odata.context"], "value": [], "@odata.nextLink": again})
    if fault.kind == "repeat_items":
        items += items[: fault.index + 1]
    elif fault.kind == "reverse_items":
        items.reverse()
    elif fault.index < len(items):
        items[fault.index] |= fault.set
    return msgspec.json.encode(payload)
