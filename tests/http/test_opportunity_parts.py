"""Lines and headlines of an opportunity, the tenant's own fields, and saved views, over HTTP."""

from datetime import timedelta

import pytest
from tests.http.api import code_of
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, CARLA, EVA, NOW

PRESS = {"name": "Press P400", "quantity": "2", "unit_price": "50000", "delivery_note": "Floor must bear 12 t"}
SERVICE = {"name": "Maintenance", "unit_price": "400.50", "months": 24}
COLOUR = {"name_en": "Colour", "name_es": "Color", "kind": "choice", "choices": ["red", "blue"]}


@pytest.fixture
def company(new_company):
    return new_company()


@pytest.fixture
def ana(company, sign_in):
    return sign_in(company, ANA)


@pytest.fixture
def presses(company):
    return f"/opportunities/{company.opportunities['presses']}"


def etag(api, path):
    return api.get(f"{path}/row").get_json()["opportunity"]["etag"]


def test_lines_are_kept_in_their_order_with_what_is_billed_and_told_in_the_history(ana, presses):
    assert ana.get(f"{presses}/lines").get_json() == {"items": []}
    told = ana.put(f"{presses}/lines", {"items": [PRESS, SERVICE]}, etag(ana, presses)).get_json()["items"]
    assert [(one["name"], one["quantity"], one["total"]) for one in told] == [
        ("Press P400", "2", "100000.00"),
        ("Maintenance", "1", "9612.00"),
    ]
    ana.put(f"{presses}/lines", {"items": [SERVICE]}, etag(ana, presses))
    newest, first = ana.get(f"{presses}/changes").get_json()["items"]
    assert (first["before"], first["after"]) == ([], ["2 × Press P400", "1 × Maintenance"])
    assert (newest["field"], newest["after"]) == ("lines", ["1 × Maintenance"])


def test_lines_are_guarded_and_name_a_product_that_is_there(ana, company, sign_in, presses):
    assert ana.put(f"{presses}/lines", {"items": []}, "99").status_code == 412
    assert code_of(ana.put(f"{presses}/lines", {"items": []})) == (422, "invalid_input")
    strange = PRESS | {"product_id": "999999"}
    assert ana.put(f"{presses}/lines", {"items": [strange]}, etag(ana, presses)).status_code == 404
    assert ana.get(f"{presses}/lines").get_json() == {"items": []}
    assert sign_in(company, CARLA).get(f"{presses}/lines").status_code == 404


def test_headlines_are_offered_from_what_happened_kept_once_and_taken_away(ana, company, presses):
    deliver(company, mail("asked", subject="Hydraulic presses Bilbao", at=NOW - timedelta(days=3)))
    (offered,) = ana.get(f"{presses}/headlines").get_json()["proposed"]
    assert offered["id"] is None
    kept = ana.post(
        f"{presses}/headlines", {"words": "They ask for a drawing", "interaction_id": offered["interaction_id"]}
    ).get_json()
    assert kept["proposed"] == []
    assert [(one["words"], one["author"]["name"], one["at"]) for one in kept["items"]] == [
        ("They ask for a drawing", "Ana Ruiz", offered["at"])
    ]
    ana.post(f"{presses}/headlines", {"words": "Prices hold until May"})
    words = [one["words"] for one in ana.get(f"{presses}/headlines").get_json()["items"]]
    assert words == ["Prices hold until May", "They ask for a drawing"]
    left = ana.delete(f"{presses}/headlines/{kept['items'][0]['id']}").get_json()
    assert ([one["words"] for one in left["items"]], len(left["proposed"])) == (["Prices hold until May"], 1)


def test_a_headline_is_of_an_interaction_of_this_opportunity(ana, company, presses):
    assert ana.post(f"{presses}/headlines", {"words": "x", "interaction_id": "999999"}).status_code == 404
    assert ana.delete(f"{presses}/headlines/999999").status_code == 404


def test_only_an_admin_adds_a_field_and_its_kind_stays(ana, company, sign_in):
    eva = sign_in(company, EVA)
    assert ana.put("/pipeline/fields/colour", COLOUR).status_code == 403
    assert eva.put("/pipeline/fields/colour", COLOUR).status_code == 200
    assert eva.put("/pipeline/fields/colour", COLOUR | {"name_en": "Shade"}).status_code == 200
    assert eva.put("/pipeline/fields/colour", COLOUR | {"kind": "text", "choices": []}).status_code == 422
    assert eva.put("/pipeline/fields/size", COLOUR | {"choices": []}).status_code == 422
    assert eva.put("/pipeline/fields/The Key", COLOUR).status_code == 422
    (field,) = eva.get("/pipeline/choices").get_json()["fields"]
    assert (field["key"], field["kind"], field["choices"]) == ("colour", "choice", ["red", "blue"])
    assert ana.delete("/pipeline/fields/colour").status_code == 403
    assert eva.delete("/pipeline/fields/colour").status_code == 200
    assert eva.delete("/pipeline/fields/colour").status_code == 404


def test_fields_are_put_in_order_and_what_stands_in_a_removed_one_is_told(ana, company, sign_in, presses):
    eva = sign_in(company, EVA)
    for key in ("colour", "size"):
        eva.put(f"/pipeline/fields/{key}", COLOUR)
    ana.patch(f"{presses}/fields", {"custom": {"colour": "red"}}, etag(ana, presses))
    told = eva.put("/pipeline/fields", {"keys": ["size", "colour"]}).get_json()
    assert [(one["key"], one["name_es"], one["used"]) for one in told["items"]] == [
        ("size", COLOUR["name_es"], 0),
        ("colour", COLOUR["name_es"], 1),
    ]
    assert [one["key"] for one in ana.get("/pipeline/choices").get_json()["fields"]] == ["size", "colour"]
    assert code_of(eva.put("/pipeline/fields", {"keys": ["size"]})) == (412, "changed_meanwhile")
    eva.delete("/pipeline/fields/colour")
    told = eva.get("/pipeline/fields").get_json()
    assert ([one["key"] for one in told["items"]], told["left"]) == (["size"], [{"key": "colour", "used": 1}])
    assert code_of(ana.get("/pipeline/fields")) == (403, "not_your_decision")
    # Under the same key comes back what was kept, and nothing that it is not.
    as_date = {"name_en": "Colour", "name_es": "Color", "kind": "date"}
    assert code_of(eva.put("/pipeline/fields/colour", as_date)) == (422, "invalid_input")
    assert eva.put("/pipeline/fields/colour", COLOUR).status_code == 200
    assert [one["used"] for one in eva.get("/pipeline/fields").get_json()["items"]] == [0, 1]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("choice", "red", "green"),
        ("number", "12.5", "many"),
        ("money", "1200", "NaN"),
        ("date", "2026-06-30", "30/06"),
        ("yes_no", "yes", "perhaps"),
    ],
)
def test_a_value_is_of_its_kind(ana, company, sign_in, presses, kind, good, bad):
    choices = ["red", "blue"] if kind == "choice" else []
    sign_in(company, EVA).put("/pipeline/fields/extra", COLOUR | {"kind": kind, "choices": choices})
    refused = ana.patch(f"{presses}/fields", {"custom": {"extra": bad}}, etag(ana, presses))
    assert code_of(refused) == (422, "invalid_input")
    row = ana.patch(f"{presses}/fields", {"custom": {"extra": good}}, etag(ana, presses)).get_json()
    assert row["custom"] == {"extra": good}


def test_views_are_ones_own_until_they_are_shared(ana, company, sign_in):
    ben = sign_in(company, BEN)
    ana.post("/pipeline/views", {"name": "Large ones", "question": "?least=100000"})
    assert ben.get("/pipeline/views").get_json() == {"items": []}
    ana.post("/pipeline/views", {"name": "Large ones", "question": "?least=50000", "is_shared": True})
    (seen,) = ben.get("/pipeline/views").get_json()["items"]
    assert (seen["name"], seen["question"], seen["is_own"], seen["owner"]["name"]) == (
        "Large ones", "?least=50000", False, "Ana Ruiz",
    )  # fmt: skip
    assert ben.delete(f"/pipeline/views/{seen['id']}").status_code == 404
    assert ana.delete(f"/pipeline/views/{seen['id']}").get_json() == {"items": []}
