"""What Graph refuses is named for what the caller can do (Graph: errors, throttling, delta overview)."""

import json

import pytest
from tests.graph.plain_server import Answer

from trato.graph.errors import (
    ConsentRevokedError,
    CursorExpiredError,
    GraphError,
    GraphNotFoundError,
    GraphUnavailableError,
    ThrottledError,
)
from trato.graph.payloads import Page
from trato.graph.refusals import DEFAULT_BACK_OFF_S


def refusal(status, code="", **headers):
    body = json.dumps({"error": {"code": code, "message": "Words of Graph."}}).encode()
    return Answer(status, body, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def error_of(client, graph, answer):
    graph.answer = answer
    with pytest.raises(GraphError) as caught:
        client.get("me/messages", Page)
    return caught.value


@pytest.mark.parametrize(
    ("status", "code", "name"),
    [
        (410, "", CursorExpiredError),
        (410, "resyncRequired", CursorExpiredError),
        (400, "syncStateNotFound", CursorExpiredError),
        (400, "SyncStateNotFound", CursorExpiredError),
        (404, "SYNCSTATENOTFOUND", CursorExpiredError),
        (400, "SyncStateInvalid", CursorExpiredError),
        (400, "fullSyncRequired", CursorExpiredError),
        (429, "TooManyRequests", ThrottledError),
        (503, "serviceUnavailable", ThrottledError),
        (401, "InvalidAuthenticationToken", ConsentRevokedError),
        (403, "ErrorAccessDenied", ConsentRevokedError),
        (404, "ErrorItemNotFound", GraphNotFoundError),
        (404, "MailboxNotEnabledForRESTAPI", GraphNotFoundError),
        (500, "generalException", GraphUnavailableError),
        (502, "", GraphUnavailableError),
        (504, "UnknownError", GraphUnavailableError),
        (400, "BadRequest", GraphError),
        (409, "ErrorConflict", GraphError),
        (302, "", GraphError),
        (204, "", GraphError),
    ],
)
def test_a_refusal_is_named_by_status_and_code(client, graph, status, code, name):
    error = error_of(client, graph, refusal(status, code))
    assert type(error) is name
    assert error.status == status


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("0.5", 0.5), ("later", DEFAULT_BACK_OFF_S)])
def test_throttling_says_how_long(client, graph, status, header, seconds):
    assert error_of(client, graph, refusal(status, Retry_After=header)).retry_after_s == seconds


def test_throttling_that_says_nothing_gets_the_usual_pause(client, graph):
    assert error_of(client, graph, refusal(429)).retry_after_s == DEFAULT_BACK_OFF_S


def test_the_message_carries_graphs_own_words(client, graph):
    assert "404 ErrorItemNotFound: Words of Graph." in str(error_of(client, graph, refusal(404, "ErrorItemNotFound")))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Bad Gateway</html>", b"{", b"[]", b"null", b'{"error": null}', b'{"error": "x"}', b"\xff\xfe",
     b'{"error": {"code": 7}}', b'{"error": {"code": null, "message": null}}'],
)  # fmt: skip
def test_a_body_that_is_no_error_leaves_the_status_to_speak(client, graph, body):
    error = error_of(client, graph, Answer(502, body))
    assert type(error) is GraphUnavailableError
    assert "Graph answered 502" in str(error)
    assert type(error_of(client, graph, Answer(410, body))) is CursorExpiredError


@pytest.mark.parametrize("body", [b"", b"{", b'{"value": [', b"[]", b"null", b"<html>", b'{"value": 7}', b"\xff"])
def test_an_answer_that_is_cut_off_or_garbage_may_be_asked_again(client, graph, body):
    assert type(error_of(client, graph, Answer(200, body))) is GraphUnavailableError


def test_a_line_that_breaks_may_be_asked_again(client, graph):
    assert type(error_of(client, graph, Answer(200, b'{"value": []}', promised=1000))) is GraphUnavailableError


def test_every_call_has_a_name_of_its_own_and_every_error_says_it(client, graph):
    answers = [refusal(404), refusal(429), Answer(502, b""), Answer(200, b"{"), Answer(200, b"{}", promised=99)]
    messages = [str(error_of(client, graph, answer)) for answer in answers]
    names = [headers["client-request-id"] for _, headers in graph.asked]
    assert len(set(names)) == len(answers)
    assert all(name in message for name, message in zip(names, messages, strict=True))


def test_a_server_that_is_gone_may_be_asked_again(client, graph):
    graph._server.server_close()
    with pytest.raises(GraphUnavailableError, match=r"\(request [0-9a-f-]{36}\)"):
        client.get("me/messages", Page)
