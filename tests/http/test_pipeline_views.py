"""The list of opportunities as a board, a calendar and a forecast."""

from datetime import date

import pytest
import sqlalchemy as sa
from tests.http.api import code_of
from tests.http.test_pipeline import etag
from tests.small_company import ANA, CARLA, EVA

from trato.crm.tables import opportunities
from trato.selling.pipeline.forecast import Period, last_day


@pytest.fixture(scope="module")
def company(new_company):
    """The presses close in March, the barrels in May, the olives have no date."""
    return new_company()


@pytest.fixture(scope="module")
def eva(company, sign_in):
    api = sign_in(company, EVA)
    for key, values in (
        ("presses", {"close_date": "2026-03-20"}),
        ("barrels", {"close_date": "2026-05-04", "monthly_amount": "1000"}),
    ):
        path = f"/opportunities/{company.opportunities[key]}"
        assert api.patch(f"{path}/fields", values, etag(api, path)).status_code == 200
    return api


def columns(api, **asked):
    answer = api.post("/pipeline/board", asked)
    assert answer.status_code == 200, answer.text
    return {one["stage"]["key"]: one for one in answer.get_json()["columns"]}


def test_a_board_shows_every_stage_in_the_order_of_the_process(eva):
    told = columns(eva)
    assert list(told) == ["qualified", "needs", "proposal", "negotiation", "commitment"]
    assert told["qualified"]["items"] == []
    assert told["proposal"]["total"]["sums"] == [
        {"currency": "EUR", "amount": "125000.00", "monthly": "0", "weighted": "62500.00"}
    ]
    assert [one["opportunity"]["name"] for one in told["needs"]["items"]] == ["Oak barrels renewal"]


def test_a_board_shows_the_first_of_each_stage_and_sums_all(eva, company, sign_in):
    path = f"/opportunities/{company.opportunities['olives']}"
    moved = eva.patch(f"{path}/fields", {"stage": "proposal"}, etag(eva, path))
    assert moved.status_code == 200
    told = columns(eva, order="amount", is_descending=True, first=1)["proposal"]
    assert [one["opportunity"]["name"] for one in told["items"]] == ["Hydraulic presses Bilbao"]
    assert told["total"]["count"] == 2
    more = {"asked": {"stages": ["proposal"]}, "order": "amount", "is_descending": True, "cursor": told["next_cursor"]}
    rest = eva.post("/pipeline", more).get_json()["items"]
    assert [one["opportunity"]["name"] for one in rest] == ["Olive mill modernisation"]
    assert columns(sign_in(company, ANA), first=1)["proposal"]["next_cursor"] is None
    back = eva.patch(f"{path}/fields", {"stage": "negotiation"}, etag(eva, path))
    assert back.status_code == 200


def test_a_stage_that_the_process_does_not_have_comes_last(new_company, sign_in):
    company = new_company()
    with company.system() as connection:
        olives = opportunities.c.id == company.opportunities["olives"]
        connection.execute(sa.update(opportunities).where(olives).values(stage_key="from_before"))
    told = columns(sign_in(company, EVA))
    assert list(told)[-1] == "from_before"
    assert told["from_before"]["total"]["count"] == 1


def test_a_calendar_tells_the_days_on_which_something_closes(eva):
    told = eva.post("/pipeline/calendar", {"first": "2026-03-01", "last": "2026-05-31"}).get_json()
    assert [(day["day"], [one["name"] for one in day["items"]]) for day in told["days"]] == [
        ("2026-03-20", ["Hydraulic presses Bilbao"]),
        ("2026-05-04", ["Oak barrels renewal"]),
    ]
    assert told["total"]["count"] == 2
    assert eva.post("/pipeline/calendar", {"first": "2026-03-21", "last": "2026-05-03"}).get_json()["days"] == []


@pytest.mark.parametrize("days", [("2026-03-02", "2026-03-01"), ("2026-01-01", "2026-12-31")])
def test_a_calendar_of_no_days_or_too_many_is_refused(eva, days):
    answer = eva.post("/pipeline/calendar", {"first": days[0], "last": days[1]})
    assert code_of(answer) == (422, "invalid_input")


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("month", [("2026-03-01", "2026-03-31"), ("2026-05-01", "2026-05-31"), (None, None)]),
        ("quarter", [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), (None, None)]),
    ],
)
def test_a_forecast_weighs_amounts_by_their_stage(eva, by, periods):
    told = eva.post("/pipeline/forecast", {"by": by}).get_json()
    assert [(one["first"], one["last"]) for one in told["periods"]] == periods
    # 40,000 at 25 %, and a month of it.
    assert told["periods"][1]["stages"] == [
        {
            "key": "needs",
            "name": "Necesidades",
            "count": 1,
            "sums": [{"currency": "EUR", "amount": "40000.00", "monthly": "1000.00", "weighted": "10000.00"}],
        }
    ]
    assert told["total"]["sums"][0]["amount"] == "255000.00"


def test_each_sees_the_forecast_of_their_own(company, eva, sign_in):
    told = sign_in(company, CARLA).post("/pipeline/forecast", {}).get_json()
    assert [one["name"] for period in told["periods"] for one in period["stages"]] == ["Negociación"]


@pytest.mark.parametrize(
    ("first", "by", "last"),
    [
        (date(2026, 12, 1), Period.MONTH, date(2026, 12, 31)),
        (date(2028, 2, 1), Period.MONTH, date(2028, 2, 29)),
        (date(2026, 10, 1), Period.QUARTER, date(2026, 12, 31)),
        (None, Period.MONTH, None),
    ],
)
def test_a_period_ends_before_the_next_begins(first, by, last):
    assert last_day(first, by) == last
