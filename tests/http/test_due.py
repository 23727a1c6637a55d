"""What is due of one's own opportunities at once is what is due of each of them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from tests.http.test_next_step import proposed
from tests.http.test_pipeline import etag
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, LUIS, NOW

from trato.crm.answers.tables import orders
from trato.crm.tables import interaction_accounts, interactions
from trato.scheduling import step_facts
from trato.scheduling.due_facts import many_facts
from trato.scheduling.tables import cadences

MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def company(new_company):
    """Presses: a mail that waits, visits, an order; all with a cadence, some changed."""
    made = new_company()
    tied = {"tenant_id": made.tenant_id}
    with made.system() as connection:
        for days, kind in ((40, "visit"), (30, "visit"), (20, "meeting"), (-5, "meeting")):
            at = NOW - timedelta(days=days)
            values = {"kind": kind, "starts_at": at, "ends_at": at + timedelta(hours=1)}
            added = connection.execute(
                sa.insert(interactions)
                .values(**tied, **values, opportunity_id=made.opportunities["olives"])
                .returning(interactions.c.id)
            ).scalar_one()
            about = {"account_id": made.accounts["sur"], "interaction_id": added, "ends_at": values["ends_at"]}
            connection.execute(sa.insert(interaction_accounts).values(**tied, **about))
        for group in ("A", "B"):
            connection.execute(sa.insert(cadences).values(**tied, group_code=group, kind="visit", days=7, times=1))
        order = {"key": "o1", "account_id": made.accounts["norte"], "ordered_on": (NOW - timedelta(days=9)).date()}
        connection.execute(sa.insert(orders).values(**tied, **order))
    asked = mail("m1", subject="Hydraulic presses Bilbao", sender=LUIS, text="When can you deliver?", at=NOW)
    deliver(made, asked)
    return made


def test_the_facts_of_many_are_the_facts_of_each(company, sign_in):
    ana = sign_in(company, ANA)
    path = f"/opportunities/{company.opportunities['presses']}"
    assert ana.patch(f"{path}/fields", {"wants": "Speed"}, etag(ana, path)).status_code == 200
    now = NOW + timedelta(days=3)
    with company.system() as connection:
        found, _ = many_facts(connection, sa.true(), now=now, zone=MADRID)
        for facts in found:
            changed = step_facts.changed_at(connection, facts.opportunity_id)
            alone = step_facts.facts_of(connection, facts.opportunity_id, changed_at=changed, now=now, zone=MADRID)
            assert _comparable(facts) == _comparable(alone)
    assert {one.opportunity_id for one in found} == {
        company.opportunities[key] for key in ("presses", "barrels", "olives")
    }


def _comparable(facts):
    """Which interaction it was is told of meetings and visits alone; no rule asks it of others."""
    last = {kind: (at, one if kind in ("meeting", "visit") else 0) for kind, (at, one) in facts.last_by_kind.items()}
    return {
        **{name: getattr(facts, name) for name in facts.__slots__},
        "last_by_kind": last,
        "account_last_by_kind": dict(facts.account_last_by_kind),
        "steps": list(facts.steps),
        "cadences": list(facts.cadences),
    }


def test_one_sees_why_steps_are_due_for_ones_own(company, sign_in):
    ben = sign_in(company, BEN)
    told = ben.get("/due-steps").get_json()
    assert (told["count"], [one["opportunity"]["name"] for one in told["items"]]) == (1, ["Oak barrels renewal"])
    (one,) = told["items"]
    alone = ben.get(f"/opportunities/{company.opportunities['barrels']}/next-step").get_json()["proposal"]
    assert [reason["code"] for reason in one["reasons"]] == [reason["code"] for reason in alone["reasons"]]
    assert (one["kind"], one["objective"]) == (alone["kind"], alone["objective"])


def test_what_was_dismissed_is_not_told_again(company, sign_in):
    ana = sign_in(company, ANA)
    need = proposed(ana, company)["need"]
    before = ana.get("/due-steps").get_json()["items"][0]["reasons"]
    path = f"/opportunities/{company.opportunities['presses']}/next-step"
    assert ana.post(path, {"need": need, "decision": "dismiss", "reason": "Not now"}).status_code == 200
    after = [reason for one in ana.get("/due-steps").get_json()["items"] for reason in one["reasons"]]
    assert [reason["code"] for reason in after] == [reason["code"] for reason in before[1:]]
