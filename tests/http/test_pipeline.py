"""The list of opportunities over HTTP: filters, order, totals and groups; fields, closures, history and undo."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.api import code_of
from tests.mail_items import deliver, mail
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA, NOW

from trato.crm.opportunity_tables import custom_fields, opportunity_lines
from trato.crm.tables import closures


@pytest.fixture(scope="module")
def company(new_company):
    """What nobody changes."""
    return new_company()


@pytest.fixture
def fresh(new_company):
    """For a test that changes what others look at."""
    return new_company()


@pytest.fixture(scope="module")
def ana(company, sign_in):
    return sign_in(company, ANA)


@pytest.fixture
def presses(fresh):
    return f"/opportunities/{fresh.opportunities['presses']}"


def asked(api, order="close_date", *, is_descending=False, limit=50, **narrowed):
    answer = api.post("/pipeline", {"asked": narrowed, "order": order, "is_descending": is_descending, "limit": limit})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def names(api, order="name", **narrowed):
    return [one["opportunity"]["name"] for one in asked(api, order, **narrowed)["items"]]


def groups(api, by, **narrowed):
    answer = api.post("/pipeline/groups", {"asked": narrowed, "by": by})
    assert answer.status_code == 200, answer.text
    return [(one["key"], one["name"], one["count"]) for one in answer.get_json()["items"]]


def etag(api, path):
    return api.get(f"{path}/row").get_json()["opportunity"]["etag"]


def test_everybody_sees_the_open_ones_of_their_own(company, sign_in):
    seen = {upn: names(sign_in(company, upn)) for upn in (ANA, BEN, CARLA, MARTA, EVA)}
    north = ["Hydraulic presses Bilbao", "Oak barrels renewal"]
    everything = ["Hydraulic presses Bilbao", "Oak barrels renewal", "Olive mill modernisation"]
    assert seen == {
        ANA: north, BEN: north, CARLA: ["Olive mill modernisation"], MARTA: north, EVA: everything,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"which": "won"}, ["Loading dock automation"]),
        ({"which": "lost"}, []),
        ({"which": "closed"}, ["Loading dock automation"]),
        ({"which": "all"}, ["Hydraulic presses Bilbao", "Loading dock automation", "Oak barrels renewal"]),
        ({"stages": ["proposal"]}, ["Hydraulic presses Bilbao"]),
        ({"stages": ["proposal", "needs"]}, ["Hydraulic presses Bilbao", "Oak barrels renewal"]),
        ({"groups": ["B"]}, ["Oak barrels renewal"]),
        ({"currencies": ["USD"]}, []),
        ({"products": ["Press P400"]}, ["Hydraulic presses Bilbao"]),
        ({"least": "100000"}, ["Hydraulic presses Bilbao"]),
        ({"most": "100000"}, ["Oak barrels renewal"]),
        ({"query": "barrel"}, ["Oak barrels renewal"]),
        ({"closes": {"first": "2026-01-01"}}, []),
        ({"attention": ["no_next_date"]}, ["Hydraulic presses Bilbao", "Oak barrels renewal"]),
        ({"attention": ["past_due"]}, []),
        ({"custom": {"colour": "red"}}, []),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else "",
)
def test_what_is_asked_narrows(ana, narrowed, found):
    assert names(ana, **narrowed) == found


def test_totals_are_of_all_that_fit_not_of_the_page(ana):
    told = asked(ana, which="all", limit=1)
    assert len(told["items"]) == 1
    assert told["totals"]["count"] == 3
    # The won one counts whole, the others by their stages: 125,000 at 50 %, 40,000 at 25 %, 15,000 won.
    assert told["totals"]["sums"] == [
        {"currency": "EUR", "amount": "180000.00", "monthly": "0", "weighted": "87500.00"}
    ]


def test_pages_follow_each_other_without_gap_or_overlap(ana):
    seen, cursor = [], None
    while True:
        page = ana.post(
            "/pipeline", {"asked": {"which": "all"}, "order": "name", "limit": 1, "cursor": cursor}
        ).get_json()
        assert (page["totals"] is None) == (cursor is not None)
        seen += [one["opportunity"]["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == names(ana, which="all")


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("amount", "Loading dock automation"),
        ("created_on", "Loading dock automation"),
        ("stage", "Oak barrels renewal"),
        ("account", "Oak barrels renewal"),
        ("owner", "Hydraulic presses Bilbao"),
        ("probability", "Oak barrels renewal"),
        ("group", "Hydraulic presses Bilbao"),
    ],
)
def test_each_order_begins_with_the_least(ana, order, first):
    assert names(ana, order, which="all")[0] == first


@pytest.mark.parametrize("is_descending", [False, True])
def test_what_has_no_value_comes_last_in_both_directions(fresh, sign_in, presses, is_descending):
    ana = sign_in(fresh, ANA)
    ana.patch(f"{presses}/fields", {"close_date": "2026-06-30"}, etag(ana, presses))
    told = asked(ana, "close_date", is_descending=is_descending)
    assert told["items"][0]["opportunity"]["name"] == "Hydraulic presses Bilbao"


def test_groups_come_in_their_own_order_with_what_is_in_them(ana):
    assert groups(ana, "stage") == [("needs", "Necesidades", 1), ("proposal", "Oferta", 1)]
    assert [key for key, _, _ in groups(ana, "group")] == ["A", "B"]
    assert [name for _, name, _ in groups(ana, "owner")] == ["Ana Ruiz", "Ben Hill"]
    assert [name for _, name, _ in groups(ana, "account")] == ["Bodegas Rioja", "Norte SA"]
    assert [(name, count) for _, name, count in groups(ana, "territory")] == [("North", 2)]
    assert groups(ana, "outcome", which="all") == [("won", "", 1), (None, "", 2)]


def test_months_and_quarters_are_those_of_the_close_date(fresh, sign_in, presses):
    ana = sign_in(fresh, ANA)
    ana.patch(f"{presses}/fields", {"close_date": "2026-05-20"}, etag(ana, presses))
    assert groups(ana, "month") == [("2026-05-01", "", 1), (None, "", 1)]
    assert groups(ana, "quarter") == [("2026-04-01", "", 1), (None, "", 1)]


def test_one_chooses_from_what_is_in_ones_own_list(ana):
    told = ana.get("/pipeline/choices").get_json()
    assert [one["name"] for one in told["stages"]][:2] == ["Cualificada", "Necesidades"]
    assert [one["name"] for one in told["owners"]] == ["Ana Ruiz", "Ben Hill", "Carla Paz", "Eva Sanz", "Marta Gil"]
    assert (told["groups"], [one["name"] for one in told["territories"]]) == (["A", "B"], ["North"])


def test_a_row_tells_what_came_last_what_comes_next_and_the_units(fresh, sign_in, presses):
    deliver(fresh, mail("asked", subject="Hydraulic presses Bilbao", at=NOW - timedelta(days=3)))
    with fresh.system() as connection:
        line = {"tenant_id": fresh.tenant_id, "opportunity_id": fresh.opportunities["presses"], "position": 0}
        connection.execute(sa.insert(opportunity_lines).values(**line, name="Press P400", quantity=3))
    row = sign_in(fresh, ANA).get(f"{presses}/row").get_json()
    assert (row["last_interaction"]["kind"], row["next_interaction"], row["units"]) == ("mail_in", None, "3")
    assert names(sign_in(fresh, ANA), attention=["silent"]) == ["Oak barrels renewal"]
    assert names(sign_in(fresh, ANA), "last_interaction")[0] == "Hydraulic presses Bilbao"


def test_the_number_of_statements_is_the_same_for_one_row_and_for_three(ana):
    counts = []
    for limit in (1, 3):
        with recorded(ana.app.extensions["trato"].database) as statements:
            asked(ana, which="all", limit=limit)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_fields_are_changed_and_their_history_says_who_when_and_from_what(fresh, sign_in, presses):
    ana = sign_in(fresh, ANA)
    wanted = {
        "amount": "130000.50", "monthly_amount": None, "close_date": "2026-06-30", "invoice_date": "2026-07-15",
        "probability": 60, "next_date": "2026-03-10", "next_objective": "Agree on delivery", "wants": "A quiet press",
        "competitors": ["Prensal", "Ibermaq"], "main_competitor": "Ibermaq", "stage": "negotiation",
        "met_on": "2026-02-20", "owner_id": str(fresh.users[BEN]),
    }  # fmt: skip
    answer = ana.patch(f"{presses}/fields", wanted, etag(ana, presses))
    assert answer.status_code == 200, answer.text
    row = answer.get_json()
    shown = row["opportunity"]
    assert (shown["amount"]["value"], shown["close_date"], row["invoice_date"]) == (
        "130000.50",
        "2026-06-30",
        "2026-07-15",
    )
    assert (shown["next_step"]["objective"], row["wants"], row["probability"]) == (
        "Agree on delivery",
        "A quiet press",
        60,
    )
    assert (row["competitors"], row["main_competitor"]) == (["Prensal", "Ibermaq"], "Ibermaq")
    assert (shown["decision_maker"]["met"], shown["owner"]["name"]) == (True, "Ben Hill")
    told = {one["field"]: one for one in ana.get(f"{presses}/changes").get_json()["items"]}
    assert (told["amount"]["before"], told["amount"]["after"]) == ("125000.00", "130000.50")
    assert (told["stage"]["before"], told["stage"]["after"]) == ("proposal", "negotiation")
    assert told["close_date"]["actor"]["name"] == "Ana Ruiz"
    assert "monthly_amount" not in told


def test_who_read_an_older_version_changes_nothing(fresh, sign_in, presses):
    ana, ben = sign_in(fresh, ANA), sign_in(fresh, BEN)
    read = etag(ben, presses)
    ana.patch(f"{presses}/fields", {"wants": "Speed"}, etag(ana, presses))
    assert ben.patch(f"{presses}/fields", {"wants": "Price"}, read).status_code == 412
    assert ben.get(f"{presses}/row").get_json()["wants"] == "Speed"
    assert ben.patch(f"{presses}/fields", {"wants": "Price"}).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"stage": "nowhere"}, (422, "invalid_input")),
        ({"owner_id": "999999"}, (404, "not_found")),
        ({"decision_maker_id": "999999"}, (404, "not_found")),
        ({"custom": {"colour": "red"}}, (422, "invalid_input")),
        ({"probability": 101}, (422, "invalid_input")),
        ({"surprise": 1}, (422, "invalid_input")),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_what_refers_to_nothing_is_refused_and_nothing_is_written(fresh, sign_in, presses, wanted, refused):
    ana = sign_in(fresh, ANA)
    answer = ana.patch(f"{presses}/fields", {"wants": "Speed", **wanted}, etag(ana, presses))
    assert code_of(answer) == refused
    assert ana.get(f"{presses}/row").get_json()["wants"] == ""


def test_a_field_of_the_tenants_own_is_written_shown_and_asked_for(fresh, sign_in, presses):
    with fresh.system() as connection:
        connection.execute(
            sa.insert(custom_fields).values(
                tenant_id=fresh.tenant_id, key="colour", name_en="Colour", name_es="Color", kind="text", position=1
            )
        )
    ana = sign_in(fresh, ANA)
    ana.patch(f"{presses}/fields", {"custom": {"colour": "red"}}, etag(ana, presses))
    assert names(ana, custom={"colour": "red"}) == ["Hydraulic presses Bilbao"]
    ana.patch(f"{presses}/fields", {"custom": {"colour": None}}, etag(ana, presses))
    assert ana.get(f"{presses}/row").get_json()["custom"] == {}
    assert [one["after"] for one in ana.get(f"{presses}/changes").get_json()["items"]] == [None, "red"]


def test_a_change_is_taken_back_and_that_is_told_too(fresh, sign_in, presses):
    ana = sign_in(fresh, ANA)
    ana.patch(f"{presses}/fields", {"amount": "99000"}, etag(ana, presses))
    (change,) = ana.get(f"{presses}/changes").get_json()["items"]
    answer = ana.post(f"{presses}/changes/{change['id']}/undo", {})
    assert answer.get_json()["opportunity"]["amount"]["value"] == "125000.00"
    newest, first = ana.get(f"{presses}/changes").get_json()["items"]
    assert (first["is_undone"], newest["is_undone"], newest["after"]) == (True, False, "125000.00")


def test_what_was_changed_again_is_not_undone_over_it(fresh, sign_in, presses):
    ana, ben = sign_in(fresh, ANA), sign_in(fresh, BEN)
    ana.patch(f"{presses}/fields", {"amount": "99000"}, etag(ana, presses))
    (change,) = ana.get(f"{presses}/changes").get_json()["items"]
    ben.patch(f"{presses}/fields", {"amount": "98000"}, etag(ben, presses))
    assert ana.post(f"{presses}/changes/{change['id']}/undo", {}).status_code == 412
    assert ana.get(f"{presses}/row").get_json()["opportunity"]["amount"]["value"] == "98000.00"


def test_an_opportunity_is_closed_with_a_reason_reopened_and_closed_as_before(fresh, sign_in, presses):
    ana = sign_in(fresh, ANA)
    assert code_of(ana.put(f"{presses}/closure", {"outcome": "lost"}, etag(ana, presses))) == (422, "invalid_input")
    lost = {"outcome": "lost", "reason": "They chose a leasing"}
    row = ana.put(f"{presses}/closure", lost, etag(ana, presses)).get_json()
    assert (row["closure"]["outcome"], row["probability"], row["opportunity"]["is_open"]) == ("lost", 0, False)
    assert "Hydraulic presses Bilbao" not in names(ana)
    assert code_of(ana.put(f"{presses}/closure", lost, etag(ana, presses))) == (422, "invalid_input")
    assert ana.delete(f"{presses}/closure", etag(ana, presses)).get_json()["closure"] is None
    reopened = ana.get(f"{presses}/changes").get_json()["items"][0]
    back = ana.post(f"{presses}/changes/{reopened['id']}/undo", {}).get_json()
    assert (back["closure"]["reason"], back["closure"]["closed_at"]) == (lost["reason"], row["closure"]["closed_at"])
    with fresh.system() as connection:
        kept = connection.execute(
            sa.select(closures.c.outcome).where(closures.c.opportunity_id == fresh.opportunities["presses"])
        ).scalars()
        assert list(kept) == ["lost"]


def test_what_is_not_ones_own_is_not_there(fresh, sign_in, presses):
    carla = sign_in(fresh, CARLA)
    assert carla.get(f"{presses}/row").status_code == 404
    assert carla.get(f"{presses}/changes").get_json() == {"items": []}
    assert carla.patch(f"{presses}/fields", {"wants": "x"}, "1").status_code == 404
    assert carla.put(f"{presses}/closure", {"outcome": "won"}, "1").status_code == 404
    assert carla.delete(f"{presses}/closure", "1").status_code == 404
    sign_in(fresh, ANA).patch(f"{presses}/fields", {"wants": "Speed"}, etag(sign_in(fresh, ANA), presses))
    (change,) = sign_in(fresh, ANA).get(f"{presses}/changes").get_json()["items"]
    assert carla.post(f"{presses}/changes/{change['id']}/undo", {}).status_code == 404
