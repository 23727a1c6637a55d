"""Search and answers as the add-in asks them: one request a question, with why, from what, and what is not known."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.api import code_of
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, MARTA, NOW, PILAR

from trato.crm.answers.tables import campaign_members, campaigns, collateral, message_collateral, orders
from trato.crm.tables import contacts, opportunities, products, sites
from trato.mail.tables import messages


@pytest.fixture(scope="module")
def company(new_company):
    """A company that has talked with Norte, sold to it, and sent it a brochure."""
    company = new_company()
    deliver(company, mail("in", subject="Prensas", sender=LUIS, at=NOW - timedelta(days=9)))
    deliver(
        company,
        mail("out", subject="Folleto de prensas", sender=ANA, to=(PILAR,), at=NOW - timedelta(days=4)),
    )
    meet(
        company,
        meeting("visit@x", NOW + timedelta(days=1), subject="Visita a planta"),
        meeting("call@x", NOW + timedelta(days=2), subject="Llamada de seguimiento"),
    )
    with company.system() as connection:
        _sell(connection, company)
    return company


def _sell(connection, company):
    tenant, norte = company.tenant_id, company.accounts["norte"]

    def add(table, **values):
        made = sa.insert(table).values(tenant_id=tenant, **values)
        return (
            connection.execute(made.returning(table.c.id)).scalar_one() if "id" in table.c else connection.execute(made)
        )

    connection.execute(sa.update(contacts).where(contacts.c.key == "pilar").values(department="Compras"))
    add(contacts, key="fina", name="Fina Rey", account_id=norte, department="Administración", influence=20)
    add(sites, account_id=norte, kind="billing", name="Oficinas", street="Gran Vía 3", departments=["Administración"])
    add(products, key="P4", name="Prensa P400", custom={"name_en": "Press P400"})
    add(orders, key="P24001", account_id=norte, ordered_on=NOW.date() - timedelta(days=40), product_names=["P4:1"])
    add(orders, key="P24002", account_id=norte, ordered_on=NOW.date() - timedelta(days=10), product_names=["A1:2"])
    old = {"starts_on": NOW.date() - timedelta(days=300), "product_keys": ["P4"]}
    add(campaigns, key="old", name="Prensas 2025", **old)
    last = add(campaigns, key="new", name="Prensas 2026", **old | {"starts_on": NOW.date() - timedelta(days=20)})
    for key in ("luis", "noa", "teo"):
        add(campaign_members, campaign_id=last, contact_id=company.contacts[key])
    brochure = add(collateral, key="press", name="Folleto prensas", file_names=["Press brochure.pdf"])
    sent = connection.execute(sa.select(messages.c.id).where(messages.c.direction == "out")).scalar_one()
    add(message_collateral, message_id=sent, collateral_id=brochure)
    changed = {"next_date": NOW.date() + timedelta(days=1), "next_objective": "Llamar para cerrar plazos"}
    connection.execute(sa.update(opportunities).where(opportunities.c.key == "presses").values(**changed))


@pytest.fixture(scope="module")
def ana(company, sign_in):
    return sign_in(company, ANA)


def answer(api, question, **query):
    found = api.get(f"/answers/{question}", **query)
    assert found.status_code == 200, found.text
    body = found.get_json()
    assert body["question"] == question
    return body


def people(body):
    return [item["contact"]["name"] for item in body["items"] if item["contact"]]


def test_our_contact_in_each_department(ana, company):
    body = answer(ana, "contacts", account_id=company.accounts["norte"])
    assert body["about"]["name"] == "Norte SA"
    by_department = {item["why"]["params"]["department"]: item for item in body["items"]}
    assert {name: item["contact"]["name"] for name, item in by_department.items()} == {
        "": "Luis Ortega", "Administración": "Fina Rey", "Compras": "Pilar Soto",
    }  # fmt: skip
    assert by_department["Compras"]["at"] == "2026-02-26T09:00:00Z"
    assert body["unknown"] == ["department"]
    assert people(answer(ana, "contacts", account_id=company.accounts["norte"], department="compra")) == ["Pilar Soto"]
    assert answer(ana, "contacts", account_id=company.accounts["norte"], department="calidad")["unknown"] == [
        "department"
    ]


def test_where_mail_and_bills_go(ana, company):
    body = answer(ana, "addresses", account_id=company.accounts["norte"])
    told = [(item["address"]["purpose"], item["address"]["kind"], item["why"]["code"]) for item in body["items"]]
    assert told == [("mailing", "office", "main_site"), ("billing", "billing", "site_kind")]
    assert body["unknown"] == ["mailing_address"]


def test_where_accounts_payable_is(ana, company):
    body = answer(ana, "accounts-payable", account_id=company.accounts["norte"])
    assert people(body) == ["Fina Rey"]
    assert [item["address"]["street"] for item in body["items"] if item["address"]] == ["Gran Vía 3"]
    assert answer(ana, "accounts-payable", account_id=company.accounts["rioja"])["unknown"] == ["accounts_payable"]


def test_who_buys_and_how_to_call_them(ana, company):
    (item,) = answer(ana, "buyer", account_id=company.accounts["norte"])["items"]
    assert (item["contact"]["name"], item["why"]["code"]) == ("Pilar Soto", "buying_role")
    assert item["contact"]["phones"][0]["number"] == "944 000 111"
    assert answer(ana, "buyer", account_id=company.accounts["rioja"])["unknown"] == ["buyer"]


@pytest.mark.parametrize("product", ["P4", "prensa", "press p400", None])
def test_who_was_in_the_last_promotion_as_far_as_one_sees_them(company, sign_in, product):
    query = {} if product is None else {"product": product}
    for upn, names in ((ANA, ["Noa Vidal", "Luis Ortega"]), (CARLA, ["Teo Mora"])):
        body = answer(sign_in(company, upn), "promotion", **query)
        assert people(body) == names
        assert {item["source"]["name"] for item in body["items"]} == {"Prensas 2026"}
    assert answer(sign_in(company, ANA), "promotion", product="tractor")["unknown"] == ["product"]


def test_who_has_the_brochure_and_from_whom(company, sign_in):
    for upn in (ANA, MARTA):
        (item,) = answer(sign_in(company, upn), "collateral", name="prensas folleto")["items"]
        assert (item["contact"]["name"], item["user"]["name"]) == ("Pilar Soto", "Ana Ruiz")
        assert (item["source"]["name"], item["why"]["code"]) == ("Folleto prensas", "attached")
    assert answer(sign_in(company, CARLA), "collateral", name="prensas")["items"] == []
    assert answer(sign_in(company, ANA), "collateral", name="nada")["unknown"] == ["collateral"]


def test_when_my_next_call_is(company, sign_in):
    step, planned = answer(sign_in(company, ANA), "next-call")["items"]
    assert (step["why"]["code"], step["why"]["params"]["objective"]) == ("next_step", "Llamar para cerrar plazos")
    assert (planned["why"]["code"], planned["source"]["name"]) == ("planned_call", "Llamada de seguimiento")
    assert answer(sign_in(company, CARLA), "next-call")["unknown"] == ["call"]


def test_when_they_last_ordered(ana, company):
    norte = company.accounts["norte"]
    assert [item["order"]["number"] for item in answer(ana, "last-order", account_id=norte)["items"]] == [
        "P24002",
        "P24001",
    ]
    of_press = answer(ana, "last-order", account_id=norte, product="prensa")
    assert [item["order"]["number"] for item in of_press["items"]] == ["P24001"]
    assert answer(ana, "last-order", account_id=company.accounts["rioja"])["unknown"] == ["order"]


def test_when_any_of_us_last_dealt_with_them(company, sign_in):
    norte = company.accounts["norte"]
    body = answer(sign_in(company, BEN), "last-contact", account_id=norte)
    assert [(item["user"]["name"], item["interaction"]["kind"]) for item in body["items"]] == [("Ana Ruiz", "mail_out")]
    assert body["items"][0]["interaction"]["subject"] is None
    luis = answer(sign_in(company, ANA), "last-contact", account_id=norte, contact_id=company.contacts["luis"])
    assert luis["items"][0]["interaction"]["kind"] == "mail_in"
    nobody = answer(sign_in(company, EVA), "last-contact", account_id=company.accounts["libre"])
    assert nobody["unknown"] == ["interaction"]


@pytest.mark.parametrize(
    "question", ["contacts", "addresses", "accounts-payable", "buyer", "last-order", "last-contact"]
)
def test_a_foreign_account_has_no_answers(company, sign_in, question):
    api = sign_in(company, CARLA)
    assert code_of(api.get(f"/answers/{question}", account_id=company.accounts["norte"])) == (404, "not_found")
    assert code_of(api.get(f"/answers/{question}", account_id="nine"))[0] == 422


def test_one_search_for_everything(ana, company):
    body = ana.get("/search", q="prens norte").get_json()
    kinds = {item["kind"] for item in body["items"]}
    assert "contact" not in kinds or all(item["match"]["own"] in {True, False} for item in body["items"])
    (order,) = ana.get("/search", q="24001", kinds="order").get_json()["items"]
    assert (order["order"]["number"], order["account"]["name"]) == ("P24001", "Norte SA")
    (luis,) = ana.get("/search", q="ortega", kinds="contact").get_json()["items"]
    assert (luis["contact"]["name"], luis["match"]["fit"], luis["match"]["place"]) == ("Luis Ortega", "whole", "name")
    assert luis["match"]["last_interaction_at"] == "2026-02-21T09:00:00Z"
    said = ana.get("/search", q="prensas", kinds="interaction").get_json()["items"]
    assert [item["interaction"]["kind"] for item in said] == ["mail_out", "mail_in"]


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "a", "limit": 0}, {"q": "a", "kinds": "spies"}]
)
def test_a_search_that_does_not_fit_is_refused(ana, query):
    assert ana.get("/search", **query).status_code == 422


def test_answers_take_a_fixed_number_of_statements(tenant, sign_in):
    api = sign_in(tenant, ANA)
    norte = tenant.accounts["norte"]

    def asked():
        with recorded(tenant.database) as heard:
            for question in ("contacts", "buyer", "accounts-payable", "addresses", "last-contact"):
                answer(api, question, account_id=norte)
        return len(heard)

    asked()
    deliver(tenant, mail("first", at=NOW - timedelta(days=2)))
    few = asked()
    with tenant.system() as connection:
        for number in range(20):
            row = {"key": f"k{number}", "name": f"K {number}", "account_id": norte, "department": f"D{number}"}
            connection.execute(sa.insert(contacts).values(tenant_id=tenant.tenant_id, buying_role="buyer", **row))
    deliver(tenant, *(mail(f"m{number}", at=NOW - timedelta(days=2)) for number in range(5)))
    assert asked() == few


@pytest.mark.parametrize(
    ("query", "names"),
    [("preses", ["Hydraulic presses Bilbao"]), ("hidraulic", ["Hydraulic presses Bilbao"]), ("norte press", None),
     ("ulic", ["Hydraulic presses Bilbao"]), ("P400", ["Hydraulic presses Bilbao"]), ("zzz", []), ("--", [])],
)  # fmt: skip
def test_lists_to_choose_from_find_as_the_search_does(ana, query, names):
    found = ana.get("/opportunities", query=query).get_json()["items"]
    assert [one["name"] for one in found] == (names if names is not None else ["Hydraulic presses Bilbao"])
    assert [one["name"] for one in ana.get("/accounts", query="norrte").get_json()["items"]] == ["Norte SA"]
