"""Groups of accounts by criteria, and plans of accounts, over HTTP."""

import pytest
from tests.http.api import code_of
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA

GROUPS = [
    {
        "code": "A", "name": "Grow", "objectives": "Two lines more",
        "conditions": [{"criterion": "purchases_12m", "test": "at_least", "value": "10000"}],
        "activities": [{"kind": "visit", "title": "Visit the plant", "times": 4}],
        "budget": "5000.00", "growth_percent": "10.00",
    },
    {"code": "C", "name": "Keep", "conditions": []},
]  # fmt: skip


@pytest.fixture
def company(new_company):
    return new_company()


@pytest.fixture
def as_(company, sign_in):
    return lambda upn: sign_in(company, upn)


@pytest.fixture
def norte(company):
    return f"/accounts/{company.accounts['norte']}/plan"


def close(api, company, name, **told):
    path = f"/opportunities/{company.opportunities[name]}"
    etag = api.get(f"{path}/row").get_json()["opportunity"]["etag"]
    answer = api.put(f"{path}/closure", {"outcome": "won", **told}, etag)
    assert answer.status_code == 200, answer.text


def save(api, items=GROUPS):
    etag = api.get("/account-groups").get_json()["etag"]
    answer = api.put("/account-groups", {"items": items}, etag)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["etag"]


def group_of(api, company, name):
    return api.get(f"/accounts/{company.accounts[name]}/plan").get_json()["group"]


def test_a_preview_tells_who_moves_and_why_and_nothing_is_saved(company, as_):
    close(as_(ANA), company, "presses")
    told = as_(EVA).post("/account-groups/preview", {"items": GROUPS}).get_json()
    moves = {one["account"]["name"]: one for one in told["moves"]}
    # Norte bought for 15,000 and now 125,000 and stays in A; Rioja (B) and Sur (A) bought nothing; Libre is in C.
    assert set(moves) == {"Bodegas Rioja", "Sur y Cía"}
    assert (moves["Sur y Cía"]["before"], moves["Sur y Cía"]["after"]) == ("A", "C")
    counts = {one["code"]: (one["before"], one["after"]) for one in told["groups"]}
    assert counts == {"A": (2, 1), "B": (1, 0), "C": (1, 3)}
    only_new = [GROUPS[0] | {"code": "X"}]
    (move,) = as_(EVA).post("/account-groups/preview", {"items": only_new}).get_json()["moves"]
    (reason,) = move["reasons"]
    assert (reason["criterion"], reason["value"], reason["figure"]) == ("purchases_12m", "10000", "140000.00")
    assert as_(EVA).get("/account-groups").get_json()["items"] == []
    assert group_of(as_(EVA), company, "sur") == "A"


def test_accounts_are_placed_by_the_groups_that_were_read_and_put_back(company, as_):
    eva = as_(EVA)
    etag = save(eva)
    assert eva.call("POST", "/account-groups/placings", json={}, etag="999").status_code == 412
    done = eva.call("POST", "/account-groups/placings", json={}, etag=etag).get_json()["placing"]
    assert done["moved"] == 2
    assert {name: group_of(eva, company, name) for name in company.accounts} == {
        "norte": "A", "rioja": "C", "sur": "C", "libre": "C",
    }  # fmt: skip
    assert eva.call("POST", "/account-groups/placings", json={}, etag=etag).get_json() == {"placing": None}
    with company.system() as connection:
        connection.exec_driver_sql("UPDATE accounts SET group_code = 'D' WHERE key = 'sur'")
    undone = eva.post(f"/account-groups/placings/{done['id']}/undoing", {}).get_json()
    assert undone["undone_at"] is not None
    # What somebody moved since stays where they put it.
    assert {name: group_of(eva, company, name) for name in company.accounts} == {
        "norte": "A", "rioja": "B", "sur": "D", "libre": "C",
    }  # fmt: skip
    assert eva.post(f"/account-groups/placings/{done['id']}/undoing", {}).status_code == 412


def test_a_manager_moves_what_they_see_and_nobody_else_edits(company, as_):
    etag = save(as_(MARTA))
    told = as_(MARTA).post("/account-groups/preview", {"items": GROUPS}).get_json()
    assert "Sur y Cía" not in {one["account"]["name"] for one in told["moves"]}
    as_(MARTA).call("POST", "/account-groups/placings", json={}, etag=etag)
    assert group_of(as_(EVA), company, "sur") == "A"
    for rep in (ANA, CARLA):
        assert as_(rep).post("/account-groups/preview", {"items": GROUPS}).status_code == 403
        assert as_(rep).put("/account-groups", {"items": []}, etag).status_code == 403
        assert as_(rep).get("/account-groups").get_json()["etag"] == etag


@pytest.mark.parametrize(
    ("items", "word"),
    [
        ([GROUPS[1], GROUPS[0]], "takes everybody"),
        ([GROUPS[0], GROUPS[0]], "twice"),
        ([{**GROUPS[0], "conditions": [{"criterion": "luck", "test": "is", "value": "1"}]}], "no criterion"),
        ([{**GROUPS[0], "conditions": [{"criterion": "people", "test": "at_least", "value": "many"}]}], "number"),
        ([{**GROUPS[0], "conditions": [{"criterion": "industry", "test": "at_most", "value": "Wine"}]}], "is a text"),
    ],
)
def test_what_does_not_fit_is_named(as_, items, word):
    answer = as_(EVA).post("/account-groups/preview", {"items": items})
    assert code_of(answer) == (422, "invalid_input")
    assert word in answer.get_json()["detail"]


def test_groups_edited_by_two_are_not_overwritten(as_):
    etag = as_(EVA).get("/account-groups").get_json()["etag"]
    save(as_(MARTA))
    assert as_(EVA).put("/account-groups", {"items": []}, etag).status_code == 412
    assert len(as_(EVA).get("/account-groups").get_json()["items"]) == 2


def test_a_plan_begins_from_the_group_is_worked_off_and_tells_its_progress(company, as_, norte):
    save(as_(EVA))
    ana = as_(ANA)
    close(ana, company, "presses")
    told = ana.get(norte, year=2026).get_json()
    assert (told["plan"], told["group"], told["won"]) == (None, "A", "140000.00")
    proposal = told["proposal"]
    assert proposal["expected_amount"] == "154000.00"  # what it bought, grown by ten percent
    dates = [one["due_on"] for one in proposal["actions"]]
    assert len(dates) == 4
    assert dates == sorted(dates)

    words = {key: proposal[key] for key in ("objective", "expected_amount", "growth_percent")}
    made = ana.put(f"{norte}?year=2026", words | {"resources": "Demo truck"})
    assert made.status_code == 200, made.text
    actions = [one | {"expected_result": "An order"} for one in proposal["actions"]]
    added = ana.post(f"{norte}/actions?year=2026", {"items": actions})
    assert added.status_code == 201
    first, *rest = added.get_json()["plan"]["actions"]
    assert (first["title"], first["assignee"]["name"], first["expected_result"]) == (
        "Visit the plant", "Ana Ruiz", "An order",
    )  # fmt: skip
    done = ana.patch(f"/tasks/{first['task_id']}", {"is_done": True}, first["etag"])
    assert done.status_code == 200, done.text
    dropped = ana.delete(f"{norte}/actions/{rest[-1]['task_id']}?year=2026").get_json()["plan"]["actions"]
    assert [one["done_at"] is not None for one in dropped] == [True, False, False]
    (progress,) = as_(MARTA).get("/account-plans", year=2026).get_json()["items"]
    assert (progress["actions"], progress["done"], progress["late"]) == (3, 1, 0)
    assert (progress["won"], progress["expected_amount"]) == ("140000.00", "154000.00")
    assert as_(CARLA).get("/account-plans", year=2026).get_json()["items"] == []


def test_a_plan_is_guarded_and_only_for_those_who_see_the_account(as_, norte):
    ana, ben, carla = as_(ANA), as_(BEN), as_(CARLA)
    assert ana.post(f"{norte}/actions", {"items": [_action()]}).status_code == 404
    etag = ana.put(norte, {"objective": "Grow"}).get_json()["plan"]["etag"]
    assert ben.put(norte, {"objective": "Mine"}).status_code == 412
    assert ben.put(norte, {"objective": "Ours"}, etag).get_json()["plan"]["objective"] == "Ours"
    assert ana.put(norte, {"objective": "Late"}, etag).status_code == 412
    for answer in (carla.get(norte), carla.put(norte, {}), carla.post(f"{norte}/actions", {"items": [_action()]})):
        assert answer.status_code == 404
    assert ana.delete(f"{norte}/actions/999999").status_code == 404
    too_many = {"items": [_action()] * 120}
    assert ana.post(f"{norte}/actions", too_many).status_code == 201
    assert code_of(ana.post(f"{norte}/actions", {"items": [_action()]})) == (422, "invalid_input")


def _action():
    return {"kind": "call", "title": "Ask for the budget", "due_on": "2026-05-04"}
