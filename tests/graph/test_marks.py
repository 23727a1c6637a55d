"""A mark is a category and an opportunity on an item: others' stay, nothing reaches anybody, it is taken back whole."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.graph.caller import Given
from tests.graph_access import call, control
from tests.small_company import ANA, BEN

from trato.graph.client import GraphClient
from trato.graph.errors import GraphNotFoundError
from trato.graph.marks import ItemKind, mark
from trato.graph.writer import OutlookWriter
from trato.graph.writer_model import OPPORTUNITY_PROPERTY, EventDraft, MailDraft, Person

MADRID = ZoneInfo("Europe/Madrid")
VISIT = EventDraft("Visita", datetime(2026, 3, 12, 9, tzinfo=MADRID), datetime(2026, 3, 12, 10, tzinfo=MADRID))


@pytest.fixture
def client(running, governor):
    return GraphClient(f"{running.url}/v1.0", Given(running.token()), governor)


@pytest.fixture
def writer(client):
    return OutlookWriter(client, ANA)


def say(writer, kind, item_id, opportunity="7"):
    return mark(writer, kind, item_id, category="Trato", opportunity=opportunity)


def on(running, path, upn=ANA):
    expand = f"$expand=singleValueExtendedProperties($filter=id eq '{OPPORTUNITY_PROPERTY}')"
    item = call(running, "GET", upn, f"{path}?{expand}")
    return item["categories"], [one["value"] for one in item.get("singleValueExtendedProperties", ())]


def sent(running):
    return [one["kind"] for one in control(running, "GET", "/outbox")["outbox"]]


def test_a_mail_is_marked_and_others_categories_stay(running, writer):
    call(running, "POST", BEN, "/sendMail", {"message": {
        "subject": "Precio", "body": {"contentType": "text", "content": "¿Cuánto?"},
        "toRecipients": [{"emailAddress": {"address": ANA}}]}})  # fmt: skip
    (received,) = call(running, "GET", ANA, "/mailFolders/inbox/messages")["value"]
    path, before = f"/messages/{received['id']}", sent(running)
    call(running, "PATCH", ANA, path, {"categories": ["Grande"]})
    stands = say(writer, ItemKind.MESSAGE, received["id"])
    assert stands.categories == ("Grande", "Trato")
    assert on(running, path) == (["Grande", "Trato"], ["7"])
    again = say(writer, ItemKind.MESSAGE, received["id"])
    assert again.etag_before == again.etag == stands.etag, "what stands there is not written again"
    say(writer, ItemKind.MESSAGE, received["id"], "")
    assert on(running, path) == (["Grande"], [""])
    assert sent(running) == before


def test_a_draft_is_its_writers_own(running, writer):
    draft = writer.draft_mail(MailDraft("Oferta", "Adjunto", (Person("", BEN),)), key="write-1")
    say(writer, ItemKind.MESSAGE, draft.id)
    assert on(running, f"/messages/{draft.id}") == ([], [])


def test_a_meeting_is_marked_where_that_is_told_to_nobody(running, client, writer):
    own = writer.note_event(VISIT, key="write-1")
    say(writer, ItemKind.EVENT, own.id)
    assert on(running, f"/events/{own.id}") == (["Trato"], ["7"])
    meeting = writer.book_and_invite(replace(VISIT, guests=(Person("Ben", BEN),)), key="write-2")
    say(writer, ItemKind.EVENT, meeting.id)
    assert on(running, f"/events/{meeting.id}") == ([], []), "the organizer's copy might tell the guests"
    (invited,) = call(running, "GET", BEN, "/events")["value"]
    say(OutlookWriter(client, BEN), ItemKind.EVENT, invited["id"])
    assert on(running, f"/events/{invited['id']}", BEN) == (["Trato"], ["7"])
    assert sent(running) == ["invitation"]


def test_what_is_gone_is_said_so(running, writer):
    own = writer.note_event(VISIT, key="write-1")
    call(running, "DELETE", ANA, f"/events/{own.id}")
    with pytest.raises(GraphNotFoundError):
        say(writer, ItemKind.EVENT, own.id)
