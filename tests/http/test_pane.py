"""What the pane asks beyond the context: relations, new records, tasks, reports, readings and several mails."""

from datetime import timedelta

import pytest
from tests.http.api import code_of
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, CARLA, LUIS, MARTA, NOW, PILAR

NADIA = "nadia@norte.example"
BODY = """Hola Ana:

¿Podéis enviarnos el plano? ¿Cuándo venís?

Un saludo
Nadia Conde
Responsable de mantenimiento
Norte SA
Tel.: +34 944 555 666
"""


@pytest.fixture(scope="module")
def company(new_company):
    """What tests add to it adds to the customer and to no mail of these."""
    return filled(new_company())


@pytest.fixture
def fresh(new_company):
    """For a test that changes what others look at."""
    return filled(new_company())


def filled(company):
    deliver(
        company,
        mail("asked", subject="Presses Bilbao drawing", at=NOW - timedelta(days=3)),
        mail("asked-answered", subject="Old question", at=NOW - timedelta(days=20), sender=PILAR),
        mail("answer", subject="RE: Old question", at=NOW - timedelta(days=19), sender=ANA, to=[PILAR], folder="sent"),
        mail("new-person", subject="Hydraulic presses Bilbao", at=NOW - timedelta(days=1), sender=NADIA),
    )
    meet(company, meeting("visit@x", NOW - timedelta(days=5)))
    return company


@pytest.fixture(scope="module")
def ana(company, sign_in):
    return sign_in(company, ANA)


@pytest.fixture(scope="module")
def norte(company):
    return str(company.accounts["norte"])


def relations(api, account):
    answer = api.get(f"/accounts/{account}/relations")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


# --- how we stand -----------------------------------------------------------------------------------------------------


def test_it_is_told_in_which_country_a_customer_is_and_whom_one_reports_to(ana, norte, company, sign_in):
    assert relations(ana, norte)["country"] == "ES"
    assert ana.get("/me").get_json()["manager"]["name"] == "Marta Gil"
    assert sign_in(company, MARTA).get("/me").get_json()["manager"] is None


def test_the_people_of_a_customer_are_told_with_whom_they_report_to(ana, company, norte):
    found = relations(ana, norte)["contacts"]
    assert [(one["name"], one["reports_to_id"]) for one in found[:2]] == [
        ("Luis Ortega", None),
        ("Pilar Soto", str(company.contacts["luis"])),
    ]
    assert found[1]["last_at"] is not None


def test_a_mail_waits_until_one_of_us_has_written_or_met_them(ana, norte):
    waiting = relations(ana, norte)["waiting"]
    assert [one["subject"] for one in waiting] == ["Presses Bilbao drawing", "Hydraulic presses Bilbao"]


def test_a_call_answers_what_waits_and_a_note_does_not(fresh, sign_in):
    ana, norte = sign_in(fresh, ANA), str(fresh.accounts["norte"])
    waiting = relations(ana, norte)["waiting"]
    about = {"contact_ids": [str(fresh.contacts["luis"])], "summary": "x"}
    about |= {"opportunity_id": waiting[0]["opportunity_id"]} if waiting[0]["opportunity_id"] else {}
    ana.post("/interactions", {"kind": "note", **about})
    assert relations(ana, norte)["waiting"] == waiting
    ana.post("/interactions", {"kind": "call", **about})
    assert relations(ana, norte)["waiting"] == waiting[1:]


def test_an_answer_to_somebody_who_is_no_contact_is_an_answer_too(fresh, sign_in):
    ana, norte = sign_in(fresh, ANA), str(fresh.accounts["norte"])
    subject = "RE: Hydraulic presses Bilbao"
    sent = {"to": [NADIA], "references": ["new-person@mail.example"], "at": NOW - timedelta(hours=2)}
    deliver(fresh, mail("to-nadia", sender=ANA, subject=subject, folder="sent", **sent))
    assert [one["subject"] for one in relations(ana, norte)["waiting"]] == ["Presses Bilbao drawing"]


def test_who_of_us_is_in_touch_is_told_by_how_lately(fresh, sign_in):
    ana, norte = sign_in(fresh, ANA), str(fresh.accounts["norte"])
    sign_in(fresh, BEN).post("/interactions", {"kind": "call", "summary": "x", "account_id": norte})
    found = relations(ana, norte)["colleagues"]
    assert [one["user"]["name"] for one in found] == ["Ben Hill", "Ana Ruiz"]
    assert found[0]["times"] == 1
    assert found[1]["times"] > 1


def test_the_statements_do_not_grow_with_the_customer(ana, company, norte):
    relations(ana, norte)
    with recorded(company.database) as few:
        relations(ana, norte)
    for number in range(12):
        ana.post("/contacts", {"account_id": norte, "name": f"P{number}", "emails": [f"p{number}@norte.example"]})
        ana.post("/tasks", {"title": f"T{number}", "account_id": norte})
    with recorded(company.database) as many:
        relations(ana, norte)
    assert len(many) == len(few)


# --- a new contact ----------------------------------------------------------------------------------------------------


def test_a_new_contact_has_a_history_at_once(fresh, sign_in):
    ana, norte = sign_in(fresh, ANA), str(fresh.accounts["norte"])
    item = {"internet_message_id": "<new-person@mail.example>", "from": {"address": NADIA}, "to": [{"address": ANA}]}
    before = ana.context(**item)
    assert before["state"] == "unknown_person"
    answer = ana.post(
        "/contacts",
        {"account_id": norte, "name": " Nadia Conde ", "emails": [NADIA.upper(), NADIA], "phones": ["944 555 666"]},
    )
    assert answer.status_code == 201
    made = answer.get_json()
    assert (made["name"], made["emails"]) == ("Nadia Conde", [NADIA])
    assert made["phones"] == [{"number": "944 555 666", "kind": "business"}]
    after = ana.context(**item)
    assert after["state"] == "known"
    asked = ana.get("/interactions", contact_id=made["id"]).get_json()["items"]
    assert [one["subject"] for one in asked] == ["Hydraulic presses Bilbao"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"emails": [LUIS]}, "invalid_input"),
        ({"name": "   "}, "invalid_input"),
        ({"emails": ["nobody"]}, "invalid_input"),
        ({"influence": 101}, "invalid_input"),
    ],
)
def test_a_contact_that_does_not_fit_is_refused(ana, norte, change, code):
    answer = ana.post("/contacts", {"account_id": norte, "name": "Nadia", **change})
    assert code_of(answer) == (422, code)


# --- one person in several addresses ---------------------------------------------------------------------------------


def alike(api, **asked):
    return [(one["contact"]["name"], one["reasons"]) for one in api.get("/contacts/alike", **asked).get_json()["items"]]


@pytest.mark.parametrize(
    ("name", "address", "reason"),
    [
        ("Ortega, Luis", "luis.o@home.example", "same_name"),
        ("L. Ortega", "lo@home.example", "shorter_name"),
        ("", "luis.ortega@home.example", "address_of_name"),
    ],
)
def test_somebody_known_is_suggested_for_a_new_address(ana, name, address, reason):
    assert alike(ana, name=name, address=address) == [("Luis Ortega", [reason])]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Luis Ortega", LUIS),
        ("Luis Ortega", BEN),
        ("Nadia Conde", NADIA),
        ("Ortega", "x@home.example"),
        ("", "1@x.example"),
    ],
)
def test_who_is_known_by_the_address_or_like_nobody_is_taken_for_nobody_else(ana, name, address):
    assert alike(ana, name=name, address=address) == []


def test_an_address_that_a_person_confirms_begins_with_its_history(fresh, sign_in):
    private = "luis.ortega@home.example"
    deliver(fresh, mail("private", subject="From home", at=NOW - timedelta(days=1), sender=private))
    ana = sign_in(fresh, ANA)
    item = {"internet_message_id": "<private@mail.example>", "from": {"address": private}, "to": [{"address": ANA}]}
    assert ana.context(**item)["state"] == "unknown_company"
    luis = str(fresh.contacts["luis"])
    answer = ana.post(f"/contacts/{luis}/addresses", {"address": private.upper()})
    assert answer.status_code == 201
    assert answer.get_json()["emails"] == [LUIS, private]
    after = ana.context(**item)
    assert (after["state"], after["people"][0]["contact"]["id"]) == ("known", luis)
    assert "From home" in [one["subject"] for one in ana.get("/interactions", contact_id=luis).get_json()["items"]]
    assert code_of(ana.post(f"/contacts/{luis}/addresses", {"address": PILAR})) == (422, "invalid_input")


# --- a new opportunity ------------------------------------------------------------------------------------------------


def test_a_new_opportunity_begins_at_the_first_stage_with_its_decision_maker(ana, company, norte):
    contacts = [str(company.contacts["luis"]), str(company.contacts["pilar"])]
    answer = ana.post(
        "/opportunities",
        {
            "account_id": norte,
            "name": "Second press",
            "amount": {"value": "5000", "currency": "USD"},
            "next_step": {"date": "2026-03-10", "objective": "Send the offer"},
            "contact_ids": contacts,
        },
    )
    assert answer.status_code == 201
    made = answer.get_json()
    assert made["stage"]["position"] == 1
    assert made["amount"] == {"value": "5000.00", "currency": "USD"}
    assert made["decision_maker"]["name"] == "Luis Ortega"
    assert made["owner"]["name"] == "Ana Ruiz"
    assert made["is_open"]


def test_an_opportunity_with_a_strange_stage_or_person_is_refused(ana, company, norte):
    body = {"account_id": norte, "name": "X"}
    assert code_of(ana.post("/opportunities", {**body, "stage": "dreamt"})) == (422, "invalid_input")
    strange = str(company.contacts["teo"])
    assert code_of(ana.post("/opportunities", {**body, "contact_ids": [strange]})) == (404, "not_found")


# --- tasks and reports ------------------------------------------------------------------------------------------------


def test_a_task_is_open_until_somebody_ticks_it_off_and_can_be_taken_back(ana, sign_in, company, norte):
    body = {"title": "Send the drawing", "due_on": "2026-03-04"}
    made = ana.post("/tasks", {**body, "opportunity_id": str(company.opportunities["presses"])}).get_json()
    assert made["account_id"] == norte
    ben = sign_in(company, BEN)
    assert "Send the drawing" in [one["title"] for one in relations(ben, norte)["tasks"]]
    done = ben.patch(f"/tasks/{made['id']}", {"is_done": True}, etag=made["etag"]).get_json()
    assert done["done_at"] is not None
    assert "Send the drawing" not in [one["title"] for one in relations(ana, norte)["tasks"]]
    stale = ana.patch(f"/tasks/{made['id']}", {"is_done": False}, etag=made["etag"])
    assert code_of(stale) == (412, "changed_meanwhile")
    back = ana.patch(f"/tasks/{made['id']}", {"is_done": False}, etag=done["etag"]).get_json()
    assert back["done_at"] is None


def test_what_was_promised_in_a_meeting_is_told_to_the_team(ana, sign_in, company, norte):
    item = {"kind": "appointment", "ical_uid": "visit@x", "from": {"address": ANA}, "to": [{"address": LUIS}]}
    path = f"/events/{ana.context(**item)['event_id']}/report"
    assert ana.get(path).get_json() == {"report": None}
    report = {"result": "went_well", "discussed": "Sizes", "promised": "Drawing by Friday", "concerns": ""}
    written = ana.put(path, report).get_json()
    assert ana.get(path).get_json()["report"] == written
    assert [one["promised"] for one in relations(sign_in(company, BEN), norte)["reports"]] == ["Drawing by Friday"]
    assert code_of(ana.put(path, report, etag="9")) == (412, "changed_meanwhile")
    again = ana.put(path, {**report, "result": "undecided"}, etag=written["etag"])
    assert again.get_json()["result"] == "undecided"
    assert code_of(sign_in(company, CARLA).get(path)) == (404, "not_found")


# --- a mail's text ----------------------------------------------------------------------------------------------------


def test_a_mails_text_gives_the_senders_card_and_where_each_field_stood(ana):
    asked = {"body": BODY, "sender": f"Nadia Conde <{NADIA}>", "sent_at": "2026-03-01T10:00:00+01:00"}
    found = ana.post("/readings", asked).get_json()
    card = found["sender"]
    assert card["name"] == {"value": "Nadia Conde", "source": "signature"}
    assert card["title"] == {"value": "Responsable de mantenimiento", "source": "signature"}
    assert [one["value"] for one in card["phones"]] == ["+34944555666"]
    assert found["questions"] == ["¿Podéis enviarnos el plano?", "¿Cuándo venís?"]
    assert found["language"] == "es"


# --- several mails ----------------------------------------------------------------------------------------------------


def test_several_mails_are_told_in_the_order_asked(ana, company):
    asked = [
        {"internet_message_id": "<new-person@mail.example>"},
        {"internet_message_id": "<never-seen@x>"},
        {"item_id": "asked"},
    ]
    found = ana.post("/selections", {"items": asked}).get_json()["items"]
    assert [one["thread_id"] is None for one in found] == [False, True, False]
    assert found[2]["account"]["name"] == "Norte SA"


def test_one_decision_for_several_threads_leaves_out_what_cannot_be_decided(fresh, sign_in):
    ana = sign_in(fresh, ANA)
    asked = [{"item_id": "asked"}, {"item_id": "new-person"}]
    threads = [one["thread_id"] for one in ana.post("/selections", {"items": asked}).get_json()["items"]]
    choice = {"kind": "link", "opportunity_id": str(fresh.opportunities["presses"])}
    done = ana.post("/threads/decisions", {**choice, "thread_ids": [*threads, "999999999"]}).get_json()["items"]
    assert [one["code"] for one in done] == [None, None, "not_found"]
    linked = ana.post("/selections", {"items": asked}).get_json()["items"]
    assert {one["opportunity"]["name"] for one in linked} == {"Hydraulic presses Bilbao"}
    ana.post("/threads/decisions", {"kind": "not_business", "thread_ids": threads})
    out = ana.post("/selections", {"items": asked}).get_json()["items"]
    assert {one["state"] for one in out} == {"rejected"}
    ana.post("/threads/decisions", {"kind": "undo", "thread_ids": threads})
    back = ana.post("/selections", {"items": asked}).get_json()["items"]
    assert "rejected" not in {one["state"] for one in back}


def test_nothing_is_decided_for_an_opportunity_one_does_not_see(ana, company):
    (one,) = ana.post("/selections", {"items": [{"item_id": "asked"}]}).get_json()["items"]
    strange = {"kind": "link", "opportunity_id": str(company.opportunities["olives"]), "thread_ids": [one["thread_id"]]}
    assert code_of(ana.post("/threads/decisions", strange)) == (404, "not_found")
