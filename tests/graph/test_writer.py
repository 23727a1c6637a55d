"""Writes to a mailbox are done once, mind what others wrote, and reach nobody unless the function's name says so."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.graph.caller import Given
from tests.graph.plain_server import PlainServer
from tests.graph_access import call, control
from tests.small_company import ANA, BEN

from trato.graph.client import GraphClient
from trato.graph.contact_payloads import Contact
from trato.graph.errors import GraphChangedMeanwhileError, GraphNotFoundError, GraphUnavailableError
from trato.graph.writer import OutlookWriter
from trato.graph.writer_model import OPPORTUNITY_PROPERTY, EventDraft, MailDraft, Person

MADRID = ZoneInfo("Europe/Madrid")
LUIS = Person("Luis Ortega", "luis@norte.example")
VISIT = EventDraft("Visita", datetime(2026, 3, 12, 9, tzinfo=MADRID), datetime(2026, 3, 12, 10, tzinfo=MADRID))
OFFER = MailDraft("Oferta", "Adjunto la oferta.", (LUIS,), categories=("Trato",), opportunity="presses")


@pytest.fixture
def client(running, governor):
    return GraphClient(f"{running.url}/v1.0", Given(running.token()), governor)


@pytest.fixture
def writer(client):
    return OutlookWriter(client, ANA)


def lose(running, method, path, **options):
    """The write is done, its answer never comes."""
    fault = {"kind": "lost_response", "method": method, "path": path, "times": 1} | options
    control(running, "POST", "/faults", fault)


def sent(running):
    return [one["kind"] for one in control(running, "GET", "/outbox")["outbox"]]


def events(running):
    return call(running, "GET", ANA, "/events")["value"]


def messages(running, folder):
    return call(running, "GET", ANA, f"/mailFolders/{folder}/messages")["value"]


def test_fault_23_an_event_whose_answer_was_lost_is_made_once(running, writer):
    lose(running, "POST", "/events$")
    made = writer.note_event(VISIT, key="write-1")
    assert [event["id"] for event in events(running)] == [made.id]
    assert made.transaction_id == "write-1"


def test_fault_23_holds_where_graph_refuses_the_same_transaction_twice(running, writer):
    control(running, "PATCH", "/settings", {"transaction_conflicts": True})
    lose(running, "POST", "/events$")
    control(running, "POST", "/faults", {"kind": "status", "status": 504, "path": "calendarView", "times": 1})
    with pytest.raises(GraphUnavailableError):
        writer.note_event(VISIT, key="write-1")
    made = writer.note_event(VISIT, key="write-1")
    assert [event["id"] for event in events(running)] == [made.id]


def test_fault_23_a_mail_whose_answers_were_lost_is_sent_once(running, writer):
    lose(running, "POST", "/messages$")
    lose(running, "POST", "/send$")
    writer.send_mail(OFFER, key="write-1")
    assert messages(running, "drafts") == []
    assert [mail["subject"] for mail in messages(running, "sentitems")] == ["Oferta"]
    assert sent(running) == ["mail"]
    writer.send_mail(OFFER, key="write-2")
    assert sent(running) == ["mail", "mail"]


def test_fault_23_a_contact_whose_answer_was_lost_is_made_once(running, writer):
    lose(running, "POST", "/contacts$")
    writer.make_contact({"givenName": "Luis"}, key="it's")
    writer.make_contact({"givenName": "Noa"}, key="other")
    assert sorted(one["givenName"] for one in call(running, "GET", ANA, "/contacts")["value"]) == ["Luis", "Noa"]


def test_a_write_that_never_arrived_is_tried_again(running, writer):
    control(running, "POST", "/faults", {"kind": "status", "status": 504, "method": "POST", "times": 1})
    writer.note_event(VISIT, key="write-1")
    assert len(events(running)) == 1


def test_fault_24_what_others_wrote_meanwhile_is_read_and_kept(running, writer):
    made = writer.note_event(VISIT, key="write-1")
    seen = []

    def merge(event):
        seen.append(event.categories)
        if len(seen) == 1:
            call(running, "PATCH", ANA, f"/events/{made.id}", {"categories": ["Theirs"]})
        return {"categories": [*(event.categories or []), "Ours"]}

    writer.change_event_and_tell_guests(made.id, merge)
    assert seen == [[], ["Theirs"]]
    assert events(running)[0]["categories"] == ["Theirs", "Ours"]


def test_fault_24_who_is_always_second_is_told(running, writer):
    made = writer.note_event(VISIT, key="write-1")
    numbers = iter(range(10))

    def merge(_event):
        call(running, "PATCH", ANA, f"/events/{made.id}", {"subject": f"Theirs {next(numbers)}"})
        return {"subject": "Ours"}

    with pytest.raises(GraphChangedMeanwhileError):
        writer.change_event_and_tell_guests(made.id, merge)
    assert events(running)[0]["subject"] == "Theirs 2"


def test_a_change_whose_answer_was_lost_is_made_once(running, writer):
    made = writer.note_event(VISIT, key="write-1")
    lose(running, "PATCH", "/events/")
    writer.change_event_and_tell_guests(made.id, lambda one: {} if one.categories else {"categories": ["Trato"]})
    assert events(running)[0]["categories"] == ["Trato"]
    assert [one.method for one in running.meter.recorder.report()["requests"]].count("PATCH") == 1


def test_an_event_is_as_it_was_drafted(running, writer):
    draft = replace(
        VISIT,
        text="Traer muestras",
        place="Bilbao",
        opportunity="presses",
        categories=("Trato",),
        guests=(LUIS, Person("Noa", "noa@rioja.example", is_optional=True)),
    )
    made = writer.book_and_invite(draft, key="write-1")
    expand = f"$expand=singleValueExtendedProperties($filter=id eq '{OPPORTUNITY_PROPERTY}')"
    event = call(running, "GET", ANA, f"/events/{made.id}?{expand}")
    start = datetime.fromisoformat(event["start"]["dateTime"][:19])
    assert start.replace(tzinfo=UTC) == VISIT.start
    assert event["originalStartTimeZone"] in {"Romance Standard Time", "Europe/Madrid"}
    assert (event["location"]["displayName"], event["categories"]) == ("Bilbao", ["Trato"])
    assert "Traer muestras" in event["body"]["content"]
    assert {(one["emailAddress"]["address"], one["type"]) for one in event["attendees"]} == {
        ("luis@norte.example", "required"), ("noa@rioja.example", "optional"),
    }  # fmt: skip
    assert [one["value"] for one in event["singleValueExtendedProperties"]] == ["presses"]


def test_only_what_says_so_reaches_others(running, writer):
    with pytest.raises(ValueError, match="book_and_invite"):
        writer.note_event(replace(VISIT, guests=(LUIS,)), key="write-1")
    writer.note_event(VISIT, key="write-2")
    draft = writer.draft_mail(OFFER, key="write-3")
    writer.make_contact({"givenName": "Luis"}, key="write-4")
    assert sent(running) == []
    meeting = writer.book_and_invite(replace(VISIT, guests=(LUIS,)), key="write-5")
    assert sent(running) == ["invitation"]
    writer.cancel_event_and_tell_guests(meeting.id, comment="No puedo")
    assert sent(running) == ["invitation", "cancellation"]
    writer.send_draft(draft.id)
    assert sent(running) == ["invitation", "cancellation", "mail"]


def test_a_cancellation_whose_answer_was_lost_is_sent_once(running, writer):
    meeting = writer.book_and_invite(replace(VISIT, guests=(LUIS,)), key="write-1")
    lose(running, "POST", "/cancel$")
    writer.cancel_event_and_tell_guests(meeting.id)
    assert sent(running) == ["invitation", "cancellation"]


def test_a_reply_lies_in_drafts_until_it_is_sent(running, writer):
    call(running, "POST", BEN, "/sendMail", {"message": {
        "subject": "Precio", "body": {"contentType": "text", "content": "¿Cuánto?"},
        "toRecipients": [{"emailAddress": {"address": ANA}}]}})  # fmt: skip
    (received,) = messages(running, "inbox")
    lose(running, "POST", "/createReply")
    reply = writer.draft_reply(received["id"], "Mañana se lo digo.", key="write-1", is_to_all=True)
    (draft,) = messages(running, "drafts")
    assert draft["id"] == reply.id
    assert [one["emailAddress"]["address"] for one in draft["toRecipients"]] == [BEN]
    assert "Mañana se lo digo." in draft["body"]["content"]
    before = len(sent(running))
    writer.send_draft(reply.id)
    assert len(sent(running)) == before + 1


def test_a_contact_is_changed_and_removed_as_it_was_read(running, writer):
    folder = call(running, "POST", ANA, "/contactFolders", {"displayName": "Clientes"})
    made = writer.make_contact({"givenName": "Luis", "surname": "Ortega"}, key="write-1", folder_id=folder["id"])
    changed = writer.change_contact(made.id, Contact, lambda one: {"jobTitle": f"{one.given_name}, jefe"})
    assert changed.job_title == "Luis, jefe"
    with pytest.raises(GraphChangedMeanwhileError):
        writer.remove_contact(made.id, etag=made.etag)
    writer.remove_contact(made.id, etag=changed.etag)
    with pytest.raises(GraphNotFoundError):
        writer.change_contact(made.id, Contact, lambda _one: {"jobTitle": "nadie"})


def test_a_throttled_write_is_repeated_when_graph_says_when(running, writer):
    fault = {"kind": "status", "status": 429, "retry_after": "0.2", "method": "POST", "path": "/events$"}
    control(running, "POST", "/faults", fault | {"times": 1})
    writer.note_event(VISIT, key="write-1")
    assert len(events(running)) == 1


def test_every_request_has_immutable_ids_and_a_name(running, writer):
    writer.send_mail(OFFER, key="write-1")
    writer.note_event(VISIT, key="write-2")
    requests = [one for one in running.meter.recorder.report()["requests"] if ANA in one.path]
    assert len({one.headers["client-request-id"] for one in requests}) == len(requests) >= 6
    assert all('IdType="ImmutableId"' in one.headers["prefer"] for one in requests)


def test_nothing_is_logged_that_opens_anything(running, writer, client, caplog):
    caplog.set_level(logging.DEBUG)
    writer.send_mail(OFFER, key="write-1")
    writer.note_event(VISIT, key="write-2")
    with pytest.raises(GraphNotFoundError):
        OutlookWriter(client, "nobody@vega.example").note_event(VISIT, key="write-3")
    token = client._tokens.token()
    assert caplog.text
    assert token not in caplog.text
    assert "Bearer" not in caplog.text
    assert "Adjunto la oferta" not in caplog.text


def test_o365_writes_no_tokens_to_the_working_directory(writer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    writer.note_event(VISIT, key="write-1")
    assert list(tmp_path.iterdir()) == [tmp_path / "tenant"]


def test_a_link_out_of_graph_is_not_followed_by_o365_either(running, client):
    with PlainServer() as stranger:
        writer = OutlookWriter(client, ANA)
        with pytest.raises(Exception, match="refused to follow"):
            writer._account.connection.get(f"{stranger.url}/v1.0/me")
        assert stranger.asked == []
