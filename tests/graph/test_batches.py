"""$batch: each part has a status of its own; only what failed for now is sent again, and only where that is safe."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest
from tests.graph.caller import Given
from tests.graph.plain_server import Answer
from tests.graph_access import call, control
from tests.small_company import ANA, BEN, CARLA

from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.graph.errors import (
    GraphChangedMeanwhileError,
    GraphNotFoundError,
    GraphUnavailableError,
    ThrottledError,
    UntrustedLinkError,
)
from trato.graph.payloads import Page, User


@pytest.fixture
def office(running, governor):
    return GraphClient(f"{running.url}/v1.0", Given(running.token()), governor)


def sent(running):
    """How often each path was sent as a part of a batch."""
    return Counter(
        one.path.rpartition("/")[2] for one in running.meter.recorder.report()["requests"] if one.is_in_batch
    )


def fault(running, status, path, **options):
    told = {"kind": "status", "status": status, "path": path, "batch": True, "times": 1} | options
    control(running, "POST", "/faults", told)


def test_fault_14_of_a_batch_that_failed_in_parts_only_what_failed_for_now_is_sent_again(running, office):
    fault(running, 429, "contacts$", retry_after="0.2")
    fault(running, 500, "events$")
    paths = [f"{ANA}/messages", f"{ANA}/contacts", "nobody@vega.example/todo", f"{ANA}/events", f"{ANA}/calendars"]
    answers = office.batch([Part("GET", f"users/{path}") for path in paths])
    assert [answer.status for answer in answers] == [200, 200, 404, 200, 200]
    assert sent(running) == {"messages": 1, "contacts": 2, "todo": 1, "events": 2, "calendars": 1}


def test_a_write_is_sent_again_only_when_graph_said_that_it_did_not_do_it(running, office):
    fault(running, 500, f"{ANA}/contacts$")
    fault(running, 429, f"{BEN}/contacts$", retry_after="0.2")
    fault(running, 503, f"{CARLA}/contacts$")
    parts = [Part("POST", f"users/{upn}/contacts", {"givenName": "Luis"}) for upn in (ANA, BEN, CARLA)]
    assert [answer.status for answer in office.batch(parts)] == [500, 201, 503]
    assert [len(office.get(f"users/{upn}/contacts", Page).value) for upn in (ANA, BEN, CARLA)] == [0, 1, 0]


def test_what_was_sent_again_without_an_answer_is_not_called_refused(running, office):
    fault(running, 429, f"{BEN}/contacts$", retry_after="0.1")
    lost = {"kind": "lost_response", "path": "batch$", "batch": False, "skip": 1, "times": 1}
    control(running, "POST", "/faults", lost)
    parts = [Part("POST", f"users/{upn}/contacts", {"givenName": "Luis"}) for upn in (ANA, BEN)]
    done, unknown = office.batch(parts)
    assert done.status == 201
    with pytest.raises(GraphUnavailableError):
        unknown.check()
    assert len(office.get(f"users/{BEN}/contacts", Page).value) == 1


def test_any_number_of_parts_is_sent_and_answered_in_order(running, office):
    answers = office.batch([Part("GET", f"users/{upn}") for upn in (ANA, BEN, CARLA) * 15])
    assert [answer.read(User).user_principal_name for answer in answers] == [ANA, BEN, CARLA] * 15
    assert control(running, "GET", "/counters")["requests"] == 3


def test_eight_batches_at_once_have_no_more_than_four_requests_under_way(running, office):
    control(running, "POST", "/faults", {"kind": "latency", "seconds": 0.01, "path": "/messages"})
    parts = [Part("GET", f"users/{ANA}/messages")] * 10
    with ThreadPoolExecutor(8) as pool:
        answers = [one for batch in pool.map(lambda _: office.batch(parts), range(8)) for one in batch]
    assert {answer.status for answer in answers} == {200}
    assert len(answers) == 80
    assert control(running, "GET", "/counters")["in_flight_peak"] == {ANA: 4}


def test_a_part_waits_for_those_it_depends_on_and_fails_with_them(running, office):
    parts = [
        Part("POST", f"users/{ANA}/contacts", {"givenName": "Luis"}),
        Part("DELETE", f"users/{ANA}/contacts/nobody", depends_on=(0,)),
        Part("POST", f"users/{ANA}/contacts", {"givenName": "Noa"}, depends_on=(1,)),
        Part("GET", f"users/{ANA}/contacts", depends_on=(0,)),
    ]
    answers = office.batch(parts)
    assert [answer.status for answer in answers] == [201, 400, 424, 200]
    assert len(answers[3].read(Page).value) == 1


def test_what_waited_for_a_part_is_sent_again_with_it(running, office):
    fault(running, 429, "calendars$", retry_after="0.1")
    parts = [
        Part("GET", f"users/{ANA}/messages"),
        Part("GET", f"users/{ANA}/calendars", depends_on=(0,)),
        Part("GET", f"users/{ANA}/events", depends_on=(1,)),
    ]
    assert [answer.status for answer in office.batch(parts)] == [200, 200, 200]
    assert sent(running) == {"messages": 1, "calendars": 2, "events": 1}


def test_after_a_pause_one_part_tries_alone(running, office, governor):
    governor.enter(ANA).refused(0.1)
    parts = [Part("GET", f"users/{BEN}/messages"), *[Part("GET", f"users/{ANA}/messages")] * 5]
    assert [answer.status for answer in office.batch(parts)] == [200] * 6
    requests = running.meter.recorder.report()["requests"]
    assert [one.path.rpartition("/")[2] for one in requests[:3]] == ["$batch", "messages", "$batch"]
    assert ANA in requests[1].path


def test_what_depends_on_the_part_that_went_alone_fails_with_it(running, office, governor):
    governor.enter(ANA).refused(0.1)
    parts = [
        Part("GET", f"users/{ANA}/contacts/nobody"),
        Part("POST", f"users/{ANA}/contacts", {"givenName": "Noa"}, depends_on=(0,)),
        Part("PATCH", f"users/{ANA}/contacts/other", {}, depends_on=(1,)),
    ]
    assert [answer.status for answer in office.batch(parts)] == [400, 424, 424]
    assert office.get(f"users/{ANA}/contacts", Page).value == []


def test_a_long_pause_within_a_batch_is_told_by_the_part(running, office):
    fault(running, 429, ANA, retry_after="300", times=None)
    answers = office.batch([Part("GET", f"users/{upn}/messages") for upn in (ANA, BEN)])
    with pytest.raises(ThrottledError) as caught:
        answers[0].read(Page)
    assert caught.value.retry_after_s == 300
    assert answers[1].read(Page).value == []


def test_errors_of_parts_have_names(running, office):
    contact = call(running, "POST", ANA, "/contacts", {"givenName": "Luis"})
    parts = [
        Part("GET", f"users/nobody@{ANA.partition('@')[2]}/messages"),
        Part("PATCH", f"users/{ANA}/contacts/{contact['id']}", {"surname": "X"}, if_match='W/"old"'),
    ]
    lost, changed = office.batch(parts)
    with pytest.raises(GraphNotFoundError, match=r"request [0-9a-f-]{36}"):
        lost.read(Page)
    with pytest.raises(GraphChangedMeanwhileError):
        changed.check()


def test_a_body_that_is_no_json_goes_as_base64(running, office):
    contact = call(running, "POST", ANA, "/contacts", {"givenName": "Luis"})
    picture = b"\xff\xd8\xff\xe0picture"
    (answer,) = office.batch(
        [Part("PUT", f"users/{ANA}/contacts/{contact['id']}/photo/$value", picture, content_type="image/jpeg")]
    )
    assert answer.is_fine
    (answer,) = office.batch([Part("GET", f"users/{ANA}/contacts/{contact['id']}/photo/$value")])
    assert answer.body == picture


@pytest.mark.parametrize("link", ["http://{stranger}/v1.0/me", "http://{graph}/beta/me", "http://{graph}/v1.0evil/me"])
def test_a_link_elsewhere_is_refused_before_anything_is_sent(client, graph, stranger, link):
    with pytest.raises(UntrustedLinkError):
        client.batch([Part("GET", link.format(graph=graph.host, stranger=stranger.host))])
    assert graph.asked == []
    assert stranger.asked == []


def test_a_link_of_graph_itself_is_sent_below_the_service_root(running, office):
    control(running, "POST", "/faults", {"kind": "empty_page", "path": "messages", "times": 1})
    (answer,) = office.batch([Part("GET", f"users/{ANA}/messages?$top=1")])
    link = answer.read(Page).next_link
    (answer,) = office.batch([Part("GET", link)])
    assert answer.is_fine
    assert parse_qs(running.meter.recorder.report()["requests"][-1].query) == {"$top": ["1"]}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"responses": [{}]}', b'{"responses": [{"id": "x", "status": 200}]}', b'{"responses": []}',
     b'{"responses": [{"id": "1", "status": 200}]}'],
)  # fmt: skip
def test_an_answer_that_is_no_batchs_may_be_asked_again(client, graph, body):
    graph.answer = Answer(200, body)
    with pytest.raises(GraphUnavailableError):
        client.batch([Part("GET", "me/messages")])


def test_too_many_parts_in_a_chain_are_refused(client):
    with pytest.raises(ValueError, match="at most 20"):
        client.batch([Part("GET", "me", depends_on=(place - 1,) if place else ()) for place in range(21)])
