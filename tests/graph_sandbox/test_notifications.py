import time
from datetime import UTC, datetime, timedelta

import pytest
import requests

from .company import ANA, NOW
from .listener import Listener

IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


def subscription(listener, resource=f"users/{ANA}/messages", minutes=600, **more):
    until = datetime.fromisoformat(NOW) + timedelta(minutes=minutes)
    return {
        "changeType": "created,updated,deleted",
        "notificationUrl": listener.url,
        "lifecycleNotificationUrl": listener.url,
        "resource": resource,
        "expirationDateTime": until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000Z"),
        "clientState": "secret",
    } | more


def test_changes_are_posted_after_a_handshake(app, as_user, listener):
    made = app.post("/subscriptions", json=subscription(listener), headers=IMMUTABLE)
    assert made.status_code == 201, made.text
    assert listener.validations == 2
    ana = as_user(ANA)
    ident = ana.post("/me/mailFolders/inbox/messages", json={"subject": "Nuevo"}, headers=IMMUTABLE).json()["id"]
    ana.patch(f"/me/messages/{ident}", json={"isRead": False})
    ana.post(f"/me/messages/{ident}/permanentDelete")
    told = listener.wait_for(3)
    assert [n["changeType"] for n in told] == ["created", "updated", "deleted"]
    assert {n["resourceData"]["id"] for n in told} == {ident}
    assert {n["clientState"] for n in told} == {"secret"}
    assert told[0]["subscriptionId"] == made.json()["id"]
    assert told[0]["resourceData"]["@odata.type"] == "#Microsoft.Graph.Message"


def test_a_folder_subscription_sees_entering_and_leaving(app, as_user, listener):
    app.post("/subscriptions", json=subscription(listener, f"users/{ANA}/mailFolders('archive')/messages"))
    ana = as_user(ANA)
    mail = ana.value("/me/messages")[0]
    moved = ana.post(f"/me/messages/{mail['id']}/move", json={"destinationId": "archive"}).json()
    ana.post(f"/me/messages/{moved['id']}/move", json={"destinationId": "inbox"})
    assert [n["changeType"] for n in listener.wait_for(2)] == ["created", "deleted"]


def test_events_and_contacts_can_be_subscribed_to(app, as_user, listener):
    for kind in ("events", "contacts"):
        assert app.post("/subscriptions", json=subscription(listener, f"/users/{ANA}/{kind}")).status_code == 201
    ana = as_user(ANA)
    ana.post("/me/contacts", json={"displayName": "Uno"})
    when = {"dateTime": "2026-03-05T10:00:00", "timeZone": "UTC"}
    ana.post("/me/events", json={"subject": "Dos", "start": when, "end": when})
    assert {n["resourceData"]["@odata.type"] for n in listener.wait_for(2)} == {
        "#Microsoft.Graph.Contact",
        "#Microsoft.Graph.Event",
    }


def test_a_twin_a_silent_client_and_too_long_a_life_are_refused(app, listener):
    assert app.post("/subscriptions", json=subscription(listener)).status_code == 201
    twin = app.post("/subscriptions", json=subscription(listener))
    assert twin.status_code == 409
    assert "already exists for the requested combination" in twin.json()["error"]["message"]
    listener.echo = False
    assert app.post("/subscriptions", json=subscription(listener, changeType="created")).status_code == 400
    listener.echo = True
    assert (
        app.post("/subscriptions", json=subscription(listener, changeType="deleted", minutes=10_090)).status_code == 400
    )
    assert app.post("/subscriptions", json=subscription(listener, changeType="changed")).status_code == 400
    assert app.post("/subscriptions", json=subscription(listener, "me/drive/root")).status_code == 400
    raised = app.post("/subscriptions", json=subscription(listener, changeType="deleted", minutes=5)).json()
    assert raised["expirationDateTime"] >= "2026-03-02T09:45:00Z"


def test_a_subscription_is_renewed_reauthorized_and_ends(app, sandbox, listener):
    made = app.post("/subscriptions", json=subscription(listener, minutes=60)).json()
    path = f"/subscriptions/{made['id']}"
    until = subscription(listener, minutes=120)["expirationDateTime"]
    assert app.patch(path, json={"expirationDateTime": until}).json()["expirationDateTime"] == "2026-03-02T11:00:00Z"
    assert app.post(f"{path}/reauthorize").status_code == 204
    assert [s["id"] for s in app.value("/subscriptions")] == [made["id"]]
    requests.post(f"{sandbox.url}/_sandbox/clock/advance", json={"seconds": 7300}, timeout=5)
    app.headers["Authorization"] = f"Bearer {sandbox.token()}"
    assert app.value("/subscriptions") == []
    assert app.delete(path).status_code == 404


def test_lifecycle_events_are_posted(app, sandbox, listener):
    made = app.post("/subscriptions", json=subscription(listener)).json()
    control = f"{sandbox.url}/_sandbox/subscriptions/{made['id']}/lifecycle"
    for event in ("missed", "reauthorizationRequired", "subscriptionRemoved"):
        assert requests.post(control, json={"event": event}, timeout=5).json() == {"sent": True}
    told = listener.wait_for(3)
    assert [n["lifecycleEvent"] for n in told] == ["missed", "reauthorizationRequired", "subscriptionRemoved"]
    assert app.get(f"/subscriptions/{made['id']}").status_code == 404


def test_what_was_not_taken_is_sent_again(app, as_user, listener):
    app.post("/subscriptions", json=subscription(listener))
    listener.statuses = ["503 Service Unavailable"]
    as_user(ANA).post("/me/messages", json={"subject": "x"})
    assert len(listener.wait_for(1)) == 1


def test_notifications_get_lost_repeated_and_late(app, as_user, sandbox, listener):
    app.post("/subscriptions", json=subscription(listener))
    ana = as_user(ANA)
    faults = f"{sandbox.url}/_sandbox/faults"
    requests.post(faults, json={"kind": "notification", "action": "drop", "times": 1}, timeout=5)
    ana.post("/me/messages", json={"subject": "lost"})
    requests.post(faults, json={"kind": "notification", "action": "repeat", "times": 1}, timeout=5)
    ana.post("/me/messages", json={"subject": "twice"})
    assert len(listener.wait_for(2)) == 2
    requests.post(faults, json={"kind": "notification", "action": "late", "seconds": 0.4, "times": 1}, timeout=5)
    start = time.monotonic()
    ana.post("/me/messages", json={"subject": "late"})
    assert len(listener.wait_for(3)) == 3
    assert time.monotonic() - start >= 0.4
    counts = requests.get(f"{sandbox.url}/_sandbox/subscriptions", timeout=5).json()["notifications"]
    assert (counts["dropped"], counts["delivered"]) == (1, 3)
