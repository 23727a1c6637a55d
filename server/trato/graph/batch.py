"""Several requests in one (Graph: JSON batching): what goes into $batch, what came of each part, which to repeat.

At most 20 parts; parts that name others in `depends_on` run after them, one at a time, else four run at once. Each part
counts against its mailbox's limits and has a status of its own; a part whose predecessor failed is 424.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from requests.structures import CaseInsensitiveDict

from trato import typed
from trato.graph.errors import GraphUnavailableError
from trato.graph.refusals import THROTTLING, error_for, seconds_asked
from trato.graph.sessions import IMMUTABLE_IDS, READING, Turn

MOST_PARTS = 20
AT_ONCE = 4
PASSING = {HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch. `body` is JSON, or bytes of `content_type`; `depends_on` are places in the batch."""

    method: str
    path: str
    body: Any = None
    content_type: str = "application/json"
    prefer: tuple[str, ...] = ()
    if_match: str = ""
    depends_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What became of one part."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    request_id: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether Graph did what was asked."""
        return self.status < HTTPStatus.MULTIPLE_CHOICES

    def read(self, answer: type[Answer]) -> Answer:
        """Decode the answer. Raises the part's own GraphError by name."""
        self.check()
        try:
            return typed.from_json(self.body, answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            message = f"Graph's answer is not readable: {error}"
            raise GraphUnavailableError(message, request_id=self.request_id) from error

    def check(self) -> None:
        """Raise the part's own GraphError by name if it failed."""
        if not self.is_fine:
            raise error_for(self.status, self.headers, self.body, self.request_id)


@dataclass(frozen=True, slots=True)
class Planned:
    """A part with its address below the service root, its mailbox, and the name of its call."""

    part: Part
    address: str
    mailbox: str
    request_id: str


class _Response(msgspec.Struct):
    id: str
    status: int
    headers: dict[str, str] = {}
    body: msgspec.Raw = msgspec.Raw(b"")


class _Responses(msgspec.Struct):
    responses: list[_Response]


def encoded(plan: Mapping[int, Planned]) -> bytes:
    """Return the body of $batch for parts by their place; a predecessor that is not among them is done."""
    return msgspec.json.encode({"requests": [_request(place, plan) for place in plan]})


def _request(place: int, plan: Mapping[int, Planned]) -> dict[str, Any]:
    planned = plan[place]
    part = planned.part
    headers = {"Prefer": ", ".join((IMMUTABLE_IDS, *part.prefer)), "client-request-id": planned.request_id}
    headers |= {"If-Match": part.if_match} if part.if_match else {}
    request: dict[str, Any] = {"id": str(place), "method": part.method.upper(), "url": planned.address}
    if part.body is not None:
        headers["Content-Type"] = part.content_type
        request["body"] = b64encode(part.body).decode() if isinstance(part.body, bytes) else part.body
    before = [str(other) for other in part.depends_on if other in plan]
    return request | {"headers": headers} | ({"dependsOn": before} if before else {})


def decoded(body: bytes, plan: Mapping[int, Planned]) -> dict[int, PartAnswer]:
    """Read the answer to $batch, in whatever order. Raises GraphUnavailableError when a part is missing."""
    try:
        found = {int(one.id): one for one in typed.from_json(body, _Responses).responses}
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise GraphUnavailableError(f"Graph's answer to a batch is not readable: {error}") from error
    missing = sorted(set(plan) - set(found))
    if missing:
        raise GraphUnavailableError(f"Graph's answer to a batch lacks the parts {missing}")
    return {place: _answer(found[place], plan[place].request_id) for place in plan}


def _answer(response: _Response, request_id: str) -> PartAnswer:
    headers = CaseInsensitiveDict(response.headers)
    body = bytes(response.body)
    if "json" not in headers.get("Content-Type", "json") and body.startswith(b'"'):
        body = b64decode(typed.from_json(body, str))
    return PartAnswer(response.status, headers, body, request_id)


def turns(plan: Iterable[Planned]) -> dict[str, Turn]:
    """Return how many slots of each mailbox a batch needs, and how many requests it counts as there."""
    parts = list(plan)
    at_once = 1 if any(one.part.depends_on for one in parts) else AT_ONCE
    counts = Counter(one.mailbox for one in parts if one.mailbox)
    return {mailbox: Turn(min(at_once, number), number) for mailbox, number in counts.items()}


def refused(plan: Mapping[int, Planned], answers: Mapping[int, PartAnswer]) -> dict[str, float | None]:
    """Return the mailboxes for which Graph asked to wait, and how long at most."""
    waits: dict[str, float | None] = {}
    for place, answer in answers.items():
        if answer.status in THROTTLING:
            asked_s = seconds_asked(answer.headers.get("Retry-After", ""))
            mailbox = plan[place].mailbox
            waits[mailbox] = max((one for one in (waits.get(mailbox), asked_s) if one is not None), default=None)
    return waits


def to_repeat(plan: Mapping[int, Planned], answers: Mapping[int, PartAnswer]) -> list[int]:
    """Return the places worth sending again: what failed for now and is safe to repeat, and what waited for it.

    A write is repeated only when Graph said by Retry-After that it did not do it.
    """
    chosen = {place for place, answer in answers.items() if _is_repeatable(plan[place].part, answer)}
    waiting = {place for place, answer in answers.items() if answer.status == HTTPStatus.FAILED_DEPENDENCY}

    def is_in_reach(place: int) -> bool:
        before = plan[place].part.depends_on
        return bool(chosen & set(before)) and all(one in chosen or answers[one].is_fine for one in before)

    while more := {place for place in waiting - chosen if is_in_reach(place)}:
        chosen |= more
    return sorted(chosen)


def unanswered(plan: Mapping[int, Planned]) -> dict[int, PartAnswer]:
    """Answer for parts whose batch got no answer: each is GraphUnavailableError when it is looked at."""
    return {place: PartAnswer(HTTPStatus.GATEWAY_TIMEOUT, {}, b"", one.request_id) for place, one in plan.items()}


def first_alone(plan: Mapping[int, Planned], mailbox: str) -> int:
    """Return which part goes before the others to try whether a pause of the mailbox is over."""
    if any(one.part.depends_on for one in plan.values()):
        return next(place for place, one in plan.items() if not set(one.part.depends_on) & set(plan))
    return next(place for place, one in plan.items() if one.mailbox == mailbox)


def without_reach(plan: Mapping[int, Planned], failed: int) -> dict[int, PartAnswer]:
    """Answer 424 for all that depend on a part that went first and failed."""
    lost = {failed}
    while more := {place for place in set(plan) - lost if lost & set(plan[place].part.depends_on)}:
        lost |= more
    return {
        place: PartAnswer(HTTPStatus.FAILED_DEPENDENCY, {}, b"", plan[place].request_id) for place in lost - {failed}
    }


def _is_repeatable(part: Part, answer: PartAnswer) -> bool:
    is_reading = part.method.upper() in READING
    if answer.status in THROTTLING:
        return is_reading or "Retry-After" in answer.headers
    return is_reading and answer.status in PASSING


def split(parts: Sequence[Part]) -> list[dict[int, Part]]:
    """Return the parts by place in batches of at most 20. Raises ValueError when dependent parts do not fit in one."""
    places = dict(enumerate(parts))
    if len(parts) > MOST_PARTS and any(part.depends_on for part in parts):
        raise ValueError(f"parts that depend on each other fit in one batch: at most {MOST_PARTS}")
    starts = range(0, len(parts), MOST_PARTS)
    return [{place: places[place] for place in list(places)[start : start + MOST_PARTS]} for start in starts]
