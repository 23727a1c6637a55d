"""`POST /graph/notifications`: what Graph tells is kept before it is thanked, what others make up is dropped."""

from urllib.parse import quote

import pytest
from tests.http.conftest import entra_name
from tests.http.notices import post, subscribe
from tests.small_company import ANA, BEN

from trato.http.routes_notifications import LARGEST_BODY, LIFECYCLE, NOTIFICATIONS

PATHS = (NOTIFICATIONS, LIFECYCLE)


@pytest.fixture
def ana(tenant):
    return subscribe(tenant, ANA)


def counts(app):
    return dict(app.extensions["trato_notifications"].counts)


def grown(app, before):
    """Which counters grew, and by how much."""
    return {name: number - before.get(name, 0) for name, number in counts(app).items() if number != before.get(name)}


# --- the handshake ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_the_handshake_gives_the_decoded_token_back_as_plain_text(app, path):
    token = "Validation: Testing client application reachability for subscription Request-Id: 7a3f 100% ñ+"
    answer = app.test_client().post(f"{path}?validationToken={quote(token)}", content_type="text/plain; charset=utf-8")
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, token)
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "token", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>", "</textarea><b>"]
)
def test_a_validation_token_with_markup_comes_back_harmless(app, token):
    """ASVS 1.3.1, 4.1.1: no reflected cross-site scripting."""
    answer = app.test_client().post(f"{NOTIFICATIONS}?validationToken={quote(token)}")
    assert answer.status_code == 200
    assert not set("<>\"'") & set(answer.get_data(as_text=True))
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("token", ["", "x" * 1025])
def test_a_validation_token_that_is_none_of_graphs_is_not_echoed(app, token):
    answer = app.test_client().post(f"{NOTIFICATIONS}?validationToken={token}")
    assert (answer.status_code, answer.data) == (400, b"")


def test_only_posts_are_answered(app):
    answer = app.test_client().get(f"{NOTIFICATIONS}?validationToken=x")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


# --- what Graph tells -------------------------------------------------------------------------------------------------


def test_each_notification_of_a_batch_is_a_hint(app, tenant, ana):
    ben = subscribe(tenant, BEN, "events")
    answer = post(
        app, ana.notice(), ben.notice(changeType="deleted", resourceData={"id": "e1"}), ana.notice(changeType="updated")
    )
    assert (answer.status_code, answer.data) == (202, b"")
    # Two of one item lead to the same and are one; the newer word stands.
    assert ana.hints() == [("updated", "AAMk-1", "")]
    assert ben.hints() == [("deleted", "e1", "")]


def test_a_lifecycle_event_is_a_hint(app, ana):
    told = ana.notice(lifecycleEvent="missed", changeType=None, resourceData=None)
    assert post(app, told, path=LIFECYCLE).status_code == 202
    assert ana.hints() == [("", "", "missed")]


def test_notifications_of_several_organisations_in_one_body_go_to_their_own(app, new_company):
    one, other = (subscribe(new_company(), ANA) for _ in range(2))
    assert post(app, one.notice(), other.notice(resourceData={"id": "x"}), one.notice()).status_code == 202
    assert (one.hints(), other.hints()) == ([("created", "AAMk-1", "")], [("created", "x", "")])


def test_an_item_that_cannot_be_understood_does_not_take_the_others_along(app, ana):
    before = counts(app)
    assert post(app, {"nonsense": 1}, ana.notice(changeType=7), ana.notice()).status_code == 202
    assert ana.hints() == [("created", "AAMk-1", "")]
    assert grown(app, before) == {"malformed": 2, "stored": 1}


def test_a_thousand_notifications_in_one_body_are_all_stored(app, ana):
    notices = [ana.notice(resourceData={"id": f"m{number}"}) for number in range(1000)]
    assert post(app, *notices).status_code == 202
    assert sorted(item for _, item, _ in ana.hints()) == sorted(f"m{number}" for number in range(1000))


# --- what others make up (ASVS 2.3.2, 9.1.1: webhook spoofing) --------------------------------------------------------


@pytest.mark.parametrize("state", ["wrong", "", None, "secret-"])
def test_a_wrong_or_missing_client_state_is_dropped_and_counted(app, ana, state):
    before = counts(app)
    assert post(app, ana.notice(clientState=state)).status_code == 202
    assert ana.hints() == []
    assert sum(grown(app, before).values()) == 1
    assert set(grown(app, before)) <= {"wrong_client_state", "malformed"}


def test_the_client_state_of_another_subscription_is_dropped(app, tenant, ana):
    ben = subscribe(tenant, BEN)
    before = counts(app)
    assert post(app, ana.notice(clientState=ben.secret)).status_code == 202
    assert (ana.hints(), grown(app, before)) == ([], {"wrong_client_state": 1})


def test_an_unknown_subscription_is_dropped_and_counted(app, ana):
    before = counts(app)
    assert post(app, ana.notice(subscriptionId="11111111-1111-4111-8111-111111111111")).status_code == 202
    assert (ana.hints(), grown(app, before)) == ([], {"unknown_subscription": 1})


@pytest.mark.parametrize("of", ["another", "none", ""])
def test_a_subscription_told_under_another_tenant_is_dropped(app, new_company, ana, of):
    before = counts(app)
    named = entra_name(new_company()) if of == "another" else of
    assert post(app, ana.notice(tenantId=named)).status_code == 202
    assert (ana.hints(), grown(app, before)) == ([], {"unknown_subscription": 1})


@pytest.mark.parametrize(
    "told",
    [
        {"lifecycleEvent": "dropEverything"},
        {"resourceData": {"id": "x" * 513}},
        {"resourceData": {"id": "nul\0"}},
        {"subscriptionId": "\x01"},
        {"clientState": "x" * 129},
    ],
)
def test_values_that_graph_never_sends_are_dropped(app, ana, told):
    before = counts(app)
    assert post(app, ana.notice(**told)).status_code == 202
    assert (ana.hints(), grown(app, before)) == ([], {"malformed": 1})


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"value": 3}', b"\xff\xfe", b"null", b'{"value": [{"clientState": "\\ud800"}]}']
)
def test_a_body_that_is_no_notification_is_refused(app, body):
    assert app.test_client().post(NOTIFICATIONS, data=body).status_code == 400


def test_a_body_larger_than_any_of_graphs_is_refused_unread(app):
    answer = app.test_client().post(NOTIFICATIONS, data=b" " * (LARGEST_BODY + 1))
    assert answer.status_code == 413


def test_no_secret_and_no_id_of_a_person_is_logged(app, ana, caplog):
    app.extensions["trato_notifications"]._logged.clear()
    with caplog.at_level("DEBUG"):
        post(app, ana.notice(clientState="guess-4711"), ana.notice(), ana.notice(subscriptionId="unknown-4711"))
    assert "wrong_client_state" in caplog.text
    for hidden in ("4711", ana.secret, "AAMk-1"):
        assert hidden not in caplog.text


def test_notifications_with_content_which_nobody_asked_for_are_dropped(app, ana):
    """Their validationTokens would have to be checked; Trato subscribes to none with content."""
    before = counts(app)
    rich = {"value": [ana.notice(encryptedContent={"data": "x"})], "validationTokens": ["forged"]}
    assert app.test_client().post(NOTIFICATIONS, json=rich).status_code == 202
    assert (ana.hints(), grown(app, before)) == ([], {"with_content": 1})


# --- look-ups ---------------------------------------------------------------------------------------------------------


def test_a_known_subscription_is_looked_up_once(app, ana):
    known = app.extensions["trato_notifications"].known
    post(app, ana.notice())
    before = known.lookups
    for number in range(20):
        assert post(app, ana.notice(resourceData={"id": f"m{number}"})).status_code == 202
    assert known.lookups == before


def test_an_unknown_subscription_is_looked_up_once(app, ana):
    known = app.extensions["trato_notifications"].known
    before = known.lookups
    forged = ana.notice(subscriptionId="22222222-2222-4222-8222-222222222222")
    for _ in range(20):
        assert post(app, forged, forged).status_code == 202
    assert known.lookups == before + 1
