"""What the pane is told beside a mail or an appointment, and what a person's decision does to it."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from tests import small_company
from tests.graph_access import client_of
from tests.http.api import code_of
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, CARLA, DOMAIN, LUIS, NOA, NOW, PILAR

from trato.calendar.model import Attendee
from trato.clock import Clock
from trato.graph.governor import Governor
from trato.jobs.mailboxes import MailboxSync
from trato.sync.tables import feeds

STRANGER_AT_NORTE = "nadia@norte.example"
AUTOMATED = {"automated_kind": "auto_reply", "automated_why": "Auto-Submitted"}


@pytest.fixture(scope="module")
def company(new_company):
    """A module's company, which has talked with Norte; its tests only read."""
    company = new_company()
    deliver(
        company,
        mail("old", subject="Hydraulic presses Bilbao", at=NOW - timedelta(days=9)),
        mail("new", subject="Hydraulic presses Bilbao", at=NOW - timedelta(days=2)),
        mail("auto", subject="Fuera de la oficina", at=NOW - timedelta(days=1), **AUTOMATED),
    )
    held = NOW - timedelta(days=1)
    refused = (Attendee(LUIS, "Luis", "required", "declined"),)
    meet(
        company,
        meeting("held@x", held),
        meeting("running@x", NOW - timedelta(minutes=30), minutes=180),
        meeting("soon@x", NOW + timedelta(days=1)),
        meeting("later@x", NOW + timedelta(days=2)),
        meeting("cancelled@x", NOW + timedelta(hours=6), is_cancelled=True),
        meeting("declined@x", NOW - timedelta(hours=6), attendees=refused),
        meeting("private@x", NOW - timedelta(hours=5), sensitivity="private"),
        meeting("internal@x", NOW - timedelta(hours=4), guests=[BEN]),
    )
    return company


@pytest.fixture(scope="module")
def ana(company, sign_in):
    return sign_in(company, ANA)


def people(sender=None, *to):
    item = {"from": {"address": sender}} if sender else {}
    return {**item, "to": [{"address": one} for one in to]}


# --- what kind of situation -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (people(LUIS, ANA), "known"),
        (people(f" {LUIS.upper()} ", ANA), "known"),
        (people("compras@norte.example", ANA), "known"),
        (people(ANA, LUIS), "known"),
        (people(STRANGER_AT_NORTE, ANA), "unknown_person"),
        (people("who@nowhere.example", ANA), "unknown_company"),
        (people("somebody@gmail.com", ANA), "unknown_company"),
        (people(LUIS, ANA, NOA), "several_accounts"),
        (people(BEN, ANA), "internal"),
        (people(f"aruiz@{DOMAIN}", f"new-colleague@{DOMAIN}"), "internal"),
        ({**people(LUIS, ANA), "internet_message_id": "<auto@mail.example>"}, "automated"),
        ({}, "empty"),
        (people("   "), "empty"),
    ],
)
def test_every_situation_has_its_name(ana, item, state):
    assert ana.context(**item)["state"] == state


def test_of_a_foreign_territory_nothing_is_known(company, sign_in):
    found = sign_in(company, CARLA).context(**people(LUIS, CARLA))
    assert (found["state"], found["account"], found["opportunities"]) == ("unknown_company", None, [])
    assert (found["last_interaction"], found["timeline"]) == (None, [])


def test_a_mail_that_was_not_read_yet_is_answered_from_its_people(ana, company):
    found = ana.context(internet_message_id="<never-seen@x>", **people(LUIS, ANA, STRANGER_AT_NORTE))
    assert (found["thread_id"], found["link"], found["suggestions"]) == (None, None, [])
    assert found["account"]["name"] == "Norte SA"
    assert [one["kind"] for one in found["people"]] == ["contact", "colleague", "unknown"]
    assert found["people"][0]["contact"]["buying_role"] == "decision_maker"
    assert {one["name"] for one in found["opportunities"]} == {"Hydraulic presses Bilbao", "Loading dock automation"}
    assert [one["is_open"] for one in found["opportunities"]] == [True, False]
    assert found["last_interaction"]["kind"] == "meeting"


def test_a_synchronised_mail_has_its_link_and_why(ana, company):
    found = ana.context(internet_message_id="<new@mail.example>", **people(LUIS, ANA))
    assert found["link"]["opportunity"]["id"] == str(company.opportunities["presses"])
    assert (found["link"]["state"], found["link"]["decided_by"]) == ("confirmed", {"kind": "rule", "name": None})
    assert found["link"]["score"] == pytest.approx(sum(reason["points"] for reason in found["link"]["reasons"]))
    assert found["opportunities"][0]["id"] == found["link"]["opportunity"]["id"]


def test_one_person_in_two_roles_is_told_once(ana):
    found = ana.context(**people(LUIS, LUIS, LUIS.upper(), ANA))
    assert [(one["address"], one["role"]) for one in found["people"]] == [(LUIS, "from"), (ANA, "to")]


def test_an_appointment_is_found_by_its_icaluid(ana, company):
    found = ana.context(kind="appointment", ical_uid="soon@x", **people(ANA, LUIS))
    assert found["event_id"] is not None
    assert found["link"]["event_id"] == found["event_id"]
    assert found["link"]["opportunity"]["id"] == str(company.opportunities["presses"])
    assert [one["role"] for one in found["people"]] == ["organizer", "attendee"]


# --- last and next ----------------------------------------------------------------------------------------------------


def test_the_last_is_what_has_ended_and_the_next_what_has_not_begun(ana, company):
    """Not the meeting that is on, was refused, is private or among ourselves; not the automatic mail."""
    found = ana.context(**people(LUIS, ANA))
    assert found["last_interaction"]["at"] == _text(NOW - timedelta(days=1))
    assert found["next_interaction"]["at"] == _text(NOW + timedelta(days=1))
    kinds = [(one["kind"], one["at"]) for one in found["timeline"]]
    assert kinds == [
        ("meeting", _text(NOW - timedelta(days=1))),
        ("mail_in", _text(NOW - timedelta(days=2))),
        ("mail_in", _text(NOW - timedelta(days=9))),
    ]


def _text(instant):
    return instant.isoformat().replace("+00:00", "Z")


def test_a_meeting_moved_into_the_future_is_the_last_no_more(tenant, sign_in):
    meet(tenant, meeting("m@x", NOW - timedelta(days=1)))
    api = sign_in(tenant, ANA)
    assert api.context(**people(LUIS))["last_interaction"]["kind"] == "meeting"
    meet(tenant, meeting("m@x", NOW + timedelta(days=3), change_key="2"))
    found = api.context(**people(LUIS))
    assert found["last_interaction"] is None
    assert found["next_interaction"]["at"] == _text(NOW + timedelta(days=3))
    meet(tenant, meeting("m@x", NOW + timedelta(days=3), change_key="3", is_cancelled=True))
    assert api.context(**people(LUIS))["next_interaction"] is None


# --- cost -------------------------------------------------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow_with_the_people(ana, company):
    counts = []
    ana.context()  # The first request of a tenant looks it up.
    for many in (1, 20, 400):
        crowd = [f"p{number}@norte.example" for number in range(many)]
        with recorded(company.database) as heard:
            ana.context(internet_message_id="<new@mail.example>", **people(LUIS, ANA, PILAR, *crowd))
        counts.append(len(heard))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 40


# --- decisions --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["thread", "event"])
def item(request, tenant, sign_in):
    """A mail or a meeting with Norte: how it is asked for, its path, and its history at the account."""
    api = sign_in(tenant, ANA)
    if request.param == "thread":
        deliver(tenant, mail("m", subject="Hydraulic presses Bilbao"))
        asked = {"kind": "message", "internet_message_id": "<m@mail.example>"}
    else:
        meet(tenant, meeting("m@x", NOW - timedelta(days=2)))
        asked = {"kind": "appointment", "ical_uid": "m@x"}

    def look():
        return api.context(**asked, **people(LUIS, ANA))

    def told(key):
        query = {"opportunity_id": str(tenant.opportunities[key])}
        return len(api.get("/interactions", **query).get_json()["items"])

    return api, f"/{request.param}s/{look()[f'{request.param}_id']}", look, told


def test_confirm_change_and_undo_are_seen_at_once(tenant, item):
    api, path, look, told = item
    automatic = look()["link"]
    assert (told("presses"), told("loading")) == (1, 0)

    presses, loading = (str(tenant.opportunities[key]) for key in ("presses", "loading"))
    confirmed = api.put(f"{path}/link", {"opportunity_id": presses}, automatic["etag"]).get_json()
    assert (confirmed["state"], confirmed["decided_by"]) == ("confirmed", {"kind": "user", "name": "Ana Ruiz"})
    assert look()["link"] == confirmed

    changed = api.put(f"{path}/link", {"opportunity_id": loading}, confirmed["etag"]).get_json()
    assert changed["opportunity"]["id"] == loading
    assert look()["link"] == changed
    assert (told("presses"), told("loading")) == (0, 1)

    before = api.delete(f"{path}/link", changed["etag"]).get_json()
    assert {**before, "etag": ""} == {**confirmed, "etag": ""}
    assert (told("presses"), told("loading")) == (1, 0)

    undone = api.delete(f"{path}/link", before["etag"]).get_json()
    assert {**undone, "etag": ""} == {**automatic, "etag": ""}
    assert look()["link"] == undone
    assert (told("presses"), told("loading")) == (1, 0)


def test_an_account_alone_or_nothing_can_be_said_too(tenant, item):
    api, path, look, told = item
    only = api.put(f"{path}/link", {"account_id": str(tenant.accounts["norte"])}).get_json()
    assert (only["opportunity"], only["account"]["name"]) == (None, "Norte SA")
    assert told("presses") == 0
    assert look()["last_interaction"] is not None
    neither = api.put(f"{path}/link", {}).get_json()
    assert (neither["state"], neither["opportunity"], neither["account"]) == ("confirmed", None, None)


def test_not_business_takes_it_out_and_undo_takes_it_back(item):
    api, path, look, told = item
    before = look()
    out = api.put(f"{path}/exclusion", {}).get_json()
    assert (out["state"], out["opportunity"], out["decided_by"]["kind"]) == ("rejected", None, "user")
    found = look()
    assert (found["state"], found["last_interaction"], found["timeline"]) == ("excluded", None, [])
    assert told("presses") == 0
    api.delete(f"{path}/exclusion")
    after = look()
    assert (after["state"], after["last_interaction"]["at"]) == ("known", before["last_interaction"]["at"])
    assert told("presses") == 1


def test_a_later_mail_follows_what_a_person_said(tenant, sign_in):
    api = sign_in(tenant, ANA)
    deliver(tenant, mail("m1", subject="Hydraulic presses Bilbao"))
    thread = api.context(internet_message_id="<m1@mail.example>")["thread_id"]
    loading = str(tenant.opportunities["loading"])
    api.put(f"/threads/{thread}/link", {"opportunity_id": loading})
    later = mail("m2", subject="RE: Hydraulic presses Bilbao", references=["m1@mail.example"], at=NOW)
    deliver(tenant, later)
    found = api.context(internet_message_id="<m2@mail.example>", **people(LUIS, ANA))
    assert (found["thread_id"], found["link"]["opportunity"]["id"]) == (thread, loading)
    assert len(api.get("/interactions", opportunity_id=loading).get_json()["items"]) == 2


def test_undoing_what_nobody_decided_changes_nothing(item):
    api, path, look, _ = item
    before = look()["link"]
    assert api.delete(f"{path}/link").status_code == 200
    assert look()["link"] == before


def test_a_thread_without_customers_can_be_decided_on(tenant, sign_in):
    api = sign_in(tenant, ANA)
    deliver(tenant, mail("m", sender="who@nowhere.example", subject="Hello"))
    thread = api.context(internet_message_id="<m@mail.example>", **people("who@nowhere.example"))["thread_id"]
    answer = api.put(f"/threads/{thread}/link", {"opportunity_id": str(tenant.opportunities["presses"])})
    assert answer.status_code == 200
    assert code_of(api.put(f"/threads/{10**15}/link", {})) == (404, "not_found")


# --- a full resync ----------------------------------------------------------------------------------------------------


def write_mailbox(folder):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = LUIS, ANA, "Hydraulic presses Bilbao"
    letter["Date"], letter["Message-ID"] = "Mon, 23 Feb 2026 09:00:00 +0000", "<real@norte.example>"
    letter.set_content("¿Cuándo llegan las prensas?")
    inbox = folder / "mail" / ANA / "Inbox"
    inbox.mkdir(parents=True)
    (inbox / "1.eml").write_bytes(letter.as_bytes())
    (folder / "calendar").mkdir()
    (folder / "calendar" / f"{ANA}.ics").write_text(
        "\r\n".join([
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:real-event@x",
            "DTSTAMP:20260201T080000Z", "DTSTART:20260224T090000Z", "DTEND:20260224T100000Z",
            "SUMMARY:Hydraulic presses Bilbao", f"ORGANIZER:mailto:{ANA}",
            f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}", "END:VEVENT", "END:VCALENDAR", "",
        ]), "utf-8",
    )  # fmt: skip


def test_decisions_survive_a_full_resync(company_folder, many_tenants, sandbox, sign_in):
    write_mailbox(company_folder)
    running = sandbox(company_folder)
    company = small_company.save_folder(many_tenants, company_folder, entra_tenant_id="resync")

    def follow():
        mailbox = small_company.open_company(many_tenants, company.tenant_id).mailboxes[ANA]
        client = client_of(running, Governor(many_tenants, tenant_id=company.tenant_id))
        sync = MailboxSync(many_tenants, company.tenant_id, Clock.starting_at(NOW), client)
        report = sync.follow(mailbox)
        assert report.faults == {}
        return report

    first = follow()
    assert first.changed > 0
    api = sign_in(company, ANA)
    items = [
        {"kind": "message", "internet_message_id": "<real@norte.example>"},
        {"kind": "appointment", "ical_uid": "real-event@x"},
    ]
    loading = {"opportunity_id": str(company.opportunities["loading"])}
    mine = [api.context(**item, **people(LUIS, ANA)) for item in items]
    assert api.put(f"/threads/{mine[0]['thread_id']}/link", loading).status_code == 200
    assert api.put(f"/events/{mine[1]['event_id']}/exclusion", {}).status_code == 200
    decided = [api.context(**item, **people(LUIS, ANA)) for item in items]
    assert [one["link"]["state"] for one in decided] == ["confirmed", "rejected"]

    with company.system() as connection:
        dropped = connection.execute(sa.update(feeds).values(cursor=None, full_round=feeds.c.full_round + 1))
        assert dropped.rowcount > 0
    again = follow()
    assert again.items >= first.items
    after = [api.context(**item, **people(LUIS, ANA)) for item in items]
    assert [{**one, "now": ""} for one in after] == [{**one, "now": ""} for one in decided]
