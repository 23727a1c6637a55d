"""The weekly review over HTTP: order, decisions, the two-reviews rule, sharing, and what those above may do."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from tests.graph_access import call
from tests.http.api import code_of
from tests.http.test_pipeline import etag
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA, NOW

from trato.crm.tables import interactions
from trato.selling.review.tables import review_items, reviews


@pytest.fixture
def company(new_company):
    return new_company()


@pytest.fixture
def ana(company, sign_in):
    return sign_in(company, ANA)


@pytest.fixture
def presses(company):
    return company.opportunities["presses"]


NEW = "ines@libre.example"


def started(api):
    answer = api.post("/reviews", {})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def path_of(review, opportunity_id):
    return f"/reviews/{review['review']['id']}/items/{opportunity_id}"


def decide(api, review, opportunity_id, **decision):
    version = etag(api, f"/opportunities/{opportunity_id}")
    return api.put(path_of(review, opportunity_id), decision, version)


def reviewed_before(company, owner, opportunity_id, *weeks, verdict="confirmed"):
    """As if the owner had reviewed it so many weeks ago each."""
    with company.system() as connection:
        for week in weeks:
            at = NOW - timedelta(weeks=week)
            review = connection.execute(
                sa.insert(reviews)
                .values(
                    tenant_id=company.tenant_id,
                    owner_id=company.users[owner],
                    week_on=(at - timedelta(days=at.weekday())).date(),
                    started_at=at,
                    finished_at=at,
                )
                .returning(reviews.c.id)
            ).scalar_one()
            values = {"review_id": review, "opportunity_id": opportunity_id, "verdict": verdict, "at": at}
            connection.execute(sa.insert(review_items).values(tenant_id=company.tenant_id, **values))


def test_a_review_is_of_the_week_where_the_organisation_is_and_is_found_again(ana, presses):
    first = started(ana)
    assert first["review"]["week_on"] == "2026-03-02"
    assert decide(ana, first, presses).status_code == 200
    again = started(ana)
    assert again["review"]["id"] == first["review"]["id"]
    assert [(one["opportunity"]["name"], one["verdict"]) for one in again["items"]] == [
        ("Hydraulic presses Bilbao", "confirmed")
    ]
    assert (again["summary"]["confirmed"], again["summary"]["left"]) == (1, 0)


def test_what_happened_and_what_changed_since_the_last_review_is_told(company, ana, presses):
    reviewed_before(company, ANA, presses, 1)
    with company.system() as connection:
        for days in (2, 20):
            at = NOW - timedelta(days=days)
            values = {"kind": "note", "starts_at": at, "ends_at": at, "created_by_id": company.users[ANA]}
            connection.execute(
                sa.insert(interactions).values(tenant_id=company.tenant_id, opportunity_id=presses, **values)
            )
    review = started(ana)
    ana.patch(f"/opportunities/{presses}/fields", {"amount": "1000"}, etag(ana, f"/opportunities/{presses}"))
    told = ana.get(path_of(review, presses)).get_json()
    assert len(told["happened"]) == 1
    assert [one["field"] for one in told["changes"]] == ["amount"]


@pytest.mark.parametrize(
    ("decision", "verdict"),
    [
        ({}, "confirmed"),
        ({"is_skipped": True}, "skipped"),
        ({"fields": {"next_date": "2026-03-10", "next_objective": "Agree on delivery"}}, "changed"),
        ({"closure": {"outcome": "lost", "reason": "Bought elsewhere"}}, "closed"),
    ],
)
def test_an_opportunity_is_confirmed_skipped_changed_or_closed(ana, presses, decision, verdict):
    review = started(ana)
    told = decide(ana, review, presses, **decision).get_json()
    assert told["stand"]["verdict"] == verdict
    assert (told["row"]["closure"] is not None) == (verdict == "closed")
    assert started(ana)["summary"][verdict] == 1


def test_what_was_changed_in_the_list_meanwhile_counts_as_changed(ana, presses):
    review = started(ana)
    path = f"/opportunities/{presses}"
    ana.patch(f"{path}/fields", {"close_date": "2026-06-30"}, etag(ana, path))
    assert decide(ana, review, presses).get_json()["stand"]["verdict"] == "changed"


@pytest.mark.parametrize("decision", [{}, {"is_skipped": True}, {"fields": {"amount": "125000.00"}}])
def test_what_two_reviews_only_confirmed_must_get_an_action(company, ana, presses, decision):
    reviewed_before(company, ANA, presses, 1, 2)
    review = started(ana)
    (one,) = review["items"]
    assert (one["must_act"], one["reviews_without_change"]) == (True, 2)
    assert code_of(decide(ana, review, presses, **decision)) == (409, "review_needs_action")
    assert code_of(ana.post(f"/reviews/{review['review']['id']}/finish", {})) == (409, "review_needs_action")
    told = decide(ana, review, presses, fields={"next_date": "2026-03-09"})
    assert (told.status_code, told.get_json()["stand"]["must_act"]) == (200, False)
    assert ana.post(f"/reviews/{review['review']['id']}/finish", {}).get_json()["review"]["finished_at"]


def test_a_change_that_was_taken_back_is_none(company, ana, presses):
    reviewed_before(company, ANA, presses, 1, 2)
    path = f"/opportunities/{presses}"
    ana.patch(f"{path}/fields", {"amount": "1000"}, etag(ana, path))
    assert not started(ana)["items"][0]["must_act"]
    change = ana.get(f"{path}/changes").get_json()["items"][0]["id"]
    ana.post(f"{path}/changes/{change}/undo", {})
    assert started(ana)["items"][0]["must_act"]


def test_reviews_that_skipped_do_not_count(company, ana, presses):
    reviewed_before(company, ANA, presses, 1, 2, verdict="skipped")
    assert not started(ana)["items"][0]["must_act"]


def test_an_old_version_is_refused_and_nothing_is_written(ana, presses):
    review = started(ana)
    answer = ana.put(path_of(review, presses), {"fields": {"amount": "1"}}, "99")
    assert code_of(answer) == (412, "changed_meanwhile")
    assert started(ana)["items"][0]["verdict"] is None


def test_a_decision_is_taken_back(ana, presses):
    review = started(ana)
    decide(ana, review, presses)
    assert ana.delete(path_of(review, presses)).get_json()["stand"]["verdict"] is None
    assert code_of(ana.delete(path_of(review, presses))) == (404, "not_found")


def test_weeks_in_a_row_are_counted(company, ana, presses):
    reviewed_before(company, ANA, presses, 1, 2, 4, verdict="changed")
    assert started(ana)["streak"] == 2
    review = started(ana)
    assert ana.post(f"/reviews/{review['review']['id']}/finish", {}).get_json()["streak"] == 3


def test_a_manager_sees_and_comments_and_nobody_beside_does(company, ana, presses, sign_in):
    review = started(ana)
    path = f"/reviews/{review['review']['id']}"
    marta = sign_in(company, MARTA)
    assert [one["is_own"] for one in marta.get("/reviews").get_json()["items"]] == [False]
    words = {"words": "Ask Luis about the budget", "opportunity_id": str(presses)}
    assert marta.post(f"{path}/comments", words).status_code == 201
    assert [one["words"] for one in ana.get(path).get_json()["comments"]] == ["Ask Luis about the budget"]
    assert code_of(decide(marta, review, presses)) == (403, "not_your_review")
    assert code_of(marta.post(f"{path}/finish", {})) == (403, "not_your_review")
    assert sign_in(company, EVA).get(path).status_code == 200
    for stranger in (BEN, CARLA):
        assert code_of(sign_in(company, stranger).get(path)) == (404, "not_found")


def test_a_workbook_of_a_review_holds_no_formula(ana, presses):
    path = f"/opportunities/{presses}"
    ana.patch(f"{path}/fields", {"name": "=1+1", "next_objective": "@SUM(A1)"}, etag(ana, path))
    review = started(ana)
    book = load_workbook(io.BytesIO(ana.get(f"/reviews/{review['review']['id']}/workbook").data))
    headings, row = book.worksheets[0].iter_rows()
    assert headings[0].value == "Oportunidad"
    assert [(cell.value, cell.data_type) for cell in (row[0], row[8])] == [("=1+1", "s"), ("@SUM(A1)", "s")]


def test_a_draft_for_the_manager_lies_in_the_mailbox_and_is_not_sent(desk):
    ana = desk.api(ANA)
    review = started(ana)
    told = ana.post(f"/reviews/{review['review']['id']}/draft", {})
    assert (told.status_code, told.get_json()["to"]) == (201, [MARTA])
    (draft,) = call(desk.sandbox, "GET", ANA, "/mailFolders/drafts/messages")["value"]
    assert (draft["isDraft"], draft["subject"]) == (True, "Revisión semanal del 02/03/2026: Ana Ruiz")
    assert [one["emailAddress"]["address"] for one in draft["toRecipients"]] == [MARTA]
    assert "Hydraulic presses Bilbao (Norte SA): Por revisar, " in draft["body"]["content"]
    assert desk.outbox() == []
    assert not started(ana)["is_to_be_shared"]


def test_a_mail_about_a_review_needs_outlook(ana):
    review = started(ana)
    answer = ana.post(f"/reviews/{review['review']['id']}/draft", {})
    assert answer.status_code == 503
    assert started(ana)["is_to_be_shared"]


def test_threads_that_belong_to_no_opportunity_are_offered(company, sign_in):
    asked = mail("asked", subject="Canteen menu", sender=NEW, to=[BEN], at=NOW - timedelta(days=2))
    answered = mail(
        "answered", subject="Re: Canteen menu", sender=BEN, to=[NEW], at=NOW - timedelta(days=1),
        references=[asked.message_id],
    )  # fmt: skip
    alone = mail("alone", subject="Opening hours", sender=NEW, to=[BEN], at=NOW - timedelta(days=1))
    deliver(company, asked, answered, alone, upn=BEN)
    told = sign_in(company, BEN).get("/reviews/unlinked-threads").get_json()["items"]
    assert [(one["subject"], one["account"]["name"], one["mails"]) for one in told] == [
        ("Re: Canteen menu", "Libre Ltd", 2)
    ]
    assert told[0]["contacts"] == []
