"""A thin Graph client: kept connections, immutable ids, typed answers, errors by name, limits held.

Every request carries a client-request-id, every error says it. With a governor, calls to a mailbox wait for their
turn, and what Graph refused for now (429, 503) is asked again when its pause is over, by one caller first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypeVar, overload

import msgspec
import requests
from requests.structures import CaseInsensitiveDict

from trato import typed
from trato.graph import batch
from trato.graph.auth import RenewableTokens, Tokens
from trato.graph.batch import Part, PartAnswer, Planned
from trato.graph.errors import GraphUnavailableError, ThrottledError
from trato.graph.governor import Governor, Pass, ProbeFirstError, Rank
from trato.graph.refusals import THROTTLING, claims_asked, error_for, seconds_asked
from trato.graph.sessions import IMMUTABLE_IDS, READING, GraphSessions, Turn, mailbox_of, new_request_id

TIMEOUT_S = (10, 120)
MOST_TRIES = 4
FIRST_BACK_OFF_S = 0.2

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to Graph, what it needs of which mailboxes, and how to see who was refused within an answer."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    turns: Mapping[str, Turn] = field(default_factory=dict)
    refused_within: Callable[[bytes], Mapping[str, float | None]] = lambda _body: {}


class GraphClient:
    """Speaks to Graph on behalf of one application or user. May be shared between threads."""

    def __init__(
        self, url: str, tokens: Tokens, governor: Governor | None = None, *, me: str = "", rank: Rank = Rank.BACKGROUND
    ) -> None:
        """`me` is whose mailbox `/me` is, where the tokens are a user's (their Entra object id)."""
        self._sessions = GraphSessions(url)
        self._tokens = tokens
        self._governor = governor
        self._me = me
        self._rank = rank

    @property
    def url(self) -> str:
        """Return the service root."""
        return self._sessions.url

    def as_user_action(self) -> GraphClient:
        """Return the same client for calls that a person waits for: they go before background work."""
        other = GraphClient(self._sessions.url, self._tokens, self._governor, me=self._me, rank=Rank.USER)
        other._sessions = self._sessions
        return other

    def get(self, path: str, answer: type[Answer], *, prefer: tuple[str, ...] = ()) -> Answer:
        """GET a path below the service root, or a link Graph gave, and decode the answer into `answer`.

        Raises a GraphError by name; a reply that is cut off or not of the expected shape is GraphUnavailableError.
        """
        return _decoded(self._exchange(self._call("GET", path, prefer=prefer)), answer)

    @overload
    def send(
        self, method: str, path: str, payload: Any = None, *, prefer: tuple[str, ...] = (), if_match: str = ""
    ) -> None: ...

    @overload
    def send(
        self,
        method: str,
        path: str,
        payload: Any = None,
        *,
        answer: type[Answer],
        prefer: tuple[str, ...] = (),
        if_match: str = "",
    ) -> Answer: ...

    def send(
        self,
        method: str,
        path: str,
        payload: Any = None,
        *,
        answer: type[Answer] | None = None,
        prefer: tuple[str, ...] = (),
        if_match: str = "",
    ) -> Answer | None:
        """POST, PATCH, PUT or DELETE: `payload` as JSON, the answer decoded if a shape for it is given.

        Repeated only when Graph said that it did not do it (429 or 503 with Retry-After). A response that was lost is
        GraphUnavailableError: the write may have been done, so repeat it only with a transactionId in it. Raises
        GraphChangedMeanwhileError when the item is no longer of the etag `if_match`.
        """
        call = self._call(method, path, prefer=prefer, payload=payload, if_match=if_match)
        response = self._exchange(call)
        return None if answer is None else _decoded(response, answer)

    def _call(
        self, method: str, path: str, *, prefer: tuple[str, ...] = (), payload: Any = None, if_match: str = ""
    ) -> Call:
        url = self._sessions.absolute(path)
        headers = {"Prefer": ", ".join((IMMUTABLE_IDS, *prefer))}
        headers |= {"If-Match": if_match} if if_match else {}
        headers |= {"Content-Type": "application/json"} if payload is not None else {}
        mailbox = mailbox_of(url, me=self._me)
        body = None if payload is None else msgspec.json.encode(payload)
        return Call(method.upper(), url, headers, body, {mailbox: Turn()} if mailbox else {})

    def exchange(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> requests.Response:
        """Send a request that another library wrote, within the same limits, sign-in and names of errors."""
        call = self._call(method, path)
        return self._exchange(replace(call, headers=_merged(call.headers, headers), body=body))

    def batch(self, parts: Sequence[Part]) -> list[PartAnswer]:
        """Send requests together and return what became of each, in their order, whatever their number.

        A part that failed for now is sent again, where that is safe and within the time a call may wait; the others
        are not. Raises a GraphError only when a batch as a whole got no answer.
        """
        answers: dict[int, PartAnswer] = {}
        for chunk in batch.split(parts):
            answers |= self._batch({place: self._planned(part) for place, part in chunk.items()})
        return [answers[place] for place in range(len(parts))]

    def _planned(self, part: Part) -> Planned:
        address = self._sessions.below_root(part.path)
        return Planned(part, address, mailbox_of(address, me=self._me), new_request_id())

    def _batch(self, plan: Mapping[int, Planned]) -> dict[int, PartAnswer]:
        answers: dict[int, PartAnswer] = {}
        left = dict(plan)
        for tries in range(MOST_TRIES):
            try:
                answers |= self._batch_once(left)
            except ThrottledError:
                if not answers:
                    raise
                break
            except GraphUnavailableError:
                if not answers:
                    raise
                # What was sent again may be done or not: that is another thing than the refusal it had before.
                answers |= batch.unanswered(left)
                break
            again = batch.to_repeat(plan, answers)
            if not again or self._governor is None:
                break
            left = {place: plan[place] for place in again}
            if not batch.refused(left, {place: answers[place] for place in again}):
                time.sleep(FIRST_BACK_OFF_S * 2**tries)
        return answers

    def _batch_once(self, plan: Mapping[int, Planned]) -> dict[int, PartAnswer]:
        call = Call(
            "POST",
            self._sessions.absolute("$batch"),
            {"Content-Type": "application/json"},
            batch.encoded(plan),
            batch.turns(plan.values()),
            lambda body: batch.refused(plan, batch.decoded(body, plan)),
        )
        try:
            return batch.decoded(self._exchange(call).content, plan)
        except ProbeFirstError as probe:
            first = batch.first_alone(plan, probe.mailbox)
            answers = self._batch_once({first: plan[first]})
            if not answers[first].is_fine:
                answers |= batch.without_reach(plan, first)
            rest = {place: plan[place] for place in plan if place not in answers}
            return answers | (self._batch_once(rest) if rest else {})

    def _exchange(self, call: Call) -> requests.Response:
        """Send a call when its turn comes, and again after a pause that Graph asked for, where that is safe."""
        started = time.monotonic()
        while True:
            with ExitStack() as turns:
                passes = self._turns(call, turns)
                response, request_id = self._once(call)
                if response.status_code not in THROTTLING:
                    return self._accepted(call, response, passes, request_id)
                asked_s = seconds_asked(response.headers.get("Retry-After", ""))
                pauses_s = [one.refused(asked_s) for one in passes.values()]
            error = error_for(response.status_code, response.headers, response.content, request_id)
            if not pauses_s or not self._may_repeat(call, asked_s, max(pauses_s), time.monotonic() - started):
                raise _prolonged(error, max(pauses_s, default=0.0))

    def _turns(self, call: Call, turns: ExitStack) -> dict[str, Pass]:
        if self._governor is None:
            return {}
        enter = self._governor.enter
        # In one order, so that two batches never wait for one another.
        return {
            mailbox: turns.enter_context(enter(mailbox, rank=self._rank, at_once=turn.at_once, requests=turn.requests))
            for mailbox, turn in sorted(call.turns.items())
        }

    def _accepted(
        self, call: Call, response: requests.Response, passes: Mapping[str, Pass], request_id: str
    ) -> requests.Response:
        if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            for one in passes.values():
                one.answered()
            raise error_for(response.status_code, response.headers, response.content, request_id)
        refused = call.refused_within(response.content)
        for mailbox, one in passes.items():
            if mailbox in refused:
                one.refused(refused[mailbox])
            else:
                one.answered()
        return response

    def _may_repeat(self, call: Call, asked_s: float | None, pause_s: float, spent_s: float) -> bool:
        if self._governor is None or (call.method not in READING and asked_s is None):
            return False
        limits = self._governor.limits
        patience_s = limits.user_waits_s if self._rank is Rank.USER else limits.background_waits_s
        return spent_s + pause_s <= patience_s

    def _once(self, call: Call) -> tuple[requests.Response, str]:
        token = self._tokens.token()
        response, request_id = self._request(call, token)
        if response.status_code == HTTPStatus.UNAUTHORIZED and isinstance(self._tokens, RenewableTokens):
            # The machine's clock may be wrong, or access was withdrawn: Entra knows. A challenge is the user's to meet.
            is_challenge = claims_asked(response.headers.get("WWW-Authenticate", ""))
            if not is_challenge and (other := self._tokens.renewed(token)) != token:
                return self._request(call, other)
        return response, request_id

    def _request(self, call: Call, token: str) -> tuple[requests.Response, str]:
        request_id = new_request_id()
        headers = {"Authorization": f"Bearer {token}", "client-request-id": request_id, **call.headers}
        try:
            response = self._sessions.session().request(
                call.method, call.url, data=call.body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False
            )
        except requests.RequestException as error:
            raise GraphUnavailableError(f"Graph does not answer: {error}", request_id=request_id) from error
        return response, request_id


def _decoded(response: requests.Response, answer: type[Answer]) -> Answer:
    request_id = response.request.headers.get("client-request-id", "")
    if response.status_code == HTTPStatus.NO_CONTENT:
        raise error_for(response.status_code, response.headers, response.content, request_id)
    try:
        return typed.from_json(response.content, answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise GraphUnavailableError(f"Graph's answer is not readable: {error}", request_id=request_id) from error


def _merged(own: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of both, the preferences of both in one."""
    theirs = CaseInsensitiveDict(given)
    preferences = ", ".join(one for one in (own.get("Prefer", ""), theirs.pop("Prefer", "")) if one)
    theirs.pop("Authorization", None)
    return dict(theirs.items()) | {"Prefer": preferences}


def _prolonged(error: Exception, pause_s: float) -> Exception:
    if isinstance(error, ThrottledError):
        error.retry_after_s = max(error.retry_after_s, pause_s)
    return error
