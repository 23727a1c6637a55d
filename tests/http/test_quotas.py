"""Quotas, attainment and commissions over HTTP, on the small company."""

import csv
import io
from base64 import b64encode

import pytest
from tests.http.api import code_of
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA


@pytest.fixture
def company(new_company):
    return new_company()


@pytest.fixture
def as_(company, sign_in):
    return lambda upn: sign_in(company, upn)


@pytest.fixture
def ana(company):
    return str(company.users[ANA])


def set_quota(api, user_id, amount="200000", **told):
    wanted = {"subject": "user", "subject_id": user_id, "period": "2026-Q1", "measure": "revenue", "amount": amount}
    answer = api.post("/quotas", wanted | told)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def close(api, company, name, **told):
    path = f"/opportunities/{company.opportunities[name]}"
    etag = api.get(f"{path}/row").get_json()["opportunity"]["etag"]
    answer = api.put(f"{path}/closure", {"outcome": "won", **told}, etag)
    assert answer.status_code == 200, answer.text


def standing(api, name, **asked):
    found = api.get("/quotas/attainment", **{"period": "2026-Q1", **asked}).get_json()
    return next(one["standing"] for one in found["items"] if one["subject"]["name"] == name)


def sent(text):
    return {"content": b64encode(text.encode()).decode()}


def test_what_is_won_counts_at_once_for_the_rep_the_team_and_the_territory(company, as_, ana):
    set_quota(as_(MARTA), ana)
    before = standing(as_(ANA), "Ana Ruiz")
    close(as_(ANA), company, "presses")
    after = standing(as_(ANA), "Ana Ruiz")
    assert float(after["attained"]) - float(before["attained"]) == 125_000
    assert (after["won"], after["is_reached"]) == (after["attained"], False)
    assert float(after["forecast"]) == sum(float(after[part]) for part in ("won", "open", "pace"))
    assert standing(as_(MARTA), "Marta Gil", by="team")["attained"] == after["attained"]
    assert standing(as_(MARTA), "North", by="territory")["attained"] == after["attained"]
    assert standing(as_(EVA), "Iberia", by="territory")["attained"] == after["attained"]
    counted = as_(ANA).get("/quotas/credits", period="2026-Q1", user_id=ana).get_json()["items"]
    won = {one["opportunity"]["name"]: one["revenue"] for one in counted if one["origin"] == "won"}
    assert won["Hydraulic presses Bilbao"] == "125000.00"
    assert as_(CARLA).get("/quotas/credits", period="2026-Q1").get_json()["items"] == []


def test_who_reached_the_quota_is_one_question(company, as_, ana):
    set_quota(as_(EVA), ana, "100000")
    set_quota(as_(EVA), str(company.users[BEN]))
    close(as_(ANA), company, "presses")
    found = as_(MARTA).get("/quotas/attainment", period="2026-Q1", only="reached").get_json()
    assert [one["subject"]["name"] for one in found["items"]] == ["Ana Ruiz"]
    assert (found["reached"], found["count"]) == (1, 1)
    behind = as_(MARTA).get("/quotas/attainment", period="2026-Q1", only="behind").get_json()
    assert [one["subject"]["name"] for one in behind["items"]] == ["Ben Hill"]


def test_a_quota_is_changed_by_those_above_and_never_blindly(as_, ana):
    made = set_quota(as_(MARTA), ana)
    path = f"/quotas/{made['id']}"
    assert as_(MARTA).put(path, {"amount": "1"}, etag="9").status_code == 412
    assert code_of(as_(ANA).put(path, {"amount": "1"}, etag=made["etag"])) == (403, "not_your_decision")
    changed = as_(MARTA).put(path, {"amount": "150000"}, etag=made["etag"]).get_json()
    assert (changed["amount"], changed["etag"]) == ("150000.00", "2")
    again = {"subject": "user", "subject_id": ana, "period": "2026-Q1", "measure": "revenue", "amount": "1"}
    assert as_(MARTA).post("/quotas", again).status_code == 412
    own = again | {"subject_id": str(made["of"]["id"]), "subject": "team"}
    assert as_(ANA).post("/quotas", own).status_code == 403
    assert as_(MARTA).delete(path, etag="2").status_code == 200
    assert as_(MARTA).get("/quotas", period="2026").get_json()["items"] == []


def test_a_file_is_told_row_by_row_brought_in_and_written_out_again(as_):
    text = (
        "usuario;territorio;periodo;medida;importe\n"
        f"{ANA};;2026-Q1;ingresos;180.000,50\n"
        "Ben Hill;;2026-01;visitas;12\n"
        f"{CARLA};;2026-Q1;ingresos;1\n"
        "Nobody;;2026-Q1;ingresos;1\n"
        f"{ANA};North;2026-Q1;ingresos;1\n"
        f"{ANA};;2026-Q5;ingresos;1\n"
        f"{ANA};;2026-Q1;ingresos;many\n"
    )
    marta = as_(MARTA)
    told = marta.post("/quotas/preview", sent(text)).get_json()
    assert (told["new"], told["fault_count"]) == (2, 5)
    assert [(one["line"], one["code"]) for one in told["faults"]] == [
        (4, "not_yours"), (5, "unknown_user"), (6, "several_subjects"), (7, "no_period"), (8, "no_amount"),
    ]  # fmt: skip
    assert marta.get("/quotas", period="2026").get_json()["items"] == []
    assert marta.post("/quotas/imports", sent(text)).get_json()["new"] == 2
    content = marta.get("/quotas/export", period="2026", format="csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    (first,) = [row for row in rows if "Ana Ruiz" in row.values()]
    assert "180000.50" in first.values()
    again = marta.post("/quotas/preview", sent(content)).get_json()
    assert (again["new"], again["changed"], again["unchanged"], again["fault_count"]) == (0, 0, 2, 0)


def test_a_sale_is_shared_and_partly_comes_back(company, as_, ana):
    close(as_(ANA), company, "presses")
    path = f"/opportunities/{company.opportunities['presses']}"
    before = float(standing(as_(EVA), "Ana Ruiz")["attained"])
    marta = as_(MARTA)
    etag = marta.get(f"{path}/sharing").get_json()["etag"]
    half = [{"user_id": ana, "percent": "60"}, {"user_id": str(company.users[BEN]), "percent": "30"}]
    assert code_of(marta.put(f"{path}/sharing", {"items": half}, etag=etag)) == (422, "invalid_input")
    half[1]["percent"] = "40"
    shared = marta.put(f"{path}/sharing", {"items": half}, etag=etag).get_json()
    assert float(standing(as_(EVA), "Ana Ruiz")["attained"]) == before - 50_000
    assert float(standing(as_(EVA), "Ben Hill")["attained"]) == 50_000
    back = {"returned_on": "2026-03-02", "amount": "5000", "reason": "Damaged"}
    answer = marta.call("POST", f"{path}/returns", json=back, etag=shared["etag"])
    assert answer.status_code == 201, answer.text
    assert float(standing(as_(EVA), "Ben Hill")["attained"]) == 48_000
    (kept,) = answer.get_json()["returns"]
    assert marta.delete(f"{path}/returns/{kept['id']}").get_json()["returns"] == []
    assert float(standing(as_(EVA), "Ben Hill")["attained"]) == 50_000


def test_without_a_rate_a_sale_counts_nowhere_and_that_is_told(company, as_):
    path = f"/opportunities/{company.opportunities['presses']}"
    etag = as_(ANA).get(f"{path}/row").get_json()["opportunity"]["etag"]
    body = {"amount": {"value": "1000", "currency": "GBP"}}
    assert as_(ANA).patch(path, body, etag).status_code == 200
    before = float(standing(as_(EVA), "Ana Ruiz")["attained"])
    close(as_(ANA), company, "presses")
    told = as_(EVA).get("/quotas/attainment", period="2026-Q1").get_json()
    assert told["unconverted"] == 1
    rate = {"currency": "GBP", "day": "2026-01-01", "rate": "1.15", "source": "ECB"}
    assert as_(EVA).put("/exchange-rates", rate).status_code == 200
    assert float(standing(as_(EVA), "Ana Ruiz")["attained"]) == before + 1150
    told = as_(ANA).get("/quotas/credits", period="2026-Q1").get_json()["items"]
    assert {("GBP", "ECB", "2026-01-01")} <= {(one["currency"], one["rate_source"], one["rate_day"]) for one in told}


def test_commission_is_tried_paid_with_its_lines_and_frozen(company, as_, ana):
    set_quota(as_(EVA), ana, "100000", period="2026-02")
    set_quota(as_(EVA), ana, "100000", period="2026-03")
    close(as_(ANA), company, "presses")
    rules = {
        "name": "Feb", "period": "2026-03", "rate": "2", "user_ids": [ana],
        "bands": [{"from_percent": "0", "factor": "1"}, {"from_percent": "100", "factor": "1.5"}],
    }  # fmt: skip
    eva = as_(EVA)
    made = eva.post("/commissions", rules).get_json()
    (paid,) = as_(ANA).get(f"/commissions/{made['id']}/statements").get_json()["items"]
    counted = sum(float(line["counted"]) for line in paid["lines"])
    assert float(paid["attained"]) == counted >= 125_000
    assert float(paid["amount"]) == 100_000 * 0.02 + (counted - 100_000) * 0.03
    tried = eva.post("/commissions/simulations", rules | {"period": "2026-04", "like": "2026-03"}).get_json()
    assert tried["total"] == paid["amount"]
    early = eva.call("POST", f"/commissions/{made['id']}/freezing", json={}, etag=made["etag"])
    assert code_of(early) == (422, "period_open")
    past = eva.put(f"/commissions/{made['id']}", rules | {"period": "2026-02"}, etag=made["etag"]).get_json()
    frozen = eva.call("POST", f"/commissions/{made['id']}/freezing", json={}, etag=past["etag"]).get_json()
    assert frozen["frozen_at"] is not None
    refused = eva.put(f"/commissions/{made['id']}", rules, etag=frozen["etag"])
    assert code_of(refused) == (422, "commission_frozen")
    with company.system() as connection:
        connection.exec_driver_sql("UPDATE closures SET closed_at = '2026-02-10T10:00:00Z'")
    (stands,) = as_(ANA).get(f"/commissions/{made['id']}/statements").get_json()["items"]
    assert stands["amount"] == "0.00"
    assert float(stands["would_be"]) > 2000
    exported = as_(ANA).get(f"/commissions/{made['id']}/export", format="csv")
    assert "Ana Ruiz" in exported.data.decode("utf-8-sig")
