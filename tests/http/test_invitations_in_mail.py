"""Meetings of people without Outlook, found in synced mail: shown, answered by a draft, and nothing sent."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
import requests
import sqlalchemy as sa
from tests.graph_access import call, control
from tests.http.meetings import meet, meeting
from tests.small_company import ANA, BEN, LUIS, NOW

from trato.calendar.ical_read import read_calendar
from trato.jobs.calendar_mails import read
from trato.jobs.following import Workshop
from trato.scheduling.invitations.tables import calendar_mails

START = NOW + timedelta(days=4)


def stamp(moment) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def post(desk, method: str, *, sequence: int = 0, start=START, sender: str = LUIS, uid: str = "m1@norte") -> str:
    """A meeting message of somebody without Outlook arrives in Ana's mailbox."""
    mail = EmailMessage()
    number = f"{method}-{sequence}-{uid.partition('@')[0]}".lower()
    mail["From"], mail["To"], mail["Subject"] = sender, ANA, "Visita a planta"
    mail["Message-ID"], mail["Date"] = (
        f"<{number}@norte.example>",
        format_datetime(NOW - timedelta(minutes=60 - sequence)),
    )
    mail.set_content(f"Les esperamos, {sequence}.")
    calendar = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp(NOW + timedelta(minutes=sequence))}", f"DTSTART:{stamp(start)}",
        f"DTEND:{stamp(start + timedelta(hours=1))}", "SUMMARY:Visita a planta", f"ORGANIZER:mailto:{LUIS}",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{ANA}", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    mail.add_alternative(calendar, subtype="calendar", params={"method": method})
    url = f"{desk.sandbox.url}/_sandbox/mailboxes/{ANA}/mail"
    requests.post(url, data=mail.as_bytes(), timeout=30).raise_for_status()
    return f"{number}@norte.example"


def look(desk) -> int:
    desk.sync()
    return read(Workshop(desk.company.database, desk.clock, lambda _name: desk.client, timedelta(minutes=5)))


def outcomes(desk) -> list[str]:
    with desk.company.system() as connection:
        return sorted(connection.execute(sa.select(calendar_mails.c.outcome)).scalars())


def shown(desk, **of) -> list[dict]:
    return desk.api(ANA).get("/invitations", **of).get_json()["items"]


def test_an_invitation_in_a_mail_is_shown_and_answered_by_a_draft(desk):
    of = post(desk, "REQUEST")
    assert look(desk) == 1
    (found,) = shown(desk)
    assert (found["organizer"], found["subject"], found["answer"]) == (LUIS, "Visita a planta", "")
    assert shown(desk, internet_message_id=f"<{of}>") == [found]
    assert shown(desk, internet_message_id="<other@x>") == []
    assert desk.api(BEN).get("/invitations", internet_message_id=of).get_json()["items"] == []
    # A mail is read once.
    assert look(desk) == 0

    wish = {"answer": "accepted", "as_draft": True}
    answered = desk.api(ANA).post(f"/invitations/{found['id']}/answer", wish).get_json()
    assert answered["in_drafts"]
    (draft,) = call(desk.sandbox, "GET", ANA, "/mailFolders/drafts/messages?$expand=attachments")["value"]
    assert [to["emailAddress"]["address"] for to in draft["toRecipients"]] == [LUIS]
    (file,) = draft["attachments"]
    assert file["name"] == "invite.ics"
    assert read_calendar(answered["to_send"]["calendar"].encode()).method == "REPLY"
    assert desk.outbox() == []


def test_a_newer_request_asks_again_and_a_cancellation_calls_off_whatever_comes_first(desk):
    post(desk, "REQUEST", sequence=1, start=START + timedelta(days=1))
    post(desk, "REQUEST", sequence=0)
    assert look(desk) == 2
    (found,) = shown(desk)
    assert found["start"][:10] == (START + timedelta(days=1)).date().isoformat()
    desk.api(ANA).post(f"/invitations/{found['id']}/answer", {"answer": "accepted"})
    post(desk, "REQUEST", sequence=2, start=START + timedelta(days=2))
    look(desk)
    assert shown(desk)[0]["answer"] == ""
    post(desk, "CANCEL", sequence=3)
    look(desk)
    assert shown(desk)[0]["cancelled"]
    assert "applied" in outcomes(desk)


def test_what_somebody_else_sends_in_the_organizers_name_changes_nothing(desk):
    post(desk, "REQUEST", sender="mallory@else.example")
    assert look(desk) == 1
    assert shown(desk) == []
    assert outcomes(desk) == ["not_the_sender"]


def test_what_stands_in_the_calendar_is_left_to_outlook(desk):
    of = post(desk, "REQUEST", uid="visit@x")
    meet(desk.company, meeting("visit@x", START))
    look(desk)
    assert shown(desk) == []
    assert shown(desk, internet_message_id=of) == []


@pytest.mark.parametrize(("status", "left"), [(404, 0), (403, 1)])
def test_a_mail_that_is_gone_is_let_be_and_one_that_waits_is_asked_for_again(desk, status, left):
    post(desk, "REQUEST")
    fault = {"kind": "status", "status": status, "path": r"/\$value$", "times": 1}
    control(desk.sandbox, "POST", "/faults", fault)
    assert look(desk) == 1 - left
    control(desk.sandbox, "DELETE", "/faults")
    assert look(desk) == left
    assert len(shown(desk)) == left
