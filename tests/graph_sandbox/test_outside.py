import pytest
import requests

from .company import ANA, mail


@pytest.fixture
def ana(as_user):
    return as_user(ANA)


def test_a_mail_from_outside_arrives_unread_in_its_conversation(ana, sandbox):
    _, link = ana.round("/me/mailFolders/inbox/messages/delta")
    raw = mail(99, subject="Re: Oferta", extra="In-Reply-To: <m31@norte.example>\n").split("\n", 1)[1]
    box = f"{sandbox.url}/_sandbox/mailboxes/{ANA}/mail"
    ident = requests.post(box, data=raw.encode(), timeout=5).json()["id"]
    came = ana.get(f"/me/messages/{ident}", headers={"Prefer": 'IdType="ImmutableId"'}).json()
    assert (came["isRead"], came["isDraft"], came["internetMessageId"]) == (False, False, "<m99@norte.example>")
    assert came["receivedDateTime"].startswith("2026-03-02T09:0")
    offer = ana.value("/me/messages?$filter=subject eq 'Oferta'")[0]
    assert came["conversationId"] == offer["conversationId"]
    assert [c["internetMessageId"] for c in ana.round(link)[0]] == ["<m99@norte.example>"]
    assert ana.get("/me/mailFolders/inbox").json()["unreadItemCount"] == 1
    answer = mail(100, subject="Re: Oferta", extra="In-Reply-To: <m99@norte.example>\n").split("\n", 1)[1]
    requests.post(f"{box}?folder=archive", data=answer.encode(), timeout=5)
    archived = ana.value("/me/mailFolders/archive/messages")[0]
    assert archived["conversationId"] == offer["conversationId"]
    assert requests.post(box, data=b"\x00", timeout=5).status_code == 400


def test_a_customer_answers_a_meeting(ana, sandbox):
    visit = ana.value("/me/events?$filter=subject eq 'Visita a Norte'")[0]
    url = f"{sandbox.url}/_sandbox/mailboxes/{ANA}/answers"
    given = {"iCalUId": visit["iCalUId"], "attendee": "luis@norte.example", "response": "declined"}
    assert requests.post(url, json=given, timeout=5).json() == {"answered": True}
    now = ana.get(f"/me/events/{visit['id']}").json()
    assert now["attendees"][1]["status"]["response"] == "declined"
    assert now["@odata.etag"] != visit["@odata.etag"]
    assert requests.post(url, json=given | {"attendee": "x@y.z"}, timeout=5).status_code == 404


def test_a_token_can_be_had_without_a_sign_in(sandbox):
    made = requests.post(f"{sandbox.url}/_sandbox/tokens", json={"user": ANA}, timeout=5).json()["access_token"]
    me = requests.get(f"{sandbox.url}/v1.0/me", headers={"Authorization": f"Bearer {made}"}, timeout=5)
    assert me.json()["userPrincipalName"] == ANA
    assert requests.post(f"{sandbox.url}/_sandbox/tokens", json={"user": "x@y.z"}, timeout=5).status_code == 404
