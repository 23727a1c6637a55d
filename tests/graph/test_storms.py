"""Fault 12: a storm of 429 in one mailbox. Nobody calls while Graph asked for a pause, then one tries for all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from tests.graph.caller import Given
from tests.graph_access import control
from tests.small_company import ANA, BEN

from trato.graph.client import GraphClient
from trato.graph.errors import ThrottledError
from trato.graph.governor import Governor
from trato.graph.payloads import Page
from trato.graph.refusals import DEFAULT_BACK_OFF_S

REFUSALS, THREADS, CALLS = 2, 4, 10
LEAST_BACK_OFF_S = 0.2


@pytest.fixture
def governors(many_tenants, tenant_number):
    """Two, each with a connection of its own, as two processes have."""
    made = [Governor(many_tenants, tenant_id=tenant_number) for _ in range(2)]
    yield made
    for one in made:
        one.close()


def storm(running, retry_after, **options):
    fault = {"kind": "status", "status": 429, "path": ANA, "times": REFUSALS, "retry_after": retry_after} | options
    control(running, "POST", "/faults", fault)


def in_two_seconds():
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


@pytest.mark.parametrize("retry_after", ["0.6", "date", "0", None])
def test_fault_12_one_request_at_most_within_a_pause_and_other_mailboxes_go_on(running, governors, retry_after):
    asked = in_two_seconds() if retry_after == "date" else retry_after
    storm(running, asked)
    clients = [GraphClient(f"{running.url}/v1.0", Given(running.token()), governor) for governor in governors]

    def call(client):
        for _ in range(CALLS):
            client.get(f"users/{ANA}/messages?$top=1", Page)

    first = clients[0]._governor.enter(ANA)  # keeps the storm's first refusal alone, so that each can be told apart
    first.refused(0.1)
    with ThreadPoolExecutor(2 * THREADS) as pool:
        working = [pool.submit(call, client) for client in clients for _ in range(THREADS)]
        clients[1].get(f"users/{BEN}/messages", Page)
        assert not any(one.done() for one in working)
        for one in working:
            one.result()

    came = [one for one in running.meter.recorder.report()["requests"] if ANA in one.path]
    assert [one.status for one in came[: REFUSALS + 1]] == [429, 429, 200]
    assert {one.status for one in came[REFUSALS:]} == {200}
    assert len(came) <= 1.1 * 2 * THREADS * CALLS
    assert pauses(came, asked)
    counters = control(running, "GET", "/counters")
    assert counters["in_flight_peak"][ANA] <= 4


def pauses(came, asked):
    """Whether after each refusal nothing came for as long as was asked."""
    gaps = [later.at_s - one.at_s for one, later in pairwise(came) if one.status == 429]
    if asked == "0.6":
        return min(gaps) >= 0.6
    if asked and asked != "0":  # until a moment, whatever was refused before it
        return sum(gaps) >= 1.0
    return min(gaps) >= LEAST_BACK_OFF_S


@pytest.mark.parametrize("status", [429, 503, 509])
def test_a_refusal_is_waited_for_and_asked_again(running, governors, status):
    storm(running, "0.2", status=status, times=1)
    client = GraphClient(f"{running.url}/v1.0", Given(running.token()), governors[0])
    assert client.get(f"users/{ANA}/messages", Page).value == []


def test_a_write_is_asked_again_when_graph_said_that_it_did_not_do_it(running, governors):
    storm(running, "0.2", times=1)
    client = GraphClient(f"{running.url}/v1.0", Given(running.token()), governors[0])
    client.send("POST", f"users/{ANA}/contacts", {"givenName": "Luis"})
    assert len(client.get(f"users/{ANA}/contacts", Page).value) == 1


def test_a_write_that_was_refused_without_a_word_is_the_callers_to_repeat(running, governors):
    storm(running, None, status=503, times=1)
    client = GraphClient(f"{running.url}/v1.0", Given(running.token()), governors[0])
    with pytest.raises(ThrottledError):
        client.send("POST", f"users/{ANA}/contacts", {"givenName": "Luis"})
    assert client.get(f"users/{ANA}/contacts", Page).value == []


def test_a_pause_longer_than_a_call_may_wait_reaches_the_caller_at_once(running, governors):
    storm(running, "120", times=1)
    clients = [GraphClient(f"{running.url}/v1.0", Given(running.token()), governor) for governor in governors]
    for client in clients:
        with pytest.raises(ThrottledError) as caught:
            client.get(f"users/{ANA}/messages", Page)
        assert 100 < caught.value.retry_after_s <= 120
    assert len(running.meter.recorder.report()["requests"]) == 1


def test_without_a_governor_every_refusal_reaches_the_caller(running):
    storm(running, None, times=1)
    with pytest.raises(ThrottledError) as caught:
        GraphClient(f"{running.url}/v1.0", Given(running.token())).get(f"users/{ANA}/messages", Page)
    assert caught.value.retry_after_s == DEFAULT_BACK_OFF_S
